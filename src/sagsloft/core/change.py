"""Has practice changed between two rounds? The cases of a round are a draw from a process with a share p of its own.

Method, section 2: uniform priors, so that p ~ Beta(1 + x, 1 + n − x) after x of n. The chance that p₂ − p₁ exceeds a
margin is an integral of a polynomial of degree n₁ + n₂ + 1, which Gauss and Legendre's rule gives exactly: no
simulation.

    J. D. Cook, Exact calculation of beta inequalities, University of Texas MD Anderson Cancer Center (2005)
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import roots_legendre, xlog1py, xlogy

from sagsloft.core.counting import log_ways
from sagsloft.core.estimates import Count

__all__ = ["chance_of_rise", "chances_of_rise", "counts_at"]

Shares = NDArray[np.float64]
Numbers = NDArray[np.int64]


def chance_of_rise(earlier: Count, later: Count, margin: float = 0.0) -> float:
    """P(p₂ − p₁ > margin), where 0 ≤ margin < 1; to 1e-9."""
    met = np.array([earlier.met]), np.array([later.met])
    return float(_chances(earlier.relevant, later.relevant, *met, margin)[0, 0])


def chances_of_rise(earlier: int, later: int, margin: float = 0.0) -> Shares:
    """The same for all that two rounds of so many answers can show: [x₁, x₂], shape (earlier + 1, later + 1)."""
    return _chances(earlier, later, np.arange(earlier + 1), np.arange(later + 1), margin)


def counts_at(relevant: int, shares: Shares) -> Shares:
    """How often 0, 1, … of `relevant` independent cases meet a criterion with each true share.

    Shape (relevant + 1, shares).
    """
    return _binomial(np.arange(relevant + 1), relevant, shares)


def _chances(earlier: int, later: int, met_earlier: Numbers, met_later: Numbers, margin: float) -> Shares:
    """∫ f(p₁) P(p₂ > p₁ + margin) dp₁ from 0 to 1 − margin; shape (met_earlier, met_later).

    f(p₁) is n₁ + 1 times the binomial chance of x₁; P(p₂ > y) is that of at most x₂ among n₂ + 1.
    """
    nodes, weights = _rule(earlier + later + 1)
    p = (1 - margin) * nodes
    density = (earlier + 1) * _binomial(met_earlier, earlier, p)
    up_to = np.cumsum(_binomial(np.arange(int(met_later.max()) + 1), later + 1, p + margin), axis=0)
    return np.clip((1 - margin) * (density * weights) @ up_to[met_later].T, 0.0, 1.0)


@cache
def _rule(degree: int) -> tuple[Shares, Shares]:
    """Gauss and Legendre's nodes and weights on [0, 1], exact for polynomials up to the degree."""
    nodes, weights = roots_legendre(degree // 2 + 1)
    return (nodes + 1) / 2, weights / 2


def _binomial(met: Numbers, relevant: int, share: Shares) -> Shares:
    """The chance of each count at each share: shape (met, share)."""
    x = met[:, None]
    chances: Shares = np.exp(log_ways(relevant, x) + xlogy(x, share) + xlog1py(relevant - x, -share))
    return chances
