"""How often was it done in time? An indicator is a numerator, a denominator and a period, and nothing else is one.

For a deadline: judged = met + excused + late + overdue, of obligations that are measurable and were due at `as_of`; in
time = (met + excused) / judged. Pending and lapsed obligations are shown and never counted. (DESIGN, section 3.)
"""

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from sagsloft.core.calendar import Calendar
from sagsloft.core.measurable import Unmeasurable
from sagsloft.core.obligations import BASIS, Status
from sagsloft.core.rules import Rule, Scope

__all__ = [
    "INDICATORS",
    "added_up",
    "by_team",
    "by_team_and_quarter",
    "measure",
    "monthly",
    "overdue",
    "split_by_basis",
]

SECONDS_IN_DAY = 24 * 60 * 60
KEYS = ("rule_id", "version", "basis")
JUDGED = (Status.MET, Status.EXCUSED, Status.LATE, Status.OVERDUE)
IN_TIME = (Status.MET, Status.EXCUSED)

INDICATORS = {
    "rule_id": pl.String(),
    "kind": pl.String(),
    "version": pl.Date(),
    "citation": pl.String(),
    "basis": BASIS,
    "judged": pl.UInt32(),
    "in_time": pl.UInt32(),
    "in_time_share": pl.Float64(),
    "met": pl.UInt32(),
    "excused": pl.UInt32(),
    "late": pl.UInt32(),
    "overdue": pl.UInt32(),
    "pending": pl.UInt32(),
    "lapsed": pl.UInt32(),
    "not_yet_due": pl.UInt32(),
    "not_measurable": pl.UInt32(),
    "median_days": pl.Float64(),
    "oldest_waiting_days": pl.Float64(),
    "day_precision": pl.UInt32(),
    "case_level": pl.Boolean(),
    "shared_fulfilments": pl.UInt32(),
    "missing": pl.String(),
}
"""One row for each version of a rule that gave rise to obligations; split by `basis` where the rule counts from an
attribute (semantics 13), otherwise `basis` is empty.

Counts are of obligations. Without a fixed limit nothing is judged: met, excused, pending and lapsed are all there were.
not_yet_due: done or excused before the due instant, which has not come. not_measurable: not counted anywhere else.
median_days: from trigger to fulfilment, of the fulfilled. oldest_waiting_days: the longest that a pending one has
waited. day_precision: judged with a date for a time. case_level: without matter ids, so a rule about a matter was
judged for the whole case; shared_fulfilments: obligations that one event met together with another (semantics 16).
missing: the activities and attributes that the source would need to judge the version at all; then nothing is counted.
"""


def measure(
    trace: pl.DataFrame,
    rules: Sequence[Rule],
    as_of: datetime,
    *,
    has_matters: bool,
    unmeasurable: Sequence[Unmeasurable] = (),
) -> pl.DataFrame:
    """The indicators (INDICATORS) of a trace (`obligations.TRACE_COLUMNS`), in the order of the rules, newest first."""
    if not rules:
        return pl.DataFrame(schema=INDICATORS)
    figures = _figures(trace, rules, as_of, has_matters=has_matters)
    lacking = _lacking(unmeasurable)
    keys = ["rule_id", "version", "citation"]
    places = {rule.id: place for place, rule in enumerate(rules)}
    measured = figures.join(lacking, on=keys, how="left")
    unseen = lacking.join(figures, on=keys, how="anti")
    kinds = {rule.id: rule.kind.value for rule in rules}
    return (
        pl.concat([measured, unseen], how="diagonal")
        .with_columns(pl.col("rule_id").replace_strict(kinds, return_dtype=pl.String).alias("kind"))
        .sort(
            pl.col("rule_id").replace_strict(places, return_dtype=pl.Int32),
            "version",
            "basis",
            descending=[False, True, False],
        )
        .select(pl.col(name).cast(dtype) for name, dtype in INDICATORS.items())
    )


def _lacking(unmeasurable: Sequence[Unmeasurable]) -> pl.DataFrame:
    rows = [
        (each.rule.id, each.version.in_force, str(each.version.citation), " ".join(each.missing.names))
        for each in unmeasurable
    ]
    columns = ("rule_id", "version", "citation", "missing")
    return pl.DataFrame(rows, schema={name: INDICATORS[name] for name in columns}, orient="row")


def _figures(trace: pl.DataFrame, rules: Sequence[Rule], as_of: datetime, *, has_matters: bool) -> pl.DataFrame:
    about_matters = [rule.id for rule in rules if rule.scope is Scope.MATTER and not has_matters]
    table = split_by_basis(trace, rules).with_columns(
        pl.col("rule_id").is_in(about_matters).alias("case_level"),
        _days_taken(rules[0].calendar).alias("days"),
        ((pl.lit(as_of) - pl.col("triggered_at")).dt.total_seconds() / SECONDS_IN_DAY).alias("age"),
    )
    in_time = pl.col("met") + pl.col("excused")
    share = pl.when(pl.col("judged") > 0).then(in_time / pl.col("judged"))
    return (
        table.group_by("rule_id", "version", "citation", "basis", "case_level")
        .agg(**_counts(as_of))
        .with_columns(
            pl.when(pl.col("judged") > 0).then(in_time).otherwise(0).alias("in_time"), share.alias("in_time_share")
        )
    )


