"""A deadline's control chart in a report: the goal, what was done when, and a key of its own."""

import re
from datetime import date
from itertools import combinations

import pytest
from tests.invented_overview import NEW_LAW, trend
from tests.unit.drawings import height, lines, texts

from sagsloft.messages import Language
from sagsloft.render.charts import Caption, control_chart
from sagsloft.render.lettering import breadth
from sagsloft.render.measure_labels import Measure
from sagsloft.render.round_charts import deadline_chart

CAPTION = Caption("figur", "Andel i tide", "Fra januar til december", Language.DANISH)
LEFT, BROAD, HIGH, BOTTOM = 54, 374, 154, 26


def deadline(*trends, **more):
    return deadline_chart(trends or [trend(NEW_LAW, 24)], CAPTION, **more)


def upright(svg):
    """The lines of measures: where they are, and from where to where."""
    return [each for each in lines(svg, stroke="#1c1c1c") if each[0] == each[2]]


def test_a_report_s_control_chart_has_the_points_of_the_page_s():
    paths = [
        re.findall(r'<path transform[^>]*d="M[^"]+"', svg)
        for svg in (control_chart([trend(NEW_LAW, 24)], CAPTION, changes=[]), deadline())
    ]
    assert [sum(each in paths[1] for each in paths[0]), len(paths[0])] == [24, 24]


def test_a_measure_is_a_line_on_its_day_with_its_name_and_date():
    svg = deadline(measures=[Measure("Vagtordning", date(2025, 1, 1))])
    ((x, top, _, bottom),) = upright(svg)
    assert x == pytest.approx(LEFT + BROAD * 366 / 731, abs=0.1)
    assert texts(svg)["Vagtordning 1. januar 2025"][1] < bottom - HIGH
    assert top < texts(svg)["Vagtordning 1. januar 2025"][1]


def test_a_measure_outside_what_is_shown_has_no_line():
    measures = [Measure("Før", date(2023, 12, 31)), Measure("Efter", date(2026, 1, 1))]
    assert upright(deadline(measures=measures)) == []
    assert len(upright(deadline(measures=[Measure("Første", NEW_LAW), Measure("Sidste", date(2025, 12, 31))]))) == 2


@pytest.mark.parametrize(
    "days",
    [
        [date(2025, 8, 15), date(2025, 10, 1), date(2025, 11, 20), date(2024, 3, 1)],
        [date(2024, 2, 1), date(2024, 3, 1), date(2024, 4, 1)],
        [date(2025, 12, 1), date(2025, 12, 10), date(2025, 12, 31)],
        [date(2025, 1, 1)] * 3,
        [date(2024, 1, 1), date(2025, 12, 31)],
    ],
)
def test_names_of_measures_do_not_touch_each_other_or_the_lines_of_others(days):
    svg = deadline(measures=[Measure(f"Tiltag {number}", day) for number, day in enumerate(days)])
    names = [(x, y, breadth(text)) for text, (x, y) in texts(svg).items() if text.startswith("Tiltag")]
    assert len(names) == len(upright(svg)) == len(days)
    for (x, y, broad), (other_x, other_y, other_broad) in combinations(names, 2):
        assert abs(y - other_y) >= 14 or x + broad < other_x or other_x + other_broad < x
    for x, y, broad in names:
        assert not any(x < line < x + broad and top < y - 14 for line, top, _, _ in upright(svg))


def test_a_goal_is_a_dashed_line_at_its_height_and_named():
    svg = deadline(goal=0.75)
    found = [each for each in lines(svg, stroke_dasharray="10,4") if each[2] - each[0] > 100]
    ((_, y, _, _),) = found
    bottom = y + HIGH * 0.75
    assert bottom == pytest.approx(height(svg) - BOTTOM, abs=0.2)
    assert "mål 75,0 %" in texts(svg)
    assert lines(deadline(), stroke_dasharray="10,4") == []


def test_limits_are_dashed_only_where_they_are_provisional_and_named_so():
    settled, provisional = deadline(), deadline(trend(NEW_LAW, 9, provisional=True))
    assert [svg.count('stroke-dasharray="5,3"') for svg in (settled, provisional)] == [0, 3]
    assert {"grænser", "foreløbige grænser"} & set(texts(settled)) == {"grænser"}
    assert {"grænser", "foreløbige grænser"} & set(texts(provisional)) == {"foreløbige grænser"}


def test_the_key_names_what_is_there_and_nothing_else():
    plain, full = deadline(), deadline(goal=0.9, reference=(0.8, 0.9), changes=[date(2025, 1, 1)])
    always = {"andel i tide", "midten", "grænser", "uden for grænserne", "otte i træk på samme side"}
    sometimes = {"mål 90,0 %", "landstal", "ny lov"}
    assert always | sometimes <= set(texts(full))
    assert always <= set(texts(plain))
    assert not sometimes & set(texts(plain))
