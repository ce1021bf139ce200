"""Whoever does not see a chart is told everything that it shows."""

from datetime import date

import pytest
from tests.invented_overview import NEW_LAW, trend

from sagsloft.core.estimates import Count
from sagsloft.core.scales import Answer, Criticality
from sagsloft.core.theme_findings import Outcome
from sagsloft.messages import Language
from sagsloft.render.answer_bars import AnswerRow, ThemeRow
from sagsloft.render.level_rows import Level, LevelRow
from sagsloft.render.measure_labels import Measure
from sagsloft.render.round_chart_words import (
    answers_in_words,
    criticality_in_words,
    deadline_in_words,
    levels_in_words,
    themes_in_words,
)

DANISH, ENGLISH = Language.DANISH, Language.ENGLISH


def level(met, relevant, frame=200):
    return Level(met, relevant, Count(relevant, met, frame).interval if relevant else None)


def test_a_level_is_told_with_its_count_its_interval_its_past_and_its_goal():
    rows = [LevelRow("A1 I tide?", level(13, 20), level(10, 19), 0.9)]
    assert levels_in_words(rows, DANISH) == (
        "A1 I tide? Nu 13 af 20 (65,0 %), blandt alle sager 42,0–83,5 %. "
        "Før 10 af 19 (52,6 %), blandt alle sager 30,0–74,5 %. Mål 90,0 %."
    )
    assert levels_in_words(rows, ENGLISH).endswith(
        "Before 10 of 19 (52.6 %), among all cases 30.0–74.5 %. Goal 90.0 %."
    )


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (Level(3, 4, None), "A1: 3 af 4 (75,0 %), som intet siger om andre sager."),
        (level(0, 0), "A1: ikke relevant i nogen sag."),
        (level(15, 20, frame=20), "A1: 15 af 20 (75,0 %), og alle sager er læst."),
    ],
)
def test_what_is_not_known_is_told_and_one_round_alone_speaks_of_no_now(now, told):
    assert levels_in_words([LevelRow("A1", now)], DANISH) == told


def test_all_rows_are_told_in_their_order():
    told = levels_in_words([LevelRow(f"{code}?", level(1, 2)) for code in "CAB"], DANISH)
    assert [part for part in told.split() if part.endswith("?")] == ["C?", "A?", "B?"]


def test_answers_are_told_with_their_counts_the_best_first():
    counts = {Answer.NOT_RELEVANT: 1, Answer.NO: 2, Answer.YES_LATE: 3, Answer.YES: 4, Answer.NOT_DOCUMENTED: 0}
    told = answers_in_words([AnswerRow("A1 I tide?", counts), AnswerRow("A2", {})], DANISH)
    assert told == "A1 I tide? ja 4; ja, efter fristen 3; nej 2; ikke relevant 1. A2: ingen svar."
    assert "yes, after the limit 3" in answers_in_words([AnswerRow("A1", counts)], ENGLISH)


def test_themes_are_told_with_their_cases():
    told = themes_in_words([ThemeRow("Underretning", dict(zip(Outcome, (8, 6, 4, 2), strict=True)))], DANISH)
    assert told == "Underretning: opfyldt 8; delvist 6; ikke opfyldt 4; ikke relevant 2."


def test_critical_cases_are_told_also_where_there_is_none():
    now = {Criticality.WORRYING: 1, Criticality.NOT_CRITICAL: 19}
    assert criticality_in_words(None, now, DANISH) == "Af 20 sager: kritisk 0, bekymrende 1, ikke kritisk 19."
    both = criticality_in_words({Criticality.CRITICAL: 3}, now, ENGLISH)
    before, after = both.split(". ")
    assert before == "Before, of 3 cases: critical 3, worrying 0, not critical 0"
    assert after == "Now, of 20 cases: critical 0, worrying 1, not critical 19."


def test_a_control_chart_is_told_with_its_signals_its_goal_and_its_measures_in_order():
    measures = [Measure("Vagtordning", date(2025, 10, 1)), Measure("Kursus", date(2024, 3, 1))]
    told = deadline_in_words([trend(NEW_LAW, 24)], DANISH, goal=0.9, measures=measures)
    assert told.startswith("Andelen i tide fra 1. januar 2024 til 31. december 2025.")
    assert "Uden for grænserne: juni 2024" in told
    assert told.endswith("Målet er 90,0 %. Tiltag: Kursus 1. marts 2024 og Vagtordning 1. oktober 2025.")
    provisional = deadline_in_words([trend(NEW_LAW, 9, provisional=True)], DANISH)
    assert "Foreløbige grænser" in provisional
    assert "Mål" not in provisional
