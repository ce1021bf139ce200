"""An agreement coefficient is the textbook's, and its interval draws whole cases anew."""

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import binom
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

from sagsloft.core.coefficients import Statistic, Weights, alpha, bootstrap, gwet, percent_agreement, resamples

NONE = -1
BY_OBSERVER = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
    [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
]
"""Krippendorff (2011), section C: four observers (rows) of twelve units, in categories 1 … 5; 0 where there is none.

Gwet (2014) uses the same data; in his package irrCAC for R it is `cac.raw4raters`.
"""
TEXTBOOK = np.array(BY_OBSERVER).T - 1
ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
"""Gwet (2014), two abstractors of 100 records, in irrCAC `cont3x3abstractors`: records by first and second rating."""
DIAGNOSES = np.array([(i, j) for i in range(3) for j in range(3) for _ in range(ABSTRACTORS[i][j])])
ALL = {Statistic.AGREEMENT: percent_agreement, Statistic.GWET: gwet, Statistic.ALPHA: alpha}


@pytest.mark.parametrize(
    ("weights", "published"), [(Weights.NOMINAL, 0.743), (Weights.ORDINAL, 0.815), (Weights.INTERVAL, 0.849)]
)
def test_krippendorff_s_own_example(weights, published):
    assert round(alpha(TEXTBOOK, 5, weights), 3) == published


def test_krippendorff_s_own_example_of_two_observers_and_a_yes_or_no():
    """Krippendorff (2011), section A: ten units, alpha 0.095."""
    ratings = np.array([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]).T
    assert round(alpha(ratings, 2), 3) == 0.095


FOUR_RATERS = [
    (Weights.NOMINAL, 0.8181818, 0.7754441, 7),
    (Weights.ORDINAL, 0.968, 0.899, 3),
    (Weights.INTERVAL, 0.9753788, 0.9140007, 7),
]
"""p_a, AC1 or AC2, and the decimals published. Nominal: the vignette `overview` of irrCAC for R (0.8181818, 0.77544).

Nominal and quadratic: the vignette "Reliability Analysis" of SimplyAgree for R, whose `agree_coef` follows Gwet.
Ordinal: the tests of irrCAC for Python (afergadis/irrCAC, test/unit/irrCAC/raw/test_gwet.py), a port of Gwet's own.
"""


@pytest.mark.parametrize(("weights", "agreement", "coefficient", "decimals"), FOUR_RATERS)
def test_gwet_s_own_example_of_four_raters_with_gaps(weights, agreement, coefficient, decimals):
    assert round(percent_agreement(TEXTBOOK, 5, weights), decimals) == agreement
    assert round(gwet(TEXTBOOK, 5, weights), decimals) == coefficient


@pytest.mark.parametrize(
    ("weights", "published"), [(Weights.NOMINAL, 0.849), (Weights.ORDINAL, 0.925), (Weights.INTERVAL, 0.940)]
)
def test_gwet_s_own_example_of_two_abstractors(weights, published):
    """AC1: `overview` (0.8493305). AC2: the tests of irrCAC for Python (test/unit/irrCAC/table/test_gwet.py)."""
    assert round(gwet(DIAGNOSES, 3, weights), 3) == published


def test_alpha_of_two_abstractors_as_irrcac_prints_it():
    """`overview`: Krippendorff's alpha 0.7972585, percent agreement 0.89."""
    assert round(alpha(DIAGNOSES, 3), 7) == 0.7972585
    assert percent_agreement(DIAGNOSES, 3) == pytest.approx(0.89)


def unlike(one, other, weights, values):
    """δ² by its definition; ordinal counts the paired `values` between the two, and half of those that equal them."""
    low, high = min(one, other), max(one, other)
    if weights is Weights.NOMINAL:
        return Fraction(one != other)
    if weights is Weights.INTERVAL:
        return Fraction(high - low) ** 2
    between = sum(low <= value <= high for value in values)
    return (between - Fraction(values.count(low) + values.count(high), 2)) ** 2


