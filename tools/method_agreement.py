"""The page docs/method/agreement.md: how often the interval of an agreement coefficient holds the true value.

One criterion: every count that two readers can give, weighed by its chance. Criteria pooled: simulated from a seed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from math import exp, lgamma, log

import numpy as np
from method_pages import MADE, table
from numpy.typing import NDArray

from sagsloft.core.coefficients import Statistic, bootstrap, resamples
from sagsloft.core.estimates import Interval

__all__ = ["agreement_page"]

SEED = 2024
CASES = (10, 20, 30, 40)
RARE = (0.05, 0.30)
ALPHAS = (0.6, 0.8)
NEGLIGIBLE = 1e-8
"""Counts that come less often are left out: together less than one in 100,000."""
LEAST_CASES, LEAST_RARER = 30, 5
"""The method's rule for a single criterion."""
LIMITS = (0.025, 0.975)
POOLED, CRITERIA = 200, 30
NAMES = {Statistic.GWET: "AC1", Statistic.ALPHA: "alpha"}

Ratings = NDArray[np.int64]
Counts = tuple[int, int, int]
"""Cases in which both readers gave the rarer answer, in which they differ, and in which both gave the other."""


@dataclass(frozen=True)
class Readers:
    """Two readers who each give the rarer answer with chance `rare`, and whose true alpha is `alpha`."""

    rare: float
    alpha: float

    @property
    def chances(self) -> tuple[float, float, float]:
        """As Counts."""
        both = self.rare**2 + self.alpha * self.rare * (1 - self.rare)
        return both, 2 * (self.rare - both), 1 - 2 * self.rare + both


KINDS = (Readers(0.25, 0.5), Readers(0.10, 0.9))
"""Where criteria are pooled, half of the cases are hard in all their criteria, and half are easy."""


def true_value(statistic: Statistic, readers: tuple[Readers, ...]) -> float:
    """What endless many cases would give, as many of each kind."""
    rare = float(np.mean([each.rare for each in readers]))
    unlike = float(np.mean([each.chances[1] for each in readers]))
    by_chance = 2 * rare * (1 - rare)
    return (1 - unlike - by_chance) / (1 - by_chance) if statistic is Statistic.GWET else 1 - unlike / by_chance


def counts_of(cases: int) -> Iterator[Counts]:
    for both in range(cases + 1):
        for differ in range(cases + 1 - both):
            yield both, differ, cases - both - differ


def chance_of(counts: Counts, readers: Readers) -> float:
    """Multinomial."""
    ways = lgamma(sum(counts) + 1) - sum(lgamma(each + 1) for each in counts)
    return exp(ways + sum(each * log(chance) for each, chance in zip(counts, readers.chances, strict=True)))


def ratings_of(counts: Counts) -> Ratings:
    return np.repeat([[1, 1], [0, 1], [0, 0]], counts, axis=0)


@cache
def by_our_rules(counts: Counts, statistic: Statistic) -> Interval | None:
    return bootstrap(ratings_of(counts), np.arange(sum(counts)), statistic, 2, seed=SEED)


@cache
def without_rules(counts: Counts, statistic: Statistic) -> Interval | None:
    """However few cases hold the rarer answer: undefined resamples are left out, and nothing is said of them."""
    drawn = resamples(ratings_of(counts), np.arange(sum(counts)), statistic, 2, seed=SEED)
    defined = drawn[~np.isnan(drawn)]
    return Interval(*np.quantile(defined, LIMITS)) if defined.size else None


def by_the_method(counts: Counts, statistic: Statistic) -> Interval | None:
    """From 30 shared cases, where at least five hold the rarer answer in one reading or both."""
    both, differ, other = counts
    shown = sum(counts) >= LEAST_CASES and min(both, other) + differ >= LEAST_RARER
    return by_our_rules(counts, statistic) if shown else None


RULES: tuple[Callable[[Counts, Statistic], Interval | None], ...] = (without_rules, by_our_rules, by_the_method)


def holds(interval: Interval, statistic: Statistic, *readers: Readers) -> bool:
    """To nine decimals, as an interval is rounded."""
    return interval.lower - 1e-9 <= true_value(statistic, readers) <= interval.upper + 1e-9


