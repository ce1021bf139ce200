"""A form is read back whole: every answer that can be used, and each slip with its sheet, its cell and its remedy."""

import zipfile

import openpyxl
import pytest
from tests.unit.forms import (
    FIRST,
    FULL,
    MAP,
    Formula,
    changed_map,
    form_map,
    needs_libreoffice,
    refusal,
    saved_by_libreoffice,
    written,
)
from tests.unit.protocol import organisation_protocol, small_protocol

from sagsloft.core.forms import Field, FormKind
from sagsloft.core.reviews import CaseReview, Gap, Missing, Response, gaps
from sagsloft.core.scales import SCALES, Answer, Criticality, Track
from sagsloft.messages import Language, say
from sagsloft.sources.review_forms import read_form, told

PROTOCOL = small_protocol()
CPR = "010203-1234"
SECOND = "Sag 02"
SAID = {
    "A1": Response(Answer.YES_LATE, reason="Vurderet efter to døgn.", source="Notat 3. marts 2024"),
    "A2": Response(Answer.YES, good_example=True),
    "A9": Response(Answer.SOME, reason="Nævnt,\nmen ikke brugt."),
    "C11": Response(Answer.NOT_RELEVANT),
    "G4": Response(number=3),
}
FULL_REVIEW = CaseReview("sag-0417", "Anna Holm", frozenset(Track), SAID, Criticality.WORRYING, "Mange brud.")


@pytest.fixture
def read(tmp_path):
    """`read({"C4": "ja"}, …)`: what is read of a form with these cells on its first case's sheet."""
    return lambda cells=None, **options: read_form(written(tmp_path / "skema.xlsx", cells, **options), PROTOCOL)


def of_first(reading):
    return reading.reviews[0].responses


def slips(reading):
    return [(error.sheet, error.address, error.message_id.removeprefix("reading.")) for error in reading.errors]


def sentences(reading):
    return "\n".join(told(error, language) for error in reading.errors for language in Language)


def test_every_answer_comes_back_with_its_reason_its_source_and_its_mark(read):
    reading = read(FULL)
    assert reading.reviews == (FULL_REVIEW, CaseReview("sag-0099", "Anna Holm"))
    assert (reading.map, reading.errors) == (MAP, ())


def test_a_form_that_nobody_has_touched_is_no_mistake_and_its_gaps_tell_what_is_missing(read):
    reading = read()
    assert (slips(reading), [dict(each.responses) for each in reading.reviews]) == ([], [{}, {}])
    assert Gap("A1", Missing.ANSWER) in gaps(reading.reviews[0], PROTOCOL)
    assert gaps(FULL_REVIEW, PROTOCOL) == ()


def test_a_form_that_is_read_twice_says_the_same(read):
    assert read(FULL) == read(FULL)


def test_a_case_that_is_read_for_one_track_is_known_by_its_criteria(read):
    inputs = tuple(each for each in MAP.inputs if each.criterion in {"A1", "A2", None})
    assert read(form=form_map(inputs=inputs)).reviews[0].tracks == {Track.LEGAL}


@pytest.mark.parametrize(
    "said", ["JA, EFTER FRISTEN", " ja,  efter fristen. ", "ja,\u00a0efter fristen", "Yes, after the limit"]
)
def test_a_slip_of_case_of_spaces_or_of_language_is_no_mistake(read, said):
    reading = read({"C4": said, "D4": "Sent."})
    assert (of_first(reading)["A1"].answer, slips(reading)) == (Answer.YES_LATE, [])


def test_every_answer_of_every_scale_is_known_in_both_languages(read):
    for row, criterion in enumerate(PROTOCOL.criteria, 4):
        for answer in criterion.scale.answers:
            for form, other in ((form_map(), Language.ENGLISH), (form_map(language="en"), Language.DANISH)):
                reading = read({f"C{row}": say(f"form.answer_{answer}", other)}, form=form)
                assert of_first(reading)[criterion.code].answer is answer


def test_no_word_means_two_answers_of_a_scale_or_two_judgements_in_either_language():
    kinds = {"criticality": tuple(Criticality)}
    for kind, choices in [("answer", scale.answers) for scale in SCALES.values()] + list(kinds.items()):
        words = {say(f"form.{kind}_{each}", language).casefold() for each in choices for language in Language}
        assert len(words) == 2 * len(choices)


def test_a_letter_that_is_written_in_two_parts_is_the_same_letter(read):
    assert of_first(read({"C4": "fremga\u030ar ikke"}))["A1"].answer is Answer.NOT_DOCUMENTED


