"""On a day: which children have a running measure, and is there a plan, a recent one, and a next follow-up?"""

from datetime import date

import pytest
from tests.unit.event_log import CALENDAR, events

from sagsloft.core.stocks import StockName, stocks

HEADER = "case_id,matter_id,activity,occurred_at,attr.naeste_opfoelgning\n"
ELSEWHERE = """\
andet,x,indsats_ivaerksat,2020-01-01,
andet,x,indsats_afsluttet,2020-06-01,
andet,x,barnets_plan_udarbejdet,2020-01-01,
andet,x,opfoelgning_afholdt,2020-03-01,2020-06-01
"""
"""A child whose measure has ended: the source holds what each stock needs."""
AS_OF = date(2024, 6, 30)


def found(rows, as_of=AS_OF, covers=()):
    return {
        stock.name: stock for stock in stocks(events(HEADER + rows), CALENDAR, CALENDAR.instant(as_of), covers=covers)
    }


def count(rows, name, as_of=AS_OF):
    return found(ELSEWHERE + rows, as_of)[name].count


@pytest.mark.parametrize(
    ("rows", "running"),
    [
        ("a,m,indsats_ivaerksat,2024-01-01,\n", 1),
        ("a,m,anbringelse_ivaerksat,2024-01-01,\n", 1),
        ("a,m,indsats_ivaerksat,2024-01-01,\na,m,indsats_afsluttet,2024-05-01,\n", 0),
        ("a,m,anbringelse_ivaerksat,2024-01-01,\na,m,anbringelse_ophoert,2024-05-01,\n", 0),
        ("a,m,indsats_ivaerksat,2024-01-01,\na,m,indsats_afsluttet,2024-01-01,\n", 0),
        ("a,m,indsats_ivaerksat,2024-01-01,\na,m,indsats_afsluttet,2024-07-01,\n", 1),
        ("a,m,indsats_ivaerksat,2024-01-01,\na,andet,indsats_afsluttet,2024-05-01,\n", 1),
        ("a,,indsats_ivaerksat,2024-01-01,\na,,indsats_afsluttet,2024-05-01,\n", 0),
        ("a,m,indsats_ivaerksat,2024-01-01,\na,,sag_afsluttet,2024-05-01,\n", 0),
        ("a,m,indsats_afsluttet,2024-01-01,\na,m,indsats_ivaerksat,2024-05-01,\n", 1),
        ("a,m,sag_afsluttet,2024-01-01,\na,m,indsats_ivaerksat,2024-05-01,\n", 1),
        ("a,m,indsats_ivaerksat,2024-07-01,\n", 0),
        ("a,m,indsats_ivaerksat,2024-01-01,\na,n,anbringelse_ivaerksat,2024-01-01,\n", 1),
        ("a,m,indsats_ivaerksat,2024-01-01,\nb,m,indsats_ivaerksat,2024-01-01,\n", 2),
    ],
)
def test_a_measure_runs_until_it_or_the_case_is_ended_and_children_are_counted_once(rows, running):
    assert count(rows, StockName.RUNNING) == running


RUNNING = "a,m,indsats_ivaerksat,2022-01-01,\n"


@pytest.mark.parametrize(
    ("rows", "ever", "within_year"),
    [
        ("", 0, 0),
        ("a,m,barnets_plan_udarbejdet,2023-06-30,\n", 1, 1),
        ("a,m,barnets_plan_udarbejdet,2023-06-29,\n", 1, 0),
        ("a,,ungeplan_udarbejdet,2024-01-01,\n", 1, 1),
        ("a,m,barnets_plan_udarbejdet,2022-01-01,\na,m,barnets_plan_udarbejdet,2024-01-01,\n", 1, 1),
        ("a,m,barnets_plan_udarbejdet,2024-07-01,\n", 0, 0),
        ("b,m,barnets_plan_udarbejdet,2024-01-01,\n", 0, 0),
    ],
)
def test_a_plan_of_the_case_counts_and_is_recent_for_twelve_months(rows, ever, within_year):
    assert count(RUNNING + rows, StockName.WITH_PLAN) == ever
    assert count(RUNNING + rows, StockName.PLAN_WITHIN_YEAR) == within_year


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("a,m,opfoelgning_afholdt,2024-03-01,2024-06-30\n", 1),
        ("a,m,opfoelgning_afholdt,2024-03-01,2024-06-29\n", 0),
        ("a,m,opfoelgning_afholdt,2024-03-01,til efteråret\n", 0),
        ("a,m,opfoelgning_afholdt,2024-03-01,\n", 0),
        ("a,m,opfoelgning_afholdt,2024-03-01,2024-09-01\na,m,opfoelgning_afholdt,2024-04-01,\n", 0),
        ("a,m,opfoelgning_afholdt,2024-04-01,2024-09-01\na,m,opfoelgning_afholdt,2024-03-01,\n", 1),
        ("a,n,opfoelgning_afholdt,2024-03-01,2024-09-01\n", 0),
        ("", 0),
    ],
)
def test_a_next_follow_up_is_the_day_that_the_last_one_of_the_matter_names(rows, expected):
    assert count(RUNNING + rows, StockName.NEXT_FOLLOW_UP) == expected


def test_each_is_a_part_of_the_children_with_a_running_measure():
    stock = found(ELSEWHERE + RUNNING + "b,m,barnets_plan_udarbejdet,2024-01-01,\n")
    assert [(each.count, each.base, each.is_measurable) for each in stock.values()] == [
        (1, 1, True),
        (0, 1, True),
        (0, 1, True),
        (0, 1, True),
    ]


def test_what_the_source_cannot_show_is_named_and_not_counted():
    stock = found(RUNNING + "a,m,opfoelgning_afholdt,2024-03-01,\nb,,sag_afsluttet,2024-03-01,\n")
    plans = ("barnets_plan_udarbejdet", "ungeplan_udarbejdet")
    assert {name: each.missing for name, each in stock.items()} == {
        StockName.RUNNING: (),
        StockName.WITH_PLAN: plans,
        StockName.PLAN_WITHIN_YEAR: plans,
        StockName.NEXT_FOLLOW_UP: ("naeste_opfoelgning",),
    }
    without = found("a,m,notat,2024-01-01,\nb,,sag_afsluttet,2024-03-01,\n")
    assert without[StockName.RUNNING].missing == ("indsats_ivaerksat", "anbringelse_ivaerksat")
    assert not any(each.is_measurable for each in without.values())


def test_a_source_that_never_shows_an_end_cannot_tell_what_runs():
    stock = found(RUNNING)
    ends = ("indsats_afsluttet", "anbringelse_ophoert", "sag_afsluttet")
    assert (stock[StockName.RUNNING].missing, stock[StockName.RUNNING].count) == (ends, 0)
    assert found(RUNNING, covers={"sag_afsluttet"})[StockName.RUNNING].count == 1


def test_what_a_source_covers_and_does_not_show_was_not_done():
    covers = {"sag_afsluttet", "barnets_plan_udarbejdet", "opfoelgning_afholdt", "naeste_opfoelgning"}
    stock = found(RUNNING, covers=covers)
    assert [(each.count, each.base, each.missing) for each in stock.values()] == [(1, 1, ()), *[(0, 1, ())] * 3]
