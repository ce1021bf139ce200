"""The periods of an obligation that comes back: "at least two in every year". Semantics 11."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
import polars as pl

from sagsloft.core.calendar import Calendar, Span, Unit
from sagsloft.core.line import NOWHERE, Integers, Line, microseconds
from sagsloft.core.rules import AtLeast, Version

__all__ = ["as_triggers", "periods"]

SHORTEST_DAYS = {Unit.DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 28, Unit.YEARS: 365}


def periods(
    triggers: pl.DataFrame, version: Version, deadline: AtLeast, calendar: Calendar, as_of: datetime
) -> pl.DataFrame:
    """The triggers' columns, once for each period that is the version's and has begun, with more columns:

    trigger (index of its row), period (from 1), starts_at and due_at (UTC). `triggers` carries `day`, T's local day,
    and `ended_at`, the instant of its lapse, after which no new period begins.
    """
    table = triggers.with_row_index("trigger").with_columns(_numbers(deadline.every, as_of).alias("k")).explode("k")
    first_day = calendar.periods_later(pl.col("day"), deadline.every, pl.col("k"))
    next_day = calendar.periods_later(pl.col("day"), deadline.every, pl.col("k") + 1)
    table = table.with_columns(first_day.alias("first_day"), next_day.alias("next_day"))
    table = table.filter(_of_version(version)).with_columns(
        pl.when(pl.col("k") == 0)
        .then("earliest")
        .otherwise(calendar.start_of_day(pl.col("first_day")))
        .alias("starts_at"),
        calendar.end_of_day(pl.col("next_day") - pl.duration(days=1)).alias("due_at"),
        (pl.col("k") + 1).cast(pl.Int32).alias("period"),
    )
    has_ended = (pl.col("k") > 0) & (pl.col("ended_at") <= pl.col("starts_at"))
    return table.filter((pl.col("starts_at") <= as_of) & ~has_ended.fill_null(False))


def as_triggers(triggers: Line, starts_at: pl.Series, candidates: Sequence[Line]) -> Line:
    """The periods as if each began with a trigger: the place from which to look forward among the candidates."""
    starts = microseconds(starts_at)
    later = starts > triggers.time
    place = _first_from(triggers.group, starts, candidates)
    return replace(
        triggers,
        at=np.where(later, place - 1, triggers.at),
        start=np.where(later, place, triggers.start),
        midnight=np.where(later, place, triggers.midnight),
        time=starts,
    )


def _first_from(group: Integers, instants: Integers, candidates: Sequence[Line]) -> Integers:
    """The place of the first candidate of the group that does not begin before the instant."""
    queries = pl.DataFrame({"group": group, "time": instants}).with_row_index("query").sort("time")
    events = pl.concat([pl.DataFrame({"group": c.group, "time": c.time, "start": c.start}) for c in candidates])
    found = queries.join_asof(events.sort("time"), on="time", by="group", strategy="forward", check_sortedness=False)
    return found.sort("query")["start"].cast(pl.Int64).fill_null(NOWHERE).to_numpy()


def _numbers(every: Span, as_of: datetime) -> pl.Expr:
    """0, 1, …: at least as many periods as can have begun at `as_of`."""
    shortest = SHORTEST_DAYS[every.unit] * every.count
    return pl.int_ranges(0, (pl.lit(as_of) - pl.col("earliest")).dt.total_days() // shortest + 2)


def _of_version(version: Version) -> pl.Expr:
    """The version in force on the period's first day decides."""
    begun = pl.col("first_day") >= version.in_force
    return begun if version.until is None else begun & (pl.col("first_day") < version.until)
