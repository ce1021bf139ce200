"""What decides how an obligation stands: its limit, and the events that fulfilled, excused or ended it.

Semantics 5 to 12. T is a trigger's earliest instant. A table about triggers keeps their order, one row for each, so
that tables can be set side by side.
"""

from dataclasses import replace
from datetime import datetime

import numpy as np
import polars as pl

from sagsloft.core import due, periods
from sagsloft.core.calendar import Span
from sagsloft.core.history import History, seen_in
from sagsloft.core.line import (
    NONE,
    Booleans,
    Integers,
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

__all__ = ["CASE_CLOSED", "CASE_OPENED", "after_end", "facts", "in_every_period", "typed"]

CASE_OPENED = Pattern("sag_aabnet")
CASE_CLOSED = Pattern("sag_afsluttet")
NEVER = np.iinfo(np.int64).max
"""The start of no look-back."""


def facts(
    triggers: pl.DataFrame, rule: Rule, version: Version, deadline: Within | Before | Open, history: History
) -> pl.DataFrame:
    """The columns of `due.DUE` for each trigger, and

    fulfilled_time, fulfilled_row, fulfilled_dated; the same for excused and lapsed, where that came in time;
    since (where a look-back begins), done_before (met, whatever the limit) and at_once (never pending).
    Instants are whole microseconds, and no event is NONE, until `typed` has seen them.
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
    done = look_before(in_scope, history.candidates(version.fulfilled_by, rule.scope), since)
    excused_before = look_before(in_scope, history.candidates(version.excused_by, rule.scope), since)
    return _side_by_side(
        limits,
        first_of(done, fulfilled),
        first_of(excused_before, _in_time(excused, limits)),
        _in_time(lapsed, limits),
        since=since,
        done_before=done.exists,
    )


def _before(triggers: pl.DataFrame, rule: Rule, version: Version, deadline: Before, history: History) -> pl.DataFrame:
    """To be done before the trigger, and not too long before it (semantics 6)."""
    in_scope = seen_in(triggers, rule.scope)
    since = _start_of_look_back(triggers, rule, deadline.not_older_than)
    candidates = history.candidates(version.fulfilled_by, rule.scope)
    done = look_back(in_scope, candidates, since, other_than_trigger=True)
    too_late = look_after(in_scope, candidates, in_scope.until.astype(np.int64) + 1)
    return _side_by_side(
        due.counted_from_trigger(triggers, due_at=pl.col("latest")),
        first_of(done, too_late),
        look_back(in_scope, history.candidates(version.excused_by, rule.scope), since),
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
    triggers = {each for each in history.activities if any(pattern.covers(each) for pattern in version.trigger)}
    return (
        history.candidates(version.fulfilled_by, rule.scope, only=lambda activity: activity not in triggers),
        history.candidates(version.fulfilled_by, rule.scope, only=triggers.__contains__),
    )


def _fulfilment(in_scope: Line, rule: Rule, version: Version, history: History) -> Taken:
    """The first fulfilment looking forward (semantics 5); whether it came in time is asked later."""
    return look_forward(in_scope, *_fulfilments(rule, version, history))


def _excuse(in_scope: Line, rule: Rule, version: Version, history: History) -> Taken:
    """The first lawful exemption looking forward (semantics 10)."""
    if not version.excused_by:
        return nobody(in_scope)
    return look_forward(in_scope, history.candidates(version.excused_by, rule.scope))


def _lapse(triggers: pl.DataFrame, version: Version, history: History) -> Taken:
    """The first end of the trigger's own matter; a closed case ends all of its matters (semantics 10)."""
    if not version.lapses_on:
        return nobody(seen_in(triggers, Scope.MATTER))
    closed = CASE_CLOSED.activity
    closings = [replace(each, activity=closed, excluded=()) for each in version.lapses_on if each.covers(closed)]
    in_matter = look_forward(seen_in(triggers, Scope.MATTER), history.candidates(version.lapses_on, Scope.MATTER))
    in_case = look_forward(seen_in(triggers, Scope.CASE), history.candidates(closings, Scope.CASE))
    return earlier_of(in_matter, in_case)


def _start_of_look_back(triggers: pl.DataFrame, rule: Rule, span: Span) -> Integers:
    first_day = rule.calendar.first_day_of_look_back(pl.col("day"), span)
    return microseconds(triggers.select(rule.calendar.start_of_day(first_day)).to_series())


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
    since: Integers | None = None,
    done_before: Booleans | None = None,
    at_once: bool = False,
) -> pl.DataFrame:
    """The facts as they are; `typed` makes columns of them, for all versions at once."""
    taken = {"fulfilled": fulfilled, "excused": excused, "lapsed": lapsed}
    columns = {
        f"{role}_{name}": getattr(each, name) for role, each in taken.items() for name in ("time", "row", "dated")
    }
    columns["since"] = np.full(limits.height, NEVER) if since is None else since
    columns["done_before"] = np.zeros(limits.height, dtype=np.bool_) if done_before is None else done_before
    columns["at_once"] = np.full(limits.height, at_once)
    return limits.hstack([pl.Series(name, values) for name, values in columns.items()])


def typed(facts: pl.DataFrame) -> pl.DataFrame:
    """Facts with instants as instants, and null where no event was taken."""
    roles = ("fulfilled", "excused", "lapsed")
    types = {"time": due.DUE["due_at"], "row": pl.UInt32(), "dated": pl.Boolean()}
    return facts.with_columns(
        pl.when(pl.col(f"{role}_row") != NONE).then(f"{role}_{name}").cast(dtype).alias(f"{role}_{name}")
        for role in roles
        for name, dtype in types.items()
    ).with_columns(pl.when(pl.col("since") != NEVER).then("since").cast(due.DUE["due_at"]).alias("since"))
