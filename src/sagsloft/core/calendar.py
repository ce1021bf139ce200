"""Hours, days, weekdays, working days and months, in the local time of the rulebook's country.

One place converts between instants (UTC, microseconds) and local days: as Polars expressions where a table is read, as
NumPy arrays where limits are counted. Points 1 and 7 of the rulebook's semantics.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import polars as pl

__all__ = ["Calendar", "Days", "Holiday", "Instants", "LocalTime", "Span", "Unit", "microseconds"]

Days = npt.NDArray[np.datetime64]
"""Local days (datetime64[D]), NaT where there is none."""
Instants = npt.NDArray[np.int64]
"""Microseconds since 1970-01-01 UTC."""

MICROSECOND = pl.duration(microseconds=1)
DAY = np.timedelta64(1, "D")
MONTH = np.timedelta64(1, "M")
FIRST_DAY, LAST_DAY = date(1899, 12, 1), date(2110, 12, 31)
"""Around all times that an event can have: the days whose first instants are looked up, not worked out."""


class Unit(StrEnum):
    """What a limit is counted in."""

    HOURS = "hours"
    DAYS = "days"
    WEEKDAYS = "weekdays"
    WORKING_DAYS = "working_days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"

    @property
    def skips_holidays(self) -> bool:
        return self in COUNTED_WEEKDAYS


COUNTED_WEEKDAYS = {
    Unit.WEEKDAYS: (True, True, True, True, True, True, False),
    Unit.WORKING_DAYS: (True, True, True, True, True, False, False),
}
"""Monday to Sunday: which days of the week a unit counts, when they are no public holiday."""

DAYS_IN = {Unit.DAYS: 1, Unit.WEEKS: 7}
MONTHS_IN = {Unit.MONTHS: 1, Unit.YEARS: 12}
"""Units that ignore holidays, in days or in months; a month that lacks the day ends on its last."""


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as the law writes it: `24 hours`, `6 weekdays`, `4 months`."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError(f"a span is never negative: {self.count}")

    def __str__(self) -> str:
        return f"{self.count} {self.unit}"


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday's name in both languages."""

    da: str
    en: str


