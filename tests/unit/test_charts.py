"""A chart shows what its figures say, in shapes as well as in colours, and hides no English from those who listen."""

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.invented_overview import NEW_LAW, RUN_BEGINS, RUN_ENDS, month_end, months, trend

from sagsloft.messages import Language
from sagsloft.render.charts import Caption, Column, columns_chart, control_chart

ROOT = Path(__file__).parents[2]
DANISH = Caption("figur", "Andel <i tide>", "Fra januar til maj", Language.DANISH)
ENGLISH = replace(DANISH, language=Language.ENGLISH)
IN_ANOTHER_PLACE = """
from tests.invented_overview import NEW_LAW, trend
from sagsloft.messages import Language
from sagsloft.render.charts import Caption, control_chart
caption = Caption("figur", "Andel <i tide>", "Fra januar til maj", Language.DANISH)
print(control_chart([trend(NEW_LAW, 24)], caption, reference=(0.87, 0.92), changes=[]))
"""


def drawn(*trends, caption=DANISH, reference=None, changes=()):
    return control_chart(trends, caption, reference=reference, changes=changes)


def columns(*counts, **more):
    firsts = months(NEW_LAW, len(counts))
    made = [Column(first, month_end(first), count, **more) for first, count in zip(firsts, counts, strict=True)]
    return columns_chart(made, DANISH)


def heights(svg):
    return [float(found) for found in re.findall(r'd="M[\d.]+,[\d.]+h[\d.]+v([\d.]+)h', svg)][1:]


def test_a_chart_is_one_picture_with_a_title_and_a_description_in_words():
    svg = drawn(trend(NEW_LAW, 24))
    assert svg.startswith("<svg ")
    assert svg.count('role="img"') == svg.count("role=") == 1
    assert '<title id="figur-title">Andel &lt;i tide&gt;</title>' in svg
    assert '<desc id="figur-desc">Fra januar til maj</desc>' in svg


def test_what_vega_says_in_english_is_taken_out():
    svg = drawn(trend(NEW_LAW, 24), reference=(0.87, 0.92), changes=[date(2025, 1, 1)])
    assert re.findall(r"aria-(?!labelledby|describedby)\w+|class=|axis|mark|legend|container", svg) == []


def test_months_have_the_names_of_the_language():
    assert re.findall(r">(\w+ \d{4})<", drawn(trend(date(2025, 3, 1), 12))) == [
        "apr 2025",
        "jul 2025",
        "okt 2025",
        "jan 2026",
    ]
    assert ">Oct 2025<" in drawn(trend(date(2025, 3, 1), 12), caption=ENGLISH)


def test_a_long_axis_names_years():
    assert re.findall(r">(\d{4})<", drawn(trend(date(2022, 1, 1), 48))) == ["2022", "2023", "2024", "2025"]


def test_points_that_stand_out_have_shapes_of_their_own():
    svg = drawn(trend(NEW_LAW, 24))
    shapes = re.findall(r'd="(M[^"]+)" fill="(#1d5a96|white|#c04a00)" stroke="(#\w+)"', svg)
    by_colour = {fill: [path for path, each, _ in shapes if each == fill] for _, fill, _ in shapes}
    assert {fill: len(paths) for fill, paths in by_colour.items()} == {
        "#1d5a96": 24 - 1 - (RUN_ENDS - RUN_BEGINS),
        "white": RUN_ENDS - RUN_BEGINS,
        "#c04a00": 1,
    }
    assert "A" in by_colour["#1d5a96"][0], "a circle"
    assert len({re.sub(r"[-\d.,]+", "", paths[0]) for paths in by_colour.values()}) == 3


def dotted(svg):
    return svg.count('stroke-dasharray="1,3"')


def test_a_published_span_is_two_dotted_lines_and_a_published_figure_is_one():
    assert dotted(drawn(trend(NEW_LAW, 24))) == 0
    assert dotted(drawn(trend(NEW_LAW, 24), reference=(0.87, 0.92))) == 2
    assert dotted(drawn(trend(NEW_LAW, 24), reference=(0.95, 0.95))) == 1


@pytest.mark.parametrize(("change", "lines"), [(date(2025, 1, 1), 1), (NEW_LAW, 0), (date(2011, 1, 1), 0)])
def test_a_change_of_law_is_a_dashed_line_where_there_is_something_on_both_sides(change, lines):
    assert drawn(trend(NEW_LAW, 24), changes=[change]).count('stroke-dasharray="7,3"') == lines


def test_limits_are_not_drawn_over_a_period_that_is_left_out():
    whole = trend(NEW_LAW, 24)
    with_gap = replace(whole, points=(*whole.points[:7], *whole.points[9:]))
    bands = [svg.count('stroke-dasharray="2,2"') for svg in (drawn(whole), drawn(with_gap))]
    assert bands == [1, 2]


def test_columns_are_as_high_as_their_numbers_and_the_highest_is_named_in_full():
    svg = columns(1444, 722, 0)
    highest, half = heights(svg)[:2]
    assert half == pytest.approx(highest / 2, abs=0.1)
    assert ">1.444<" in svg


def test_a_column_over_several_periods_shows_their_mean():
    first, second = months(NEW_LAW, 2)
    made = [Column(first, month_end(first), 10), Column(second, date(2024, 3, 31), 20, periods=2)]
    one, of_two = heights(columns_chart(made, DANISH))
    assert one == of_two


def test_a_hollow_column_is_white():
    assert columns(10, 10).count('fill="white"') == 0
    assert columns(10, 10, hollow=True).count('fill="white"') == 2


def test_the_same_figures_give_the_same_bytes_wherever_the_clock_hangs():
    here = drawn(trend(NEW_LAW, 24), reference=(0.87, 0.92))
    environment = {"TZ": "Pacific/Auckland", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PATH": "", "LANG": "C.UTF-8"}
    there = subprocess.run(
        [sys.executable, "-c", IN_ANOTHER_PLACE], env=environment, capture_output=True, text=True, check=True
    )
    assert there.stdout == here + "\n"
