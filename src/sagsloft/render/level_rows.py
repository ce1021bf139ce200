"""Criterion by criterion: how many meet it, what that says of all cases, before and now, and where the goal is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sagsloft.core.estimates import Interval
from sagsloft.messages import Language, say
from sagsloft.messages.wording import percent
from sagsloft.render.chart_grammar import BLUE, GREY, INK, LINE, WIDTH
from sagsloft.render.chart_key import SAMPLE, Sign, key, text
from sagsloft.render.chart_sheet import Box, Dot, Line, Mark, Writing
from sagsloft.render.lettering import LINE_HEIGHT, breadth, wrapped

__all__ = ["Level", "LevelRow", "When", "height", "is_compared", "level_rows"]

NOUGHT, ALL, COUNTS = 8.0, 312.0, 326.0
"""From left to right: where 0 % and 100 % are, and where the counts begin."""
GRID = (0.0, 0.25, 0.5, 0.75, 1.0)
BAR, GAP, BASE = 21.0, 14.0, 13.0
"""How high a level is; what is free under a row; where the letters of its first line stand."""
AXIS = 20.0
STEEL = "#6f97bd"
"""Lighter than the dot on it and darker than the paper, also without colours."""


class When(StrEnum):
    """The round that a level is of."""

    BEFORE = "before"
    NOW = "now"


NAMES = {When.BEFORE: "chart.before", When.NOW: "chart.now"}


@dataclass(frozen=True, slots=True)
class Level:
    """Of `relevant` read cases, `met` meet the criterion. `interval`: the shares of the whole frame that are not
    excluded; None where nothing is known of it (a draft, or cases that were not drawn at random)."""

    met: int
    relevant: int
    interval: Interval | None

    @property
    def share(self) -> float | None:
        return self.met / self.relevant if self.relevant else None

    @property
    def is_silent(self) -> bool:
        """Does it say nothing of other cases than those that were read?"""
        return self.relevant > 0 and self.interval is None


@dataclass(frozen=True, slots=True)
class LevelRow:
    """`title`: the criterion's code and question. `before`: None where the round before had no such criterion, or none
    that can be compared. `goal`: a share of 0 to 1."""

    title: str
    now: Level
    before: Level | None = None
    goal: float | None = None

    @property
    def levels(self) -> dict[When, Level]:
        """The earlier first."""
        before = {} if self.before is None else {When.BEFORE: self.before}
        return {**before, When.NOW: self.now}


def is_compared(rows: Sequence[LevelRow]) -> bool:
    """Does any row have a level before?"""
    return any(row.before is not None for row in rows)


def height(row: LevelRow, language: Language) -> float:
    """From the top of one row to that of the next."""
    return LINE_HEIGHT * len(_title(row, language)) + BAR * len(row.levels) + GAP


def level_rows(rows: Sequence[LevelRow], language: Language) -> tuple[list[Mark], float]:
    """All marks, and how high they stand: the key, the axis, and the rows in their order."""
    marks, y = key(list(_signs(rows, language)), 0)
    for words in _explained(rows):
        told, y = text(say(words, language), y + 2)
        marks += told
    y += GAP
    marks += _axis(y, language)
    y += AXIS
    for row in rows:
        marks += _row(row, y, compared=is_compared(rows), language=language)
        y += height(row, language)
    return marks, y


def _signs(rows: Sequence[LevelRow], language: Language) -> Iterator[Sign]:
    names = NAMES if is_compared(rows) else {When.NOW: "chart.meets"}
    for when, name in names.items():
        bar = [_bar(0, SAMPLE, 0, when)] if _has_intervals(rows) else []
        yield Sign(say(name, language), (*bar, _dot(SAMPLE / 2, 0, when)))
    if any(row.goal is not None for row in rows):
        yield Sign(say("chart.goal", language), (_tick(SAMPLE / 2, -BAR / 2, BAR / 2),))


def _explained(rows: Sequence[LevelRow]) -> Iterator[str]:
    yield "chart.read_levels" if _has_intervals(rows) else "chart.read_dots"
    if any(level.is_silent for row in rows for level in row.levels.values()):
        yield "chart.silent"


def _has_intervals(rows: Sequence[LevelRow]) -> bool:
    return any(level.interval is not None for row in rows for level in row.levels.values())


def _axis(y: float, language: Language) -> Iterator[Mark]:
    """0 % begins with the drawing, for there is no room to its left."""
    yield Writing(0, y + BASE, say("chart.percent", language, number=0), colour=GREY)
    yield Writing(_x(0.5), y + BASE, say("chart.percent", language, number=50), "middle", colour=GREY)
    yield Writing(_x(1), y + BASE, say("chart.percent", language, number=100), "middle", colour=GREY)


def _title(row: LevelRow, language: Language) -> tuple[str, ...]:
    goal = "" if row.goal is None else f" ({say('chart.goal_of', language, goal=percent(row.goal, language))})"
    return wrapped(f"{row.title}{goal}", WIDTH)


def _row(row: LevelRow, top: float, *, compared: bool, language: Language) -> Iterator[Mark]:
    lines = _title(row, language)
    yield from (Writing(0, top + BASE + LINE_HEIGHT * place, line) for place, line in enumerate(lines))
    begin = top + LINE_HEIGHT * len(lines) + 2
    end = begin + BAR * len(row.levels)
    yield from (Line(_x(share), begin, _x(share), end, LINE) for share in GRID)
    if row.goal is not None:
        yield _tick(_x(row.goal), begin - 1, end + 1)
    for place, (when, level) in enumerate(row.levels.items()):
        middle = begin + BAR * (place + 0.5)
        yield from _level(level, middle, when, language)
        count = say("chart.of", language, met=level.met, relevant=level.relevant)
        counted = f"{say(NAMES[when], language)} {count}" if compared else count
        yield Writing(COUNTS, middle + 5, counted, weight="bold" if when is When.NOW else "normal")


def _level(level: Level, middle: float, when: When, language: Language) -> Iterator[Mark]:
    if level.share is None:
        nothing = say("chart.none_relevant", language)
        yield Box(0, middle - BAR / 2, breadth(nothing), middle + BAR / 2, "white", "white")
        yield Writing(0, middle + 5, nothing, colour=GREY)
        return
    if level.interval is not None:
        yield _bar(_x(level.interval.lower), _x(level.interval.upper), middle, when)
    yield _dot(_x(level.share), middle, when)


def _x(share: float) -> float:
    return NOUGHT + (ALL - NOUGHT) * share


def _bar(lower: float, upper: float, middle: float, when: When) -> Line:
    """Thick now, thin before."""
    colour, width = (STEEL, 9) if when is When.NOW else (GREY, 1.8)
    return Line(lower, middle, upper, middle, colour, width)


def _dot(x: float, middle: float, when: When) -> Dot:
    """Filled now, hollow before."""
    fill, edge, size = (BLUE, "white", 130) if when is When.NOW else ("white", INK, 85)
    return Dot(x, middle, "circle", fill, edge, size)


def _tick(x: float, top: float, bottom: float) -> Line:
    return Line(x, top, x, bottom, INK, 2.5)
