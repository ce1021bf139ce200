"""What can a round not say, and why? Told beside the findings, so that nobody has to guess what silence means."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sagsloft.core.counterparts import Counterpart
from sagsloft.core.criterion_findings import CriterionFinding
from sagsloft.core.ladder import FEWEST
from sagsloft.core.round_result import RoundResult
from sagsloft.core.tickets import SeedOrigin

__all__ = ["SMALLEST_FRAME", "Unsaid", "Why", "of_criteria", "of_round"]

SMALLEST_FRAME = 40
"""Cases. Counts from a random draw of a smaller frame may tell of a child that somebody knows (method, section 9 a)."""


class Why(StrEnum):
    """Why something cannot be said."""

    NONE_RELEVANT = "none_relevant"
    """No case says anything of the criterion."""
    TOO_FEW_RELEVANT = "too_few_relevant"
    """A primary criterion has too few relevant answers, in this round or the one before, for words about a change."""
    LAW_CHANGED = "law_changed"
    CRITERION_CHANGED = "criterion_changed"
    """It asked for something else in the round before, or stands in one of the two alone."""
    NOT_FINISHED = "not_finished"
    """Cases were left out of a draft: which ones is no matter of chance."""
    ORGANISATION_NOT_FINISHED = "organisation_not_finished"
    NOT_READ_TWICE = "not_read_twice"
    """The answers about these cases rest on one reader."""
    NOT_RANDOM = "not_random"
    """The cases were not drawn at random: nothing is known of the others."""
    NOT_VERIFIABLE = "not_verifiable"
    """The program made the seed: an outsider cannot see that the draw was not chosen (method, section 6)."""
    FRAME_SMALL = "frame_small"
    """Counts may point at a child, and may not leave the unit."""


@dataclass(frozen=True, slots=True)
class Unsaid:
    """`criterion`: None where it is the whole round. `cases`: how many it is about, where it is about cases."""

    why: Why
    criterion: str | None = None
    cases: int | None = None


def of_round(result: RoundResult, unready: Collection[int], *, organisation_left_out: bool) -> Iterator[Unsaid]:
    """What concerns all that the round shows. `unready`: the places of the cases that were left out."""
    if unready:
        yield Unsaid(Why.NOT_FINISHED, cases=len(unready))
    if organisation_left_out:
        yield Unsaid(Why.ORGANISATION_NOT_FINISHED)
    if result.origin is None:
        yield Unsaid(Why.NOT_RANDOM)
    if result.origin is SeedOrigin.OWN:
        yield Unsaid(Why.NOT_VERIFIABLE)
    if result.frame < SMALLEST_FRAME:
        yield Unsaid(Why.FRAME_SMALL, cases=result.frame)
    finished = [each for place, each in enumerate(result.cases, 1) if place not in unready]
    once = sum(each.readings(result.protocol) == 1 for each in finished)
    if once:
        yield Unsaid(Why.NOT_READ_TWICE, cases=once)


def of_criteria(
    criteria: Sequence[CriterionFinding], counterparts: Sequence[Counterpart], *, alone: Sequence[str]
) -> Iterator[Unsaid]:
    """What concerns single criteria, in the order of the protocol. `alone`: those that one of two rounds alone has."""
    before = {each.code: each for each in counterparts}
    for each in criteria:
        if each.is_judged:
            yield from _of_criterion(each, before.get(each.code))
    yield from (Unsaid(Why.CRITERION_CHANGED, code) for code in alone)


def _of_criterion(criterion: CriterionFinding, before: Counterpart | None) -> Iterator[Unsaid]:
    if not criterion.relevant:
        yield Unsaid(Why.NONE_RELEVANT, criterion.code)
    elif (
        criterion.is_primary
        and min(criterion.relevant, FEWEST if before is None else before.before.count.relevant) < FEWEST
    ):
        yield Unsaid(Why.TOO_FEW_RELEVANT, criterion.code)
    if before is not None and before.unlike is not None:
        yield Unsaid(Why(before.unlike), criterion.code)
