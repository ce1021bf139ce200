"""Which breaches of the law has a round found, that must be repaired one by one?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sagsloft.core.protocols import Protocol
from sagsloft.core.reviews import CaseReview
from sagsloft.core.scales import Answer, Track

__all__ = ["FoundBreach", "breaches"]

BREACHES = (Answer.NO, Answer.YES_LATE, Answer.NOT_DOCUMENTED)
"""A degree is no breach: it sums up what others have named one by one."""


@dataclass(frozen=True, slots=True)
class FoundBreach:
    """A legal criterion that the final record of a case says is not met: a line for the repair list."""

    case_id: str
    criterion: str
    answer: Answer
    reason: str


def breaches(protocol: Protocol, records: Sequence[CaseReview]) -> Iterator[FoundBreach]:
    """Case by case, in the order of the protocol."""
    legal = protocol.of_tracks(frozenset({Track.LEGAL}))
    for record in records:
        for each in legal:
            response = record.responses[each.code]
            if response.answer in BREACHES:
                yield FoundBreach(record.case_id, each.code, response.answer, response.reason)
