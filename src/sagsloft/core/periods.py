"""The periods of an obligation that comes back: "at least two in every year". Semantics 11."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from sagsloft.core.calendar import Calendar, Instants, Unit
from sagsloft.core.line import Integers, Line, Taken, first_from
from sagsloft.core.rules import AtLeast, Version
from sagsloft.core.triggers import Triggers

__all__ = ["Periods", "as_triggers", "periods"]

SHORTEST_DAYS = {Unit.DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 28, Unit.YEARS: 365}
DAY = 24 * 3_600_000_000


@dataclass(frozen=True, slots=True)
class Periods:
    """Periods, each with its trigger, its number (from 1), its first instant and its last."""

    triggers: Triggers
    period: Integers
    starts_at: Instants
    due_at: Instants


def periods(
    triggers: Triggers, ended: Taken, version: Version, deadline: AtLeast, calendar: Calendar, as_of: int
) -> Periods:
    """The periods that are the version's and have begun at `as_of` (microseconds); none begins after the lapse."""
    most = (as_of - triggers.earliest) // (SHORTEST_DAYS[deadline.every.unit] * deadline.every.count * DAY) + 2
    trigger = np.repeat(np.arange(len(triggers)), most)
    k = np.arange(len(trigger)) - np.repeat(np.cumsum(most) - most, most)
    each = triggers.where(trigger)
    first_days = calendar.periods_later(each.days, deadline.every, k)
    next_days = calendar.periods_later(each.days, deadline.every, k + 1)
    starts_at = np.where(k == 0, each.earliest, calendar.starts(first_days))
    of_version = (first_days >= np.datetime64(version.in_force)) & (
        first_days < np.datetime64(version.until or date.max)
    )
    has_ended = (k > 0) & ended.exists[trigger] & (ended.time[trigger] <= starts_at)
    chosen = of_version & (starts_at <= as_of) & ~has_ended
    return Periods(
        triggers=each.where(chosen),
        period=k[chosen] + 1,
        starts_at=starts_at[chosen],
        due_at=calendar.starts(next_days)[chosen] - 1,
    )


def as_triggers(triggers: Line, starts_at: Instants, candidates: Sequence[Line]) -> Line:
    """The periods as if each began with a trigger: the place from which to look forward among the candidates."""
    later = starts_at > triggers.time
    place = np.min([first_from(triggers.group, starts_at, each) for each in candidates], axis=0)
    return replace(
        triggers,
        at=np.where(later, place - 1, triggers.at),
        start=np.where(later, place, triggers.start),
        midnight=np.where(later, place, triggers.midnight),
        time=starts_at,
    )