@dataclass(frozen=True, slots=True)
class LocalTime:
    """What the clocks show in a country: an IANA time zone."""

    timezone: str

    def local_day(self, instant: pl.Expr) -> pl.Expr:
        """The local day that holds a UTC instant."""
        return instant.dt.convert_time_zone(self.timezone).dt.date()

    def instants_of(self, clock: pl.Expr) -> pl.Expr:
        """The instant (UTC) of a local time; the first of two; null where clocks skip it."""
        local = clock.dt.replace_time_zone(self.timezone, ambiguous="earliest", non_existent="null")
        return local.dt.convert_time_zone("UTC")

    def start_of_day(self, day: pl.Expr) -> pl.Expr:
        """The first instant (UTC) of a local day; where clocks skip midnight, the instant they skip to."""
        midnight = day.cast(pl.Datetime("us"))
        return pl.coalesce(self.instants_of(midnight), self.instants_of(midnight + pl.duration(hours=1)))

    def end_of_day(self, day: pl.Expr) -> pl.Expr:
        """The last microsecond (UTC) of a local day."""
        return self.start_of_day(day + pl.duration(days=1)) - MICROSECOND

    def local_days(self, instants: Instants) -> Days:
        """The local day that holds each instant; FIRST_DAY and LAST_DAY stand for all that is beyond them."""
        found = np.searchsorted(_midnights(self.timezone), instants, side="right") - 1
        return np.datetime64(FIRST_DAY) + found.clip(0) * DAY

    def starts(self, days: Days) -> Instants:
        """The first instant of each local day; where clocks skip midnight, the instant they skip to."""
        midnights = _midnights(self.timezone)
        place = (days - np.datetime64(FIRST_DAY)).astype(np.int64)
        if np.any((place < 0) | (place >= len(midnights))):  # a date that somebody wrote may lie millennia away
            return _instants(pl.DataFrame({"day": days}), self.start_of_day(pl.col("day")))
        return midnights[place]

    def ends(self, days: Days) -> Instants:
        """The last microsecond of each local day."""
        return self.starts(days + DAY) - 1

    def end_of(self, day: date) -> datetime:
        """The last microsecond (UTC) of a local day."""
        midnight = datetime.combine(day + timedelta(days=1), time.min, tzinfo=ZoneInfo(self.timezone))
        return midnight.astimezone(UTC) - timedelta(microseconds=1)

    def instant(self, moment: date | datetime) -> datetime:
        """A day as its last microsecond, a time as itself; without an offset it is local."""
        if not isinstance(moment, datetime):
            return self.end_of(moment)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(self.timezone))
        return moment.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Calendar(LocalTime):
    """A country's local time, and its public holidays in the years `first_year` to `last_year`."""

    first_year: int
    last_year: int
    holidays: Mapping[date, Holiday] = field(default_factory=dict)

    def due_days(self, days: Days, span: Span, *, counting_first_day: bool = False) -> Days:
        """The local day on which `span` ends when it is counted from each day (semantics 7).

        Hours counted from a day without a time of day end with the day ceil(n / 24) days later.
        """
        if span.unit is Unit.HOURS:
            return days + -(-span.count // 24) * DAY
        if span.unit.skips_holidays:
            return self._counted_days_later(days, span)
        return _later(days, span, 1) - counting_first_day * DAY

    def first_days_of_look_back(self, days: Days, span: Span) -> Days:
        """The local day `span` (days, weeks, months, years) before each day."""
        return _later(days, span, -1)

    def periods_later(self, days: Days, every: Span, periods: npt.NDArray[np.int64]) -> Days:
        """The local day a number of whole periods after each day, always counted from that day itself."""
        return _later(days, every, periods)

    def counted_days(self, first: date, span: Span) -> tuple[list[date], list[date]]:
        """The weekdays or working days that `span` counts after `first`, and the days that it skips on the way."""
        counted: list[date] = []
        skipped: list[date] = []
        day = first
        while len(counted) < span.count:
            day += timedelta(days=1)
            is_counted = COUNTED_WEEKDAYS[span.unit][day.weekday()] and day not in self.holidays
            (counted if is_counted else skipped).append(day)
        return counted, skipped

    def _counted_days_later(self, days: Days, span: Span) -> Days:
        if span.count == 0:
            return days
        # Counting starts the day after, also from a Sunday or a holiday.
        return np.busday_offset(days, span.count, roll="backward", busdaycal=_counting(span.unit, tuple(self.holidays)))


def microseconds(moment: datetime) -> int:
    """A time with an offset, as one of `Instants`."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _later(days: Days, span: Span, times: int | npt.NDArray[np.int64]) -> Days:
    """Each day moved by `span` so many times; the same day of the month, else its last."""
    if span.unit in DAYS_IN:
        return days + times * span.count * DAYS_IN[span.unit] * DAY
    first_of_month = days.astype("M8[M]")
    day_of_month = days - first_of_month.astype("M8[D]")
    month = first_of_month + times * span.count * MONTHS_IN[span.unit] * MONTH
    starts, next_starts = month.astype("M8[D]"), (month + MONTH).astype("M8[D]")
    later: Days = np.minimum(starts + day_of_month, next_starts - DAY)
    return later


@cache
def _midnights(timezone: str) -> Instants:
    """The first instant of every day from FIRST_DAY to LAST_DAY."""
    days = pl.date_range(FIRST_DAY, LAST_DAY, eager=True).alias("day")
    return _instants(days.to_frame(), LocalTime(timezone).start_of_day(pl.col("day")))


@cache
def _counting(unit: Unit, holidays: tuple[date, ...]) -> np.busdaycalendar:
    return np.busdaycalendar(COUNTED_WEEKDAYS[unit], list(holidays))


def _instants(table: pl.DataFrame, instant: pl.Expr) -> Instants:
    return table.select(instant).to_series().to_physical().to_numpy()