def coverage_row(cases: int, readers: Readers, statistic: Statistic) -> list[object]:
    """How often each rule gives an interval, and how often an interval so given holds the true value."""
    given, held = np.zeros(len(RULES)), np.zeros(len(RULES))
    for counts in counts_of(cases):
        chance = chance_of(counts, readers)
        if chance < NEGLIGIBLE:
            continue
        for place, rule in enumerate(RULES):
            interval = rule(counts, statistic)
            given[place] += chance * (interval is not None)
            held[place] += chance * (interval is not None and holds(interval, statistic, readers))
    figures = [figure for pair in zip(given, held, strict=True) for figure in told(*pair)]
    value = f"{true_value(statistic, (readers,)):.2f}"
    return [NAMES[statistic], cases, f"{100 * readers.rare:.0f} %", f"{readers.alpha}", value, *figures]


def told(given: float, held: float) -> tuple[str, str]:
    """Two per cents: intervals given, and those among them that hold the true value."""
    return f"{100 * given:.1f}", f"{100 * held / given:.0f}" if given > 0 else "–"


def pooled_row(cases: int, statistic: Statistic) -> list[object]:
    dice = np.random.default_rng(SEED)
    groups = np.repeat(np.arange(cases), CRITERIA)
    found = [bootstrap(pooled(cases, dice), groups, statistic, 2, seed=SEED) for _ in range(POOLED)]
    given = [interval for interval in found if interval is not None]
    held = sum(holds(interval, statistic, *KINDS) for interval in given)
    width = np.mean([interval.upper - interval.lower for interval in given])
    value = f"{true_value(statistic, KINDS):.2f}"
    return [NAMES[statistic], cases, value, *told(len(given) / POOLED, held / POOLED), f"{width:.2f}"]


def pooled(cases: int, dice: np.random.Generator) -> Ratings:
    """Two readers' answers to all criteria of so many cases, each of a kind by the toss of a coin."""
    kinds = dice.integers(len(KINDS), size=cases)
    return np.concatenate([ratings_of(tuple(dice.multinomial(CRITERIA, KINDS[kind].chances))) for kind in kinds])


def agreement_page() -> str:
    one = [
        coverage_row(cases, Readers(rare, alpha), statistic)
        for statistic in NAMES
        for cases in CASES
        for rare in RARE
        for alpha in ALPHAS
    ]
    together = [pooled_row(cases, statistic) for statistic in NAMES for cases in CASES]
    return "\n".join(
        [
            "# Agreement between readers: what the interval is worth\n",
            MADE,
            "Two readers answer yes or no, and one of the two answers is rarer. How often does the bootstrap interval",
            f"of their agreement (95 %, 2,000 resamples of whole cases, seed {SEED}; method, section 5) hold the value",
            "that endless many cases would give? It ought to be 95 in 100, and mostly is less: the rarer answer stands",
            "in a handful of cases, and no resample can show what none of them shows.\n",
            *one_criterion(one),
            "## Criteria pooled\n",
            f"{POOLED} simulated rounds of {CRITERIA} criteria a case (seed {SEED}); a per cent is uncertain by some",
            "four points to each side. Half of the cases are hard in all their criteria",
            f"({rates(KINDS[0])}), half are easy ({rates(KINDS[1])}).",
            "The width is the mean from end to end.\n",
            table(["coefficient", "shared cases", "true value", "given", "hold it", "width"], together),
        ]
    )


def one_criterion(rows: list[list[object]]) -> list[str]:
    columns = [f"{rule}: {each}" for rule in ("any", "ours", "shown") for each in ("given", "hold it")]
    extents = [extent([row[place] for row in rows]) for place in (6, 8, 10)]
    return [
        "## One criterion\n",
        "Every count that two readers can give, weighed by its chance. In per cent: how often an interval is given,",
        "and how many of those given hold the true value.\n",
        "- *any*: whatever was seen; resamples without variation are left out.",
        "- *ours*: from 10 shared cases, where at most 1 % of the resamples are without variation, which takes about",
        "  five cases with the rarer answer.",
        f"- *shown*: of these, from {LEAST_CASES} shared cases with the rarer answer in at least {LEAST_RARER}: what",
        "  may be shown of a single criterion.\n",
        f"In the rows below {extents[0]} % hold the true value without a rule, {extents[1]} % by ours and",
        f"{extents[2]} % of those shown. Where the rarer answer is rare an interval is seldom given, and then only",
        "because more cases than usual hold it.\n",
        table(["coefficient", "shared cases", "rarer answer", "true alpha", "true value", *columns], rows),
    ]


def extent(figures: list[object]) -> str:
    """From the least to the greatest of the per cents that are told."""
    numbers = [int(each) for each in map(str, figures) if each.isdigit()]
    return f"{min(numbers)}–{max(numbers)}"


def rates(readers: Readers) -> str:
    return f"the rarer answer in {100 * readers.rare:.0f} %, alpha {readers.alpha}"
