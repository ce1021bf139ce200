"""A report as numbers: frozen when it is first made, so that no figure in it can change unseen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sagsloft.core.errors import UserError
from sagsloft.core.report import Edition, Evidence, Report, Statement
from sagsloft.messages import Language
from sagsloft.pipeline.findings_json import as_json
from sagsloft.pipeline.report_provenance import Inputs
from sagsloft.pipeline.sealed import read_sealed, write_sealed
from sagsloft.render.report_document import Changed
from sagsloft.render.report_sentences import proof, sentence

__all__ = ["FrozenReport", "FrozenStatement", "differences", "freeze", "frozen_name", "read_frozen"]

FORMAT = "sagsloft-report-1"


@dataclass(frozen=True, slots=True)
class FrozenStatement:
    """What a statement said when it was first made: on that day, with these figures, in these words."""

    on: date
    figures: tuple[float, ...]
    words: str


@dataclass(frozen=True, slots=True)
class FrozenReport:
    """`statements` by id: as they stand in the report, and as they were first; `gone`: those that once stood in it.
    `content`: the file as it is, for who asks behind a figure."""

    first: Mapping[str, FrozenStatement]
    gone: Mapping[str, FrozenStatement]
    content: Mapping[str, Any]


def frozen_name(report: Report) -> str:
    """A draft, and the edition for everyone, never take the place of the report itself."""
    edition = "-offentlig" if report.edition is Edition.PUBLIC else ""
    return f"{report.kind}{edition}{'-udkast' if report.is_draft else ''}"


def read_frozen(file: Path) -> FrozenReport:
    """Raises UserError where it is no report of ours, or was changed by another hand."""
    content: dict[str, Any] = read_sealed(file, FORMAT)
    try:
        first = {each["id"]: _first(each["first"]) for each in content["statements"]}
        gone = {each["id"]: _first(each["first"]) for each in content["gone"]}
    except (KeyError, TypeError, ValueError):
        raise UserError("sealed.not_ours", file=file) from None
    return FrozenReport(first, gone, content)


def differences(report: Report, former: FrozenReport | None) -> tuple[Mapping[str, Changed], Mapping[str, Changed]]:
    """Statements whose figures are others than when they were first made, and those that are gone."""
    if former is None:
        return {}, {}
    now = {each.id: each for each in report.statements}
    known = {**former.gone, **former.first}
    changed = {
        name: Changed(first.on, first.words)
        for name, first in known.items()
        if name in now and now[name].figures != first.figures
    }
    gone = {name: Changed(first.on, first.words) for name, first in known.items() if name not in now}
    return changed, gone


def freeze(
    report: Report, round_id: str, inputs: Inputs, former: FrozenReport | None, language: Language, file: Path
) -> None:
    """The tree with its numbers, the hashes of what it was made from, and what each statement first said."""
    known = {} if former is None else {**former.gone, **former.first}
    made = {each.id: _made(each, report.on, language) for each in report.statements}
    content = {
        "kind": report.kind.value,
        "edition": report.edition.value,
        "draft": report.is_draft,
        "invented": report.is_invented,
        "language": language.value,
        "round": round_id,
        "as_of": report.as_of.isoformat(),
        "on": report.on.isoformat(),
        "inputs": as_json(inputs),
        "statements": [_entry(each, known.get(each.id, made[each.id]), language) for each in report.statements],
        "gone": [{"id": name, "first": _of_first(first)} for name, first in known.items() if name not in made],
        "sections": as_json(report.sections),
    }
    write_sealed(content, FORMAT, file)


def _made(statement: Statement, on: date, language: Language) -> FrozenStatement:
    words = " ".join(part for part in (sentence(statement.message, language), _proof(statement, language)) if part)
    return FrozenStatement(on, statement.figures, words)


def _proof(statement: Statement, language: Language) -> str:
    told = proof(statement.evidence, language)
    return f"({told})" if told else ""


def _entry(statement: Statement, first: FrozenStatement, language: Language) -> dict[str, object]:
    return {
        "id": statement.id,
        "words": sentence(statement.message, language),
        "evidence": [_of_evidence(each) for each in statement.evidence],
        "proof": proof(statement.evidence, language),
        "rests_on": as_json(statement.rests_on),
        "figures": list(statement.figures),
        "first": _of_first(first),
    }


def _of_evidence(evidence: Evidence) -> dict[str, object]:
    count, interval = evidence.count, evidence.interval
    return {
        "met": count.met,
        "relevant": count.relevant,
        "frame": count.frame,
        "reach": evidence.reach.value,
        "lower": None if interval is None else interval.lower,
        "upper": None if interval is None else interval.upper,
        "at_most": evidence.at_most,
    }


def _of_first(first: FrozenStatement) -> dict[str, object]:
    return {"on": first.on.isoformat(), "figures": list(first.figures), "words": first.words}


def _first(content: Mapping[str, Any]) -> FrozenStatement:
    return FrozenStatement(date.fromisoformat(content["on"]), tuple(content["figures"]), str(content["words"]))
