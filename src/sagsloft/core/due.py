"""When is it due, and what was that counted from? Semantics 7, 8, 9 and 13."""

from enum import StrEnum

import polars as pl

from sagsloft.core.calendar import Calendar, Unit
from sagsloft.core.conditions import is_given
from sagsloft.core.errors import UserError
from sagsloft.core.history import History, seen_in
from sagsloft.core.line import NONE, look_after
from sagsloft.core.rules import Rule, Scope, Within
from sagsloft.core.timestamps import local_days

__all__ = ["BASIS", "DUE", "Basis", "Fallback", "counted_from_trigger", "due"]


class Basis(StrEnum):
    """What a due date was counted from (semantics 13)."""

    TRIGGER = "trigger"
    COUNTS_FROM = "counts_from"
    ON_DATE_IN = "on_date_in"
    OR_WHEN = "or_when"


class Fallback(StrEnum):
    """Why a date in an attribute could not be used (semantics 8)."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    AFTER_TRIGGER = "after_trigger"
    BEFORE_TRIGGER = "before_trigger"


BASIS = pl.Enum(Basis)
DUE = {
    "due_at": pl.Datetime("us", "UTC"),
    "basis": BASIS,
    "counted_from": pl.Date(),
    "fell_back": pl.String(),
    "or_when_row": pl.UInt32(),
    "or_when_dated": pl.Boolean(),
}
"""The due instant; what it was counted from; the day counted from; which attribute held no usable date, and why
(as `behov_kendt:missing`); the event that brought the due instant forward."""


def due(triggers: pl.DataFrame, rule: Rule, deadline: Within, history: History) -> pl.DataFrame:
    """The columns of DUE for each trigger; `triggers` carries `day`, T's local day."""
    counted = _counted(triggers, rule, deadline, history)
    table = counted.select(
        _due_instant(rule.calendar, deadline).alias("due_at"),
        *("basis", "counted_from", "fell_back"),
        *(pl.lit(None, DUE[name]).alias(name) for name in ("or_when_row", "or_when_dated")),
    )
    _ensure_known_holidays(table, rule.calendar, deadline)
    return _brought_forward(table, triggers, rule.calendar, deadline, history) if deadline.or_when else table


def _counted(triggers: pl.DataFrame, rule: Rule, deadline: Within, history: History) -> pl.DataFrame:
    """earliest, latest, `on_date_in` (a due day that is given), basis, counted_from and fell_back (semantics 8)."""
    if deadline.on_date_in is None and rule.counts_from is None:
        return counted_from_trigger(triggers, due_at=pl.lit(None, DUE["due_at"])).with_columns(
            triggers["earliest"], triggers["latest"], pl.lit(None, pl.Date).alias("on_date_in")
        )
    not_before, not_after = pl.col("read") >= pl.col("day"), pl.col("read") <= pl.col("day")
    asked = {
        "on_date_in": (deadline.on_date_in, not_before, Fallback.BEFORE_TRIGGER),
        "counts_from": (rule.counts_from, not_after, Fallback.AFTER_TRIGGER),
    }
    dates = {
        role: _dates_in(name, triggers, rule.calendar, history, usable, otherwise)
        for role, (name, usable, otherwise) in asked.items()
        if name is not None
    }
    given = {role: dates[role]["used"] if role in dates else pl.lit(None, pl.Date) for role in asked}
    table = triggers.select("earliest", "latest", "day", *(day.alias(role) for role, day in given.items()))
    return table.with_columns(
        _basis().alias("basis"),
        pl.coalesce("counts_from", "day").alias("counted_from"),
        _fell_back([table["fell_back"] for table in dates.values()]).alias("fell_back"),
    )


def counted_from_trigger(triggers: pl.DataFrame, due_at: pl.Expr) -> pl.DataFrame:
    """The columns of DUE where nothing but the trigger decides: `before`, `open` and `at_least` (semantics 13)."""
    nothing = (pl.lit(None, DUE[name]).alias(name) for name in ("fell_back", "or_when_row", "or_when_dated"))
    basis = pl.lit(Basis.TRIGGER, BASIS).alias("basis")
    return triggers.select(due_at.alias("due_at"), basis, pl.col("day").alias("counted_from"), *nothing)


