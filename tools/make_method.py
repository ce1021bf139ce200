"""Print docs/method: what the statistics promise, worked out by enumeration, or by simulation with a fixed seed.

`python tools/make_method.py` writes the pages. With `--check` it writes nothing, names the pages that are stale, and
exits with 1 where there are any. It takes some twenty seconds; nothing is kept from one run to the next.
"""

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from method_agreement import agreement_page
from method_pages import MADE, table
from numpy.typing import NDArray
from scipy.stats import binom, hypergeom

from sagsloft.core.estimates import clean_cases_to_exclude, intervals, none_found_at_most
from sagsloft.core.ladder import IMPROVEMENT, chances_of_phrases, false_alarms, or_stronger
from sagsloft.core.trends import trend
from sagsloft.messages import Language, say

ROOT = Path(__file__).resolve().parent.parent
METHOD = ROOT / "docs" / "method"

LARGEST_FRAME, LARGEST_DRAW = 60, 20
CASES = (10, 20, 30, 40)
FRAMES = (40, 80, 150, 300, None)
RISES = (10, 20, 40)
STARTS = (20, 30, 40, 50, 60)
NOTHING_CHANGED = tuple(range(20, 90, 5))
SEED = 2024
CHARTS = 400
MONTHS = 36
STABLE = ((0.5, 10), (0.9, 10), (0.98, 10), (0.5, 20), (0.9, 20), (0.85, 60), (0.95, 60), (0.85, 120), (0.95, 180))
VARYING = ((0.8, 1000, 0.0), (0.8, 1000, 0.015), (0.9, 400, 0.02))

INDEX = f"""\
# What the statistics promise

{MADE}
- [coverage.md](coverage.md): the interval for a share holds the truth at least 95 times in 100; bounds where nothing is
  found.
- [ladder.md](ladder.md): how often each phrase about a change is said where nothing has changed, and where something
  has.
- [charts.md](charts.md): how often a control chart signals where nothing has changed.
- [agreement.md](agreement.md): how often the interval of an agreement between two readers holds the truth.

The method itself is [one page](../method.md). The first two here are enumerations: every count that is possible,
weighed by its chance. The third, and a part of the fourth, are simulations with a fixed seed.
"""

Floats = NDArray[np.float64]


def coverage(drawn: int, frame: int) -> Floats:
    """How often the interval holds K/N, for K = 0 … N."""
    met = np.arange(drawn + 1)
    lower, upper = intervals(met, np.full_like(met, drawn), np.full_like(met, frame))
    among = np.arange(frame + 1)[:, None]
    inside = (lower <= among / frame) & (among / frame <= upper)
    found: Floats = (hypergeom.pmf(met, frame, among, drawn) * inside).sum(axis=1)
    return found


def coverage_page() -> str:
    worst, rows = [], []
    for drawn in range(1, LARGEST_DRAW + 1):
        found = {frame: coverage(drawn, frame) for frame in range(drawn, LARGEST_FRAME + 1)}
        least, frame, among = min((float(each.min()), frame, int(each.argmin())) for frame, each in found.items())
        worst.append((least, frame, drawn, among))
        mean = float(np.mean([each.mean() for each in found.values()]))
        rows.append([drawn, f"{least:.4f}", frame, among, f"{mean:.4f}"])
    least, frame, drawn, among = min(worst)
    return "\n".join(
        [
            "# Coverage of the interval for a share\n",
            MADE,
            f"Every frame of N ≤ {LARGEST_FRAME} cases, every draw of n ≤ {LARGEST_DRAW}, every number K of cases that",
            "meet the criterion: how often the interval (method, section 1) holds K/N. It must be at least 0.95.\n",
            f"The worst of all: {least:.4f}, at N = {frame}, n = {drawn}, K = {among}.\n",
            table(["n", "least coverage", "at N", "and K", "mean over N and K"], rows),
            "## Where none is found\n",
            "One-sided, 95 %: the largest share of the frame that may be breaches though none of n is one, and how",
            "many clean cases it takes to exclude a share.\n",
            table(
                ["frame", *(f"none of {drawn}" for drawn in CASES), "excludes 5 %", "excludes 10 %"],
                [none_found_row(frame) for frame in FRAMES],
            ),
        ]
    )


def none_found_row(frame: int | None) -> list[object]:
    bounds = [f"{100 * none_found_at_most(drawn, frame):.1f} %" for drawn in CASES]
    return [frame or "without end", *bounds, *(clean_cases_to_exclude(share, frame) for share in (0.05, 0.10))]


def ladder_page() -> str:
    headings = [f"{say(f'ladder.{phrase}', Language.DANISH)} or stronger" for phrase in IMPROVEMENT]
    parts = [
        "# The ladder of words: false alarms and power\n",
        MADE,
        "How often two rounds of so many relevant answers are given each phrase of the ladder (method, section 2), or",
        "a stronger one, in per cent, by enumeration of all pairs of counts. Downwards it is the same, mirrored.\n",
    ]
    for cases in CASES:
        parts += [
            f"## {cases} and {cases} cases\n",
            "Nothing has changed:\n",
            table(
                ["true share", *headings],
                [
                    *([f"{share} %", *ladder_row(cases, share / 100, share / 100)] for share in NOTHING_CHANGED),
                    ["at worst, 1–99 %", *worst_row(cases)],
                ],
            ),
            "Practice has improved:\n",
            table(["true shares", *headings], list(power_rows(cases))),
        ]
    return "\n".join(parts)


