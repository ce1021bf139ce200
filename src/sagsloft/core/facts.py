"""What decides how an obligation stands: its limit, and the events that fulfilled, excused or ended it.

Semantics 5 to 12. T is a trigger's earliest instant. A table about triggers keeps their order, one row for each, so
that tables can be set side by side.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import numpy as np
import polars as pl

from sagsloft.core import due, periods
from sagsloft.core.calendar import Span
from sagsloft.core.history import History, seen_in
from sagsloft.core.line import (
    NONE,
    Line,
    Taken,
    earlier_of,
    first_of,
    look_after,
    look_back,
    look_before,
    look_forward,
    microseconds,
    nobody,
)
from sagsloft.core.rules import AtLeast, Before, Open, Pattern, Rule, Scope, Version, Within

__all__ = ["after_end", "facts", "in_every_period"]

CASE_OPENED = Pattern("sag_aabnet")
CASE_CLOSED = Pattern("sag_afsluttet")


def facts(
    triggers: pl.DataFrame, rule: Rule, version: Version, deadline: Within | Before | Open, history: History
) -> pl.DataFrame:
    """The columns of `due.DUE` for each trigger, and

    fulfilled_time, fulfilled_row, fulfilled_dated; the same for excused and lapsed, where that came in time;
    since (where a look-back begins), done_before (met, whatever the limit) and at_once (never pending).
    """
    match deadline:
        case Within():
            return _within(triggers, rule, version, deadline, history)
        case Before():
            return _before(triggers, rule, version, deadline, history)
        case Open():
            return _open(triggers, rule, version, history)


def _within(triggers: pl.DataFrame, rule: Rule, version: Version, deadline: Within, history: History) -> pl.DataFrame:
    """To be done within a limit, unless it has been done already (semantics 5 and 10)."""
    limits = due.due(triggers, rule, deadline, history)
    in_scope = seen_in(triggers, rule.scope)
    fulfilled = _fulfilment(in_scope, rule, version, history)
    excused = _excuse(in_scope, rule, version, history)
    lapsed = _lapse(triggers, version, history)
    if deadline.or_before is None:
        return _side_by_side(limits, fulfilled, _in_time(excused, limits), _in_time(lapsed, limits))
    since = _start_of_look_back(triggers, rule, deadline.or_before)
    done = look_before(in_scope, history.candidates(version.fulfilled_by, rule.scope), microseconds(since))
    excused_before = look_before(in_scope, history.candidates(version.excused_by, rule.scope), microseconds(since))
    return _side_by_side(
        limits,
        first_of(done, fulfilled),
        first_of(excused_before, _in_time(excused, limits)),
        _in_time(lapsed, limits),
        since=since,
        done_before=pl.Series(done.exists),
    )


def _before(triggers: pl.DataFrame, rule: Rule, version: Version, deadline: Before, history: History) -> pl.DataFrame:
    """To be done before the trigger, and not too long before it (semantics 6)."""
    in_scope = seen_in(triggers, rule.scope)
    since = _start_of_look_back(triggers, rule, deadline.not_older_than)
    candidates = history.candidates(version.fulfilled_by, rule.scope)
    done = look_back(in_scope, candidates, microseconds(since), other_than_trigger=True)
    too_late = look_after(in_scope, candidates, in_scope.until.astype(np.int64) + 1)
    return _side_by_side(
        due.counted_from_trigger(triggers, due_at=pl.col("latest")),
        first_of(done, too_late),
        look_back(in_scope, history.candidates(version.excused_by, rule.scope), microseconds(since)),
        nobody(in_scope),
        since=since,
        at_once=True,
    )


def _open(triggers: pl.DataFrame, rule: Rule, version: Version, history: History) -> pl.DataFrame:
    """To be done without a fixed limit (semantics 12)."""
    in_scope = seen_in(triggers, rule.scope)
    return _side_by_side(
        due.counted_from_trigger(triggers, due_at=pl.lit(None, due.DUE["due_at"])),
        _fulfilment(in_scope, rule, version, history),
        _excuse(in_scope, rule, version, history),
        _lapse(triggers, version, history),
    )


def in_every_period(
    triggers: pl.DataFrame, rule: Rule, version: Version, deadline: AtLeast, history: History, as_of: datetime
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The triggers once for each period that has begun, with `period`; and the facts of each (semantics 11)."""
    ended = _instants(_lapse(triggers, version, history)).rename("ended_at")
    table = periods.periods(triggers.with_columns(ended), version, deadline, rule.calendar, as_of)
    limits = due.counted_from_trigger(table, due_at=pl.col("due_at"))
    in_scope = seen_in(table, rule.scope)
    others, retriggers = _fulfilments(rule, version, history)
    period_starts = periods.as_triggers(in_scope, table["starts_at"], [others, retriggers])
    fulfilled = look_forward(period_starts, others, retriggers, count=deadline.count)
    excused = _excuse(in_scope, rule, version, history)
    lapsed = _lapse(table, version, history)
    return table, _side_by_side(limits, *(_in_time(each, limits) for each in (fulfilled, excused, lapsed)))


