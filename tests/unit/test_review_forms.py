"""The forms that reviewers fill in, as another program opens them: what can be written where, and what is missing."""

import json
from dataclasses import replace
from datetime import timedelta
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from tests.unit.invented_forms import BOTH, FIRST, HEAD, ITEMS, LEGAL, TIMELINE, WRITERS, cell, clock, words
from tests.unit.protocol import small_protocol

from sagsloft.core.forms import Field, FormKind, FormMap
from sagsloft.core.reviews import Response, differences
from sagsloft.core.rules import Text
from sagsloft.core.scales import Answer
from sagsloft.messages import Language, say
from sagsloft.render.review_forms import (
    write_adjudication_form,
    write_events_form,
    write_review_form,
)

every_kind = pytest.mark.parametrize("kind", FormKind)


@pytest.fixture
def written(tmp_path):
    """`written(kind)`: the map and the workbook of a form."""

    def write(kind, head=HEAD):
        found = WRITERS[kind](head, tmp_path / "form.xlsx")
        return found, load_workbook(tmp_path / "form.xlsx")

    return write


def rule_of(book, place):
    """What an input accepts."""
    (rule,) = [
        each for each in book[place.sheet].data_validations.dataValidation if place.address in str(each.sqref).split()
    ]
    return rule


def listed(book, rule):
    sheet, cells = rule.formula1.split("!")
    return [row[0].value for row in book[sheet][cells.replace("$", "")]]


@every_kind
def test_only_the_inputs_of_the_map_can_be_written_in(written, kind):
    found, book = written(kind)
    inputs = {(each.sheet, each.address) for each in found.inputs}
    open_cells = {
        (sheet.title, each.coordinate)
        for sheet in book
        for cells in sheet
        for each in cells
        if not each.protection.locked
    }
    assert open_cells == inputs
    assert len(inputs) == len(found.inputs) > 0
    for sheet in book:
        assert sheet.protection.sheet, sheet.title
        assert sheet.protection.password is None


@every_kind
def test_what_must_stand_stands_where_the_map_says(written, kind):
    found, book = written(kind)
    assert [each for each in found.fixed if book[each.sheet][each.address].value != each.text] == []
    texts = [each.text for each in found.fixed]
    assert {each.criterion for each in found.inputs} - {None} <= set(texts)
    assert {each.case_id for each in found.inputs} - {""} <= set(texts)
    assert texts.count(say("form.column_missing", Language.DANISH)) == sum(
        value == say("form.column_missing", Language.DANISH) for sheet in book for value in words(sheet)
    )


@every_kind
def test_a_form_carries_its_own_map_hidden(written, kind):
    found, book = written(kind)
    assert book["sagsloft"].sheet_state == "hidden"
    text = "".join(each.value for each in book["sagsloft"]["A"] if each.value is not None)
    assert FormMap.from_json(json.loads(text)) == found
    assert (found.kind, found.round_id, found.reviewer, found.language) == (kind, "runde-1", "Anne Holm", "da")


def test_a_long_map_is_cut_into_pieces_that_a_cell_can_hold(tmp_path):
    cases = [replace(LEGAL, place=place, case_id=f"eks-{place:04}") for place in range(1, 60)]
    found = write_review_form(HEAD, small_protocol(), cases, tmp_path / "form.xlsx")
    pieces = [each.value for each in load_workbook(tmp_path / "form.xlsx")["sagsloft"]["A"] if each.value is not None]
    assert len(pieces) > 1
    assert max(map(len, pieces)) <= 30_000
    assert FormMap.from_json(json.loads("".join(pieces))).sha256 == found.sha256


def test_a_case_is_asked_only_what_it_is_read_for(written):
    found, _ = written(FormKind.REVIEW)
    asked = {
        case: [each.criterion for each in found.inputs if each.case_id == case and each.field in {"answer", "number"}]
        for case in ("eks-0007", "eks-0123")
    }
    assert asked == {"eks-0007": ["A1", "A2", "A9", "C11", "G4"], "eks-0123": ["A1", "A2"]}
    judged = [each.case_id for each in found.inputs if each.field is Field.CRITICALITY]
    assert judged == ["eks-0007", "eks-0123"]


