"""How soon must each open obligation be done, how long has it waited, and how many wait in each team?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from sagsloft.core.calendar import Calendar, Span, Unit
from sagsloft.core.obligations import Status

__all__ = ["COUNTED", "Age", "Urgency", "by_unit", "open_obligations"]


class Urgency(StrEnum):
    """Where an obligation that has not been done stands; each stands in one place."""

    OVERDUE = "overdue"
    WITHIN_7_DAYS = "within_7_days"
    WITHIN_30_DAYS = "within_30_days"
    LATER = "later"
    NO_LIMIT = "no_limit"
    NOT_MEASURABLE = "not_measurable"


class Age(StrEnum):
    """How long something has been overdue, or has waited; the longest first."""

    OVER_1_YEAR = "over_1_year"
    MONTHS_6_TO_12 = "months_6_to_12"
    MONTHS_3_TO_6 = "months_3_to_6"
    MONTHS_1_TO_3 = "months_1_to_3"
    UNDER_1_MONTH = "under_1_month"


COUNTED: Mapping[Urgency, tuple[Urgency, ...]] = {
    Urgency.OVERDUE: (Urgency.OVERDUE,),
    Urgency.WITHIN_7_DAYS: (Urgency.WITHIN_7_DAYS,),
    Urgency.WITHIN_30_DAYS: (Urgency.WITHIN_7_DAYS, Urgency.WITHIN_30_DAYS),
    Urgency.NO_LIMIT: (Urgency.NO_LIMIT,),
}
"""The lists that people work from, and what each holds: what is due within 7 days is due within 30 days as well."""

NOT_DONE = (Status.OVERDUE, Status.PENDING)
MONTHS = {Age.OVER_1_YEAR: 12, Age.MONTHS_6_TO_12: 6, Age.MONTHS_3_TO_6: 3, Age.MONTHS_1_TO_3: 1}
ORDER = ("case_id", "rule_id", "trigger_row", "period")
"""Of what has waited equally long, so that the same input gives the same order."""


def open_obligations(trace: pl.DataFrame, rule_ids: Sequence[str], calendar: Calendar, as_of: datetime) -> pl.DataFrame:
    """The obligations of some rules that have not been done, the most urgent first.

    `trace`: `obligations.TRACE_COLUMNS`. Added are `urgency`; `days`, the local days since it was due, until it is due
    or, without a limit, since it arose; and `age`, those days in months (empty for what is not yet due).
    """
    today = np.datetime64(as_of.astimezone(ZoneInfo(calendar.timezone)).date())
    counted_from = calendar.local_day(pl.coalesce("due_at", "triggered_at"))
    return (
        trace.filter(pl.col("rule_id").is_in(rule_ids) & pl.col("status").is_in(NOT_DONE))
        .with_columns((pl.lit(today.item()) - counted_from).dt.total_days().alias("days"), counted_from.alias("since"))
        .with_columns(_urgency(), pl.col("days").abs(), _age(calendar, today))
        .sort(pl.coalesce("due_at", "triggered_at"), *ORDER)
        .drop("since")
    )


def by_unit(waiting: pl.DataFrame, units: Sequence[str]) -> pl.DataFrame:
    """How many obligations wait in each unit, such as `["team"]`: the unit's columns, `cases_overdue` (distinct cases
    with something overdue) and one column for each of COUNTED. In no order."""
    overdue = pl.col("case_id").filter(urgency=Urgency.OVERDUE).n_unique().alias("cases_overdue")
    counts = (pl.col("urgency").is_in(held).sum().alias(name) for name, held in COUNTED.items())
    listed = waiting.filter(~pl.col("urgency").is_in([Urgency.NOT_MEASURABLE, Urgency.LATER]))
    return listed.group_by(units).agg(overdue, *counts)


def _urgency() -> pl.Expr:
    """`days` is still negative where the due day is to come."""
    kinds = pl.Enum(Urgency)
    return (
        pl.when(~pl.col("measurable"))
        .then(pl.lit(Urgency.NOT_MEASURABLE, kinds))
        .when(pl.col("status") == Status.OVERDUE)
        .then(pl.lit(Urgency.OVERDUE, kinds))
        .when(pl.col("due_at").is_null())
        .then(pl.lit(Urgency.NO_LIMIT, kinds))
        .when(pl.col("days") >= -7)  # noqa: PLR2004 - the name of the list
        .then(pl.lit(Urgency.WITHIN_7_DAYS, kinds))
        .when(pl.col("days") >= -30)  # noqa: PLR2004 - the name of the list
        .then(pl.lit(Urgency.WITHIN_30_DAYS, kinds))
        .otherwise(pl.lit(Urgency.LATER, kinds))
        .alias("urgency")
    )


def _age(calendar: Calendar, today: np.datetime64) -> pl.Expr:
    """Calendar months; exactly one year is not over a year, exactly one month is not under one."""
    ages = pl.Enum(Age)
    age = pl.lit(Age.UNDER_1_MONTH, ages)
    for name, months in reversed(MONTHS.items()):
        first = calendar.first_days_of_look_back(np.array([today]), Span(months, Unit.MONTHS))[0].item()
        reached = pl.col("since") < first if name is Age.OVER_1_YEAR else pl.col("since") <= first
        age = pl.when(reached).then(pl.lit(name, ages)).otherwise(age)
    waits = (pl.col("status") == Status.OVERDUE) | pl.col("due_at").is_null()
    return pl.when(waits).then(age).alias("age")