@pytest.mark.parametrize("said", ["måske", "i høj grad", "x", "1", "ja?", True, 7])
def test_an_answer_that_the_criterion_does_not_have_is_told_with_those_that_it_has(read, said):
    reading = read({"C4": said, "D4": "Se notatet.", "C5": "ja"})
    assert slips(reading) == [(FIRST, "C4", "no_such_answer")]
    assert of_first(reading) == {"A1": Response(reason="Se notatet."), "A2": Response(Answer.YES)}
    assert told(reading.errors[0], Language.DANISH).startswith("Sag 01, celle C4: ")
    assert "ja · ja, efter fristen · nej · ikke relevant · fremgår ikke" in sentences(reading)


def test_a_judgement_that_there_is_not_is_told_with_those_that_there_are(read):
    reading = read({"C10": "meget kritisk", "D10": "Fare."})
    assert slips(reading) == [(FIRST, "C10", "no_such_criticality")]
    assert (reading.reviews[0].criticality, reading.reviews[0].criticality_reason) == (None, "Fare.")
    assert "kritisk · bekymrende · ikke kritisk" in sentences(reading)


@pytest.mark.parametrize(("said", "number"), [(3, 3), (3.0, 3), ("3", 3), (" 12 ", 12), (0, 0), (999_999, 999_999)])
def test_a_whole_number_is_read_however_a_spreadsheet_keeps_it(read, said, number):
    assert of_first(read({"C8": said}))["G4"] == Response(number=number)


@pytest.mark.parametrize("said", [-1, 2.5, "tre", "3 rådgivere", "1.000", "3,0", 1_000_000, "٣", True, "1e3"])
def test_what_is_no_whole_number_is_told(read, said):
    reading = read({"C8": said})
    assert (slips(reading), dict(of_first(reading))) == ([(FIRST, "C8", "not_a_number")], {})


@pytest.mark.parametrize(("said", "is_one"), [("ja", True), ("Yes", True), (True, True), (False, False), (None, False)])
def test_a_good_example_is_marked_by_yes_in_either_language(read, said, is_one):
    reading = read({"C5": "ja", "F5": said})
    assert (of_first(reading)["A2"].good_example, slips(reading)) == (is_one, [])


def test_a_good_example_is_yes_or_nothing(read):
    reading = read({"C5": "ja", "F5": "nej"})
    assert slips(reading) == [(FIRST, "F5", "not_a_good_example")]
    assert of_first(reading) == {"A2": Response(Answer.YES)}


@pytest.mark.parametrize("cells", [{"D4": "Notat mangler."}, {"E4": "Akt 7"}, {"F4": "ja"}])
def test_what_is_written_beside_no_answer_is_kept_and_said(read, cells):
    reading = read(cells)
    assert slips(reading) == [(FIRST, "C4", "answer_missing")]
    assert of_first(reading)["A1"] in {
        Response(reason="Notat mangler."),
        Response(source="Akt 7"),
        Response(good_example=True),
    }


def test_a_reason_for_a_judgement_that_is_not_given_is_kept_and_said(read):
    reading = read({"D10": "Uro om barnet."})
    assert slips(reading) == [(FIRST, "C10", "answer_missing")]
    assert reading.reviews[0].criticality_reason == "Uro om barnet."


@pytest.mark.parametrize("found", ["A2", "Ida Hansen 12", None])
def test_a_row_whose_code_is_no_longer_there_is_not_taken_and_the_others_are(read, found):
    reading = read({**FULL, "A4": found})
    assert slips(reading) == [(FIRST, "A4", "fixed_changed" if found else "fixed_gone")]
    assert of_first(reading) == {code: each for code, each in SAID.items() if code != "A1"}
    assert ("»A1«" in sentences(reading), "Ida" in sentences(reading)) == (True, False)


def test_rows_that_were_moved_are_told_one_by_one_and_none_of_them_is_taken(read):
    """A row was put in above the first criterion."""
    codes = [each.code for each in PROTOCOL.criteria]
    moved = {f"A{row}": code for row, code in enumerate([None, *codes], 4)}
    reading = read({**moved, "C5": "ja", "C6": "nej"})
    assert [what for *_, what in slips(reading)] == ["fixed_gone", *["fixed_changed"] * 4]
    assert dict(of_first(reading)) == {}


