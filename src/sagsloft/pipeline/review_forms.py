"""From a draw to the forms that reviewers fill in: each case as it was known on the day of the frame."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from sagsloft.core import obligations, sample
from sagsloft.core.attributes import ATTRIBUTE
from sagsloft.core.calendar import Span, Unit
from sagsloft.core.cpr import masked
from sagsloft.core.draw_record import Record
from sagsloft.core.draw_steps import Drawn
from sagsloft.core.errors import UserError
from sagsloft.core.event_answers import Derived, EventAnswer, event_answers
from sagsloft.core.protocols import Protocol, Subject
from sagsloft.core.review_round import Reviewer, assign
from sagsloft.core.rounds import MOST_PRIMARY
from sagsloft.messages import Language
from sagsloft.pipeline.checking import Check, check
from sagsloft.pipeline.draw_files import read_record
from sagsloft.pipeline.question import Question, sha256
from sagsloft.pipeline.review_rounds import PROTOCOLS, ROUND, ReviewRound, write_round
from sagsloft.render import terminal
from sagsloft.render.explanation import Narrator
from sagsloft.render.files import together
from sagsloft.render.review_forms import write_organisation_form, write_review_form
from sagsloft.render.review_input import CaseSheet, FormHead, TimelineRow
from sagsloft.rulebook import SHIPPED, SHIPPED_PROTOCOLS, load_protocol
from sagsloft.sources.calibration import read_calibration
from sagsloft.sources.identity import ensure_no_cpr_written

__all__ = ["FORMS", "Forms", "Reviewing", "form_head", "make_forms"]

FORMS = "forms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewing:
    """What a round is to be: the draw, the events that it was made from, who reads, and what was agreed beforehand.

    `protocol`, `organisation`: the id of a shipped protocol, or the path of one's own. `twice`: the share of the cases
    that two read. `goals`: shares of 0 to 1, by criterion.
    """

    record: Path
    question: Question
    reviewers: tuple[Reviewer, ...]
    leader: str
    director: str
    protocol: str = "sagsmaaling"
    organisation: str | None = None
    primary: tuple[str, ...] = ()
    goals: Mapping[str, float] | None = None
    twice: float = 1.0
    calibration: Path | None = None
    language: Language = Language.DANISH


@dataclass(frozen=True, slots=True)
class Forms:
    """What was made: the plan, and the file of each reader's form."""

    plan: ReviewRound
    files: Mapping[str, Path]


def make_forms(asked: Reviewing, folder: Path, on: date) -> Forms:
    """Write a round's folder with a form for each reader.

    Raises UserError where the folder holds a round already, the record has no draw, the events are not those of the
    frame, or what was asked cannot be; then nothing is written.
    """
    if (folder / ROUND).exists():
        raise UserError("review.exists", folder=folder)
    record = read_record(asked.record)
    drawn = record.first(Drawn)
    if drawn is None:
        raise UserError("sample.not_yet_drawn")
    protocol = _protocol(asked.protocol, Subject.CASE)
    organisation = None if asked.organisation is None else _protocol(asked.organisation, Subject.ORGANISATION)
    _ensure_criteria(asked, protocol)
    found = check(_as_frozen(asked.question, record))
    cases, calibration = sample.sample(record), read_calibration(asked.calibration, protocol)
    events = _events_of(found, [*cases, *calibration])
    _ensure_cases(events, cases, calibration)
    worked_on = _worked_on(events)
    zone = ZoneInfo(found.book.calendar.timezone)
    as_of = found.as_of.astimezone(zone)
    plan = ReviewRound(
        on=on,
        record=record.hash,
        frame=record.frozen.cases,
        origin=drawn.origin,
        cases=cases,
        as_of=as_of,
        window=_window(as_of.date(), protocol, found),
        protocol=protocol,
        organisation=organisation,
        reviewers=asked.reviewers,
        reading=assign([*cases, *calibration], asked.reviewers, worked_on, twice=asked.twice),
        primary=asked.primary,
        goals=asked.goals or {},
        leader=asked.leader,
        director=asked.director,
        worked_on=worked_on,
        invented=found.reading.invented,
        language=asked.language,
        source=record.frozen.source,
        calibration=calibration,
    )
    return _written(plan, asked, found, events, folder)


def form_head(plan: ReviewRound, reviewer: str) -> FormHead:
    """What a form of the round says first."""
    return FormHead(
        round_id=plan.round_id,
        reviewer=reviewer,
        language=plan.language,
        invented=plan.invented,
        as_of=plan.as_of,
        window=plan.window,
        leader=plan.leader,
    )


def _written(plan: ReviewRound, asked: Reviewing, found: Check, events: pl.DataFrame, folder: Path) -> Forms:
    timelines = _timelines(found, events, plan.language)
    forms: dict[str, str] = {}
    files: dict[str, Path] = {}
    with together(folder) as hidden:
        (hidden / FORMS).mkdir()
        for reviewer, cases in plan.reading.cases.items():
            name = f"{plan.number(reviewer)}-review.xlsx"
            sheets = [
                CaseSheet(place=place, case_id=case, tracks=cases[case], timeline=timelines[case])
                for place, case in enumerate(plan.sheets, 1)
                if case in cases
            ]
            head = form_head(plan, reviewer)
            forms[name] = write_review_form(head, plan.protocol, sheets, hidden / FORMS / name).sha256
            files[reviewer] = folder / FORMS / name
        if plan.organisation is not None:
            reviewer = plan.reviewers[0].name
            name = f"{plan.number(reviewer)}-organisation.xlsx"
            head = form_head(plan, reviewer)
            forms[name] = write_organisation_form(head, plan.organisation, hidden / FORMS / name).sha256
        (hidden / PROTOCOLS).mkdir()
        for chosen in filter(None, (asked.protocol, asked.organisation)):
            (hidden / PROTOCOLS / _file_of(chosen).name).write_bytes(_file_of(chosen).read_bytes())
        plan = replace(plan, forms=forms)
        write_round(plan, _event_answers(plan, found, events), hidden)
    return Forms(plan, files)


