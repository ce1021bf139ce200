"""When is it due, and what was that counted from? Semantics 7, 8, 9 and 13."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from sagsloft.core.calendar import Calendar, Days, Instants, Unit
from sagsloft.core.errors import UserError
from sagsloft.core.history import History
from sagsloft.core.line import NONE, Booleans, Taken, look_after, nobody
from sagsloft.core.rules import Rule, Scope, Within
from sagsloft.core.triggers import Triggers

__all__ = ["NO_TIME", "Basis", "Fallback", "Limits", "counted_from_trigger", "limits"]


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


NO_TIME = np.iinfo(np.int64).min
"""The due instant of what has no fixed limit (NumPy's NaT)."""
NO_DAY = np.datetime64("NaT", "D")

Codes = npt.NDArray[np.int8]
"""Places in `Basis`, or in `Fallback` and then NONE where there is none."""
BASIS_CODE = {basis: np.int8(place) for place, basis in enumerate(Basis)}
FALLBACK_CODE = {reason: np.int8(place) for place, reason in enumerate(Fallback)}
HOUR = 3_600_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """For each trigger: the due instant; what it was counted from; the day counted from; why the dates in the
    attributes `on_date_in` and `counts_from` could not be used; the event that brought the due instant forward."""

    due_at: Instants
    basis: Codes
    counted_from: Days
    on_date_in_unused: Codes
    counts_from_unused: Codes
    or_when: Taken


def limits(triggers: Triggers, rule: Rule, deadline: Within, history: History) -> Limits:
    """What is due within a limit, on a given date, or when something else happens."""
    given_due, on_date_in_unused = _usable(triggers, deadline.on_date_in, np.greater_equal, Fallback.BEFORE_TRIGGER)
    start, counts_from_unused = _usable(triggers, rule.counts_from, np.less_equal, Fallback.AFTER_TRIGGER)
    has_due, has_start = ~np.isnat(given_due), ~np.isnat(start)
    counted_from = np.where(has_start, start, triggers.days)
    elapses = ~triggers.dated & ~has_start & ~has_due
    due_days = np.where(has_due, given_due, _due_days(counted_from, rule.calendar, deadline))
    in_itself = Limits(
        due_at=_due_instants(due_days, elapses, triggers, rule.calendar, deadline),
        basis=np.select(
            [has_due, has_start],
            [BASIS_CODE[Basis.ON_DATE_IN], BASIS_CODE[Basis.COUNTS_FROM]],
            BASIS_CODE[Basis.TRIGGER],
        ),
        counted_from=counted_from,
        on_date_in_unused=on_date_in_unused,
        counts_from_unused=np.where(has_due, NONE, counts_from_unused),
        or_when=nobody(len(triggers)),
    )
    return _brought_forward(in_itself, triggers, rule.calendar, deadline, history) if deadline.or_when else in_itself


def counted_from_trigger(triggers: Triggers, due_at: Instants) -> Limits:
    """Where nothing but the trigger decides: `before`, `open` and `at_least` (semantics 13)."""
    nothing = np.full(len(triggers), NONE, dtype=np.int8)
    return Limits(
        due_at=due_at,
        basis=np.full(len(triggers), BASIS_CODE[Basis.TRIGGER]),
        counted_from=triggers.days,
        on_date_in_unused=nothing,
        counts_from_unused=nothing,
        or_when=nobody(len(triggers)),
    )


def _usable(
    triggers: Triggers, attribute: str | None, compare: Callable[[Days, Days], Booleans], otherwise: Fallback
) -> tuple[Days, Codes]:
    """The day in that attribute where it can be used (NaT elsewhere), and why it cannot be used (semantics 8)."""
    if attribute is None:
        return np.full(len(triggers), NO_DAY), np.full(len(triggers), NONE, dtype=np.int8)
    written = triggers.days_in(attribute)
    usable = compare(written.read, triggers.days)
    reasons = [usable, ~written.given, np.isnat(written.read)]
    codes = [np.int8(NONE), FALLBACK_CODE[Fallback.MISSING], FALLBACK_CODE[Fallback.UNREADABLE]]
    return np.where(usable, written.read, NO_DAY), np.select(reasons, codes, FALLBACK_CODE[otherwise])


def _due_days(counted_from: Days, calendar: Calendar, deadline: Within) -> Days:
    """The day with which the limit ends; past the last known holiday it would look right and not be."""
    days = calendar.due_days(counted_from, deadline.span, counting_first_day=deadline.counting_first_day)
    if deadline.span.unit.skips_holidays and np.any(days > np.datetime64(date(calendar.last_year, 12, 31))):
        raise UserError("calendar.ended", last_year=calendar.last_year)
    return days


def _due_instants(
    due_days: Days, elapses: Booleans, triggers: Triggers, calendar: Calendar, deadline: Within
) -> Instants:
    """Hours elapse from a trigger with a time of day; everything else ends with a local day (semantics 7)."""
    with_the_day = calendar.ends(due_days)
    if deadline.span.unit is not Unit.HOURS:
        return with_the_day
    return np.where(elapses, triggers.earliest + deadline.span.count * HOUR, with_the_day)


def _brought_forward(
    limits: Limits, triggers: Triggers, calendar: Calendar, deadline: Within, history: History
) -> Limits:
    """The end of the day of the first `or_when` event in the case, if that is before the due instant (semantics 9)."""
    in_case = triggers.seen_in(Scope.CASE)
    event = look_after(in_case, history.candidates(deadline.or_when, Scope.CASE), in_case.past)
    day_ends = calendar.ends(calendar.local_days(event.time))
    sooner = event.exists & (day_ends < limits.due_at)
    return replace(
        limits,
        due_at=np.where(sooner, day_ends, limits.due_at),
        basis=np.where(sooner, BASIS_CODE[Basis.OR_WHEN], limits.basis),
        or_when=event.only(sooner),
    )
