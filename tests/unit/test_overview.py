"""What a report says of a source is what its obligations and events say, and no small cell of it."""

from collections import defaultdict
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from tests.unit.event_log import BOOK, CALENDAR, RULES, VOCABULARY, events

from sagsloft.core import indicators, obligations
from sagsloft.core.disclosure import LEAST
from sagsloft.core.overview import Waiting, overview
from sagsloft.core.stocks import StockName

HEADER = "case_id,matter_id,activity,occurred_at,team,attr.behov_kendt,attr.saerlig_stoette,attr.udfald\n"
LAW = "underretning-24-timer"
AS_OF = date(2024, 12, 31)


def judged(rows, as_of=AS_OF, rules=RULES):
    """The overview, with the trace and the indicators that it is made of; `rules` are law unless others are named."""
    log, now = events(HEADER + rows), CALENDAR.instant(as_of)
    trace = obligations.trace(log, rules, now)
    figures = indicators.measure(trace, rules, now, has_matters=True)
    return overview(log, trace, figures, rules, CALENDAR, now, vocabulary=VOCABULARY), trace, figures


def found(rows, as_of=AS_OF):
    return judged(rows, as_of)[0]


def notified(case, day, team="", assessed=None):
    """A notification at ten o'clock, and its assessment so many hours later."""
    rows = f"{case},{case},underretning_modtaget,{day} 10:00,{team},,,\n"
    if assessed is None:
        return rows
    when = f"{date.fromisoformat(str(day)) + timedelta(days=assessed // 24)} {10 + assessed % 24:02}:00"
    return rows + f"{case},{case},underretning_vurderet,{when},{team},,,\n"


SOMEWHERE = notified("i-orden", "2023-06-01", assessed=2)
"""The source shows assessments, so what was not assessed was not done."""


def waiting(rows, as_of=AS_OF, rule=LAW):
    return next((each for each in found(SOMEWHERE + rows, as_of).waiting if each.rule_id == rule), None)


def test_children_wait_by_rule_and_each_child_once():
    rows = (
        notified("a", "2024-12-01") + notified("b", "2024-12-21") + notified("b", "2024-12-22").replace("b,b", "b,b2")
    )
    assert waiting(rows) == Waiting(LAW, 2, 0, 0, longest_overdue_days=29, longest_without_limit_days=None)


def test_the_children_who_wait_are_counted_once_over_all_rules():
    rows = notified("a", "2024-12-01") + "a,u,undersoegelse_paabegyndt,2024-01-01,,,,\n"
    whole = found(SOMEWHERE + rows + "z,z,undersoegelse_afsluttet,2023-06-01,,,,\n")
    assert {each.rule_id: each.overdue for each in whole.waiting if each.overdue} == {
        "foreloebig-vurdering": 1,
        LAW: 1,
        "undersoegelse-4-maaneder": 1,
    }
    assert (whole.children_waiting, whole.cases) == (1, 3)


@pytest.mark.parametrize(("as_of", "soon"), [("2024-12-22", 0), ("2024-12-23", 1), ("2024-12-29", 1)])
def test_due_soon_is_within_seven_days_from_the_day(as_of, soon):
    begun = "a,u,undersoegelse_paabegyndt,2024-08-30,,,,\nz,z,undersoegelse_afsluttet,2023-06-01,,,,\n"
    each = waiting(begun, date.fromisoformat(as_of), "undersoegelse-4-maaneder")
    assert (each.due_soon if each else 0) == soon
    assert each is None or each.overdue == 0


def test_without_a_fixed_limit_children_wait_since_it_arose():
    rows = "a,,barn_fraflyttet,2024-12-01,,,ja,\nz,,mellemkommunal_underretning_sendt,2024-01-01,,,,\n"
    assert waiting(rows, rule="mellemkommunal-underretning") == Waiting(
        "mellemkommunal-underretning", 0, 0, 1, longest_overdue_days=None, longest_without_limit_days=30
    )
    assert found(SOMEWHERE + rows).children_without_limit == 1


def test_what_cannot_be_measured_keeps_nobody_waiting():
    unseen = found("a,a,underretning_modtaget,2024-12-01,,,,\n")
    assert (unseen.waiting, unseen.children_waiting) == ((), 0)


def test_a_standard_is_measured_and_keeps_nobody_waiting():
    rows = "a,,raadgiver_skiftet,2024-12-01,,,,\nz,,overlevering_noteret,2024-01-02,,,,\n"
    whole, trace, _ = judged(rows, rules=BOOK.rules)
    assert trace.filter(rule_id="overlevering", status="overdue", measurable=True)["case_id"].to_list() == ["a"]
    assert measured(whole, "overlevering").indicators["overdue"].to_list() == [1]
    assert (whole.waiting, whole.children_waiting) == ((), 0)


def history(seed=3):
    """Two years of notifications in three teams (one of them small) and a few without, some assessed too late."""
    dice = np.random.default_rng(seed)
    rows = []
    for number in range(400):
        day = date(2023, 1, 2) + timedelta(days=int(dice.integers(0, 725)))
        team = str(dice.choice(["Nord", "Syd", "Øst", ""], p=[0.5, 0.48, 0.01, 0.01]))
        assessed = [2, 30, None][int(dice.choice(3, p=[0.8, 0.15, 0.05]))]
        rows.append(notified(f"sag-{number}", day, team, assessed))
    return "".join(rows)


@pytest.fixture(scope="module")
def two_years():
    return judged(history())


