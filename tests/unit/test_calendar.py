"""On which day a limit ends, counted as on a wall calendar; and where a local day begins and ends."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest

from sagsloft import rulebook
from sagsloft.core.calendar import LocalTime, Span, Unit, microseconds

DENMARK = rulebook.load().calendar
HOURS, DAYS, WEEKS = Unit.HOURS, Unit.DAYS, Unit.WEEKS
WEEKDAYS, WORKING_DAYS, MONTHS, YEARS = Unit.WEEKDAYS, Unit.WORKING_DAYS, Unit.MONTHS, Unit.YEARS
NEW_YEARS_EVE_2022 = date(2022, 12, 31)


def evaluated(expression):
    return pl.select(expression).item()


def day(text):
    return date.fromisoformat(text)


def days(*texts):
    return np.array(texts, dtype="M8[D]")


def due_day(first, count, unit, *, counting_first_day=False):
    return DENMARK.due_days(days(first), Span(count, unit), counting_first_day=counting_first_day).item()


@pytest.mark.parametrize(
    ("first", "count", "unit", "due"),
    [
        ("2024-02-05", 0, DAYS, "2024-02-05"),
        ("2024-02-28", 1, DAYS, "2024-02-29"),
        ("2023-02-28", 1, DAYS, "2023-03-01"),
        ("2024-12-31", 7, DAYS, "2025-01-07"),
        ("2024-03-27", 4, WEEKS, "2024-04-24"),
        ("2024-05-31", 4, MONTHS, "2024-09-30"),
        ("2023-10-31", 4, MONTHS, "2024-02-29"),
        ("2022-10-31", 4, MONTHS, "2023-02-28"),
        ("2024-02-29", 1, MONTHS, "2024-03-29"),
        ("2024-11-30", 3, MONTHS, "2025-02-28"),
        ("2024-02-29", 1, YEARS, "2025-02-28"),
        ("2024-02-29", 4, YEARS, "2028-02-29"),
        ("2024-02-05", 1, HOURS, "2024-02-06"),
        ("2024-02-05", 24, HOURS, "2024-02-06"),
        ("2024-02-05", 25, HOURS, "2024-02-07"),
        ("2024-03-27", 6, WEEKDAYS, "2024-04-06"),
        ("2023-05-04", 6, WEEKDAYS, "2023-05-12"),
        ("2024-04-25", 6, WEEKDAYS, "2024-05-02"),
        ("2024-12-23", 7, WORKING_DAYS, "2025-01-06"),
        ("2024-03-31", 1, WEEKDAYS, "2024-04-02"),
        ("2024-03-30", 1, WORKING_DAYS, "2024-04-02"),
        ("2024-03-31", 0, WEEKDAYS, "2024-03-31"),
        ("2024-12-24", 1, WORKING_DAYS, "2024-12-27"),
    ],
)
def test_the_first_day_is_not_counted_and_a_missing_day_of_the_month_is_its_last(first, count, unit, due):
    assert due_day(first, count, unit) == day(due)


@pytest.mark.parametrize(
    ("first", "count", "unit", "due"), [("2024-05-17", 7, DAYS, "2024-05-23"), ("2024-05-17", 1, WEEKS, "2024-05-23")]
)
def test_where_the_rule_counts_the_first_day_the_limit_ends_a_day_sooner(first, count, unit, due):
    assert due_day(first, count, unit, counting_first_day=True) == day(due)


def on_the_wall(first, count, *, last_weekday):
    """The day that is reached by going one day at a time."""
    reached = first
    while count:
        reached += timedelta(days=1)
        count -= reached.weekday() <= last_weekday and reached not in DENMARK.holidays
    return reached


@pytest.mark.parametrize(("unit", "last_weekday"), [(WEEKDAYS, 5), (WORKING_DAYS, 4)])
def test_from_every_day_of_three_years_the_limit_is_the_day_that_going_day_by_day_reaches(unit, last_weekday):
    firsts = [NEW_YEARS_EVE_2022 + timedelta(days=days) for days in range(3 * 366)]
    for count in range(8):
        due = DENMARK.due_days(days(*firsts), Span(count, unit))
        assert due.tolist() == [on_the_wall(first, count, last_weekday=last_weekday) for first in firsts]


@pytest.mark.parametrize("unit", [WEEKDAYS, WORKING_DAYS])
def test_the_days_that_are_shown_as_counted_end_with_the_due_day_and_leave_no_day_out(unit):
    for first in (NEW_YEARS_EVE_2022 + timedelta(days=days) for days in range(366)):
        counted, skipped = DENMARK.counted_days(first, Span(6, unit))
        assert counted[-1] == due_day(str(first), 6, unit)
        span = (counted[-1] - first).days
        assert sorted([*counted, *skipped]) == [first + timedelta(days=days) for days in range(1, span + 1)]


def test_the_days_skipped_at_easter_are_the_holidays_and_the_sunday():
    counted, skipped = DENMARK.counted_days(date(2024, 3, 27), Span(6, WEEKDAYS))
    assert [str(each) for each in skipped] == ["2024-03-28", "2024-03-29", "2024-03-31", "2024-04-01"]
    assert [each.day for each in counted] == [30, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("last", "count", "unit", "first"),
    [
        ("2024-05-31", 3, MONTHS, "2024-02-29"),
        ("2024-02-29", 1, YEARS, "2023-02-28"),
        ("2024-03-07", 7, DAYS, "2024-02-29"),
        ("2024-03-07", 1, WEEKS, "2024-02-29"),
    ],
)
def test_a_look_back_begins_on_the_same_day_of_an_earlier_month_or_on_its_last(last, count, unit, first):
    assert DENMARK.first_days_of_look_back(days(last), Span(count, unit)).item() == day(first)


def test_every_period_is_counted_from_the_first_day_so_that_short_months_do_not_add_up():
    later = DENMARK.periods_later(days("2024-01-31"), Span(1, MONTHS), np.arange(4))
    assert later.tolist() == [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30)]


@pytest.mark.parametrize(
    ("timezone", "local_day", "begins", "hours"),
    [
        ("Europe/Copenhagen", "2024-01-15", "2024-01-14T23:00", 24),
        ("Europe/Copenhagen", "2024-03-31", "2024-03-30T23:00", 23),
        ("Europe/Copenhagen", "2024-10-27", "2024-10-26T22:00", 25),
        ("Asia/Beirut", "2024-03-31", "2024-03-30T22:00", 23),
        ("America/Havana", "2024-11-03", "2024-11-03T04:00", 25),
    ],
)
def test_a_local_day_begins_with_its_first_instant_and_is_as_long_as_the_clocks_make_it(
    timezone, local_day, begins, hours
):
    local, begin = LocalTime(timezone), datetime.fromisoformat(begins).replace(tzinfo=UTC)
    last = begin + timedelta(hours=hours) - timedelta(microseconds=1)
    assert evaluated(local.start_of_day(pl.lit(day(local_day)))) == begin
    assert evaluated(local.end_of_day(pl.lit(day(local_day)))) == last
    assert local.end_of(day(local_day)) == last
    assert local.starts(days(local_day)) == microseconds(begin)
    assert local.ends(days(local_day)) == microseconds(last)
    for instant, its_day in ((begin, 0), (last, 0), (begin - timedelta(microseconds=1), -1)):
        expected = day(local_day) + timedelta(days=its_day)
        assert evaluated(local.local_day(pl.lit(instant))) == expected
        assert local.local_days(np.array([microseconds(instant)])).item() == expected


@pytest.mark.parametrize("far", ["0001-01-02", "1899-11-30", "2111-01-01", "9998-12-31"])
def test_a_day_that_lies_centuries_away_begins_and_ends_as_any_other(far):
    one_day = timedelta(days=1) // timedelta(microseconds=1)
    assert DENMARK.ends(days(far)) - DENMARK.starts(days(far)) == one_day - 1
    assert DENMARK.starts(days(far, "2024-05-01"))[0] == microseconds(evaluated(DENMARK.start_of_day(pl.lit(day(far)))))


@pytest.mark.parametrize(
    ("moment", "utc"),
    [
        (date(2024, 6, 30), "2024-06-30T21:59:59.999999"),
        (datetime(2024, 6, 30, 12), "2024-06-30T10:00"),  # noqa: DTZ001 - as the user writes it
        (datetime(2024, 6, 30, 12, tzinfo=UTC), "2024-06-30T12:00"),
        (datetime(2024, 6, 30, 12, tzinfo=ZoneInfo("America/New_York")), "2024-06-30T16:00"),
    ],
)
def test_a_day_means_its_end_and_a_time_without_an_offset_is_local(moment, utc):
    assert DENMARK.instant(moment) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_a_span_is_never_negative_and_reads_as_the_law_writes_it():
    with pytest.raises(ValueError, match="never negative"):
        Span(-1, DAYS)
    assert str(Span(6, WEEKDAYS)) == "6 weekdays"
