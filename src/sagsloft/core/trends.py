"""Is it moving? A control chart of shares, with limits that stable practice seldom passes.

Method, section 4: exact binomial limits while every denominator is under 200, Laney p' otherwise; two rules, a point
outside and a run of eight; no rule of trends. Each limit is passed by chance at most 0.15 times in 100.

    D. B. Laney, Improved control charts for attributes, Quality Engineering 14 (2002), pp. 531–537
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from math import ceil, sqrt

import polars as pl
from scipy.special import bdtr, bdtrik

from sagsloft.core.disclosure import LEAST, by_period

__all__ = ["Point", "Trend", "merged", "trend"]

LEAST_IN_BASELINE = 12
LARGE = 200
"""From this denominator on, practice varies more from month to month than independent cases would."""
RUN = 8
TAIL = 0.0015
"""Outside each limit: together 0.3 %, as outside three standard deviations."""
DEVIATIONS = 3
D2 = 1.128
"""The mean range of two values from a normal distribution, in its standard deviations."""

Limits = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Point:
    """One period, from its `first` to its `last` local day: `count` in time of `base` judged.

    `lower`, `upper`: the limits as shares; `outside` them; `in_run`: one of eight or more in a row on one side of
    what is to be expected (see `_in_runs`).
    """

    first: date
    last: date
    count: int
    base: int
    lower: float
    upper: float
    outside: bool
    in_run: bool

    @property
    def share(self) -> float:
        return self.count / self.base


@dataclass(frozen=True, slots=True)
class Trend:
    """A control chart. `centre`: the share in the baseline, from its first to its last local day.

    `provisional`: fewer than 12 points in the baseline ("foreløbige grænser"). `laney`: Laney p' limits, else binomial.
    """

    points: tuple[Point, ...]
    centre: float
    baseline: tuple[date, date]
    provisional: bool
    laney: bool

    @property
    def outside(self) -> bool:
        return any(point.outside for point in self.points)

    @property
    def runs(self) -> bool:
        return any(point.in_run for point in self.points)


@dataclass(frozen=True, slots=True)
class Period:
    """One row of what `merged` gives."""

    first: date
    last: date
    base: int
    count: int


def merged(counts: pl.DataFrame, least: int = LEAST) -> pl.DataFrame:
    """Counts by month (period, base, count) as they may be drawn (first, last, base, count): `disclosure.by_period`."""
    return by_period(counts, least)


def trend(counts: pl.DataFrame, *, baseline: tuple[date, date] | None = None) -> Trend | None:
    """The control chart of `counts` (first, last, base, count; every base above 0, in order, as `merged` gives them).

    `baseline`: its first and last day; the points that lie wholly within them give the centre and the limits of all.
    Without it, the first 12 points; fewer than 12 are provisional. None where there are fewer than two points. Raises
    ValueError where fewer than two points lie within a baseline that was named.
    """
    periods = [Period(**row) for row in counts.select("first", "last", "base", "count").iter_rows(named=True)]
    if len(periods) < 2:  # noqa: PLR2004 - one point does not move
        return None
    based_on = _within(periods, baseline) if baseline else periods[:LEAST_IN_BASELINE]
    if len(based_on) < 2:  # noqa: PLR2004
        raise ValueError(f"fewer than two points in the baseline {baseline}")
    laney = any(period.base >= LARGE for period in periods)
    limits = _laney(periods, based_on) if laney else _binomial(periods, based_on)
    count, base = _sums(based_on)
    return Trend(
        points=tuple(map(_point, periods, limits, _in_runs(periods, _expected(based_on)))),
        centre=count / base,
        baseline=(based_on[0].first, based_on[-1].last),
        provisional=len(based_on) < LEAST_IN_BASELINE,
        laney=laney,
    )


def _within(periods: Sequence[Period], baseline: tuple[date, date]) -> list[Period]:
    return [period for period in periods if baseline[0] <= period.first and period.last <= baseline[1]]


def _sums(periods: Sequence[Period]) -> tuple[int, int]:
    return sum(period.count for period in periods), sum(period.base for period in periods)


def _point(period: Period, limits: Limits, in_run: bool) -> Point:
    lower, upper = limits
    share = period.count / period.base
    return Point(
        first=period.first,
        last=period.last,
        count=period.count,
        base=period.base,
        lower=lower,
        upper=upper,
        outside=not lower <= share <= upper,
        in_run=in_run,
    )


def _expected(based_on: Sequence[Period]) -> float:
    """The share that limits are laid around: Jeffreys' estimate (x + ½) / (n + 1), the mean of Beta(x + ½, n − x + ½).

    A year without one failure does not show that failure is impossible; around 100 % the first would be a signal.
    """
    count, base = _sums(based_on)
    return (count + 0.5) / (base + 1)


def _binomial(periods: Sequence[Period], based_on: Sequence[Period]) -> list[Limits]:
    """The smallest and the largest count inside, as shares: P(X < lower) ≤ 0.0015 and P(X > upper) ≤ 0.0015."""
    share = _expected(based_on)
    return [
        (_quantile(TAIL, each.base, share) / each.base, _quantile(1 - TAIL, each.base, share) / each.base)
        for each in periods
    ]


def _laney(periods: Sequence[Period], based_on: Sequence[Period]) -> list[Limits]:
    """p̄ ± 3 σ_p σ_z, where σ_p = √(p̄(1 − p̄)/n) and σ_z is the mean moving range of z = (p − p̄)/σ_p over 1.128.

    σ_z is taken as at least 1: a baseline that varies less than independent cases would is so by chance.
    """
    share = _expected(based_on)
    scores = [(period.count / period.base - share) / _deviation(share, period.base) for period in based_on]
    ranges = [abs(later - earlier) for earlier, later in pairwise(scores)]
    spread = max(1.0, sum(ranges) / len(ranges) / D2)
    widths = [DEVIATIONS * spread * _deviation(share, period.base) for period in periods]
    return [(max(0.0, share - width), min(1.0, share + width)) for width in widths]


def _quantile(chance: float, base: int, share: float) -> int:
    """The smallest count that a binomial draw does not exceed with at least this chance.

    The distribution's functions alone: SciPy's statistics would take half a second to load, in every run.
    """
    found: int = ceil(bdtrik(chance, base, share))
    return found - 1 if found > 0 and bdtr(found - 1, base, share) >= chance else found


def _deviation(share: float, base: int) -> float:
    return sqrt(share * (1 - share) / base)


def _in_runs(periods: Sequence[Period], share: float) -> list[bool]:
    """Is each point one of at least eight in a row on one side?

    The sides are those of the middle count (the median of what stable practice gives for so many), so that each has at
    most an even chance; a point on it breaks the run. Around the mean, months of ten where 98 % succeed would nearly
    all lie "above", and 86 of 100 stable charts would show a run.
    """
    middles = [_quantile(0.5, period.base, share) for period in periods]
    sides = [(period.count > middle) - (period.count < middle) for period, middle in zip(periods, middles, strict=True)]
    runs = [(side, len(list(run))) for side, run in groupby(sides)]
    return [side != 0 and length >= RUN for side, length in runs for _ in range(length)]