def test_the_months_and_the_teams_add_up_to_the_indicators(two_years):
    _, trace, figures = two_years
    now = CALENDAR.instant(AS_OF)
    ours = indicators.split_by_basis(trace, RULES)
    keys = ["rule_id", "version", "basis"]
    expected = figures.filter(pl.col("judged") > 0).select(*keys, base="judged", count="in_time").sort(keys)
    for table in (indicators.monthly(ours, CALENDAR, now), indicators.by_team(ours, now)):
        sums = table.group_by(keys).agg(pl.col("base", "count").sum()).sort(keys)
        assert sums.rows() == expected.rows()


def test_an_obligation_belongs_to_the_local_month_of_its_due_date():
    rows = SOMEWHERE + notified("a", "2024-03-30", assessed=2) + "b,b,underretning_modtaget,2024-03-30T22:30Z,,,,\n"
    _, trace, _ = judged(rows)
    table = indicators.monthly(trace, CALENDAR, CALENDAR.instant(AS_OF)).filter(rule_id=LAW, version=date(2024, 1, 1))
    assert table.select("period", "base", "count").rows() == [(date(2024, 3, 1), 1, 1), (date(2024, 4, 1), 1, 0)]


def test_what_is_not_due_is_in_no_month_and_no_team():
    _, trace, _ = judged(SOMEWHERE + notified("a", "2024-03-30", "Nord", assessed=2), date(2024, 3, 30))
    now = CALENDAR.instant(date(2024, 3, 30))
    for table in (indicators.monthly(trace, CALENDAR, now), indicators.by_team(trace, now)):
        assert table["version"].to_list() == [date(2013, 10, 1)]


def measured(whole, rule):
    return next(each for each in whole.measured if each.rule_id == rule)


def test_one_trend_runs_over_versions_that_may_be_compared(two_years):
    whole, _, figures = two_years
    (series,) = measured(whole, LAW).trends
    assert (series.versions, series.basis) == ((date(2024, 1, 1), date(2013, 10, 1)), None)
    assert sum(point.base for point in series.trend.points) == figures.filter(rule_id=LAW)["judged"].sum()
    assert sum(point.count for point in series.trend.points) == figures.filter(rule_id=LAW)["in_time"].sum()
    assert len(series.trend.points) == 24


def test_versions_that_may_not_be_compared_have_each_their_own():
    months = [date(2023 + n // 12, n % 12 + 1, 10) for n in range(24)]
    rows = "".join(
        f"{month:%Y%m}-{n},m,indsats_ivaerksat,{month},,,,\n{month:%Y%m}-{n},m,opfoelgning_afholdt,{month},,,,\n"
        for month in months
        for n in range(5)
    )
    trends = measured(found(rows), "foerste-opfoelgning").trends
    assert [series.versions for series in trends] == [(date(2024, 1, 1),), (date(2011, 1, 1),)]
    assert [series.trend.points[0].first for series in trends] == [date(2024, 4, 1), date(2023, 4, 1)]


def test_a_limit_that_counts_from_an_attribute_has_a_trend_for_each_basis():
    rows = "".join(
        f"{known}{month}-{n},u,undersoegelse_paabegyndt,2024-{month:02}-10,,{known},,\n"
        f"{known}{month}-{n},u,undersoegelse_afsluttet,2024-{month:02}-20,,,,\n"
        for month in range(1, 7)
        for n in range(5)
        for known in ("", f"2024-{month:02}-05")
    )
    trends = measured(found(rows), "undersoegelse-4-maaneder").trends
    assert [series.basis for series in trends] == ["trigger", "counts_from"]
    assert [sum(point.base for point in series.trend.points) for series in trends] == [30, 30]


def test_teams_are_shown_after_small_ones_are_put_together(two_years):
    whole, _, figures = two_years
    table = measured(whole, LAW).by_team
    by_version = defaultdict(list)
    for row in table.iter_rows(named=True):
        by_version[row["version"]].append(row)
    assert [row["version"] for row in table.iter_rows(named=True)] == sorted(table["version"], reverse=True)
    for version, rows in by_version.items():
        assert min(row["base"] for row in rows) >= LEAST
        assert {row["unit"] for row in rows} <= {"Nord", "Syd", None}
        assert sum(row["base"] for row in rows) == figures.filter(rule_id=LAW, version=version)["judged"].item()
        assert all(row["share"] == row["count"] / row["base"] for row in rows)
    assert len(by_version) == 2


def test_no_table_holds_a_small_cell_and_nothing_names_a_child(two_years):
    whole, _, _ = two_years
    for each in whole.measured:
        assert (each.by_team["base"] >= LEAST).all()
        assert all(point.base >= LEAST for series in each.trends for point in series.trend.points)
    assert (whole.volumes["count"] >= LEAST).all()
    assert "sag-" not in repr(whole)


def test_volumes_stocks_outcomes_and_quality_are_of_the_same_day(two_years):
    whole, _, _ = two_years
    assert whole.volumes["activity"].unique().to_list() == ["underretning_modtaget"]
    assert set(whole.not_held) == {
        "tidligt_tilbud_givet",
        "undersoegelse_paabegyndt",
        "indsats_ivaerksat",
        "anbringelse_ivaerksat",
    }
    assert [stock.name for stock in whole.stocks] == list(StockName)
    assert whole.outcomes is None
    assert (whole.quality.cases, whole.cases) == (400, 400)


def test_the_same_input_gives_the_same_overview(two_years):
    again, _, _ = judged(history())
    assert repr(again) == repr(two_years[0])


def test_before_anything_happened_there_is_nothing_to_say():
    nothing = found(SOMEWHERE, date(2020, 1, 1))
    assert (nothing.cases, nothing.waiting, nothing.measured, nothing.volumes.height) == (0, (), (), 0)
