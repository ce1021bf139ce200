"""`critical` and `repairs`: what must be done in the cases that were read, who does it, and whether it was done."""

from collections.abc import Sequence
from datetime import date, datetime

from rich.text import Text

from sagsloft.cli.following_options import (
    Acknowledge,
    AlarmCase,
    Answer,
    At,
    By,
    Close,
    Due,
    Escalate,
    Evidence,
    Line,
    Owner,
    Reopen,
    ReopenLine,
    RoundArgument,
    ShowAll,
    Undo,
    UndoLine,
    WithdrawLine,
    Workbook,
    the_one_step,
    the_time_of,
)
from sagsloft.cli.options import Lang, the_day
from sagsloft.cli.sampling_options import TIMEZONE, OnDay, the_day_of
from sagsloft.cli.screen import screen
from sagsloft.core import alarm_steps, repair_steps
from sagsloft.core.alarm_steps import AlarmStep
from sagsloft.core.critical import alarms
from sagsloft.core.errors import UserError
from sagsloft.core.logbook import Logbook, StepT
from sagsloft.core.repair_steps import RepairStep
from sagsloft.core.repairs import Repair
from sagsloft.core.repairs import repairs as lines_of
from sagsloft.messages import Language, say
from sagsloft.messages.wording import day
from sagsloft.pipeline import follow_up
from sagsloft.render.alarms import alarm_history, alarm_list
from sagsloft.render.repairs import closed_list, line_history, open_list

__all__ = ["critical", "repairs"]


def critical(
    round_folder: RoundArgument,
    case: AlarmCase = None,
    acknowledge: Acknowledge = None,
    answer: Answer = None,
    close: Close = False,
    escalate: Escalate = False,
    reopen: Reopen = None,
    undo: Undo = None,
    by: By = "",
    at: At = None,
    lang: Lang = Language.DANISH,
) -> None:
    when = the_time_of(at)
    step = _alarm_step(case or "", by, when, acknowledge, answer, close, escalate, reopen, undo)
    if step is None:
        log = follow_up.read_alarms(round_folder)
    elif case is None:
        raise UserError("critical.no_case")
    else:
        log = follow_up.take_alarm_step(round_folder, step)
    if case is None:
        _all_alarms(log, when, lang)
    else:
        _one_alarm(log, case, when, lang)
    if step is not None:
        _written(log, lang)


def repairs(
    round_folder: RoundArgument,
    show_all: ShowAll = False,
    line: Line = None,
    owner: Owner = None,
    due: Due = None,
    close: Evidence = None,
    reopen: ReopenLine = None,
    withdraw: WithdrawLine = None,
    undo: UndoLine = None,
    by: By = "",
    on: OnDay = None,
    out: Workbook = None,
    lang: Lang = Language.DANISH,
) -> None:
    if out is not None and out.suffix.lower() != ".xlsx":
        raise UserError("repair.not_a_workbook")
    as_of = the_day_of(on)
    name = None if line is None else line.strip().upper()
    step = _repair_step(name or "", by, as_of, (owner, due), close, reopen, withdraw, undo)
    if step is None:
        log = follow_up.read_repairs(round_folder)
    elif name is None:
        raise UserError("repair.no_line_given")
    else:
        log = follow_up.take_repair_step(round_folder, step)
    found = lines_of(log)
    if name is not None:
        _one_line(log, name, lang)
    else:
        _all_lines(found, as_of, lang, show_all=show_all)
    if step is not None:
        _written(log, lang)
    if out is not None:
        follow_up.write_repair_list(found, as_of, out, lang)
        screen().print(Text(say("repair.saved", lang, file=out)), soft_wrap=True)


