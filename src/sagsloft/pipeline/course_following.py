"""What the invented leaders do about what was found: alarms are answered, and most breaches mended, with evidence."""

from collections.abc import Sequence
from datetime import timedelta

from sagsloft.core import alarm_steps, critical, repair_steps
from sagsloft.core.alarm_steps import AlarmStep
from sagsloft.core.critical import Alarm
from sagsloft.core.repairs import Repair
from sagsloft.messages import say
from sagsloft.pipeline.course_stage import DIRECTOR, LEADER, Stage
from sagsloft.pipeline.follow_up import read_alarms, take_alarm_step, take_repair_step

__all__ = ["answer_alarms", "mend"]

TIME_TO_MEND = timedelta(days=90)
MENDED = 3
"""Of every four lines of the first round; of the later one none yet."""
OWNERS = ("course.owner_1", "course.owner_2")
EVIDENCE = ("course.evidence_1", "course.evidence_2", "course.evidence_3")


def answer_alarms(stage: Stage) -> tuple[Alarm, ...]:
    """Whatever is not answered yet: on its day, but every third one only the day after, by the director.

    All that were raised so far.
    """
    raised = critical.alarms(read_alarms(stage.round))
    for number, alarm in enumerate(raised, 1):
        if not alarm.is_answered:
            for step in _late(stage, alarm) if number % 3 == 0 else _same_day(stage, alarm):
                take_alarm_step(stage.round, step)
    return raised


def mend(stage: Stage, found: Sequence[Repair]) -> int:
    """Close most lines of the first round with evidence, and give the others an owner and a day.

    How many were closed.
    """
    on, language, closed = stage.concluded_at.date(), stage.language, 0
    for number, repair in enumerate(found):
        owner = say(OWNERS[number % len(OWNERS)], language)
        if not stage.is_later and number % 4 < MENDED:
            evidence = say("course.invented", language, text=say(EVIDENCE[number % len(EVIDENCE)], language))
            done = on + timedelta(days=20 + number % 60)
            take_repair_step(stage.round, repair_steps.Closed(on=done, line=repair.line, by=owner, evidence=evidence))
            closed += 1
        else:
            due = on + TIME_TO_MEND
            take_repair_step(
                stage.round, repair_steps.Assigned(on=on, line=repair.line, by=LEADER, owner=owner, due=due)
            )
    return closed


def _same_day(stage: Stage, alarm: Alarm) -> tuple[AlarmStep, ...]:
    case, raised = alarm.case_id, alarm.since
    return (
        alarm_steps.Acknowledged(at=raised + timedelta(minutes=20), case_id=case, by=LEADER),
        alarm_steps.Answered(at=raised + timedelta(hours=3), case_id=case, by=LEADER, answer=_answer(stage)),
        alarm_steps.Closed(at=raised + timedelta(days=2), case_id=case, by=DIRECTOR),
    )


def _late(stage: Stage, alarm: Alarm) -> tuple[AlarmStep, ...]:
    case, raised = alarm.case_id, alarm.since
    return (
        alarm_steps.Escalated(at=raised + timedelta(hours=19), case_id=case, by=DIRECTOR),
        alarm_steps.Answered(at=raised + timedelta(hours=22), case_id=case, by=DIRECTOR, answer=_answer(stage)),
        alarm_steps.Closed(at=raised + timedelta(days=3), case_id=case, by=DIRECTOR),
    )


def _answer(stage: Stage) -> str:
    return say("course.invented", stage.language, text=say("course.alarm_answer", stage.language))
