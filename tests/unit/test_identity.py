"""Nobody's number comes in, and nobody's number comes out."""

import json
import re

import polars as pl
import pytest

from sagsloft.core.cpr import is_cpr_shaped, masked
from sagsloft.core.errors import UserError
from sagsloft.sources import Key, read

CPR = "010203-1234"
HEADER = "case_id,activity,occurred_at,matter_id,event_id,caseworker,team,Bemærkning\n"
COLUMNS = HEADER.strip().split(",")
GOOD = "sag-1,notat,2024-03-01,m1,h1,kb,Nord,\n"
REPLACED = ("case_id", "matter_id", "event_id")


def row(column, value):
    return ",".join(
        value if name == column else good for name, good in zip(COLUMNS, GOOD.strip().split(","), strict=True)
    )


@pytest.fixture
def key(tmp_path):
    return Key.make(tmp_path / "noegle")


@pytest.mark.parametrize("text", ["0102031234", "010203-1234", "010203 1234", "290200-0000", "3112991234"])
def test_six_digits_that_are_a_date_and_four_more_have_the_shape(text):
    assert is_cpr_shaped(text)
    assert masked(f"barnet {text}.") == "barnet " + re.sub(r"\d", "9", text) + "."


@pytest.mark.parametrize(
    "text", ["3102031234", "0113031234", "310499-1234", "01020312345", "010203-123", "12-03-2024 10:00"]
)
def test_other_numbers_have_not(text):
    assert not is_cpr_shaped(text)
    assert masked(text) == text


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("value", [CPR, "0102031234", "Se 010203 1234!"])
def test_a_number_in_any_column_stops_the_reading_with_its_place(file, column, value):
    with pytest.raises(UserError) as refusal:
        read(file(HEADER + GOOD + row(column, value)))
    assert refusal.value.message_id == "cpr.found"
    assert refusal.value.values["row"] == 3
    assert "1234" not in str(refusal.value.values)


def test_a_whole_number_that_has_lost_its_leading_zero_is_found_too(tmp_path):
    table = pl.DataFrame({"case_id": [102031234], "activity": ["notat"], "occurred_at": ["2024-03-01"]})
    table.write_parquet(tmp_path / "a.parquet")
    with pytest.raises(UserError, match=r"cpr\.found"):
        read(tmp_path / "a.parquet")


@pytest.mark.parametrize("value", ["f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "20240301101234", "2024030110", "12345678"])
def test_what_is_no_number_of_a_person_is_read(file, value):
    assert read(file(HEADER + row("event_id", value))).events["event_id"].to_list() == [value]


def test_a_key_replaces_what_names_a_case_and_the_same_child_keeps_one_name(file, key):
    rows = "".join(f"{row('case_id', text)}\n" for text in (CPR, "0102031234", "sag-2"))
    reading = read(file(HEADER + rows.replace("h1", "")), key=key)
    names = reading.events["case_id"].to_list()
    assert (names[0] == names[1], names[0] == names[2]) == (True, False)
    assert not any("1234" in str(value) for value in reading.events.select(REPLACED).rows())


def test_another_key_gives_other_names(file, key, tmp_path):
    content = file(HEADER + GOOD)
    other = Key.make(tmp_path / "anden")
    assert read(content, key=key).events["case_id"][0] != read(content, key=other).events["case_id"][0]
    assert read(content, key=key).events["case_id"][0] == Key.load(tmp_path / "noegle").pseudonym("sag-1 ")


@pytest.mark.parametrize("column", ["activity", "caseworker", "team"])
def test_a_key_is_no_excuse_for_a_number_in_another_column_that_is_used(file, key, column):
    with pytest.raises(UserError, match=r"cpr\.found_beside_key"):
        read(file(HEADER + row(column, CPR)), key=key)


def test_a_column_that_is_dropped_may_hold_what_it_likes_when_there_is_a_key(file, key):
    reading = read(file(HEADER + row("Bemærkning", CPR)), key=key)
    assert reading.events.height == 1
    assert CPR not in str(reading)


def test_a_key_is_never_shown_and_never_replaced(command, tmp_path):
    path = tmp_path / "noegle"
    run = command("make-key", path)
    secret = path.read_text().split()[1]
    assert run.code == 0
    assert secret not in run.out + run.err + repr(Key.load(path))
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    again = command("make-key", path)
    assert (again.code, path.read_text().split()[1]) == (2, secret)


@pytest.mark.parametrize("content", ["", "hemmelig", "sagsloft-key-1 xyz", b"\xff\xfe"])
def test_a_file_that_is_no_key_is_refused(file, content):
    with pytest.raises(UserError) as refusal:
        Key.load(file(content, "noegle"))
    assert refusal.value.message_id in {"key.not_a_key", "key.missing"}


def test_a_key_that_is_missing_or_another_than_last_time_is_refused(command, log, tmp_path):
    first, second, out = tmp_path / "a", tmp_path / "b", tmp_path / "ud"
    assert "findes ikke" in command("check", log, "--pseudonymise", first).err
    for path in (first, second):
        command("make-key", path)
    assert command("check", log, "--pseudonymise", first, "--out", out).code == 0
    before = (out / "run.json").read_bytes()
    run = command("check", log, "--pseudonymise", second, "--out", out)
    assert (run.code, (out / "run.json").read_bytes() == before) == (2, True)
    assert "en anden" in run.err


def test_a_case_is_explained_by_its_own_number_or_by_its_pseudonym(command, log, tmp_path):
    path = tmp_path / "noegle"
    command("make-key", path)
    own = command("explain", log, "sag-3", "--pseudonymise", path)
    pseudonym = Key.load(path).pseudonym("sag-3")
    assert own.out == command("explain", log, pseudonym, "--pseudonymise", path).out
    assert (pseudonym in own.out, "sag-3" in own.out) == (True, False)


@pytest.mark.parametrize("column", COLUMNS)
def test_whatever_column_holds_a_number_no_file_and_no_line_repeats_it(command, file, tmp_path, column):
    """With a key: the run either stops, or nothing of what it wrote has the number."""
    path, out = tmp_path / "noegle", tmp_path / "ud"
    command("make-key", path)
    values = GOOD.replace("notat", "underretning_modtaget").strip().split(",")
    line = ",".join(CPR if name == column else good for name, good in zip(COLUMNS, values, strict=True))
    run = command("check", file(HEADER + line), "--pseudonymise", path, "--out", out)
    written = [each.read_bytes() for each in out.iterdir()] if out.is_dir() else []
    assert (run.code == 0) == bool(written)
    for number in (CPR, CPR.replace("-", "")):
        assert number not in run.out + run.err
        assert not any(number.encode() in content for content in written)
    if written:
        assert number not in json.dumps(pl.read_parquet(out / "obligations.parquet").to_dicts(), default=str)
