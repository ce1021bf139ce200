"""How the charts are drawn, whatever their figures: compiled once, and filled for each drawing.

Nothing is told by colour alone: what stands out has a shape of its own, limits are dashed and references dotted. All
positions follow from the figures and never from a machine's fonts, so the same figures give the same bytes.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import altair as alt
import vl_convert

__all__ = ["Grammar", "column_grammar", "control_grammar", "deadline_grammar", "sheet_grammar"]

BLUE, ORANGE, INK, GREY = "#1d5a96", "#c04a00", "#1c1c1c", "#6b6b6b"
PALE, MIDDLE, LINE = "#e6ecf2", "#9db8d3", "#cfcfcf"
WIDTH, HEIGHT, LOW_HEIGHT = 440, 190, 130
LEFT, RIGHT, TOP, BOTTOM = 54, 12, 10, 26
FONT_SIZE, LETTERS = 13, 14
"""Of the axes' names; and of words in the drawing, 11 px where a phone shows it 350 px wide."""
DASHES = [2, 2]
DASHED_WHERE_PROVISIONAL = alt.ExprRef("datum.provisional ? [5, 3] : [1, 0]")
SHAPES = {"usual": "circle", "in_run": "square", "outside": "diamond"}
FILLS = {"usual": BLUE, "in_run": "white", "outside": ORANGE}
STROKES = {"usual": BLUE, "in_run": ORANGE, "outside": INK}
SIZES = {"usual": 26, "in_run": 40, "outside": 110}

Grammar = dict[str, Any]
"""A Vega specification that waits for its data, its `ticks` (milliseconds) and their `tick_format`."""


@cache
def control_grammar() -> Grammar:
    """How a control chart is drawn, whatever its figures: background first, what matters most last."""
    return _compiled(alt.layer(*_control_layers(DASHES)), HEIGHT)


@cache
def deadline_grammar() -> Grammar:
    """The same with limits that are dashed where they are provisional, and with the marks of a sheet on top."""
    return _compiled(alt.layer(*_control_layers(DASHED_WHERE_PROVISIONAL), *_sheet_layers()), HEIGHT)


@cache
def sheet_grammar() -> Grammar:
    """Marks that say themselves where they stand and how they look, in the drawing's own units; no margins, no axes."""
    sheet = alt.layer(*_sheet_layers()).properties(width=WIDTH, padding=0, autosize="none", background="transparent")
    dressed = sheet.configure(aria=False, font="inherit").configure_view(stroke=None)
    return vl_convert.vegalite_to_vega(dressed.to_dict())


def _control_layers(limits_dash: list[int] | alt.ExprRef) -> list[alt.Chart]:
    limits, points, reference, changes = (
        alt.Chart(alt.NamedData(name)) for name in ("limits", "points", "reference", "changes")
    )
    x, y_scale = _time("x"), alt.Scale(domain=[0, 100], nice=False)
    y = alt.Y("share:Q", scale=y_scale, axis=_axis([0, 50, 100], "datum.label + ' %'"))
    band: dict[str, Any] = {
        "fill": PALE,
        "stroke": GREY,
        "strokeWidth": 0.8,
        "strokeDash": limits_dash,
        "interpolate": "step-after",
    }
    dotted: dict[str, Any] = {"color": INK, "strokeWidth": 1.6, "strokeDash": [1, 3], "strokeCap": "round"}
    apart = alt.Detail("part:N")
    return [
        limits.mark_area(**band).encode(x, alt.Y("lower:Q", scale=y_scale), alt.Y2("upper:Q"), apart),
        reference.mark_rule(**dotted).encode(alt.Y("level:Q", scale=y_scale)),
        changes.mark_rule(color=GREY, strokeWidth=1.2, strokeDash=[7, 3]).encode(x),
        limits.mark_line(color=INK, strokeWidth=1).encode(x, alt.Y("centre:Q", scale=y_scale), apart),
        points.mark_line(color=BLUE, strokeWidth=1.5).encode(x, y, apart),
        points.mark_point(strokeWidth=1.5, opacity=1).encode(
            x,
            y,
            alt.Shape("kind:N", scale=_choice(SHAPES), legend=None),
            alt.Fill("kind:N", scale=_choice(FILLS), legend=None),
            alt.Stroke("kind:N", scale=_choice(STROKES), legend=None),
            alt.Size("kind:N", scale=_choice(SIZES), legend=None),
        ),
    ]


