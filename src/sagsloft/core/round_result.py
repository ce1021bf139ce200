"""What has come of reading a round's cases, and which of them are finished, so that something may be concluded?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sagsloft.core.event_answers import EventAnswer
from sagsloft.core.final_record import final, unresolved
from sagsloft.core.protocols import Protocol
from sagsloft.core.reviews import CaseReview, gaps
from sagsloft.core.rules import Rule
from sagsloft.core.tickets import SeedOrigin

__all__ = ["DrawnCase", "OrganisationReview", "RoundResult", "Unready", "Window"]

Window = tuple[date, date]
"""The first and the last day that the cases of a round are read for."""


class Unready(StrEnum):
    """Why a drawn case has no final record."""

    UNREAD = "unread"
    UNFINISHED = "unfinished"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnCase:
    """A case of the draw. `readers`: the independent ones that it was given to; `reviews`: what has come from them.

    `adjudicated`: a third's answers where they differ. Leaders' ratings are no part of it.
    """

    case_id: str
    readers: tuple[str, ...]
    reviews: tuple[CaseReview, ...] = ()
    adjudicated: CaseReview | None = None

    def unready(self, protocol: Protocol) -> Unready | None:
        """None where it is finished. A reader who has given no answer at all has not read it."""
        begun = {each.reviewer for each in self.reviews if any(one.is_given for one in each.responses.values())}
        if not begun or not begun.issuperset(self.readers) or self.readings(protocol) == 0:
            return Unready.UNREAD
        if any(gaps(each, protocol) for each in self.reviews):
            return Unready.UNFINISHED
        return Unready.UNRESOLVED if unresolved(protocol, self.reviews, self.adjudicated) else None

    def readings(self, protocol: Protocol) -> int:
        """By how many each of its criteria was read, at least."""
        tracks = {each.track for each in protocol.criteria}
        return min(sum(track in each.tracks for each in self.reviews) for track in tracks)

    def final(self, protocol: Protocol) -> CaseReview:
        """Raises ValueError where the case is not finished."""
        return final(protocol, self.reviews, self.adjudicated)


@dataclass(frozen=True, slots=True)
class OrganisationReview:
    """The judgement of steering and management, by a protocol of its own."""

    protocol: Protocol
    review: CaseReview


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundResult:
    """One round. `frame`: the cases that were drawn from; `cases`: those that were drawn, in ticket order.

    `as_of`: the day of the draw's frame, as which the cases were read. `origin`: of the draw's seed; None where the
    cases were not drawn at random. `primary`: the criteria that were named before the first case was read. `goals`:
    shares of 0 to 1. `event_answers` by case and criterion. `rules` by id. `alarms`: counts of what came of the
    critical cases, as they are.
    """

    protocol: Protocol
    round_id: str
    frame: int
    cases: tuple[DrawnCase, ...]
    as_of: date
    window: Window
    origin: SeedOrigin | None
    primary: frozenset[str] = frozenset()
    goals: Mapping[str, float] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    event_answers: Mapping[str, Mapping[str, EventAnswer]] = field(default_factory=dict)
    organisation: OrganisationReview | None = None
    alarms: Mapping[str, int] = field(default_factory=dict)

    def unready(self) -> Mapping[int, Unready]:
        """The cases without a final record, by their place in the draw (from 1): their numbers are confidential."""
        states = ((place, each.unready(self.protocol)) for place, each in enumerate(self.cases, 1))
        return {place: state for place, state in states if state is not None}