def test_an_answer_is_chosen_among_those_of_its_scale_in_words(written):
    found, book = written(FormKind.REVIEW)
    protocol = small_protocol()
    for place in found.inputs:
        rule = rule_of(book, place)
        assert rule.showErrorMessage
        assert 0 < len(rule.errorTitle) <= 32
        assert 0 < len(rule.error) <= 255
        match place.field:
            case Field.ANSWER:
                answers = protocol.criterion(place.criterion).scale.answers
                assert listed(book, rule) == [say(f"form.answer_{each}", Language.DANISH) for each in answers]
            case Field.NUMBER:
                number, words = rule.formula1.removeprefix(f"IF(ISNUMBER({place.address}),AND(").split("),OR(")
                assert number.replace(place.address, "x") == "x>=0,x<=999999,x=INT(x)"
                assert (rule.type, words) == ("custom", f'TRIM({place.address})="ikke relevant"))')
            case Field.CRITICALITY:
                assert listed(book, rule) == ["kritisk", "bekymrende", "ikke kritisk"]
            case Field.GOOD_EXAMPLE:
                assert listed(book, rule) == ["ja"]
            case _:
                assert (rule.type, rule.operator, rule.formula1) == ("textLength", "lessThanOrEqual", "2000")


@every_kind
@pytest.mark.parametrize("language", Language)
def test_no_list_and_no_warning_is_longer_than_a_spreadsheet_takes(written, kind, language):
    found, book = written(kind, replace(HEAD, language=language))
    rules = [each for sheet in book for each in sheet.data_validations.dataValidation]
    assert len(rules) == len(found.inputs)
    assert max(len(each.error) for each in rules) <= 255
    assert max(len(each.errorTitle) for each in rules) <= 32
    assert {each.formula1[0] for each in rules if each.type == "list"} == {"s"}  # a range of the hidden sheet


def test_reasons_are_cells_of_text_so_that_nothing_typed_becomes_a_date_or_a_formula(written):
    found, book = written(FormKind.REVIEW)
    formats = {each.field: book[each.sheet][each.address].number_format for each in found.inputs}
    assert formats.pop(Field.NUMBER) == "0"
    assert set(formats.values()) == {"@"}


def test_who_decides_sees_both_answers_and_no_names(written):
    found, book = written(FormKind.ADJUDICATION)
    asked = [(each.criterion, each.field) for each in found.inputs]
    assert asked == [
        ("A2", Field.ANSWER),
        ("A2", Field.REASON),
        ("G4", Field.NUMBER),
        ("G4", Field.REASON),
        (None, Field.CRITICALITY),
        (None, Field.CRITICALITY_REASON),
    ]
    said = words(book["Uenigheder"])
    assert "nej\nBegrundelse: Intet brev.\nI sagen: akt 7" in said
    assert {"fremgår ikke\nBegrundelse: Tom sag.", "2", "0", "ikke kritisk"} <= set(said)
    assert "kritisk\nBegrundelse: Ingen har set barnet." in said
    everything = "\n".join(text for sheet in book for text in words(sheet))
    assert not [name for name in ("Uhrskov", "Friis") if name in everything]


def test_no_sheet_is_named_after_a_case(written):
    _, book = written(FormKind.REVIEW)
    assert book.sheetnames == ["Start her", "Sag 01", "Sag 02", "sagsloft"]
    assert book.active.title == "Start her"


