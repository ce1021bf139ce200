"""What is no form of ours, or no whole one, is refused in one sentence with what to do; nothing makes reading crash."""

import json
import zipfile
from io import BytesIO

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from tests.unit.forms import (
    FIRST,
    FULL,
    MAP,
    changed_map,
    form_map,
    refusal,
    written,
)
from tests.unit.protocol import small_protocol

from sagsloft.core.errors import UserError
from sagsloft.messages import Language, say
from sagsloft.sources import form_cells
from sagsloft.sources.review_forms import read_form, told

PROTOCOL = small_protocol()


def read_or_refused(file):
    """Anything but a refusal in words comes out as it is."""
    try:
        said = [told(error, Language.DANISH) for error in read_form(file, PROTOCOL).errors]
    except UserError as error:
        said = say(error.message_id, Language.DANISH, **error.values)
    return said


def test_a_form_tells_by_which_map_it_was_made(tmp_path):
    older = form_map(round_id="runde-0")
    found = read_form(written(tmp_path / "skema.xlsx", FULL, form=older), PROTOCOL).map
    assert found.sha256 == older.sha256 != MAP.sha256


@pytest.mark.parametrize(
    "change",
    [{"criterion": "Z9"}, {"criterion": None}, {"criterion": "G4"}, {"field": "criticality"}, {"field": "number"}],
)
def test_a_form_of_another_protocol_is_refused(tmp_path, change):
    first, *others = MAP.as_json()["inputs"]
    others = [each for each in others if each["criterion"] is not None and each["criterion"] != change.get("criterion")]
    file = written(tmp_path / "skema.xlsx", hidden=changed_map(inputs=[{**first, **change}, *others]))
    assert refusal(file).message_id == "reading.another_protocol"


FIRST_INPUT = MAP.as_json()["inputs"][0]


@pytest.mark.parametrize(
    "hidden",
    [
        "",
        "{",
        "[]",
        "7",
        "[" * 100_000,
        json.dumps(MAP.as_json())[:-20],
        changed_map(kind="noget andet"),
        changed_map(language="sv"),
        changed_map(inputs=[]),
        changed_map(inputs="C4"),
        changed_map(inputs=["C4"]),
        changed_map(inputs=[FIRST_INPUT, FIRST_INPUT]),
        changed_map(inputs=[FIRST_INPUT, {**FIRST_INPUT, "address": "C9"}]),
        changed_map(inputs=[FIRST_INPUT, {**FIRST_INPUT, "sheet": "SAG 01", "criterion": "A2"}]),
        changed_map(inputs=[{**FIRST_INPUT, "address": "C0"}]),
        changed_map(inputs=[{**FIRST_INPUT, "address": "../C4"}]),
        changed_map(inputs=[{**FIRST_INPUT, "address": 4}]),
        changed_map(inputs=[{**FIRST_INPUT, "case_id": None}]),
        changed_map(inputs=[{**FIRST_INPUT, "field": "kommentar"}]),
        changed_map(inputs=[{**FIRST_INPUT, "mere": 1}]),
        changed_map(fixed=[{"sheet": FIRST, "address": "C4", "text": "Svar"}]),
        changed_map(fixed=[{"sheet": FIRST, "address": "A1", "text": 7}]),
        changed_map(fixed=None),
    ],
)
def test_a_form_whose_map_does_not_hold_is_refused(tmp_path, hidden):
    error = refusal(written(tmp_path / "skema.xlsx", FULL, hidden=hidden))
    assert error.message_id == "reading.broken_map"


def test_a_workbook_without_a_map_is_no_form(tmp_path):
    openpyxl.Workbook().save(tmp_path / "andet.xlsx")
    assert refusal(tmp_path / "andet.xlsx").message_id == "reading.no_map"


@pytest.mark.parametrize(
    ("content", "message_id"),
    [
        (b"case_id;svar\n1;ja\n", "other_kind"),
        (b"", "other_kind"),
        (b"%PDF-1.7", "other_kind"),
        (b"PAR1", "other_kind"),
        (b"<?xml version='1.0'?><office:document/>", "other_kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "other_kind"),
        (b"PK\x03\x04" + bytes(60), "other_kind"),
        (b"\x1f\x8b" + bytes(60), "other_kind"),
        (b"x" * (2**20 + 1), "other_kind"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_what_it_is(file, content, message_id):
    error = refusal(file(content, "skema.xlsx"))
    assert error.message_id == f"reading.{message_id}"
    assert all("XLSX" in say(error.message_id, language, **error.values) for language in Language)


def test_a_form_behind_a_password_is_told_how_to_be_saved(file):
    error = refusal(file(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "skema.xlsx"))
    assert "uden adgangskode" in say(error.message_id, Language.DANISH, **error.values)


def test_a_file_that_is_not_there_is_said_not_to_be(tmp_path):
    assert refusal(tmp_path / "skema.xlsx").message_id == "file.not_found"
    assert refusal(tmp_path).message_id == "reading.other_kind"


def test_a_form_that_is_far_too_large_is_refused(tmp_path, monkeypatch):
    file = written(tmp_path / "skema.xlsx")
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/billede.png", bytes(2**20))
    monkeypatch.setattr(form_cells, "LARGEST_UNPACKED", 2**20)
    assert refusal(file).message_id == "reading.too_large"
    monkeypatch.undo()
    monkeypatch.setattr(form_cells, "LARGEST", 1000)
    assert refusal(file).message_id == "reading.too_large"


def test_an_open_document_is_refused_with_how_to_save_it(file):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    error = refusal(file(packed.getvalue(), "skema.ods"))
    assert "Gem som" in say(error.message_id, Language.DANISH, **error.values)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=some.data())
def test_a_form_that_is_damaged_anywhere_is_read_or_refused_and_never_crashes(tmp_path, data):
    content = bytearray(written(tmp_path / "skema.xlsx", FULL).read_bytes())
    for _ in range(data.draw(some.integers(1, 6))):
        content[data.draw(some.integers(0, len(content) - 1))] = data.draw(some.integers(0, 255))
    damaged = tmp_path / "skadet.xlsx"
    damaged.write_bytes(content)
    read_or_refused(damaged)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=some.data())
def test_nor_does_one_whose_parts_are_damaged_behind_a_right_checksum(tmp_path, data):
    file = written(tmp_path / "skema.xlsx", FULL)
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(some.sampled_from(sorted(parts)))
    part = bytearray(parts[name])
    for _ in range(data.draw(some.integers(1, 3))):
        start = data.draw(some.integers(0, len(part) - 1))
        part[start : start + data.draw(some.integers(0, 5))] = data.draw(some.binary(max_size=3))
    with zipfile.ZipFile(tmp_path / "skadet.xlsx", "w") as archive:
        for each, content in (parts | {name: bytes(part)}).items():
            archive.writestr(each, content)
    read_or_refused(tmp_path / "skadet.xlsx")


def test_a_cell_that_does_not_say_which_text_it_shows_is_damage(tmp_path):
    file = written(tmp_path / "skema.xlsx", FULL)
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<v>0</v>", b"<v/>", 1)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert refusal(file).message_id == "file.broken_workbook"
