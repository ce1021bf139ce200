"""Boschloo's exact test that two shares are one. It stands in the annex (method, section 2), never beside the words.

R. D. Boschloo, Raised conditional level of significance for the 2 × 2-table when testing the equality of two
probabilities, Statistica Neerlandica 24 (1970)
"""

import numpy as np
from numpy.typing import NDArray

from sagsloft.core.change import counts_at
from sagsloft.core.counting import log_ways
from sagsloft.core.estimates import Count

__all__ = ["LARGEST", "p_value"]

LARGEST = 200
"""Answers in a round: beyond it the test takes long, and there is no doubt left for it to settle."""
ROUNDING = 1e-9
"""Tables as extreme as the one seen are counted with it, however the computer rounds them."""
GRID, ROUNDS = 513, 4
"""Shares at which the chance is worked out, and how many times more closely around the highest of them."""

Shares = NDArray[np.float64]


def p_value(earlier: Count, later: Count) -> float | None:
    """Two-sided: twice the smaller of the one-sided p-values, at most 1; to 1e-7.

    None where a round has no answers, or more than LARGEST.
    """
    if not all(1 <= count.relevant <= LARGEST for count in (earlier, later)):
        return None
    rise = _one_sided(earlier.relevant, later.relevant, earlier.met, later.met)
    fall = _one_sided(earlier.relevant, later.relevant, earlier.breaches, later.breaches)
    return min(1.0, 2 * rise, 2 * fall)


def _one_sided(earlier: int, later: int, met_earlier: int, met_later: int) -> float:
    """The largest chance, over all shares that both rounds may have, of a table with so small a p-value of Fisher's."""
    fisher = _fisher(earlier, later)
    extreme = (fisher <= fisher[met_earlier, met_later] * (1 + ROUNDING)).astype(np.float64)
    low, high, highest = 0.0, 1.0, 0.0
    for _ in range(ROUNDS):
        shares = np.linspace(low, high, GRID)
        chances = np.sum(counts_at(earlier, shares) * (extreme @ counts_at(later, shares)), axis=0)
        best = int(np.argmax(chances))
        highest = max(highest, float(chances[best]))
        low, high = float(shares[max(best - 1, 0)]), float(shares[min(best + 1, GRID - 1)])
    return highest


def _fisher(earlier: int, later: int) -> Shares:
    """Fisher's one-sided p-value of every table: P(X₁ ≤ x₁) when so many as x₁ + x₂ were met; [x₁, x₂]."""
    x, y = np.arange(earlier + 1)[:, None], np.arange(later + 1)[None, :]
    table = np.exp(log_ways(earlier, x) + log_ways(later, y) - log_ways(earlier + later, x + y))
    for row in range(1, earlier + 1):
        table[row, :-1] += table[row - 1, 1:]
    return table
