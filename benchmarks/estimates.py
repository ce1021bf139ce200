"""How long do the figures of a round take? `python benchmarks/estimates.py` prints them; never a timed test."""

import time
from collections.abc import Callable
from itertools import count

import numpy as np

from sagsloft.core.boschloo import p_value
from sagsloft.core.estimates import Count, intervals
from sagsloft.core.ladder import Claim, false_alarms

CRITERIA, FRAME, READ = 60, 5_000, 200
REPEATS = 5
SIZES = count(READ)


def seconds(work: Callable[[], object]) -> float:
    """The middle of five."""
    taken = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return sorted(taken)[REPEATS // 2]


def all_intervals() -> None:
    met = np.linspace(0, READ, CRITERIA).astype(np.int64)
    intervals(met, np.full_like(met, READ), np.full_like(met, FRAME))


def all_phrases() -> None:
    for met in np.linspace(0, READ, CRITERIA).astype(int).tolist():
        _ = Claim(Count(READ, READ // 2), Count(READ, met), comparable=True).phrase


def enumerated() -> None:
    """Of a size that no earlier one has worked out, for it is kept."""
    false_alarms(READ, next(SIZES))


if __name__ == "__main__":
    work = {
        f"{CRITERIA} intervals, N = {FRAME}, n = {READ}": all_intervals,
        f"{CRITERIA} phrases, n = {READ} and {READ}": all_phrases,
        f"false alarms of every phrase, n = {READ} and {READ}": enumerated,
        f"Boschloo's test, n = {READ} and {READ}": lambda: p_value(Count(READ, 80), Count(READ, 110)),
    }
    for name, each in work.items():
        print(f"{name}: {1000 * seconds(each):.0f} ms")
