"""No phrase claims more than its evidence, and each is said by chance as seldom as it is told."""

import ast
from collections import Counter
from dataclasses import FrozenInstanceError, fields, replace
from datetime import date
from fractions import Fraction
from math import comb, factorial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta, boschloo_exact

from sagsloft import rulebook
from sagsloft.core import boschloo, ladder
from sagsloft.core.change import chance_of_rise, chances_of_rise
from sagsloft.core.estimates import Count
from sagsloft.core.goals import Standing, Verdict
from sagsloft.core.ladder import (
    IMPROVEMENT,
    WORSENING,
    Claim,
    Obstacle,
    Phrase,
    chances_of_phrases,
    false_alarms,
    or_stronger,
)
from sagsloft.core.rounds import is_comparable
from sagsloft.messages import Language
from sagsloft.messages.catalogue import catalogue

NOTHING_CHANGED = [share / 100 for share in range(20, 90, 5)]
"""The true shares of the method's own table of false alarms."""
SOURCES = Path(__file__).parents[2] / "src"
PUBLISHED = [(10, 16, 0.9742), (8, 14, 0.9692), (8, 12, 0.8916), (10, 13, 0.8251), (10, 11, 0.6211), (20, 19, 0.2439)]
"""The method's own figures: x₁ and x₂ of 20, P(better)."""


def claim(earlier, later, of=20, comparable=True):
    return Claim(Count(of, earlier), Count(of, later), comparable)


@pytest.mark.parametrize(("earlier", "later", "better"), PUBLISHED)
def test_the_method_s_own_chances_that_practice_is_better(earlier, later, better):
    assert round(claim(earlier, later).better, 4) == better


def test_the_method_s_own_chance_of_ten_points():
    assert round(claim(10, 16).better_by_margin, 4) == 0.8947


def better_in_fractions(x_1, n_1, x_2, n_2):
    """P(p₂ > p₁) without rounding: the sum, over j ≤ x₂, of ∫ f(p₁) P(j of n₂ + 1) dp₁, each a beta function."""
    total = Fraction(0)
    for j in range(x_2 + 1):
        met, not_met = x_1 + j, n_1 - x_1 + n_2 + 1 - j
        whole = Fraction(factorial(met) * factorial(not_met), factorial(met + not_met + 1))
        total += comb(n_2 + 1, j) * (n_1 + 1) * comb(n_1, x_1) * whole
    return total


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 60), st.integers(0, 60), st.data())
def test_the_chance_is_exact(n_1, n_2, data):
    x_1, x_2 = data.draw(st.integers(0, n_1)), data.draw(st.integers(0, n_2))
    expected = float(better_in_fractions(x_1, n_1, x_2, n_2))
    assert chance_of_rise(Count(n_1, x_1), Count(n_2, x_2)) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("earlier", "later", "margin"),
    [
        (Count(20, 10), Count(20, 16), 0.1),
        (Count(200, 130), Count(200, 150), 0.1),
        (Count(15, 3), Count(2500, 2000), 0.1),
        (Count(10, 0), Count(2500, 2500), 0.1),
        (Count(708, 432), Count(2140, 1220), 0.0),
        (Count(20, 20), Count(20, 0), 0.5),
    ],
)
def test_scipy_s_adaptive_quadrature_finds_the_same(earlier, later, margin):
    def integrand(p):
        before = beta.pdf(p, 1 + earlier.met, 1 + earlier.breaches)
        return before * beta.sf(p + margin, 1 + later.met, 1 + later.breaches)

    near = min((earlier.met + 0.5) / (earlier.relevant + 1), 1 - margin)
    expected, _ = quad(integrand, 0, 1 - margin, epsabs=1e-12, epsrel=1e-12, limit=500, points=[near])
    assert chance_of_rise(earlier, later, margin) == pytest.approx(expected, abs=1e-9)


def test_the_table_of_all_counts_holds_what_each_pair_gives():
    table = chances_of_rise(12, 15, 0.1)
    assert table.shape == (13, 16)
    for pair in ((0, 0), (4, 11), (12, 0), (12, 15)):
        assert table[pair] == pytest.approx(chance_of_rise(Count(12, pair[0]), Count(15, pair[1]), 0.1), abs=1e-12)


