"""What a round of reviews sets going at once: alarms about critical cases, and the repair list.

Each is a file in the round's folder, which is read, added to and put in place whole; a step that cannot be taken leaves
it as it was.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from sagsloft.core import critical, repairs
from sagsloft.core.alarm_steps import ALARMS, AlarmStep
from sagsloft.core.critical import Alarm, CriticalReport
from sagsloft.core.errors import UserError
from sagsloft.core.logbook import Logbook, LogKind, StepT
from sagsloft.core.repair_steps import REPAIRS, RepairStep
from sagsloft.core.repairs import Breach, Repair
from sagsloft.messages import Language
from sagsloft.pipeline.sealed import unique_names
from sagsloft.render.files import together, write_json
from sagsloft.render.repairs import write_repairs

__all__ = [
    "ALARM_FILE",
    "REPAIR_FILE",
    "carry_over",
    "open_repairs",
    "raise_alarms",
    "read_alarms",
    "read_repairs",
    "take_alarm_step",
    "take_repair_step",
    "write_repair_list",
]

ALARM_FILE, REPAIR_FILE = "critical.json", "repairs.json"
ROUND = "round.json"
LARGEST = 16 * 2**20
"""Bytes. A round with a thousand breaches, each with a hundred steps, is smaller."""


def read_alarms(folder: Path) -> Logbook[AlarmStep]:
    """Empty where no case was called critical. Raises UserError where the file was changed by another hand."""
    log = _read(folder, ALARM_FILE, ALARMS)
    critical.alarms(log)
    return log


def raise_alarms(
    folder: Path, reports: Sequence[CriticalReport], leader: str, director: str, at: datetime
) -> tuple[Alarm, ...]:
    """Raise an alarm for each report that tells something new; those alarms, to be shown at once. `at` is local."""
    before = read_alarms(folder)
    log = critical.report(before, reports, leader=leader, director=director, at=at)
    _write(log, before, folder, ALARM_FILE)
    told = {step.case_id for step in log.steps[len(before.steps) :]}
    return tuple(alarm for alarm in critical.alarms(log) if alarm.case_id in told)


def take_alarm_step(folder: Path, step: AlarmStep) -> Logbook[AlarmStep]:
    before = read_alarms(folder)
    log = critical.take(before, step)
    _write(log, before, folder, ALARM_FILE)
    return log


def read_repairs(folder: Path) -> Logbook[RepairStep]:
    """Empty where no breach was found yet. Raises UserError where the file was changed by another hand."""
    log = _read(folder, REPAIR_FILE, REPAIRS)
    repairs.repairs(log)
    return log


def open_repairs(folder: Path, breaches: Sequence[Breach], round_id: str, on: date) -> tuple[Repair, ...]:
    """A line for each breach that has none yet; the new ones."""
    before = read_repairs(folder)
    log = repairs.from_breaches(before, breaches, round_id=round_id, on=on)
    _write(log, before, folder, REPAIR_FILE)
    return repairs.repairs(log)[len(repairs.repairs(before)) :]


def take_repair_step(folder: Path, step: RepairStep) -> Logbook[RepairStep]:
    before = read_repairs(folder)
    log = repairs.take(before, step)
    _write(log, before, folder, REPAIR_FILE)
    return log


def carry_over(earlier: Path, later: Path, round_id: str, on: date) -> tuple[Repair, ...]:
    """The open lines of an earlier round's folder, in that of a later one (`round_id`); those that came over.

    The later file is written first: if the earlier one then cannot be, doing it again makes it right.
    """
    if earlier.resolve() == later.resolve():
        raise UserError("repair.same_round")
    before_earlier, before_later = read_repairs(earlier), read_repairs(later)
    log_earlier, log_later = repairs.carry_over(before_earlier, before_later, round_id=round_id, on=on)
    _write(log_later, before_later, later, REPAIR_FILE)
    _write(log_earlier, before_earlier, earlier, REPAIR_FILE)
    return repairs.repairs(log_later)[len(repairs.repairs(before_later)) :]


def write_repair_list(found: Sequence[Repair], as_of: date, file: Path, language: Language) -> None:
    """The list as a workbook."""
    with together(file.parent) as hidden:
        write_repairs(found, as_of, hidden / file.name, language)


def _read(folder: Path, name: str, kind: LogKind[StepT]) -> Logbook[StepT]:
    """Raises UserError where the folder is no round's, or the file cannot be read."""
    if not (folder / ROUND).is_file():
        raise UserError("logbook.not_a_round", folder=folder, round=ROUND)
    file = folder / name
    try:
        if file.stat().st_size > LARGEST:
            raise UserError("logbook.not_a_logbook")
        content = json.loads(file.read_text("utf-8-sig"), object_pairs_hook=unique_names)
    except FileNotFoundError:
        return Logbook(kind)
    except OSError as error:
        raise UserError("logbook.cannot_read", file=file, detail=error.strerror or error) from error
    except (ValueError, RecursionError):
        raise UserError("logbook.not_a_logbook") from None
    return Logbook.from_json(kind, content)


def _write(log: Logbook[StepT], before: Logbook[StepT], folder: Path, name: str) -> None:
    """Nothing where there is nothing new."""
    if len(log.links) > len(before.links):
        with together(folder) as hidden:
            write_json(log.as_json(), hidden / name)