def alpha_pair_by_pair(ratings, weights):
    """Krippendorff's alpha as a slow, obvious loop over pairs, without rounding."""
    units = [[int(each) for each in unit if each != NONE] for unit in ratings]
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]
    within = sum(unlike(*pair, weights, values) / (len(unit) - 1) for unit in units for pair in permutations(unit, 2))
    between = sum(unlike(*pair, weights, values) for pair in permutations(values, 2))
    return 1 - within * (len(values) - 1) / between if between else None


def alike(one, other, weights, categories):
    """Gwet's weight of two categories: 1 where they are the same, 0 where they lie furthest apart."""
    apart, furthest = abs(one - other), categories - 1
    if weights is Weights.NOMINAL:
        return Fraction(apart == 0)
    if weights is Weights.INTERVAL:
        return 1 - Fraction(apart, furthest) ** 2
    return 1 - Fraction(apart * (apart + 1), furthest * (furthest + 1))


def gwet_pair_by_pair(ratings, categories, weights):
    """p_a, and (p_a − p_e)/(1 − p_e), as slow, obvious loops, without rounding."""
    units = [[int(each) for each in unit if each != NONE] for unit in ratings]
    units = [unit for unit in units if unit]
    shared = [list(permutations(unit, 2)) for unit in units if len(unit) > 1]
    if not shared:
        return None, None
    agreement = sum(sum(alike(*pair, weights, categories) for pair in pairs) / len(pairs) for pairs in shared)
    agreement /= len(shared)
    shares = [sum(Fraction(unit.count(k), len(unit)) for unit in units) / len(units) for k in range(categories)]
    total = sum(alike(k, other, weights, categories) for k in range(categories) for other in range(categories))
    by_chance = total / (categories * (categories - 1)) * sum(share * (1 - share) for share in shares)
    varies = len({value for pairs in shared for pair in pairs for value in pair}) > 1
    return agreement, (agreement - by_chance) / (1 - by_chance) if varies else None


def same(found, expected):
    return found is None if expected is None else found == pytest.approx(float(expected), abs=1e-12)


UP_TO_4, UP_TO_12 = st.integers(1, 4), st.integers(0, 12)


def matrices(categories, raters=UP_TO_4, units=UP_TO_12):
    return st.tuples(units, raters).flatmap(
        lambda shape: st.lists(
            st.lists(st.integers(NONE, categories - 1), min_size=shape[1], max_size=shape[1]),
            min_size=shape[0],
            max_size=shape[0],
        ).map(lambda rows: np.array(rows, dtype=np.int64).reshape(shape))
    )


@settings(deadline=None, max_examples=150)
@given(st.data(), st.integers(2, 5), st.sampled_from(Weights))
def test_any_ratings_give_what_the_slow_loops_give(data, categories, weights):
    ratings = data.draw(matrices(categories))
    agreement, coefficient = gwet_pair_by_pair(ratings, categories, weights)
    assert same(percent_agreement(ratings, categories, weights), agreement)
    assert same(gwet(ratings, categories, weights), coefficient)
    assert same(alpha(ratings, categories, weights), alpha_pair_by_pair(ratings, weights))


@settings(deadline=None, max_examples=60)
@given(st.integers(2, 4).flatmap(lambda raters: matrices(3, st.just(raters), st.integers(2, 15))))
def test_without_gaps_alpha_is_fleiss_kappa_with_its_correction_for_few_units(ratings):
    """α = κ + (1 − κ)/n for n ratings (Krippendorff 2011); κ from statsmodels."""
    ratings = np.abs(ratings)
    assume(len(np.unique(ratings)) > 1)
    kappa = fleiss_kappa(aggregate_raters(ratings, n_cat=3)[0])
    assert alpha(ratings, 3) == pytest.approx(kappa + (1 - kappa) / ratings.size)


@pytest.mark.parametrize("weights", Weights)
@pytest.mark.parametrize("coefficient", ALL.values())
def test_neither_the_order_of_units_nor_of_raters_matters(coefficient, weights):
    found = coefficient(TEXTBOOK, 5, weights)
    assert coefficient(TEXTBOOK[::-1, [2, 0, 3, 1]], 5, weights) == pytest.approx(found, abs=1e-12)


@pytest.mark.parametrize("weights", Weights)
def test_full_agreement_is_1(weights):
    ratings = np.array([[0, 0], [2, 2], [1, 1], [2, 2]])
    assert [coefficient(ratings, 3, weights) for coefficient in ALL.values()] == [1.0, 1.0, 1.0]


