"""Where the figures of a report come from: the files that went in, each with its fingerprint."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sagsloft import __version__
from sagsloft.core.cpr import masked
from sagsloft.core.report import Listed, Message, Value, message
from sagsloft.pipeline.checking import Check
from sagsloft.pipeline.documents import command
from sagsloft.pipeline.findings_files import FINDINGS, Concluded
from sagsloft.pipeline.question import sha256
from sagsloft.pipeline.review_rounds import ROUND, ReviewRound

__all__ = ["InputFile", "Inputs", "inputs_of", "provenance"]


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file's name, without its folder, and the SHA-256 of its bytes."""

    file: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """All that a report was made from. `readings`: of the round's forms, as `conclude` writes them down."""

    findings: InputFile
    plan: InputFile
    readings: list[dict[str, str]]
    previous: InputFile | None
    account: InputFile | None
    events: tuple[InputFile, ...]
    command: str


def inputs_of(round_folder: Path, previous: Path | None, account: Path | None, found: Check | None) -> Inputs:
    question = None if found is None else found.question
    files = [] if question is None else [*question.events, *(each for each in question.mapping_files if each)]
    return Inputs(
        findings=_file(round_folder / FINDINGS),
        plan=_file(round_folder / ROUND),
        readings=[
            {"file": each.name, "sha256": sha256(each)} for each in sorted((round_folder / "reviews").glob("*.json"))
        ],
        previous=None if previous is None else _file(previous / FINDINGS),
        account=None if account is None else _file(account),
        events=tuple(_file(each) for each in dict.fromkeys(files)),
        command="" if found is None else command(found),
    )


def provenance(
    plan: ReviewRound, concluded: Concluded, inputs: Inputs, on: date, found: Check | None
) -> Iterator[tuple[Message, Value]]:
    """As the annex tells it."""
    told: Mapping[str, Any] = concluded.provenance
    yield message("analyse.source_round"), plan.round_id
    yield message("analyse.source_findings"), _told(inputs.findings)
    yield message("analyse.source_made"), on
    yield message("analyse.source_kind"), f"sagsloft {__version__}"
    yield message("analyse.source_plan"), _told(inputs.plan)
    yield message("analyse.source_draw"), str(told.get("draw", plan.record_now))
    protocols = {"analyse.source_protocol": plan.protocol, "analyse.source_organisation": plan.organisation}
    for key, protocol in protocols.items():
        if protocol is not None:
            versioned = message(
                "analyse.source_versioned", id=protocol.id, version=protocol.version, hash=protocol.hash
            )
            yield Message(key, {}), versioned
    yield message("analyse.source_rulebook"), str(told.get("rulebook", ""))
    if inputs.previous is not None:
        yield message("analyse.source_previous"), _told(inputs.previous)
    if inputs.account is not None:
        yield message("analyse.source_account"), _told(inputs.account)
    if found is not None:
        yield message("analyse.source_events"), Listed(tuple(map(_told, inputs.events)))
        yield message("analyse.source_command"), inputs.command


def _told(file: InputFile) -> Message:
    return message("analyse.source_file", name=file.file, hash=file.sha256)


def _file(path: Path) -> InputFile:
    return InputFile(masked(path.name), sha256(path))