def _protocol(chosen: str, subject: Subject) -> Protocol:
    file = _file_of(chosen)
    if chosen not in SHIPPED_PROTOCOLS and file.is_file():
        ensure_no_cpr_written(file.read_text("utf-8", errors="replace"), file)
    protocol = load_protocol(chosen)
    if protocol.subject is not subject:
        raise UserError("review.other_subject", protocol=protocol.id)
    return protocol


def _file_of(chosen: str) -> Path:
    return SHIPPED / "protocols" / f"{chosen}.toml" if chosen in SHIPPED_PROTOCOLS else Path(chosen)


def _ensure_criteria(asked: Reviewing, protocol: Protocol) -> None:
    """Raises UserError where a criterion that was named is not asked, or cannot be met by any answer."""
    known = {each.code for each in protocol.criteria if each.is_judged}
    for code in (*asked.primary, *(asked.goals or {})):
        if code not in known:
            raise UserError("review.unknown_criterion", code=masked(code), known=", ".join(sorted(known)))
    if len(asked.primary) > MOST_PRIMARY:
        raise UserError("compare.too_many_primary", count=len(asked.primary), most=MOST_PRIMARY)
    if len(set(asked.primary)) < len(asked.primary):
        raise UserError("review.primary_twice")


def _as_frozen(question: Question, record: Record) -> Question:
    """The question as of the day of the frame. Raises UserError where the files are not those of the frame."""
    source = record.frozen.source
    named = source.get("files")
    frozen = [each.get("sha256") for each in named if isinstance(each, dict)] if isinstance(named, list) else []
    if sorted(map(sha256, question.events)) != sorted(map(str, frozen)):
        raise UserError("review.other_events")
    known_at = source.get("known_at")
    return replace(
        question,
        as_of=datetime.fromisoformat(str(source["as_of"])),
        known_at=None if known_at is None else datetime.fromisoformat(str(known_at)),
    )


def _events_of(found: Check, cases: Sequence[str]) -> pl.DataFrame:
    existing = obligations.existing(found.reading.events, found.as_of, found.known_at)
    return existing.filter(pl.col("case_id").is_in(cases)).sort("earliest", "row")


def _ensure_cases(events: pl.DataFrame, cases: Sequence[str], calibration: Mapping[str, object]) -> None:
    known = set(events["case_id"])
    if not known.issuperset(cases):
        raise UserError("review.cases_missing", count=len(set(cases) - known))
    if not known.issuperset(calibration) or set(calibration) & set(cases):
        raise UserError("review.calibration_cases")


def _window(as_of: date, protocol: Protocol, found: Check) -> tuple[date, date]:
    """The months before the day of the frame that the protocol looks back, and that day."""
    day = np.array([as_of], dtype="datetime64[D]")
    first = found.book.calendar.first_days_of_look_back(day, Span(protocol.look_back, Unit.MONTHS))
    return first[0].item(), as_of


def _worked_on(events: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    """The caseworkers of each case's events."""
    named = events.drop_nulls("caseworker").select("case_id", pl.col("caseworker").cast(pl.String)).unique()
    by_case = {case: tuple(sorted(names)) for case, names in named.group_by("case_id").all().iter_rows()}
    return {case: by_case.get(case, ()) for case in sorted(set(events["case_id"]))}


def _timelines(found: Check, events: pl.DataFrame, language: Language) -> dict[str, tuple[TimelineRow, ...]]:
    labels = {code: terminal.in_language(each.label, language) for code, each in found.book.activities.items()}
    rows: dict[str, list[TimelineRow]] = {case: [] for case in events["case_id"].unique()}
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


def _when(event: Mapping[str, object], timezone: str) -> date | datetime:
    earliest = event["earliest"]
    assert isinstance(earliest, datetime)  # noqa: S101 - the event table holds instants
    local = earliest.astimezone(ZoneInfo(timezone))
    return local.date() if event["earliest"] != event["latest"] else local.replace(tzinfo=None)


def _details(event: Mapping[str, object]) -> Iterator[str]:
    for name, value in event.items():
        if name.startswith(ATTRIBUTE) and value not in {None, ""}:
            yield f"{name.removeprefix(ATTRIBUTE).replace('_', ' ')}: {value}"


def _event_answers(plan: ReviewRound, found: Check, events: pl.DataFrame) -> dict[str, dict[str, EventAnswer]]:
    verdicts = event_answers(
        found.trace,
        plan.protocol,
        plan.cases,
        plan.window,
        found.book.calendar,
        {each.rule.id for each in found.unmeasurable},
    )
    narrator = _narrator(found, events, plan.language)
    return {
        case: {code: _answer(verdict, found, narrator) for code, verdict in by_criterion.items()}
        for case, by_criterion in verdicts.items()
    }


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
