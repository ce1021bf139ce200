"""What a report is made of, gathered from the folders of its rounds; and what is missing, told and not passed over."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from sagsloft.core import critical, repairs
from sagsloft.core.errors import UserError
from sagsloft.core.findings import Findings
from sagsloft.core.overview import Overview, overview
from sagsloft.core.report import Edition, Message, ReportKind, message
from sagsloft.core.report_charts import Measure
from sagsloft.core.report_material import Material
from sagsloft.core.round_result import Unready
from sagsloft.messages import Language
from sagsloft.pipeline.agreeing import agree
from sagsloft.pipeline.checking import Check, check
from sagsloft.pipeline.findings_files import FINDINGS, Concluded, read_findings
from sagsloft.pipeline.follow_up import read_alarms, read_repairs
from sagsloft.pipeline.question import Question
from sagsloft.pipeline.report_provenance import Inputs, inputs_of, provenance
from sagsloft.pipeline.review_rounds import ReviewRound, read_round
from sagsloft.sources.accounts import read_account

__all__ = ["Gathered", "Reporting", "gather"]

SEED = 2024
"""Of the intervals of agreement: any will do, as long as it is the same."""
SHORTEST_CASE = 4
"""Letters and digits. A shorter case id cannot be told from a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """What is asked for. `round_folder`: of a round that is concluded; `previous`: of the one before.

    `question`: events to judge the deadlines from, as of the round's day. `account`: the file of what the municipality
    says. `on`: the day that alarms and repairs are told of.
    """

    round_folder: Path
    kind: ReportKind
    on: date
    previous: Path | None = None
    question: Question | None = None
    account: Path | None = None
    measures: tuple[Measure, ...] = ()
    edition: Edition = Edition.INTERNAL
    is_draft: bool = False
    language: Language = Language.DANISH


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a report is made of, and the files that it came from."""

    material: Material
    inputs: Inputs


def gather(asked: Reporting) -> Gathered:
    """Raises UserError where the round or the one before cannot be used; what a draft can do without is `lacking`."""
    plan, _ = read_round(asked.round_folder)
    concluded = _concluded(asked.round_folder)
    previous = None if asked.previous is None else _concluded(asked.previous)
    _ensure_together(asked, concluded.findings, plan, previous)
    found = None if asked.question is None else check(_asked_as_of(asked, asked.question, plan))
    inputs = inputs_of(asked.round_folder, asked.previous, asked.account, found)
    account = () if asked.account is None else read_account(asked.account)
    if asked.edition is Edition.PUBLIC:
        _ensure_no_case(account, asked, plan)
    _, agreement = agree(asked.round_folder, SEED)
    zone = ZoneInfo("Europe/Copenhagen")
    alarms = critical.alarms(read_alarms(asked.round_folder))
    material = Material(
        name=str(plan.source.get("name", "")),
        findings=concluded.findings,
        protocol=plan.protocol,
        organisation=plan.organisation,
        earlier=None if previous is None else previous.findings,
        agreement=agreement,
        overview=None if found is None else _overview(found),
        rules={} if found is None else {each.id: each for each in found.rules},
        repairs=repairs.repairs(read_repairs(asked.round_folder)),
        alarms=critical.counts(alarms, datetime.combine(asked.on, time.max, zone)),
        account=account,
        measures=asked.measures,
        on=asked.on,
        is_invented=plan.invented,
        edition=asked.edition,
        provenance=tuple(provenance(plan, concluded, inputs, asked.on, found)),
        lacking=tuple(_lacking(asked, concluded, inputs, plan)),
    )
    return Gathered(material, inputs)


def _concluded(folder: Path) -> Concluded:
    if not (folder / FINDINGS).is_file():
        raise UserError("reporting.not_concluded", folder=folder, file=FINDINGS)
    return read_findings(folder)


def _ensure_together(asked: Reporting, findings: Findings, plan: ReviewRound, previous: Concluded | None) -> None:
    """Raises UserError where findings and plan are of two rounds, or the round before is not the one compared with."""
    if (findings.round_id, findings.frame, findings.drawn) != (plan.round_id, plan.frame, len(plan.cases)):
        raise UserError("reporting.another_frame", folder=asked.round_folder, found=findings.round_id)
    if asked.kind is ReportKind.STATUS and previous is None:
        raise UserError("reporting.no_previous")
    if previous is None:
        return
    if findings.earlier is None:
        raise UserError("reporting.not_compared", folder=asked.round_folder, previous=asked.previous)
    if findings.earlier.round_id != previous.findings.round_id:
        raise UserError("reporting.another_previous", previous=asked.previous, expected=findings.earlier.round_id)


def _ensure_no_case(account: tuple[str, ...], asked: Reporting, plan: ReviewRound) -> None:
    """Nobody looks for the number of a case in a text that somebody else has written."""
    written = " ".join((*account, *(each.name for each in asked.measures)))
    if any(len(case) >= SHORTEST_CASE and case in written for case in plan.sheets):
        raise UserError("reporting.case_in_text")


def _asked_as_of(asked: Reporting, question: Question, plan: ReviewRound) -> Question:
    """As the cases were read: on the round's day, and of what had been recorded by then. Between two rounds, as now."""
    if asked.kind is ReportKind.QUARTER:
        return replace(question, as_of=asked.on)
    return replace(question, as_of=plan.as_of, known_at=plan.as_of)


def _overview(found: Check) -> Overview:
    return overview(
        found.reading.events,
        found.trace,
        found.indicators,
        found.rules,
        found.book.calendar,
        found.as_of,
        vocabulary=found.book.activities,
        known_at=found.known_at,
        covers=found.reading.covers,
    )


def _lacking(asked: Reporting, concluded: Concluded, inputs: Inputs, plan: ReviewRound) -> Iterator[Message]:
    findings = concluded.findings
    if findings.is_draft:
        yield message(
            "reporting.unfinished",
            folder=str(asked.round_folder),
            unread=findings.left_out.get(Unready.UNREAD, 0),
            unfinished=findings.left_out.get(Unready.UNFINISHED, 0),
            unresolved=findings.left_out.get(Unready.UNRESOLVED, 0),
        )
    if concluded.provenance.get("draw") != plan.record_now or concluded.provenance.get("readings") != inputs.readings:
        yield message("reporting.read_since", folder=str(asked.round_folder))
    if asked.kind is not ReportKind.QUARTER and asked.account is None:
        yield message("reporting.no_account")
