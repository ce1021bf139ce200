"""The forms come back: what is valid is kept, each slip is told, and what was found critical is called out at once."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from sagsloft.core.cpr import masked
from sagsloft.core.critical import Alarm, CriticalReport, critical_reports
from sagsloft.core.errors import UserError
from sagsloft.core.forms import FormKind, FormMap
from sagsloft.core.review_round import Reviewer, same_person
from sagsloft.core.reviews import CaseReview, Difference, Gap
from sagsloft.pipeline.follow_up import raise_alarms
from sagsloft.pipeline.question import sha256
from sagsloft.pipeline.review_forms import FORMS, form_head
from sagsloft.pipeline.review_json import FormFile, StoredReviews
from sagsloft.pipeline.review_rounds import ReviewRound, read_round, replace_plan
from sagsloft.pipeline.review_state import RoundState, load_state
from sagsloft.pipeline.review_store import write_reviews
from sagsloft.render.files import together
from sagsloft.render.review_forms import write_adjudication_form, write_events_form
from sagsloft.render.review_input import EventItem
from sagsloft.sources.review_forms import FormError, FormReading, read_form

__all__ = ["ReadForm", "adjudicate", "each_form", "read_forms"]

ADJUDICATION = "adjudication"
Said = frozenset[tuple[str, str | None]]
"""A case, and a criterion of it; None: the case as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadForm:
    """One form that was read. `reviewer` and `kind`: None where nothing of it could be used.

    `critical`: the numbers of the sheets whose case it calls critical, where that was not told before. `gaps`: what is
    still missing, by the number of the sheet; `untouched`: the sheets on which nothing stands. `gone`: answers that
    were read before and stand there no more.
    `next_form`: the form that the reader is to answer now, where the events say something else than they do.
    `refused`: why it was not kept.
    """

    file: Path
    leader: str
    reviewer: str | None = None
    kind: FormKind | None = None
    errors: tuple[FormError, ...] = ()
    critical: tuple[int, ...] = ()
    gaps: Mapping[int, tuple[Gap, ...]] = field(default_factory=dict)
    untouched: tuple[int, ...] = ()
    gone: int = 0
    next_form: Path | None = None
    refused: UserError | None = None


def read_forms(folder: Path, files: Sequence[Path], at: datetime) -> tuple[ReadForm, ...]:
    """All at once, as `each_form`. Raises UserError for the first that was refused, when the others have been read."""
    read = tuple(each_form(folder, files, at))
    for form in read:
        if form.refused is not None:
            raise form.refused
    return read


def each_form(folder: Path, files: Sequence[Path], at: datetime) -> Iterator[ReadForm]:
    """Read forms into a round, again as often as wanted: what a form says now takes the place of what it said.

    Each is told as soon as it was read, and one that is refused keeps no other from being read. Refused is what cannot
    be used, belongs to another round or an older draw, stands in the same command filled in otherwise, or would change
    answers when the reader has seen what the events say. Raises UserError where the folder is no round's.
    """
    given: dict[str, tuple[Path, tuple[CaseReview, ...]]] = {}
    for file in files:
        plan, _ = read_round(folder)
        read = ReadForm(file=file, leader=plan.leader)
        try:
            reading = _form(file, plan)
        except UserError as error:
            yield replace(read, refused=error)
            continue
        read = replace(read, reviewer=reading.map.reviewer, kind=reading.map.kind, errors=reading.errors)
        before, same = given.setdefault(reading.map.sha256, (file, reading.reviews))
        yield _kept(read, reading, plan, folder, at, None if same == reading.reviews else before)


