"""From a draw to the forms that reviewers fill in: each case as it was known on the day of the frame."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from sagsloft.core import sample
from sagsloft.core.calendar import Span, Unit
from sagsloft.core.cpr import masked
from sagsloft.core.draw_steps import Drawn, Skipped
from sagsloft.core.errors import UserError
from sagsloft.core.forms import FormKind, FormName
from sagsloft.core.protocols import Protocol, Subject
from sagsloft.core.review_round import Reviewer, assign
from sagsloft.core.rounds import MOST_PRIMARY
from sagsloft.messages import Language
from sagsloft.pipeline.checking import Check, check
from sagsloft.pipeline.draw_files import read_record
from sagsloft.pipeline.follow_up import ALARM_FILE, REPAIR_FILE
from sagsloft.pipeline.question import Question
from sagsloft.pipeline.review_material import (
    answers_of_events,
    as_frozen,
    as_in_frame,
    ensure_cases,
    known_events,
    timelines,
    worked_on,
)
from sagsloft.pipeline.review_rounds import PROTOCOLS, ROUND, ReviewRound, write_round
from sagsloft.pipeline.review_store import REVIEWS
from sagsloft.render.files import together
from sagsloft.render.review_forms import write_organisation_form, write_review_form
from sagsloft.render.review_input import CaseSheet, FormHead
from sagsloft.rulebook import SHIPPED, SHIPPED_PROTOCOLS, load_protocol
from sagsloft.sources.calibration import read_calibration
from sagsloft.sources.identity import ensure_no_cpr_written

__all__ = ["FORMS", "ORGANISATION", "Forms", "Reviewing", "form_head", "make_forms", "write_forms"]

FORMS, ORGANISATION = "forms", "1-organisation.xlsx"


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
    _ensure_new(folder)
    record = read_record(asked.record)
    drawn = record.first(Drawn)
    if drawn is None:
        raise UserError("sample.not_yet_drawn")
    protocol = _protocol(asked.protocol, Subject.CASE)
    organisation = None if asked.organisation is None else _protocol(asked.organisation, Subject.ORGANISATION)
    _ensure_protocols(protocol, organisation)
    _ensure_criteria(asked, protocol)
    found = as_in_frame(check(as_frozen(asked.question, record)))
    cases, calibration = sample.sample(record), read_calibration(asked.calibration, protocol)
    ensure_cases(found.reading.events, cases, calibration)
    near = worked_on(found.reading.events, {*cases, *calibration})
    as_of = found.as_of.astimezone(ZoneInfo(found.book.calendar.timezone))
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
        reading=assign(
            cases,
            asked.reviewers,
            near,
            twice=asked.twice,
            calibration=tuple(calibration),
            tracks={each.track for each in protocol.criteria},
        ),
        primary=asked.primary,
        goals=asked.goals or {},
        leader=asked.leader,
        director=asked.director,
        worked_on=near,
        invented=found.reading.invented,
        language=asked.language,
        source=record.frozen.source,
        calibration=calibration,
        twice=asked.twice,
        skipped={step.case: step.reason for step in record.all(Skipped)},
    )
    return _written(plan, asked, found, folder)


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


def _written(plan: ReviewRound, asked: Reviewing, found: Check, folder: Path) -> Forms:
    with together(folder) as hidden:
        (hidden / FORMS).mkdir()
        review_forms = write_forms(plan, plan.sheets, found, hidden / FORMS)
        forms = {**dict(review_forms.values()), **_organisation_form(plan, hidden / FORMS)}
        (hidden / PROTOCOLS).mkdir()
        for protocol, chosen in ((plan.protocol, asked.protocol), (plan.organisation, asked.organisation)):
            if protocol is not None and chosen is not None:
                (hidden / PROTOCOLS / f"{protocol.id}.toml").write_bytes(_file_of(chosen).read_bytes())
        plan = replace(plan, forms=forms)
        write_round(plan, answers_of_events(plan, plan.cases, found), hidden)
    return Forms(plan, {reader: folder / FORMS / name for reader, (name, _) in review_forms.items()})


def write_forms(plan: ReviewRound, cases: Sequence[str], found: Check, folder: Path) -> dict[str, tuple[str, str]]:
    """The next form of each reader of one of the cases: by the reader, its file's name and the hash of its map."""
    of_case = timelines(found, known_events(found, cases), cases, plan.language)
    forms: dict[str, tuple[str, str]] = {}
    for reviewer, mine in plan.reading.cases.items():
        sheets = [
            CaseSheet(place=place, case_id=case, tracks=mine[case], timeline=of_case[case])
            for place, case in enumerate(plan.sheets, 1)
            if case in mine and case in of_case
        ]
        if sheets:
            name = f"{FormName(plan.number(reviewer), FormKind.REVIEW, plan.last_form(reviewer) + 1)}.xlsx"
            made = write_review_form(form_head(plan, reviewer), plan.protocol, sheets, folder / name)
            forms[reviewer] = name, made.sha256
    return forms


def _organisation_form(plan: ReviewRound, folder: Path) -> dict[str, str]:
    """That of the first reader; none where the organisation is not judged."""
    if plan.organisation is None:
        return {}
    head = form_head(plan, plan.reviewers[0].name)
    return {ORGANISATION: write_organisation_form(head, plan.organisation, folder / ORGANISATION).sha256}


def _ensure_new(folder: Path) -> None:
    """Neither a round nor what is left of one: answers that were read before would be taken for those to this one."""
    if any((folder / name).exists() for name in (ROUND, FORMS, PROTOCOLS, REVIEWS, ALARM_FILE, REPAIR_FILE)):
        raise UserError("review.exists", folder=folder)


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


def _ensure_protocols(protocol: Protocol, organisation: Protocol | None) -> None:
    """They lie beside one another in the round, each under its id."""
    if organisation is not None and organisation.id == protocol.id:
        raise UserError("review.same_protocol_name", protocol=masked(protocol.id))


def _window(as_of: date, protocol: Protocol, found: Check) -> tuple[date, date]:
    """The months before the day of the frame that the protocol looks back, and that day."""
    day = np.array([as_of], dtype="datetime64[D]")
    first = found.book.calendar.first_days_of_look_back(day, Span(protocol.look_back, Unit.MONTHS))
    return first[0].item(), as_of
