"""A control chart says that practice has moved when it has, and seldom when it has not."""

from datetime import date
from math import comb, sqrt

import numpy as np
import polars as pl
import pytest

from sagsloft.core.trends import merged, trend

MONTHS = pl.date_range(date(2020, 1, 1), date(2027, 12, 1), "1mo", eager=True)


def chart(counts, bases, **options):
    bases = [bases] * len(counts) if isinstance(bases, int) else bases
    rows = pl.DataFrame({"first": MONTHS[: len(counts)], "base": bases, "count": counts})
    return trend(rows.with_columns(pl.col("first").dt.month_end().alias("last")), **options)


def below(count, base, share):
    """The chance of fewer than `count`, summed term by term."""
    return sum(comb(base, each) * share**each * (1 - share) ** (base - each) for each in range(count))


@pytest.mark.parametrize(("base", "share"), [(5, 0.5), (20, 0.5), (20, 0.9), (60, 0.8), (199, 0.95)])
def test_limits_are_the_outermost_counts_that_leave_at_most_0_15_percent_beyond(base, share):
    met = round(base * share)
    found = chart([met] * 12, base)
    around = (12 * met + 0.5) / (12 * base + 1)
    lower, upper = (round(limit * base) for limit in (found.points[0].lower, found.points[0].upper))
    assert not found.laney
    assert below(lower, base, around) <= 0.0015 < below(lower + 1, base, around)
    assert 1 - below(upper + 1, base, around) <= 0.0015 < 1 - below(upper, base, around)


def test_limits_are_wider_where_there_are_fewer():
    found = chart([9] * 12 + [4, 80], [10] * 12 + [5, 100])
    few, many = found.points[-2:]
    assert few.lower < found.points[0].lower < many.lower


def test_a_point_beyond_its_limits_is_outside_and_one_on_the_limit_is_not():
    found = chart([18] * 12 + [12, 13, 14, 15], 20)
    lowest = round(found.points[-1].lower * 20)
    assert [point.outside for point in found.points[-4:]] == [count < lowest for count in (12, 13, 14, 15)]
    assert 12 < lowest <= 15
    assert found.outside


def test_a_year_without_failure_does_not_make_the_first_one_a_signal():
    found = chart([10] * 12 + [9, 7], 10)
    assert found.centre == 1.0
    assert [point.outside for point in found.points[-2:]] == [False, True]


def laney(counts, bases):
    """Laney (2002), written out: the limits of every point."""
    share = (sum(counts) + 0.5) / (sum(bases) + 1)
    sigmas = [sqrt(share * (1 - share) / base) for base in bases]
    scores = [(count / base - share) / sigma for count, base, sigma in zip(counts, bases, sigmas, strict=True)]
    sigma_z = float(np.mean(np.abs(np.diff(scores)))) / 1.128
    return sigma_z, [(share - 3 * sigma * sigma_z, share + 3 * sigma * sigma_z) for sigma in sigmas]


def test_from_200_on_the_limits_follow_the_variation_between_the_months():
    counts = [700, 760, 690, 800, 720, 790, 710, 750, 680, 770, 730, 780]
    bases = [1000, 1010, 990, 1000, 1020, 1000, 980, 1000, 1000, 1010, 1000, 990]
    found = chart(counts, bases)
    sigma_z, limits = laney(counts, bases)
    assert found.laney
    assert sigma_z > 3
    assert [(point.lower, point.upper) for point in found.points] == [pytest.approx(limit) for limit in limits]


def test_a_baseline_that_varies_less_than_independent_cases_does_not_narrow_the_limits():
    found = chart([800] * 12, 1000)
    share = (9600 + 0.5) / 12001
    assert found.points[0].upper == pytest.approx(share + 3 * sqrt(share * (1 - share) / 1000))


@pytest.mark.parametrize(("bases", "is_laney"), [([199] * 12, False), ([199] * 11 + [200], True)])
def test_one_month_of_200_makes_it_a_laney_chart(bases, is_laney):
    assert chart([150] * 12, bases).laney is is_laney


