"""Each case in one row, for lists of cases: who has it, how much waits in it, and since when."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from sagsloft.core import obligations
from sagsloft.core.calendar import Calendar, Span, Unit
from sagsloft.core.facts import CASE_CLOSED, CASE_OPENED
from sagsloft.core.rules import Kind, Rule
from sagsloft.render.urgency import Urgency, open_obligations

__all__ = ["CASES", "case_table"]

INSTANT = pl.Datetime("us", "UTC")
CASES = {
    "case_id": pl.String(),
    "team": pl.String(),
    "caseworker": pl.String(),
    "first_event": INSTANT,
    "last_event": INSTANT,
    "is_open": pl.Boolean(),
    "caseworkers": pl.UInt32(),
    "notifications": pl.UInt32(),
    "overdue": pl.UInt32(),
    "due_soon": pl.UInt32(),
    "without_limit": pl.UInt32(),
    "oldest_due": INSTANT,
    "next_due": INSTANT,
}
"""team, caseworker: the last that an event names. is_open: not closed after it was last opened. caseworkers: different
ones in the last 12 months. overdue, due_soon (within 7 days), without_limit: measurable obligations of law that have
not been done; oldest_due: of the overdue; next_due: of all that are due and still to come."""

NOTIFICATION = "underretning_modtaget"
YEAR = Span(12, Unit.MONTHS)


def case_table(
    events: pl.DataFrame, trace: pl.DataFrame, rules: Sequence[Rule], calendar: Calendar, as_of: datetime
) -> pl.DataFrame:
    """The cases (CASES) with any event at `as_of`, by their ids. `trace`: `obligations.TRACE_COLUMNS`."""
    law = [rule.id for rule in rules if rule.kind is Kind.LAW]
    waiting = _waiting(open_obligations(trace, law, calendar, as_of))
    counts = [pl.col(name).fill_null(0) for name in ("overdue", "due_soon", "without_limit")]
    return (
        _lives(obligations.existing(events, as_of), calendar, as_of)
        .join(waiting, on="case_id", how="left")
        .with_columns(counts)
        .sort("case_id")
        .select(pl.col(name).cast(dtype) for name, dtype in CASES.items())
    )


def _lives(events: pl.DataFrame, calendar: Calendar, as_of: datetime) -> pl.DataFrame:
    """What the events tell of each case."""
    opened, closed = (
        pl.col("earliest").filter(pl.col("activity") == each.activity).max() for each in (CASE_OPENED, CASE_CLOSED)
    )
    recent = _in_last_year(calendar, as_of)
    return (
        events.sort("earliest", "row")
        .group_by("case_id")
        .agg(
            pl.col("team", "caseworker").drop_nulls().last(),
            pl.col("earliest").min().alias("first_event"),
            pl.col("earliest").max().alias("last_event"),
            (closed.is_null() | (opened >= closed).fill_null(value=False)).alias("is_open"),
            pl.col("caseworker").filter(recent).drop_nulls().n_unique().alias("caseworkers"),
            (pl.col("activity") == NOTIFICATION).sum().alias("notifications"),
        )
    )


def _waiting(open_ones: pl.DataFrame) -> pl.DataFrame:
    urgency, due_at = pl.col("urgency"), pl.col("due_at")
    ways = {"overdue": Urgency.OVERDUE, "due_soon": Urgency.WITHIN_7_DAYS, "without_limit": Urgency.NO_LIMIT}
    to_come = [Urgency.WITHIN_7_DAYS, Urgency.WITHIN_30_DAYS, Urgency.LATER]
    return open_ones.group_by("case_id").agg(
        *((urgency == way).sum().alias(name) for name, way in ways.items()),
        due_at.filter(urgency == Urgency.OVERDUE).min().alias("oldest_due"),
        due_at.filter(urgency.is_in(to_come)).min().alias("next_due"),
    )


def _in_last_year(calendar: Calendar, as_of: datetime) -> pl.Expr:
    today = np.datetime64(as_of.astimezone(ZoneInfo(calendar.timezone)).date())
    a_year_ago = calendar.first_days_of_look_back(np.array([today]), YEAR)[0].item()
    return calendar.local_day(pl.col("earliest")) > pl.lit(a_year_ago)