def test_better_and_worse_are_the_whole():
    assert chances_of_rise(20, 13) + chances_of_rise(13, 20).T == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("earlier", "later", "phrase"),
    [
        (4, 14, "marked_improvement"),
        (9, 16, "improvement"),
        (10, 16, "tendency_to_improvement"),
        (8, 13, "weak_tendency_to_improvement"),
        (8, 12, "no_certain_change"),
        (10, 10, "no_certain_change"),
        (13, 8, "weak_tendency_to_worsening"),
        (16, 10, "tendency_to_worsening"),
        (16, 9, "worsening"),
        (14, 4, "marked_worsening"),
    ],
)
def test_the_words_are_those_of_the_ladder(earlier, later, phrase):
    assert claim(earlier, later).phrase == phrase


@pytest.mark.parametrize(("of", "later_of"), [(10, 10), (20, 20), (13, 24)])
def test_every_pair_of_counts_gets_the_strongest_words_that_its_chances_reach_and_no_stronger(of, later_of):
    for earlier in range(of + 1):
        for later in range(later_of + 1):
            each = Claim(Count(of, earlier), Count(later_of, later), comparable=True)
            better, worse = each.better, 1 - each.better
            expected = {
                Phrase.MARKED_IMPROVEMENT: each.better_by_margin >= 0.975,
                Phrase.MARKED_WORSENING: each.worse_by_margin >= 0.975,
                Phrase.IMPROVEMENT: better >= 0.975,
                Phrase.WORSENING: worse >= 0.975,
                Phrase.TENDENCY_TO_IMPROVEMENT: better >= 0.95,
                Phrase.TENDENCY_TO_WORSENING: worse >= 0.95,
                Phrase.WEAK_TENDENCY_TO_IMPROVEMENT: better >= 0.90,
                Phrase.WEAK_TENDENCY_TO_WORSENING: worse >= 0.90,
                Phrase.NO_CERTAIN_CHANGE: True,
            }
            assert each.phrase is next(phrase for phrase, holds in expected.items() if holds)


@pytest.mark.parametrize(
    ("earlier", "later", "obstacle"),
    [
        (Claim(Count(9, 0), Count(20, 20), comparable=True), None, Obstacle.TOO_FEW),
        (Claim(Count(20, 0), Count(9, 9), comparable=True), None, Obstacle.TOO_FEW),
        (Claim(Count(20, 0), Count(20, 20), comparable=False), None, Obstacle.NOT_COMPARABLE),
    ],
)
def test_under_ten_answers_or_another_law_cannot_be_told_however_large_the_difference(earlier, later, obstacle):
    assert (earlier.phrase, earlier.obstacle, earlier.false_alarm) == (Phrase.CANNOT_TELL, obstacle, None)


def test_ten_answers_are_enough():
    assert claim(0, 10, of=10).phrase is Phrase.MARKED_IMPROVEMENT


def test_a_phrase_cannot_be_made_without_its_evidence():
    weak = claim(10, 11)
    assert {field.name for field in fields(Claim)} == {"earlier", "later", "comparable"}
    with pytest.raises((FrozenInstanceError, TypeError)):
        weak.phrase = Phrase.MARKED_IMPROVEMENT
    with pytest.raises(AttributeError):
        object.__setattr__(weak, "phrase", Phrase.MARKED_IMPROVEMENT)
    with pytest.raises(TypeError):
        Claim(Count(20, 10), Count(20, 11), comparable=True, phrase=Phrase.MARKED_IMPROVEMENT)
    assert replace(claim(4, 14), later=Count(20, 4)).phrase is Phrase.NO_CERTAIN_CHANGE


def said_from_the_catalogue(source, topic):
    """The message ids of a topic that a source can say, as they are written: constants, and beginnings of f-strings."""
    return [
        node.value
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(f"{topic}.")
    ]


def test_the_words_of_the_ladder_are_said_in_one_place_and_only_of_a_claim():
    places = {source: said_from_the_catalogue(source, "ladder") for source in SOURCES.rglob("*.py")}
    (place,) = [source for source, said in places.items() if said]
    assert place == SOURCES / "sagsloft/render/rounds.py"
    assert places[place] == ["ladder."]
    assert 'say(f"ladder.{claim.phrase}", language)' in place.read_text("utf-8")


