"""Histories, rules and expectations written short, for tests that are read more often than written."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sagsloft.core.calendar import Span, Unit
from sagsloft.core.rules import (
    ANY_ACTIVITY,
    Citation,
    Condition,
    Deadline,
    Kind,
    Pattern,
    Rule,
    Scope,
    Text,
    Theme,
    Version,
)

from .days import end_of_day, start_of_day
from .denmark import DENMARK
from .facts import Event

__all__ = ["any_but", "at", "end_of", "history", "local", "of", "rule", "span", "version"]

COPENHAGEN = ZoneInfo(DENMARK.timezone)


def local(when: str, fold: int = 0) -> datetime:
    """`2024-03-30 12:00` in local time, as UTC; a date alone is its 00:00; fold 1 is the hour's second coming."""
    return datetime.fromisoformat(when).replace(tzinfo=COPENHAGEN, fold=fold).astimezone(UTC)


def end_of(day: str) -> datetime:
    """The last microsecond of a local day."""
    return end_of_day(date.fromisoformat(day), DENMARK)


def at(when: str, activity: str, matter: str | None = None, case: str = "C1", **attributes: str) -> Event:
    """An event at a local time, or on a local day where `when` is a date alone."""
    if len(when) == len("2024-03-30"):
        day = date.fromisoformat(when)
        earliest, latest = start_of_day(day, DENMARK), end_of_day(day, DENMARK)
    else:
        earliest = latest = local(when)
    return Event(0, case, activity, earliest, latest, matter, attributes=attributes)


def history(*events: Event) -> list[Event]:
    """The events, numbered in the order in which they are written."""
    return [replace(event, row=row) for row, event in enumerate(events)]


def span(text: str) -> Span:
    """`6 weekdays`, as the rule files write it."""
    number, unit = text.split()
    return Span(int(number), Unit(unit))


def of(*activities: str, **where: Condition) -> tuple[Pattern, ...]:
    """A pattern for each activity, all with the same conditions."""
    return tuple(Pattern(activity, where) for activity in activities)


def any_but(*excluded: str) -> tuple[Pattern, ...]:
    return (Pattern(ANY_ACTIVITY, excluded=excluded),)


def version(
    in_force: str,
    deadline: Deadline,
    trigger: Sequence[Pattern],
    fulfilled_by: Sequence[Pattern],
    excused_by: Sequence[Pattern] = (),
    lapses_on: Sequence[Pattern] = (),
) -> Version:
    """A version without an end: `rule` closes it where a newer one begins."""
    return Version(
        in_force=date.fromisoformat(in_force),
        until=None,
        deadline=deadline,
        citation=Citation("eksempel", f"§ {in_force}", ""),
        trigger=tuple(trigger),
        fulfilled_by=tuple(fulfilled_by),
        excused_by=tuple(excused_by),
        lapses_on=tuple(lapses_on),
    )


def rule(
    scope: Scope,
    *versions: Version,
    rule_id: str = "eksempel",
    counts_from: str | None = None,
    not_after_end: bool = False,
) -> Rule:
    """A rule of these versions, in whatever order they are written, with `until` filled in."""
    newest_first = sorted(versions, key=lambda one: one.in_force, reverse=True)
    untils = [None, *(one.in_force for one in newest_first[:-1])]
    return Rule(
        id=rule_id,
        title=Text("Eksempel", "Example"),
        kind=Kind.LAW,
        theme=Theme.SAG,
        scope=scope,
        versions=tuple(replace(one, until=until) for one, until in zip(newest_first, untils, strict=True)),
        calendar=DENMARK,
        counts_from=counts_from,
        not_after_end=not_after_end,
    )
