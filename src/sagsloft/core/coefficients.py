"""How far do readers agree, beyond what chance would give? Krippendorff's alpha, Gwet's AC1 and AC2, with an interval.

Method, section 5. Every coefficient is a function of sums over units. Sums add up over cases, so that drawing whole
cases anew is to weigh the sums of each case by how often it was drawn.

    K. Krippendorff, Computing Krippendorff's Alpha-Reliability, University of Pennsylvania (2011)
    K. L. Gwet, Computing inter-rater reliability and its variance in the presence of high agreement, British Journal of
    Mathematical and Statistical Psychology 61 (2008), pp. 29–48
    K. L. Gwet, Handbook of Inter-Rater Reliability, 4th edition, Advanced Analytics (2014)
    B. Efron & R. J. Tibshirani, An Introduction to the Bootstrap, Chapman & Hall (1993), chapter 13

Ratings are whole numbers, shape (units, raters): a category's rank, from 0 to `categories` − 1, or −1 where there is
none. A unit is one criterion in one case. It is shared where two raters or more have rated it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sagsloft.core.estimates import Interval

__all__ = ["Statistic", "Weights", "alpha", "bootstrap", "gwet", "percent_agreement", "resamples"]

LEAST_CASES = 10
"""Fewer give no interval, as fewer than 10 answers give no phrase (method, section 2). Of n cases a percentile interval
is about √((n − 1)/n) × 1.96/t as wide as it should be (t: Student's, n − 1 degrees of freedom): 0.82 at 10, 0.63 at 5.
"""
MOST_UNDEFINED = 0.01
"""Of the resamples. Those without variation are left out, though they agree in full: more would shift the interval.
Where k cases hold the rarer answer, about e^−k of the resamples miss them all: it takes some five to stay below."""
DECIMALS = 9
"""Of an interval's ends. Processors may differ in the last bit of a sum; nobody reads it."""

Ratings = NDArray[np.int64]
Values = NDArray[np.float64]


class Statistic(StrEnum):
    """What is said of the agreement."""

    AGREEMENT = "agreement"
    GWET = "gwet"
    ALPHA = "alpha"


class Weights(StrEnum):
    """How much a difference between two answers counts: each the same, by their order, or by the ranks between them."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


@dataclass(frozen=True, slots=True)
class Sums:
    """All that the coefficients take from the ratings, summed over units; the leading axes may be cases or resamples.

    A unit of m ratings has m(m − 1) ordered pairs of them.
    `coincidences` (…, q, q): every pair of a shared unit counts 1/(m − 1), so that a unit counts m.
    `pairs` (…, q, q): every pair of a shared unit counts 1/(m(m − 1)), so that a unit counts 1.
    `shares` (…, q): every rating of a unit, shared or not, counts 1/m, so that a unit counts 1.
    """

    coincidences: Values
    pairs: Values
    shares: Values

    @property
    def paired(self) -> Values:
        """How many ratings of each category stand in shared units: Krippendorff's n_c, shape (…, q)."""
        found: Values = self.coincidences.sum(axis=-1)
        return found

    @property
    def vary(self) -> NDArray[np.bool_]:
        """Is there more than one category in the shared units? Shape (…)."""
        found: NDArray[np.bool_] = np.count_nonzero(self.paired, axis=-1) > 1
        return found

    def weighed(self, times: Values) -> "Sums":
        """Summed over the leading axis, each entry so many times: `times` (…, entries)."""
        return Sums(*(np.tensordot(times, each, axes=1) for each in (self.coincidences, self.pairs, self.shares)))


Formula = Callable[[Sums, Weights], Values]


def percent_agreement(ratings: Ratings, categories: int, weights: Weights = Weights.NOMINAL) -> float | None:
    """The share of pairs of ratings that are equal within a shared unit, on average over the shared units: Gwet's p_a.

    With weights, near pairs count in part. None without a shared unit. Raises ValueError for ratings that cannot be.
    """
    return _value(_agreements, ratings, categories, weights)


def gwet(ratings: Ratings, categories: int, weights: Weights = Weights.NOMINAL) -> float | None:
    """Gwet's AC1; with other weights than nominal his AC2, ordinal or (interval) quadratic. At most 1.

    (p_a − p_e)/(1 − p_e), where p_e = T_w/(q(q − 1)) Σ π_k(1 − π_k), T_w is the sum of all weights and π_k the mean
    share of category k over all rated units, shared or not (Gwet 2014, chapter 3). `categories` is all that
    could be answered, also what nobody did. None without a shared unit, and where all shared units are in one and the
    same category: the formula would give 1, but nothing shows that the raters can tell the categories apart. Raises
    ValueError for ratings that cannot be.
    """
    return _value(_gwets, ratings, categories, weights)


def alpha(ratings: Ratings, categories: int, weights: Weights = Weights.NOMINAL) -> float | None:
    """Krippendorff's alpha, 1 − D_o/D_e, with nominal, ordinal or interval differences. At most 1.

    D_o is the mean difference within units, D_e that between any two ratings (Krippendorff 2011); units that are not
    shared are left out. None without a shared unit or without variation, where D_e is 0. Raises ValueError for ratings
    that cannot be.
    """
    return _value(_alphas, ratings, categories, weights)


def bootstrap(
    ratings: Ratings,
    groups: ArrayLike,
    statistic: Statistic,
    categories: int,
    weights: Weights = Weights.NOMINAL,
    *,
    seed: int,
    repeats: int = 2000,
    level: float = 0.95,
) -> Interval | None:
    """The percentile interval of a coefficient, whole cases drawn anew: see `resamples`.

    None where fewer than 10 cases hold a shared unit, or more than 1 % of the resamples are undefined. It does not
    hold the true value as often as `level` says where the rarer answer is rare: docs/method/agreement.md.
    """
    drawn = resamples(ratings, groups, statistic, categories, weights, seed=seed, repeats=repeats)
    shared = (ratings >= 0).sum(axis=1) > 1
    undefined = np.isnan(drawn)
    if len(np.unique(np.asarray(groups)[shared])) < LEAST_CASES or np.mean(undefined) > MOST_UNDEFINED:
        return None
    lower, upper = np.quantile(drawn[~undefined], [(1 - level) / 2, (1 + level) / 2])
    return Interval(round(float(lower), DECIMALS), round(float(upper), DECIMALS))


def resamples(
    ratings: Ratings,
    groups: ArrayLike,
    statistic: Statistic,
    categories: int,
    weights: Weights = Weights.NOMINAL,
    *,
    seed: int,
    repeats: int = 2000,
) -> Values:
    """The coefficient of each resample, shape (repeats,); NaN where it is undefined.

    `groups`: the case of each unit, shape (units,). A resample draws as many cases as there are, with replacement, and
    takes all units of each. The draws follow from the seed and the number of cases; which case is which, from the order
    of their names. Raises ValueError for ratings that cannot be, and where a unit has no case.
    """
    names, case = np.unique(np.asarray(groups), return_inverse=True)
    if case.shape != ratings.shape[:1]:
        raise ValueError(f"{case.size} cases are named for {len(ratings)} units")
    per_case = _by_case(_unit_sums(_checked(ratings, categories), categories), case, len(names))
    times = _times_drawn(len(names), repeats, np.random.default_rng(seed))
    return _FORMULAS[statistic](per_case.weighed(times), weights)


def _value(formula: Formula, ratings: Ratings, categories: int, weights: Weights) -> float | None:
    units = _unit_sums(_checked(ratings, categories), categories)
    found = float(formula(units.weighed(np.ones(len(ratings))), weights))
    return None if np.isnan(found) else found


def _checked(ratings: Ratings, categories: int) -> Ratings:
    if categories < 2 or ratings.ndim != 2:  # noqa: PLR2004 - one category leaves nothing to agree on
        raise ValueError(f"no ratings of units by raters in {categories} categories")
    if ratings.size and not (ratings.min() >= -1 and ratings.max() < categories):
        raise ValueError(f"a rating lies outside −1 … {categories - 1}")
    return ratings


def _unit_sums(ratings: Ratings, categories: int) -> Sums:
    """The sums of each unit by itself: the leading axis is the units."""
    counts = (ratings[:, :, None] == np.arange(categories)).sum(axis=1).astype(np.float64)
    rated = counts.sum(axis=1)
    both = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(categories)
    coincidences = both / np.maximum(rated - 1, 1)[:, None, None]
    at_least_one = np.maximum(rated, 1)
    return Sums(coincidences, coincidences / at_least_one[:, None, None], counts / at_least_one[:, None])


def _by_case(units: Sums, case: NDArray[np.intp], cases: int) -> Sums:
    """The same by case: `case` is the place of each unit's case, shape (units,)."""
    summed = [np.zeros((cases, *each.shape[1:])) for each in (units.coincidences, units.pairs, units.shares)]
    for total, each in zip(summed, (units.coincidences, units.pairs, units.shares), strict=True):
        np.add.at(total, case, each)
    return Sums(*summed)


def _times_drawn(cases: int, repeats: int, dice: np.random.Generator) -> Values:
    """How often each resample holds each case: shape (repeats, cases)."""
    drawn = dice.integers(max(cases, 1), size=(repeats, cases)) + cases * np.arange(repeats)[:, None]
    return np.bincount(drawn.ravel(), minlength=repeats * cases).reshape(repeats, cases).astype(np.float64)


def _agreements(sums: Sums, weights: Weights) -> Values:
    """p_a: the mean weight of a shared unit's pairs."""
    shared = sums.pairs.sum(axis=(-2, -1))
    return _divided((sums.pairs * _similarity(sums.shares.shape[-1], weights)).sum(axis=(-2, -1)), shared, shared > 0)


def _gwets(sums: Sums, weights: Weights) -> Values:
    categories = sums.shares.shape[-1]
    units = np.maximum(sums.shares.sum(axis=-1, keepdims=True), 1)
    pi = sums.shares / units
    all_weights = _similarity(categories, weights).sum()
    by_chance = all_weights / (categories * (categories - 1)) * (pi * (1 - pi)).sum(axis=-1)
    return _divided(_agreements(sums, weights) - by_chance, 1 - by_chance, sums.vary)


def _alphas(sums: Sums, weights: Weights) -> Values:
    """1 − (n − 1) Σ o_ck δ²_ck / Σ n_c n_k δ²_ck."""
    paired = sums.paired
    difference = _difference(paired, weights)
    within = (sums.coincidences * difference).sum(axis=(-2, -1))
    between = (paired[..., :, None] * paired[..., None, :] * difference).sum(axis=(-2, -1))
    return 1 - _divided((paired.sum(axis=-1) - 1) * within, between, sums.vary)


def _similarity(categories: int, weights: Weights) -> Values:
    """Gwet's weights w_kl, from 0 to 1, shape (q, q): identity, ordinal 1 − C(|k − l| + 1, 2)/C(q, 2), or quadratic."""
    rank = np.arange(categories)
    apart: Values = np.abs(rank[:, None] - rank[None, :]).astype(np.float64)
    furthest = categories - 1
    if weights is Weights.NOMINAL:
        return np.eye(categories)
    if weights is Weights.ORDINAL:
        return 1 - apart * (apart + 1) / (furthest * (furthest + 1))
    return 1 - (apart / furthest) ** 2


def _difference(paired: Values, weights: Weights) -> Values:
    """Krippendorff's δ²_ck, shape (…, q, q), from n_c.

    Ordinal: (Σ n_g from c to k − (n_c + n_k)/2)², which is the squared distance between the middles of the two
    categories when all paired ratings stand in order.
    """
    categories = paired.shape[-1]
    if weights is Weights.NOMINAL:
        return 1 - np.eye(categories)
    middle = np.cumsum(paired, axis=-1) - paired / 2
    place: Values = middle if weights is Weights.ORDINAL else np.arange(categories, dtype=np.float64)
    return (place[..., :, None] - place[..., None, :]) ** 2


def _divided(above: Values, below: Values, defined: NDArray[np.bool_]) -> Values:
    """NaN where it is not defined."""
    found: Values = np.divide(above, below, out=np.full(np.shape(below), np.nan), where=defined)
    return found


_FORMULAS: dict[Statistic, Formula] = {
    Statistic.AGREEMENT: _agreements,
    Statistic.GWET: _gwets,
    Statistic.ALPHA: _alphas,
}
