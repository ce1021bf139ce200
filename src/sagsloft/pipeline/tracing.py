"""What lies behind a statement of a report? Its numbers, the cases and answers, the law that judged them, the events.

The round is found beside the report by the fingerprint of its findings, so nothing else can be taken for it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from sagsloft.core import critical, repairs
from sagsloft.core.criterion_findings import CriterionFinding
from sagsloft.core.errors import UserError
from sagsloft.core.findings import Findings
from sagsloft.core.report import Message, Source, message
from sagsloft.core.reviews import CaseReview
from sagsloft.pipeline.findings_files import FINDINGS, read_findings
from sagsloft.pipeline.follow_up import read_alarms, read_repairs
from sagsloft.pipeline.frozen_reports import read_frozen
from sagsloft.pipeline.question import sha256
from sagsloft.pipeline.review_state import RoundState, load_state

__all__ = ["Behind", "Row", "Trace", "trace"]


@dataclass(frozen=True, slots=True)
class Row:
    """A case, what is said of it there, and why. `events`: the events' own answer, where there is one, and its why."""

    case_id: str
    about: str
    said: Message | str
    reason: str
    events: Message | None = None
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Behind:
    """What one round's folder holds behind the statement. `laws`: what each criterion was judged by. `counted`: how
    many of how many, counted anew from the rows; None where it is not cases that are counted."""

    folder: Path
    round_id: str
    rows: tuple[Row, ...]
    laws: tuple[str, ...]
    counted: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Trace:
    """`statement`: as the report has it. `rounds`: this one, and the one before where the statement compares; those
    that lie beside the report. `files`: what the report was made from, with fingerprints. `command`: the line that
    gives the deadlines again."""

    statement: Mapping[str, Any]
    rounds: tuple[Behind, ...]
    files: tuple[tuple[str, str], ...]
    command: str


def trace(report: Path, claim: str, round_folder: Path | None = None) -> Trace:
    """`report`: the JSON file. `round_folder`: where the round is, if not beside the report.

    Raises UserError where the report has no such statement, was changed by another hand, or the folder holds other
    findings than those that it was made from.
    """
    content = read_frozen(report).content
    statements = {each["id"].casefold(): each for each in content["statements"]}
    found = statements.get(claim.strip().strip("[]").casefold())
    if found is None:
        similar = get_close_matches(claim.casefold(), statements, n=5, cutoff=0.0)
        raise UserError("trace.no_claim", claim=claim, similar=", ".join(statements[each]["id"] for each in similar))
    inputs = content["inputs"]
    now = _folder(report, inputs["findings"]["sha256"], round_folder)
    is_compared = len(found["evidence"]) > 1 and inputs["previous"] is not None
    before = _folder(report, inputs["previous"]["sha256"], None) if is_compared else None
    folders = [each for each in (now, before) if each is not None]
    return Trace(
        statement=found,
        rounds=tuple(_behind(each, found) for each in folders),
        files=tuple((each["file"], each["sha256"]) for each in _files(inputs)),
        command=inputs["command"] if found["rests_on"]["source"] == Source.EVENTS else "",
    )


def _files(inputs: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    named = (inputs["findings"], inputs["plan"], inputs["previous"], inputs["account"])
    yield from (each for each in named if each is not None)
    yield from inputs["events"]


def _folder(report: Path, fingerprint: str, given: Path | None) -> Path | None:
    """The folder whose findings have the fingerprint: the one that is given, else one beside the report or above it."""
    if given is not None:
        if not (given / FINDINGS).is_file() or sha256(given / FINDINGS) != fingerprint:
            raise UserError("trace.another_round", folder=given)
        return given
    beside = report.resolve().parent
    near = (each for base in (beside, beside.parent) for each in (base, *sorted(base.iterdir())) if each.is_dir())
    held = (each for each in near if (each / FINDINGS).is_file())
    return next((each for each in held if sha256(each / FINDINGS) == fingerprint), None)


def _behind(folder: Path, statement: Mapping[str, Any]) -> Behind:
    state, findings = load_state(folder), read_findings(folder).findings
    source, codes = Source(statement["rests_on"]["source"]), tuple(statement["rests_on"]["codes"])
    laws: tuple[str, ...] = ()
    counted = None
    match source:
        case Source.ANSWERS:
            criteria = [each for each in findings.criteria if each.code in codes]
            rows = tuple(row for each in criteria for row in _answers(each, state))
            laws = tuple(_law(each, state) for each in criteria)
            counted = next(((each.met, each.relevant) for each in criteria if each.is_judged), None)
        case Source.THEMES:
            rows = tuple(_themes(findings, codes))
        case Source.CRITICALITY:
            rows = tuple(_criticality(findings, state))
        case Source.ORGANISATION:
            rows = tuple(_judgements(findings, codes))
        case Source.ALARMS:
            rows = tuple(_alarms(folder))
        case Source.REPAIRS:
            rows = tuple(_repairs(folder))
        case _:
            rows = ()
    return Behind(folder, findings.round_id, rows, laws, counted)


def _answers(criterion: CriterionFinding, state: RoundState) -> Iterator[Row]:
    """Every finished case: the final answer, with the readers' words, and what the events say to the same."""
    for case_id, record in _records(state).items():
        response = record.responses[criterion.code]
        said = str(response.number) if response.answer is None else message(f"form.answer_{response.answer}")
        events = state.events.get(case_id, {}).get(criterion.code)
        own = None if events is None or events.answer is None else message(f"form.answer_{events.answer}")
        yield Row(case_id, criterion.code, said, response.reason, own, () if events is None else events.why)


def _law(criterion: CriterionFinding, state: RoundState) -> str:
    citations = "; ".join(map(str, state.plan.protocol.criterion(criterion.code).citations))
    return " · ".join(part for part in (criterion.code, citations, criterion.law) if part)


def _records(state: RoundState) -> Mapping[str, CaseReview]:
    protocol = state.plan.protocol
    return {each.case_id: each.final(protocol) for each in state.cases if each.unready(protocol) is None}


def _themes(findings: Findings, codes: tuple[str, ...]) -> Iterator[Row]:
    for theme in findings.themes:
        if theme.code in codes:
            for outcome, cases in theme.together.items():
                yield from (Row(case, theme.code, message(f"findings.outcome_{outcome}"), "") for case in cases)


def _criticality(findings: Findings, state: RoundState) -> Iterator[Row]:
    records = _records(state)
    for judgement, cases in findings.criticality.items():
        for case in cases:
            yield Row(case, "", message(f"form.criticality_{judgement}"), records[case].criticality_reason)


def _judgements(findings: Findings, codes: tuple[str, ...]) -> Iterator[Row]:
    for each in () if findings.organisation is None else findings.organisation.judgements:
        if each.criterion in codes:
            said = str(each.number) if each.answer is None else message(f"form.answer_{each.answer}")
            yield Row("", each.criterion, said, " · ".join(part for part in (each.reason, each.source) if part))


def _alarms(folder: Path) -> Iterator[Row]:
    for each in critical.alarms(read_alarms(folder)):
        yield Row(each.case_id, "", message(f"critical.state_{each.state}"), " / ".join(each.reasons))


def _repairs(folder: Path) -> Iterator[Row]:
    for each in repairs.repairs(read_repairs(folder)):
        is_open = each.state is repairs.RepairState.OPEN
        said = message("trace.open") if is_open else message(f"repair.state_{each.state}")
        yield Row(each.case_id, f"{each.line} {each.criterion}", said, each.outcome or each.what)
