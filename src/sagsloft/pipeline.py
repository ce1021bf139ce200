"""One plain function for each verb, joining the parts: `check`, `explain`, `law_on`."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from sagsloft import __version__, rulebook, sources
from sagsloft.core import indicators, measurable, obligations
from sagsloft.core.errors import MessageId, UserError
from sagsloft.core.measurable import Unmeasurable
from sagsloft.core.rules import Kind, Repealed, Rule, Version
from sagsloft.messages import Language
from sagsloft.render.files import in_words, together, write_csv, write_json, write_parquet
from sagsloft.rulebook import Rulebook
from sagsloft.sources import Note, Reading

__all__ = ["Check", "Explanation", "Question", "check", "explain", "law_on", "provenance", "write"]

Progress = Callable[[int, int], None]
"""Told how many steps are done, of how many."""
Law = list[tuple[Rule, Version]]
MANY = 10
RESULTS = ("obligations.csv", "obligations.parquet", "indicators.csv", "rejected.csv", "warnings.csv", "run.json")


def _unseen(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: which events, judged by which rules, as of when."""

    events: Path
    mapping: Path | None = None
    rules: tuple[Path, ...] = ()
    only_rules: Path | None = None
    standards: bool = False
    as_of: date | datetime | None = None
    known_at: date | datetime | None = None


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
    hashes: dict[str, str | None]

    @property
    def overdue(self) -> pl.DataFrame:
        """The ten obligations that have been overdue longest; of law, if any law was judged."""
        law = [rule.id for rule in self.rules if rule.kind is Kind.LAW]
        return indicators.longest_overdue(self.trace.filter(pl.col("rule_id").is_in(law)) if law else self.trace, 10)

    @property
    def rejected_rows(self) -> int:
        return self.reading.rejected["row"].n_unique()

    @property
    def warnings(self) -> pl.DataFrame:
        """Triggers whose date in an attribute could not be used: row, rule_id, attribute and reason (semantics 8)."""
        fell_back = self.trace.drop_nulls("fell_back").select(
            pl.col("trigger_row").alias("row"), "rule_id", pl.col("fell_back").str.split(" ")
        )
        parts = pl.col("fell_back").str.split_exact(":", 1).struct
        return (
            fell_back.explode("fell_back")
            .select("row", "rule_id", parts.field("field_0").alias("attribute"), parts.field("field_1").alias("reason"))
            .unique(maintain_order=True)
        )


def check(question: Question, progress: Progress = _unseen) -> Check:
    """Judge every case of a source. Raises UserError where the question, the file or the rules cannot be used."""
    book = _load(question.rules, question.only_rules)
    rules = book.asked_for(standards=question.standards)
    reading = _read(question, book)
    as_of = book.calendar.instant(question.as_of or _last_day(reading, book))
    _ensure_within_calendar(as_of, book)
    known_at = None if question.known_at is None else book.calendar.instant(question.known_at)
    source = obligations.Source.of(reading.events, rules, as_of, known_at, covers=reading.mapping.covers)
    trace = _judged(source, rules, progress)
    lacking = _unmeasurable(source, rules, book)
    has_matters = reading.events["matter_id"].null_count() < reading.events.height
    figures = indicators.measure(trace, rules, as_of, has_matters=has_matters, unmeasurable=lacking)
    return Check(
        question=question,
        book=book,
        rules=rules,
        reading=reading,
        as_of=as_of,
        known_at=known_at,
        trace=trace,
        indicators=figures,
        unmeasurable=lacking,
        notes=(*reading.notes, *_unknown_activities(reading, book), *_unknown_times(reading, known_at)),
        hashes={"events": _hash(question.events), "mapping": _hash(question.mapping)},
    )


def write(found: Check, folder: Path, language: Language) -> None:
    """Write obligations, indicators, rejected rows, warnings and provenance into a folder.

    Raises UserError where the folder cannot be written; then nothing has been.
    """
    if any((folder / name).resolve() == found.question.events.resolve() for name in RESULTS):
        raise UserError("out.would_replace", file=found.question.events)
    due = found.trace.select(*obligations.COLUMNS)
    timezone = found.book.calendar.timezone
    with together(folder) as hidden:
        write_csv(due, hidden / "obligations.csv", timezone)
        write_parquet(due, hidden / "obligations.parquet")
        write_csv(found.indicators, hidden / "indicators.csv", timezone)
        write_csv(in_words(found.reading.rejected, "reason", language), hidden / "rejected.csv", timezone)
        write_csv(found.warnings, hidden / "warnings.csv", timezone)
        write_json(provenance(found), hidden / "run.json")


