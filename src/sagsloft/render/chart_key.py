"""What the signs of a drawing mean: a sample of each and its name, in as many lines as it takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sagsloft.render.chart_grammar import WIDTH
from sagsloft.render.chart_sheet import Mark, Writing, moved
from sagsloft.render.lettering import LINE_HEIGHT, breadth, wrapped

__all__ = ["SAMPLE", "Sign", "key", "text"]

SAMPLE, BETWEEN, APART = 24.0, 6.0, 16.0
"""How broad a sample is; from it to its name; from there to the next sample."""
LINE = 21.0
MIDDLE, BASE = 8.0, 13.0
"""Of a line: where its samples have their middle, and where its letters stand."""


@dataclass(frozen=True, slots=True)
class Sign:
    """`sample`: drawn from 0 to `SAMPLE`, around the height 0."""

    name: str
    sample: tuple[Mark, ...]


def key(signs: Sequence[Sign], top: float) -> tuple[list[Mark], float]:
    """The marks, and where the next thing begins."""
    marks: list[Mark] = []
    x, y = 0.0, top
    for sign in signs:
        names = wrapped(sign.name, WIDTH - SAMPLE - BETWEEN)
        broad = SAMPLE + BETWEEN + max(map(breadth, names))
        if x and x + broad > WIDTH:
            x, y = 0.0, y + LINE
        marks += moved(sign.sample, x, y + MIDDLE)
        marks += _lines(names, x + SAMPLE + BETWEEN, y)
        x, y = x + broad + APART, y + LINE_HEIGHT * (len(names) - 1)
    return marks, y + LINE


def text(words: str, top: float) -> tuple[list[Mark], float]:
    """Writing across the whole drawing, and where the next thing begins."""
    lines = wrapped(words, WIDTH)
    return list(_lines(lines, 0, top)), top + LINE_HEIGHT * len(lines)


def _lines(lines: Iterable[str], left: float, top: float) -> Iterable[Mark]:
    return (Writing(left, top + BASE + LINE_HEIGHT * place, line) for place, line in enumerate(lines))
