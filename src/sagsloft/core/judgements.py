"""What was judged of the organisation, and on which documents and interviews does each judgement rest?"""

from dataclasses import dataclass

from sagsloft.core.protocols import Protocol
from sagsloft.core.reviews import gaps
from sagsloft.core.round_result import OrganisationReview
from sagsloft.core.scales import Answer

__all__ = ["Judgement", "Organisation", "ProtocolUsed", "judged", "used"]


@dataclass(frozen=True, slots=True)
class ProtocolUsed:
    """Which version of which instrument; `hash`: SHA-256 of its file."""

    id: str
    version: int
    hash: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judgement of the organisation, and what it rests on; no interval belongs to it."""

    criterion: str
    theme: str
    answer: Answer | None
    number: int | None
    reason: str
    source: str
    good_example: bool


@dataclass(frozen=True, slots=True)
class Organisation:
    """Steering and management, judged once in the round."""

    protocol: ProtocolUsed
    judgements: tuple[Judgement, ...]


def used(protocol: Protocol) -> ProtocolUsed:
    return ProtocolUsed(protocol.id, protocol.version, protocol.hash)


def judged(organisation: OrganisationReview) -> Organisation | None:
    """In the order of the protocol; None where something is still missing."""
    protocol, review = organisation.protocol, organisation.review
    if gaps(review, protocol):
        return None
    responses = [(each, review.responses[each.code]) for each in protocol.of_tracks(review.tracks)]
    return Organisation(
        used(protocol),
        tuple(
            Judgement(
                each.code,
                each.theme,
                response.answer,
                response.number,
                response.reason,
                response.source,
                response.good_example,
            )
            for each, response in responses
        ),
    )