@pytest.mark.parametrize(
    ("counts", "marked"),
    [
        ([12] * 8, range(8)),
        ([12] * 7, ()),
        ([12] * 4 + [8] + [12] * 7, ()),
        ([12] * 4 + [10] + [12] * 7, ()),
        ([8] * 9, range(9)),
        ([12, 8] * 5, ()),
        ([8, *[12] * 8, 8], range(1, 9)),
    ],
)
def test_eight_in_a_row_on_one_side_are_a_run_and_one_in_the_middle_breaks_it(counts, marked):
    found = chart([10, *[8, 12] * 6, 10, *counts], 20, baseline=(date(2020, 1, 1), date(2021, 2, 28)))
    assert found.centre == 0.5
    assert [place for place, point in enumerate(found.points[14:]) if point.in_run] == list(marked)
    assert found.runs is bool(marked)


def test_the_first_twelve_points_are_the_baseline_and_fewer_are_provisional():
    found = chart([8] * 12 + [20] * 12, 20)
    assert (found.centre, found.provisional) == (0.4, False)
    assert found.baseline == (date(2020, 1, 1), date(2020, 12, 31))
    assert all(point.outside for point in found.points[12:])
    few = chart([8] * 11, 20)
    assert (few.provisional, few.baseline) == (True, (date(2020, 1, 1), date(2020, 11, 30)))


def test_a_named_baseline_gives_the_limits_of_all_points():
    found = chart([20] * 12 + [8] * 12, 20, baseline=(date(2021, 1, 1), date(2021, 12, 31)))
    assert (found.centre, found.provisional) == (0.4, False)
    assert [point.outside for point in found.points] == [True] * 12 + [False] * 12


def test_a_baseline_without_two_points_is_a_mistake():
    with pytest.raises(ValueError, match="baseline"):
        chart([8] * 12, 20, baseline=(date(2019, 1, 1), date(2020, 1, 31)))


def test_one_point_is_no_chart():
    assert chart([8], 20) is None
    assert chart([], []) is None


def test_months_are_merged_before_they_are_drawn():
    counts = pl.DataFrame({"period": MONTHS[:24], "base": [3] * 24, "count": [2] * 24})
    found = trend(merged(counts))
    assert [(point.first, point.last, point.base) for point in found.points[:2]] == [
        (date(2020, 1, 1), date(2020, 3, 31), 9),
        (date(2020, 4, 1), date(2020, 6, 30), 9),
    ]
    assert found.provisional


def signals(share, size, spread=0.0, charts=300, months=36):
    """Of stable charts: how many of their later points are outside, and how many charts show a run."""
    dice = np.random.default_rng(2024)
    bases = dice.integers(int(size * 0.7), int(size * 1.3) + 1, (charts, months))
    shares = np.clip(dice.normal(share, spread, (charts, months)), 0, 1)
    found = [
        chart(counts.tolist(), each.tolist()) for counts, each in zip(dice.binomial(bases, shares), bases, strict=True)
    ]
    outside = np.mean([point.outside for each in found for point in each.points[12:]])
    return outside, np.mean([each.runs for each in found])


@pytest.mark.parametrize(("share", "size"), [(0.5, 20), (0.9, 20), (0.98, 10), (0.85, 120), (0.9, 1000)])
def test_stable_practice_is_seldom_called_a_change(share, size):
    outside, runs = signals(share, size)
    assert outside < 0.006
    assert runs < 0.2


def test_large_municipalities_that_vary_a_little_by_nature_are_seldom_called_changed():
    """With ordinary limits 81 of 100 such series are flagged (method, section 4): here few of their points are."""
    outside, _ = signals(0.8, 1000, spread=0.015)
    assert outside < 0.025


def test_a_lasting_rise_from_70_to_92_percent_is_seen_in_nearly_every_chart():
    dice = np.random.default_rng(2024)
    shares = [0.70] * 20 + [0.92] * 16
    found = [chart(dice.binomial(25, shares).tolist(), 25) for _ in range(100)]
    assert sum(each.outside or each.runs for each in found) >= 95
