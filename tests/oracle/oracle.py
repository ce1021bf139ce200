"""The oracle: section 4 of the rulebook as a slow, obvious loop over Python objects.

It is right by definition, is never shipped, and shares no code with the engine: only the rules' own dataclasses.
Each function cites the point that it states; "ADR 4, n" is the n-th of the readings in docs/adr/0004.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

from sagsloft.core.rules import AtLeast, Before, Open, Pattern, Repealed, Rule, Within

from .days import instant
from .due import first_instant_of_look_back
from .facts import Basis, Duty, Event, Obligation, Source, Status, Verdict
from .matching import covers_activity, is_given, matches_any
from .verdicts import comes_after_end, judge_before, judge_open, judge_periods, judge_within

__all__ = ["Basis", "Event", "Obligation", "Status", "evaluate"]


def evaluate(
    events: Sequence[Event],
    rules: Sequence[Rule],
    as_of: date | datetime,
    known_at: date | datetime | None = None,
    covers: Collection[str] = frozenset(),
) -> list[Obligation]:
    """Every obligation that `rules` make of `events`, as it stands at `as_of`."""
    obligations: list[Obligation] = []
    for rule in rules:
        now = instant(as_of, rule.calendar)
        known = None if known_at is None else instant(known_at, rule.calendar)
        existing = tuple(event for event in events if exists(event, now, known))
        obligations += obligations_of(rule, Source(existing, now, frozenset(covers)))
    return obligations


def exists(event: Event, as_of: datetime, known_at: datetime | None) -> bool:
    """Point 2: begun at `as_of`, and not first written down after `known_at`."""
    written_at = event.received_at if event.recorded_at is None else event.recorded_at
    is_known = known_at is None or written_at is None or written_at <= known_at
    return event.earliest <= as_of and is_known


def obligations_of(rule: Rule, source: Source) -> Iterator[Obligation]:
    """Every trigger, under every version that takes it as one (ADR 4, 3)."""
    for trigger in source.events:
        for version in rule.versions:
            duty = Duty(rule, version, trigger, source)
            if matches_any(trigger, version.trigger) and not comes_after_end(duty):
                for verdict in verdicts(duty):
                    yield obligation(duty, verdict)


def verdicts(duty: Duty) -> Iterator[Verdict]:
    """Point 3: the trigger's local day picks the version; in `at_least`, the first day of each period does."""
    deadline = duty.version.deadline
    if isinstance(deadline, AtLeast):
        yield from judge_periods(duty, deadline)
    elif duty.is_in_force(duty.day):
        match deadline:
            case Before():
                yield judge_before(duty, deadline)
            case Within():
                yield judge_within(duty, deadline)
            case Open():
                yield judge_open(duty)
            case Repealed():
                return


def obligation(duty: Duty, verdict: Verdict) -> Obligation:
    """A duty and its verdict as one row of the obligation table."""
    return Obligation(
        rule_id=duty.rule.id,
        version=duty.version.in_force,
        case_id=duty.trigger.case_id,
        matter_id=duty.trigger.matter,
        period=verdict.period,
        trigger_row=duty.trigger.row,
        triggered_at=duty.start,
        due_at=verdict.due_at,
        fulfilled_at=verdict.fulfilled_at,
        status=verdict.status,
        basis=verdict.basis,
        day_precision=has_day_precision(duty, verdict),
        measurable=is_measurable(duty, verdict),
    )


def has_day_precision(duty: Duty, verdict: Verdict) -> bool:
    """Point 1 and ADR 4, 4: the trigger, or an event that decided the verdict, has no time of day."""
    deciding = (duty.trigger, *verdict.decided_by)
    return any(event is not None and not event.has_time_of_day for event in deciding)


def is_measurable(duty: Duty, verdict: Verdict) -> bool:
    """Point 15: the source shows such things at all, and reaches back as far as the rule looks."""
    return (
        shows_activity_of(duty.version.trigger, duty.source)
        and shows_activity_of(duty.version.fulfilled_by, duty.source)
        and shows_attributes_of((*duty.version.trigger, *duty.version.fulfilled_by), duty.source)
        and (verdict.status == Status.MET or not looks_back_beyond_source(duty))
    )


def shows_activity_of(patterns: Sequence[Pattern], source: Source) -> bool:
    """Point 15 and ADR 4, 12: an event of one of the activities exists, or would if it had happened."""
    shown = {event.activity for event in source.events} | source.covers
    return any(covers_activity(pattern, activity) for pattern in patterns for activity in shown)


def shows_attributes_of(patterns: Sequence[Pattern], source: Source) -> bool:
    """Point 15 and ADR 4, 12: every attribute that a `where` needs is carried, or would be."""
    return all(
        name in source.covers or carries(source, pattern, name)
        for pattern in patterns
        for name in pattern.needed_attributes
    )


def carries(source: Source, pattern: Pattern, name: str) -> bool:
    """ADR 4, 12: an event that the pattern covers by its activity has the attribute, and it is not empty."""
    return any(
        covers_activity(pattern, event.activity) and is_given(event.attributes.get(name)) for event in source.events
    )


def looks_back_beyond_source(duty: Duty) -> bool:
    """Point 15 and ADR 4, 13: the look-back begins before the first of all existing events."""
    match duty.version.deadline:
        case Before(not_older_than=span) | Within(or_before=span) if span is not None:
            first_of_source = min(event.earliest for event in duty.source.events)
            return first_instant_of_look_back(duty, span) < first_of_source
        case _:
            return False
