"""What is written into the forms that we send out comes back as it was written, through another program too."""

from datetime import UTC, date, datetime

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from tests.unit.forms import needs_libreoffice, saved_by_libreoffice
from tests.unit.protocol import organisation_protocol, small_protocol

from sagsloft.core.cpr import holds_cpr
from sagsloft.core.forms import Field
from sagsloft.core.reviews import CaseReview, Difference, Response
from sagsloft.core.scales import Answer, Criticality, Track
from sagsloft.messages import Language, say
from sagsloft.render.review_forms import (
    CaseSheet,
    EventItem,
    FormHead,
    write_adjudication_form,
    write_events_form,
    write_organisation_form,
    write_review_form,
)
from sagsloft.sources.review_forms import read_form

PROTOCOL = small_protocol()
HEAD = FormHead(
    round_id="runde-1",
    reviewer="Anna Holm",
    language=Language.DANISH,
    invented=True,
    as_of=datetime(2026, 3, 1, tzinfo=UTC),
    window=(date(2024, 3, 1), date(2026, 3, 1)),
    leader="Bo Lund",
)
SHEETS = (
    CaseSheet(place=1, case_id="sag-0417", tracks=frozenset(Track), timeline=()),
    CaseSheet(place=12, case_id="sag-0099", tracks=frozenset({Track.LEGAL}), timeline=()),
)
NAMES = {"sag-0417": "Sag 01", "sag-0099": "Sag 12"}
ANSWERS = {"A1": Answer.YES_LATE, "A2": Answer.NOT_DOCUMENTED, "A9": Answer.LITTLE}


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    """A review form as it is sent out, and its map."""
    file = tmp_path_factory.mktemp("sendt") / "skema.xlsx"
    return file, write_review_form(HEAD, PROTOCOL, SHEETS, file)


def filled(file, form, reviews, target):
    """The form as another program saves it, with these records written into its cells as a person would."""
    book = openpyxl.load_workbook(file)
    by_case = {review.case_id: review for review in reviews}
    for each in form.inputs:
        value = entry(each, by_case.get(each.case_id, CaseReview(each.case_id, "")), Language(form.language))
        if value not in {None, ""}:
            cell = book[each.sheet][each.address]
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # or `=` would be a formula
    book.save(target)
    return target


def entry(cell, review, language):
    if cell.field is Field.CRITICALITY:
        return review.criticality and say(f"form.criticality_{review.criticality}", language)
    if cell.field is Field.CRITICALITY_REASON:
        return review.criticality_reason
    response = review.responses.get(cell.criterion, Response())
    return {
        Field.ANSWER: response.answer and say(f"form.answer_{response.answer}", language),
        Field.NUMBER: response.number,
        Field.REASON: response.reason,
        Field.SOURCE: response.source,
        Field.GOOD_EXAMPLE: say("form.yes", language) if response.good_example else None,
    }[cell.field]


def words():
    """Anything that a person can type, without what no form takes."""
    letters = some.characters(codec="utf-8", exclude_categories=("Cc", "Cn", "Co", "Cs"), include_characters="\n=+-#'")
    return some.text(letters, max_size=40).map(str.strip).filter(lambda text: not holds_cpr(text) and "_x" not in text)


def responses(criterion):
    scale = criterion.scale
    return some.builds(
        Response,
        answer=some.none() if scale.is_number else some.sampled_from([None, *scale.answers]),
        number=some.none() | some.integers(0, 999_999) if scale.is_number else some.none(),
        reason=words(),
        source=words(),
        good_example=some.booleans(),
    )


def reviews(sheet):
    criteria = PROTOCOL.of_tracks(sheet.tracks)
    return some.builds(
        CaseReview,
        case_id=some.just(sheet.case_id),
        reviewer=some.just(HEAD.reviewer),
        tracks=some.just(sheet.tracks),
        responses=some.fixed_dictionaries({each.code: responses(each) for each in criteria}),
        criticality=some.sampled_from([None, *Criticality]),
        criticality_reason=words(),
    )


def said(review):
    """The record without criteria of which nothing was said."""
    return {code: each for code, each in review.responses.items() if each != Response()}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(records=some.tuples(*map(reviews, SHEETS)))
def test_any_record_comes_back_as_it_was_written_and_only_answers_that_lack_are_told(sent, tmp_path, records):
    reading = read_form(filled(*sent, records, tmp_path / "udfyldt.xlsx"), PROTOCOL)
    assert reading.map.sha256 == sent[1].sha256
    for found, record in zip(reading.reviews, records, strict=True):
        assert (found.case_id, found.reviewer, found.tracks) == (record.case_id, record.reviewer, record.tracks)
        assert found.responses == said(record)
        assert (found.criticality, found.criticality_reason) == (record.criticality, record.criticality_reason)
    lacking = sum(not each.is_given for record in records for each in said(record).values())
    lacking += sum(record.criticality is None and record.criticality_reason != "" for record in records)
    assert [error.message_id for error in reading.errors] == ["reading.answer_missing"] * lacking