def test_a_case_shows_what_happened_with_real_dates_that_can_be_folded_and_filtered(tmp_path):
    start = clock("2024-03-01 08:00")
    events = tuple(
        replace(TIMELINE[0], when=start + timedelta(days=number), details="æ" * 300) for number in range(200)
    )
    write_review_form(HEAD, small_protocol(), (replace(BOTH, timeline=events),), tmp_path / "form.xlsx")
    sheet = load_workbook(tmp_path / "form.xlsx")["Sag 01"]
    first, *_, last = (cells[0].row for cells in sheet[sheet.auto_filter.ref])
    assert last - first == 200
    dates = [sheet.cell(row, 1) for row in range(first + 1, last + 1)]
    assert [each.value for each in dates] == [each.when for each in events]
    assert {each.number_format for each in dates} == {"dd-mm-yyyy hh:mm"}
    assert {sheet.row_dimensions[each.row].outlineLevel for each in dates} == {1}
    assert sheet.row_dimensions[last + 2].outlineLevel == 0
    assert (sheet.sheet_properties.outlinePr.summaryBelow, sheet.protection.autoFilter) == (False, False)
    assert min(sheet.row_dimensions[each.row].height for each in dates) >= 15 * 300 / 70


def test_an_event_on_a_day_is_a_day_and_a_case_without_events_says_so(written):
    _, book = written(FormKind.REVIEW)
    (on_a_day,) = [each for cells in book["Sag 01"] for each in cells if each.value == clock("2025-05-03")]
    assert on_a_day.number_format == "dd-mm-yyyy"
    assert say("form.no_timeline", Language.DANISH) in words(book["Sag 02"])


def test_every_link_leads_to_a_sheet_and_each_theme_can_be_reached_from_the_head(written):
    _, book = written(FormKind.REVIEW)
    for sheet in book:
        for cells in sheet:
            for each in cells:
                if each.hyperlink is not None:
                    name, address = each.hyperlink.location.replace("'", "").split("!")
                    assert book[name][address].value
    sheet = book["Sag 01"]
    frozen = sheet.iter_rows(max_row=sheet[sheet.freeze_panes].row - 1)
    linked = {each.value for cells in frozen for each in cells if each.hyperlink is not None}
    assert linked == {"Til forsiden", "Tidslinje", "Underretninger", "Sagen", "Er sagen kritisk?"}


def test_a_form_with_nothing_to_answer_is_finished_and_says_so(tmp_path):
    found = write_events_form(HEAD, small_protocol(), (), tmp_path / "form.xlsx")
    book = load_workbook(tmp_path / "form.xlsx", data_only=True)
    assert (found.inputs, found.fixed) == ((), ())
    (total,) = [cells for cells in book["Start her"].iter_rows() if cells[0].value == "I alt"]
    assert [each.value for each in total[3:6]] == [0, 0, "færdig"]


def test_the_first_sheet_says_what_to_do_at_once_and_what_each_answer_means(written):
    _, book = written(FormKind.REVIEW)
    said = words(book["Start her"])
    assert [text for text in said if "ring straks til Birte Skov" in text]
    assert small_protocol().introduction.da in said
    assert {"eks-0007", "eks-0123", "Sag 01", "Sag 02"} <= set(said)
    used = {answer for each in small_protocol().criteria for answer in each.scale.answers}
    assert {say(f"form.answer_{each}", Language.DANISH) for each in used} <= set(said)
    assert (
        "Læs for det, der er sket fra 1. marts 2024 til 1. marts 2026. Ældre akter kan læses for at forstå sagen."
        in said
    )


def test_a_criterion_is_told_with_when_it_is_relevant_its_unit_and_its_law(written):
    _, book = written(FormKind.REVIEW)
    said = words(book["Sag 01"])
    told = ("Relevant, når: Der er modtaget en underretning.", "Svar for den, der er håndteret dårligst.")
    assert "\n".join((*told, "Lov: Barnets lov § 136")) in said
    assert "Tæl dem, der har haft sagen.\nSvar i antal rådgivere, eller skriv »ikke relevant«." in said


@every_kind
def test_every_sheet_says_on_screen_and_on_paper_that_it_is_internal_and_that_data_are_invented(written, kind):
    for invented in (False, True):
        _, book = written(kind, replace(HEAD, invented=invented))
        for sheet in book.worksheets[:-1]:
            assert sheet["A1"].value.startswith("Internt")
            assert sheet["A1"].value in sheet.oddHeader.left.text
            assert ("OPDIGTEDE DATA" in sheet["A1"].value) == invented
            assert sheet.oddFooter.left.text == "Opgjort 1. marts 2026."
            assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
            assert sheet.page_setup.fitToHeight == 0
            assert not sheet.merged_cells.ranges


