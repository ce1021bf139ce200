"""Before the draw: what so many cases can show, in figures, in words and in charts."""

import csv

import pytest
from tests.unit.draws import refusal, said, saved

from sagsloft.core.planning import outlook


def test_the_plan_has_the_figures_of_the_method():
    plan = outlook(300)
    twenty = plan.reaches[1]
    assert [reach.cases for reach in plan.reaches] == [10, 20, 30, 40, 50, 60, 70, 80]
    assert [round(chance, 2) for chance in twenty.rises[0.20].values()] == [0.45, 0.32, 0.21, 0.07]
    assert [round(chance, 2) for chance in twenty.rises[0.40].values()] == [0.91, 0.82, 0.73, 0.46]
    assert twenty.none_found == pytest.approx(0.133, abs=0.0005)
    assert plan.clean == {0.05: 54, 0.10: 28}


def test_a_plan_goes_no_further_than_the_frame_and_a_census_leaves_no_doubt():
    plan = outlook(35, 90)
    assert [reach.cases for reach in plan.reaches] == [10, 20, 30, 35]
    census = plan.reaches[-1]
    assert census.half.lower == census.half.upper
    assert (census.goal.least_met, census.goal.most_missed) == (32, 31)
    assert [reach.cases for reach in outlook(8).reaches] == [8]
    assert outlook(8).reaches[0].rises == {}


def test_a_goal_of_all_is_missed_by_one_breach_and_shown_by_a_census_alone():
    plan = outlook(35, 100)
    assert [(reach.goal.least_met, reach.goal.most_missed) for reach in plan.reaches] == [
        (None, 9),
        (None, 19),
        (None, 29),
        (35, 34),
    ]


@pytest.mark.parametrize(
    ("frame", "goal", "reason"), [(0, None, "impossible_frame"), (10**7, None, "impossible_frame")]
)
def test_a_frame_beyond_reason_is_refused(frame, goal, reason):
    assert refusal(outlook, frame, goal) == reason


@pytest.mark.parametrize("goal", [-1, 100.5, float("nan")])
def test_a_goal_outside_0_to_100_is_refused(goal):
    assert refusal(outlook, 40, goal) == "impossible_goal"


def test_plan_sample_tells_a_committee_what_20_cases_can_show(command):
    run = command("plan-sample", "--frame", "300")
    assert run.code == 0
    assert "20 28,0 % til 72,0 % 13,3 %" in said(run)
    assert "siges »forbedring« eller mere 21 gange af 100" in said(run)
    assert "så meget som 5 % af rammen har brud, skal mindst 54 sager læses" in said(run)
    assert "I mål" not in said(run)
    assert "10 19,3 % til 80,7 % 25,3 % kan ikke vises 6" in said(command("plan-sample", "--frame", 300, "--goal", 90))


def test_plan_sample_of_a_few_cases_promises_no_words(command):
    run = command("plan-sample", "--frame", "8", "--lang", "en")
    assert "With fewer than 10 cases nothing is said about change." in said(run)
    assert "exactly that" in said(run)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (("--frame", "0"), "impossible_frame"),
        (("--frame", "300", "--goal", "101"), "impossible_goal"),
        (("--frame", "300", "--goal", "-1"), "impossible_goal"),
    ],
)
def test_an_impossible_plan_is_told(command, sentence, more, message):
    run = command("plan-sample", *more)
    assert run.code == 2
    assert sentence(f"sample.{message}").fullmatch(run.err.strip())


def test_plan_sample_writes_a_table_and_charts_with_words_and_replaces_none(command, tmp_path, sentence):
    arguments = ("plan-sample", "--frame", "300", "--goal", "90", "--out", tmp_path / "plan")
    assert command(*arguments).code == 0
    with (tmp_path / "plan" / "plan.csv").open(encoding="utf-8") as file:
        rows = {row["cases"]: row for row in csv.DictReader(file)}
    assert round(float(rows["20"]["rise_40_improvement"]), 2) == 0.73
    assert rows["40"]["goal_met_from"] == "40"
    change = (tmp_path / "plan" / "change.svg").read_text("utf-8")
    assert "20 sager: +10 point 8, +20 point 21, +40 point 73" in change
    assert all(f">+{points} point<" in change for points in (10, 20, 40))
    level = (tmp_path / "plan" / "level.svg").read_text("utf-8")
    assert level.count('role="img"') == 1
    assert "20 sager: 28,0 % til 72,0 %" in level
    before = saved(tmp_path / "plan")
    assert sentence("sample.exists").fullmatch(command(*arguments).err.strip())
    assert saved(tmp_path / "plan") == before
