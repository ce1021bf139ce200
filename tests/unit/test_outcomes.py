"""What came of the notifications, and how differently the teams decide."""

from datetime import date

import pytest
from tests.unit.event_log import CALENDAR, events

from sagsloft.core.outcomes import outcomes

HEADER = "case_id,matter_id,activity,occurred_at,team,attr.udfald\n"
AS_OF = CALENDAR.instant(date(2024, 6, 30))


def decided(team, outcome, times, name):
    """So many notifications received by a team and decided by another, all in the same way."""
    return "".join(
        f"{name}{n},m,underretning_modtaget,2024-03-01,{team},\n"
        f"{name}{n},m,underretning_afgjort,2024-03-05,Bagvagten,{outcome}\n"
        for n in range(times)
    )


THREE_TEAMS = (
    decided("Nord", "undersoegelse", 6, "a")
    + decided("Nord", "ingen", 2, "b")
    + decided("Syd", "undersoegelse", 1, "c")
    + decided("Syd", "ingen", 9, "d")
    + decided("Øst", "ingen", 4, "e")
    + decided("Vest", "andet", 1, "f")
)


def found(rows):
    return outcomes(events(HEADER + rows), AS_OF)


def test_the_outcomes_of_all_are_counted_the_most_frequent_first():
    assert found(THREE_TEAMS).whole.rows() == [
        ("ingen", 15, 23, 15 / 23),
        ("undersoegelse", 7, 23, 7 / 23),
        ("andet", 1, 23, 1 / 23),
    ]


def test_a_notification_belongs_to_the_team_that_received_it_and_small_teams_are_put_together():
    table = found(THREE_TEAMS).by_unit
    assert table.select("unit", "outcome", "count", "base").rows() == [
        ("Nord", "ingen", 2, 8),
        ("Nord", "undersoegelse", 6, 8),
        ("Nord", "andet", 0, 8),
        ("Syd", "ingen", 9, 10),
        ("Syd", "undersoegelse", 1, 10),
        ("Syd", "andet", 0, 10),
        (None, "ingen", 4, 5),
        (None, "undersoegelse", 0, 5),
        (None, "andet", 1, 5),
    ]
    assert table["share"].to_list() == [count / base for _, _, count, base, _ in table.iter_rows()]


def test_the_spread_is_that_of_the_teams_that_are_shown_by_name():
    assert found(THREE_TEAMS).spread.rows() == [
        ("ingen", 2 / 8, 9 / 10, 2),
        ("undersoegelse", 1 / 10, 6 / 8, 2),
        ("andet", 0.0, 0.0, 2),
    ]


def test_with_one_team_there_is_neither_a_table_nor_a_spread():
    one = found(decided("Nord", "ingen", 9, "a"))
    assert (one.by_unit.height, one.spread.height, one.whole.height) == (0, 0, 1)


@pytest.mark.parametrize(
    ("received", "unit"),
    [
        ("", "Syd"),
        ("{case},m,underretning_modtaget,2024-03-01,,\n", "Syd"),
        ("{case},andet,underretning_modtaget,2024-03-01,Nord,\n", "Syd"),
        ("{case},m,underretning_modtaget,2024-03-09,Nord,\n", "Syd"),
        ("{case},m,underretning_modtaget,2024-03-01,Nord,\n", "Nord"),
        ("{case},m,underretning_modtaget,2024-03-02,Nord,\n{case},m,underretning_modtaget,2024-03-01,Øst,\n", "Nord"),
    ],
)
def test_without_a_receiving_team_the_deciding_one_counts(received, unit):
    rows = "".join(
        received.format(case=f"a{n}") + f"a{n},m,underretning_afgjort,2024-03-05,Syd,ingen\n" for n in range(5)
    )
    table = found(rows + decided("Vest", "ingen", 5, "z")).by_unit
    assert table["unit"].to_list() == sorted([unit, "Vest"])


def test_decisions_that_say_no_outcome_are_counted_apart_and_those_to_come_not_at_all():
    silent = "s1,m,underretning_afgjort,2024-03-05,Nord,\ns2,m,underretning_afgjort,2024-03-05,Nord,  \n"
    later = "s3,m,underretning_afgjort,2024-07-01,Nord,ingen\n"
    one = found(THREE_TEAMS + silent + later)
    assert (one.without, one.whole["base"][0]) == (2, 23)


def test_a_source_without_outcomes_has_none():
    assert found("a,m,underretning_afgjort,2024-03-05,Nord,\n") is None
    assert outcomes(events("case_id,activity,occurred_at\na,notat,2024-01-01\n"), AS_OF) is None