def _sheet_layers() -> list[alt.Chart]:
    """Lines, boxes over them, and dots on top."""
    lines, boxes, dots = (alt.Chart(alt.NamedData(name)) for name in ("lines", "boxes", "dots"))
    x, y = alt.X("x:Q", scale=None, axis=None), alt.Y("y:Q", scale=None, axis=None)
    fill, edge = alt.Fill("fill:N", scale=None), alt.Stroke("edge:N", scale=None)
    return [
        lines.mark_rule(strokeCap="butt").encode(
            x,
            alt.X2("x2:Q"),
            y,
            alt.Y2("y2:Q"),
            alt.Stroke("colour:N", scale=None),
            alt.StrokeWidth("width:Q", scale=None),
            alt.StrokeDash("dash:N", scale=None),
        ),
        boxes.mark_rect(strokeWidth=1).encode(x, alt.X2("x2:Q"), y, alt.Y2("y2:Q"), fill, edge),
        dots.mark_point(strokeWidth=1.8, opacity=1).encode(
            x, y, alt.Shape("shape:N", scale=None), alt.Size("size:Q", scale=None), fill, edge
        ),
    ]


@cache
def column_grammar() -> Grammar:
    axis = _axis(alt.ExprRef("[0, domain('y')[1]]"), "format(datum.value, ',d')")
    columns = alt.Chart(alt.NamedData("columns")).mark_rect(stroke=BLUE, strokeWidth=1.2)
    drawn = columns.encode(
        _time("x"),
        alt.X2("end:T"),
        alt.Y("count:Q", scale=alt.Scale(zero=True, nice=False), axis=axis),
        alt.Y2(datum=0),
        alt.Fill("hollow:N", scale=_choice({"False": MIDDLE, "True": "white"}), legend=None),
    )
    return _compiled(drawn, LOW_HEIGHT)


def _choice(looks: Mapping[str, str | float]) -> alt.Scale:
    return alt.Scale(domain=list(looks), range=list(looks.values()))


def _time(field: str) -> alt.X:
    """Universal time, for a day must not move with the machine's clock."""
    scale = alt.Scale(type="utc", nice=False)
    name = "utcFormat(datum.value, tick_format)"
    axis = alt.Axis(
        values=alt.ExprRef("ticks"),
        labelExpr=name,
        title=None,
        labelOverlap=False,
        labelAlign="left",
        labelOffset=2,
        labelPadding=2,
        grid=False,
        tickSize=6,
    )
    return alt.X(f"{field}:T", scale=scale, axis=axis)


def _axis(values: list[int] | alt.ExprRef, label: str) -> alt.Axis:
    """A line for each value, and nothing else."""
    return alt.Axis(
        values=values, labelExpr=label, title=None, labelOverlap=False, domain=False, ticks=False, labelPadding=6
    )


def _compiled(chart: alt.Chart | alt.LayerChart | alt.FacetChart, height: int) -> Grammar:
    """From Vega-Lite to Vega, with fixed margins."""
    sized = chart.properties(
        width=WIDTH - LEFT - RIGHT,
        height=height - TOP - BOTTOM,
        padding={"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM},
        autosize="none",
        background="transparent",
    ).add_params(alt.param(name="ticks", value=[]), alt.param(name="tick_format", value=""))
    axes: dict[str, Any] = {
        "labelFontSize": FONT_SIZE,
        "labelColor": INK,
        "gridColor": LINE,
        "domainColor": GREY,
        "tickColor": GREY,
    }
    dressed = sized.configure(aria=False, font="inherit").configure_axis(**axes).configure_view(stroke=None)
    return vl_convert.vegalite_to_vega(dressed.to_dict())
