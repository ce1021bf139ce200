"""When the invented municipality is told of, under which act, and before or after its quality course began?"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from sagsloft.sources.synthetic.dice import DAY, Dice, Flags, Times

__all__ = ["Course", "Setting", "table"]

BARNETS_LOV = np.datetime64("2024-01-01T00:00", "m")
"""The day on which it replaced the children's part of lov om social service."""
USUAL_PERIOD = (date(2022, 1, 1), date(2025, 12, 31))
USUAL_START = date(2024, 9, 1)
LAST_WEEK_OF_MARCH, SUNDAY, LOST_HOUR = 25, 6, 2
HOUR = np.timedelta64(60, "m")


@dataclass(frozen=True, slots=True)
class Course:
    """A quality course: from which day its measures worked, and on what.

    `helped` and `unhelped` are ids of rules: where practice changed on that day, and where it stayed as it was although
    the course had it as a goal.
    """

    begins: date
    helped: tuple[str, ...] = ("underretning-24-timer",)
    unhelped: tuple[str, ...] = ("samtale-foer-afgoerelse",)

    @classmethod
    def within(cls, first: date, last: date) -> "Course":
        """As far into the period as 2024-09-01 is into the years 2022 to 2025."""
        whole = USUAL_PERIOD[1] - USUAL_PERIOD[0]
        return cls(first + timedelta(days=round((last - first).days * ((USUAL_START - USUAL_PERIOD[0]) / whole))))


@dataclass(frozen=True, slots=True)
class Setting:
    """The dice, the period (its first minute and the first one after it), and the course."""

    dice: Dice
    begins: np.datetime64
    ends: np.datetime64
    course: Course

    @classmethod
    def of(cls, seed: int, first: date, last: date) -> "Setting":
        begins, ends = (np.datetime64(day, "m") for day in (first, last + timedelta(days=1)))
        return cls(Dice(seed), begins, ends, Course.within(first, last))

    @property
    def years(self) -> float:
        return float((self.ends - self.begins) / DAY / 365.25)

    def under_barnets_lov(self, at: Times) -> Flags:
        return at >= BARNETS_LOV

    def in_course(self, at: Times) -> Flags:
        """Do the course's measures work by then?"""
        return at >= np.datetime64(self.course.begins, "m")

    def rising(self, at: Times, low: float, high: float) -> npt.NDArray[np.float64]:
        """A share that rises evenly through the period."""
        passed = np.nan_to_num((at - self.begins) / (self.ends - self.begins))
        return low + (high - low) * np.clip(passed, 0, 1)

    def told(self, rows: pl.DataFrame, begins: str, prefix: str) -> pl.DataFrame:
        """The rows that begin within the period, in that order, numbered (`matter`); nothing from outside of it."""
        first, end = pl.lit(self.begins.astype("datetime64[us]")), pl.lit(self.ends.astype("datetime64[us]"))
        times = [name for name in rows.columns if isinstance(rows.schema[name], pl.Datetime)]
        known = [pl.when(pl.col(name).is_between(first, end, closed="left")).then(name).alias(name) for name in times]
        kept = rows.filter(pl.col(begins).is_between(first, end, closed="left")).with_columns(known)
        number = pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(4)
        in_order = kept.sort(begins, "case", maintain_order=True)
        return in_order.with_columns((pl.lit(f"{prefix}-") + number).alias("matter"))


def table(**columns: npt.NDArray[Any] | pl.Series) -> pl.DataFrame:
    """A table of these arrays; texts that are empty, and moments that never came, are missing."""
    return pl.DataFrame({name: _column(name, values) for name, values in columns.items()})


def _column(name: str, values: npt.NDArray[Any] | pl.Series) -> pl.Series:
    if not isinstance(values, np.ndarray):
        return pl.Series(name, values)
    if values.dtype == np.dtype("datetime64[m]"):
        return pl.Series(name, clock_time(values).astype("datetime64[us]"))
    if values.dtype.kind == "M":
        return pl.Series(name, values, dtype=pl.Date)
    if values.dtype.kind == "U":
        return pl.Series(name, values.tolist(), dtype=pl.String).replace("", None)
    return pl.Series(name, values)


def clock_time(at: Times) -> Times:
    """What a clock can show: in the night when it is put forward, 02:00 to 02:59 does not exist."""
    days = at.astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    in_march = (months.astype(np.int64) % 12 == 2) & ~np.isnat(at)  # noqa: PLR2004 - January is 0
    is_last_week = (days - months.astype("datetime64[D]")).astype(np.int64) >= LAST_WEEK_OF_MARCH - 1
    is_sunday = (days.astype(np.int64) + 3) % 7 == SUNDAY
    is_lost = (at - days).astype(np.int64) // 60 == LOST_HOUR
    return np.where(in_march & is_last_week & is_sunday & is_lost, at + HOUR, at)
