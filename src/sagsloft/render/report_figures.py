"""The report's charts as drawings: each is made of the counts in the tree, and says the same in words."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil
from typing import TypeVar

from sagsloft.core import report_charts as tree
from sagsloft.core.estimates import Count, Interval, none_found_at_most
from sagsloft.core.report_charts import Chart
from sagsloft.core.rules import Text
from sagsloft.messages import Language, say
from sagsloft.render import round_chart_words as words
from sagsloft.render import round_charts as charts
from sagsloft.render.answer_bars import AnswerRow, ThemeRow
from sagsloft.render.charts import Caption
from sagsloft.render.document import Figure
from sagsloft.render.level_rows import Level, LevelRow
from sagsloft.render.measure_labels import Measure
from sagsloft.render.terminal import in_language

__all__ = ["figures_of"]

MOST_ROWS = 6
"""Criteria in one drawing: some half of a page."""
Row = TypeVar("Row")


def figures_of(chart: Chart, language: Language) -> Iterator[Figure]:
    """As many as it takes for each to stand on one page."""
    match chart:
        case tree.LevelsChart():
            yield from _levels(chart, language)
        case tree.AnswersChart():
            yield from _answers(chart, language)
        case tree.ThemesChart():
            rows = [ThemeRow(in_language(each.title, language), each.cases) for each in chart.rows]
            caption = Caption(
                chart.name, say("analyse.chart_themes", language), words.themes_in_words(rows, language), language
            )
            yield _figure(charts.themes_chart(rows, caption), caption)
        case tree.CriticalityChart():
            told = words.criticality_in_words(chart.before, chart.now, language)
            caption = Caption(chart.name, say("analyse.chart_criticality", language), told, language)
            yield _figure(charts.criticality_chart(chart.before, chart.now, caption), caption)
        case tree.DeadlineChart():
            yield _deadline(chart, language)


def _levels(chart: tree.LevelsChart, language: Language) -> Iterator[Figure]:
    rows = [_level_row(each, language) for each in chart.rows]
    track = say(f"findings.track_{chart.track}", language)
    title = say("analyse.chart_levels", language, about=in_language(chart.about, language), track=track)
    parts = [page for some in _shared_out(rows) for page in charts.levels_pages(some, language)]
    for place, part in enumerate(parts, 1):
        caption = _part(chart.name, title, place, len(parts), words.levels_in_words(part, language), language)
        yield _figure(charts.levels_chart(part, caption), caption)


def _answers(chart: tree.AnswersChart, language: Language) -> Iterator[Figure]:
    rows = [AnswerRow(_titled(each.code, each.question, language), each.cases) for each in chart.rows]
    title = say("analyse.chart_answers", language, about=in_language(chart.about, language))
    parts = [page for some in _shared_out(rows) for page in charts.answers_pages(some, language)]
    for place, part in enumerate(parts, 1):
        caption = _part(chart.name, title, place, len(parts), words.answers_in_words(part, language), language)
        yield _figure(charts.answers_chart(part, caption), caption)


def _deadline(chart: tree.DeadlineChart, language: Language) -> Figure:
    measures = [Measure(each.name, each.day) for each in chart.measures]
    title = say("analyse.chart_deadline", language, title=in_language(chart.title, language))
    if chart.basis is not None:
        title = f"{title}, {say(f'basis.{chart.basis}', language)}"
    told = words.deadline_in_words(chart.trends, language, measures=measures)
    caption = Caption(chart.name, title, told, language)
    drawing = charts.deadline_chart(chart.trends, caption, measures=measures, changes=chart.changes)
    return _figure(drawing, caption)


def _level_row(row: tree.LevelRow, language: Language) -> LevelRow:
    before = None if row.before is None else _level(row.before, None, has_interval=row.has_interval)
    title = _titled(row.code, row.question, language)
    return LevelRow(title, _level(row.now, row.goal, has_interval=row.has_interval), before, row.goal)


def _level(count: Count, goal: float | None, *, has_interval: bool) -> Level:
    """With one kind of bound, as beside the statement: one-sided where the goal is all and no breach was found."""
    interval = None
    if has_interval and count.relevant:
        none_found = goal == 1 and not count.breaches and not count.is_census
        one_sided = Interval(1 - none_found_at_most(count.relevant, count.frame), 1.0)
        interval = one_sided if none_found else count.interval
    return Level(count.met, count.relevant, interval)


def _titled(code: str, question: Text, language: Language) -> str:
    return f"{code} {in_language(question, language)}"


def _shared_out(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """In parts of nearly one length, so that no drawing fills a page alone and none is left with a single row."""
    parts = ceil(len(rows) / MOST_ROWS)
    ends = [round(place * len(rows) / parts) for place in range(parts + 1)]
    return (rows[begin:end] for begin, end in pairwise(ends))


def _part(name: str, title: str, place: int, count: int, told: str, language: Language) -> Caption:
    if count > 1:
        title = say("analyse.chart_part", language, title=title, place=place, count=count)
        name = f"{name}-{place}"
    return Caption(name, title, told, language)


def _figure(drawing: str, caption: Caption) -> Figure:
    return Figure(caption.title, drawing, caption.description)
