"""Is the goal reached? A goal of 100 % is refuted by one breach, and never proved by a sample.

Method, section 3. As with the ladder, the verdict cannot be chosen: it is worked out from the count and the goal.
"""

from dataclasses import dataclass
from enum import StrEnum

from sagsloft.core.estimates import Count, none_found_at_most

__all__ = ["Standing", "Verdict"]


class Verdict(StrEnum):
    """What may be said of a level against its goal."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    NONE_FOUND = "none_found"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Standing:
    """A count beside its goal, a share of 0 to 1. Raises ValueError where the goal is no share."""

    count: Count
    goal: float

    def __post_init__(self) -> None:
        if not 0 <= self.goal <= 1:
            raise ValueError(f"a goal of {self.goal}")

    @property
    def verdict(self) -> Verdict:
        """A census (all cases of the frame) has no sampling error: its interval is the share itself."""
        if not self.count.relevant:
            return Verdict.CANNOT_TELL
        if self.goal == 1:
            return self._against_all()
        lower, upper = self.count.interval
        if lower >= self.goal:
            return Verdict.REACHED
        return Verdict.NOT_REACHED if upper < self.goal else Verdict.CANNOT_TELL

    @property
    def breaches_at_most(self) -> float | None:
        """The one-sided bound (95 %) that goes with "none found"; None with any other verdict."""
        if self.verdict is not Verdict.NONE_FOUND:
            return None
        return none_found_at_most(self.count.relevant, self.count.frame)

    def _against_all(self) -> Verdict:
        if self.count.breaches:
            return Verdict.NOT_REACHED
        return Verdict.REACHED if self.count.is_census else Verdict.NONE_FOUND
