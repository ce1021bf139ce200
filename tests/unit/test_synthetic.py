"""The invented municipality: one seed, one invention; with all that the rules ask for, and lists that agree with it."""

from datetime import date, datetime

import numpy as np
import polars as pl
import pytest

from sagsloft import rulebook
from sagsloft.core.cpr import CPR_SHAPE
from sagsloft.sources.synthetic import Course, invent
from sagsloft.sources.synthetic.dice import Dice
from sagsloft.sources.synthetic.setting import clock_time

FIRST, LAST = date(2022, 1, 1), date(2025, 12, 31)
NEW_LAW = datetime(2024, 1, 1)  # noqa: DTZ001 - local, as the events are
SLIP = "31-02-2024"


@pytest.fixture(scope="module")
def invented():
    return invent(1)


def of(invented, activity):
    return invented.events.filter(pl.col("activity") == activity)


def asked_for():
    """Every activity that some version of a shipped rule names."""
    versions = [version for rule in rulebook.load().rules for version in rule.versions]
    return {pattern.activity for version in versions for pattern in version.patterns} - {"*"}


def test_the_same_seed_invents_the_same_and_another_seed_something_else(invented):
    again, other = invent(1), invent(2)
    assert again.events.equals(invented.events)
    assert all(again.lists[name].equals(rows) for name, rows in invented.lists.items())
    assert not other.events.equals(invented.events)


@pytest.mark.parametrize("seed", range(10))
def test_everything_that_a_shipped_rule_asks_for_happens_in_300_cases(seed):
    assert asked_for() - set(invent(seed).events["activity"]) == set()


def test_events_are_sorted_as_recorded_and_nothing_is_recorded_before_it_happened_or_outside_the_period(invented):
    events = invented.events
    assert events["recorded_at"].is_sorted()
    assert events["event_id"].is_unique().all()
    assert events.select((pl.col("recorded_at") >= pl.col("occurred_at")).all()).item()
    assert events["occurred_at"].min().date() >= FIRST
    assert events["recorded_at"].max().date() <= LAST


def test_most_is_recorded_within_days_and_some_of_it_weeks_later(invented):
    days = invented.events.select((pl.col("recorded_at") - pl.col("occurred_at")).dt.total_days()).to_series()
    assert 0.75 < (days < 2).mean() < 0.9
    assert 0.02 < (days >= 15).mean() < 0.08


def test_nothing_happens_in_a_case_after_it_was_closed(invented):
    closed = of(invented, "sag_afsluttet").select("case_id", closed="occurred_at")
    assert closed.height > 100
    assert invented.events.join(closed, on="case_id").filter(pl.col("occurred_at") > pl.col("closed")).is_empty()


def test_no_clock_shows_the_hour_that_is_lost_in_spring():
    night = np.array(["2024-03-31T01:59", "2024-03-31T02:00", "2024-03-31T02:59", "2024-03-31T03:00", "NaT"], "M8[m]")
    shown = clock_time(night).astype(str).tolist()
    assert shown == ["2024-03-31T01:59", "2024-03-31T03:00", "2024-03-31T03:59", "2024-03-31T03:00", "NaT"]
    other = np.array(["2024-03-24T02:30", "2024-10-27T02:30", "2025-03-30T02:30"], "M8[m]")
    assert clock_time(other).astype(str).tolist() == ["2024-03-24T02:30", "2024-10-27T02:30", "2025-03-30T03:30"]


def test_the_law_of_the_day_is_followed(invented):
    """Screening, own rhythm and youth plans came with barnets lov on 1 January 2024."""
    for activity in ("screening_foretaget", "afdaekning_paabegyndt", "ungeplan_udarbejdet"):
        assert of(invented, activity)["occurred_at"].min() >= NEW_LAW, activity
    follow_ups = of(invented, "opfoelgning_afholdt").with_columns(
        is_new=pl.col("occurred_at") >= NEW_LAW, is_named=pl.col("attr.naeste_opfoelgning").is_not_null()
    )
    before, now = (follow_ups.filter(pl.col("is_new") == is_new)["is_named"] for is_new in (False, True))
    assert before.sum() == 0
    assert 0.75 < now.mean() < 0.95


def test_a_plan_comes_before_the_decision_under_the_old_act_and_mostly_after_it_under_the_new_one(invented):
    plans = of(invented, "barnets_plan_udarbejdet").select("case_id", "matter_id", planned="occurred_at")
    decided = of(invented, "afgoerelse_truffet").filter(pl.col("attr.indhold") == "indsats")
    both = decided.join(plans, on=["case_id", "matter_id"]).with_columns(
        is_new=pl.col("occurred_at") >= NEW_LAW, is_before=pl.col("planned") <= pl.col("occurred_at")
    )
    shares = dict(both.group_by("is_new").agg(pl.col("is_before").mean()).rows())
    assert shares[False] > 0.7
    assert shares[True] < 0.25


def test_omissions_are_there_with_and_without_another_source(invented):
    sources = of(invented, "boernesamtale_undladt")["attr.anden_kilde"]
    assert sources.null_count() > 0
    assert len(sources.drop_nulls()) > 0


def test_three_teams_share_the_work_and_modtagelsen_takes_the_notifications(invented):
    assert set(invented.events["team"]) == {"Modtagelsen", "Familieteamet", "Ungeteamet"}
    received = of(invented, "underretning_modtaget")
    is_active = received["attr.aktiv_indsats"].cast(pl.String) == "true"
    assert set(received.filter(~is_active)["team"]) == {"Modtagelsen"}
    assert set(received.filter(is_active)["team"]) == {"Familieteamet", "Ungeteamet"}
    assert set(of(invented, "afgoerelse_truffet")["team"]) == {"Familieteamet", "Ungeteamet"}
    assert set(invented.events["municipality"]) == {"Eksempelkøbing"}


