"""The report's charts: a share by period with the limits of chance, and numbers by period. SVG, without a browser."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import vl_convert

from sagsloft.core.trends import Point, Trend
from sagsloft.messages import Language
from sagsloft.render.chart_grammar import Grammar, column_grammar, control_grammar
from sagsloft.render.svg import embedded

__all__ = ["Caption", "Column", "columns_chart", "control_chart", "control_data", "drawn", "periods_of"]

LOCALES: dict[Language, Literal["da-DK", "en-GB"]] = {Language.DANISH: "da-DK", Language.ENGLISH: "en-GB"}
DAY, MILLISECOND = timedelta(days=1), timedelta(milliseconds=1)
EPOCH = date(1970, 1, 1)
MONTHS_WITH_NAMES = 18
"""A longer time axis names years only."""

Row = dict[str, Any]
Period = tuple[date, date]
"""Its first and its last day."""


@dataclass(frozen=True, slots=True)
class Caption:
    """What a chart is called: `name` in the page (used by no other), `title` and `description` for those who listen."""

    name: str
    title: str
    description: str
    language: Language


@dataclass(frozen=True, slots=True)
class Column:
    """A number in a period, from its first to its last day; a `hollow` one is drawn as an outline.

    periods: how many usual periods it covers; it is drawn as high as their mean, for the eye compares heights.
    """

    first: date
    last: date
    count: int
    periods: int = 1
    hollow: bool = False


def control_chart(
    trends: Sequence[Trend], caption: Caption, *, reference: tuple[float, float] | None = None, changes: Sequence[date]
) -> str:
    """Shares in time by period, each trend with its own limits and centre line.

    reference: a published share, from its lowest to its highest. changes: days on which the law changed.
    """
    data = control_data(trends, reference=reference, changes=changes)
    return drawn(control_grammar(), data, caption, periods_of(trends))


def control_data(
    trends: Sequence[Trend], *, reference: tuple[float, float] | None, changes: Sequence[date]
) -> dict[str, list[Row]]:
    """What a control chart is filled with."""
    begun = min(trend.points[0].first for trend in trends)
    return {
        "limits": [row for place, trend in enumerate(trends) for row in _steps(trend, place)],
        "points": [row for place, trend in enumerate(trends) for row in _points(trend, place)],
        "reference": [{"level": 100 * share} for share in dict.fromkeys(reference or ())],
        "changes": [{"x": _stamp(day)} for day in changes if begun < day],
    }


def periods_of(trends: Sequence[Trend]) -> list[Period]:
    """Of every point, trend by trend."""
    return [(point.first, point.last) for trend in trends for point in trend.points]


def columns_chart(columns: Sequence[Column], caption: Caption) -> str:
    """Numbers by period, from nought to the highest."""
    rows = [
        {
            "x": _stamp(each.first),
            "end": _stamp(each.last),
            "count": each.count / each.periods,
            "hollow": str(each.hollow),
        }
        for each in columns
    ]
    return drawn(column_grammar(), {"columns": rows}, caption, [(each.first, each.last) for each in columns])


def drawn(grammar: Grammar, data: Mapping[str, list[Row]], caption: Caption, periods: Sequence[Period] = ()) -> str:
    """The grammar filled with its data. `periods`: what its time axis shows, if it has one."""
    ticks, tick_format = _ticks(periods) if periods else ([], "")
    signals = {"ticks": ticks, "tick_format": tick_format}
    specification = {
        **grammar,
        "data": [{**each, "values": data[each["name"]]} if each["name"] in data else each for each in grammar["data"]],
        "signals": [
            {**each, "value": signals[each["name"]]} if each["name"] in signals else each
            for each in grammar.get("signals", ())
        ],
    }
    locale = LOCALES[caption.language]
    drawing = vl_convert.vega_to_svg(specification, format_locale=locale, time_format_locale=locale)
    return embedded(drawing, name=caption.name, title=caption.title, description=caption.description)


def _points(trend: Trend, place: int) -> Iterator[Row]:
    """Each share in the middle of its period."""
    for point in trend.points:
        middle = point.first + (point.last + DAY - point.first) / 2
        yield {"x": _stamp(middle), "share": 100 * point.share, "kind": _kind(point), "part": str(place)}


def _kind(point: Point) -> str:
    if point.outside:
        return "outside"
    return "in_run" if point.in_run else "usual"


def _steps(trend: Trend, place: int) -> Iterator[Row]:
    """The limits as steps, a step for each period; a period that is left out is a gap."""
    part, reached = 0, None
    levels: Row = {}
    for point in trend.points:
        if reached is not None and point.first != reached:
            yield {"x": _stamp(reached), **levels}
            part += 1
        reached = point.last + DAY
        levels = {"lower": 100 * point.lower, "upper": 100 * point.upper, "centre": 100 * trend.centre}
        levels |= {"part": f"{place}-{part}", "provisional": trend.provisional}
        yield {"x": _stamp(point.first), **levels}
    if reached is not None:
        yield {"x": _stamp(reached), **levels}


def _stamp(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _ticks(periods: Sequence[Period]) -> tuple[list[int], str]:
    """Where the time axis has names, in milliseconds, and of which form: years, or every third month of a short one."""
    first, end = min(first for first, _ in periods), max(last for _, last in periods) + DAY
    months = [date(year, month, 1) for year in range(first.year, end.year + 1) for month in range(1, 13)]
    shown = [each for each in months if first <= each < end]
    is_long = len(shown) > MONTHS_WITH_NAMES
    named = [each for each in shown if (each.month == 1 if is_long else each.month % 3 == 1)] or [first]
    return [(each - EPOCH) // MILLISECOND for each in named], "%Y" if is_long else "%b %Y"
