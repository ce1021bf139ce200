"""A volume counts what happened in each local month, and says which months are over."""

from datetime import UTC, date, datetime

import polars as pl
import pytest
from tests.unit.event_log import CALENDAR, events

from sagsloft.core.volumes import not_held, shown, volumes

HEADER = "case_id,activity,occurred_at\n"
OFFER, PLACED = "tidligt_tilbud_givet", "anbringelse_ivaerksat"
END_OF_MARCH = CALENDAR.instant(date(2024, 3, 31))


def log(*days, activity=OFFER):
    return HEADER + "".join(f"sag-{n},{activity},{day}\n" for n, day in enumerate(days))


def rows(table):
    return [(str(period), count, complete) for _, period, count, complete in table.iter_rows()]


def test_events_count_in_the_local_month_in_which_they_began():
    found = events(log("2024-01-31T23:30Z", "2024-02-15", "2024-03-31 23:59"))
    assert rows(volumes(found, [OFFER], CALENDAR, END_OF_MARCH)) == [
        ("2024-02-01", 2, True),
        ("2024-03-01", 1, True),
    ]


def test_a_month_without_any_is_a_month_with_none():
    found = events(log("2024-01-05", "2024-03-05"))
    assert [count for _, count, _ in rows(volumes(found, [OFFER], CALENDAR, END_OF_MARCH))] == [1, 0, 1]


@pytest.mark.parametrize(
    ("as_of", "complete"),
    [
        (date(2024, 3, 31), True),
        (date(2024, 3, 30), False),
        (datetime(2024, 3, 31, 12, tzinfo=UTC), False),
    ],
)
def test_a_month_that_is_not_over_is_marked(as_of, complete):
    found = events(log("2024-03-05"))
    assert rows(volumes(found, [OFFER], CALENDAR, CALENDAR.instant(as_of))) == [("2024-03-01", 1, complete)]


def test_what_happens_after_the_day_does_not_count():
    found = events(log("2024-03-05", "2024-04-01"))
    assert rows(volumes(found, [OFFER], CALENDAR, END_OF_MARCH)) == [("2024-03-01", 1, True)]


def test_what_the_source_never_shows_has_no_volume_rather_than_none():
    found = events(log("2024-03-05"))
    assert set(volumes(found, [OFFER, PLACED], CALENDAR, END_OF_MARCH)["activity"]) == {OFFER}
    assert not_held(found, [OFFER, PLACED], END_OF_MARCH) == (PLACED,)
    assert not_held(found, [OFFER, PLACED], END_OF_MARCH, covers={PLACED}) == ()


def test_no_count_under_five_leaves_the_unit():
    months = ["2023-01-05"] * 6 + ["2023-02-05"] * 2 + ["2023-05-05"] * 7 + ["2024-03-05"] * 5
    monthly = volumes(events(log(*months)), [OFFER], CALENDAR, END_OF_MARCH)
    table = shown(monthly, CALENDAR, END_OF_MARCH)
    assert table.select(pl.col("first", "last").cast(pl.String), "count", "complete").rows() == [
        ("2023-01-01", "2023-03-31", 8, True),
        ("2023-04-01", "2023-06-30", 7, True),
        ("2024-01-01", "2024-03-31", 5, True),
    ]


def test_too_few_for_a_year_are_not_shown_by_period():
    monthly = volumes(events(log("2022-01-05", "2023-06-05", "2024-03-05")), [OFFER], CALENDAR, END_OF_MARCH)
    assert shown(monthly, CALENDAR, END_OF_MARCH).is_empty()
