"""Small forms of two cases, made by hand, and what a person may do to them before they come back."""

import json
import shutil
import subprocess
from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from tests.unit.protocol import small_protocol
from xlsxwriter import Workbook

from sagsloft.core.errors import UserError
from sagsloft.core.forms import Field, Fixed, FormKind, FormMap, Input
from sagsloft.sources.review_forms import read_form

__all__ = [
    "FIRST",
    "FULL",
    "MAP",
    "Formula",
    "changed_map",
    "form_map",
    "needs_libreoffice",
    "refusal",
    "saved_by_libreoffice",
    "written",
]

FIRST, SECOND = "Sag 01", "Sag 02"
CASES = {FIRST: "sag-0417", SECOND: "sag-0099"}
HEADINGS = {"A": "Nr.", "B": "Spørgsmål", "C": "Svar", "D": "Begrundelse", "E": "Hvor i sagen", "F": "Godt eksempel"}
"""In row 3, below the case's number in B1; the criteria follow from row 4, and the case as a whole is row 10."""
BESIDE = {"D": Field.REASON, "E": Field.SOURCE, "F": Field.GOOD_EXAMPLE}
FULL = {
    "C4": "ja, efter fristen",
    "D4": "Vurderet efter to døgn.",
    "E4": "Notat 3. marts 2024",
    "C5": "ja",
    "F5": "ja",
    "C6": "i nogen grad",
    "D6": "Nævnt,\nmen ikke brugt.",
    "C7": "ikke relevant",
    "C8": 3,
    "C10": "bekymrende",
    "D10": "Mange brud.",
}
"""Everything that a reader can say about the first case."""
CHUNK = 30_000

needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


@dataclass(frozen=True)
class Formula:
    """A formula, and what it showed when the form was saved."""

    text: str
    shown: str


def _inputs(sheet, case_id):
    for row, criterion in enumerate(small_protocol().criteria, 4):
        answer = Field.NUMBER if criterion.scale.is_number else Field.ANSWER
        for column, field in {"C": answer, **BESIDE}.items():
            yield Input(sheet, f"{column}{row}", field, case_id, criterion.code)
    yield Input(sheet, "C10", Field.CRITICALITY, case_id)
    yield Input(sheet, "D10", Field.CRITICALITY_REASON, case_id)


def _fixed(sheet, case_id):
    yield Fixed(sheet, "B1", case_id)
    for column, heading in HEADINGS.items():
        yield Fixed(sheet, f"{column}3", heading)
    for row, criterion in enumerate(small_protocol().criteria, 4):
        yield Fixed(sheet, f"A{row}", criterion.code)


MAP = FormMap(
    kind=FormKind.REVIEW,
    round_id="runde-1",
    reviewer="Anna Holm",
    language="da",
    inputs=tuple(each for case in CASES.items() for each in _inputs(*case)),
    fixed=tuple(each for case in CASES.items() for each in _fixed(*case)),
)


def form_map(**changes):
    return replace(MAP, **changes)


def changed_map(**changes):
    """The text of a map that someone has changed."""
    return json.dumps(MAP.as_json() | changes, ensure_ascii=False)


def written(file, cells=None, *, form=MAP, hidden=None, without=None, constant_memory=False):
    """A form with these cells on its first case's sheet (None: emptied); the same input gives the same bytes.

    `hidden`: the text of its map, if not `form`'s; `without`: a sheet that is gone.
    """
    text = json.dumps(form.as_json(), ensure_ascii=False) if hidden is None else hidden
    with Workbook(file, {"constant_memory": constant_memory}) as book:
        book.set_properties({"created": datetime(2026, 3, 1)})  # noqa: DTZ001 # as the file format has it
        for name in CASES:
            if name != without:
                stands = {each.address: each.text for each in MAP.fixed if each.sheet == name}
                _fill(book.add_worksheet(name), stands | (cells or {} if name == FIRST else {}))
        sheet = book.add_worksheet("sagsloft")
        sheet.hide()
        for row, start in enumerate(range(0, len(text), CHUNK)):
            sheet.write_string(row, 0, text[start : start + CHUNK])
    return file


def _fill(sheet, cells):
    """Row by row, as a book that is not kept in memory must be written."""
    for address in sorted(cells, key=lambda each: (int(each[1:]), each[0])):
        match cells[address]:
            case None:
                continue
            case Formula() as formula:
                sheet.write_formula(address, formula.text, None, formula.shown)
            case str() as text:
                sheet.write_string(address, text)
            case bool() as truth:
                sheet.write_boolean(address, truth)
            case number:
                sheet.write_number(address, number)


def refusal(file):
    with pytest.raises(UserError) as refused:
        read_form(file, small_protocol())
    return refused.value


def saved_by_libreoffice(file, kind, folder):
    """The file as LibreOffice saves it in a format."""
    saved, profile = folder / "gemt", f"-env:UserInstallation=file://{folder}/profil"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", saved, file]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return saved / f"{file.stem}.{kind}"
