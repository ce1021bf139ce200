"""Where does a round stand? Everybody's answers as they are now, who still lacks what, and where two readers differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from sagsloft.core.errors import UserError
from sagsloft.core.event_answers import EventAnswer
from sagsloft.core.forms import FormKind, FormName
from sagsloft.core.reviews import CaseReview, Difference, Gap, Response, differences, gaps
from sagsloft.core.round_result import DrawnCase
from sagsloft.core.scales import Answer
from sagsloft.pipeline.review_json import StoredReviews
from sagsloft.pipeline.review_rounds import ReviewRound, read_round
from sagsloft.pipeline.review_store import REVIEWS, load_reviews

__all__ = ["Differing", "RoundState", "load_state"]


@dataclass(frozen=True, slots=True)
class Differing:
    """A reader's answer that is not the events' own, which is `said`.

    `reason`: theirs for it; "" where they have not given one yet.
    """

    case_id: str
    criterion: str
    own: Answer
    events: EventAnswer
    said: Answer
    reason: str


@dataclass(frozen=True)
class RoundState:
    """A round and what was read of its forms so far."""

    plan: ReviewRound
    events: Mapping[str, Mapping[str, EventAnswer]]
    stored: tuple[StoredReviews, ...]

    @cached_property
    def reviews(self) -> Mapping[str, Mapping[str, CaseReview]]:
        """By reader and case, with what the reader said after the events' own answers were seen; of no skipped case."""
        found: dict[str, dict[str, CaseReview]] = {}
        for reader in (each.name for each in self.plan.reviewers):
            cases = {review.case_id: review for review in self.kept(reader, FormKind.REVIEW)}
            known = [said for said in self.kept(reader, FormKind.EVENTS) if said.case_id in cases]
            found[reader] = cases | {said.case_id: _with_reasons(cases[said.case_id], said) for said in known}
        return found

    @property
    def adjudicated(self) -> Mapping[str, CaseReview]:
        return {review.case_id: review for each in self._of(FormKind.ADJUDICATION) for review in each.reviews}

    @property
    def organisation(self) -> CaseReview | None:
        return next((review for each in self._of(FormKind.ORGANISATION) for review in each.reviews), None)

    @property
    def cases(self) -> tuple[DrawnCase, ...]:
        """The drawn cases with what their independent readers have said."""
        return tuple(self._drawn(case) for case in self.plan.cases)

    @property
    def independent(self) -> tuple[str, ...]:
        """Those who read for the findings: a leader's ratings are held against theirs, and nothing waits for them."""
        leaders = {each.name for each in self.plan.reviewers if each.is_leader}
        return tuple(name for name in self.plan.reading.cases if name not in leaders)

    @property
    def lacks_organisation(self) -> bool:
        """Is steering and management to be judged, and not yet?"""
        organisation = self.plan.organisation
        return organisation is not None and bool(gaps(self.organisation or CaseReview("", ""), organisation))

    def readers(self, case_id: str) -> tuple[str, ...]:
        """The independent ones of a case."""
        return tuple(name for name in self.independent if case_id in self.plan.reading.cases[name])

    def kept(self, reviewer: str, kind: FormKind) -> tuple[CaseReview, ...]:
        """What was read of a reader's forms of one kind, but for skipped cases; empty where nothing was."""
        mine = [each for each in self._of(kind) if each.reviewer == reviewer]
        return tuple(said for each in mine for said in each.reviews if said.case_id not in self.plan.skipped)

    def said(self, reviewer: str, kind: FormKind, form: int) -> tuple[CaseReview, ...]:
        """All that was read of one form, also about cases that were skipped since."""
        mine = (each for each in self._of(kind) if (each.reviewer, each.form) == (reviewer, form))
        return next((each.reviews for each in mine), ())

    def events_form(self, reviewer: str, form: int = 1) -> str:
        """The name of the file about the differences from the events in one of the reader's forms."""
        return f"{FormName(self.plan.number(reviewer), FormKind.EVENTS, form)}.xlsx"

    @property
    def to_read_again(self) -> tuple[str, ...]:
        """The forms that lack nothing, but were read when they did: their differences were never asked about."""
        return tuple(f"{each.name}.xlsx" for each in self._of(FormKind.REVIEW) if self._is_unasked(each))

    def gaps(self, reviewer: str) -> Mapping[str, tuple[Gap, ...]]:
        """What each of the reader's cases still lacks; those that lack nothing are not named."""
        reviews = self.reviews[reviewer]
        lacking = {
            case: gaps(reviews.get(case, CaseReview(case, reviewer, tracks)), self.plan.protocol)
            for case, tracks in self.plan.reading.cases.get(reviewer, {}).items()
        }
        return {case: found for case, found in lacking.items() if found}

    def differing(self, reviewer: str) -> Iterator[Differing]:
        """Where the reader's first answer is not the events' own, in the order of the sheets and the protocol."""
        reviews = self.reviews[reviewer]
        for case in self.plan.sheets:
            for code, events in self.events.get(case, {}).items():
                response = reviews[case].responses.get(code) if case in reviews else None
                own = response.blind if response else None
                if response and own is not None and events.answer is not None and own is not events.answer:
                    yield Differing(case, code, own, events, events.answer, response.event_reason)

    def is_done(self, reviewer: str) -> bool:
        """Every case is finished, and every difference from the events has its reason."""
        return not self.gaps(reviewer) and all(each.reason for each in self.differing(reviewer))

    def disputes(self) -> Iterator[Difference]:
        """Where two independent readers of a case differ."""
        for case in self.cases:
            for place, first in enumerate(case.reviews):
                for second in case.reviews[place + 1 :]:
                    yield from differences(first, second, self.plan.protocol)

    def _is_unasked(self, form: StoredReviews) -> bool:
        cases = {each.case_id for each in form.reviews}
        waiting = [each for each in self.differing(form.reviewer) if each.case_id in cases and not each.reason]
        is_asked = self.events_form(form.reviewer, form.form) in self.plan.forms
        return bool(waiting) and not is_asked and not cases & self.gaps(form.reviewer).keys()

    def _drawn(self, case_id: str) -> DrawnCase:
        readers = self.readers(case_id)
        said = [self.reviews[name][case_id] for name in readers if case_id in self.reviews[name]]
        return DrawnCase(
            case_id=case_id, readers=readers, reviews=tuple(said), adjudicated=self.adjudicated.get(case_id)
        )

    def _of(self, kind: FormKind) -> Sequence[StoredReviews]:
        return [each for each in self.stored if each.kind is kind]


