"""How many of a thing happened in each month? A volume is a number a period, without a denominator."""

from collections.abc import Collection, Sequence
from datetime import datetime

import polars as pl

from sagsloft.core.calendar import LocalTime
from sagsloft.core.disclosure import LEAST, by_period

__all__ = ["not_held", "shown", "volumes"]

MONTHLY = {"activity": pl.String(), "period": pl.Date(), "count": pl.UInt32(), "complete": pl.Boolean()}
SHOWN = {
    "activity": pl.String(),
    "first": pl.Date(),
    "last": pl.Date(),
    "count": pl.UInt32(),
    "complete": pl.Boolean(),
}


def volumes(events: pl.DataFrame, activities: Sequence[str], local_time: LocalTime, as_of: datetime) -> pl.DataFrame:
    """activity, period (Date: first of month), count, complete (Boolean: the month was over at `as_of`).

    Events count in the local month of their earliest instant. Each activity that the source holds has every month from
    the source's first event to `as_of`, also those with none; in the order of `activities`.
    """
    month = local_time.local_day(pl.col("earliest")).dt.truncate("1mo")
    dated = events.filter(pl.col("earliest") <= as_of).select("activity", month.alias("period"))
    held = [name for name in activities if name in set(dated["activity"].unique())]
    if not held:
        return pl.DataFrame(schema=MONTHLY)
    last = local_time.local_day(pl.lit(as_of)).dt.truncate("1mo")
    months = dated.select(pl.date_range(pl.col("period").min(), last, "1mo").alias("period"))
    counted = dated.group_by("activity", "period").agg(pl.len().cast(pl.UInt32).alias("count"))
    return (
        pl.DataFrame({"activity": held})
        .join(months, how="cross", maintain_order="left_right")
        .join(counted, on=["activity", "period"], how="left", maintain_order="left")
        .select(
            "activity",
            "period",
            pl.col("count").fill_null(0),
            _is_over(pl.col("period").dt.month_end(), local_time, as_of).alias("complete"),
        )
    )


def shown(monthly: pl.DataFrame, local_time: LocalTime, as_of: datetime, least: int = LEAST) -> pl.DataFrame:
    """Volumes as they may leave the unit: activity, first, last (Date), count, complete (over at `as_of`).

    By month, else quarter, else year, so that no count is under `least` (see `disclosure.by_period`).
    """
    parts = [
        by_period(part.with_columns(pl.col("count").alias("base")), least).select(
            pl.lit(name).alias("activity"),
            *("first", "last", "count"),
            _is_over(pl.col("last"), local_time, as_of).alias("complete"),
        )
        for (name,), part in monthly.partition_by("activity", as_dict=True, maintain_order=True).items()
    ]
    return pl.concat([pl.DataFrame(schema=SHOWN), *parts])


def not_held(
    events: pl.DataFrame, activities: Sequence[str], as_of: datetime, covers: Collection[str] = frozenset()
) -> tuple[str, ...]:
    """The activities that the source holds no event of, and does not cover: their volumes are not known to be zero."""
    held = set(events.filter(pl.col("earliest") <= as_of)["activity"].unique()) | set(covers)
    return tuple(name for name in activities if name not in held)


def _is_over(last: pl.Expr, local_time: LocalTime, as_of: datetime) -> pl.Expr:
    """Has the day `last` ended by `as_of`? (A date as `as_of` is the last microsecond of its day.)"""
    return last < local_time.local_day(pl.lit(as_of) + pl.duration(microseconds=1))
