"""Where does a round stand? Everybody's answers as they are now, who still lacks what, and where two readers differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from sagsloft.core.event_answers import EventAnswer
from sagsloft.core.forms import FormKind
from sagsloft.core.reviews import CaseReview, Difference, Gap, Response, differences, gaps
from sagsloft.core.round_result import DrawnCase
from sagsloft.core.scales import Answer
from sagsloft.pipeline.review_json import StoredReviews
from sagsloft.pipeline.review_rounds import ReviewRound, read_round
from sagsloft.pipeline.review_store import load_reviews

__all__ = ["Differing", "RoundState", "load_state"]


@dataclass(frozen=True, slots=True)
class Differing:
    """A reader's answer that is not the events' own. `reason`: theirs for it; "" where they have not given one yet."""

    case_id: str
    criterion: str
    own: Answer
    events: EventAnswer
    reason: str


@dataclass(frozen=True)
class RoundState:
    """A round and what was read of its forms so far."""

    plan: ReviewRound
    events: Mapping[str, Mapping[str, EventAnswer]]
    stored: tuple[StoredReviews, ...]

    @cached_property
    def reviews(self) -> Mapping[str, Mapping[str, CaseReview]]:
        """By reader and case, with what the reader said after the events' own answers were seen."""
        found: dict[str, dict[str, CaseReview]] = {each.name: {} for each in self.plan.reviewers}
        for each in self._of(FormKind.REVIEW):
            found[each.reviewer] = {review.case_id: review for review in each.reviews}
        for each in self._of(FormKind.EVENTS):
            cases = found[each.reviewer]
            cases.update({said.case_id: _with_reasons(cases[said.case_id], said) for said in each.reviews})
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

    def readers(self, case_id: str) -> tuple[str, ...]:
        """The independent ones: a leader's ratings are held against theirs."""
        leaders = {each.name for each in self.plan.reviewers if each.is_leader}
        return tuple(name for name in self.plan.reading.readers(case_id) if name not in leaders)

    def gaps(self, reviewer: str) -> Mapping[str, tuple[Gap, ...]]:
        """What each of the reader's cases still lacks; those that lack nothing are not named."""
        reviews = self.reviews[reviewer]
        lacking = {
            case: gaps(reviews.get(case, CaseReview(case, reviewer, tracks)), self.plan.protocol)
            for case, tracks in self.plan.reading.cases[reviewer].items()
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
                    yield Differing(case, code, own, events, response.event_reason)

    def is_done(self, reviewer: str) -> bool:
        """Every case is finished, and every difference from the events has its reason."""
        return not self.gaps(reviewer) and all(each.reason for each in self.differing(reviewer))

    def disputes(self) -> Iterator[Difference]:
        """Where two independent readers of a case differ."""
        for case in self.cases:
            for place, first in enumerate(case.reviews):
                for second in case.reviews[place + 1 :]:
                    yield from differences(first, second, self.plan.protocol)

    def _drawn(self, case_id: str) -> DrawnCase:
        readers = self.readers(case_id)
        said = [self.reviews[name][case_id] for name in readers if case_id in self.reviews[name]]
        return DrawnCase(
            case_id=case_id, readers=readers, reviews=tuple(said), adjudicated=self.adjudicated.get(case_id)
        )

    def _of(self, kind: FormKind) -> Sequence[StoredReviews]:
        return [each for each in self.stored if each.kind is kind]


def load_state(folder: Path) -> RoundState:
    """Raises UserError where the folder is no round's, or something in it was changed."""
    plan, events = read_round(folder)
    return RoundState(plan, events, load_reviews(folder))


def _with_reasons(review: CaseReview, said: CaseReview) -> CaseReview:
    responses = {
        code: _after_events(review.responses[code], each)
        for code, each in said.responses.items()
        if code in review.responses
    }
    return replace(review, responses={**review.responses, **responses})


def _after_events(before: Response, after: Response) -> Response:
    """The answer as it stands after the events' own was seen; the first one is kept beside it."""
    answer = after.answer or before.answer
    changed = answer is not before.answer
    return replace(
        before,
        answer=answer,
        first=before.answer if changed else None,
        reason=before.reason or (after.reason if changed else ""),
        event_reason=after.reason,
    )
