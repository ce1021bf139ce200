"""The verdict on one duty: points 5, 6 and 10 to 13 of the rulebook's section 4, a function for each thing they say.

"ADR 4, n" is the n-th of the readings in docs/adr/0004. The rulebook's T is `duty.start`.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from sagsloft.core.rules import AtLeast, Before, Within

from .days import end_of_day, moved, start_of_day
from .due import due_date, first_instant_of_look_back
from .facts import Basis, Duty, Event, Status, Verdict
from .matching import covers_activity, matches_any, matching

__all__ = ["comes_after_end", "judge_before", "judge_open", "judge_periods", "judge_within"]

CASE_OPENED, CASE_CLOSED = "sag_aabnet", "sag_afsluttet"

# Points 5 and 6: what counts as done


def may_fulfil(duty: Duty) -> list[Event]:
    """Fulfilling events in the group, but never the trigger itself (points 5 and 6; ADR 4, 2)."""
    return [event for event in matching(duty.group, duty.version.fulfilled_by) if event.row != duty.trigger.row]


def fulfilments_after(duty: Duty) -> list[Event]:
    """Point 5: those that may lie at or after T, in the order in which they are judged."""
    after = [event for event in may_fulfil(duty) if event.latest >= duty.start and is_later_if_trigger(duty, event)]
    return sorted(after, key=duty.judged_order)


def is_later_if_trigger(duty: Duty, event: Event) -> bool:
    """Point 5: an event whose activity is also a trigger must be later in the order than the trigger."""
    is_trigger = any(covers_activity(pattern, event.activity) for pattern in duty.version.trigger)
    return not is_trigger or event.order > duty.trigger.order


def latest_in_order(events: list[Event]) -> Event | None:
    """Points 5 and 6: the latest by (earliest, row)."""
    return max(events, key=lambda event: event.order, default=None)


def in_span_before_trigger(duty: Duty, events: list[Event]) -> Event | None:
    """Point 5, `or_before`: the latest that lies wholly before T, on or after T's day - N."""
    deadline = duty.version.deadline
    if not isinstance(deadline, Within) or deadline.or_before is None:
        return None
    first = first_instant_of_look_back(duty, deadline.or_before)
    return latest_in_order([event for event in events if first <= event.latest < duty.start])


# Point 10: what takes the duty away


def excuse(duty: Duty, due_at: datetime | None) -> Event | None:
    """Points 5 and 10; ADR 4, 5: the latest in the span of `or_before`, else the first not after the due instant."""
    excuses = matching(duty.group, duty.version.excused_by)
    return in_span_before_trigger(duty, excuses) or first_in_time(duty, excuses, due_at)


def first_in_time(duty: Duty, events: list[Event], due_at: datetime | None) -> Event | None:
    """Point 10: latest >= T, judged no later than the due instant (any time where there is none)."""
    after = [event for event in events if event.latest >= duty.start]
    in_time = [event for event in after if due_at is None or duty.judged_time(event) <= due_at]
    return min(in_time, key=duty.judged_order, default=None)


def lapse(duty: Duty) -> Event | None:
    """Point 10: the first end of the trigger's own matter, or of the case, whatever the rule's scope."""
    ends = [
        event
        for event in matching(duty.case, duty.version.lapses_on)
        if event.matter == duty.trigger.matter or event.activity == CASE_CLOSED
    ]
    return first_in_time(duty, ends, due_at=None)


def comes_after_end(duty: Duty) -> bool:
    """Point 10, `not_after_end`: the trigger's own matter, or its case, had ended before T."""
    if not duty.rule.not_after_end:
        return False
    earlier = [event for event in duty.case if event.latest < duty.start]
    return matter_has_ended(duty, earlier) or case_is_closed(earlier)


def matter_has_ended(duty: Duty, earlier: list[Event]) -> bool:
    matter = duty.trigger.matter
    return matter is not None and any(
        event.matter == matter and matches_any(event, duty.version.lapses_on) for event in earlier
    )


def case_is_closed(earlier: list[Event]) -> bool:
    last = latest_in_order([event for event in earlier if event.activity in (CASE_OPENED, CASE_CLOSED)])
    return last is not None and last.activity == CASE_CLOSED


# Points 6, 11 and 12: the verdict