def after_end(triggers: pl.DataFrame, version: Version, history: History) -> pl.Series:
    """Had the matter ended, or the case been closed, before the trigger? (Semantics 10, `not_after_end`.)"""
    in_matter, in_case = seen_in(triggers, Scope.MATTER), seen_in(triggers, Scope.CASE)
    ended = look_before(in_matter, history.candidates(version.lapses_on, Scope.MATTER)).exists
    closed = look_before(in_case, history.candidates([CASE_CLOSED], Scope.CASE))
    opened = look_before(in_case, history.candidates([CASE_OPENED], Scope.CASE))
    return (triggers["has_matter"] & pl.Series(ended)) | pl.Series(closed.exists & (closed.at > opened.at))


def _fulfilments(rule: Rule, version: Version, history: History) -> tuple[Line, Line]:
    """Fulfilling events whose activity is none of the rule's triggers, and those whose activity is (semantics 5)."""

    def is_trigger(activity: str) -> bool:
        return any(pattern.covers(activity) for pattern in version.trigger)

    return (
        history.candidates(version.fulfilled_by, rule.scope, only=lambda activity: not is_trigger(activity)),
        history.candidates(version.fulfilled_by, rule.scope, only=is_trigger),
    )


def _fulfilment(in_scope: Line, rule: Rule, version: Version, history: History) -> Taken:
    """The first fulfilment looking forward (semantics 5); whether it came in time is asked later."""
    return look_forward(in_scope, *_fulfilments(rule, version, history))


def _excuse(in_scope: Line, rule: Rule, version: Version, history: History) -> Taken:
    """The first lawful exemption looking forward (semantics 10)."""
    return look_forward(in_scope, history.candidates(version.excused_by, rule.scope))


def _lapse(triggers: pl.DataFrame, version: Version, history: History) -> Taken:
    """The first end of the trigger's own matter; a closed case ends all of its matters (semantics 10)."""
    closed = CASE_CLOSED.activity
    closings = [replace(each, activity=closed, excluded=()) for each in version.lapses_on if each.covers(closed)]
    in_matter = look_forward(seen_in(triggers, Scope.MATTER), history.candidates(version.lapses_on, Scope.MATTER))
    in_case = look_forward(seen_in(triggers, Scope.CASE), history.candidates(closings, Scope.CASE))
    return earlier_of(in_matter, in_case)


def _start_of_look_back(triggers: pl.DataFrame, rule: Rule, span: Span) -> pl.Series:
    first_day = rule.calendar.first_day_of_look_back(pl.col("day"), span)
    return triggers.select(rule.calendar.start_of_day(first_day).alias("since")).to_series()


def _in_time(taken: Taken, limits: pl.DataFrame) -> Taken:
    """The taken events that are not later than the due instant."""
    return taken.only(taken.time <= microseconds(limits["due_at"]))


def _instants(taken: Taken) -> pl.Series:
    """The (judged) times, null where nothing was taken."""
    return pl.Series(taken.time).set(pl.Series(~taken.exists), None).cast(due.DUE["due_at"])


def _side_by_side(
    limits: pl.DataFrame,
    fulfilled: Taken,
    excused: Taken,
    lapsed: Taken,
    *,
    since: pl.Series | None = None,
    done_before: pl.Series | None = None,
    at_once: bool = False,
) -> pl.DataFrame:
    taken = {"fulfilled": fulfilled, "excused": excused, "lapsed": lapsed}
    return limits.with_columns(
        *(column for role, each in taken.items() for column in _columns(role, each)),
        (pl.lit(None, due.DUE["due_at"]) if since is None else since).alias("since"),
        (pl.lit(value=False) if done_before is None else done_before).alias("done_before"),
        pl.lit(at_once).alias("at_once"),
    )


def _columns(role: str, taken: Taken) -> Iterator[pl.Expr]:
    """`<role>_time`, `<role>_row` and `<role>_dated`, null where nothing was taken."""
    row = pl.lit(pl.Series(taken.row))
    for name, dtype in (("time", due.DUE["due_at"]), ("row", pl.UInt32()), ("dated", pl.Boolean())):
        yield pl.when(row != NONE).then(pl.lit(pl.Series(getattr(taken, name)))).cast(dtype).alias(f"{role}_{name}")
