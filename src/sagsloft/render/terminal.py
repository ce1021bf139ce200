"""What `check` and `rules` show in a terminal: tables that fit 80 columns, counts before per cent."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

import polars as pl
from rich import box
from rich.console import RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from sagsloft.core.due import Basis
from sagsloft.core.measurable import Unmeasurable
from sagsloft.core.rules import Kind, Open, Rule, Text, Theme, Version
from sagsloft.messages import Language, say
from sagsloft.messages.wording import day, days_between, decimal, moment, percent
from sagsloft.render.explanation import Narrator
from sagsloft.render.limits import limit

__all__ = [
    "cannot_be_measured",
    "changes",
    "in_language",
    "law",
    "longest_overdue",
    "timeline",
    "with_limit",
    "without_limit",
]

NOTHING = "–"
Row = dict[str, Any]
InForce = tuple[Rule, Version]


def in_language(text: Text, language: Language) -> str:
    return text.en if language is Language.ENGLISH else text.da


def with_limit(indicators: pl.DataFrame, rules: Sequence[Rule], language: Language) -> Table | None:
    """The indicators of rules with a fixed limit; None where nothing of that kind can be shown."""
    measured = _measured(indicators, rules)
    rows = [(rule, version, row) for rule, version, row in measured if not isinstance(version.deadline, Open)]
    columns = ("judged", "in_time", "excused", "late", "overdue", "pending", "median_days")
    table = _table("table.with_limit", ("rule", *columns), language)
    for paragraph, row in _under_headings(table, rows, language):
        share = NOTHING if row["in_time_share"] is None else percent(row["in_time_share"], language)
        counts = [str(row[name]) for name in ("excused", "late", "overdue", "pending")]
        table.add_row(paragraph, str(row["judged"]), share, *counts, _days(row["median_days"], language))
    return table if rows else None


def without_limit(indicators: pl.DataFrame, rules: Sequence[Rule], language: Language) -> Table | None:
    """The indicators of rules without a fixed limit: how many were done, how many wait, and how long."""
    measured = _measured(indicators, rules)
    rows = [(rule, version, row) for rule, version, row in measured if isinstance(version.deadline, Open)]
    columns = ("met", "excused", "lapsed", "pending", "oldest_waiting_days", "median_days")
    table = _table("table.without_limit", ("rule", *columns), language)
    for paragraph, row in _under_headings(table, rows, language):
        counts = [str(row[name]) for name in ("met", "excused", "lapsed", "pending")]
        ages = [_days(row[name], language) for name in ("oldest_waiting_days", "median_days")]
        table.add_row(paragraph, *counts, *ages)
    return table if rows else None


def cannot_be_measured(unmeasurable: Sequence[Unmeasurable], language: Language) -> Table | None:
    """What the source does not show, and so cannot be judged; None where everything can."""
    table = _table("table.unmeasurable", ("rule", "missing"), language, numbers=False)
    together = groupby(unmeasurable, key=lambda each: (each.rule, each.missing))
    for (rule, missing), versions in together:
        citations = " · ".join(dict.fromkeys(str(each.version.citation) for each in versions))
        title = Styled.assemble(in_language(rule.title, language), "\n", (citations, "dim"))
        table.add_row(title, ", ".join(missing.names))
    return table if unmeasurable else None


def longest_overdue(
    overdue: pl.DataFrame, rules: Sequence[Rule], as_of: datetime, timezone: str, language: Language
) -> Table | None:
    """The obligations that have been overdue longest; None where there are none."""
    in_force = {(rule.id, version.in_force): (rule, version) for rule in rules for version in rule.versions}
    table = _table("table.longest_overdue", ("case", "rule", "due", "overdue_days"), language, numbers=False)
    table.columns[-1].justify = "right"
    for row in overdue.iter_rows(named=True):
        days = days_between(row["due_at"], as_of, timezone)
        rule = _titled(*in_force[row["rule_id"], row["version"]], language)
        due = moment(row["due_at"], timezone, language)
        table.add_row(Styled(row["case_id"]), rule, due, str(days))
    return None if overdue.is_empty() else table


def law(in_force: Sequence[InForce], language: Language) -> Table:
    """The version of each rule in force on a day, with its citation, and whether its text has been read."""
    table = _table("table.law", ("rule", "limit", "since", "read"), language, numbers=False)
    for rule, version in in_force:
        read = NOTHING if version.verified is None else day(version.verified.on, language)
        since = day(version.in_force, language)
        table.add_row(_titled(rule, version, language), limit(version.deadline, language), since, read)
    return table


def changes(found: pl.DataFrame, language: Language) -> RenderableType:
    """How many events are new, corrected or withdrawn, by activity (`sources.comparison.CHANGES`)."""
    if found.is_empty():
        return Styled(say("diff.none", language))
    kinds = ("new", "corrected", "withdrawn")
    counts = found.group_by("activity").agg((pl.col("change") == kind).sum().alias(kind) for kind in kinds)
    table = Table(title=say("diff.title", language), title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    table.add_column(say("diff.activity", language), overflow="fold")
    for kind in kinds:
        table.add_column(say(f"diff.{kind}", language), justify="right")
    for activity, *numbers in counts.sort("activity").iter_rows():
        table.add_row(Styled(activity), *map(str, numbers))
    table.add_section()
    table.add_row(say("diff.total", language), *(str(counts[kind].sum()) for kind in kinds))
    return table


def timeline(narrator: Narrator, language: Language) -> Table:
    """A case's events in order."""
    table = _table("explain.timeline", (), language)
    for column in ("row", "occurred_at", "activity", "matter_id"):
        table.add_column(say(f"explain.{column}", language), overflow="fold")
    for number, event in narrator.events.items():
        file, row = narrator.places.get(number, ("", number))
        table.add_row(
            f"{file} {row}".strip(),
            narrator.when(event),
            Styled(narrator.activity(event)),
            Styled(event["matter_id"] or ""),
        )
    return table