def judge_before(duty: Duty, deadline: Before) -> Verdict:
    """Point 6: done before the trigger, or excused there, or late, or overdue at once."""
    due_at, first = duty.trigger.latest, first_instant_of_look_back(duty, deadline.not_older_than)
    done = latest_between(first, due_at, may_fulfil(duty))
    if done is not None:
        return Verdict(due_at, done.earliest, Status.MET, Basis.TRIGGER, (done,))
    excused_by = latest_between(first, due_at, matching(duty.group, duty.version.excused_by))
    too_late = min([e for e in may_fulfil(duty) if e.earliest > due_at], key=lambda e: e.order, default=None)
    not_done = Status.OVERDUE if too_late is None else Status.LATE
    status = not_done if excused_by is None else Status.EXCUSED
    fulfilled_at = None if too_late is None else too_late.earliest
    return Verdict(due_at, fulfilled_at, status, Basis.TRIGGER, (too_late, excused_by))


def latest_between(first: datetime, last: datetime, events: list[Event]) -> Event | None:
    """Point 6: the latest that may lie between two instants."""
    return latest_in_order([event for event in events if event.earliest <= last and event.latest >= first])


def judge_within(duty: Duty, deadline: Within) -> Verdict:
    """Points 5 and 12: done before where that counts (ADR 4, 7), else judged by what came after."""
    due_at, basis, or_when = due_date(duty, deadline)
    done = in_span_before_trigger(duty, may_fulfil(duty))
    if done is not None:
        return Verdict(due_at, done.earliest, Status.MET, basis, (done, or_when))
    after = fulfilments_after(duty)
    return judge_by_time(duty, due_at, basis, after[0] if after else None, or_when)


def judge_open(duty: Duty) -> Verdict:
    """Point 12; ADR 4, 11: no fixed limit, so never late and never overdue."""
    after = fulfilments_after(duty)
    return judge_by_time(duty, None, Basis.TRIGGER, after[0] if after else None)


def judge_by_time(
    duty: Duty, due_at: datetime | None, basis: Basis, done: Event | None, or_when: Event | None = None
) -> Verdict:
    """Point 12: the status, and what decided it."""
    fulfilled_at = None if done is None else duty.judged_time(done)
    excused_by, ended_by = excuse(duty, due_at), lapse(duty)
    status = status_by_time(duty, due_at, fulfilled_at, excused_by, ended_by)
    decided_by = (
        done,
        or_when,
        excused_by if status is Status.EXCUSED else None,
        ended_by if status is Status.LAPSED else None,
    )
    return Verdict(due_at, fulfilled_at, status, basis, decided_by)


def status_by_time(
    duty: Duty, due_at: datetime | None, fulfilled_at: datetime | None, excused_by: Event | None, ended_by: Event | None
) -> Status:
    """Point 12, in its own order; a due instant of None is never passed."""
    if fulfilled_at is not None and (due_at is None or fulfilled_at <= due_at):
        return Status.MET
    if excused_by is not None:
        return Status.EXCUSED
    if ended_by is not None and (due_at is None or duty.judged_time(ended_by) <= due_at):
        return Status.LAPSED
    if fulfilled_at is not None:
        return Status.LATE
    if due_at is not None and due_at < duty.source.as_of:
        return Status.OVERDUE
    return Status.PENDING


def judge_periods(duty: Duty, deadline: AtLeast) -> Iterator[Verdict]:
    """Point 11: a verdict for each period that has begun, has a law on its first day, and comes before the lapse."""
    ended_by = lapse(duty)
    for k in count():
        first_day = moved(duty.day, deadline.every, times=k)
        start = duty.start if k == 0 else start_of_day(first_day, duty.calendar)
        if start > duty.source.as_of:
            return
        if k > 0 and ended_by is not None and start >= duty.judged_time(ended_by):
            return
        # The version goes by the period's first day: another version makes this period its own, or nobody does.
        if duty.is_in_force(first_day):
            end = end_of_day(moved(duty.day, deadline.every, times=k + 1) - timedelta(days=1), duty.calendar)
            done = nth_in_period(duty, deadline.count, None if k == 0 else start, end)
            yield replace(judge_by_time(duty, end, Basis.TRIGGER, done), period=k + 1)


def nth_in_period(duty: Duty, n: int, start: datetime | None, end: datetime) -> Event | None:
    """Point 11: the n-th event of a period; the first period (no `start`) takes whatever may lie after T."""
    # An event that reaches into a period from before its start belongs to an earlier period.
    inside = [e for e in fulfilments_after(duty) if e.earliest <= end and (start is None or e.earliest >= start)]
    return inside[n - 1] if len(inside) >= n else None