def load_state(folder: Path) -> RoundState:
    """Raises UserError where the folder is no round's, something in it was changed, or answers are another round's."""
    plan, events = read_round(folder)
    stored = load_reviews(folder)
    for each in stored:
        if not _belongs(each, plan):
            raise UserError("reading.stray_reviews", file=folder / REVIEWS / f"{each.name}.json")
    return RoundState(plan, events, stored)


def _belongs(stored: StoredReviews, plan: ReviewRound) -> bool:
    """Is the reader one of the round, and every case one of theirs, or one that was skipped?"""
    if stored.kind is FormKind.ADJUDICATION:
        return stored.number == plan.adjudicator and {each.case_id for each in stored.reviews} <= set(plan.sheets)
    names = [each.name for each in plan.reviewers]
    if stored.number > len(names) or names[stored.number - 1] != stored.reviewer:
        return False
    mine = {""} if stored.kind is FormKind.ORGANISATION else set(plan.reading.cases.get(stored.reviewer, {}))
    return {each.case_id for each in stored.reviews} <= mine | plan.skipped.keys()


def _with_reasons(review: CaseReview, said: CaseReview) -> CaseReview:
    responses = {
        code: _after_events(review.responses[code], each)
        for code, each in said.responses.items()
        if code in review.responses
    }
    return replace(review, responses={**review.responses, **responses})


def _after_events(before: Response, after: Response) -> Response:
    """The answer as it stands after the events' own was seen; the first one is kept beside it.

    The reason of an answer that was changed is the reason for changing it: the other one was for the first answer.
    """
    answer = after.answer or before.answer
    changed = answer is not before.answer
    return replace(
        before,
        answer=answer,
        first=before.answer if changed else None,
        reason=after.reason if changed else before.reason,
        event_reason=after.reason,
    )