def _dates_in(
    name: str, triggers: pl.DataFrame, calendar: Calendar, history: History, usable: pl.Expr, otherwise: Fallback
) -> pl.DataFrame:
    """`used`: the day in that attribute, where it can be used; `fell_back`: elsewhere the attribute, and why not."""
    written = history.attribute(name, triggers["source"])
    table = triggers.select("day", written.alias("written"), local_days(written, calendar).alias("read"))
    why = (
        pl.when(~is_given(pl.col("written")))
        .then(pl.lit(Fallback.MISSING))
        .when(pl.col("read").is_null())
        .then(pl.lit(Fallback.UNREADABLE))
        .when(~usable)
        .then(pl.lit(otherwise))
    )
    return table.select(pl.when(usable).then("read").alias("used"), pl.format(f"{name}:{{}}", why).alias("fell_back"))


def _basis() -> pl.Expr:
    return (
        pl.when(pl.col("on_date_in").is_not_null())
        .then(pl.lit(Basis.ON_DATE_IN, BASIS))
        .when(pl.col("counts_from").is_not_null())
        .then(pl.lit(Basis.COUNTS_FROM, BASIS))
        .otherwise(pl.lit(Basis.TRIGGER, BASIS))
    )


def _due_instant(calendar: Calendar, deadline: Within) -> pl.Expr:
    """Hours are elapsed from a trigger with a time of day; everything else ends with a local day (semantics 7)."""
    span = deadline.span
    due_day = calendar.due_day(pl.col("counted_from"), span, counting_first_day=deadline.counting_first_day)
    with_the_day = calendar.end_of_day(pl.coalesce("on_date_in", due_day))
    if span.unit is not Unit.HOURS:
        return with_the_day
    has_time = (pl.col("earliest") == pl.col("latest")) & (pl.col("basis") == Basis.TRIGGER)
    return pl.when(has_time).then(pl.col("earliest") + pl.duration(hours=span.count)).otherwise(with_the_day)


def _fell_back(problems: list[pl.Series]) -> pl.Expr:
    """What could not be used, where it had to be done without."""
    written = pl.concat_str([pl.lit(problem) for problem in problems], separator=" ", ignore_nulls=True)
    return pl.when(pl.col("on_date_in").is_null() & (written != "")).then(written)


def _brought_forward(
    table: pl.DataFrame, triggers: pl.DataFrame, calendar: Calendar, deadline: Within, history: History
) -> pl.DataFrame:
    """The end of the day of the first `or_when` event in the case, if that is before the due instant (semantics 9)."""
    in_case = seen_in(triggers, Scope.CASE)
    event = look_after(in_case, history.candidates(deadline.or_when, Scope.CASE), in_case.past)
    found = table.with_columns(
        pl.Series("event_at", event.time).cast(DUE["due_at"]),
        pl.Series("event_row", event.row),
        pl.Series("event_dated", event.dated),
    )
    day_ends = calendar.end_of_day(calendar.local_day(pl.col("event_at")))
    sooner = (pl.col("event_row") != NONE) & (day_ends < pl.col("due_at"))
    return found.select(
        pl.when(sooner).then(day_ends).otherwise("due_at").alias("due_at"),
        pl.when(sooner).then(pl.lit(Basis.OR_WHEN, BASIS)).otherwise("basis").alias("basis"),
        *("counted_from", "fell_back"),
        pl.when(sooner).then("event_row").cast(DUE["or_when_row"]).alias("or_when_row"),
        pl.when(sooner).then("event_dated").alias("or_when_dated"),
    )


def _ensure_known_holidays(table: pl.DataFrame, calendar: Calendar, deadline: Within) -> None:
    """Counting past the last known holiday would give a due date that looks right and is not."""
    if not deadline.span.unit.skips_holidays or table.is_empty():
        return
    last = table.select(pl.col("due_at").max().dt.year()).item()
    if last > calendar.last_year:
        raise UserError("calendar.ended", last_year=calendar.last_year)
