"""Which child cannot wait for the report? An alarm for each case that a reader calls critical, answered the same day.

Method, section 8. The day is the local one, to its end, however late on it the alarm was raised: a child without
protection does not wait for the next office hours.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sagsloft.core.alarm_steps import Acknowledged, AlarmStep, Answered, Closed, Escalated, Reopened, Reported
from sagsloft.core.cpr import masked
from sagsloft.core.errors import UserError
from sagsloft.core.logbook import Logbook, in_words, standing, words
from sagsloft.core.reviews import CaseReview
from sagsloft.core.scales import Criticality

__all__ = [
    "Alarm",
    "AlarmCounts",
    "AlarmState",
    "CriticalReport",
    "alarms",
    "counts",
    "critical_reports",
    "report",
    "take",
]

SHORTEST_ANSWER = 10
"""Characters. "OK" does not say what was done for the child."""


class AlarmState(StrEnum):
    """How far an alarm has come."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class CriticalReport:
    """One reader's word that a case is critical, without the reader."""

    case_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A case's alarm, as its standing steps leave it.

    `since`: when it was raised, or raised again after an answer. `reasons`: as they were told, one for each report.
    `is_escalated`: since then. `was_late`: an answer came after its day.
    """

    case_id: str
    leader: str
    director: str
    since: datetime
    last: datetime
    reasons: tuple[str, ...]
    state: AlarmState = AlarmState.RAISED
    is_escalated: bool = False
    was_late: bool = False

    @property
    def due(self) -> date:
        """The local day at whose end the answer is late."""
        return self.since.date()

    @property
    def is_answered(self) -> bool:
        return self.state in {AlarmState.ANSWERED, AlarmState.CLOSED}

    def is_late(self, at: datetime) -> bool:
        return not self.is_answered and at.date() > self.due

    def must_escalate(self, at: datetime) -> bool:
        return self.is_late(at) and not self.is_escalated


@dataclass(frozen=True, slots=True)
class AlarmCounts:
    """`same_day`: answered, each time on the day when it was raised. `late`: at least once not. The others wait for an
    answer that is not due yet. `open`: not closed."""

    raised: int
    same_day: int
    late: int
    open: int


def critical_reports(reviews: Iterable[CaseReview]) -> tuple[CriticalReport, ...]:
    """What the readers call critical."""
    called = (each for each in reviews if each.criticality is Criticality.CRITICAL)
    return tuple(CriticalReport(each.case_id, each.criticality_reason) for each in called)


def report(
    log: Logbook[AlarmStep], reports: Sequence[CriticalReport], *, leader: str, director: str, at: datetime
) -> Logbook[AlarmStep]:
    """Raise an alarm for each case that has none, and add to those that have one; a reason that is there already adds
    nothing. A report that comes after the answer raises the alarm again: what it tells has not been answered.

    What may be a CPR number is masked, for an alarm does not wait until somebody has corrected a text.
    """
    told = {(step.case_id, step.reason) for step in log.steps if isinstance(step, Reported)}
    for each in reports:
        reason = masked(words(each.reason))
        if (each.case_id, reason) in told:
            continue
        told.add((each.case_id, reason))
        step = Reported(at=at, case_id=each.case_id, reason=reason, leader=words(leader), director=words(director))
        log = log.then(step)
    return log


def take(log: Logbook[AlarmStep], step: AlarmStep) -> Logbook[AlarmStep]:
    """Add a step that is not a report. Raises UserError, which says what to do, where it cannot be taken now."""
    step = in_words(step)
    if isinstance(step, Answered) and len(step.answer) < SHORTEST_ANSWER:
        raise UserError("critical.no_answer", least=SHORTEST_ANSWER)
    before = [each for each in log.steps if each.case_id == step.case_id]
    if not before:
        raise UserError("critical.no_alarm")
    _alarm([*before, step])
    return log.then(step)


def alarms(log: Logbook[AlarmStep]) -> tuple[Alarm, ...]:
    """In the order in which they were first raised. Raises UserError where a step cannot have been taken."""
    by_case: dict[str, list[AlarmStep]] = {}
    found: dict[str, Alarm] = {}
    for number, step in enumerate(log.steps, 1):
        steps = by_case.setdefault(step.case_id, [])
        steps.append(step)
        try:
            found[step.case_id] = _alarm(steps)
        except UserError:
            raise UserError("logbook.not_understood", number=number) from None
    return tuple(found.values())


def counts(found: Sequence[Alarm], at: datetime) -> AlarmCounts:
    late = [each.was_late or each.is_late(at) for each in found]
    return AlarmCounts(
        raised=len(found),
        same_day=sum(each.is_answered and not is_late for each, is_late in zip(found, late, strict=True)),
        late=sum(late),
        open=sum(each.state is not AlarmState.CLOSED for each in found),
    )


def _alarm(steps: Sequence[AlarmStep]) -> Alarm:
    """The alarm of one case after its steps. Raises UserError where one of them cannot be taken after those before."""
    first = steps[0]
    if not isinstance(first, Reported):
        raise UserError("critical.no_alarm")
    alarm = _raised(first)
    for step in standing(steps)[1:]:
        alarm = _after(alarm, step)
    last = steps[-1]
    if last.takes_back:
        _ensure_later(alarm, last)
    return alarm


def _raised(step: Reported) -> Alarm:
    return Alarm(
        case_id=step.case_id,
        leader=step.leader,
        director=step.director,
        since=step.at,
        last=step.at,
        reasons=(step.reason,),
    )


def _after(alarm: Alarm, step: AlarmStep) -> Alarm:
    if isinstance(step, Reported):
        return _reported(alarm, step)
    _ensure_later(alarm, step)
    alarm = replace(alarm, last=step.at)
    match step:
        case Acknowledged() if alarm.state is AlarmState.RAISED:
            return replace(alarm, state=AlarmState.ACKNOWLEDGED)
        case Escalated() if not alarm.is_answered and not alarm.is_escalated:
            return replace(alarm, is_escalated=True)
        case Answered() if not alarm.is_answered:
            return replace(alarm, state=AlarmState.ANSWERED, was_late=alarm.was_late or alarm.is_late(step.at))
        case Closed() if alarm.state is AlarmState.ANSWERED:
            return replace(alarm, state=AlarmState.CLOSED)
        case Reopened() if alarm.is_answered:
            return _again(alarm, step.at)
    raise UserError(_refusal(alarm, step))


def _reported(alarm: Alarm, step: Reported) -> Alarm:
    """A report is taken whatever its time: an alarm is not refused because a clock is wrong."""
    alarm = replace(alarm, reasons=(*alarm.reasons, step.reason), leader=step.leader, director=step.director)
    return _again(alarm, step.at) if alarm.is_answered else alarm


def _again(alarm: Alarm, at: datetime) -> Alarm:
    """Raised anew: the answer is due that day, and the director knows of the former time only."""
    return replace(alarm, state=AlarmState.RAISED, since=at, last=max(alarm.last, at), is_escalated=False)


def _ensure_later(alarm: Alarm, step: AlarmStep) -> None:
    if step.at < alarm.last:
        raise UserError("critical.before_the_last_step", last=f"{alarm.last:%Y-%m-%d %H:%M}")


def _refusal(alarm: Alarm, step: AlarmStep) -> str:
    """Why the step cannot be taken now, and what can."""
    match step:
        case Acknowledged() if not alarm.is_answered:
            return "critical.acknowledged_already"
        case Escalated() if not alarm.is_answered:
            return "critical.escalated_already"
        case Closed() if alarm.state is AlarmState.CLOSED:
            return "critical.closed_already"
        case Closed():
            return "critical.closing_needs_answer"
        case Reopened():
            return "critical.not_answered_yet"
    return "critical.answered_already"
