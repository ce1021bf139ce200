"""Freeze the frame of a draw, out of the events of a source."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from sagsloft import __version__
from sagsloft.core import frame as frames
from sagsloft.core import sample
from sagsloft.core.attributes import ATTRIBUTE
from sagsloft.core.cpr import masked
from sagsloft.core.draw_record import Record
from sagsloft.core.draw_steps import Drawn, Extension
from sagsloft.core.errors import UserError
from sagsloft.core.frame import Closure, Filter, Frame
from sagsloft.core.rules import Condition, Given, IsFalse, IsTrue, OneOf, Pattern
from sagsloft.pipeline.draw_files import read_record, write_new
from sagsloft.pipeline.question import Question, load_rulebook, read_events, sha256
from sagsloft.rulebook import Rulebook
from sagsloft.sources import Key, Note, Reading

__all__ = ["Freezing", "Frozen", "Plan", "freeze"]

MOST_SHOWN = 10
"""Values of an attribute."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How many cases will be drawn, and by which rule there may be more."""

    count: int
    extension: Extension | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Freezing:
    """Which cases the frame is to hold: those of `question` with an event of one of the activities in the period."""

    question: Question
    activities: tuple[str, ...]
    where: tuple[str, ...] = ()
    """Conditions on the same event, as `name=value,value`, `name=true`, `name=false` or `name=*` (is there at all)."""
    first: date
    last: date
    closure: Closure = Closure.ANY
    leave_out: tuple[Path, ...] = ()
    """Records of earlier draws, whose cases were reviewed."""
    family: str | None = None
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class Frozen:
    """What was frozen."""

    record: Record
    frame: Frame
    notes: tuple[Note, ...]
    rejected_rows: int


def freeze(asked: Freezing, folder: Path, on: date) -> Frozen:
    """Write the frame and the record that begins with it into a folder.

    Raises UserError where the files cannot be read, the conditions cannot be asked, no case is left, or the folder
    holds a draw already; then nothing is written.
    """
    book = load_rulebook(asked.question.rules, asked.question.only_rules)
    chosen = Filter(patterns=_patterns(asked, book), first=asked.first, last=asked.last, closure=asked.closure)
    earlier = [(file, read_record(file)) for file in asked.leave_out]
    _ensure_same_names(earlier, asked.question)
    reading = read_events(asked.question, book)
    as_of = book.calendar.instant(asked.question.as_of or _last_day(reading, book))
    known_at = None if asked.question.known_at is None else book.calendar.instant(asked.question.known_at)
    _ensure_values_known(chosen.patterns, reading, book)
    framing = frames.build(
        reading.events,
        chosen,
        book.calendar,
        as_of,
        known_at=known_at,
        covers=reading.covers,
        reviewed=[case for _, record in earlier for case in sample.sample(record)],
        family=asked.family,
    )
    zone = ZoneInfo(book.calendar.timezone)
    source = {
        "software": f"sagsloft {__version__}",
        **_source(asked.question, reading, book),
        "as_of": as_of.astimezone(zone).isoformat(),
        "known_at": known_at and known_at.astimezone(zone).isoformat(),
        "left_out": [{"record": masked(file.name), "sha256": record.hash} for file, record in earlier],
    }
    record = sample.freeze(framing, on, _criteria(chosen, asked.family), source)
    if asked.plan is not None:
        record = sample.plan(record, asked.plan.count, asked.plan.extension, on)
    write_new(record, framing.frame, folder)
    notes = (*reading.notes, *_doubts(asked, earlier, reading, book))
    return Frozen(record, framing.frame, notes, reading.rejected.select("file", "row").n_unique())


def _patterns(asked: Freezing, book: Rulebook) -> tuple[Pattern, ...]:
    """Raises UserError where an activity is not of the vocabulary, or a condition cannot be asked of it."""
    where = dict(_conditions(asked.where))
    if not asked.activities:
        raise UserError("sample.no_activity")
    if len(where) < len(asked.where):
        raise UserError("sample.condition_twice")
    for activity in asked.activities:
        if activity not in book.activities:
            similar = ", ".join(get_close_matches(activity, book.activities, n=5, cutoff=0.0))
            raise UserError("sample.unknown_activity", activity=masked(activity), similar=similar)
        known = book.activities[activity].attributes
        for name in where:
            if name not in known:
                raise UserError(
                    "sample.unknown_attribute", attribute=masked(name), activity=activity, known=", ".join(known) or "–"
                )
    return tuple(Pattern(activity, where) for activity in dict.fromkeys(asked.activities))


