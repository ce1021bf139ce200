"""The forms come back: what is valid is kept, each slip is told, and what was found critical is called out at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sagsloft.core.critical import Alarm, critical_reports
from sagsloft.core.errors import UserError
from sagsloft.core.forms import FormKind, FormMap
from sagsloft.core.review_round import Reviewer, same_person
from sagsloft.core.reviews import Gap
from sagsloft.pipeline.follow_up import raise_alarms
from sagsloft.pipeline.question import sha256
from sagsloft.pipeline.review_forms import FORMS, form_head
from sagsloft.pipeline.review_json import FormFile, StoredReviews
from sagsloft.pipeline.review_rounds import ReviewRound, replace_plan
from sagsloft.pipeline.review_state import RoundState, load_state
from sagsloft.pipeline.review_store import write_reviews
from sagsloft.render.files import together
from sagsloft.render.review_forms import write_adjudication_form, write_events_form
from sagsloft.render.review_input import EventItem
from sagsloft.sources.review_forms import FormError, FormReading, read_form

__all__ = ["ReadForm", "adjudicate", "read_forms"]

ADJUDICATION = "adjudication.xlsx"


@dataclass(frozen=True, slots=True)
class ReadForm:
    """One form that was read. `gaps`: what is still missing, by the number of the sheet; `alarms`: newly raised.

    `next_form`: the form that the reader is to answer now, where the events say something else than they do.
    """

    file: Path
    reviewer: str
    kind: FormKind
    errors: tuple[FormError, ...]
    gaps: Mapping[int, tuple[Gap, ...]]
    alarms: tuple[Alarm, ...]
    next_form: Path | None


def read_forms(folder: Path, files: Sequence[Path], at: datetime) -> tuple[ReadForm, ...]:
    """Read forms into a round, again as often as wanted: what a form says now takes the place of what it said.

    Raises UserError where nothing of a file can be used, it belongs to another round or an older draw, or its answers
    can no longer be changed because the reader has seen what the events say. The files before it are then read.
    """
    return tuple(_read(folder, file, at) for file in files)


def adjudicate(folder: Path, adjudicator: Reviewer) -> tuple[Path, int]:
    """The form on which a third decides where two readers differ: its file, and how many answers it asks for.

    Raises UserError where somebody has not finished, nothing is disputed, or the third has worked on or read one of the
    disputed cases.
    """
    state = load_state(folder)
    plan = state.plan
    independent = [each.name for each in plan.reviewers if not each.is_leader and each.name in plan.reading.cases]
    waiting = [name for name in independent if not state.is_done(name)]
    if waiting:
        raise UserError("review.not_done", readers=", ".join(waiting))
    disputes = tuple(state.disputes())
    if not disputes:
        raise UserError("review.nothing_disputed")
    for case in dict.fromkeys(each.case_id for each in disputes):
        near = {same_person(name) for name in (*plan.worked_on[case], *state.plan.reading.readers(case))}
        if adjudicator.names & near:
            raise UserError("review.adjudicator_near", place=plan.sheets.index(case) + 1)
    with together(folder / FORMS) as hidden:
        head = form_head(plan, adjudicator.name)
        form = write_adjudication_form(head, plan.protocol, disputes, hidden / ADJUDICATION)
        replace_plan(replace(plan, forms={**plan.forms, ADJUDICATION: form.sha256}), folder)
    return folder / FORMS / ADJUDICATION, len(disputes)


def _read(folder: Path, file: Path, at: datetime) -> ReadForm:
    state = load_state(folder)
    reading = _form(file, state.plan)
    form = reading.map
    _ensure_of_round(form, state.plan, file)
    number = _number(form, state.plan)
    if form.kind is FormKind.REVIEW and f"{number}-events.xlsx" in state.plan.forms and _differs(reading, state):
        raise UserError("review.closed", file=file)
    source = FormFile(file.name, sha256(file))
    stored = StoredReviews(
        number=number, reviewer=form.reviewer, kind=form.kind, on=at.date(), source=source, reviews=reading.reviews
    )
    # The alarm first: whatever becomes of the rest, a child in danger is told of.
    reports = critical_reports(reading.reviews) if form.kind is FormKind.REVIEW else ()
    plan = state.plan
    alarms = raise_alarms(folder, reports, plan.leader, plan.director, at) if reports else ()
    write_reviews(folder, stored)
    state = load_state(folder)
    lacking = state.gaps(form.reviewer) if form.kind is FormKind.REVIEW else {}
    gaps = {plan.sheets.index(case) + 1: each for case, each in lacking.items()}
    next_form = _next_form(state, form, folder, number) if form.kind is FormKind.REVIEW and not gaps else None
    return ReadForm(file, form.reviewer, form.kind, reading.errors, gaps, alarms, next_form)


def _form(file: Path, plan: ReviewRound) -> FormReading:
    try:
        return read_form(file, plan.protocol)
    except UserError as error:
        if error.message_id != "reading.another_protocol" or plan.organisation is None:
            raise
    return read_form(file, plan.organisation)


def _ensure_of_round(form: FormMap, plan: ReviewRound, file: Path) -> None:
    if form.round_id != plan.round_id:
        raise UserError("review.another_round", file=file, found=form.round_id, round=plan.round_id)
    if form.sha256 not in plan.forms.values():
        raise UserError("review.unknown_form", file=file)


def _number(form: FormMap, plan: ReviewRound) -> int:
    """Of the reader in the round; the adjudicator comes after all of them."""
    return len(plan.reviewers) + 1 if form.kind is FormKind.ADJUDICATION else plan.number(form.reviewer)


def _differs(reading: FormReading, state: RoundState) -> bool:
    """Does the form say something else than what was kept when it was finished?"""
    kept = [each.reviews for each in state.stored if each.kind is FormKind.REVIEW]
    return reading.reviews not in kept


def _next_form(state: RoundState, form: FormMap, folder: Path, number: int) -> Path | None:
    """The form about the differences from the events, which closes the first form; None where there are none."""
    items = [
        EventItem(
            case_id=each.case_id, criterion=each.criterion, own=each.own, events=each.events.answer, why=each.events.why
        )
        for each in state.differing(form.reviewer)
        if each.events.answer is not None
    ]
    if not items:
        return None
    name = f"{number}-events.xlsx"
    if name not in state.plan.forms:
        with together(folder / FORMS) as hidden:
            made = write_events_form(form_head(state.plan, form.reviewer), state.plan.protocol, items, hidden / name)
            replace_plan(replace(state.plan, forms={**state.plan.forms, name: made.sha256}), folder)
    return folder / FORMS / name
