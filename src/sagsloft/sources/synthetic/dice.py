"""Seeded draws for the invented municipality: whole arrays at a time, never one event at a time."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["DAY", "NEVER", "Dice", "Flags", "Lengths", "Numbers", "Shares", "Texts", "Times", "only"]

Times = npt.NDArray[np.datetime64]
"""Minutes in Danish local time, as a clock on the wall shows them; NaT where a thing never happened."""
Lengths = npt.NDArray[np.timedelta64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Shares = float | npt.NDArray[np.floating[Any]]
Texts = npt.NDArray[np.str_]

DAY = np.timedelta64(24 * 60, "m")
NEVER = np.datetime64("NaT", "m")
OFFICE_OPENS, OFFICE_CLOSES = 8 * 60, 16 * 60
"""Minutes after midnight."""
CLOSED_DAYS = ("01-01", "06-05", "12-24", "12-25", "12-26", "12-31")
CLOSED = [f"{year}-{day}" for year in range(2000, 2041) for day in CLOSED_DAYS]
"""Days on which no town hall is open. Easter and the like are left out: a few invented caseworkers work then."""


class Dice:
    """Everything that is drawn, from one seed.

    Shares are drawn systematically: each row has exactly its share as its chance, and the number that comes out is the
    expected one but for less than one. So a small municipality holds rare things too, with nearly every seed.
    """

    def __init__(self, seed: int) -> None:
        self.generator = np.random.default_rng(seed)

    def happens(self, share: Shares, count: int) -> Flags:
        """For each of `count` rows: does it happen? One share for all, or one for each."""
        return self.counts(np.broadcast_to(np.asarray(share, dtype=np.float64), count)) > 0

    def counts(self, expected: npt.NDArray[np.float64]) -> Numbers:
        """Whole numbers with these expectations: each is the one below or the one above."""
        order = self.generator.permutation(len(expected))
        edges = np.floor(np.cumsum(expected[order]) + self.generator.random())
        drawn = np.empty(len(expected), dtype=np.int64)
        drawn[order] = np.diff(edges, prepend=0).astype(np.int64)
        return drawn

    def one_of(self, shares: Mapping[str, float], count: int) -> Texts:
        """These values, in these shares (which add up to one)."""
        places = (self.generator.permutation(count) + self.generator.random()) / max(count, 1)
        edges = np.cumsum(list(shares.values()))[:-1]
        return np.array(list(shares))[np.searchsorted(edges, places, side="right")]

    def days(self, low: float, high: float, count: int) -> Lengths:
        """Lengths of time, any between `low` and `high` days equally likely."""
        return (self.generator.uniform(low, high, count) * (24 * 60)).astype("timedelta64[m]")

    def soon_or_late(self, soon: Flags, in_time: tuple[float, float], too_late: tuple[float, float]) -> Lengths:
        """Lengths of time between the first two numbers of days where it is soon, and between the others where not."""
        return np.where(soon, self.days(*in_time, len(soon)), self.days(*too_late, len(soon)))

    def in_office(self, at: Times) -> Times:
        """The same days, in office hours; a weekend or a day on which the town hall is closed becomes the next day."""
        days: Times = np.busday_offset(at.astype("datetime64[D]"), 0, roll="forward", holidays=CLOSED)
        minutes = self.generator.integers(OFFICE_OPENS, OFFICE_CLOSES, len(at)).astype("timedelta64[m]")
        at_work: Times = days.astype("datetime64[m]") + minutes
        return at_work


def only(at: Times, where: Flags) -> Times:
    """These moments where it happened, and never elsewhere."""
    return np.where(where, at, NEVER)
