"""How late, how complete and how even are the data themselves?"""

from datetime import date

import pytest
from tests.unit.event_log import CALENDAR, RULES, VOCABULARY, events

from sagsloft.core.quality import quality

HEADER = "case_id,matter_id,activity,occurred_at,recorded_at,attr.behov_kendt,attr.underretter\n"
AS_OF = date(2024, 6, 30)


def found(rows, as_of=AS_OF):
    return quality(events(HEADER + rows), RULES, CALENDAR, CALENDAR.instant(as_of), VOCABULARY)


def test_events_cases_matters_and_days_are_counted_up_to_the_day():
    one = found(
        "a,m,notat,2024-01-31T23:30Z,,,\na,m,notat,2024-03-01,,,\na,n,notat,2024-03-02,,,\nb,m,notat,2024-03-03,,,\n"
        "b,,notat,2024-03-03 10:00,,,\nc,,notat,2024-07-01,,,\n"
    )
    assert (one.events, one.cases, one.matters, one.dated) == (5, 2, 3, 3)
    assert (one.first, one.last) == (date(2024, 2, 1), date(2024, 3, 3))


@pytest.mark.parametrize(
    ("occurred", "recorded", "days"),
    [
        ("2024-03-01 10:00", "2024-03-03 10:00", 2.0),
        ("2024-03-01 10:00", "2024-03-01 12:24", 0.1),
        ("2024-03-01 10:00", "2024-02-01 10:00", 0.0),
        ("2024-03-01", "2024-03-01 16:00", 0.0),
        ("2024-03-01", "2024-03-03 12:00", 1.5),
    ],
)
def test_the_delay_runs_from_the_event_to_its_being_recorded(occurred, recorded, days):
    assert found(f"a,,notat,{occurred},{recorded},,\n").delay.median_days == days


def test_the_shares_are_of_the_events_that_say_when_they_were_recorded():
    delays = ("2024-03-02 10:00", "2024-03-02 10:01", "2024-03-08 10:00", "2024-03-31 11:00", "2024-05-01 10:00", "")
    delay = found("".join(f"a,,notat,2024-03-01 10:00,{recorded},,\n" for recorded in delays)).delay
    assert (delay.base, delay.within) == (5, {1: 1 / 5, 7: 3 / 5, 30: 4 / 5})


def test_where_nothing_says_when_it_was_recorded_there_is_no_delay():
    assert found("a,,notat,2024-03-01,,,\n").delay is None


def test_attributes_are_looked_for_on_the_events_that_the_rules_ask_them_of():
    coverage = found(
        "a,,undersoegelse_paabegyndt,2024-03-01,,2024-02-01,\na,,undersoegelse_paabegyndt,2024-03-01,,,\n"
        "a,,notat,2024-03-01,,2024-02-01,fagperson\na,,underretning_modtaget,2024-03-01,,,  \n"
    ).coverage
    rows = {(activity, attribute): rest for activity, attribute, *rest in coverage.iter_rows()}
    assert rows["undersoegelse_paabegyndt", "behov_kendt"] == [1, 2, 0.5]
    assert rows["underretning_modtaget", "underretter"] == [0, 1, 0.0]
    assert rows["underretning_modtaget", "overgreb"] == [0, 1, 0.0]
    assert {activity for activity, _ in rows} == {"undersoegelse_paabegyndt", "underretning_modtaget"}


def test_activities_of_no_vocabulary_are_listed_the_most_frequent_first():
    rows = "a,,ukendt,2024-03-01,,,\na,,andet,2024-03-01,,,\na,,ukendt,2024-03-02,,,\na,,notat,2024-03-02,,,\n"
    assert found(rows).unknown.rows() == [("ukendt", 2), ("andet", 1)]


def months(*counts, first=1):
    return "".join(
        f"a,,notat,2024-{month:02}-10,,,\n" for month, count in enumerate(counts, start=first) for _ in range(count)
    )


def test_a_month_with_under_a_third_of_the_median_is_a_hole():
    one = found(months(1, 9, 9, 0, 3, 2))
    assert [(period.month, count, hole) for period, count, hole in one.by_month.iter_rows()] == [
        (1, 1, False),
        (2, 9, False),
        (3, 9, False),
        (4, 0, True),
        (5, 3, False),
        (6, 2, False),
    ]
    assert one.holes == 1


@pytest.mark.parametrize(("count", "holes"), [(3, 0), (2, 1)])
def test_exactly_a_third_is_no_hole(count, holes):
    assert found(months(9, 9, 9, count, 9, 9)).holes == holes


def test_neither_the_first_month_nor_one_that_is_not_over_is_a_hole():
    rows = months(1, 9, 9, 9, 9, 1)
    assert [found(rows, date(2024, 6, day)).holes for day in (29, 30)] == [0, 1]


def test_before_the_first_event_there_is_nothing():
    nothing = found("a,,notat,2024-03-01,,,\n", date(2024, 1, 1))
    assert (nothing.events, nothing.first, nothing.last, nothing.holes) == (0, None, None, 0)