def test_below_a_heading_that_was_changed_the_column_is_not_taken_as_far_as_the_next_heading(read):
    fixed = [*MAP.as_json()["fixed"], {"sheet": FIRST, "address": "D7", "text": "Begrundelse"}]
    inputs = [each for each in MAP.as_json()["inputs"] if (each["sheet"], each["address"]) != (FIRST, "D7")]
    cells = {"D3": "Hvor i sagen", "D7": "Begrundelse", "C4": "nej", "D4": "Mangler.", "C8": 2, "D8": "Talt."}
    reading = read(cells, hidden=changed_map(fixed=fixed, inputs=inputs))
    assert slips(reading) == [(FIRST, "D3", "fixed_changed")]
    assert of_first(reading) == {"A1": Response(Answer.NO), "G4": Response(number=2, reason="Talt.")}


def test_below_the_last_heading_the_column_is_not_taken_at_all(read):
    reading = read({**FULL, "D3": None})
    assert slips(reading) == [(FIRST, "D3", "fixed_gone")]
    assert [each.reason for each in of_first(reading).values()] == [""] * 5
    assert reading.reviews[0].criticality_reason == ""


def test_a_cell_that_must_stay_empty_is_told_where_it_is_not(read):
    """As the code beside a case's criticality."""
    fixed = [*MAP.as_json()["fixed"], {"sheet": FIRST, "address": "A10", "text": ""}]
    reading = read({**FULL, "A10": "A1"}, hidden=changed_map(fixed=fixed))
    assert (slips(reading), reading.reviews[0].criticality) == ([(FIRST, "A10", "fixed_filled")], None)
    assert slips(read(FULL, hidden=changed_map(fixed=fixed))) == []


def test_a_heading_over_no_input_loses_nothing_but_is_told(read):
    reading = read({**FULL, "B3": "Spørgsmaal"})
    assert (slips(reading), of_first(reading)) == ([(FIRST, "B3", "fixed_changed")], SAID)
    assert say("reading.lost_nothing", Language.DANISH) in sentences(reading)


def test_a_heading_is_the_same_whatever_a_spreadsheet_made_of_its_spaces(read):
    assert slips(read({"E3": " Hvor  i\nsagen "})) == []


@pytest.mark.parametrize("found", ["sag-0099", None])
def test_where_the_case_is_no_longer_certain_none_of_its_answers_is_taken_and_no_number_is_told(read, found):
    reading = read({**FULL, "B1": found})
    assert slips(reading) == [(FIRST, "B1", "case_changed")]
    assert reading.reviews[0] == CaseReview("sag-0417", "Anna Holm")
    assert "sag-0" not in sentences(reading)


def test_a_sheet_that_is_gone_is_told_once_and_its_case_has_no_answers(read):
    reading = read(FULL, without=SECOND)
    assert (slips(reading), told(reading.errors[0], Language.DANISH)[:8]) == (
        [(SECOND, "", "sheet_missing")],
        "Sag 02: ",
    )
    assert reading.reviews == (FULL_REVIEW, CaseReview("sag-0099", "Anna Holm"))


def test_a_sheet_s_name_is_the_same_in_capitals(tmp_path):
    book = openpyxl.load_workbook(written(tmp_path / "skema.xlsx", FULL))
    book[FIRST].title = "SAG 01 "
    book.save(tmp_path / "skema.xlsx")
    assert read_form(tmp_path / "skema.xlsx", PROTOCOL).reviews[0] == FULL_REVIEW


@pytest.mark.parametrize("formula", [Formula("=NA()", "#N/A"), Formula("=-nej", "#NAME?")])
def test_a_cell_with_an_error_is_told(read, formula):
    reading = read({"C4": formula, "D4": formula, "C5": "ja"})
    assert slips(reading) == [(FIRST, "C4", "no_value"), (FIRST, "D4", "no_value")]
    assert of_first(reading) == {"A2": Response(Answer.YES)}


def test_a_formula_that_was_never_calculated_is_told(tmp_path):
    book = openpyxl.load_workbook(written(tmp_path / "skema.xlsx"))
    book[FIRST]["D4"] = "=C4"
    book.save(tmp_path / "skema.xlsx")
    assert slips(read_form(tmp_path / "skema.xlsx", PROTOCOL)) == [(FIRST, "D4", "no_value")]


def test_a_formula_is_what_it_shows(read):
    assert of_first(read({"C4": Formula("=C5", "ja")}))["A1"] == Response(Answer.YES)


def test_a_text_may_be_long_but_not_a_copy_of_the_file(read):
    reading = read({"C4": "nej", "D4": "x" * 2000, "C5": "nej", "D5": "x" * 2001})
    assert slips(reading) == [(FIRST, "D5", "too_long")]
    assert of_first(reading) == {"A1": Response(Answer.NO, reason="x" * 2000), "A2": Response(Answer.NO)}