def test_a_form_that_is_sent_out_and_comes_back_untouched_holds_nothing_and_no_slip(sent):
    reading = read_form(sent[0], PROTOCOL)
    assert (reading.map, reading.errors) == (sent[1], ())
    assert [(each.case_id, each.tracks, dict(each.responses)) for each in reading.reviews] == [
        (sheet.case_id, sheet.tracks, {}) for sheet in SHEETS
    ]


@pytest.mark.parametrize("language", Language)
def test_a_judgement_of_the_organisation_comes_back_with_its_source(tmp_path, language):
    protocol, file = organisation_protocol(), tmp_path / "skema.xlsx"
    head = FormHead(**{**{name: getattr(HEAD, name) for name in HEAD.__slots__}, "language": language})
    record = CaseReview("", HEAD.reviewer, responses={"O1": Response(Answer.HIGH, source="Referat, 3. marts")})
    form = write_organisation_form(head, protocol, file)
    (review,) = read_form(filled(file, form, [record], file), protocol).reviews
    assert review.responses == record.responses


def test_an_answer_that_stood_in_the_form_about_the_events_comes_back_unless_it_was_changed(tmp_path):
    items = [
        EventItem(case_id="sag-0417", criterion=code, own=own, events=Answer.YES, why=("Vurderet 3. marts.",))
        for code, own in (("A1", Answer.YES_LATE), ("A2", Answer.NO))
    ]
    form = write_events_form(HEAD, PROTOCOL, items, tmp_path / "skema.xlsx")
    changed = CaseReview("sag-0417", "", responses={"A2": Response(Answer.YES, reason="Brevet er der.")})
    (review,) = read_form(filled(tmp_path / "skema.xlsx", form, [changed], tmp_path / "skema.xlsx"), PROTOCOL).reviews
    assert review.responses == {"A1": Response(Answer.YES_LATE), **changed.responses}


def test_a_third_reader_s_decisions_come_back_for_what_two_differ_in(tmp_path):
    file = tmp_path / "skema.xlsx"
    first, second = (CaseReview("sag-0417", name, responses={"A1": Response(Answer.NO)}) for name in ("Anna", "Bo"))
    disputes = [Difference("sag-0417", code, first, second) for code in ("A1", "G4", None)]
    form = write_adjudication_form(HEAD, PROTOCOL, disputes, file)
    decided = {"A1": Response(Answer.YES, reason="Notat 3. marts."), "G4": Response(number=4, reason="Talt efter.")}
    record = CaseReview("sag-0417", "", frozenset(), decided, Criticality.CRITICAL, "Fare nu.")
    reading = read_form(filled(file, form, [record], file), PROTOCOL)
    (review,) = reading.reviews
    assert (review.responses, review.criticality, review.criticality_reason) == (
        decided,
        Criticality.CRITICAL,
        "Fare nu.",
    )
    assert reading.errors == ()


@pytest.mark.parametrize("cell", [("Sag 12", "B2"), ("Sag 01", "B2")])
def test_what_tells_the_case_apart_is_guarded_in_the_forms_that_we_send_out(sent, tmp_path, cell):
    book = openpyxl.load_workbook(sent[0])
    sheet, address = cell
    assert book[sheet][address].value in NAMES
    book[sheet][address].value = "sag-0001"
    book.save(tmp_path / "udfyldt.xlsx")
    (error,) = read_form(tmp_path / "udfyldt.xlsx", PROTOCOL).errors
    assert (error.sheet, error.address, error.message_id) == (sheet, address, "reading.case_changed")


@needs_libreoffice
def test_a_filled_form_that_libreoffice_has_saved_comes_back_the_same(sent, tmp_path):
    record = CaseReview(
        "sag-0417",
        HEAD.reviewer,
        frozenset(Track),
        {
            "A1": Response(Answer.NO, reason="=1+1\nikke en formel", source="3-4", good_example=True),
            "G4": Response(number=0),
        },
        Criticality.NOT_CRITICAL,
    )
    file = filled(*sent, [record], tmp_path / "udfyldt.xlsx")
    reading = read_form(saved_by_libreoffice(file, "xlsx", tmp_path), PROTOCOL)
    assert (reading.map, reading.reviews[0], reading.errors) == (sent[1], record, ())
