"""A report about a concluded round, in three formats that say the same, and frozen as numbers beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sagsloft.core.composing import compose
from sagsloft.core.errors import UserError
from sagsloft.core.report import Report
from sagsloft.pipeline.frozen_reports import FrozenReport, differences, freeze, frozen_name, read_frozen
from sagsloft.pipeline.report_sources import Reporting, gather
from sagsloft.render.document_docx import document_docx
from sagsloft.render.document_html import document_html
from sagsloft.render.document_pdf import document_pdf
from sagsloft.render.files import together
from sagsloft.render.report_document import Changed, document_of
from sagsloft.render.report_sentences import sentence

__all__ = ["MadeReport", "Reporting", "make_report"]

FORMATS = ("html", "pdf", "docx", "json")


@dataclass(frozen=True, slots=True)
class MadeReport:
    """`changed` and `gone`: by the ids of statements, against the report that was first made in the same folder."""

    report: Report
    files: tuple[Path, ...]
    changed: Mapping[str, Changed]
    gone: Mapping[str, Changed]


def make_report(asked: Reporting, folder: Path) -> MadeReport:
    """Write `<kind>.html`, `.pdf`, `.docx`, `.json` into a folder; a draft and the public edition say so in the name.

    Raises UserError where something is missing that a draft can do without and this is none, where the parts are not of
    one round, and where the folder holds the same report of another round.
    """
    gathered = gather(asked)
    material = gathered.material
    if material.lacking and not asked.is_draft:
        told = " ".join(sentence(each, asked.language) for each in material.lacking)
        raise UserError("reporting.lacking", what=told)
    report = compose(asked.kind, material)
    name, round_id = frozen_name(report), material.findings.round_id
    former = None if report.is_draft else _former(folder / f"{name}.json", round_id)
    changed, gone = differences(report, former)
    document = document_of(report, asked.language, changed, gone)
    with together(folder) as hidden:
        (hidden / f"{name}.html").write_text(document_html(document), "utf-8")
        (hidden / f"{name}.pdf").write_bytes(document_pdf(document))
        (hidden / f"{name}.docx").write_bytes(document_docx(document))
        freeze(report, round_id, gathered.inputs, former, asked.language, hidden / f"{name}.json")
    return MadeReport(report, tuple(folder / f"{name}.{each}" for each in FORMATS), changed, gone)


def _former(file: Path, round_id: str) -> FrozenReport | None:
    """The report that was made here before; None where there is none."""
    if not file.exists():
        return None
    found = read_frozen(file)
    if found.content["round"] != round_id:
        raise UserError("reporting.another_round", file=file, found=found.content["round"])
    return found
