"""What did the readers see? Answers to a protocol's criteria, what is still missing, and where two readers differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sagsloft.core.protocols import Criterion, Protocol
from sagsloft.core.scales import Answer, Criticality, Track

__all__ = ["CaseReview", "Difference", "Gap", "Missing", "Response", "differences", "gaps"]


@dataclass(frozen=True, slots=True)
class Response:
    """One reader's answer to one criterion: an answer, or a number where the scale takes numbers.

    `source`: where in the file it is seen. `good_example`: worth showing to others. `first`: the answer before the
    event's own was seen, where it was changed afterwards; `event_reason`: why it differs from the event's own.
    """

    answer: Answer | None = None
    number: int | None = None
    reason: str = ""
    source: str = ""
    good_example: bool = False
    first: Answer | None = None
    event_reason: str = ""

    @property
    def is_given(self) -> bool:
        return self.answer is not None or self.number is not None

    @property
    def blind(self) -> Answer | None:
        """The answer as it was given before the event's own was seen."""
        return self.answer if self.first is None else self.first


@dataclass(frozen=True, slots=True)
class CaseReview:
    """One reader's record of one case, or of the organisation; the final record too. `tracks`: what was read for."""

    case_id: str
    reviewer: str
    tracks: frozenset[Track] = frozenset(Track)
    responses: Mapping[str, Response] = field(default_factory=dict)
    criticality: Criticality | None = None
    criticality_reason: str = ""


class Missing(StrEnum):
    """What a record lacks before it is finished."""

    ANSWER = "answer"
    REASON = "reason"
    SOURCE = "source"
    CRITICALITY = "criticality"
    CRITICALITY_REASON = "criticality_reason"


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing at a criterion; at the case as a whole where it is None."""

    criterion: str | None
    missing: Missing


@dataclass(frozen=True, slots=True)
class Difference:
    """Two readers' answers to one criterion that are not the same; None: to the case's criticality."""

    case_id: str
    criterion: str | None
    first: CaseReview
    second: CaseReview


def gaps(review: CaseReview, protocol: Protocol) -> tuple[Gap, ...]:
    """What is still missing; a record without gaps is finished.

    Every judgement of the organisation needs its source; so does no answer about a case, of which the file is one.
    """
    found = [gap for each in protocol.of_tracks(review.tracks) for gap in _gaps(each, review, protocol)]
    if protocol.criticality and review.criticality is None:
        found.append(Gap(None, Missing.CRITICALITY))
    needs_reason = review.criticality in {Criticality.CRITICAL, Criticality.WORRYING}
    if protocol.criticality and needs_reason and not review.criticality_reason:
        found.append(Gap(None, Missing.CRITICALITY_REASON))
    return tuple(found)


def differences(first: CaseReview, second: CaseReview, protocol: Protocol) -> tuple[Difference, ...]:
    """Where two finished records of a case differ, in the criteria that both have read for."""
    shared = protocol.of_tracks(first.tracks & second.tracks)
    codes: list[str | None] = [each.code for each in shared if _said(first, each) != _said(second, each)]
    if protocol.criticality and first.criticality is not second.criticality:
        codes.append(None)
    return tuple(Difference(first.case_id, code, first, second) for code in codes)


def _gaps(criterion: Criterion, review: CaseReview, protocol: Protocol) -> Iterator[Gap]:
    response = review.responses.get(criterion.code, Response())
    if not response.is_given:
        yield Gap(criterion.code, Missing.ANSWER)
        return
    if response.answer in criterion.scale.needs_reason and not response.reason:
        yield Gap(criterion.code, Missing.REASON)
    is_relevant = response.answer is not Answer.NOT_RELEVANT
    if protocol.needs_sources and is_relevant and not response.source:
        yield Gap(criterion.code, Missing.SOURCE)


def _said(review: CaseReview, criterion: Criterion) -> tuple[Answer | None, int | None]:
    response = review.responses.get(criterion.code, Response())
    return response.answer, response.number
