"""A row for each event: which column is the activity, which the time, and which code is each activity's name?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sagsloft.sources.drafting.attributes import attributes_of, is_shown
from sagsloft.sources.drafting.kinds import kinds_of
from sagsloft.sources.drafting.known import SURE, Match, Names, best
from sagsloft.sources.drafting.profiles import Column, Content
from sagsloft.sources.drafting.roles import Role, Roles

__all__ = ["EventLog", "Unmapped", "event_log"]

MOST_KINDS = 6
"""Fewer different names, in a list about something, are kinds of rows and no activities."""
RECOGNISED = 0.5
"""Share of the rows whose activity must be known, where the column's name does not say that it is the activity."""
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A name that is near to no code, or to several; `count`: its rows."""

    name: str
    count: int
    nearest: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class EventLog:
    """`mapped`: name → code and rows; `unmapped`: names to decide on; `hidden`: how many names stand in few rows."""

    activity: Role
    occurred_at: Role
    mapped: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    unmapped: tuple[Unmapped, ...] = ()
    hidden: int = 0
    listed: bool = True
    """Are the names few enough to be listed?"""
    attributes: Mapping[str, Column] = field(default_factory=dict)

    @property
    def codes(self) -> list[str]:
        """The codes that are told of, each once."""
        return sorted({code for code, _ in self.mapped.values()})


def event_log(columns: Sequence[Column], roles: Roles, subjects: Sequence[str], names: Names) -> EventLog | None:
    """The log, if the columns are those of one: an activity and a time in every row."""
    free = [column for column in columns if column.name not in roles.taken]
    activity = _activity(free, subjects, names)
    occurred_at = _time(columns, roles, names)
    if activity is None or occurred_at is None:
        return None
    found = EventLog(activity, occurred_at, listed=bool(activity.column.values))
    return _with_names(found, free, names)


def _activity(columns: Sequence[Column], subjects: Sequence[str], names: Names) -> Role | None:
    """By its name; otherwise by what it holds, unless it tells the kinds of rows in a list about something."""
    lexicon = names.lexicon
    texts = [column for column in columns if column.content in {Content.LABEL, Content.TEXT} and column.is_full]
    named = [
        (place, order, column)
        for order, column in enumerate(texts)
        for place, name in enumerate(lexicon.names("roles")["activity"])
        if lexicon.score(column.words, name) >= SURE
    ]
    if named:
        return Role(min(named, key=lambda each: each[:2])[2])
    kinds = {kind.column.name for kind in kinds_of(texts, names)} if subjects else set()
    for column in texts:
        is_kind = column.name in kinds and len(column.values) <= MOST_KINDS
        if column.values and not is_kind and _known_rows(column, names) >= RECOGNISED * column.filled:
            return Role(column, sure=False)
    return None


def _known_rows(column: Column, names: Names) -> int:
    return sum(count for name, count in column.values if _code(name, names)[0] is not None)


def _time(columns: Sequence[Column], roles: Roles, names: Names) -> Role | None:
    """The date that every row has: by its name, or because it is the only one."""
    recorded = roles["recorded_at"]
    full = [column for column in columns if column.content.is_date and column.is_full]
    dates = [column for column in full if recorded is None or column is not recorded.column] or full
    usual = names.lexicon.names("roles")["occurred_at"]
    ranked = [
        (place, order, column)
        for order, column in enumerate(dates)
        for place, name in enumerate(usual)
        if names.lexicon.score(column.words, name) >= SURE
    ]
    if ranked:
        return Role(min(ranked, key=lambda each: each[:2])[2])
    return Role(dates[0], sure=len(dates) == 1) if dates else None


def _code(name: str, names: Names) -> tuple[str | None, list[Match]]:
    """The code that the name means, and those it is near to."""
    if name in names.vocabulary.activities:
        return name, []
    matches = names.matches(names.lexicon.words(name))
    return best(matches), matches


def _with_names(log: EventLog, free: Sequence[Column], names: Names) -> EventLog:
    mapped: dict[str, tuple[str, int]] = {}
    unmapped: list[Unmapped] = []
    hidden = 0
    for name, count in log.activity.column.values:
        code, nearest = _code(name, names)
        if name not in names.vocabulary.activities and not is_shown(name, count, names, LONGEST_NAME):
            hidden += 1
        elif code is None:
            unmapped.append(Unmapped(name, count, tuple(nearest)))
        else:
            mapped[name] = (code, count)
    found = replace(log, mapped=mapped, unmapped=tuple(unmapped), hidden=hidden)
    others = [column for column in free if column is not log.activity.column]
    attributes: dict[str, Column] = {}
    for code in found.codes:
        attributes |= attributes_of(code, others, names, ()).columns
    return replace(found, attributes=attributes)
