"""An example of the law: what happened, the rule, the day we look, and what is due. And what the engine says of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from sagsloft import rulebook, sources
from sagsloft.core import obligations
from sagsloft.core.calendar import Calendar, Span
from sagsloft.core.rules import Rule, Version, Within

from .drawn import Drawn, drawn, write_csv

__all__ = ["DATE_LENGTH", "Example", "Judged", "judge"]

DATE_LENGTH = len("2024-03-31")
SHORT_NAMES = {"case_id": "case", "matter_id": "matter"}
ATTRIBUTE = "attr."
EXPECTED_NOTE = "note.repeated_events"
ORDER = ("case", "triggered_at", "matter", "period")


@dataclass(frozen=True, slots=True)
class Example:
    """One question put to the engine, and its answer, both as drawn tables.

    `log` is an event table with `case` and `matter` for `case_id` and `matter_id`. `expected` shows the obligations of
    one rule, all of them, in the columns that matter, by case and by when they arose. Times are local. A date alone is
    in `due_at` the end of that day, and anywhere else an event that has no time of day. `invented` is the file of a
    rule that the Danish rulebook does not have.
    """

    log: str
    rule: str
    as_of: str
    expected: str
    known_at: str | None = None
    covers: tuple[str, ...] = ()
    invented: str = ""

    def __post_init__(self) -> None:
        if bool(self.invented) != self.rule.startswith("eksempel-"):
            raise ValueError(f"invented rules, and no others, are called eksempel-…: {self.rule}")
        if "status" not in self.answer.columns:
            raise ValueError("the expected table shows the status")

    @property
    def events(self) -> Drawn:
        return drawn(self.log)

    @property
    def answer(self) -> Drawn:
        return drawn(self.expected)


@dataclass(frozen=True, slots=True)
class Judged:
    """What the engine found: the rule's obligations, in the order in which they are drawn."""

    example: Example
    book: rulebook.Rulebook
    rule: Rule
    obligations: pl.DataFrame

    @property
    def trigger_days(self) -> tuple[date, ...]:
        """The local days of the events that may give rise to a duty, under whatever version."""
        patterns = [pattern for version in self.rule.versions for pattern in version.trigger]
        events = self.example.events.records()
        triggers = (event for event in events if any(pattern.covers(event["activity"]) for pattern in patterns))
        return tuple(date.fromisoformat(event["occurred_at"][:DATE_LENGTH]) for event in triggers)

    @property
    def versions(self) -> tuple[Version, ...]:
        """The versions of the rule that decided, oldest first: also those that said there is no duty."""
        on_the_day = (self.rule.version_on(day) for day in self.trigger_days)
        decided = {*self.obligations["version"], *(version.in_force for version in on_the_day if version)}
        return tuple(version for version in reversed(self.rule.versions) if version.in_force in decided)

    @property
    def spans(self) -> tuple[Span, ...]:
        """The limits that decided, where they are lengths of time."""
        return tuple(version.deadline.span for version in self.versions if isinstance(version.deadline, Within))

    @property
    def holidays(self) -> tuple[date, ...]:
        """The public holidays within the limits, where these are counted in days that are no holidays."""
        calendar = self.rule.calendar
        if not any(span.unit.skips_holidays for span in self.spans):
            return ()
        limits = self.obligations.select(
            calendar.local_day(pl.col("triggered_at")), calendar.local_day(pl.col("due_at"))
        ).rows()
        return tuple(day for day in sorted(calendar.holidays) if any(first < day <= last for first, last in limits))

    def drawn_as(self, columns: tuple[str, ...]) -> Drawn:
        """The obligations in these columns, written as in `Example.expected`."""
        rows = self.obligations.select(columns).iter_rows()
        calendar = self.rule.calendar
        return Drawn(columns, tuple(tuple(map(_written, columns, row, [calendar] * len(row))) for row in rows))


def judge(example: Example, folder: Path) -> Judged:
    """Write the log as a file, read it as the product does, and evaluate the one rule; `folder` is empty."""
    book = _book(example, folder)
    rule = book.rule(example.rule)
    reading = _reading(example, folder / "log.csv", book)
    found = obligations.evaluate(
        reading.events,
        [rule],
        moment(example.as_of),
        None if example.known_at is None else moment(example.known_at),
        covers=reading.covers,
    )
    return Judged(example, book, rule, found.rename(SHORT_NAMES).sort(ORDER, maintain_order=True))


def moment(text: str) -> date | datetime:
    """A day, or a local time, as `as_of` and `known_at` are written."""
    return date.fromisoformat(text) if len(text) == DATE_LENGTH else datetime.fromisoformat(text)


def _book(example: Example, folder: Path) -> rulebook.Rulebook:
    """The Danish rulebook, and the invented rule beside it."""
    if not example.invented:
        return _shipped()
    overlay = folder / "overlay"
    (overlay / "deadlines").mkdir(parents=True)
    (overlay / "deadlines" / f"{example.rule}.toml").write_text(example.invented, encoding="utf-8")
    return rulebook.load(overlay)


@cache
def _shipped() -> rulebook.Rulebook:
    return rulebook.load()


def _reading(example: Example, path: Path, book: rulebook.Rulebook) -> sources.Reading:
    """The log through the product's own door. Raises ValueError where anything in it is left outside or unknown."""
    table = example.events
    write_csv(table, path)
    columns = {name: short for name, short in SHORT_NAMES.items() if short in table.columns}
    mapping = sources.Mapping(columns=columns, covers=frozenset(example.covers))
    reading = sources.read(path, mapping, timezone=book.calendar.timezone)
    wrong = [*reading.rejected.iter_rows(), *_left_out(reading), *_unknown(reading.events, book)]
    if wrong:
        raise ValueError(f"the log is not what it seems: {wrong}")
    return reading


def _left_out(reading: sources.Reading) -> Iterator[str]:
    return (note.message_id for note in reading.notes if note.message_id != EXPECTED_NOTE)


def _unknown(events: pl.DataFrame, book: rulebook.Rulebook) -> Iterator[str]:
    """Activities and attributes that the rulebook does not have: a misspelt event would prove nothing."""
    for event in events.iter_rows(named=True):
        given = {name.removeprefix(ATTRIBUTE) for name in event if name.startswith(ATTRIBUTE) and event[name]}
        if event["activity"] not in book.activities:
            yield event["activity"]
        elif extra := given - set(book.activities[event["activity"]].attributes):
            yield f"{event['activity']}: {', '.join(sorted(extra))}"


def _written(column: str, value: object, calendar: Calendar) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return _written_time(column, value, calendar)
        case _:
            return str(value)


def _written_time(column: str, instant: datetime, calendar: Calendar) -> str:
    """A local time; a date alone for the end of a day in `due_at`, and for its beginning elsewhere."""
    local = instant.astimezone(ZoneInfo(calendar.timezone))
    day_ends = column == "due_at" and instant == calendar.end_of(local.date())
    day_begins = column != "due_at" and local.time() == time.min
    if day_ends or day_begins:
        return local.date().isoformat()
    precision = "auto" if local.second or local.microsecond else "minutes"
    second_of_two = f"{local:%z}" if local.fold else ""
    return local.replace(tzinfo=None).isoformat(sep=" ", timespec=precision) + second_of_two
