"""The invented people of a course read, answer and decide: each form that was sent out comes back filled in."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sagsloft.core.protocols import Protocol
from sagsloft.core.review_round import Reviewer
from sagsloft.core.reviews import CaseReview
from sagsloft.pipeline.checking import Check
from sagsloft.pipeline.course_stage import ADJUDICATOR, READERS, Stage
from sagsloft.pipeline.review_forms import ORGANISATION, form_head
from sagsloft.pipeline.review_material import known_events, timelines
from sagsloft.pipeline.review_reading import ReadForm, adjudicate, read_forms
from sagsloft.pipeline.review_rounds import ReviewRound
from sagsloft.pipeline.review_state import RoundState, load_state
from sagsloft.render.files import together
from sagsloft.render.review_forms import (
    CaseSheet,
    EventItem,
    write_adjudication_form,
    write_events_form,
    write_organisation_form,
    write_review_form,
)
from sagsloft.sources.synthetic.answers import (
    Contradicted,
    invent_decisions,
    invent_event_reasons,
    invent_judgements,
)
from sagsloft.sources.synthetic.casework import true_state
from sagsloft.sources.synthetic.readers import Sitting, invent_reviews

__all__ = ["decide", "explain", "read_cases"]


def read_cases(stage: Stage, found: Check) -> tuple[ReadForm, ...]:
    """Each reader's cases, and the first reader's judgement of the organisation. `found`: of the export."""
    state = load_state(stage.round)
    plan = state.plan
    truth, sitting = _truth(stage, state), _sitting(stage, plan, plan.protocol, 10)
    reviews = invent_reviews(truth, READERS, plan.reading.cases, sitting)
    of_case = timelines(found, known_events(found, plan.sheets), plan.sheets, plan.language)
    names = [f"{plan.number(reader)}-review.xlsx" for reader in plan.reading.cases]
    with together(stage.filled) as hidden:
        for reader, name in zip(plan.reading.cases, names, strict=True):
            mine = [each for each in reviews if each.reviewer == reader]
            sheets = [
                CaseSheet(place=place, case_id=case, tracks=plan.reading.cases[reader][case], timeline=of_case[case])
                for place, case in enumerate(plan.sheets, 1)
                if case in plan.reading.cases[reader]
            ]
            write_review_form(form_head(plan, reader), plan.protocol, sheets, hidden / name, filled=mine)
        names += _organisation(stage, plan, hidden)
    return _read(stage, names, stage.read_at)


def explain(stage: Stage) -> int:
    """Every answer that is not the events' gets its reason; how many those were."""
    state = load_state(stage.round)
    plan, names, count = state.plan, list[str](), 0
    with together(stage.filled) as hidden:
        for number, reader in enumerate(plan.reading.cases, 1):
            items = [
                EventItem(
                    case_id=each.case_id, criterion=each.criterion, own=each.own, events=each.said, why=each.events.why
                )
                for each in state.differing(reader)
            ]
            count += len(items)
            name = state.events_form(reader)
            if name in plan.forms:
                contradicted = [Contradicted(each.case_id, each.criterion, each.own, each.events) for each in items]
                sitting = _sitting(stage, plan, plan.protocol, 30 + number)
                reasons = invent_event_reasons(contradicted, reader, sitting)
                write_events_form(form_head(plan, reader), plan.protocol, items, hidden / name, filled=reasons)
                names.append(name)
    _read(stage, names, stage.explained_at)
    return count


def decide(stage: Stage) -> int:
    """A third decides where the readers differ; how many answers that were."""
    form, count = adjudicate(stage.round, Reviewer(ADJUDICATOR))
    state = load_state(stage.round)
    protocol, disputes = state.plan.protocol, tuple(state.disputes())
    decisions = invent_decisions(disputes, _truth(stage, state), ADJUDICATOR, _sitting(stage, state.plan, protocol, 40))
    with together(stage.filled) as hidden:
        head = form_head(state.plan, ADJUDICATOR)
        write_adjudication_form(head, protocol, disputes, hidden / form.name, filled=decisions)
    _read(stage, [form.name], stage.decided_at)
    return count


def _organisation(stage: Stage, plan: ReviewRound, folder: Path) -> list[str]:
    """The file of the judgement of steering and management; none where it is not asked for."""
    if plan.organisation is None:
        return []
    reader = plan.reviewers[0].name
    judged = invent_judgements(reader, _sitting(stage, plan, plan.organisation, 20), later=stage.is_later)
    write_organisation_form(form_head(plan, reader), plan.organisation, folder / ORGANISATION, filled=[judged])
    return [ORGANISATION]


def _truth(stage: Stage, state: RoundState) -> tuple[CaseReview, ...]:
    return true_state(state.plan.protocol, state.plan.cases, state.events, stage.practice, stage.seed_of(1))


def _sitting(stage: Stage, plan: ReviewRound, protocol: Protocol, thing: int) -> Sitting:
    return Sitting(protocol, plan.window, stage.language, stage.seed_of(thing))


def _read(stage: Stage, names: Sequence[str], at: datetime) -> tuple[ReadForm, ...]:
    return read_forms(stage.round, [stage.filled / name for name in names], at)
