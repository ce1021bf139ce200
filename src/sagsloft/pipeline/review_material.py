"""What the forms of a round are made of: each case's timeline, who worked on it, and what the events themselves say."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl

from sagsloft.core import obligations
from sagsloft.core.attributes import ATTRIBUTE
from sagsloft.core.draw_record import Record
from sagsloft.core.errors import UserError
from sagsloft.core.event_answers import Derived, EventAnswer, event_answers
from sagsloft.messages import Language
from sagsloft.pipeline.checking import Check
from sagsloft.pipeline.question import Question, sha256
from sagsloft.pipeline.review_rounds import ReviewRound
from sagsloft.render import terminal
from sagsloft.render.explanation import Narrator
from sagsloft.render.review_input import TimelineRow

__all__ = ["answers_of_events", "as_frozen", "as_in_frame", "ensure_cases", "known_events", "timelines", "worked_on"]


def as_frozen(question: Question, record: Record) -> Question:
    """The question as of the day of the frame, and of what had been recorded by then.

    Raises UserError where the files are not those of the frame, or are read in another way.
    """
    source = record.frozen.source
    frozen, given = _files(source), list(zip(question.events, question.mapping_files, strict=True))
    if sorted(sha256(file) for file, _ in given) != sorted(file for file, _ in frozen):
        raise UserError("review.other_events")
    mappings = [(sha256(file), "" if mapping is None else sha256(mapping)) for file, mapping in given]
    if sorted(mappings) != sorted(frozen):
        raise UserError("review.other_mapping")
    as_of = str(source["as_of"])
    return replace(
        question,
        as_of=datetime.fromisoformat(as_of),
        known_at=datetime.fromisoformat(str(source.get("known_at") or as_of)),
        standards=True,  # a question may rest on a municipal standard
    )


def _files(source: Mapping[str, object]) -> list[tuple[str, str]]:
    """The hash of each file of the frame, and that of its mapping, "" without one."""
    named = source.get("files")
    files = [each for each in named if isinstance(each, dict)] if isinstance(named, list) else []
    return [(str(each.get("sha256")), str((each.get("mapping") or {}).get("sha256", ""))) for each in files]


def as_in_frame(found: Check) -> Check:
    """With the cases' numbers written as a frame writes them: composed letters."""
    composed = pl.col("case_id").str.normalize("NFC")
    events, trace = found.reading.events.with_columns(composed), found.trace.with_columns(composed)
    return replace(found, reading=replace(found.reading, events=events), trace=trace)


def known_events(found: Check, cases: Sequence[str]) -> pl.DataFrame:
    """The events of the cases as they were known on the day of the frame, in order of time."""
    existing = obligations.existing(found.reading.events, found.as_of, found.known_at)
    return existing.filter(pl.col("case_id").is_in(cases)).sort("earliest", "row")


def ensure_cases(events: pl.DataFrame, cases: Sequence[str], calibration: Mapping[str, object]) -> None:
    known = set(events["case_id"])
    if not known.issuperset(cases):
        raise UserError("review.cases_missing", count=len(set(cases) - known))
    if not known.issuperset(calibration) or set(calibration) & set(cases):
        raise UserError("review.calibration_cases")


def worked_on(events: pl.DataFrame, cases: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The caseworkers of each case's events, also of those that came after the day of the frame."""
    named = events.filter(pl.col("case_id").is_in(cases)).drop_nulls("caseworker")
    unique = named.select("case_id", pl.col("caseworker").cast(pl.String)).unique()
    by_case = {case: tuple(sorted(names)) for case, names in unique.group_by("case_id").all().iter_rows()}
    return {case: by_case.get(case, ()) for case in sorted(cases)}


def timelines(
    found: Check, events: pl.DataFrame, cases: Collection[str], language: Language
) -> dict[str, tuple[TimelineRow, ...]]:
    """The events of each case, in order of time; none where none was known on the day of the frame."""
    labels = {code: terminal.in_language(each.label, language) for code, each in found.book.activities.items()}
    rows: dict[str, list[TimelineRow]] = {case: [] for case in cases}
    for event in events.iter_rows(named=True):
        rows[event["case_id"]].append(
            TimelineRow(
                when=_when(event, found.book.calendar.timezone),
                label=labels.get(event["activity"], event["activity"]),
                details="; ".join(_details(event)),
                matter=event["matter_id"],
                caseworker=event["caseworker"],
            )
        )
    return {case: tuple(each) for case, each in rows.items()}


def answers_of_events(plan: ReviewRound, cases: Sequence[str], found: Check) -> dict[str, dict[str, EventAnswer]]:
    """The events' own answers by case and criterion, of these cases."""
    verdicts = event_answers(
        found.trace,
        plan.protocol,
        cases,
        plan.window,
        found.book.calendar,
        {each.rule.id for each in found.unmeasurable},
    )
    narrator = _narrator(found, known_events(found, cases), plan.language)
    return {
        case: {code: _answer(verdict, found, narrator) for code, verdict in by_criterion.items()}
        for case, by_criterion in verdicts.items()
    }


def _when(event: Mapping[str, object], timezone: str) -> date | datetime:
    earliest = event["earliest"]
    assert isinstance(earliest, datetime)  # noqa: S101 - the event table holds instants
    local = earliest.astimezone(ZoneInfo(timezone))
    return local.date() if event["earliest"] != event["latest"] else local.replace(tzinfo=None)


def _details(event: Mapping[str, object]) -> Iterator[str]:
    for name, value in event.items():
        if name.startswith(ATTRIBUTE) and value not in {None, ""}:
            yield f"{name.removeprefix(ATTRIBUTE).replace('_', ' ')}: {value}"


def _narrator(found: Check, events: pl.DataFrame, language: Language) -> Narrator:
    return Narrator(
        events={event["row"]: event for event in events.iter_rows(named=True)},
        labels={code: terminal.in_language(each.label, language) for code, each in found.book.activities.items()},
        calendar=found.book.calendar,
        as_of=found.as_of,
        language=language,
    )


def _answer(verdict: Derived, found: Check, narrator: Narrator) -> EventAnswer:
    """With a paragraph for each obligation that it follows from; none where the events cannot say."""
    rules = {rule.id: rule for rule in found.rules}
    versions = {(rule.id, version.in_force): version for rule in found.rules for version in rule.versions}
    paragraphs = [
        narrator.paragraph(
            row, rules[row["rule_id"]], versions[row["rule_id"], row["version"]], None, version_told=True
        )
        for row in verdict.obligations
    ]
    applied = sorted({row["version"] for row in verdict.obligations})
    return EventAnswer(verdict.answer, tuple(applied), () if verdict.answer is None else tuple(paragraphs))
