"""A JSON file of ours is read by anyone and edited by no one."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from sagsloft.core.errors import UserError
from sagsloft.pipeline.sealed import LARGEST, read_sealed, write_sealed

FORM = "sagsloft-prove-1"
CONTENT = {"navn": "Åse", "tal": [1, 2.5, None], "ja": True, "mere": {"b": "", "a": "1"}}


@pytest.fixture
def file(tmp_path):
    write_sealed(CONTENT, FORM, tmp_path / "a.json")
    return tmp_path / "a.json"


def refusal(file, form=FORM):
    with pytest.raises(UserError) as refused:
        read_sealed(file, form)
    return refused.value.message_id.removeprefix("sealed.")


def test_what_was_written_comes_back_without_format_and_hash(file):
    assert read_sealed(file, FORM) == CONTENT


def test_it_can_be_read_by_anyone_and_is_the_same_every_time(file, tmp_path):
    assert "Åse" in file.read_text("utf-8")
    write_sealed(CONTENT, FORM, tmp_path / "b.json")
    assert (tmp_path / "b.json").read_bytes() == file.read_bytes()


def test_spaces_order_and_a_mark_of_an_editor_change_nothing(file):
    content = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps(dict(reversed(content.items()))), "utf-8-sig")
    assert read_sealed(file, FORM)["navn"] == "Åse"


@pytest.mark.parametrize(
    ("old", "new"), [("Åse", "Ase"), ("2.5", "2.50001"), ("true", "false"), ("null", "0"), ('"b": ""', '"c": ""')]
)
def test_any_change_by_another_hand_is_seen(file, old, new):
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    assert refusal(file) == "changed"


def test_without_its_hash_it_is_changed(file):
    content = json.loads(file.read_text("utf-8"))
    del content["sha256"]
    file.write_text(json.dumps(content), "utf-8")
    assert refusal(file) == "changed"


@pytest.mark.parametrize(
    ("form", "message"), [("sagsloft-prove-2", "another_format"), ("sagsloft-andet-1", "not_ours"), ("", "not_ours")]
)
def test_another_version_and_another_kind_of_file_are_told_apart(file, form, message):
    assert refusal(file, form) == message


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"1", b'"x"', b"{}", b'{"format": 1}', b"\xff", b"[" * 10**6])
def test_what_is_no_file_of_ours_is_refused(tmp_path, content):
    (tmp_path / "x.json").write_bytes(content)
    assert refusal(tmp_path / "x.json") == "not_ours"


def test_a_name_that_stands_twice_is_refused(file):
    text = file.read_text("utf-8").replace('"ja": true', '"ja": true, "ja": false')
    file.write_text(text, "utf-8")
    assert refusal(file) == "not_ours"


def test_a_file_that_is_missing_a_folder_or_far_too_large_is_refused(tmp_path):
    assert refusal(tmp_path / "ingen.json") == "unreadable"
    assert refusal(tmp_path) == "unreadable"
    with (tmp_path / "stor.json").open("wb") as file:
        file.truncate(LARGEST + 1)
    assert refusal(tmp_path / "stor.json") == "not_ours"


values = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text(max_size=9),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=5), inner, max_size=3),
    max_leaves=9,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    some.dictionaries(some.text(max_size=9).filter(lambda name: name not in {"format", "sha256"}), values, max_size=4)
)
def test_any_content_comes_back(tmp_path, content):
    write_sealed(content, FORM, tmp_path / "f.json")
    assert read_sealed(tmp_path / "f.json", FORM) == content
