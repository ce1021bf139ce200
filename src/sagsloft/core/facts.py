"""What decides how an obligation stands: its limit, and the events that fulfilled, excused or ended it.

Semantics 5 to 12. T is a trigger's earliest instant. All arrays have one element for each trigger, in their order.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from sagsloft.core.calendar import Instants, Span
from sagsloft.core.due import NO_TIME, Limits, counted_from_trigger, limits
from sagsloft.core.history import History
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
    nobody,
)
from sagsloft.core.periods import as_triggers, periods
from sagsloft.core.rules import AtLeast, Before, Open, Pattern, Repealed, Rule, Scope, Version, Within
from sagsloft.core.triggers import Triggers

__all__ = ["CASE_CLOSED", "CASE_OPENED", "Columns", "Facts", "after_end", "facts"]

Columns = dict[str, npt.NDArray[Any]]
"""Arrays of equal length, by name."""
INSTANT = "M8[us]"
CASE_OPENED = Pattern("sag_aabnet")
CASE_CLOSED = Pattern("sag_afsluttet")


@dataclass(frozen=True, slots=True)
class Facts:
    """The triggers with their limits, and the event that fulfilled, excused or ended each, where that came in time."""

    triggers: Triggers
    limits: Limits
    fulfilled: Taken
    excused: Taken
    lapsed: Taken
    since: Instants | None = None
    """Where a look-back begins."""
    done_before: Booleans | None = None
    """Met, whatever the limit (`or_before`)."""
    at_once: bool = False
    """Never pending (`before`)."""
    period: Integers | None = None
    """From 1, where the obligation comes back."""

    def columns(self) -> Columns:
        """All of it, without what the line of events alone needs: source (the trigger's index in the event table),
        earliest and latest, the fields of `Limits`, and for each event that decided its time, row and `dated`.

        Instants are NaT and rows NONE where there is none.
        """
        limits, count = self.limits, len(self.triggers)
        taken = {"fulfilled": self.fulfilled, "excused": self.excused, "lapsed": self.lapsed, "or_when": limits.or_when}
        return {
            "source": self.triggers.sources,
            "trigger_row": self.triggers.rows,
            "period": np.full(count, NONE) if self.period is None else self.period,
            "earliest": self.triggers.earliest.view(INSTANT),
            "latest": self.triggers.latest.view(INSTANT),
            "due_at": limits.due_at.view(INSTANT),
            "basis": limits.basis,
            "counted_from": limits.counted_from,
            "on_date_in_unused": limits.on_date_in_unused,
            "counts_from_unused": limits.counts_from_unused,
            **{f"{role}_time": np.where(each.exists, each.time, NO_TIME).view(INSTANT) for role, each in taken.items()},
            **{f"{role}_row": each.row for role, each in taken.items()},
            **{f"{role}_dated": each.dated for role, each in taken.items()},
            "since": np.full(count, NO_TIME).view(INSTANT) if self.since is None else self.since.view(INSTANT),
            "done_before": np.zeros(count, dtype=np.bool_) if self.done_before is None else self.done_before,
            "at_once": np.full(count, self.at_once),
        }


def facts(triggers: Triggers, rule: Rule, version: Version, history: History, as_of: int) -> Facts:
    """What decides about each obligation that the triggers give rise to; `as_of` in microseconds.

    One for each trigger, in their order; of `at_least` one for each period that has begun. None of a repealed rule.
    """
    match version.deadline:
        case Within() as deadline:
            return _within(triggers, rule, version, deadline, history)
        case Before() as deadline:
            return _before(triggers, rule, version, deadline, history)
        case AtLeast() as deadline:
            return _in_every_period(triggers, rule, version, deadline, history, as_of)
        case Open():
            return _open(triggers, rule, version, history)
        case Repealed():
            raise ValueError(f"{rule.id} asks for nothing from {version.in_force}")


def _within(triggers: Triggers, rule: Rule, version: Version, deadline: Within, history: History) -> Facts:
    """To be done within a limit, unless it has been done already (semantics 5 and 10)."""
    limit = limits(triggers, rule, deadline, history)
    in_scope = triggers.seen_in(rule.scope)
    found = Facts(
        triggers,
        limit,
        fulfilled=_fulfilment(in_scope, rule, version, history),
        excused=_in_time(_excuse(in_scope, rule, version, history), limit),
        lapsed=_in_time(_lapse(triggers, version, history), limit),
    )
    if deadline.or_before is None:
        return found
    since = _start_of_look_back(triggers, rule, deadline.or_before)
    done = look_before(in_scope, history.candidates(version.fulfilled_by, rule.scope), since)
    excused_before = look_before(in_scope, history.candidates(version.excused_by, rule.scope), since)
    return replace(
        found,
        fulfilled=first_of(done, found.fulfilled),
        excused=first_of(excused_before, found.excused),
        since=since,
        done_before=done.exists,
    )


def _before(triggers: Triggers, rule: Rule, version: Version, deadline: Before, history: History) -> Facts:
    """To be done before the trigger, and not too long before it (semantics 6)."""
    in_scope = triggers.seen_in(rule.scope)
    since = _start_of_look_back(triggers, rule, deadline.not_older_than)
    candidates = history.candidates(version.fulfilled_by, rule.scope)
    done = look_back(in_scope, candidates, since, other_than_trigger=True)
    too_late = look_after(in_scope, candidates, in_scope.until.astype(np.int64) + 1)
    return Facts(
        triggers,
        counted_from_trigger(triggers, due_at=triggers.latest),
        fulfilled=first_of(done, too_late),
        excused=look_back(in_scope, history.candidates(version.excused_by, rule.scope), since),
        lapsed=nobody(len(triggers)),
        since=since,
        at_once=True,
    )


def _open(triggers: Triggers, rule: Rule, version: Version, history: History) -> Facts:
    """To be done without a fixed limit (semantics 12)."""
    in_scope = triggers.seen_in(rule.scope)
    return Facts(
        triggers,
        counted_from_trigger(triggers, due_at=np.full(len(triggers), NO_TIME)),
        fulfilled=_fulfilment(in_scope, rule, version, history),
        excused=_excuse(in_scope, rule, version, history),
        lapsed=_lapse(triggers, version, history),
    )


def _in_every_period(
    triggers: Triggers, rule: Rule, version: Version, deadline: AtLeast, history: History, as_of: int
) -> Facts:
    """To be done so many times in every period that has begun (semantics 11)."""
    ended = _lapse(triggers, version, history)
    begun = periods(triggers, ended, version, deadline, rule.calendar, as_of)
    limit = counted_from_trigger(begun.triggers, due_at=begun.due_at)
    in_scope = begun.triggers.seen_in(rule.scope)
    others, retriggers = _fulfilments(rule, version, history)
    starts = as_triggers(in_scope, begun.starts_at, [others, retriggers])
    return Facts(
        begun.triggers,
        limit,
        fulfilled=_in_time(look_forward(starts, others, retriggers, count=deadline.count), limit),
        excused=_in_time(_excuse(in_scope, rule, version, history), limit),
        lapsed=_in_time(_lapse(begun.triggers, version, history), limit),
        period=begun.period,
    )


def after_end(triggers: Triggers, version: Version, history: History) -> Booleans:
    """Had the matter ended, or the case been closed, before the trigger? (Semantics 10, `not_after_end`.)"""
    in_matter, in_case = triggers.seen_in(Scope.MATTER), triggers.seen_in(Scope.CASE)
    ended = look_before(in_matter, history.candidates(version.lapses_on, Scope.MATTER)).exists
    closed = look_before(in_case, history.candidates([CASE_CLOSED], Scope.CASE))
    opened = look_before(in_case, history.candidates([CASE_OPENED], Scope.CASE))
    return (triggers.has_matter & ended) | (closed.exists & (closed.at > opened.at))


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
        return nobody(len(in_scope))
    return look_forward(in_scope, history.candidates(version.excused_by, rule.scope))


def _lapse(triggers: Triggers, version: Version, history: History) -> Taken:
    """The first end of the trigger's own matter; a closed case ends all of its matters (semantics 10)."""
    if not version.lapses_on:
        return nobody(len(triggers))
    closed = CASE_CLOSED.activity
    closings = [replace(each, activity=closed, excluded=()) for each in version.lapses_on if each.covers(closed)]
    in_matter = look_forward(triggers.seen_in(Scope.MATTER), history.candidates(version.lapses_on, Scope.MATTER))
    in_case = look_forward(triggers.seen_in(Scope.CASE), history.candidates(closings, Scope.CASE))
    return earlier_of(in_matter, in_case)


def _start_of_look_back(triggers: Triggers, rule: Rule, span: Span) -> Instants:
    return rule.calendar.starts(rule.calendar.first_days_of_look_back(triggers.days, span))


def _in_time(taken: Taken, limits: Limits) -> Taken:
    """The taken events that are not later than the due instant."""
    return taken.only(taken.time <= limits.due_at)