def _conditions(texts: Sequence[str]) -> Iterator[tuple[str, Condition]]:
    for text in texts:
        name, _, written = text.partition("=")
        values = tuple(value.strip() for value in written.split(","))
        if not name.strip() or not all(values) or not text.isprintable():
            raise UserError("sample.bad_condition")
        yield name.strip(), _condition(values)


def _condition(values: tuple[str, ...]) -> Condition:
    match values:
        case ("true",):
            return IsTrue()
        case ("false",):
            return IsFalse()
        case ("*",):
            return Given()
    return OneOf(values)


def _ensure_values_known(patterns: Sequence[Pattern], reading: Reading, book: Rulebook) -> None:
    """Raises UserError where a value is asked for that no rule names and no such event has: it may be a slip."""
    events = reading.events
    for pattern in patterns:
        for name, condition in pattern.where.items():
            column = f"{ATTRIBUTE}{name}"
            if not isinstance(condition, OneOf) or column not in events.columns:
                continue
            of_activity = events.filter(pl.col("activity") == pattern.activity)
            seen = set(of_activity[column].cast(pl.String).drop_nulls().unique())
            unknown = [value for value in condition.values if value not in seen | _named_in_rules(name, book)]
            if unknown:
                found = masked(", ".join(sorted(seen)[:MOST_SHOWN])) or "–"
                raise UserError("sample.value_not_found", value=masked(unknown[0]), attribute=name, found=found)


def _named_in_rules(attribute: str, book: Rulebook) -> set[str]:
    conditions = (
        pattern.where.get(attribute) for rule in book.rules for version in rule.versions for pattern in version.patterns
    )
    return {value for each in conditions if isinstance(each, OneOf) for value in each.values}


def _doubts(
    asked: Freezing, earlier: Sequence[tuple[Path, Record]], reading: Reading, book: Rulebook
) -> Iterator[Note]:
    """A period that the source does not reach, and earlier cases that it does not know."""
    last = _last_day(reading, book)
    if asked.last > last:
        yield Note("sample.period_beyond", {"to": asked.last, "last": last})
    cases = set(reading.events["case_id"].unique())
    for file, record in earlier:
        if cases.isdisjoint(sample.sample(record)):
            yield Note("sample.reviewed_unknown", {"file": masked(file.name)})


def _criteria(chosen: Filter, family: str | None) -> dict[str, object]:
    """What was asked for, as a rule file would write it."""
    return {
        "events": [
            {"activity": pattern.activity, "where": {name: _written(each) for name, each in pattern.where.items()}}
            for pattern in chosen.patterns
        ],
        "first": chosen.first.isoformat(),
        "last": chosen.last.isoformat(),
        "cases": str(chosen.closure),
        "family": family,
    }


def _written(condition: Condition) -> object:
    match condition:
        case IsTrue():
            return True
        case IsFalse():
            return False
        case Given():
            return {"given": True}
        case OneOf(values):
            return list(values)


def _source(question: Question, reading: Reading, book: Rulebook) -> dict[str, object]:
    return {
        "name": masked(reading.name),
        "invented": reading.invented,
        "files": [
            {
                "file": masked(file.name),
                "sha256": sha256(file),
                "mapping": None if mapping is None else {"file": masked(mapping.name), "sha256": sha256(mapping)},
            }
            for file, mapping in zip(question.events, question.mapping_files, strict=True)
        ],
        "pseudonyms": _fingerprint(question),
        "rulebook": book.hash,
    }


def _ensure_same_names(earlier: Sequence[tuple[Path, Record]], question: Question) -> None:
    """Raises UserError where an earlier record has nothing drawn, or calls the cases by names from another key.

    The reviewed cases would not be found, and would be drawn again.
    """
    for file, record in earlier:
        if record.first(Drawn) is None:
            raise UserError("sample.nothing_drawn_in", file=file)
        if record.frozen.source.get("pseudonyms") != _fingerprint(question):
            raise UserError("sample.other_names", file=file)


def _fingerprint(question: Question) -> str | None:
    return None if question.key is None else Key.load(question.key).fingerprint


def _last_day(reading: Reading, book: Rulebook) -> date:
    assert reading.last_event is not None  # noqa: S101 - `read_events` has seen to it
    return reading.last_event.astimezone(ZoneInfo(book.calendar.timezone)).date()
