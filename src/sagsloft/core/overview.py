"""What does a report say about a municipality? All figures in one frozen tree, put together and not yet worded.

Nothing here names a child: figures by team and by period have passed `disclosure` (method, section 9 b).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from sagsloft.core.calendar import Calendar
from sagsloft.core.disclosure import by_unit
from sagsloft.core.indicators import by_team, monthly, split_by_basis
from sagsloft.core.obligations import Status, existing
from sagsloft.core.outcomes import OUTCOME, Outcomes, outcomes
from sagsloft.core.quality import Quality, quality
from sagsloft.core.rules import Kind, Rule
from sagsloft.core.stocks import NEXT_DATE, Stock, stocks
from sagsloft.core.trends import Trend, merged, trend
from sagsloft.core.volumes import not_held, shown, volumes

__all__ = ["ATTRIBUTES", "VOLUMES", "Measured", "Overview", "Series", "Waiting", "overview"]

ATTRIBUTES = frozenset({OUTCOME, NEXT_DATE})
"""Attributes that an overview asks for, whether or not a rule does."""
VOLUMES = (
    "underretning_modtaget",
    "tidligt_tilbud_givet",
    "undersoegelse_paabegyndt",
    "indsats_ivaerksat",
    "anbringelse_ivaerksat",
)
SOON = 7
"""Days: what is due within them is due soon."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many children wait under one rule of law, at `as_of`; only measurable obligations count.

    Counts are of children (distinct case_id), so one child may be in several of them. `overdue`: something is overdue.
    `due_soon`: something pending is due within 7 days. `without_limit`: something pending has no fixed limit.
    `longest_overdue_days`: since the oldest overdue was due; `longest_without_limit_days`: since the oldest pending
    without limit was triggered; local days, None where nobody waits so.
    """

    rule_id: str
    overdue: int
    due_soon: int
    without_limit: int
    longest_overdue_days: int | None
    longest_without_limit_days: int | None


@dataclass(frozen=True, slots=True)
class Series:
    """One control chart of a rule: over all its `versions` that may be compared, newest first, and for one `basis`
    (None: the rule is not split by basis; else "trigger", "counts_from", … as in the indicators).
    """

    versions: tuple[date, ...]
    basis: str | None
    trend: Trend


@dataclass(frozen=True, slots=True)
class Measured:
    """One rule's figures.

    `indicators`: its rows of `indicators.INDICATORS`, newest version first. `trends`: newest first; none where the rule
    has no fixed limit or too little was judged. `by_team`: version (Date), basis (String, as in `indicators`), unit
    (String; null: the other teams, and what has no team), base, count (in time), share; in the order of `indicators`,
    units by name, null last; no rows for a version where fewer than two units may be shown.
    """

    rule_id: str
    indicators: pl.DataFrame
    trends: tuple[Series, ...]
    by_team: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Overview:
    """A source at `as_of`.

    `cases`: children with any event. `children_waiting`: distinct children with at least one measurable overdue
    obligation of law; `children_due_soon` and `children_without_limit` likewise (see `Waiting`). `waiting`: one for
    each rule of law under which somebody waits, those with most overdue first. `measured`: one for each rule that has
    rows in the indicators, in the order of the rules. `volumes`: activity, first, last (Date: the period's first and
    last day), count, complete (Boolean: the period was over at `as_of`); by month, else quarter, else year, so that no
    count is under five; periods with none are left out. `not_held`: activities of volumes that the source has no event
    of (and does not cover). `outcomes`: None where the source holds none.
    """

    as_of: datetime
    cases: int
    children_waiting: int
    children_due_soon: int
    children_without_limit: int
    waiting: tuple[Waiting, ...]
    measured: tuple[Measured, ...]
    volumes: pl.DataFrame
    not_held: tuple[str, ...]
    stocks: tuple[Stock, ...]
    outcomes: Outcomes | None
    quality: Quality


def overview(
    events: pl.DataFrame,
    trace: pl.DataFrame,
    indicators: pl.DataFrame,
    rules: Sequence[Rule],
    calendar: Calendar,
    as_of: datetime,
    *,
    vocabulary: Collection[str],
    known_at: datetime | None = None,
    covers: Collection[str] = frozenset(),
    volumes_of: Sequence[str] = VOLUMES,
) -> Overview:
    """The overview of a source.

    `events` is its event table (with ATTRIBUTES), `trace` and `indicators` what the rules said of it (`obligations`,
    `indicators.measure`), all at the same `as_of` and `known_at`. `vocabulary`: the codes of the activities that are
    known. `covers`: what the source would show if it had happened. `volumes_of`: the activities to count.
    """
    known = existing(events, as_of, known_at)
    open_ones = _open(trace, rules, calendar, as_of)
    return Overview(
        as_of=as_of,
        cases=known["case_id"].n_unique(),
        children_waiting=_children(open_ones, "is_overdue"),
        children_due_soon=_children(open_ones, "is_due_soon"),
        children_without_limit=_children(open_ones, "is_without_limit"),
        waiting=tuple(_waiting(open_ones)),
        measured=tuple(_measured(trace, indicators, rules, calendar, as_of)),
        volumes=shown(volumes(known, volumes_of, calendar, as_of), calendar, as_of),
        not_held=not_held(known, volumes_of, as_of, covers),
        stocks=stocks(known, calendar, as_of, covers=covers),
        outcomes=outcomes(known, as_of),
        quality=quality(known, rules, calendar, as_of, vocabulary),
    )


def _open(trace: pl.DataFrame, rules: Sequence[Rule], calendar: Calendar, as_of: datetime) -> pl.DataFrame:
    """The measurable obligations of law that have not been done: rule_id, case_id, in which way they wait
    (`is_overdue`, `is_due_soon`, `is_without_limit`) and `days`, since the day they are counted from (negative: until).
    """
    law = [rule.id for rule in rules if rule.kind is Kind.LAW]
    today = calendar.local_day(pl.lit(as_of))
    days = (today - calendar.local_day(pl.coalesce("due_at", "triggered_at"))).dt.total_days()
    is_pending = pl.col("status") == Status.PENDING
    return (
        trace.filter(pl.col("measurable") & pl.col("rule_id").is_in(law))
        .filter(is_pending | (pl.col("status") == Status.OVERDUE))
        .select(
            *("rule_id", "case_id"),
            days.alias("days"),
            (~is_pending).alias("is_overdue"),
            (is_pending & pl.col("due_at").is_not_null() & (days >= -SOON)).alias("is_due_soon"),
            (is_pending & pl.col("due_at").is_null()).alias("is_without_limit"),
        )
    )


def _children(open_ones: pl.DataFrame, way: str) -> int:
    return open_ones.filter(pl.col(way))["case_id"].n_unique()


def _waiting(open_ones: pl.DataFrame) -> Iterator[Waiting]:
    ways = {"overdue": "is_overdue", "due_soon": "is_due_soon", "without_limit": "is_without_limit"}
    children = {name: pl.col("case_id").filter(pl.col(way)).n_unique() for name, way in ways.items()}
    longest = {
        f"longest_{name}_days": pl.col("days").filter(pl.col(ways[name])).max() for name in ("overdue", "without_limit")
    }
    counts = (
        open_ones.group_by("rule_id")
        .agg(**children, **longest)
        .filter(pl.max_horizontal(*ways) > 0)
        .sort(*ways, "rule_id", descending=[True, True, True, False])
    )
    yield from (Waiting(**row) for row in counts.iter_rows(named=True))


def _measured(
    trace: pl.DataFrame, indicators: pl.DataFrame, rules: Sequence[Rule], calendar: Calendar, as_of: datetime
) -> Iterator[Measured]:
    ours = split_by_basis(trace, rules)
    by_month = monthly(ours, calendar, as_of)
    teams = by_unit(by_team(ours, as_of)).with_columns((pl.col("count") / pl.col("base")).alias("share"))
    for rule in rules:
        rows = indicators.filter(pl.col("rule_id") == rule.id)
        if not rows.is_empty():
            yield Measured(
                rule_id=rule.id,
                indicators=rows,
                trends=tuple(_trends(rule, by_month.filter(pl.col("rule_id") == rule.id))),
                by_team=teams.filter(pl.col("rule_id") == rule.id).drop("rule_id"),
            )


def _trends(rule: Rule, by_month: pl.DataFrame) -> Iterator[Series]:
    for versions in _comparable(rule):
        of_versions = by_month.filter(pl.col("version").is_in(versions))
        held = tuple(version for version in versions if version in of_versions["version"])
        for basis in of_versions["basis"].unique().sort():
            counts = of_versions.filter(pl.col("basis").eq_missing(pl.lit(basis)))
            chart = trend(merged(counts.group_by("period").agg(pl.col("base", "count").sum())))
            if chart is not None:
                yield Series(versions=held, basis=basis, trend=chart)


def _comparable(rule: Rule) -> list[list[date]]:
    """The versions' in-force dates, newest first, together where results under them may be compared."""
    groups: list[list[date]] = []
    goes_on = False
    for version in rule.versions:
        if not goes_on:
            groups.append([])
        groups[-1].append(version.in_force)
        goes_on = version.comparable_with_previous is True
    return groups
