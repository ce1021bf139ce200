"""Hours, days, weekdays, working days and months, in the local time of the rulebook's country.

One place converts between instants (UTC, microseconds) and local days. Points 1 and 7 of the rulebook's semantics.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import polars as pl

__all__ = ["Calendar", "Holiday", "LocalTime", "Span", "Unit"]

MICROSECOND = pl.duration(microseconds=1)


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

CALENDAR_STEP = {Unit.DAYS: (1, "d"), Unit.WEEKS: (7, "d"), Unit.MONTHS: (1, "mo"), Unit.YEARS: (12, "mo")}
"""Units that ignore holidays, in Polars' steps; a month that lacks the day ends on its last."""


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

    def due_day(self, day: pl.Expr, span: Span, *, counting_first_day: bool = False) -> pl.Expr:
        """The local day on which `span` ends when it is counted from `day` (semantics 7).

        Hours counted from a day without a time of day end with the day ceil(n / 24) days later.
        """
        if span.unit is Unit.HOURS:
            return day + pl.duration(days=-(-span.count // 24))
        if span.unit.skips_holidays:
            return self._counted_days_later(day, span)
        due = day.dt.offset_by(f"{span.count * CALENDAR_STEP[span.unit][0]}{CALENDAR_STEP[span.unit][1]}")
        return due - pl.duration(days=1) if counting_first_day else due

    def first_day_of_look_back(self, day: pl.Expr, span: Span) -> pl.Expr:
        """The local day `span` (days, weeks, months, years) before `day`."""
        factor, step = CALENDAR_STEP[span.unit]
        return day.dt.offset_by(f"-{span.count * factor}{step}")

    def periods_later(self, day: pl.Expr, every: Span, periods: pl.Expr) -> pl.Expr:
        """The local day a number of whole periods after `day`, always counted from `day` itself."""
        factor, step = CALENDAR_STEP[every.unit]
        return day.dt.offset_by(pl.format(f"{{}}{step}", periods * (every.count * factor)))

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

    def _counted_days_later(self, day: pl.Expr, span: Span) -> pl.Expr:
        if span.count == 0:
            return day
        return day.dt.add_business_days(
            span.count,
            week_mask=COUNTED_WEEKDAYS[span.unit],
            holidays=sorted(self.holidays),
            roll="backward",  # counting starts the day after, also from a Sunday or a holiday
        )