def split_by_basis(trace: pl.DataFrame, rules: Sequence[Rule]) -> pl.DataFrame:
    """The trace with `basis` only where figures are split by it: under rules that count from an attribute."""
    split = [rule.id for rule in rules if rule.counts_from is not None]
    return trace.with_columns(pl.when(pl.col("rule_id").is_in(split)).then("basis").alias("basis"))


def monthly(trace: pl.DataFrame, calendar: Calendar, as_of: datetime) -> pl.DataFrame:
    """rule_id, version, basis, period (Date: the first of the local month of due_at), base (judged), count (in time).

    Judged and in time are those of `measure`; `basis` is that of the trace (see `split_by_basis`).
    """
    return _shares(trace, as_of, calendar.local_day(pl.col("due_at")).dt.truncate("1mo").alias("period"))


def by_team(trace: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """rule_id, version, basis, unit (the trigger's team), base (judged), count (in time): every cell, however small."""
    return _shares(trace, as_of, pl.col("team").alias("unit"))


def by_team_and_quarter(trace: pl.DataFrame, calendar: Calendar, as_of: datetime) -> pl.DataFrame:
    """The cells of both: as `by_team`, and period (Date: the first of the local quarter of due_at)."""
    quarter = calendar.local_day(pl.col("due_at")).dt.truncate("1q")
    return _shares(trace, as_of, pl.col("team").alias("unit"), quarter.alias("period"))


def added_up(cells: pl.DataFrame) -> pl.DataFrame:
    """rule_id, version, basis, base, count: the sums of the cells of `by_team_and_quarter`, in their order."""
    return cells.group_by(*KEYS, maintain_order=True).agg(pl.col("base", "count").sum())


def _shares(trace: pl.DataFrame, as_of: datetime, *parts: pl.Expr) -> pl.DataFrame:
    judged = trace.filter(_is_due(as_of) & _is_decided()).select(*KEYS, *parts, "status")
    names = judged.columns[len(KEYS) : -1]
    return (
        judged.group_by(*KEYS, *names)
        .agg(pl.len().cast(pl.UInt32).alias("base"), pl.col("status").is_in(IN_TIME).sum().alias("count"))
        .sort(*KEYS, *names, descending=[False, True, False, *(False for _ in names)], nulls_last=True)
    )


def overdue(trace: pl.DataFrame) -> pl.DataFrame:
    """The measurable obligations that are overdue, the oldest first."""
    found = trace.filter(pl.col("measurable") & (pl.col("status") == Status.OVERDUE))
    return found.sort("due_at", "case_id", "rule_id", "trigger_row")


def _counts(as_of: datetime) -> dict[str, pl.Expr]:
    status, usable = pl.col("status"), pl.col("measurable")
    is_due, decided = _is_due(as_of), _is_decided()
    counted = is_due.fill_null(value=False) | (usable & pl.col("due_at").is_null())
    fulfilled = pl.col("fulfilled_row")
    return {
        "judged": (is_due & decided).sum(),
        **{kind.value: (counted & (status == kind)).sum() for kind in JUDGED},
        **{kind.value: (usable & (status == kind)).sum() for kind in (Status.PENDING, Status.LAPSED)},
        "not_yet_due": (usable & decided & (pl.col("due_at") > as_of)).sum(),
        "not_measurable": (~usable).sum(),
        "median_days": pl.col("days").filter(counted & decided).median().round(1),
        "oldest_waiting_days": pl.col("age").filter(usable & (status == Status.PENDING)).max().round(1),
        "day_precision": (counted & pl.col("day_precision")).sum(),
        "shared_fulfilments": fulfilled.filter(pl.col("case_level") & fulfilled.is_not_null()).is_duplicated().sum(),
    }


def _is_due(as_of: datetime) -> pl.Expr:
    return pl.col("measurable") & (pl.col("due_at") <= as_of)


def _is_decided() -> pl.Expr:
    return pl.col("status").is_in(JUDGED)


def _days_taken(calendar: Calendar) -> pl.Expr:
    """Days from trigger to fulfilment: whole local days where a time of day is missing."""
    begun, done = pl.col("triggered_at"), pl.col("fulfilled_at")
    whole = (calendar.local_day(done) - calendar.local_day(begun)).dt.total_days()
    elapsed = (done - begun).dt.total_seconds() / SECONDS_IN_DAY
    return pl.when(pl.col("day_precision")).then(whole.cast(pl.Float64)).otherwise(elapsed)
