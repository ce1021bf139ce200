"""The `[[versions]]` of a rule: what was the law from which day, and where it is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sagsloft.core.calendar import COUNTED_WEEKDAYS, Calendar
from sagsloft.core.rules import Citation, Pattern, Verification, Version, Within
from sagsloft.rulebook.deadline_forms import A_DEADLINE, read_deadline
from sagsloft.rulebook.patterns import PatternReader
from sagsloft.rulebook.tables import Table

__all__ = ["STEPS", "VersionReader", "check_falling", "read_steps"]

NEVER_EMPTY = ("trigger", "fulfilled_by")
STEPS = (*NEVER_EMPTY, "excused_by", "lapses_on")
KEYS = ("in_force", "deadline", "citation", "verified", "note", *STEPS)
COMPARISON = ("comparable_with_previous", "reason")


@dataclass(frozen=True, slots=True)
class Steps:
    """The four lists that a rule states and a version may restate."""

    trigger: tuple[Pattern, ...]
    fulfilled_by: tuple[Pattern, ...]
    excused_by: tuple[Pattern, ...] = ()
    lapses_on: tuple[Pattern, ...] = ()


def read_steps(table: Table, patterns: PatternReader) -> Steps:
    """The four lists of a rule."""
    return Steps(**{step: _read_step(table, step, patterns) for step in STEPS if step in table or step in NEVER_EMPTY})


@dataclass(frozen=True, slots=True)
class VersionReader:
    """Reads the versions of one rule, which take from the rule whatever they do not restate."""

    steps: Steps
    patterns: PatternReader
    calendar: Calendar

    def read(self, table: Table, *, is_oldest: bool = False, municipal: bool = False) -> Version:
        # The oldest has none before it to be compared with.
        table.allow(*KEYS, *(() if is_oldest else COMPARISON))
        deadline = table.table("deadline", A_DEADLINE)
        steps = self._restated(table)
        version = Version(
            in_force=table.day("in_force"),
            until=None,
            deadline=read_deadline(deadline, self.patterns),
            citation=_citation(table.table("citation", '{ act = "…", section = "…", url = "…" }')),
            trigger=steps.trigger,
            fulfilled_by=steps.fulfilled_by,
            excused_by=steps.excused_by,
            lapses_on=steps.lapses_on,
            verified=_verified(table),
            comparable_with_previous=None if is_oldest else _comparable(table),
            reason=table.possibly_translated("reason"),
            note=table.possibly_translated("note"),
            municipal=municipal,
        )
        if isinstance(version.deadline, Within):
            self._check_due_day(deadline, version.deadline, version.trigger)
            self._check_holidays(deadline, version.deadline, version.in_force)
        return version

    def _restated(self, table: Table) -> Steps:
        return replace(self.steps, **{step: _read_step(table, step, self.patterns) for step in STEPS if step in table})

    def _check_due_day(self, table: Table, within: Within, trigger: tuple[Pattern, ...]) -> None:
        """The due day must be one that each of the triggers can carry."""
        for pattern in trigger if within.on_date_in else ():
            self.patterns.check_attribute(table, "on_date_in", table.text("on_date_in"), pattern.activity)

    def _check_holidays(self, table: Table, within: Within, in_force: date) -> None:
        """Before the calendar's first year every holiday would count as an ordinary day."""
        if within.span.unit in COUNTED_WEEKDAYS and in_force.year < self.calendar.first_year:
            first = f"{self.calendar.first_year}-01-01"
            raise table.mistake("before_calendar", "within", value=in_force, allowed=first)


def check_falling(tables: Sequence[Table]) -> None:
    """Versions stand newest first, each from an earlier day than the one above it."""
    days = [table.day("in_force") for table in tables]
    for table, newer, day in zip(tables[1:], days, days[1:], strict=False):
        if day >= newer:
            raise table.mistake("wrong_order", "in_force", value=day, allowed=newer)


def _read_step(table: Table, step: str, patterns: PatternReader) -> tuple[Pattern, ...]:
    return patterns.read(table, step, may_be_empty=step not in NEVER_EMPTY)


def _citation(table: Table) -> Citation:
    table.allow("act", "section", "url")
    url = table.value("url", '"…"')
    if not isinstance(url, str):
        raise table.wrong("url", '"…"')
    return Citation(act=table.text("act"), section=table.text("section"), url=url)


def _verified(table: Table) -> Verification | None:
    if table.entries.get("verified", False) is False:
        return None
    verified = table.table("verified", 'false | { on = YYYY-MM-DD, in = "…" }')
    verified.allow("on", "in")
    return Verification(on=verified.day("on"), source=verified.text("in"))


def _comparable(table: Table) -> bool:
    comparable = table.flag("comparable_with_previous")
    if not comparable:
        table.translated("reason")
    return comparable
