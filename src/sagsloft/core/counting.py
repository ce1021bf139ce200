"""In how many ways can some of many be chosen? In logarithms, for the numbers are too large for anything else."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

__all__ = ["log_ways"]


def log_ways(total: ArrayLike, chosen: ArrayLike) -> NDArray[np.float64]:
    """The logarithm of the binomial coefficient C(total, chosen); −∞ where there is no way. Arrays are broadcast."""
    n, k = np.asarray(total), np.asarray(chosen)
    possible = (k >= 0) & (k <= n)
    with np.errstate(invalid="ignore"):
        ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    logs: NDArray[np.float64] = np.where(possible, ways, -np.inf)
    return logs
