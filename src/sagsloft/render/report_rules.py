"""Each rule's figures for the page: the share in time, before and after the change of law, by team, and the doubts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby, pairwise
from typing import Any

import polars as pl

from sagsloft.core.overview import Measured, Overview
from sagsloft.core.rules import Kind, Open, Rule, Theme, Version
from sagsloft.render.limits import limit
from sagsloft.render.report_context import Context, Published
from sagsloft.render.report_trends import Chart, charts
from sagsloft.render.report_words import NOTHING, Words

__all__ = ["Column", "Lead", "RulePart", "TeamTable", "ThemePart", "doubts", "themes"]

WITH_LIMIT = ("judged", "in_time", "in_time_share", "excused", "late", "overdue", "pending", "lapsed", "median_days")
WITHOUT_LIMIT = ("met", "excused_apart", "pending", "oldest_waiting_days", "lapsed", "median_days")
LEFT_OUT_AT_NOUGHT = {"pending", "lapsed"}
SHARES, DAYS = {"in_time_share"}, {"median_days", "oldest_waiting_days"}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lead:
    """The figure that is read first: `count` of `base` in time, under the newest version; judged only if `base` > 0."""

    basis: str | None
    count: int
    base: int
    share: float | None
    row: Row


@dataclass(frozen=True, slots=True)
class Column:
    """One version, as a column of the table of versions."""

    citation: str
    since: str
    basis: str | None
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TeamTable:
    """One version by team; `unit` None: the other teams, and what has no team."""

    title: str
    is_newest: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class RulePart:
    """Everything that the page says about one rule."""

    id: str
    title: str
    newest: Version
    limit: str
    has_limit: bool
    leads: tuple[Lead, ...]
    caption: str
    columns: tuple[Column, ...]
    measures: tuple[tuple[str, tuple[str, ...]], ...]
    comparisons: tuple[str, ...]
    notes: tuple[str, ...]
    published: Published | None
    charts: tuple[Chart, ...]
    teams: tuple[TeamTable, ...]


@dataclass(frozen=True, slots=True)
class ThemePart:
    """A chapter of casework, or the standards that are not law."""

    key: str
    title: str
    rules: tuple[RulePart, ...]


def themes(overview: Overview, context: Context, words: Words) -> tuple[ThemePart, ...]:
    """Theme by theme; standards after the law. Rules that nothing can be said of are not among them."""
    shown = [each for each in overview.measured if _shown(each)]
    ordered = sorted(shown, key=lambda each: _place(each, context))
    by_heading = groupby(ordered, key=lambda each: _heading(context.rule(each.rule_id)))
    return tuple(
        ThemePart(heading, words.other(heading), tuple(_part(each, context, words) for each in measured))
        for heading, measured in by_heading
    )


def doubts(version: Version, kind: Kind, words: Words) -> Iterator[str]:
    """What a reader must know about a version before relying on it."""
    if kind is Kind.STANDARD:
        yield words.say("standard")
    elif version.verified is None:
        yield words.say("unverified")
    if version.municipal:
        yield words.say("municipal")


def _shown(measured: Measured) -> list[Row]:
    """The rows that hold figures, newest version first."""
    return list(measured.indicators.filter(pl.col("missing").is_null()).iter_rows(named=True))


def _place(measured: Measured, context: Context) -> tuple[bool, int, bool]:
    """Law first; then as the themes follow one another; in a theme, what has a limit first."""
    rule = context.rule(measured.rule_id)
    return rule.kind is Kind.STANDARD, list(Theme).index(rule.theme), not _has_limit(_versions(measured, context))


def _versions(measured: Measured, context: Context) -> list[Version]:
    """The versions that have figures, newest first."""
    days = dict.fromkeys(row["version"] for row in _shown(measured))
    return [context.version(measured.rule_id, day) for day in days]


def _has_limit(versions: Sequence[Version]) -> bool:
    return not all(isinstance(version.deadline, Open) for version in versions)


def _heading(rule: Rule) -> str:
    return "table.standards" if rule.kind is Kind.STANDARD else f"theme.{rule.theme}"


def _part(measured: Measured, context: Context, words: Words) -> RulePart:
    rule, rows = context.rule(measured.rule_id), _shown(measured)
    versions = _versions(measured, context)
    newest, has_limit = versions[0], _has_limit(versions)
    oldest_first = sorted(rows, key=lambda row: row["version"])
    return RulePart(
        id=rule.id,
        title=words.text(rule.title),
        newest=newest,
        limit=limit(newest.deadline, words.language),
        has_limit=has_limit,
        leads=tuple(_lead(row, words) for row in rows if row["version"] == newest.in_force),
        caption="versions_caption" if len(versions) > 1 else "bases_caption",
        columns=tuple(_column(row, rule, context, words) for row in oldest_first),
        measures=tuple(_measures(oldest_first, WITH_LIMIT if has_limit else WITHOUT_LIMIT, words)),
        comparisons=tuple(_comparisons(versions, words)),
        notes=tuple(_notes(rows, versions, words)),
        published=context.published.get(rule.id),
        charts=charts(rule.id, measured.trends, context, words),
        teams=tuple(_teams(measured, newest, context, words)),
    )


def _basis(row: Row, words: Words) -> str | None:
    return None if row["basis"] is None else words.other(f"basis.{row['basis']}")


def _lead(row: Row, words: Words) -> Lead:
    return Lead(_basis(row, words), row["in_time"], row["judged"], row["in_time_share"], row)


def _column(row: Row, rule: Rule, context: Context, words: Words) -> Column:
    version = context.version(rule.id, row["version"])
    return Column(
        citation=str(version.citation),
        since=_in_force(version, words),
        basis=_basis(row, words),
        doubts=tuple(doubts(version, rule.kind, words)),
    )


def _in_force(version: Version, words: Words) -> str:
    if version.until is None:
        return words.say("since", first=words.day(version.in_force))
    return words.say("until", last=words.day(version.until - timedelta(days=1)))


def _measures(rows: Sequence[Row], names: Iterable[str], words: Words) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The table's lines: a measure, and its value for each version."""
    for name in names:
        values = [row[name.removesuffix("_apart")] for row in rows]
        if name not in LEFT_OUT_AT_NOUGHT or any(values):
            yield words.say(f"measure_{name}"), tuple(_value(name, value, words) for value in values)
    if any(row["not_measurable"] for row in rows):
        yield (
            words.say("measure_not_measurable"),
            tuple(words.number(row["not_measurable"]) for row in rows),
        )