def adjudicate(folder: Path, adjudicator: Reviewer) -> tuple[Path, int]:
    """The form on which a third decides where two readers differ: its file, and how many answers it asks for.

    What the third has decided already stands in it. A file that is there is never replaced: somebody may have answered
    in it. Raises UserError where somebody has not finished, nothing is disputed, or the third has worked on or read one
    of the disputed cases.
    """
    state = load_state(folder)
    waiting = [name for name in state.independent if not state.is_done(name)]
    if waiting:
        raise UserError("review.not_done", readers=", ".join(waiting))
    disputes = tuple(state.disputes())
    if not disputes:
        raise UserError("review.nothing_disputed")
    _ensure_far(adjudicator, disputes, state)
    with together(folder / FORMS) as hidden:
        name = _free_name(folder)
        head, decided = form_head(state.plan, adjudicator.name), state.kept(adjudicator.name, FormKind.ADJUDICATION)
        form = write_adjudication_form(head, state.plan.protocol, disputes, hidden / name, filled=decided)
        known = next((each for each, sha256 in state.plan.forms.items() if sha256 == form.sha256), None)
        if known is not None and (folder / FORMS / known).exists():
            (hidden / name).unlink()
            name = known
        else:
            # Only the newest counts: an older one asks for answers that are no longer disputed.
            forms = {each: sha256 for each, sha256 in state.plan.forms.items() if not each.startswith(ADJUDICATION)}
            replace_plan(replace(state.plan, forms={**forms, name: form.sha256}), folder)
    return folder / FORMS / name, len(disputes)


def _kept(
    read: ReadForm, reading: FormReading, plan: ReviewRound, folder: Path, at: datetime, other: Path | None
) -> ReadForm:
    """The alarm first: whatever becomes of the rest, a child in danger is told of. `other`: filled in otherwise."""
    reports = critical_reports(reading.reviews)
    read = replace(read, critical=_places(plan, reports))
    try:
        if reports:
            read = replace(read, critical=_places(plan, raise_alarms(folder, reports, plan.leader, plan.director, at)))
        if other is None:
            return _stored(read, reading, folder, at)
    except UserError as error:
        return replace(read, refused=error)
    return replace(read, refused=UserError("review.given_twice", file=read.file, other=other))


def _places(plan: ReviewRound, called: Iterable[Alarm | CriticalReport | CaseReview]) -> tuple[int, ...]:
    """The numbers of the sheets of these cases."""
    return tuple(sorted({plan.sheets.index(each.case_id) + 1 for each in called}))


def _stored(read: ReadForm, reading: FormReading, folder: Path, at: datetime) -> ReadForm:
    state, form = load_state(folder), reading.map
    number = state.plan.form_of(form)
    earlier, apart = _apart(state.said(form.reviewer, form.kind, number), form, state.plan)
    before, after = _said(form.kind, earlier), _said(form.kind, reading.reviews)
    if before and not after:
        raise UserError("review.emptied", file=read.file, count=len(before))
    _ensure_open(reading, state, read.file)
    stored = StoredReviews(
        number=state.plan.number_of(form),
        reviewer=form.reviewer,
        kind=form.kind,
        on=at.date(),
        source=FormFile(masked(read.file.name), sha256(read.file)),
        reviews=(*reading.reviews, *apart),
        form=number,
    )
    write_reviews(folder, stored)
    read = replace(read, gone=len(before - after))
    return _followed(read, form, folder) if form.kind is FormKind.REVIEW else read


def _apart(earlier: Sequence[CaseReview], form: FormMap, plan: ReviewRound) -> tuple[Sequence[CaseReview], ...]:
    """What was read of a form before; and apart, what was said of skipped cases that it asks no more about."""
    asked = {each.case_id for each in form.inputs}
    apart = [each for each in earlier if each.case_id in plan.skipped and each.case_id not in asked]
    return [each for each in earlier if each not in apart], apart


def _followed(read: ReadForm, form: FormMap, folder: Path) -> ReadForm:
    """With what the reader still lacks, and the next form when this one lacks nothing.

    Never before each slip is mended, for it closes this one. A slip about a case that was skipped is nobody's to mend.
    """
    state = load_state(folder)
    plan, lacking = state.plan, state.gaps(form.reviewer)
    gaps = {plan.sheets.index(case) + 1: each for case, each in lacking.items()}
    said = state.kept(form.reviewer, FormKind.REVIEW)
    begun = {each.case_id for each in said if each.responses or each.criticality is not None}
    untouched = tuple(sorted(plan.sheets.index(case) + 1 for case in lacking if case not in begun))
    skipped = {each.sheet for each in form.inputs if each.case_id in plan.skipped}
    cases = {each.case_id for each in form.inputs}
    is_done = not cases & lacking.keys() and all(each.sheet in skipped for each in read.errors)
    next_form = _events_form(state, form, cases, folder) if is_done else None
    return replace(read, gaps=dict(sorted(gaps.items())), untouched=untouched, next_form=next_form)


