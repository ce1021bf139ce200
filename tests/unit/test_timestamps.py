"""A text is a moment, a whole local day, or wrong for a reason that is named."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sagsloft.core.calendar import LocalTime
from sagsloft.core.timestamps import instants, local_days

DENMARK = LocalTime("Europe/Copenhagen")
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def read(*texts):
    """`earliest`, `latest` and `problem` of each text."""
    return instants(pl.Series(texts, dtype=pl.String), DENMARK)


def days(*texts):
    return local_days(pl.Series(texts, dtype=pl.String), DENMARK).to_list()


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2024-03-31T13:00:00+02:00", "2024-03-31T11:00:00"),
        ("2024-03-31T13:00", "2024-03-31T11:00:00"),
        ("2024-03-31 13:00", "2024-03-31T11:00:00"),
        ("2024-03-31 13:00:07", "2024-03-31T11:00:07"),
        ("2024-01-31 13:00", "2024-01-31T12:00:00"),
        ("2024-01-31 00:00:00", "2024-01-30T23:00:00"),
        ("2024-01-31T13:00Z", "2024-01-31T13:00:00"),
        ("2024-01-31T13:00:00.5Z", "2024-01-31T13:00:00.500000"),
        ("2024-01-31T13:00:00,25Z", "2024-01-31T13:00:00.250000"),
        ("2024-01-31T13:00:00.1234567891Z", "2024-01-31T13:00:00.123456"),
        ("2011-10-11 13:45:40.276000+02:00", "2011-10-11T11:45:40.276000"),
        ("2024-01-31T13:00+0200", "2024-01-31T11:00:00"),
        ("2024-01-31T13:00+02", "2024-01-31T11:00:00"),
        ("2024-01-31T23:00-01:30", "2024-02-01T00:30:00"),
        ("2024-01-01T00:15+05:45", "2023-12-31T18:30:00"),
        ("  2024-01-31 13:00\t", "2024-01-31T12:00:00"),
        ("2024-10-27T02:30", "2024-10-27T00:30:00"),
        ("2024-10-27T02:30+01:00", "2024-10-27T01:30:00"),
        ("2024-03-31T01:59:59", "2024-03-31T00:59:59"),
        ("2024-03-31T03:00", "2024-03-31T01:00:00"),
    ],
)
def test_a_time_is_that_instant_local_without_an_offset_and_the_first_of_two_in_autumn(text, utc):
    instant = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert read(text).rows() == [(instant, instant, None)]


@pytest.mark.parametrize(
    ("text", "first", "hours"),
    [
        ("2024-01-31", datetime(2024, 1, 30, 23, tzinfo=UTC), 24),
        ("2024-02-29", datetime(2024, 2, 28, 23, tzinfo=UTC), 24),
        ("2024-03-31", datetime(2024, 3, 30, 23, tzinfo=UTC), 23),
        ("2024-10-27", datetime(2024, 10, 26, 22, tzinfo=UTC), 25),
        (" 2024-07-01 ", datetime(2024, 6, 30, 22, tzinfo=UTC), 24),
    ],
)
def test_a_date_alone_lasts_its_whole_local_day(text, first, hours):
    last = first + timedelta(hours=hours) - timedelta(microseconds=1)
    assert read(text).rows() == [(first, last, None)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31-02-2024", "row.not_iso"),
        ("31/12/2024", "row.not_iso"),
        ("2024-1-1", "row.not_iso"),
        ("20240131", "row.not_iso"),
        ("2024-W05-3", "row.not_iso"),
        ("2024-01-31T00:00:60", "row.not_iso"),
        ("00:00:60", "row.not_iso"),
        ("2024-01-31T10", "row.not_iso"),
        ("2024-01-31x10:00", "row.not_iso"),
        ("2024-01-31T10:00+24:00", "row.not_iso"),
        ("2024-01-31T10:00 i går", "row.not_iso"),
        ("i går", "row.not_iso"),
        ("2024-02-31", "row.no_such_time"),
        ("2023-02-29", "row.no_such_time"),
        ("2024-13-01", "row.no_such_time"),
        ("2024-02-31T10:00", "row.no_such_time"),
        ("2024-01-31T24:00", "row.no_such_time"),
        ("2024-01-31T10:60", "row.no_such_time"),
        ("2024-02-31T10:00Z", "row.no_such_time"),
        ("2024-03-31T02:00", "row.skipped_by_clock"),
        ("2024-03-31T02:30", "row.skipped_by_clock"),
        ("2024-03-31 02:59:59.999999", "row.skipped_by_clock"),
    ],
)
def test_what_is_no_moment_is_told_why(text, reason):
    found = read(text)
    assert found["problem"].to_list() == [reason]
    assert found["earliest"].to_list() == [None]
    assert found["latest"].to_list() == [None]


@pytest.mark.parametrize("nothing", [None, "", "   "])
def test_a_missing_text_is_missing_and_no_problem(nothing):
    assert read(nothing).rows() == [(None, None, None)]


def test_each_text_is_read_on_its_own():
    assert read("2024-01-31", "nonsense", None, "2024-01-31T10:00")["problem"].to_list() == [
        None,
        "row.not_iso",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-03-31", date(2024, 3, 31)),
        (" 2024-03-31 ", date(2024, 3, 31)),
        ("2024-03-31T23:59", date(2024, 3, 31)),
        ("2024-03-31T22:30Z", date(2024, 4, 1)),
        ("2024-04-01T00:30+05:00", date(2024, 3, 31)),
        ("2024-03-31T02:30", date(2024, 3, 31)),
        ("31-03-2024", None),
        ("2024-03-31 eller før", None),
        ("2024-02-30", None),
        ("2024-02-30T10:00Z", None),
        ("snarest", None),
        ("", None),
        (None, None),
    ],
)
def test_the_day_in_an_attribute_is_the_local_day_or_cannot_be_read(text, day):
    assert days(text) == [day]


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00+01:00", "0000-01-01"])
def test_no_day_is_read_that_a_calendar_cannot_hold(text):
    (day,) = days(text)
    assert day is None or date.min <= day <= date.max


MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2039, 12, 31))  # noqa: DTZ001 - as clocks show it
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.builds(datetime.replace, MOMENTS, tzinfo=OFFSETS), min_size=1, max_size=50))
def test_with_an_offset_pythons_own_reading_agrees(moments):
    found = read(*(moment.isoformat() for moment in moments))
    assert found["earliest"].to_list() == [moment.astimezone(UTC) for moment in moments]
    assert days(*(moment.isoformat() for moment in moments)) == [m.astimezone(COPENHAGEN).date() for m in moments]


@settings(max_examples=50, deadline=None)
@given(st.lists(MOMENTS, min_size=1, max_size=50))
def test_without_an_offset_pythons_own_time_zones_agree(moments):
    local = [moment.replace(tzinfo=COPENHAGEN, fold=0) for moment in moments]
    exists = [moment.astimezone(UTC).astimezone(COPENHAGEN) == moment for moment in local]
    expected = [moment.astimezone(UTC) if there else None for moment, there in zip(local, exists, strict=True)]
    assert read(*(moment.isoformat() for moment in moments))["earliest"].to_list() == expected