def _value(name: str, value: float | None, words: Words) -> str:
    if value is None:
        return NOTHING
    if name in SHARES:
        return words.share(value)
    return words.days(value) if name in DAYS else words.number(int(value))


def _comparisons(versions: Sequence[Version], words: Words) -> Iterator[str]:
    """May the figures under two versions be compared, and why?"""
    for newer, _ in pairwise(versions):
        answer = {True: "comparable", False: "not_comparable", None: "comparison_undecided"}
        said = words.say(answer[newer.comparable_with_previous], since=words.day(newer.in_force))
        yield said if newer.reason is None else f"{said} {words.text(newer.reason)}"


def _notes(rows: Sequence[Row], versions: Sequence[Version], words: Words) -> Iterator[str]:
    """Working assumptions, each once, and how the figures were counted."""
    for version in versions:
        if version.note is not None:
            yield f"{version.citation}: {words.text(version.note)}"
    if any(row["case_level"] for row in rows):
        yield words.say("case_level", shared=words.number(sum(row["shared_fulfilments"] or 0 for row in rows)))
    if dated := sum(row["day_precision"] or 0 for row in rows):
        yield words.counted("day_precision", dated)


def _teams(measured: Measured, newest: Version, context: Context, words: Words) -> Iterator[TeamTable]:
    by_version = groupby(measured.by_team.iter_rows(named=True), key=lambda row: (row["version"], row["basis"]))
    for (day, basis), rows in by_version:
        title = words.say("by_team", citation=context.version(measured.rule_id, day).citation)
        if basis is not None:
            title = f"{title}, {words.other(f'basis.{basis}')}"
        yield TeamTable(title, day == newest.in_force, tuple(rows))
