"""What does a random draw of cases say about all cases of its frame? An exact interval; a bound where none was found.

Method, section 1. The interval is made by inverting the two one-sided hypergeometric tests at 2.5 % each: it holds the
number K of the frame's cases that meet a criterion with at least 95 % certainty, whatever K is.

    J. P. Buonaccorsi, A note on confidence intervals for proportions in finite populations, The American Statistician
    41 (1987), pp. 215–218
    C. J. Clopper & E. S. Pearson, The use of confidence or fiducial limits, Biometrika 26 (1934), pp. 404–413
"""

from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainccinv, betaincinv

from sagsloft.core.counting import log_ways

__all__ = ["Count", "Interval", "clean_cases_to_exclude", "intervals", "none_found_at_most"]

TAIL = 0.025
"""Each side of an interval: together 5 %."""
ONE_TAIL = 0.05
"""All of it on one side, where nothing was found."""
ROUNDING = 1e-9
"""A chance of exactly 2.5 % leaves K inside the interval, however the computer rounds it."""

Numbers = NDArray[np.int64]
Shares = NDArray[np.float64]


class Interval(NamedTuple):
    """From a lowest to a highest share, both included."""

    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Count:
    """Of `relevant` answers in a simple random draw, `met` meet the criterion.

    `frame`: the cases that were drawn from, also those for which the criterion would not be relevant (how many they are
    is not known, and an estimate of it would let the coverage fall to 0.84). None: not known; then the interval is that
    of a frame without end, which is wider. Raises ValueError unless 0 ≤ met ≤ relevant ≤ frame.
    """

    relevant: int
    met: int
    frame: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.met <= self.relevant or (self.frame is not None and self.frame < max(self.relevant, 1)):
            raise ValueError(f"{self.met} of {self.relevant} cannot be drawn from {self.frame}")

    @property
    def breaches(self) -> int:
        return self.relevant - self.met

    @property
    def is_census(self) -> bool:
        """Every case of the frame was read: the level is a fact."""
        return self.relevant == self.frame

    @property
    def share(self) -> float | None:
        """None where the criterion was relevant nowhere."""
        return self.met / self.relevant if self.relevant else None

    @property
    def interval(self) -> Interval:
        """The shares of the frame that the draw does not exclude (95 %)."""
        if self.frame is None:
            return _without_end(self)
        lower, upper = intervals([self.met], [self.relevant], [self.frame])
        return Interval(float(lower[0]), float(upper[0]))


def intervals(met: ArrayLike, relevant: ArrayLike, frame: ArrayLike) -> tuple[Shares, Shares]:
    """The lower and the upper ends of the intervals of many counts from finite frames: arrays of one length, as shares.

    Not checked: 0 ≤ met ≤ relevant ≤ frame, and frame > 0.
    """
    x, n, size = (np.asarray(numbers, dtype=np.int64) for numbers in (met, relevant, frame))
    return (size - _most(n - x, n, size, TAIL)) / size, _most(x, n, size, TAIL) / size


def none_found_at_most(relevant: int, frame: int | None) -> float:
    """The largest share of the frame that may be breaches though none of `relevant` is one: one-sided, 95 %.

    Without end (None) it is 1 − 0.05^(1/n).
    """
    if frame is None:
        return float(1 - ONE_TAIL ** (1 / relevant)) if relevant else 1.0
    zero, n, size = (np.asarray([number], dtype=np.int64) for number in (0, relevant, frame))
    return float(_most(zero, n, size, ONE_TAIL)[0]) / frame


def clean_cases_to_exclude(share: float, frame: int | None) -> int:
    """How many cases without a breach it takes before `share` (above 0) of the frame being breaches is excluded (95 %).

    As `none_found_at_most`: the smallest draw whose bound lies below the share.
    """
    if frame is None:
        return ceil(np.log(ONE_TAIL) / np.log1p(-share)) if share < 1 else 1
    breaches = max(1, ceil(share * frame - ROUNDING))
    drawn = np.arange(frame + 1)
    none_of_them = _chance_of_at_most(*np.broadcast_arrays(0, drawn, frame, breaches))
    return int(np.argmax(none_of_them < ONE_TAIL * (1 - ROUNDING)))


def _without_end(count: Count) -> Interval:
    """Clopper and Pearson's limits, as quantiles of the beta distribution."""
    lower = betaincinv(count.met, count.breaches + 1, TAIL) if count.met else 0.0
    upper = betainccinv(count.met + 1, count.breaches, TAIL) if count.breaches else 1.0
    return Interval(float(lower), float(upper))


def _most(met: Numbers, relevant: Numbers, frame: Numbers, tail: float) -> Numbers:
    """The largest K with P(X ≤ met | K) ≥ tail, by halving: the chance falls as K grows.

    It is 1 for K = met, and 0 as soon as fewer than `relevant` − `met` cases do not meet the criterion.
    """
    inside, beyond = met.copy(), frame - relevant + met + 1
    while np.any(beyond - inside > 1):
        middle = (inside + beyond) // 2
        likely = _chance_of_at_most(met, relevant, frame, middle) >= tail * (1 - ROUNDING)
        inside, beyond = np.where(likely, middle, inside), np.where(likely, beyond, middle)
    return inside


def _chance_of_at_most(met: Numbers, relevant: Numbers, frame: Numbers, among: Numbers) -> Shares:
    """P(X ≤ met), where X of `relevant` drawn without replacement from `frame` are among the `among` that count.

    The hypergeometric distribution, C(K, j) C(N − K, n − j) / C(N, n), summed over j ≤ met.
    """
    j = np.arange(int(met.max(initial=0)) + 1)[None, :]
    n, size, k = relevant[:, None], frame[:, None], among[:, None]
    logs = log_ways(k, j) + log_ways(size - k, n - j) - log_ways(size, n)
    chances: Shares = np.where(j <= met[:, None], np.exp(logs), 0.0).sum(axis=1)
    return chances
