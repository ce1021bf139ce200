"""How many children have a running measure on a day, and is there a plan, a recent one, and a next follow-up?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import polars as pl

from sagsloft.core.attributes import ATTRIBUTE
from sagsloft.core.calendar import LocalTime
from sagsloft.core.timestamps import local_days

__all__ = ["NEXT_DATE", "Stock", "StockName", "stocks"]

BEGINS = ("indsats_ivaerksat", "anbringelse_ivaerksat")
ENDS = ("indsats_afsluttet", "anbringelse_ophoert")
CASE_ENDS = "sag_afsluttet"
PLANS = ("barnets_plan_udarbejdet", "ungeplan_udarbejdet")
FOLLOW_UP = "opfoelgning_afholdt"
NEXT_DATE = "naeste_opfoelgning"
MATTER = ("case_id", "matter_id")
ORDER = ("earliest", "row")


class StockName(StrEnum):
    """What is counted among the children with a running measure or placement."""

    RUNNING = "running"
    WITH_PLAN = "with_plan"
    PLAN_WITHIN_YEAR = "plan_within_year"
    NEXT_FOLLOW_UP = "next_follow_up"


@dataclass(frozen=True, slots=True)
class Stock:
    """A number of children on a day: `count` of `base` (the children with a running measure).

    `missing`: activities and attributes that the source would need, by code; where there are any, nothing is counted.
    """

    name: StockName
    count: int
    base: int
    missing: tuple[str, ...] = ()

    @property
    def is_measurable(self) -> bool:
        return not self.missing


def stocks(
    events: pl.DataFrame, local_time: LocalTime, as_of: datetime, *, covers: Collection[str] = frozenset()
) -> tuple[Stock, ...]:
    """The four stocks at `as_of` (DESIGN, section 3), in the order of `StockName`; children are counted, not matters.

    A measure runs when the last that began in its matter has no end after it in the matter, and the case was not closed
    after it. A child has a plan if its case ever had one, within a year if one was made in the 12 months before
    `as_of`, and a next follow-up if the last follow-up of a running matter names a readable day, not before `as_of`'s.
    """
    existing = events.filter(pl.col("earliest") <= as_of)
    running = _running(existing)
    missing = _missing(existing, frozenset(covers))
    children = {
        StockName.RUNNING: running,
        StockName.WITH_PLAN: _with_plan(existing),
        StockName.PLAN_WITHIN_YEAR: _with_plan(existing.filter(_within_year(local_time, as_of))),
        StockName.NEXT_FOLLOW_UP: _with_next_follow_up(existing, running, local_time, as_of),
    }
    base = 0 if missing[StockName.RUNNING] else running["case_id"].n_unique()
    return tuple(
        Stock(name, 0 if missing[name] else _children_in(running, children[name]), base, missing[name])
        for name in StockName
    )


def _missing(existing: pl.DataFrame, covers: frozenset[str]) -> Mapping[StockName, tuple[str, ...]]:
    """What the source would need to hold, or to cover, before each stock can be told from nothing (semantics 15)."""
    held = covers.union(existing["activity"].unique())
    # Without a single end in the source, every measure that ever began would seem to run.
    running = (*_unless_any(BEGINS, held), *_unless_any((*ENDS, CASE_ENDS), held))
    plans = (*running, *_unless_any(PLANS, held))
    column = f"{ATTRIBUTE}{NEXT_DATE}"
    dated = column in existing.columns and existing[column].null_count() < existing.height
    next_date = () if dated or NEXT_DATE in covers else (NEXT_DATE,)
    return {
        StockName.RUNNING: running,
        StockName.WITH_PLAN: plans,
        StockName.PLAN_WITHIN_YEAR: plans,
        StockName.NEXT_FOLLOW_UP: (*running, *_unless_any((FOLLOW_UP,), held), *next_date),
    }


def _unless_any(activities: Sequence[str], held: Collection[str]) -> tuple[str, ...]:
    """Nothing where one of them is held, else all of them."""
    return () if any(name in held for name in activities) else tuple(activities)


def _children_in(running: pl.DataFrame, others: pl.DataFrame) -> int:
    return running.join(others, on="case_id", how="semi")["case_id"].n_unique()


def _running(existing: pl.DataFrame) -> pl.DataFrame:
    """The matters (case_id, matter_id) of measures and placements that have not ended."""
    begun = _last(existing, pl.col("activity").is_in(BEGINS), MATTER)
    ended = _last(existing, pl.col("activity").is_in(ENDS), MATTER)
    closed = _last(existing, pl.col("activity") == CASE_ENDS, ("case_id",))
    ends = begun.join(ended, on=MATTER, how="left", nulls_equal=True, suffix="_ended").join(
        closed, on="case_id", how="left", suffix="_closed"
    )
    has_ended = pl.any_horizontal(_is_after("_ended"), _is_after("_closed"))
    return ends.filter(~has_ended).select(MATTER)


def _last(existing: pl.DataFrame, chosen: pl.Expr, group: Sequence[str]) -> pl.DataFrame:
    """The last of the chosen events of each group, and when it was: `earliest`, `latest`, `row`."""
    return existing.filter(chosen).sort(ORDER).group_by(group).agg(pl.col("earliest", "latest", "row").last())


def _is_after(suffix: str) -> pl.Expr:
    """Does the end come after the beginning? On one day without a time, the end does: a measure ends once begun."""
    return (pl.col(f"latest{suffix}") >= pl.col("earliest")).fill_null(value=False)


def _with_plan(events: pl.DataFrame) -> pl.DataFrame:
    return events.filter(pl.col("activity").is_in(PLANS)).select("case_id").unique()


def _within_year(local_time: LocalTime, as_of: datetime) -> pl.Expr:
    today = local_time.local_day(pl.lit(as_of))
    return local_time.local_day(pl.col("latest")) >= today.dt.offset_by("-12mo")


def _with_next_follow_up(
    existing: pl.DataFrame, running: pl.DataFrame, local_time: LocalTime, as_of: datetime
) -> pl.DataFrame:
    """The children of whom the last follow-up of a running matter names a day to come."""
    column = f"{ATTRIBUTE}{NEXT_DATE}"
    if column not in existing.columns:
        return running.clear()
    last = (
        existing.filter(pl.col("activity") == FOLLOW_UP)
        .join(running, on=MATTER, how="semi", nulls_equal=True)
        .sort(ORDER)
        .group_by(MATTER)
        .agg(pl.col(column).last())
    )
    days = local_days(last[column].cast(pl.String), local_time)
    return last.with_columns(days.alias("next")).filter(pl.col("next") >= local_time.local_day(pl.lit(as_of)))
