"""A rule's control charts for the page: the drawing, what it shows in words, and the numbers behind it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from sagsloft.core.overview import Series
from sagsloft.core.trends import Point, Trend
from sagsloft.render.charts import Caption, control_chart
from sagsloft.render.report_context import Context, Published
from sagsloft.render.report_words import Words

__all__ = ["Chart", "Part", "charts", "description", "part_of"]

MOST_NAMED = 4
"""More points than this are counted, not listed."""
MONTH, QUARTER = timedelta(days=31), timedelta(days=92)
ABOVE, BELOW = "above", "below"


@dataclass(frozen=True, slots=True)
class Part:
    """One trend of a drawing, and what a reader should see in it; `period` is empty where it is the only one."""

    period: str
    sentences: tuple[str, ...]
    trend: Trend


@dataclass(frozen=True, slots=True)
class Chart:
    """One drawing; `marks`: what it contains, for its key."""

    title: str
    svg: str
    marks: tuple[str, ...]
    parts: tuple[Part, ...]


def charts(rule_id: str, trends: Sequence[Series], context: Context, words: Words) -> tuple[Chart, ...]:
    """A chart for each basis; all versions in one, for then the law before and after stands side by side."""
    bases = dict.fromkeys(series.basis for series in trends)
    return tuple(
        _chart(rule_id, [series for series in trends if series.basis == basis], context, words) for basis in bases
    )


def _chart(rule_id: str, series: Sequence[Series], context: Context, words: Words) -> Chart:
    trends = [each.trend for each in series]
    published = context.published.get(rule_id)
    changes = _changes(series)
    title = _title(trends, words)
    if series[0].basis is not None:
        title = f"{title}, {words.other(f'basis.{series[0].basis}')}"
    parts = tuple(part_of(each, len(trends) > 1, words) for each in trends)
    caption = Caption(
        name=f"{rule_id}-{series[0].basis or 'alle'}".replace("_", "-"),
        title=f"{words.text(context.rule(rule_id).title)}: {title}",
        description=description(parts, published, words),
        language=words.language,
    )
    reference = None if published is None else (published.low, published.high)
    drawing = control_chart(trends, caption, reference=reference, changes=changes)
    marks = _marks(trends, has_reference=published is not None, has_changes=bool(changes))
    return Chart(title, drawing, tuple(marks), parts)


def _changes(series: Sequence[Series]) -> list[date]:
    """The first days of all versions but the oldest."""
    days = sorted(day for each in series for day in each.versions)
    return days[1:]


def _title(trends: Sequence[Trend], words: Words) -> str:
    lengths = {_length(point) for trend in trends for point in trend.points}
    return words.say(f"chart_{lengths.pop()}" if len(lengths) == 1 else "chart_mixed")


def _length(point: Point) -> str:
    days = point.last - point.first
    if days <= MONTH:
        return "month"
    return "quarter" if days <= QUARTER else "year"


def _marks(trends: Sequence[Trend], *, has_reference: bool, has_changes: bool) -> Iterator[str]:
    yield from ("share", "centre", "limits")
    if any(trend.outside for trend in trends):
        yield "outside"
    if any(point.in_run and not point.outside for trend in trends for point in trend.points):
        yield "in_run"
    if has_reference:
        yield "reference"
    if has_changes:
        yield "change"


def part_of(trend: Trend, is_one_of_more: bool, words: Words) -> Part:
    """What a reader should see in the drawing of a trend."""
    period = words.period(trend.points[0].first, trend.points[-1].last) if is_one_of_more else ""
    return Part(period, tuple(_sentences(trend, words)), trend)


def _sentences(trend: Trend, words: Words) -> Iterator[str]:
    """Where the limits come from, and what passes them; no verdict (method, section 4)."""
    baseline = words.period(*trend.baseline)
    kind = "limits_provisional" if trend.provisional else "limits_from"
    yield words.say(kind, centre=words.share(trend.centre), baseline=baseline, points=_in_baseline(trend))
    outside = [_named(point, trend, words) for point in trend.points if point.outside]
    if outside:
        yield words.say("signal_outside", points=_listed(outside, words))
    runs = [_run(list(points), side, words) for side, points in _runs(trend)]
    if runs:
        yield words.say("signal_run", runs=_listed(runs, words))
    if not outside and not runs:
        yield words.say("signal_none")


def _in_baseline(trend: Trend) -> int:
    first, last = trend.baseline
    return sum(first <= point.first <= last for point in trend.points)


def _side(point: Point, trend: Trend) -> str:
    return ABOVE if point.share > trend.centre else BELOW


def _named(point: Point, trend: Trend, words: Words) -> str:
    period = words.period(point.first, point.last)
    return words.say(f"point_{_side(point, trend)}", period=period, share=words.share(point.share))


def _runs(trend: Trend) -> Iterator[tuple[str, Iterator[Point]]]:
    """Points of a run that lie on one side, in order. Two runs of opposite sides are two."""
    sides = groupby(trend.points, key=lambda point: _side(point, trend) if point.in_run else None)
    return ((side, points) for side, points in sides if side is not None)


def _run(points: Sequence[Point], side: str, words: Words) -> str:
    first, last = (words.period(point.first, point.last) for point in (points[0], points[-1]))
    return words.say(f"run_{side}", first=first, last=last, count=len(points))


def _listed(parts: Sequence[str], words: Words) -> str:
    if len(parts) <= MOST_NAMED:
        return words.joined(parts)
    return words.say("and_more", parts=", ".join(parts[:MOST_NAMED]), count=len(parts) - MOST_NAMED)


def description(parts: Sequence[Part], published: Published | None, words: Words) -> str:
    """The drawing for those who do not see it."""
    points = [point for part in parts for point in part.trend.points]
    lowest, highest = (extreme(points, key=lambda point: point.share) for extreme in (min, max))
    said = [
        words.say(
            "chart_description",
            first=words.day(min(point.first for point in points)),
            last=words.day(max(point.last for point in points)),
            lowest=words.share(lowest.share),
            lowest_when=words.period(lowest.first, lowest.last),
            highest=words.share(highest.share),
            highest_when=words.period(highest.first, highest.last),
        )
    ]
    if published is not None:
        said.append(words.say("chart_reference", shares=words.shares(published.low, published.high)))
    for part in parts:
        said += [f"{part.period}."] * bool(part.period) + list(part.sentences)
    return " ".join(said)
