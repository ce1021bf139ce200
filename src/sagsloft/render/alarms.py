"""The alarms of a round in the terminal: who must do what now, and all that was done about one case. Internal."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sagsloft.core.alarm_steps import AlarmStep, Answered, Reopened, Reported, TakenBack
from sagsloft.core.critical import Alarm, AlarmState, counts
from sagsloft.core.logbook import Logbook
from sagsloft.messages import Language, say
from sagsloft.messages.wording import day, moment

__all__ = ["alarm_history", "alarm_list"]

NOTHING = "–"
COLUMNS = ("case", "since", "state", "due", "leader", "now")


def alarm_list(found: Sequence[Alarm], at: datetime, timezone: str, language: Language) -> Iterator[RenderableType]:
    """Every alarm, those first that must go to the director, and the counts."""
    yield Text(say("critical.heading", language, at=moment(at, timezone, language)), "bold")
    yield Text(say("critical.internal", language))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for name in COLUMNS:
        table.add_column(say(f"critical.column_{name}", language), overflow="fold")
    for alarm in sorted(found, key=lambda each: _urgency(each, at)):
        table.add_row(
            Text(alarm.case_id),
            moment(alarm.since, timezone, language),
            _state(alarm, language),
            _due(alarm, at, language),
            Text(alarm.leader),
            Text(_now(alarm, at, language)),
        )
    yield table
    told = counts(found, at)
    values = {"raised": told.raised, "same_day": told.same_day, "late": told.late, "open": told.open}
    yield Text(say("critical.counts", language, **values))


def alarm_history(
    alarm: Alarm, log: Logbook[AlarmStep], at: datetime, timezone: str, language: Language
) -> Iterator[RenderableType]:
    """What was told about one case and done for it, and what must happen now."""
    yield Text(say("critical.history", language, case=alarm.case_id), "bold")
    yield Text(say("critical.internal", language))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for name in ("when", "step", "by", "words"):
        table.add_column(say(f"critical.column_{name}", language), overflow="fold")
    for step in log.steps:
        if step.case_id == alarm.case_id:
            name = say(f"critical.step_{log.kind.name_of(step)}", language)
            by = str(getattr(step, "by", NOTHING))  # a report tells nobody's name
            table.add_row(moment(step.at, timezone, language), name, Text(by), Text(_words(step, language)))
    yield table
    yield Text(say("critical.due_by", language, due=_due(alarm, at, language), now=_now(alarm, at, language)))


def _urgency(alarm: Alarm, at: datetime) -> tuple[bool, bool, bool, datetime]:
    """What comes first in the list: to the director, then late, then unanswered, then the oldest."""
    return not alarm.must_escalate(at), not alarm.is_late(at), alarm.is_answered, alarm.since


def _state(alarm: Alarm, language: Language) -> str:
    state = say(f"critical.state_{alarm.state}", language)
    return say("critical.escalated", language, state=state) if alarm.is_escalated else state


def _due(alarm: Alarm, at: datetime, language: Language) -> str:
    """The day, and whether it has passed."""
    due = day(alarm.due, language)
    return say("critical.late", language, due=due) if alarm.is_late(at) else due


def _now(alarm: Alarm, at: datetime, language: Language) -> str:
    """The one thing that must happen next, and who does it."""
    if alarm.state is AlarmState.CLOSED:
        return NOTHING
    if alarm.state is AlarmState.ANSWERED:
        return say("critical.now_close", language)
    if alarm.must_escalate(at):
        return say("critical.now_escalate", language, director=alarm.director)
    if alarm.is_escalated:
        return say("critical.now_director", language, director=alarm.director)
    return say(f"critical.now_{alarm.state}", language, leader=alarm.leader)


def _words(step: AlarmStep, language: Language) -> str:
    match step:
        case Reported(reason=""):
            return say("critical.no_reason_yet", language)
        case Reported() | Reopened() | TakenBack():
            return step.reason
        case Answered():
            return step.answer
    return NOTHING
