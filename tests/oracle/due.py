"""When a duty is due, and how far back it may have been done: points 7 to 9 of the rulebook's section 4."""

from datetime import date, datetime, timedelta

from sagsloft.core.calendar import Span, Unit
from sagsloft.core.rules import Within

from .days import counted_on, end_of_day, local_day, moved, readable_day, start_of_day
from .facts import Basis, Duty, Event
from .matching import matching

__all__ = ["due_date", "first_instant_of_look_back"]

DueDate = tuple[datetime, Basis, Event | None]
"""When it is due, what that was counted from, and the `or_when` event where it was that."""


def due_date(duty: Duty, deadline: Within) -> DueDate:
    """Point 9: the due instant of points 7 and 8, or the end of an earlier day of an `or_when` event in the case."""
    due_at, basis = due_without_or_when(duty, deadline)
    follows = [event for event in matching(duty.case, deadline.or_when) if event.earliest >= duty.trigger.latest]
    first = min(follows, key=lambda event: event.order, default=None)
    if first is not None:
        end = end_of_day(local_day(first.earliest, duty.calendar), duty.calendar)
        if end < due_at:
            return end, Basis.OR_WHEN, first
    return due_at, basis, None


def due_without_or_when(duty: Duty, deadline: Within) -> tuple[datetime, Basis]:
    """Point 8: on the date that the trigger names, else counted from the date that it names, else from the trigger."""
    on_date = readable_day(duty.trigger.attributes, deadline.on_date_in, duty.calendar)
    if on_date is not None and on_date >= duty.day:
        return end_of_day(on_date, duty.calendar), Basis.ON_DATE_IN
    counts_from = readable_day(duty.trigger.attributes, duty.rule.counts_from, duty.calendar)
    if counts_from is not None and counts_from <= duty.day:
        return counted_from_day(duty, deadline, counts_from), Basis.COUNTS_FROM
    return counted_from_trigger(duty, deadline), Basis.TRIGGER


def counted_from_trigger(duty: Duty, deadline: Within) -> datetime:
    """Point 7: hours are elapsed from T, where the trigger has a time of day; all else ends with a day."""
    if deadline.span.unit is Unit.HOURS and duty.trigger.has_time_of_day:
        return duty.start + timedelta(hours=deadline.span.count)
    return counted_from_day(duty, deadline, duty.day)


def counted_from_day(duty: Duty, deadline: Within, day: date) -> datetime:
    """Point 7; ADR 4, 6: a date has no time of day, so hours from it end with a day too."""
    due_day = counted_on(day, deadline.span, deadline.counting_first_day, duty.calendar)
    return end_of_day(due_day, duty.calendar)


def first_instant_of_look_back(duty: Duty, span: Span) -> datetime:
    """Points 5 and 6: 00:00 of the local day T's day - N."""
    return start_of_day(moved(duty.day, span, times=-1), duty.calendar)
