"""Judge every case of a source."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from sagsloft.core import indicators, measurable, obligations
from sagsloft.core.errors import UserError
from sagsloft.core.measurable import Unmeasurable
from sagsloft.core.rules import Kind, Rule
from sagsloft.pipeline.question import Question, load_rulebook, read_events
from sagsloft.rulebook import Rulebook
from sagsloft.sources import Note, Reading

__all__ = [
    "Check",
    "Judged",
    "Progress",
    "check",
    "ensure_within_calendar",
    "judged",
    "unknown_activities",
    "unseen",
]

Progress = Callable[[int, int], None]
"""Told how many steps are done, of how many."""
MANY = 10
MONTH = timedelta(days=30)
SOME_MONTHS = 6
NEARLY_EMPTY = 0.1
"""Of what a month with events usually holds."""
FEW_CASES = 5
"""A name that fewer cases share may be what someone wrote about a child: it is counted, and not shown."""


def unseen(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What was found, and from what: enough for an outsider to find the same."""

    question: Question
    book: Rulebook
    rules: tuple[Rule, ...]
    reading: Reading
    as_of: datetime
    known_at: datetime | None
    trace: pl.DataFrame
    indicators: pl.DataFrame
    unmeasurable: tuple[Unmeasurable, ...]
    notes: tuple[Note, ...]

    @property
    def overdue(self) -> pl.DataFrame:
        """The obligations that are overdue, the oldest first; of law, if any law was judged."""
        law = [rule.id for rule in self.rules if rule.kind is Kind.LAW]
        return indicators.overdue(self.trace.filter(pl.col("rule_id").is_in(law)) if law else self.trace)

    @property
    def rejected_rows(self) -> int:
        return self.reading.rejected.select("file", "row").n_unique()

    @property
    def warnings(self) -> pl.DataFrame:
        """Events whose date in an attribute could not be used: file, row, rule_id, attribute, reason (semantics 8)."""
        fell_back = self.trace.drop_nulls("fell_back").select(
            "trigger_row", "rule_id", pl.col("fell_back").str.split(" ")
        )
        parts = pl.col("fell_back").str.split_exact(":", 1).struct
        found = (
            fell_back.explode("fell_back")
            .with_columns(parts.field("field_0").alias("attribute"), parts.field("field_1").alias("reason"))
            .unique(["trigger_row", "rule_id", "attribute", "reason"], maintain_order=True)
        )
        return self.reading.places(found["trigger_row"]).hstack(found.select("rule_id", "attribute", "reason"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the rules say of events: the trace (`obligations.TRACE_COLUMNS`), the indicators of it, and what cannot be
    judged. `has_matters`: some event says what inside its case it concerns."""

    trace: pl.DataFrame
    indicators: pl.DataFrame
    unmeasurable: tuple[Unmeasurable, ...]
    has_matters: bool


def check(question: Question, progress: Progress = unseen) -> Check:
    """Judge every case of a source. Raises UserError where the question, the files or the rules cannot be used."""
    book = load_rulebook(question.rules, question.only_rules)
    rules = book.asked_for(standards=question.standards)
    reading = read_events(question, book)
    as_of = book.calendar.instant(question.as_of or _last_day(reading, book))
    ensure_within_calendar(as_of, book)
    known_at = None if question.known_at is None else book.calendar.instant(question.known_at)
    source = obligations.Source.of(reading.events, rules, as_of, known_at, covers=reading.covers)
    found = judged(reading.events, source, rules, book, progress)
    return Check(
        question=question,
        book=book,
        rules=rules,
        reading=reading,
        as_of=as_of,
        known_at=known_at,
        trace=found.trace,
        indicators=found.indicators,
        unmeasurable=found.unmeasurable,
        notes=(
            *_doubts(question, reading, book),
            *reading.notes,
            *unknown_activities(reading.events, book),
            *_unknown_times(reading, known_at),
        ),
    )


def judged(
    events: pl.DataFrame,
    source: obligations.Source,
    rules: Sequence[Rule],
    book: Rulebook,
    progress: Progress = unseen,
) -> Judged:
    """Judge every case. `source`: the events in order, at the moment they are judged as of."""
    has_matters = events["matter_id"].null_count() < events.height
    trace = _judged(source, rules, progress)
    lacking = _unmeasurable(source, rules, book)
    return Judged(
        trace=trace,
        indicators=indicators.measure(trace, rules, source.as_of, has_matters=has_matters, unmeasurable=lacking),
        unmeasurable=lacking,
        has_matters=has_matters,
    )


def _last_day(reading: Reading, book: Rulebook) -> date:
    """The last event's local day: a result depends on its input, never on today."""
    assert reading.last_event is not None  # noqa: S101 - `read_events` has seen to it
    return reading.last_event.astimezone(ZoneInfo(book.calendar.timezone)).date()


def ensure_within_calendar(as_of: datetime, book: Rulebook) -> None:
    """Raises UserError where the calendar does not know the holidays any longer."""
    if as_of.year > book.calendar.last_year:
        raise UserError("calendar.too_late", as_of=as_of.date(), last_year=book.calendar.last_year)


def _judged(source: obligations.Source, rules: Sequence[Rule], progress: Progress) -> pl.DataFrame:
    total = sum(len(rule.versions) for rule in rules)
    decided = []
    for part in obligations.judge(source, rules):
        decided.append(part)
        progress(len(decided), total)
    return obligations.conclude(decided, source, rules)


def _unmeasurable(source: obligations.Source, rules: Sequence[Rule], book: Rulebook) -> tuple[Unmeasurable, ...]:
    """What cannot be judged between the first event and `as_of`."""
    if source.begins is None:
        return ()
    zone = ZoneInfo(book.calendar.timezone)
    first, last = source.begins.astimezone(zone).date(), source.as_of.astimezone(zone).date()
    return tuple(measurable.unmeasurable(rules, source.presence, first, last))


def _doubts(question: Question, reading: Reading, book: Rulebook) -> Iterator[Note]:
    """What may make figures wrong: a draft that no one has decided, no numbers of matters, one date far ahead."""
    for mapping in {origin.mapping.file: origin.mapping for origin in reading.origins}.values():
        if mapping.undecided and mapping.file is not None:
            yield Note("note.undecided", {"file": mapping.file.name, "count": mapping.undecided})
    if reading.events["matter_id"].null_count() == reading.events.height:
        yield Note("note.no_matters")
    if question.as_of is None:
        yield from _lonely_end(reading, book)


def _lonely_end(reading: Reading, book: Rulebook) -> Iterator[Note]:
    """Is the last month nearly empty? Then a slip in one date may have set the day that all is judged as of."""
    assert reading.last_event is not None  # noqa: S101 - `read_events` has seen to it
    end = reading.last_event
    back = ((pl.lit(end) - pl.col("earliest")).dt.total_days() // MONTH.days).alias("back")
    noted = reading.events.filter(pl.col("earliest") <= end).group_by(back).len().sort("back")["len"]
    in_last, usual = noted[0], noted.median()
    if len(noted) > SOME_MONTHS and in_last < NEARLY_EMPTY * usual:  # type: ignore[operator] # a number
        yield Note("note.lonely_end", {"last": _last_day(reading, book).isoformat(), "count": in_last})


def _unknown_times(reading: Reading, known_at: datetime | None) -> Iterator[Note]:
    if known_at is not None and reading.events["recorded_at"].null_count() == reading.events.height:
        yield Note("note.known_at_unused")


def unknown_activities(events: pl.DataFrame, book: Rulebook) -> Iterator[Note]:
    """Activities that no vocabulary knows: often a name that the mapping forgot."""
    unknown = events.filter(~pl.col("activity").is_in(list(book.activities)))
    if unknown.is_empty():
        return
    shared = (
        unknown.group_by("activity")
        .agg(pl.col("case_id").n_unique().alias("cases"), pl.len())
        .filter(pl.col("cases") >= FEW_CASES)
        .sort("len", "activity", descending=[True, False])["activity"]
        .to_list()
    )
    if shared:
        shown = ", ".join(shared[:MANY]) + (" …" if len(shared) > MANY else "")
        yield Note("note.unknown_activities", {"count": unknown.height, "names": shown})
    else:
        yield Note("note.unknown_activities_unnamed", {"count": unknown.height, "few": FEW_CASES})
