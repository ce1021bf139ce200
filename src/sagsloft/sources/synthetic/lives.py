"""What happens in the child's life: an early offer, the 16th birthday, a move away, the end of the case."""

from collections.abc import Iterable

import numpy as np
import polars as pl

from sagsloft.sources.synthetic.cases import Cases
from sagsloft.sources.synthetic.dice import DAY, Flags, Times, only
from sagsloft.sources.synthetic.moments import Moments, case_of, times_of
from sagsloft.sources.synthetic.setting import Setting, table

__all__ = ["lives"]

SIXTEEN = np.timedelta64(16 * 12, "M")
OFFERED = 0.35
"""Cases with an early preventive offer (lov om social service § 11, stk. 3; barnets lov § 30)."""
MOVING = 0.08


def lives(setting: Setting, cases: Cases, measures: pl.DataFrame, others: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """One row for each case. No case is closed before the last thing in it, and none that moved away stays open."""
    dice, count = setting.dice, len(cases)
    closed = dice.in_office(_last(cases, (measures, *others)) + dice.days(1, 30, count))
    running = measures.filter(pl.col("started").is_not_null() & pl.col("ended").is_null())
    closed[case_of(running)] = setting.ends + 365 * DAY
    has_moved = dice.happens(MOVING, count)
    supported = dice.happens(0.65, count)
    moved = dice.in_office(closed + dice.days(1, 10, count))
    passed_on = dice.happens(0.86 * (has_moved & supported), count)
    closed = np.where(has_moved, dice.in_office(moved + dice.days(21, 30, count)), closed)
    offered = dice.in_office(cases.opens + dice.days(3, 150, count))
    turned, has_plan, planned, unplanned = _sixteen(setting, cases, measures, closed)
    return table(
        case=np.arange(count),
        opened=cases.opens,
        closed=closed,
        birth_month=cases.born.astype("datetime64[M]").astype(np.str_),
        district=cases.district,
        target_group=cases.target_group,
        offered=only(offered, dice.happens(OFFERED * (offered < closed), count)),
        turned_16=turned,
        has_plan=has_plan,
        youth_plan=planned,
        no_youth_plan=unplanned,
        moved=only(moved, has_moved),
        supported=supported,
        passed_on=only(dice.in_office(moved + dice.days(0, 18, count)), passed_on),
    )


def _last(cases: Cases, tables: Iterable[pl.DataFrame]) -> Times:
    """When the last thing happens in each case: it may be after the period's end."""
    last = cases.closes.copy()
    for rows in tables:
        for name in rows.columns:
            if isinstance(rows.schema[name], pl.Datetime):
                at = times_of(rows, name)
                np.maximum.at(last, case_of(rows)[~np.isnat(at)], at[~np.isnat(at)])
    return last


def _sixteen(
    setting: Setting, cases: Cases, measures: pl.DataFrame, closed: Times
) -> tuple[Times, Flags, Times, Times]:
    """The birthday, whether there is a plan by then, and the youth plan that barnets lov § 108 asks for."""
    dice, count = setting.dice, len(cases)
    days_into_month = cases.born.astype("datetime64[D]") - cases.born.astype("datetime64[M]").astype("datetime64[D]")
    birthday = (cases.born.astype("datetime64[M]") + SIXTEEN).astype("datetime64[D]") + days_into_month
    turned = only(birthday.astype("datetime64[m]"), (birthday > cases.opens) & (birthday < closed))
    rows = np.arange(count)
    has_plan = ~np.isnat(Moments.of(measures, "planned").last(rows, turned)) & ~np.isnat(turned)
    is_asked_for = has_plan & setting.under_barnets_lov(turned)
    is_planned = dice.happens(0.5 * is_asked_for, count)
    is_left_out = dice.happens(0.6 * (is_asked_for & ~is_planned), count)
    at = np.minimum(dice.in_office(turned + dice.days(5, 150, count)), closed)
    return turned, has_plan, only(at, is_planned), only(at, is_left_out)