def ladder_row(cases: int, before: float, after: float) -> list[str]:
    said = chances_of_phrases(cases, cases, before, after)
    return [f"{100 * sum(said[each] for each in or_stronger(phrase)):.1f}" for phrase in IMPROVEMENT]


def worst_row(cases: int) -> list[str]:
    """What `compare` tells beside the phrase."""
    return [f"{100 * false_alarms(cases, cases)[phrase]:.1f}" for phrase in IMPROVEMENT]


def power_rows(cases: int) -> Iterator[list[object]]:
    for rise in RISES:
        for start in STARTS:
            before, after = start / 100, (start + rise) / 100
            yield [f"{start} → {start + rise} %", *ladder_row(cases, before, after)]


def charts_page() -> str:
    headings = ["true share", "a month", "any point outside", "any run of eight", "either", "points outside"]
    return "\n".join(
        [
            "# Control charts: false alarms\n",
            MADE,
            f"Of {CHARTS} simulated series of {MONTHS} months in which nothing changes (seed {SEED}), how many show a",
            "signal somewhere, in per cent (method, section 4). The first 12 months are the baseline; denominators",
            "vary by 30 % to each side. The share of all points after the baseline that are outside stands last.\n",
            "## Under 200 a month: exact binomial limits\n",
            table(headings, [chart_row(share, size, 0.0) for share, size in STABLE]),
            "## From 200 on: Laney p′\n",
            "Practice varies from month to month by so many points (standard deviation). The last column is what an",
            "ordinary p-chart, with exact binomial limits, would have flagged.\n",
            table(
                [headings[0], "varies by", *headings[1:], "ordinary p-chart: any point outside"],
                [laney_row(*each) for each in VARYING],
            ),
        ]
    )


def laney_row(share: float, size: int, spread: float) -> list[object]:
    first, *others = chart_row(share, size, spread)
    ordinary = np.mean([ordinary_signal(counts, bases) for counts, bases in stable_series(share, size, spread)])
    return [first, f"{100 * spread:.1f} points", *others, f"{100 * ordinary:.1f}"]


def ordinary_signal(counts: Sequence[int], bases: Sequence[int]) -> bool:
    """Is any later month outside the limits that independent cases would give (99.7 %)?"""
    share = sum(counts[:12]) / sum(bases[:12])
    lower, upper = (binom.ppf(tail, bases[12:], share) for tail in (0.0015, 0.9985))
    later = np.array(counts[12:])
    return bool(np.any((later < lower) | (later > upper)))


def chart_row(share: float, size: int, spread: float) -> list[object]:
    found = [drawn(counts, bases) for counts, bases in stable_series(share, size, spread)]
    outside, runs, points = (np.array(each, dtype=float) for each in zip(*found, strict=True))
    rates = (outside > 0, runs > 0, (outside > 0) | (runs > 0), points)
    return [f"{100 * share:.0f} %", size, *(f"{100 * float(np.mean(rate)):.1f}" for rate in rates)]


def stable_series(share: float, size: int, spread: float) -> Iterator[tuple[list[int], list[int]]]:
    """Counts and bases of each series, from the seed."""
    dice = np.random.default_rng(SEED)
    bases = dice.integers(int(size * 0.7), int(size * 1.3) + 1, (CHARTS, MONTHS))
    shares = np.clip(dice.normal(share, spread, (CHARTS, MONTHS)), 0, 1)
    for counts, each in zip(dice.binomial(bases, shares), bases, strict=True):
        yield counts.tolist(), each.tolist()


def drawn(counts: list[int], bases: list[int]) -> tuple[bool, bool, float]:
    """Any point outside, any run, and the share of the points after the baseline that are outside."""
    first = pl.date_range(date(2020, 1, 1), date(2022, 12, 1), "1mo", eager=True)
    months = pl.DataFrame({"first": first, "last": first.dt.month_end(), "base": bases, "count": counts})
    found = trend(months)
    assert found is not None  # noqa: S101 - there are 36 points
    return found.outside, found.runs, float(np.mean([point.outside for point in found.points[12:]]))


def pages() -> dict[Path, str]:
    return {
        METHOD / "README.md": INDEX,
        METHOD / "coverage.md": coverage_page(),
        METHOD / "ladder.md": ladder_page(),
        METHOD / "charts.md": charts_page(),
        METHOD / "agreement.md": agreement_page(),
    }


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--check"]):
        print("usage: python tools/make_method.py [--check]", file=sys.stderr)
        return 2
    printed = pages()
    standing = {page: page.read_text("utf-8") for page in METHOD.rglob("*") if page.is_file()}
    stale = sorted(page for page in printed.keys() | standing.keys() if printed.get(page) != standing.get(page))
    for page in stale:
        if arguments:
            print(f"stale: {page.relative_to(ROOT)} (python tools/make_method.py prints it anew)", file=sys.stderr)
        elif page in printed:
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(printed[page], encoding="utf-8", newline="\n")
        else:
            page.unlink()
    return 1 if arguments and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