def test_a_case_that_is_handed_over_gets_another_caseworker(invented):
    changed = of(invented, "raadgiver_skiftet").unique("case_id", keep="first").select("case_id", changed="occurred_at")
    measures = of(invented, "opfoelgning_afholdt").join(changed, on="case_id")
    is_after = pl.col("occurred_at") >= pl.col("changed")
    both = (
        measures.group_by("case_id")
        .agg(before=pl.col("caseworker").filter(~is_after).last(), after=pl.col("caseworker").filter(is_after).first())
        .drop_nulls()
    )
    assert both.height > 5
    assert (both["before"] != both["after"]).mean() > 0.8


def test_cases_are_unequal(invented):
    sizes = invented.events.group_by("case_id").len()["len"]
    assert sizes.max() > 4 * sizes.median()


@pytest.mark.parametrize("seed", [1, 2])
def test_no_value_anywhere_has_the_shape_of_a_cpr_number(seed):
    invented = invent(seed)
    for rows in (invented.events, *invented.lists.values()):
        texts = rows.select(pl.col(pl.String).str.contains(CPR_SHAPE).any())
        assert texts.row(0).count(True) == 0


@pytest.mark.parametrize(
    ("name", "column", "activity"),
    [
        ("Underretninger", "24-timers vurdering", "underretning_vurderet"),
        ("Underretninger", "Bekræftelse sendt", "underretning_bekraeftet"),
        ("Underretninger", "Genvurderet", "underretning_genvurderet"),
        ("Underretninger", "Fejlregistreret", "underretning_fejlregistreret"),
        ("Undersøgelser", "Påbegyndt", "undersoegelse_paabegyndt"),
        ("Undersøgelser", "Afsluttet", "undersoegelse_afsluttet"),
        ("Undersøgelser", "Screening", "screening_foretaget"),
        ("Afgørelser", "Partshøring", "partshoering_foretaget"),
        ("Afgørelser", "Plan udarbejdet", "barnets_plan_udarbejdet"),
        ("Afgørelser", "Klage modtaget", "klage_modtaget"),
        ("Sager", "Afsluttet", "sag_afsluttet"),
        ("Sager", "Tidligt tilbud givet", "tidligt_tilbud_givet"),
    ],
)
def test_lists_and_events_tell_of_the_same(invented, name, column, activity):
    assert invented.lists[name][column].count() == of(invented, activity).height > 0


def test_a_list_of_follow_ups_holds_follow_ups_visits_and_rehearings(invented):
    kinds = dict(invented.lists["Opfølgninger"]["Type"].value_counts().rows())
    assert kinds == {
        "Opfølgning": of(invented, "opfoelgning_afholdt").height,
        "Tilsynsbesøg": of(invented, "tilsynsbesoeg_afholdt").height,
        "Genbehandling": of(invented, "genbehandling_afgjort").height,
    }


def test_lists_are_danish_text_and_empty_where_nothing_happened(invented):
    rows = invented.lists["Underretninger"]
    assert rows["Aktiv indsats"].unique().sort().to_list() == ["Ja", "Nej"]
    assert set(rows["Underretter"]) == {"Fagperson", "Borger", "Anonym", "Barnet selv"}
    assert rows["Modtaget"].str.contains(r"^\d\d-\d\d-\d{4} \d\d:\d\d$").mean() > 0.99
    assert rows["Bekræftelse sendt"].drop_nulls().str.contains(r"^\d\d-\d\d-\d{4}$").all()
    assert rows.filter(pl.col("Underretter") == "Anonym")["Bekræftelse sendt"].count() == 0
    assert {dtype for each in invented.lists.values() for dtype in each.dtypes} == {pl.String()}


def test_slips_are_told_and_are_at_most_one_in_500_rows():
    invented = invent(3, cases=900)
    lists = [rows for name, rows in invented.lists.items() if name != "Sager"]
    wrong = sum((rows == SLIP).sum_horizontal().sum() + rows["Sagsnr."].null_count() for rows in lists)
    assert wrong == invented.slips > 4
    assert invented.slips <= sum(rows.height for rows in lists) / 500
    assert any(rows["Sagsnr."].null_count() for rows in lists)


def test_the_course_begins_as_far_into_another_period_as_it_does_into_the_usual_one():
    assert Course.within(FIRST, LAST).begins == date(2024, 9, 1)
    course = invent(1, cases=20, first=date(2018, 1, 1), last=date(2019, 12, 31)).course
    assert course.begins == date(2019, 5, 2)


@pytest.mark.parametrize("cases", [1, 2, 5])
def test_a_tiny_municipality_can_be_invented_too(cases):
    invented = invent(4, cases=cases)
    assert invented.events["case_id"].n_unique() == cases == invented.lists["Sager"].height


def test_dice_give_exactly_the_share_but_for_a_fraction():
    dice = Dice(1)
    assert {int(dice.happens(0.3, 10).sum()) for _ in range(20)} == {3}
    assert {int(dice.happens(0.25, 10).sum()) for _ in range(50)} == {2, 3}
    shares = np.array([0.0, 1.0, 0.5, 0.5])
    drawn = np.array([dice.happens(shares, 4) for _ in range(400)])
    assert (drawn.sum(axis=1) == 2).all()
    assert not drawn[:, 0].any()
    assert drawn[:, 1].all()
    assert 0.4 < drawn[:, 2].mean() < 0.6