@pytest.mark.parametrize("language", Language)
def test_every_phrase_has_its_own_words_and_no_other_sentence_of_a_comparison_borrows_them(language):
    sentences = catalogue(language)
    words = {phrase: sentences[f"ladder.{phrase}"] for phrase in Phrase}
    assert len(set(words.values())) == len(Phrase)
    assert {key for key in sentences if key.startswith("ladder.")} == {f"ladder.{phrase}" for phrase in Phrase}
    changes = [words[phrase] for phrase in (*IMPROVEMENT, *WORSENING)]
    for key, sentence in sentences.items():
        if key.startswith("compare."):
            assert not any(each in sentence for each in changes), key


def rates(before, after, of=20):
    """In per cent: some phrase of improvement, tendency or stronger, improvement or stronger, marked improvement."""
    said = chances_of_phrases(of, of, before, after)
    return [100 * sum(said[each] for each in or_stronger(phrase)) for phrase in IMPROVEMENT]


def test_the_method_s_own_rates_of_false_alarms_for_20_and_20():
    for share in NOTHING_CHANGED:
        some, tendency, improvement, marked = rates(share, share)
        assert 8 < some < 11
        assert 3.9 < tendency < 4.8
        assert 1.9 < improvement < 2.5
        assert 0.1 <= round(marked, 1) <= 0.3
    assert round(rates(0.4, 0.4)[0]) == round(rates(0.6, 0.6)[0]) == 9


@pytest.mark.parametrize(("after", "some", "improvement"), [(0.6, 45, 21), (0.8, 91, 73)])
def test_the_method_s_own_power_from_40_percent(after, some, improvement):
    found = rates(0.4, after)
    assert (round(found[0]), round(found[2])) == (some, improvement)


def test_the_rate_that_a_claim_tells_is_the_worst_of_those_enumerated():
    told = claim(10, 16).false_alarm
    assert told == pytest.approx(max(rates(share / 100, share / 100)[1] for share in range(1, 100)) / 100)
    assert claim(16, 10).false_alarm == pytest.approx(told)
    assert claim(10, 11).false_alarm is None


def test_rounds_of_unlike_size_are_told_the_rate_of_the_ends_where_it_is_highest():
    tendency = Phrase.TENDENCY_TO_IMPROVEMENT
    said = [chances_of_phrases(10, 40, share / 100, share / 100) for share in range(1, 100)]
    each = [sum(one[phrase] for phrase in or_stronger(tendency)) for one in said]
    assert 1 + int(np.argmax(each)) == 97
    assert false_alarms(10, 40)[tendency] == pytest.approx(max(each))
    assert set(false_alarms(9, 40).values()) == {0.0}


def test_every_phrase_together_is_certain():
    assert sum(chances_of_phrases(12, 30, 0.3, 0.6).values()) == pytest.approx(1)
    assert chances_of_phrases(9, 30, 0.3, 0.6)[Phrase.CANNOT_TELL] == 1


def test_rounds_drawn_from_invented_frames_are_called_better_as_often_as_the_enumeration_says():
    """The whole chain: a large frame, a draw without replacement, the counts, the words."""
    dice = np.random.default_rng(2024)
    frame, rounds = 5_000, 4_000
    draws = [dice.hypergeometric(int(share * frame), int((1 - share) * frame), 20, rounds) for share in (0.4, 0.6)]
    pairs = Counter(zip(*(draw.tolist() for draw in draws), strict=True))
    said = Counter()
    for (earlier, later), times in pairs.items():
        one = Claim(Count(20, earlier, frame), Count(20, later, frame), comparable=True)
        said[one.phrase] += times
    expected = chances_of_phrases(20, 20, 0.4, 0.6)
    for phrase in Phrase:
        error = 4 * (expected[phrase] * (1 - expected[phrase]) / rounds) ** 0.5 + 0.001
        assert said[phrase] / rounds == pytest.approx(expected[phrase], abs=error), phrase


def test_a_draw_from_a_small_frame_where_nothing_changed_cries_wolf_less_often_than_is_told():
    """Both rounds from one frame of 40: draws without replacement vary less than the process that the rate is for."""
    dice = np.random.default_rng(2024)
    draws = dice.hypergeometric(20, 20, 20, (2, 3_000))
    upwards = [claim(*pair).phrase in IMPROVEMENT for pair in zip(*draws.tolist(), strict=True)]
    assert np.mean(upwards) < false_alarms(20, 20)[Phrase.WEAK_TENDENCY_TO_IMPROVEMENT]


