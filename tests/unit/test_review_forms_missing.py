"""What is still missing in a form follows while the reader answers, as LibreOffice reckons it."""

import shutil
import subprocess

import pytest
from openpyxl import load_workbook
from tests.unit.invented_forms import HEAD, WRITERS, cell, words
from tests.unit.protocol import small_protocol

from sagsloft.core.forms import Field, FormKind
from sagsloft.core.reviews import CaseReview, Missing, Response, gaps
from sagsloft.core.scales import Answer, Criticality
from sagsloft.messages import Language, say


@pytest.fixture
def opened(tmp_path):
    """`opened(kind)`: the map and the workbook of a form."""

    def write(kind):
        return WRITERS[kind](HEAD, tmp_path / "form.xlsx"), load_workbook(tmp_path / "form.xlsx")

    return write


@pytest.fixture
def reckoned(tmp_path):
    """`reckoned(book)`: the workbook as LibreOffice saves it, with what its formulas give."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")

    def reckon(book):
        book.save(tmp_path / "filled.xlsx")
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", tmp_path / "saved"]
        subprocess.run([*command, tmp_path / "filled.xlsx"], check=True, capture_output=True, timeout=300)
        return load_workbook(tmp_path / "saved" / "filled.xlsx", data_only=True)

    return reckon


def missing_beside(book, place):
    """The word in the column that tells what is missing in the row of an input."""
    sheet = book[place.sheet]
    row = sheet[place.address].row
    (column,) = {
        each.column
        for cells in sheet.iter_rows(max_row=row)
        for each in cells
        if each.value == say("form.column_missing", Language.DANISH)
    }
    return sheet.cell(row, column).value


def test_what_is_missing_is_told_by_a_word_and_counted_on_the_first_sheet_while_the_reader_answers(opened, reckoned):
    found, book = opened(FormKind.REVIEW)
    answered = {
        "A1": Response(Answer.YES_LATE),
        "A2": Response(Answer.NOT_DOCUMENTED, reason="Sagen er tom."),
        "A9": Response(Answer.NOT_AT_ALL),
        "G4": Response(number=0),
    }
    review = CaseReview("eks-0007", "Anne Holm", responses=answered, criticality=Criticality.CRITICAL)
    for code, response in answered.items():
        if response.number is None:
            cell(book, found, Field.ANSWER, criterion=code).value = say(f"form.answer_{response.answer}", HEAD.language)
            cell(book, found, Field.REASON, criterion=code).value = response.reason or None
    cell(book, found, Field.NUMBER, criterion="G4").value = 0
    cell(book, found, Field.CRITICALITY).value = "kritisk"
    saved = reckoned(book)
    lacking = gaps(review, small_protocol())
    told = {
        each.criterion: missing_beside(saved, each)
        for each in found.inputs
        if each.case_id == "eks-0007" and each.field in {Field.ANSWER, Field.NUMBER, Field.CRITICALITY}
    }
    spoken = {Missing.ANSWER: "svar", Missing.REASON: "begrundelse", Missing.CRITICALITY_REASON: "begrundelse"}
    assert {code: word for code, word in told.items() if word} == {
        each.criterion: spoken[each.missing] for each in lacking
    }
    assert told == {
        "A1": "begrundelse",
        "A2": None,
        "A9": "begrundelse",
        "C11": "svar",
        "G4": None,
        None: "begrundelse",
    }
    rows = {cells[0].value: [each.value for each in cells[3:6]] for cells in saved["Start her"].iter_rows(max_col=6)}
    assert rows["Sag 01"] == [1, 3, "mangler"]
    assert rows["Sag 02"] == [3, 0, "mangler"]
    assert rows["I alt"] == [4, 3, "mangler"]
    assert "Mangler – svar: 1 · begrundelser: 3" in words(saved["Sag 01"])
    assert "KRITISK: ring straks til Birte Skov." in words(saved["Sag 01"])
    assert not [text for text in words(saved["Sag 02"]) if text.startswith("KRITISK")]


def test_a_finished_case_says_so(opened, reckoned):
    found, book = opened(FormKind.REVIEW)
    for place in found.inputs:
        if place.case_id == "eks-0123":
            answer = {Field.ANSWER: " Nej", Field.REASON: "Sent.", Field.CRITICALITY: "ikke kritisk"}
            book[place.sheet][place.address].value = answer.get(place.field)
    saved = reckoned(book)
    rows = {cells[0].value: [each.value for each in cells[3:6]] for cells in saved["Start her"].iter_rows(max_col=6)}
    assert rows["Sag 02"] == [0, 0, "færdig"]
    assert "Alt er udfyldt." in words(saved["Sag 02"])


def test_a_judgement_of_the_organisation_needs_a_source(opened, reckoned):
    found, book = opened(FormKind.ORGANISATION)
    assert {each.case_id for each in found.inputs} == {""}
    assert not [each for each in found.inputs if each.field is Field.CRITICALITY]
    cell(book, found, Field.ANSWER, "", "O1").value = "i meget høj grad"
    cell(book, found, Field.ANSWER, "", "O2").value = "ikke relevant"
    saved = reckoned(book)
    assert "Mangler – svar: 0 · begrundelser: 0 · kilder: 1" in words(saved["Organisationen"])


def test_the_reader_sees_the_events_answer_beside_their_own_which_stands_and_only_the_reason_is_missing(
    opened, reckoned
):
    found, book = opened(FormKind.EVENTS)
    assert cell(book, found, Field.ANSWER, criterion="A1").value == "ja"
    assert {"ja, efter fristen", "Den kom fredag.\nSe § 136."} <= set(words(book["Forskelle"]))
    cell(book, found, Field.REASON, criterion="A1").value = "Brevet blev skannet senere."
    saved = reckoned(book)
    told = {each.case_id: missing_beside(saved, each) for each in found.inputs if each.field is Field.REASON}
    assert told == {"eks-0007": None, "eks-0123": "begrundelse"}
