"""The figures as they may leave the unit, for those who see aggregates and never a case (method, section 9 b).

What stays: charts and tables by team and period, which have passed `disclosure`, and lines that are the sum of their
own chart, so that nothing is found by subtracting the one from the other; and of the outcomes, in the whole
municipality, those that many have had. What goes: everything else that could tell of fewer than `LEAST` children.
"""

from dataclasses import replace
from typing import Any

import polars as pl

from sagsloft.core.disclosure import LEAST
from sagsloft.core.outcomes import Outcomes
from sagsloft.core.overview import Measured, Overview, Series
from sagsloft.core.stocks import Stock

__all__ = ["few", "outside"]

TILES = ("children_waiting", "children_due_soon", "children_without_limit")
KEPT = ("rule_id", "kind", "version", "citation", "basis")
"""Of an indicator's row; the counts are those of its chart, and the others are left empty."""


def few(overview: Overview) -> frozenset[str]:
    """The numbers of children that are shown as "fewer than five"."""
    return frozenset(name for name in TILES if 0 < getattr(overview, name) < LEAST)


def outside(overview: Overview) -> Overview:
    return replace(
        overview,
        waiting=(),
        measured=tuple(_measured(each) for each in overview.measured if each.trends),
        stocks=tuple(each for each in overview.stocks if not _is_small(each)),
        outcomes=None if overview.outcomes is None else _outcomes(overview.outcomes),
        children_waiting=_many(overview.children_waiting),
        children_due_soon=_many(overview.children_due_soon),
        children_without_limit=_many(overview.children_without_limit),
    )


def _many(children: int) -> int:
    """A page says of the others that they are `few`."""
    return children if children >= LEAST else 0


def _is_small(stock: Stock) -> bool:
    return 0 < stock.base < LEAST or (stock.base == 0 and 0 < stock.count < LEAST)


def _outcomes(found: Outcomes) -> Outcomes | None:
    """Those that at least `LEAST` have had, and of no team. If the others are fewer in all, the rarest of those that
    are told goes with them: else the shares would tell how many they are."""
    told = found.whole.filter(pl.col("count") >= LEAST)  # the most frequent first
    left = sum(found.whole["count"].to_list()) - sum(told["count"].to_list())
    if 0 < left < LEAST:
        told = told.head(-1)
    if told.is_empty():
        return None
    return replace(
        found,
        whole=told,
        by_unit=found.by_unit.clear(),
        spread=found.spread.clear(),
        without=_many(found.without),
    )


def _measured(each: Measured) -> Measured:
    """Its newest version that has a chart, for each basis: of the others only the chart is told."""
    newest = {series.basis: series for series in reversed(each.trends)}  # newest first, so the newest comes last
    rows = [row | _told(newest[row["basis"]]) for row in _rows(each, newest)]
    return replace(
        each,
        indicators=pl.DataFrame(rows, schema=each.indicators.schema),
        by_team=each.by_team.filter(
            pl.any_horizontal(
                pl.lit(value=False), *(_of(series) for series in newest.values() if _is_margin(each, series))
            )
        ),
    )


def _rows(each: Measured, newest: dict[str | None, Series]) -> list[dict[str, Any]]:
    rows = each.indicators.filter(pl.any_horizontal(*(_of(series) for series in newest.values())))
    empty = dict.fromkeys(each.indicators.columns)
    return [empty | {name: row[name] for name in KEPT} for row in rows.iter_rows(named=True)]


def _of(series: Series) -> pl.Expr:
    """The rows of the version and basis that a chart is headed by."""
    return (pl.col("version") == series.versions[0]) & pl.col("basis").eq_missing(pl.lit(series.basis, pl.String))


def _told(series: Series) -> dict[str, int | float]:
    judged = sum(point.base for point in series.trend.points)
    in_time = sum(point.count for point in series.trend.points)
    return {"judged": judged, "in_time": in_time, "in_time_share": in_time / judged}


def _is_margin(each: Measured, series: Series) -> bool:
    """The teams and the periods add up to the same; else the difference would tell of those in between."""
    return bool(each.by_team.filter(_of(series))["base"].sum() == _told(series)["judged"])