def test_a_screen_of_1280_pixels_shows_the_question_the_guidance_the_answer_and_the_reason(written):
    found, book = written(FormKind.REVIEW)
    sheet = book["Sag 01"]
    reason = cell(book, found, Field.REASON, criterion="A1").column_letter
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDEFGH"[: "ABCDEFGH".index(reason) + 1]]
    beside = 80  # the numbers of the rows, the button that folds the timeline, and the bar to scroll with
    assert sum(7 * width for width in widths) + beside <= 1_280


def test_a_row_is_as_tall_as_its_guidance_and_still_grows_with_what_is_written(tmp_path):
    long = replace(small_protocol().criteria[0], guidance=Text("\n".join(["Se i sagen."] * 20), "Look."))
    protocol = replace(small_protocol(), criteria=(long, *small_protocol().criteria[1:]))
    found = write_review_form(HEAD, protocol, (BOTH,), tmp_path / "form.xlsx")
    book = load_workbook(tmp_path / "form.xlsx")
    row = cell(book, found, Field.REASON, criterion="A1").row
    assert book["Sag 01"].row_dimensions[row].height >= 22 * 12.75
    with ZipFile(tmp_path / "form.xlsx") as parts:
        assert b"customHeight" not in parts.read("xl/worksheets/sheet2.xml")


@pytest.mark.parametrize("text", ["=1+1", "+45", "@SUM(A1)", "-1", "http://a.dk", "007", "{=1}"])
def test_text_is_text_whatever_it_looks_like(tmp_path, text):
    event = replace(TIMELINE[0], label=text, details=text, matter=text, caseworker=text)
    case = replace(BOTH, case_id=text, timeline=(event,))
    asked = replace(
        small_protocol().criteria[0],
        question=Text(text, text),
        guidance=Text(text, text),
        relevant_when=None,
        citations=(),
    )
    protocol = replace(small_protocol(), criteria=(asked,))
    write_review_form(HEAD, protocol, (case,), tmp_path / "form.xlsx")
    found = [each for cells in load_workbook(tmp_path / "form.xlsx")["Sag 01"] for each in cells if each.value == text]
    assert len(found) == 7
    assert {(each.data_type, each.hyperlink) for each in found} == {("s", None)}
    unequal = replace(FIRST, case_id=text, responses={"A1": Response(Answer.NO, reason=text, source=text)})
    disputes = differences(unequal, replace(unequal, responses={"A1": Response(Answer.YES)}), protocol)
    write_adjudication_form(HEAD, protocol, disputes, tmp_path / "form.xlsx")
    sheet = load_workbook(tmp_path / "form.xlsx")["Uenigheder"]
    assert f"nej\nBegrundelse: {text}\nI sagen: {text}" in words(sheet)
    formulas = [each for cells in sheet for each in cells if each.data_type == "f"]
    assert len(formulas) == len(disputes)


@every_kind
def test_the_same_input_gives_the_same_bytes(tmp_path, kind):
    for name in ("a.xlsx", "b.xlsx"):
        WRITERS[kind](HEAD, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert load_workbook(tmp_path / "a.xlsx").properties.created == clock("2026-03-01")


@every_kind
def test_nothing_in_the_english_form_is_danish_but_citations(written, kind):
    _, danish = written(kind)
    found, english = written(kind, replace(HEAD, language=Language.ENGLISH))
    assert found.language == "en"
    same = {text for sheet in danish for text in words(sheet)} & {text for sheet in english for text in words(sheet)}
    of_both = {"eks-0007", "eks-0123", "A1", "A2", "A9", "C11", "G4", "O1", "O2", "m1", "Bo", "Status", "2", "0"}
    data = (
        {each.label for each in TIMELINE}
        | {each.details for each in TIMELINE}
        | {"\n".join(each.why) for each in ITEMS}
    )
    assert {text for text in same - of_both - data if not text.startswith(("20", "{", "=", "runde-1"))} == set()