def _form(file: Path, plan: ReviewRound) -> FormReading:
    """Raises UserError where nothing of it can be used, or it is no form of the round's."""
    try:
        reading = read_form(file, plan.protocol)
    except UserError as error:
        if error.message_id != "reading.another_protocol" or plan.organisation is None:
            raise
        reading = read_form(file, plan.organisation)
    form = reading.map
    if form.round_id != plan.round_id:
        raise UserError("review.another_round", file=file, found=masked(form.round_id), round=plan.round_id)
    if form.sha256 not in plan.forms.values():
        raise UserError("review.unknown_form", file=file)
    return reading


def _said(kind: FormKind, reviews: Sequence[CaseReview]) -> Said:
    """What a form answers; of one about the events the reasons, for the answers stand there from the beginning."""
    answered = {
        (each.case_id, code)
        for each in reviews
        for code, response in each.responses.items()
        if (response.reason if kind is FormKind.EVENTS else response.is_given)
    }
    return frozenset(answered | {(each.case_id, None) for each in reviews if each.criticality is not None})


def _ensure_open(reading: FormReading, state: RoundState, file: Path) -> None:
    """Once the reader has seen what the events say, the answers are closed. Reasons and examples may still be added."""
    form = reading.map
    number = state.plan.form_of(form)
    is_closed = form.kind is FormKind.REVIEW and state.events_form(form.reviewer, number) in state.plan.forms
    if is_closed and _judgements(reading.reviews) != _judgements(state.said(form.reviewer, form.kind, number)):
        raise UserError("review.closed", file=file)


def _judgements(reviews: Sequence[CaseReview]) -> object:
    return [
        (each.case_id, each.criticality, {code: (one.answer, one.number) for code, one in each.responses.items()})
        for each in reviews
    ]


def _events_form(state: RoundState, form: FormMap, cases: Collection[str], folder: Path) -> Path | None:
    """The form about a form's differences from the events, which closes it; None where none waits for a reason.

    It is written again where it is gone: the answers that it is made of are closed.
    """
    reviewer = form.reviewer
    differing = [each for each in state.differing(reviewer) if each.case_id in cases]
    if all(each.reason for each in differing):
        return None
    name = state.events_form(reviewer, state.plan.form_of(form))
    if name not in state.plan.forms or not (folder / FORMS / name).exists():
        items = [
            EventItem(
                case_id=each.case_id,
                criterion=each.criterion,
                own=each.own,
                events=each.said,
                why=each.events.why,
            )
            for each in differing
        ]
        with together(folder / FORMS) as hidden:
            head, said = form_head(state.plan, reviewer), state.kept(reviewer, FormKind.EVENTS)
            made = write_events_form(head, state.plan.protocol, items, hidden / name, filled=said)
            replace_plan(replace(state.plan, forms=_with_form(state.plan.forms, name, made)), folder)
    return folder / FORMS / name


def _with_form(forms: Mapping[str, str], name: str, made: FormMap) -> dict[str, str]:
    """One that asked about a case that was skipped since may still come back: it stays known, under a name of its own.

    `FormName` looks no further than the first dot.
    """
    old = forms.get(name, made.sha256)
    kept = {} if old == made.sha256 else {f"{name.removesuffix('.xlsx')}.{old[:8]}.xlsx": old}
    return {**forms, name: made.sha256, **kept}


def _ensure_far(adjudicator: Reviewer, disputes: tuple[Difference, ...], state: RoundState) -> None:
    """Not one who has worked on a case, nor any of its readers, whatever they are called."""
    plan = state.plan
    for case in dict.fromkeys(each.case_id for each in disputes):
        readers = plan.reading.readers(case)
        near = {name for each in plan.reviewers if each.name in readers for name in each.names}
        if adjudicator.names & (near | {same_person(name) for name in plan.worked_on[case]}):
            raise UserError("review.adjudicator_near", place=plan.sheets.index(case) + 1)


def _free_name(folder: Path) -> str:
    number = 1
    while (folder / FORMS / _named(number)).exists():
        number += 1
    return _named(number)


def _named(number: int) -> str:
    return f"{ADJUDICATION}.xlsx" if number == 1 else f"{ADJUDICATION}-{number}.xlsx"
