"""An interval holds the frame's true share at least as often as it says, and a bound is never more than it proves."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, hypergeom
from statsmodels.stats.proportion import proportion_confint

from sagsloft.core.estimates import Count, clean_cases_to_exclude, intervals, none_found_at_most


def chance_of_at_most(met, relevant, frame, among):
    """The hypergeometric distribution in whole numbers."""
    ways = sum(comb(among, each) * comb(frame - among, relevant - each) for each in range(met + 1))
    return Fraction(ways, comb(frame, relevant))


def by_hand(met, relevant, frame):
    """Every K that neither of the two one-sided tests at 2.5 % rejects: the lowest and the highest."""
    kept = [
        among
        for among in range(frame + 1)
        if chance_of_at_most(met, relevant, frame, among) >= Fraction(1, 40)
        and 1 - (chance_of_at_most(met - 1, relevant, frame, among) if met else 0) >= Fraction(1, 40)
    ]
    return min(kept), max(kept)


@pytest.mark.parametrize(("met", "lower", "upper"), [(13, 41.7, 84.0), (0, 0.0, 16.0), (20, 84.0, 100.0)])
def test_the_method_s_own_intervals_for_20_of_300(met, lower, upper):
    found = Count(20, met, 300).interval
    assert (round(100 * found.lower, 1), round(100 * found.upper, 1)) == (lower, upper)


@pytest.mark.parametrize(("met", "relevant", "frame"), [(0, 1, 1), (1, 1, 40), (3, 7, 18), (5, 5, 9), (19, 20, 60)])
def test_the_interval_is_what_two_one_sided_tests_do_not_reject(met, relevant, frame):
    lowest, highest = by_hand(met, relevant, frame)
    assert Count(relevant, met, frame).interval == (lowest / frame, highest / frame)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_the_same_for_any_count(data):
    frame = data.draw(st.integers(1, 90))
    relevant = data.draw(st.integers(0, min(frame, 30)))
    met = data.draw(st.integers(0, relevant))
    lowest, highest = by_hand(met, relevant, frame)
    assert Count(relevant, met, frame).interval == (lowest / frame, highest / frame)


def coverage(relevant, frame):
    """How often the interval holds K/N, for each K: enumerated with SciPy's distribution."""
    met = np.arange(relevant + 1)
    lower, upper = intervals(met, np.full_like(met, relevant), np.full_like(met, frame))
    among = np.arange(frame + 1)[:, None]
    inside = (lower <= among / frame) & (among / frame <= upper)
    return (hypergeom.pmf(met, frame, among, relevant) * inside).sum(axis=1)


def test_every_frame_up_to_60_is_covered_at_least_95_times_in_100_and_the_worst_is_known():
    worst = min(
        (coverage(relevant, frame).min(), frame, relevant)
        for frame in range(1, 61)
        for relevant in range(1, min(frame, 20) + 1)
    )
    assert (round(worst[0], 4), worst[1:]) == (0.9502, (18, 7))
    assert int(coverage(7, 18).argmin()) == 9


@pytest.mark.parametrize(("relevant", "frame"), [(20, 300), (40, 1037), (60, 2000)])
def test_larger_frames_are_covered_too(relevant, frame):
    assert coverage(relevant, frame).min() >= 0.95


def test_many_at_once_are_the_same_as_one_by_one():
    dice = np.random.default_rng(2024)
    frame = dice.integers(200, 5001, 60)
    relevant = dice.integers(1, 201, 60)
    met = dice.integers(0, relevant + 1)
    lower, upper = intervals(met, relevant, frame)
    for place in range(60):
        one = Count(int(relevant[place]), int(met[place]), int(frame[place])).interval
        assert one == (lower[place], upper[place])


def test_a_frame_of_unknown_size_is_taken_as_without_end():
    for met in (0, 13, 20):
        expected = binomtest(met, 20).proportion_ci(0.95, "exact")
        assert Count(20, met).interval == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_statsmodels_has_the_same_interval_without_end():
    for met in (0, 1, 13, 20):
        expected = proportion_confint(met, 20, alpha=0.05, method="beta")
        assert Count(20, met).interval == pytest.approx(expected, abs=1e-9)


def test_a_frame_grows_towards_one_without_end():
    near, without_end = Count(20, 13, 90_000).interval, Count(20, 13).interval
    assert near == pytest.approx(without_end, abs=1e-4)


def test_who_has_read_every_case_knows():
    assert Count(30, 28, 30).is_census
    assert Count(30, 28, 30).interval == (28 / 30, 28 / 30)


def test_without_an_answer_nothing_is_excluded():
    for frame in (None, 40):
        count = Count(0, 0, frame)
        assert (count.share, count.interval) == (None, (0.0, 1.0))
        assert none_found_at_most(0, frame) == 1.0


@pytest.mark.parametrize(
    ("frame", "bound", "excluding_5"),
    [(None, "13.9", 59), (40, "10.0", 31), (80, "11.2", 42), (150, "12.7", 46), (300, "13.3", 54)],
)
def test_the_method_s_own_bounds_where_none_of_20_is_found(frame, bound, excluding_5):
    assert f"{100 * none_found_at_most(20, frame):.1f}" == bound
    assert clean_cases_to_exclude(0.05, frame) == excluding_5


@pytest.mark.parametrize("frame", [1, 7, 40, 150, 301, None])
@pytest.mark.parametrize("share", [0.05, 0.10, 0.5, 1.0])
def test_as_many_clean_cases_exclude_a_share_and_one_fewer_do_not(frame, share):
    needed = clean_cases_to_exclude(share, frame)
    assert none_found_at_most(needed, frame) < share
    assert none_found_at_most(needed - 1, frame) >= share or needed == 1


@pytest.mark.parametrize("count", [(20, 21, 300), (20, -1, 300), (21, 3, 20), (0, 0, 0), (-1, 0, 5)])
def test_an_impossible_count_cannot_be_made(count):
    with pytest.raises(ValueError, match="cannot be drawn"):
        Count(*count)