def _measured(indicators: pl.DataFrame, rules: Sequence[Rule]) -> list[tuple[Rule, Version, Row]]:
    """The indicators that have figures, theme by theme; standards, which are not law, after the law."""
    in_force = {(rule.id, version.in_force): (rule, version) for rule in rules for version in rule.versions}
    rows = indicators.filter(pl.col("missing").is_null()).iter_rows(named=True)
    found = [(*in_force[row["rule_id"], row["version"]], row) for row in rows]
    themes = list(Theme)
    return sorted(found, key=lambda each: (each[0].kind is Kind.STANDARD, themes.index(each[0].theme)))


def _under_headings(
    table: Table, rows: Iterable[tuple[Rule, Version, Row]], language: Language
) -> Iterator[tuple[RenderableType, Row]]:
    """Each row with its paragraph; the theme and the rule's title get lines of their own above."""
    for heading, of_theme in groupby(rows, key=lambda each: _heading(each[0])):
        table.add_section()
        table.add_row(Styled(say(heading, language), "bold"))
        for rule, of_rule in groupby(of_theme, key=lambda each: each[0]):
            table.add_row(escape(in_language(rule.title, language)))
            for _, version, row in of_rule:
                marks = Styled(" · ".join(_marks(version, row, language)), "dim")
                yield Padding(marks, (0, 0, 0, 2)), row


def _heading(rule: Rule) -> str:
    return "table.standards" if rule.kind is Kind.STANDARD else f"theme.{rule.theme}"


def _marks(version: Version, row: Row, language: Language) -> Iterator[str]:
    """The paragraph, and what a reader must know about the figures."""
    yield str(version.citation)
    if row["basis"] is not None:
        yield say(f"basis.{Basis(row['basis'])}", language)
    if version.municipal:
        yield say("table.municipal", language)
    if row["case_level"]:
        yield say("table.case_level", language, shared=row["shared_fulfilments"])
    if row["not_measurable"]:
        yield say("table.not_measurable", language, count=row["not_measurable"])


def _titled(rule: Rule, version: Version, language: Language) -> Styled:
    marks = [str(version.citation)]
    if version.municipal:
        marks.append(say("table.municipal", language))
    if rule.kind is Kind.STANDARD:
        marks.append(say("table.standard", language))
    return Styled.assemble(in_language(rule.title, language), "\n", (" · ".join(marks), "dim"))


def _days(days: float | None, language: Language) -> str:
    return NOTHING if days is None else decimal(days, language)


def _table(title: str, columns: Sequence[str], language: Language, *, numbers: bool = True) -> Table:
    """An empty table: words to the left, numbers to the right."""
    table = Table(
        title=say(title, language),
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
    )
    for place, column in enumerate(columns):
        is_number = numbers and place > 0
        table.add_column(say(f"table.{column}", language), justify="right" if is_number else "left", overflow="fold")
    return table
