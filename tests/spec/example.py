"""An example of the law: what happened, the rule, the day we look, and what is due. And what the engine says of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
from sagsloft import rulebook, sources
from sagsloft.core import obligations
from sagsloft.core.calendar import Calendar
from sagsloft.core.rules import Rule

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

    book: rulebook.Rulebook
    rule: Rule
    obligations: pl.DataFrame

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
        covers=reading.mapping.covers,
    )
    return Judged(book, rule, found.rename(SHORT_NAMES).sort(ORDER, maintain_order=True))


def moment(text: str) -> date | datetime:
    """A day, or a local time, as `as_of` and `known_at` are written."""
    return date.fromisoformat(text) if len(text) == DATE_LENGTH else datetime.fromisoformat(text)


def _book(example: Example, folder: Path) -> rulebook.Rulebook:
    """The Danish rulebook, and the invented rule beside it."""
    if not example.invented:
        return rulebook.load()
    overlay = folder / "overlay"
    (overlay / "deadlines").mkdir(parents=True)
    (overlay / "deadlines" / f"{example.rule}.toml").write_text(example.invented, encoding="utf-8")
    return rulebook.load(overlay)


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
    day_alone = calendar.end_of(local.date()) if column == "due_at" else datetime.combine(local, datetime.min.time(), local.tzinfo)
    if instant == day_alone:
        return local.date().isoformat()
    text = local.replace(tzinfo=None).isoformat(sep=" ", timespec="auto" if local.second or local.microsecond else "minutes")
    return f"{text}{local:%z}" if local.fold else text
