"""What a draw can show, by how many cases are read: how sure the level is, and how often a true rise is seen. SVG."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import vl_convert

from sagsloft.core.ladder import Phrase
from sagsloft.core.planning import Outlook
from sagsloft.render.chart_grammar import BLUE, FONT_SIZE, GREY, INK, LINE, ORANGE, PALE
from sagsloft.render.charts import LOCALES, Caption
from sagsloft.render.svg import embedded

__all__ = ["change_chart", "level_chart"]

WIDTH, HEIGHT = 560, 288
LEFT, TOP, BOTTOM, PLAIN_RIGHT, NAMED_RIGHT = 54, 40, 44, 20, 110
TITLE_SIZE, TITLE_GAP = 14, 12
DASHES = ([1, 0], [6, 3], [2, 2])
SHAPES = ("circle", "square", "diamond")
COLOURS = (BLUE, ORANGE, INK)


def level_chart(plan: Outlook, caption: Caption, cases: str) -> str:
    """The interval where half of the read cases meet a criterion. `cases`: the name of the axis."""
    rows = [
        {"cases": each.cases, "lower": 100 * each.half.lower, "upper": 100 * each.half.upper} for each in plan.reaches
    ]
    base = alt.Chart(alt.InlineData(values=rows))
    x = _cases(plan, cases)
    band = base.mark_area(fill=PALE).encode(x, _percent("lower"), alt.Y2("upper:Q"))
    bars = base.mark_rule(stroke=BLUE, strokeWidth=2).encode(x, _percent("lower"), alt.Y2("upper:Q"))
    half = alt.Chart(alt.InlineData(values=[{"level": 50}])).mark_rule(stroke=GREY, strokeDash=[3, 3])
    return _drawn(alt.layer(band, half.encode(_percent("level")), bars), caption, PLAIN_RIGHT)


def change_chart(plan: Outlook, caption: Caption, cases: str, names: Mapping[float, str]) -> str:
    """How often "improvement" or more is said of each true rise. `names`: what each rise is called beside its line."""
    layers: list[alt.Chart] = []
    for place, (rise, name) in enumerate(names.items()):
        rows = [
            {"cases": each.cases, "said": 100 * each.rises[rise][Phrase.IMPROVEMENT], "name": name}
            for each in plan.reaches
            if each.rises
        ]
        base = alt.Chart(alt.InlineData(values=rows))
        x, y, colour = _cases(plan, cases), _percent("said"), COLOURS[place]
        layers += [
            base.mark_line(stroke=colour, strokeWidth=2, strokeDash=DASHES[place]).encode(x, y),
            base.mark_point(shape=SHAPES[place], fill=colour, stroke=colour, size=45, opacity=1).encode(x, y),
            alt.Chart(alt.InlineData(values=rows[-1:]))
            .mark_text(align="left", dx=9, color=INK, fontSize=FONT_SIZE, baseline="middle")
            .encode(x, y, alt.Text("name:N")),
        ]
    return _drawn(alt.layer(*layers), caption, NAMED_RIGHT)


def _cases(plan: Outlook, title: str) -> alt.X:
    """A tick for each number of cases that was worked out."""
    sizes = [each.cases for each in plan.reaches]
    axis = alt.Axis(values=sizes, format="d", title=title, grid=False, labelOverlap=False, labelFlush=False)
    return alt.X("cases:Q", scale=alt.Scale(domain=[0, max(sizes)], nice=False), axis=axis)


def _percent(field: str) -> alt.Y:
    axis = alt.Axis(values=[0, 25, 50, 75, 100], labelExpr="datum.label + ' %'", title=None, domain=False, ticks=False)
    return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=axis)


def _drawn(chart: alt.LayerChart | alt.FacetChart, caption: Caption, right: int) -> str:
    """With fixed margins: positions follow from the figures, and never from a machine's fonts. It stands alone, and so
    inherits no font from a page."""
    axes: dict[str, Any] = {
        "labelFontSize": FONT_SIZE,
        "titleFontSize": FONT_SIZE,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": INK,
        "gridColor": LINE,
        "domainColor": GREY,
        "tickColor": GREY,
    }
    dressed = (
        chart.properties(
            width=WIDTH - LEFT - right,
            height=HEIGHT - TOP - BOTTOM,
            padding={"left": LEFT, "right": right, "top": TOP, "bottom": BOTTOM},
            autosize="none",
            background="transparent",
            title=alt.Title(caption.title, anchor="start", fontSize=TITLE_SIZE, color=INK, offset=TITLE_GAP),
        )
        .configure(aria=False, font="sans-serif")
        .configure_axis(**axes)
        .configure_view(stroke=None)
    )
    locale = LOCALES[caption.language]
    drawing = vl_convert.vega_to_svg(vl_convert.vegalite_to_vega(dressed.to_dict()), format_locale=locale)
    return embedded(drawing, name=caption.name, title=caption.title, description=caption.description)