def provenance(found: Check) -> dict[str, object]:
    """Where a result came from, so that an outsider can find the same from the same files."""
    zone = ZoneInfo(found.book.calendar.timezone)
    question = found.question
    return {
        "software": {"name": "sagsloft", "version": __version__},
        "source": {
            "name": found.reading.mapping.name,
            "file": question.events.name,
            "sha256": found.hashes["events"],
            "events": found.reading.events.height,
            "rejected_rows": found.rejected_rows,
        },
        "mapping": question.mapping and {"file": question.mapping.name, "sha256": found.hashes["mapping"]},
        "rulebook": {
            "name": found.book.name.da,
            "country": found.book.country,
            "hash": found.book.hash,
            "standards": question.standards,
            "rules": [rule.id for rule in found.rules],
        },
        "as_of": found.as_of.astimezone(zone).isoformat(),
        "known_at": found.known_at and found.known_at.astimezone(zone).isoformat(),
        "seed": None,
        "notes": [{"id": note.message_id, **note.values} for note in found.notes],
    }


@dataclass(frozen=True, slots=True)
class Explanation:
    """One case: its events in order, and what was required in it."""

    case_id: str
    check: Check
    events: pl.DataFrame
    trace: pl.DataFrame


def explain(question: Question, case_id: str, progress: Progress = _unseen) -> Explanation:
    """Judge the source (what can be measured depends on all of it), and keep one case."""
    found = check(question, progress)
    case_id = case_id.strip()
    of_case = pl.col("case_id") == case_id
    events = obligations.existing(found.reading.events, found.as_of, found.known_at).filter(of_case)
    if events.is_empty():
        raise UserError("explain.no_such_case", file=question.events, count=found.rejected_rows)
    required = found.trace.filter(of_case).sort("triggered_at", "trigger_row", "rule_id", "period")
    return Explanation(case_id, found, events.sort("earliest", "row"), required)


def law_on(day: date | None, rules: tuple[Path, ...] = (), only_rules: Path | None = None) -> tuple[Rulebook, Law]:
    """The rulebook, and the version of each rule in force on a day (None: the newest of each)."""
    book = _load(rules, only_rules)
    versions = ((rule, rule.versions[0] if day is None else rule.version_on(day)) for rule in book.rules)
    return book, [
        (rule, version) for rule, version in versions if version and not isinstance(version.deadline, Repealed)
    ]


def _load(rules: tuple[Path, ...], only_rules: Path | None) -> Rulebook:
    if only_rules is not None and only_rules.is_dir() and not (only_rules / "rulebook.toml").is_file():
        raise UserError("rulebook.not_whole", file=only_rules)
    return rulebook.load(only_rules or rulebook.SHIPPED, *rules)


def _read(question: Question, book: Rulebook) -> Reading:
    """The events, without attributes that no rule asks for. Raises UserError where there is nothing to judge."""
    reading = sources.read(
        question.events, question.mapping, timezone=book.calendar.timezone, attributes=book.attributes
    )
    unknown = sorted(set(reading.mapping.activities.values()) - book.activities.keys())
    if unknown:
        raise UserError("mapping.unknown_activity", file=question.mapping, activities=", ".join(unknown))
    if reading.events.is_empty():
        raise _nothing_to_judge(question, reading)
    return reading


def _nothing_to_judge(question: Question, reading: Reading) -> UserError:
    if reading.rejected.is_empty():
        return UserError("file.no_rows", file=question.events)
    first = reading.rejected.row(0, named=True)
    return UserError(
        "file.nothing_usable",
        file=question.events,
        row=first["row"],
        column=first["column"] or MessageId("row.whole"),
        reason=MessageId(first["reason"]),
    )


def _hash(path: Path | None) -> str | None:
    """The SHA-256 of a file's bytes, as `sha256sum` prints it."""
    if path is None:
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _last_day(reading: Reading, book: Rulebook) -> date:
    """The last event's local day: a result depends on its input, never on today."""
    last = reading.events.select(book.calendar.local_day(pl.col("earliest").max())).item()
    assert isinstance(last, date)  # noqa: S101 - the events are not empty
    return last


def _ensure_within_calendar(as_of: datetime, book: Rulebook) -> None:
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


def _unknown_times(reading: Reading, known_at: datetime | None) -> Iterator[Note]:
    if known_at is not None and reading.events["recorded_at"].null_count() == reading.events.height:
        yield Note("note.known_at_unused")


def _unknown_activities(reading: Reading, book: Rulebook) -> Iterator[Note]:
    """Activities that no vocabulary knows: often a name that the mapping forgot."""
    unknown = reading.events.filter(~pl.col("activity").is_in(list(book.activities)))
    if not unknown.is_empty():
        names = unknown["activity"].value_counts(sort=True)["activity"].to_list()
        shown = ", ".join(names[:MANY]) + (" …" if len(names) > MANY else "")
        yield Note("note.unknown_activities", {"count": unknown.height, "names": shown})
