"""Which words about a change has the evidence earned? The ladder, and how often it says each of its phrases by chance.

Method, section 2. A phrase cannot be chosen: a `Claim` is made of counts alone, and its phrase is worked out from them
each time that it is asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sagsloft.core.change import chance_of_rise, chances_of_rise, counts_at
from sagsloft.core.estimates import Count

__all__ = [
    "FEWEST",
    "IMPROVEMENT",
    "MARGIN",
    "WORSENING",
    "Claim",
    "Obstacle",
    "Phrase",
    "chances_of_phrases",
    "false_alarms",
    "joint_false_alarm",
    "or_stronger",
]

FEWEST = 10
"""Relevant answers in a round; with fewer, no words."""
MARGIN = 0.10
LIKELY, VERY_LIKELY, SURE = 0.90, 0.95, 0.975
STABLE = np.arange(1, 100) / 100
"""True shares for which the rate of false alarms is worked out; the highest of them is told. The method's table ends at
20 and 85 %, which is enough for rounds of one size: for 10 and 40 answers the highest rate is at 3 or 97 %."""


class Phrase(StrEnum):
    """What may be said of a change, from the best to the worst."""

    MARKED_IMPROVEMENT = "marked_improvement"
    IMPROVEMENT = "improvement"
    TENDENCY_TO_IMPROVEMENT = "tendency_to_improvement"
    WEAK_TENDENCY_TO_IMPROVEMENT = "weak_tendency_to_improvement"
    NO_CERTAIN_CHANGE = "no_certain_change"
    WEAK_TENDENCY_TO_WORSENING = "weak_tendency_to_worsening"
    TENDENCY_TO_WORSENING = "tendency_to_worsening"
    WORSENING = "worsening"
    MARKED_WORSENING = "marked_worsening"
    CANNOT_TELL = "cannot_tell"


class Obstacle(StrEnum):
    """Why nothing can be said of a change."""

    TOO_FEW = "too_few"
    NOT_COMPARABLE = "not_comparable"


IMPROVEMENT = (
    Phrase.WEAK_TENDENCY_TO_IMPROVEMENT,
    Phrase.TENDENCY_TO_IMPROVEMENT,
    Phrase.IMPROVEMENT,
    Phrase.MARKED_IMPROVEMENT,
)
"""The rungs upwards, the weakest first."""
WORSENING = (
    Phrase.WEAK_TENDENCY_TO_WORSENING,
    Phrase.TENDENCY_TO_WORSENING,
    Phrase.WORSENING,
    Phrase.MARKED_WORSENING,
)
RUNGS = {
    0: Phrase.NO_CERTAIN_CHANGE,
    **dict(enumerate(IMPROVEMENT, start=1)),
    **{-rung: phrase for rung, phrase in enumerate(WORSENING, start=1)},
}


@dataclass(frozen=True, slots=True)
class Claim:
    """What two rounds of one criterion show of a change.

    `comparable`: neither the law nor the criterion changed between them, or the change is `comparable_with_previous`.
    """

    earlier: Count
    later: Count
    comparable: bool

    @property
    def obstacle(self) -> Obstacle | None:
        if not self.comparable:
            return Obstacle.NOT_COMPARABLE
        return Obstacle.TOO_FEW if min(self.earlier.relevant, self.later.relevant) < FEWEST else None

    @property
    def better(self) -> float:
        """P(p₂ > p₁)."""
        return chance_of_rise(self.earlier, self.later)

    @property
    def better_by_margin(self) -> float:
        """P(p₂ − p₁ > 0.10)."""
        return chance_of_rise(self.earlier, self.later, MARGIN)

    @property
    def worse_by_margin(self) -> float:
        """P(p₁ − p₂ > 0.10)."""
        return chance_of_rise(self.later, self.earlier, MARGIN)

    @property
    def phrase(self) -> Phrase:
        """The strongest words that the evidence bears."""
        if self.obstacle is not None:
            return Phrase.CANNOT_TELL
        figures = (np.array(figure) for figure in (self.better, self.better_by_margin, self.worse_by_margin))
        return RUNGS[int(_rungs(*figures))]

    @property
    def false_alarm(self) -> float | None:
        """How often this phrase or a stronger one is said where nothing has changed, at worst; None where it says no
        change."""
        if not or_stronger(self.phrase):
            return None
        return false_alarms(self.earlier.relevant, self.later.relevant)[self.phrase]


def or_stronger(phrase: Phrase) -> tuple[Phrase, ...]:
    """The phrase and those that claim more in the same direction; none where it claims no change."""
    for ladder in (IMPROVEMENT, WORSENING):
        if phrase in ladder:
            return ladder[ladder.index(phrase) :]
    return ()


def chances_of_phrases(earlier: int, later: int, share_before: float, share_after: float) -> Mapping[Phrase, float]:
    """How often each phrase is said of two rounds of so many answers, whose true shares are these: by enumeration."""
    if min(earlier, later) < FEWEST:
        return dict.fromkeys(Phrase, 0.0) | {Phrase.CANNOT_TELL: 1.0}
    before = counts_at(earlier, np.array([share_before]))[:, 0]
    after = counts_at(later, np.array([share_after]))[:, 0]
    table = _table(earlier, later)
    said = {phrase: float(before @ (table == rung) @ after) for rung, phrase in RUNGS.items()}
    return {phrase: said.get(phrase, 0.0) for phrase in Phrase}


@cache
def false_alarms(earlier: int, later: int) -> Mapping[Phrase, float]:
    """How often each phrase of change, or a stronger one, is said at worst where nothing has changed."""
    phrases = (*IMPROVEMENT, *WORSENING)
    if min(earlier, later) < FEWEST:
        return dict.fromkeys(phrases, 0.0)
    table, before, after = _table(earlier, later), counts_at(earlier, STABLE), counts_at(later, STABLE)
    said = {
        phrase: np.isin(table, [rung for rung, each in RUNGS.items() if each in or_stronger(phrase)])
        for phrase in phrases
    }
    return {phrase: float(np.sum(before * (where @ after), axis=0).max()) for phrase, where in said.items()}


def joint_false_alarm(claims: Sequence[Claim]) -> float:
    """How often at worst any phrase of change, up or down, is said of at least one of so many criteria, where nothing
    has changed in any of them; if they are independent of each other."""
    silent = 1.0
    for claim in claims:
        if claim.obstacle is None:
            rates = false_alarms(claim.earlier.relevant, claim.later.relevant)
            silent *= 1 - min(1.0, rates[IMPROVEMENT[0]] + rates[WORSENING[0]])
    return 1 - silent


@cache
def _table(earlier: int, later: int) -> NDArray[np.int64]:
    """The rung of every pair of counts: shape (earlier + 1, later + 1)."""
    return _rungs(
        chances_of_rise(earlier, later),
        chances_of_rise(earlier, later, MARGIN),
        chances_of_rise(later, earlier, MARGIN).T,
    )


def _rungs(
    better: NDArray[np.float64], better_by_margin: NDArray[np.float64], worse_by_margin: NDArray[np.float64]
) -> NDArray[np.int64]:
    """4 (marked improvement) to −4 (marked worsening), 0 where nothing is certain."""
    rungs: NDArray[np.int64] = _height(better, better_by_margin) - _height(1 - better, worse_by_margin)
    return rungs


def _height(likely: NDArray[np.float64], by_margin: NDArray[np.float64]) -> NDArray[np.int64]:
    """0 to 4: each rung demands all that those below it do."""
    demands = (likely >= LIKELY, likely >= VERY_LIKELY, likely >= SURE, by_margin >= SURE)
    height: NDArray[np.int64] = np.sum(demands, axis=0, dtype=np.int64)
    return height