def _alarm_step(
    case: str,
    by: str,
    at: datetime,
    acknowledge: str | None,
    answer: str | None,
    close: bool,
    escalate: bool,
    reopen: str | None,
    undo: str | None,
) -> AlarmStep | None:
    steps: list[AlarmStep] = []
    if acknowledge is not None:
        steps.append(alarm_steps.Acknowledged(at=at, case_id=case, by=acknowledge))
    if answer is not None:
        steps.append(alarm_steps.Answered(at=at, case_id=case, by=by, answer=answer))
    if close:
        steps.append(alarm_steps.Closed(at=at, case_id=case, by=by))
    if escalate:
        steps.append(alarm_steps.Escalated(at=at, case_id=case, by=by))
    if reopen is not None:
        steps.append(alarm_steps.Reopened(at=at, case_id=case, by=by, reason=reopen))
    if undo is not None:
        steps.append(alarm_steps.TakenBack(at=at, case_id=case, by=by, reason=undo))
    return the_one_step(steps, "--acknowledge, --answer, --close, --escalate, --reopen, --undo")


def _repair_step(
    line: str,
    by: str,
    on: date,
    owner_and_due: tuple[str | None, str | None],
    close: str | None,
    reopen: str | None,
    withdraw: str | None,
    undo: str | None,
) -> RepairStep | None:
    steps: list[RepairStep] = []
    owner, due = owner_and_due
    if owner is not None or due is not None:
        if owner is None or due is None:
            raise UserError("repair.no_owner")
        steps.append(repair_steps.Assigned(on=on, line=line, by=by, owner=owner, due=the_day(due, "--due")))
    if close is not None:
        steps.append(repair_steps.Closed(on=on, line=line, by=by, evidence=close))
    if reopen is not None:
        steps.append(repair_steps.Reopened(on=on, line=line, by=by, reason=reopen))
    if withdraw is not None:
        steps.append(repair_steps.Withdrawn(on=on, line=line, by=by, reason=withdraw))
    if undo is not None:
        steps.append(repair_steps.TakenBack(on=on, line=line, by=by, reason=undo))
    return the_one_step(steps, "--owner --due, --close, --reopen, --withdraw, --undo")


def _all_alarms(log: Logbook[AlarmStep], at: datetime, language: Language) -> None:
    found, console = alarms(log), screen()
    if not found:
        console.print(Text(say("critical.none", language)))
        return
    for part in alarm_list(found, at, TIMEZONE.key, language):
        console.print(part)
    console.print(Text(say("critical.next", language)))


def _one_alarm(log: Logbook[AlarmStep], case: str, at: datetime, language: Language) -> None:
    alarm = next((each for each in alarms(log) if each.case_id == case), None)
    if alarm is None:
        raise UserError("critical.no_alarm")
    for part in alarm_history(alarm, log, at, TIMEZONE.key, language):
        screen().print(part)


def _all_lines(found: Sequence[Repair], as_of: date, language: Language, *, show_all: bool) -> None:
    console = screen()
    if not found:
        console.print(Text(say("repair.none", language)))
        return
    still_open = [each for each in found if each.is_open]
    console.print(Text(say("repair.heading", language, as_of=day(as_of, language)), "bold"))
    console.print(Text(say("repair.mark", language)))
    if still_open:
        console.print(open_list(found, as_of, language))
    else:
        console.print(Text(say("repair.all_settled", language)))
    if show_all and len(still_open) < len(found):
        console.print(closed_list(found, language))
    counts = {
        "open": len(still_open),
        "cases": len({each.case_id for each in still_open}),
        "unassigned": sum(not each.owner for each in still_open),
        "overdue": sum(each.is_overdue(as_of) for each in found),
        "settled": len(found) - len(still_open),
    }
    console.print(Text(say("repair.counts", language, **counts)))
    if still_open:
        console.print(Text(say("repair.next", language)))


def _one_line(log: Logbook[RepairStep], line: str, language: Language) -> None:
    found = lines_of(log)
    repair = next((each for each in found if each.line == line), None)
    if repair is None:
        raise UserError("repair.no_line", known=len(found))
    for part in line_history(repair, log, language):
        screen().print(part)


def _written(log: Logbook[StepT], language: Language) -> None:
    """The last hash, which whoever wants to show later that nothing was changed writes down."""
    screen().print(Text(say("logbook.written", language, number=len(log.links), sha256=log.hash)), soft_wrap=True)
