"""What does a control chart need beside its figures? A key, a goal, and the days on which something was done."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sagsloft.core.trends import Trend
from sagsloft.messages import Language, say
from sagsloft.messages.wording import percent
from sagsloft.render.chart_grammar import (
    BLUE,
    BOTTOM,
    FILLS,
    GREY,
    HEIGHT,
    INK,
    LEFT,
    PALE,
    RIGHT,
    SHAPES,
    SIZES,
    STROKES,
    TOP,
    WIDTH,
)
from sagsloft.render.chart_key import SAMPLE, Sign, key
from sagsloft.render.chart_sheet import Dot, Line, Mark, moved
from sagsloft.render.measure_labels import Measure, measure_labels

__all__ = ["deadline_marks"]

BROAD, HIGH = float(WIDTH - LEFT - RIGHT), float(HEIGHT - TOP - BOTTOM)
"""Of the chart itself, without what stands around it."""
GOAL_DASH, CHANGE_DASH, REFERENCE_DASH, PROVISIONAL_DASH = (10.0, 4.0), (7.0, 3.0), (1.0, 3.0), (5.0, 3.0)


def deadline_marks(
    trends: Sequence[Trend],
    language: Language,
    *,
    goal: float | None,
    measures: Sequence[Measure],
    is_referred: bool,
    is_changed: bool,
) -> tuple[list[Mark], float]:
    """The marks, from the chart's own upper left corner, and how high they stand above it.

    A measure on a day that the chart does not show has no line in it. `is_referred`: has the chart a published share;
    `is_changed`: a change of the law.
    """
    first = min(trend.points[0].first for trend in trends)
    end = max(trend.points[-1].last for trend in trends) + timedelta(days=1)
    shown = [(BROAD * _part(first, each.day, end), each) for each in measures if first <= each.day < end]
    labels, over = measure_labels(shown, BROAD, HIGH, language)
    goal_line = [] if goal is None else [Line(0, HIGH * (1 - goal), BROAD, HIGH * (1 - goal), INK, 1.8, GOAL_DASH)]
    signs = [*_signs(trends, language), *_lines(language, goal, is_referred=is_referred, is_changed=is_changed)]
    explained, deep = key(signs, 0)
    top = over + deep + TOP
    return [*goal_line, *labels, *moved(explained, -LEFT, -top)], top


def _part(first: date, day: date, end: date) -> float:
    return (day - first) / (end - first)


def _signs(trends: Sequence[Trend], language: Language) -> Iterator[Sign]:
    """What every control chart has, and what stands out in these."""
    through = Line(0, 0, SAMPLE, 0, BLUE, 1.5)
    points = [point for trend in trends for point in trend.points]
    yield Sign(say("report.mark_share", language), (through, _dot("usual")))
    if any(point.outside for point in points):
        yield Sign(say("report.mark_outside", language), (through, _dot("outside")))
    if any(point.in_run and not point.outside for point in points):
        yield Sign(say("report.mark_in_run", language), (through, _dot("in_run")))
    yield Sign(say("report.mark_centre", language), (Line(0, 0, SAMPLE, 0, INK, 1),))
    for is_provisional in sorted({trend.provisional for trend in trends}):
        name = "chart.limits_provisional" if is_provisional else "report.mark_limits"
        dash = PROVISIONAL_DASH if is_provisional else ()
        edges = [Line(0, edge, SAMPLE, edge, GREY, 0.8, dash) for edge in (-7, 7)]
        yield Sign(say(name, language), (Line(0, 0, SAMPLE, 0, PALE, 14), *edges))


def _lines(language: Language, goal: float | None, *, is_referred: bool, is_changed: bool) -> Iterator[Sign]:
    if goal is not None:
        name = say("chart.goal_of", language, goal=percent(goal, language))
        yield Sign(name, (Line(0, 0, SAMPLE, 0, INK, 1.8, GOAL_DASH),))
    if is_referred:
        yield Sign(say("report.mark_reference", language), (Line(0, 0, SAMPLE, 0, INK, 1.6, REFERENCE_DASH),))
    if is_changed:
        yield Sign(say("report.mark_change", language), (Line(SAMPLE / 2, -8, SAMPLE / 2, 8, GREY, 1.2, CHANGE_DASH),))


def _dot(kind: str) -> Dot:
    return Dot(SAMPLE / 2, 0, SHAPES[kind], FILLS[kind], STROKES[kind], SIZES[kind])
