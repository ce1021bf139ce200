"""Seeded draws for the invented log: whole arrays at a time, never one event at a time."""

from collections.abc import Mapping
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import polars as pl

__all__ = ["DAY", "Dice", "Flags", "Numbers", "Times", "as_dates", "microseconds"]

Times = npt.NDArray[np.int64]
"""Microseconds since 1970-01-01 UTC, or lengths of time in microseconds."""
Numbers = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]

HOUR = 3_600_000_000
DAY = 24 * HOUR
FRIDAY = 4
EPOCH_WEEKDAY = 3
"""1970-01-01 was a Thursday; Monday is 0."""
OFFICE_OPENS, OFFICE_CLOSES = 7 * HOUR, 15 * HOUR
"""In UTC: about 8 to 16 in Denmark."""


class Dice:
    """Everything that is drawn, from one seed."""

    def __init__(self, seed: int) -> None:
        self.generator = np.random.default_rng(seed)

    def happens(self, share: float, count: int) -> Flags:
        return self.generator.random(count, dtype=np.float32) < share

    def flags(self, share: float, count: int) -> pl.Series:
        """An attribute that is true in this share of the events, and false in the others."""
        return pl.Series(self.happens(share, count))

    def one_of(self, shares: Mapping[str, float], dtype: pl.Enum, count: int) -> pl.Series:
        """An attribute with these values, in these shares (which add up to one)."""
        edges = np.cumsum(list(shares.values()))[:-1]
        drawn = np.searchsorted(edges, self.generator.random(count), side="right")
        codes = np.array([list(dtype.categories).index(value) for value in shares], dtype=np.uint32)
        return pl.Series(codes[drawn]).cat.to(dtype)

    def between(self, low: float, high: float, count: int) -> Times:
        """Lengths of time, any between `low` and `high` days equally likely."""
        return microseconds(self.generator.uniform(low, high, count))

    def within(self, limit: float, in_time: float, count: int, spread: float = 0.8) -> Times:
        """Lengths of time of which the share `in_time` is below `limit` days, and the rest has a long tail.

        Log-normal: its median is put where its distribution function is `in_time` at the limit.
        """
        middle = np.log(limit) - spread * NormalDist().inv_cdf(in_time)
        return microseconds(self.generator.lognormal(middle, spread, count))

    def in_office(self, at: Times) -> Times:
        """The same days, in office hours; Saturday and Sunday become some day of the week after."""
        days = at // DAY
        weekday = (days + EPOCH_WEEKDAY) % 7
        next_week = days + 7 - weekday + self.generator.integers(0, FRIDAY + 1, len(at))
        days = np.where(weekday > FRIDAY, next_week, days)
        return days * DAY + self.generator.integers(OFFICE_OPENS, OFFICE_CLOSES, len(at))


def microseconds(days: npt.NDArray[np.float64]) -> Times:
    return (days * DAY).astype(np.int64)


def as_dates(at: Times) -> pl.Series:
    return pl.Series((at // DAY).astype(np.int32)).cast(pl.Date)
