"""How a number of cases divides: a bar for each row, and in it a segment for each answer, with its count."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from sagsloft.render.chart_grammar import BLUE, GREY, INK, MIDDLE, ORANGE, PALE, WIDTH
from sagsloft.render.chart_key import SAMPLE, Sign, key
from sagsloft.render.chart_sheet import Box, Hatch, Mark, Writing
from sagsloft.render.lettering import LINE_HEIGHT, breadth, wrapped

__all__ = ["BEST", "GOOD", "HALF", "NOT_COUNTED", "POOR", "UNKNOWN", "WORST", "Bar", "Look", "Segment", "stacked_bars"]

HIGH, GAP, BASE = 22.0, 13.0, 13.0
"""How high a bar is; what is free under it; where the letters of a line of its title stand."""
LEFT, RIGHT = 1.0, WIDTH - 1.0
AROUND, OF_HATCH = 2.0, 4.0
"""What is free on each side of a number in its segment; and how much of a hatch must be seen on each side of that."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a segment is filled. What counts as met is blue, and what is furthest from it hatched: without colours, dark
    and striped."""

    fill: str | Hatch
    edge: str
    letters: str = INK


BEST, GOOD, HALF = Look(BLUE, BLUE, "white"), Look(MIDDLE, BLUE), Look(PALE, GREY)
POOR, WORST = Look(Hatch.SPARSE, ORANGE), Look(Hatch.DENSE, ORANGE)
UNKNOWN, NOT_COUNTED = Look(Hatch.DOTTED, GREY), Look("white", GREY)


@dataclass(frozen=True, slots=True)
class Segment:
    """What a segment of a bar is called in the key, and how it looks."""

    name: str
    look: Look


@dataclass(frozen=True, slots=True)
class Bar:
    """`counts`: from left to right. `whole`: how many cases the full breadth stands for. `nothing`: what stands there
    where there is nothing to count."""

    title: str
    counts: Mapping[Segment, int]
    whole: int
    nothing: str


def stacked_bars(bars: Sequence[Bar], kinds: Sequence[Sequence[Segment]]) -> tuple[list[Mark], float]:
    """All marks, and how high they stand: the key, a new line for each kind of segments, and the bars in order."""
    marks: list[Mark] = []
    y = 0.0
    for kind in filter(None, kinds):
        signs = [Sign(segment.name, (_box(segment, 1, SAMPLE, -HIGH / 3, HIGH / 3),)) for segment in kind]
        samples, y = key(signs, y)
        marks += samples
    y += GAP
    for bar in bars:
        lines = wrapped(bar.title, WIDTH)
        marks += [Writing(0, y + BASE + LINE_HEIGHT * place, line) for place, line in enumerate(lines)]
        y += LINE_HEIGHT * len(lines) + 4
        marks += _bar(bar, y)
        y += HIGH + GAP
    return marks, y


def _bar(bar: Bar, top: float) -> Iterator[Mark]:
    counts = {segment: count for segment, count in bar.counts.items() if count}
    if not counts:
        yield Writing(LEFT, top + BASE, bar.nothing, colour=GREY)
        return
    ends = (LEFT + (RIGHT - LEFT) * reached / bar.whole for reached in accumulate(counts.values(), initial=0))
    for (segment, count), (begin, end) in zip(counts.items(), pairwise(ends), strict=True):
        yield _box(segment, begin, end, top, top + HIGH)
        yield from _number(segment, count, begin, end, top)


def _number(segment: Segment, count: int, begin: float, end: float, top: float) -> Iterator[Mark]:
    """The count, where there is room for it; on white where the segment is not of one colour."""
    middle, half = (begin + end) / 2, breadth(str(count)) / 2 + AROUND
    is_hatched = isinstance(segment.look.fill, Hatch)
    if end - begin < 2 * (half + OF_HATCH * is_hatched):
        return
    if is_hatched:
        yield Box(middle - half, top + 3, middle + half, top + HIGH - 3, "white", "white")
    yield Writing(middle, top + HIGH / 2 + 5, str(count), "middle", "bold", segment.look.letters)


def _box(segment: Segment, begin: float, end: float, top: float, bottom: float) -> Box:
    return Box(begin, top, end, bottom, segment.look.fill, segment.look.edge)