@pytest.mark.parametrize(("earlier", "later", "expected"), [(8, 14, 0.0703), (10, 16, 0.0533)])
def test_the_method_s_own_figures_for_boschloo_s_test(earlier, later, expected):
    assert round(boschloo.p_value(Count(20, earlier), Count(20, later)), 4) == expected
    assert round(boschloo.p_value(Count(20, later), Count(20, earlier)), 4) == expected


@pytest.mark.parametrize(("of", "later_of"), [(5, 7), (20, 20), (13, 31), (60, 45)])
def test_scipy_s_boschloo_finds_the_same(of, later_of):
    dice = np.random.default_rng(2024)
    for earlier, later in zip(dice.integers(0, of, 8).tolist(), dice.integers(1, later_of, 8).tolist(), strict=True):
        expected = boschloo_exact([[earlier, later], [of - earlier, later_of - later]]).pvalue
        found = boschloo.p_value(Count(of, earlier), Count(later_of, later))
        assert found == pytest.approx(min(1.0, expected), abs=1e-6)


def test_boschloo_s_test_is_silent_where_there_is_nothing_to_test():
    assert boschloo.p_value(Count(0, 0), Count(20, 10)) is None
    assert boschloo.p_value(Count(boschloo.LARGEST + 1, 10), Count(20, 10)) is None
    assert boschloo.p_value(Count(20, 20), Count(20, 20)) == 1.0


@pytest.mark.parametrize(
    ("count", "goal", "verdict"),
    [
        (Count(20, 20, 300), 1.0, Verdict.NONE_FOUND),
        (Count(20, 19, 300), 1.0, Verdict.NOT_REACHED),
        (Count(30, 30, 30), 1.0, Verdict.REACHED),
        (Count(30, 29, 30), 1.0, Verdict.NOT_REACHED),
        (Count(20, 20, 300), 0.84, Verdict.REACHED),
        (Count(20, 20, 300), 0.85, Verdict.CANNOT_TELL),
        (Count(20, 13, 300), 0.84, Verdict.CANNOT_TELL),
        (Count(20, 13, 300), 0.85, Verdict.NOT_REACHED),
        (Count(30, 24, 30), 0.8, Verdict.REACHED),
        (Count(30, 23, 30), 0.8, Verdict.NOT_REACHED),
        (Count(0, 0, 30), 0.8, Verdict.CANNOT_TELL),
        (Count(0, 0, 30), 1.0, Verdict.CANNOT_TELL),
        (Count(20, 0, 300), 0.0, Verdict.REACHED),
    ],
)
def test_a_level_against_its_goal(count, goal, verdict):
    assert Standing(count, goal).verdict is verdict


def test_none_found_carries_its_bound_and_no_other_verdict_does():
    assert f"{100 * Standing(Count(20, 20, 300), 1.0).breaches_at_most:.1f}" == "13.3"
    assert Standing(Count(20, 19, 300), 1.0).breaches_at_most is None


def test_a_verdict_cannot_be_chosen_and_a_goal_is_a_share():
    assert {field.name for field in fields(Standing)} == {"count", "goal"}
    for goal in (-0.01, 1.01):
        with pytest.raises(ValueError, match="goal"):
            Standing(Count(20, 20), goal)


def test_versions_can_be_compared_only_across_changes_that_say_so():
    rules = rulebook.load().rules
    day = date(2023, 12, 31)
    for rule in rules:
        newest = rule.versions[0]
        assert is_comparable(rule, newest.in_force, newest.in_force)
        before = rule.version_on(day)
        if before is not None and newest.in_force > day:
            since = [version for version in rule.versions if version.in_force > before.in_force]
            expected = all(version.comparable_with_previous is True for version in since)
            assert is_comparable(rule, day, newest.in_force) is expected, rule.id
        assert not is_comparable(rule, date(1900, 1, 1), newest.in_force)
    told = {is_comparable(rule, day, rule.versions[0].in_force) for rule in rules if rule.version_on(day)}
    assert told == {True, False}


def test_the_demands_of_the_ladder_are_the_method_s():
    assert (ladder.LIKELY, ladder.VERY_LIKELY, ladder.SURE, ladder.MARGIN, ladder.FEWEST) == (0.9, 0.95, 0.975, 0.1, 10)
