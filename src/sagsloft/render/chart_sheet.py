"""A drawing made of marks that say where they stand: lines, boxes, dots and writing, in units of the drawing.

What is not told by colour alone needs more than colours: a box may be hatched or dotted, and a printer without colours
shows the difference.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from html import escape
from typing import Any, Literal

from sagsloft.render.chart_grammar import GREY, INK, LETTERS, ORANGE, sheet_grammar
from sagsloft.render.charts import Caption, drawn

__all__ = ["Box", "Dot", "Hatch", "Line", "Mark", "Writing", "as_data", "moved", "sheet", "with_writing"]

LAYERS = ("lines", "boxes", "dots")


class Hatch(StrEnum):
    """What a box can be filled with, other than a colour."""

    SPARSE = "sparse"
    DENSE = "dense"
    DOTTED = "dotted"


TILES = {
    Hatch.SPARSE: (9, f'<path d="M-2,2l4,-4M0,9l9,-9M7,11l4,-4" stroke="{ORANGE}" stroke-width="1.8"/>'),
    Hatch.DENSE: (5, f'<path d="M-2,2l4,-4M0,5l5,-5M3,7l4,-4" stroke="{ORANGE}" stroke-width="2.3"/>'),
    Hatch.DOTTED: (6, f'<circle cx="3" cy="3" r="1.1" fill="{GREY}"/>'),
}
"""The side of a square that fills a box when it is laid again and again, and what is drawn in it."""


@dataclass(frozen=True, slots=True)
class Line:
    x: float
    y: float
    x2: float
    y2: float
    colour: str = INK
    width: float = 1.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    x2: float
    y2: float
    fill: str | Hatch
    edge: str


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    shape: str
    fill: str
    edge: str
    size: float


@dataclass(frozen=True, slots=True)
class Writing:
    """`y`: where the letters stand; `anchor`: which part of them is at `x`."""

    x: float
    y: float
    text: str
    anchor: Literal["start", "middle"] = "start"
    weight: Literal["normal", "bold"] = "normal"
    colour: str = INK


Mark = Line | Box | Dot | Writing


def sheet(marks: Sequence[Mark], height: float, caption: Caption) -> str:
    """The drawing; of marks that lie over each other, lines are lowest, then boxes, dots and writing."""
    drawing = drawn({**sheet_grammar(), "height": height}, as_data(marks, caption), caption)
    hatches = [each for each in Hatch if any(isinstance(mark, Box) and mark.fill is each for mark in marks)]
    patterns = "".join(_pattern(each, caption) for each in hatches)
    hatched = drawing.replace("</desc>", f"</desc><defs>{patterns}</defs>", 1) if patterns else drawing
    return with_writing(hatched, marks)


def with_writing(drawing: str, marks: Iterable[Mark]) -> str:
    """The drawing with the writing among the marks on top.

    Vega would measure each text in a machine's fonts, which takes ten times as long as all the rest, for nothing.
    """
    written = "".join(_written(mark) for mark in marks if isinstance(mark, Writing))
    group = f'<g font-family="inherit" font-size="{LETTERS}px">{written}</g>'
    return f"{drawing.removesuffix('</svg>')}{group}</svg>"


def as_data(marks: Iterable[Mark], caption: Caption) -> dict[str, list[dict[str, Any]]]:
    """What a grammar with the marks of a sheet is filled with."""
    data: dict[str, list[dict[str, Any]]] = {layer: [] for layer in LAYERS}
    for mark in marks:
        match mark:
            case Line():
                data["lines"].append(asdict(mark) | {"dash": mark.dash or (1, 0)})
            case Box(fill=Hatch()):
                data["boxes"].append(asdict(mark) | {"fill": f"url(#{caption.name}-{mark.fill})"})
            case Box():
                data["boxes"].append(asdict(mark))
            case Dot():
                data["dots"].append(asdict(mark))
            case Writing():
                pass
    return data


def moved(marks: Iterable[Mark], right: float, down: float) -> list[Mark]:
    """The same marks in another place."""
    return [_moved(mark, right, down) for mark in marks]


def _moved(mark: Mark, right: float, down: float) -> Mark:
    x, y = mark.x + right, mark.y + down
    if isinstance(mark, Line | Box):
        return replace(mark, x=x, y=y, x2=mark.x2 + right, y2=mark.y2 + down)
    return replace(mark, x=x, y=y)


def _written(mark: Writing) -> str:
    return (
        f'<text text-anchor="{mark.anchor}" transform="translate({mark.x:.1f},{mark.y:.1f})" '
        f'font-weight="{mark.weight}" fill="{mark.colour}">{escape(mark.text)}</text>'
    )


def _pattern(hatch: Hatch, caption: Caption) -> str:
    side, drawing = TILES[hatch]
    return (
        f'<pattern id="{caption.name}-{hatch}" width="{side}" height="{side}" patternUnits="userSpaceOnUse">'
        f'<path d="M0,0h{side}v{side}h-{side}Z" fill="white"/>{drawing}</pattern>'
    )
