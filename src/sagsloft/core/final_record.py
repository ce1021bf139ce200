"""What is the final answer about a case that two have read? What both say, and a third's answer where they differ."""

from collections.abc import Iterable, Sequence

from sagsloft.core.protocols import Criterion, Protocol
from sagsloft.core.reviews import CaseReview, Response, gaps
from sagsloft.core.scales import Criticality

__all__ = ["FINAL", "final", "unresolved"]

FINAL = "final"
"""The reviewer of a final record: nobody alone."""
BETWEEN = " / "
"""Between the readers' own words, which stand side by side and are not put together."""


def final(protocol: Protocol, reviews: Sequence[CaseReview], adjudicated: CaseReview | None) -> CaseReview:
    """One record of one case, from the finished records of its independent readers and the third's.

    A criterion that one alone has read for is that one's. Raises ValueError where there is no review, one has gaps, or
    a difference has no final answer.
    """
    if not reviews or any(gaps(each, protocol) for each in reviews) or unresolved(protocol, reviews, adjudicated):
        raise ValueError("a final record of what is not finished")
    tracks = frozenset(track for each in reviews for track in each.tracks)
    criticality, reason = _criticality(reviews, adjudicated)
    return CaseReview(
        case_id=reviews[0].case_id,
        reviewer=FINAL,
        tracks=tracks,
        responses={
            each.code: _response(_responses(each, reviews), adjudicated, each.code)
            for each in protocol.of_tracks(tracks)
        },
        criticality=criticality,
        criticality_reason=reason,
    )


def unresolved(
    protocol: Protocol, reviews: Sequence[CaseReview], adjudicated: CaseReview | None
) -> tuple[str | None, ...]:
    """The criteria in which the readers differ and no third has given a whole answer; None: the case's criticality."""
    differing: list[str | None] = [each.code for each in protocol.criteria if not _agree(_responses(each, reviews))]
    if len({each.criticality for each in reviews}) > 1:
        differing.append(None)
    if adjudicated is None:
        return tuple(differing)
    missing = {gap.criterion for gap in gaps(adjudicated, protocol)}
    return tuple(code for code in differing if code in missing or not _is_answered(adjudicated, code))


def _responses(criterion: Criterion, reviews: Sequence[CaseReview]) -> tuple[Response, ...]:
    """Of those who read for its track."""
    return tuple(each.responses.get(criterion.code, Response()) for each in reviews if criterion.track in each.tracks)


def _agree(responses: Iterable[Response]) -> bool:
    return len({(each.answer, each.number) for each in responses}) <= 1


def _is_answered(adjudicated: CaseReview, code: str | None) -> bool:
    if code is None:
        return adjudicated.criticality is not None
    return adjudicated.responses.get(code, Response()).is_given


def _response(responses: Sequence[Response], adjudicated: CaseReview | None, code: str) -> Response:
    """A good example is one that somebody marked who gave the final answer."""
    if adjudicated is not None and not _agree(responses):
        decided = adjudicated.responses[code]
        return Response(
            decided.answer,
            decided.number,
            decided.reason,
            decided.source,
            good_example=decided.good_example
            or any(each.good_example for each in responses if _agree((each, decided))),
        )
    return Response(
        responses[0].answer,
        responses[0].number,
        _joined(each.reason for each in responses),
        _joined(each.source for each in responses),
        good_example=any(each.good_example for each in responses),
        event_reason=_joined(each.event_reason for each in responses),
    )


def _criticality(reviews: Sequence[CaseReview], adjudicated: CaseReview | None) -> tuple[Criticality | None, str]:
    given = {each.criticality for each in reviews}
    if adjudicated is not None and len(given) > 1:
        return adjudicated.criticality, adjudicated.criticality_reason
    return reviews[0].criticality, _joined(each.criticality_reason for each in reviews)


def _joined(texts: Iterable[str]) -> str:
    """The same words once, and nothing of those who said nothing."""
    return BETWEEN.join(dict.fromkeys(text for text in texts if text))