@pytest.mark.parametrize(
    "cells",
    [
        {"D4": f"Se {CPR}"},
        {"C4": CPR},
        {"E4": 102031234},
        {"F4": 1102031234},
        {"E4": "010203\n1234"},
        {"D4": "010203–1234"},
    ],
)
def test_a_row_with_a_cpr_number_is_not_taken_and_the_number_never_told(read, cells):
    reading = read({**FULL, **cells})
    assert slips(reading) == [(FIRST, next(iter(cells)), "cpr")]
    assert of_first(reading) == {code: each for code, each in SAID.items() if code != "A1"}
    assert not any(digits in f"{reading.errors}{sentences(reading)}" for digits in ("0203", "1234"))


def test_a_slip_shows_the_shape_of_what_was_written_and_nothing_of_it(read):
    cells = {"C4": "Ida Hansen 7", "C8": "Bo 12", "F5": "Ida", "A6": "Ida 9", "C10": "Bo"}
    reading = read(cells)
    shown = f"{reading.errors}{sentences(reading)}"
    assert len(reading.errors) == 5
    assert [word for word in ("Ida", "Hansen", "Bo", "12", "7 ") if word in shown] == []
    assert "xxx xxxxxx 9" in shown


def test_slips_come_in_the_order_of_the_form(read):
    reading = read({"D5": "x", "C10": "x", "A8": "x", "F4": "x", "C4": "x"}, without=SECOND)
    assert [address for _, address, _ in slips(reading)] == ["C4", "F4", "C5", "A8", "C10", ""]


def test_every_slip_is_said_in_both_languages_with_nothing_left_blank(read):
    long = "x" * 2001
    cells = {
        "C4": "x",
        "D4": long,
        "C5": Formula("=NA()", "#N/A"),
        "D6": "x",
        "C8": "x",
        "F8": "x",
        "C10": "x",
        "E7": CPR,
    }
    reading = read({**cells, "A5": None, "B3": "x", "D3": "x", "B1": "x"}, without=SECOND)
    for error in reading.errors:
        said = {told(error, language) for language in Language}
        assert len(said) == 2
        assert all("{" not in text and text.endswith(".") for text in said)


def test_inline_texts_are_read_like_shared_ones(tmp_path):
    file = written(tmp_path / "skema.xlsx", FULL, constant_memory=True)
    with zipfile.ZipFile(file) as archive:
        assert b'"inlineStr"' in archive.read("xl/worksheets/sheet1.xml")
    assert read_form(file, PROTOCOL).reviews[0] == FULL_REVIEW


@pytest.mark.parametrize("kind", [FormKind.EVENTS, FormKind.ADJUDICATION])
def test_a_form_about_differences_is_read_the_same_way_for_what_it_asks(read, kind):
    inputs = tuple(each for each in MAP.inputs if each.criterion == "A1" and each.field in {Field.ANSWER, Field.REASON})
    reading = read(FULL, form=form_map(kind=kind, inputs=inputs))
    asked = Response(Answer.YES_LATE, reason="Vurderet efter to døgn.")
    assert reading.reviews[0] == CaseReview("sag-0417", "Anna Holm", frozenset({Track.LEGAL}), {"A1": asked})


def test_a_form_about_the_organisation_has_no_case(tmp_path):
    inputs = [{"sheet": FIRST, "address": "C4", "field": "answer", "case_id": "", "criterion": "O1"}]
    hidden = changed_map(kind="organisation", inputs=inputs, fixed=[])
    file = written(tmp_path / "skema.xlsx", {"C4": "slet ikke"}, hidden=hidden)
    (review,) = read_form(file, organisation_protocol()).reviews
    assert (review.case_id, review.responses) == ("", {"O1": Response(Answer.NOT_AT_ALL)})
    assert refusal(file).message_id == "reading.another_protocol"


@needs_libreoffice
def test_a_form_that_libreoffice_has_saved_says_the_same(tmp_path):
    cells = {**FULL, "F6": True, "D7": "=1+1 er ikke en formel", "A8": "x"}
    file = written(tmp_path / "skema.xlsx", cells)
    ours, theirs = read_form(file, PROTOCOL), read_form(saved_by_libreoffice(file, "xlsx", tmp_path), PROTOCOL)
    assert (theirs.reviews, theirs.map, slips(theirs)) == (ours.reviews, ours.map, slips(ours))
    assert of_first(theirs)["A9"].good_example
    assert refusal(saved_by_libreoffice(file, "ods", tmp_path)).message_id == "reading.open_document"