def test_18_of_20_alike_are_90_percent():
    ratings = np.array([[0, 0]] * 15 + [[1, 1]] * 3 + [[0, 1], [1, 0]])
    assert percent_agreement(ratings, 2) == pytest.approx(0.9)


def test_where_the_rarer_answer_is_rare_gwet_keeps_near_the_agreement_and_alpha_falls():
    """Why the method names AC1 first: 19 of 20 alike, and alpha says hardly better than chance."""
    ratings = np.array([[0, 0]] * 19 + [[0, 1]])
    assert percent_agreement(ratings, 2) == pytest.approx(0.95)
    assert gwet(ratings, 2) > 0.94
    assert alpha(ratings, 2) == pytest.approx(0.0, abs=1e-12)


def test_a_category_that_nobody_chose_still_counts_as_one_that_could_be_chosen():
    assert gwet(DIAGNOSES, 4) > gwet(DIAGNOSES, 3)
    assert alpha(DIAGNOSES, 4) == pytest.approx(alpha(DIAGNOSES, 3))


@pytest.mark.parametrize("ratings", [[[0, 0]] * 20, [[1, 1], [0, NONE]], [[NONE, NONE], [1, 1]]])
def test_where_the_shared_units_do_not_vary_nothing_can_be_decided(ratings):
    assert [coefficient(np.array(ratings), 2) for coefficient in (gwet, alpha)] == [None, None]
    assert percent_agreement(np.array(ratings), 2) == 1.0


@pytest.mark.parametrize("ratings", [np.array([[0, NONE], [NONE, 1]]), np.array([[0], [1]]), np.empty((0, 2), int)])
def test_without_a_shared_unit_nothing_can_be_decided(ratings):
    assert [coefficient(ratings, 2) for coefficient in ALL.values()] == [None, None, None]
    assert bootstrap(ratings, np.arange(len(ratings)), Statistic.AGREEMENT, 2, seed=7) is None


@pytest.mark.parametrize(
    ("ratings", "categories"), [([[0, 2]], 2), ([[0, -2]], 2), ([[0, 0]], 1), ([0, 1], 2), ([[[0]]], 2)]
)
def test_ratings_that_cannot_be_are_refused(ratings, categories):
    for coefficient in ALL.values():
        with pytest.raises(ValueError, match="rating"):
            coefficient(np.array(ratings), categories)


@pytest.mark.parametrize("groups", [[1, 2], [[1], [2], [3]]])
def test_every_unit_has_its_case(groups):
    with pytest.raises(ValueError, match="for 3 units"):
        resamples(np.zeros((3, 2), int), groups, Statistic.GWET, 2, seed=7)


def invented(cases, criteria, seed=2024, rare=0.3):
    """Two readers who misread one answer in eight, with a gap here and there, and the case of each unit."""
    dice = np.random.default_rng(seed)
    truth = dice.random((cases * criteria, 1)) < rare
    ratings = (truth ^ (dice.random((cases * criteria, 2)) < 0.125)).astype(np.int64)
    ratings[dice.random(ratings.shape) < 0.05] = NONE
    return ratings, np.repeat([f"eks-{case:04}" for case in range(cases)], criteria)


@pytest.mark.parametrize("weights", Weights)
@pytest.mark.parametrize("statistic", Statistic)
def test_a_resample_is_whole_cases_put_together_anew(statistic, weights):
    ratings, cases = np.tile(TEXTBOOK, (2, 1)), np.array([*"aabbbcddefgh", *"hiijjjjkkkkl"])
    names = np.unique(cases)
    for found, drawn in zip(
        resamples(ratings, cases, statistic, 5, weights, seed=7, repeats=40),
        np.random.default_rng(7).integers(len(names), size=(40, len(names))),
        strict=True,
    ):
        again = np.concatenate([ratings[cases == names[place]] for place in drawn])
        assert found == pytest.approx(ALL[statistic](again, 5, weights), abs=1e-12)


