"""On which days was something done, and what? Names over a chart in time, no two of which stand in each other's way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from sagsloft.messages import Language, say
from sagsloft.messages.wording import day
from sagsloft.render.chart_grammar import INK
from sagsloft.render.chart_sheet import Box, Line, Mark, Writing
from sagsloft.render.lettering import LINE_HEIGHT, breadth, wrapped

__all__ = ["Measure", "measure_labels", "named"]

TIER = LINE_HEIGHT + 3
ASIDE = 5.0
"""From a line to its name."""
BASE = 13.0


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that was changed, and the day from which."""

    name: str
    day: date


Dated = tuple[float, Measure]
"""Where the day of a measure is, and the measure."""


@dataclass(frozen=True, slots=True)
class Label:
    """`x`: of the line. The words reach from `begin` to `end`; `tier` 0 is the lowest, and has its last line."""

    x: float
    begin: float
    end: float
    lines: tuple[str, ...]
    tier: int = 0

    def meets(self, other: "Label") -> bool:
        """Do the words of one touch those of the other, or does the line of the higher go through the lower?"""
        low, high = sorted((self, other), key=lambda label: label.tier)
        if low.tier + len(low.lines) <= high.tier:
            return low.begin - ASIDE < high.x < low.end + ASIDE
        return self.begin < other.end + ASIDE and other.begin < self.end + ASIDE


def named(measure: Measure, language: Language) -> str:
    """`Vagtordning 1. oktober 2025`."""
    return say("chart.measure", language, name=measure.name, day=day(measure.day, language))


def measure_labels(
    measures: Sequence[Dated], broad: float, high: float, language: Language
) -> tuple[list[Mark], float]:
    """The marks over a chart that is `broad` and `high` and begins at 0, 0; and how far up from there they reach."""
    placed = min((_placed(order, broad, language) for order in _orders(measures)), key=_badness)
    lines = [Line(label.x, _top(label), label.x, high, INK, 1.3) for label in placed]
    return [*lines, *(mark for label in placed for mark in _words(label))], TIER * _reach(placed)


def _orders(measures: Sequence[Dated]) -> Iterator[Sequence[Dated]]:
    """From the lowest up. A name to the right of its line lies best over those of later days, one to its left over
    those of earlier."""
    early_first = sorted(measures, key=lambda each: (each[0], each[1].name))
    for turn in range(len(early_first) + 1):
        yield [*early_first[turn:], *early_first[:turn][::-1]]


def _placed(order: Sequence[Dated], broad: float, language: Language) -> list[Label]:
    placed: list[Label] = []
    for x, measure in order:
        placed.append(_lowest(x, named(measure, language), placed, broad))
    return placed


def _badness(labels: Sequence[Label]) -> tuple[int, int]:
    """First how many meet, then how high they reach."""
    return sum(one.meets(other) for one, other in combinations(labels, 2)), _reach(labels)


def _reach(labels: Sequence[Label]) -> int:
    return max((label.tier + len(label.lines) for label in labels), default=0)


def _lowest(x: float, name: str, others: Sequence[Label], broad: float) -> Label:
    """As low as it can be, to the right of its line rather than to the left."""
    lines = wrapped(name, broad)
    length = max(map(breadth, lines))
    beside = [begin for begin in (x + ASIDE, x - ASIDE - length) if 0 <= begin <= broad - length] or [broad - length]
    tiers = range(sum(len(each.lines) for each in others) + 1)
    choices = [Label(x, begin, begin + length, lines, tier) for tier in tiers for begin in beside]
    return next((each for each in choices if not any(each.meets(other) for other in others)), choices[-1])


def _top(label: Label) -> float:
    return -TIER * (label.tier + len(label.lines))


def _words(label: Label) -> Iterator[Mark]:
    """On white, for another's line may pass."""
    top = _top(label)
    yield Box(label.begin - 2, top, label.end + 2, top + TIER * len(label.lines) - 3, "white", "white")
    for place, line in enumerate(label.lines):
        yield Writing(label.begin, top + BASE + TIER * place, line)