def test_a_resample_without_variation_is_undefined():
    ratings = np.array([[0, 0]] * 11 + [[0, 1]])
    drawn = resamples(ratings, np.arange(12), Statistic.GWET, 2, seed=7)
    assert np.mean(np.isnan(drawn)) == pytest.approx((11 / 12) ** 12, abs=0.03)


def test_the_interval_of_the_share_alike_is_that_of_a_binomial_draw():
    """Of 40 cases with one unit each, 30 alike: a resample's number alike is binomial, to within one case."""
    ratings = np.array([[0, 0]] * 15 + [[1, 1]] * 15 + [[0, 1]] * 10)
    found = bootstrap(ratings, np.arange(40), Statistic.AGREEMENT, 2, seed=7)
    assert 40 * np.array(found) == pytest.approx(binom.ppf([0.025, 0.975], 40, 0.75), abs=1)


@pytest.mark.parametrize("statistic", [Statistic.AGREEMENT, Statistic.GWET])
def test_telling_a_case_s_answers_twice_makes_no_interval_narrower(statistic):
    ratings, cases = invented(30, 3)
    once = bootstrap(ratings, cases, statistic, 2, seed=7)
    twice = bootstrap(np.tile(ratings, (2, 1)), np.tile(cases, 2), statistic, 2, seed=7)
    assert twice == pytest.approx(once)


@pytest.mark.parametrize("statistic", Statistic)
def test_the_interval_lies_around_the_coefficient_and_is_narrower_with_more_cases_and_a_lower_level(statistic):
    few, many = invented(20, 3), invented(200, 3)
    wide, narrow = bootstrap(*few, statistic, 2, seed=7), bootstrap(*many, statistic, 2, seed=7)
    lower = bootstrap(*few, statistic, 2, seed=7, level=0.8)
    assert wide.lower < lower.lower < ALL[statistic](few[0], 2) < lower.upper < wide.upper
    assert narrow.upper - narrow.lower < (wide.upper - wide.lower) / 2


def test_the_same_seed_gives_the_same_interval_everywhere_and_another_seed_another():
    """The figures were worked out once: an outsider who repeats them must find them."""
    ratings, cases = np.array([[0, 0]] * 9 + [[1, 1]] * 6 + [[0, 1]] * 3 + [[1, 2]] * 4), np.arange(22)
    found = bootstrap(ratings, cases, Statistic.ALPHA, 3, seed=7)
    assert found == bootstrap(ratings, cases, Statistic.ALPHA, 3, seed=7)
    assert found == (0.138455872, 0.736196319)
    assert found != bootstrap(ratings, cases, Statistic.ALPHA, 3, seed=8)


def test_units_may_come_in_any_order():
    ratings, cases = invented(15, 4)
    mixed = np.random.default_rng(1).permutation(len(cases))
    assert bootstrap(ratings[mixed], cases[mixed], Statistic.GWET, 2, seed=7) == (
        bootstrap(ratings, cases, Statistic.GWET, 2, seed=7)
    )


def test_nine_cases_give_no_interval_however_much_they_hold_and_ten_do():
    ratings, cases = invented(10, 50)
    fewer = cases != "eks-0003"
    assert bootstrap(ratings, cases, Statistic.ALPHA, 2, seed=7) is not None
    assert bootstrap(ratings[fewer], cases[fewer], Statistic.ALPHA, 2, seed=7) is None


def test_a_case_that_only_one_has_rated_does_not_make_up_the_ten():
    ratings, cases = invented(10, 50)
    ratings[cases == "eks-0003", 1] = NONE
    assert bootstrap(ratings, cases, Statistic.GWET, 2, seed=7) is None


@pytest.mark.parametrize(("rare", "has_interval"), [(1, False), (4, False), (6, True)])
@pytest.mark.parametrize("statistic", [Statistic.GWET, Statistic.ALPHA])
def test_where_too_few_cases_hold_the_rarer_answer_there_is_no_interval(statistic, rare, has_interval):
    ratings = np.array([[1, 1]] * rare + [[0, 0]] * (40 - rare))
    found = bootstrap(ratings, np.arange(40), statistic, 2, seed=7)
    assert (found is not None) == has_interval
    assert bootstrap(ratings, np.arange(40), Statistic.AGREEMENT, 2, seed=7) == (1.0, 1.0)
