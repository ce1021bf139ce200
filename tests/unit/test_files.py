"""The files we write: plain, exact, harmless in a spreadsheet, the same every time, and all of them or none."""

import csv
import hashlib
import json
import os
import subprocess
from contextlib import contextmanager

import polars as pl
import pytest

from sagsloft.core.obligations import COLUMNS
from sagsloft.pipeline.results import RESULTS
from sagsloft.rulebook import load

NAMES = sorted(RESULTS)
HEADER = "case_id,matter_id,activity,occurred_at,caseworker,team,municipality,attr.behov_kendt\n"
MIXED = """\
a,m1,underretning_modtaget,2024-03-30 12:00,kb,Nord,Sæby,
a,m1,underretning_vurderet,2024-03-31 13:00:00.25,kb,Nord,Sæby,
a,m2,undersoegelse_paabegyndt,2023-11-10,,,,snart
a,m2,undersoegelse_afsluttet,2024-03-31,,,,
b,m3,underretning_modtaget,2024-03-31 02:30,,,,
b,m3,underretning_modtaget,=1+2,,,,
"""


@pytest.fixture
def written(command, file, tmp_path):
    """The folder of results of a small log."""
    done = command("check", file(HEADER + MIXED), "--out", tmp_path / "ud")
    assert done.code == 0
    return tmp_path / "ud"


def table(folder, name):
    with (folder / name).open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_there_are_six_files_and_nothing_else(written):
    assert sorted(path.name for path in written.iterdir()) == NAMES


def test_every_csv_file_is_utf_8_without_a_mark_and_ends_its_lines_as_unix_does(written):
    for path in written.glob("*.csv"):
        content = path.read_bytes()
        assert not content.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in content
        assert content.endswith(b"\n")
    assert "Sæby" in (written / "obligations.csv").read_text("utf-8")


def test_times_are_local_with_their_offset_and_empty_where_there_is_none(written):
    rows = {(row["rule_id"], row["case_id"]): row for row in table(written, "obligations.csv")}
    assert list(rows["underretning-24-timer", "a"]) == list(COLUMNS)
    assert [rows["underretning-24-timer", "a"][name] for name in ("triggered_at", "due_at", "fulfilled_at")] == [
        "2024-03-30T12:00:00+01:00",
        "2024-03-31T13:00:00+02:00",
        "2024-03-31T13:00:00.250000+02:00",
    ]
    acknowledged = rows["underretning-bekraeftelse", "a"]
    assert (acknowledged["fulfilled_at"], acknowledged["period"]) == ("", "")
    assert rows["undersoegelse-4-maaneder", "a"]["due_at"] == "2024-03-10T23:59:59.999999+01:00"
    assert rows["undersoegelse-4-maaneder", "a"]["caseworker"] == ""


def test_the_parquet_file_says_the_same_with_its_types_and_in_utc(written):
    typed = pl.read_parquet(written / "obligations.parquet")
    assert {name: typed.schema[name] for name in ("triggered_at", "due_at", "fulfilled_at")} == dict.fromkeys(
        ("triggered_at", "due_at", "fulfilled_at"), pl.Datetime("us", "UTC")
    )
    assert (typed.schema["version"], typed.schema["measurable"]) == (pl.Date, pl.Boolean)
    text = pl.read_csv(written / "obligations.csv", infer_schema=False)
    instants = text["due_at"].str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%:z", time_unit="us", time_zone="UTC")
    assert instants.equals(typed["due_at"])
    for name in ("case_id", "matter_id", "rule_id", "status", "version", "municipality"):
        assert text[name].to_list() == typed[name].cast(pl.String).to_list()


def test_rejected_rows_are_told_in_the_users_language_with_their_place(command, file, tmp_path):
    events = file(HEADER + MIXED)
    for language, reason in (("da", "uret blev stillet frem"), ("en", "clocks went forward")):
        command("check", events, "--out", tmp_path / language, "--lang", language)
        first, second = table(tmp_path / language, "rejected.csv")
        assert (first["row"], first["column"], first["value"]) == ("6", "occurred_at", "9999-99-99 99:99")
        assert reason in first["reason"]
        assert (second["row"], second["value"]) == ("7", "'=9+9")


def test_a_date_that_could_not_be_used_is_told_once_for_each_row_and_rule(written):
    assert table(written, "warnings.csv") == [
        {"file": "events.csv", "row": "4", "rule_id": rule, "attribute": "behov_kendt", "reason": "unreadable"}
        for rule in ("foreloebig-vurdering", "undersoegelse-4-maaneder")
    ]


def test_run_json_says_what_an_outsider_needs_to_find_the_same(written, tmp_path):
    run = json.loads((written / "run.json").read_text("utf-8"))
    events = tmp_path / "events.csv"
    assert run["source"] == {
        "name": "events.csv",
        "files": [{"file": "events.csv", "sha256": hashlib.sha256(events.read_bytes()).hexdigest(), "mapping": None}],
        "events": 4,
        "rejected_rows": 2,
        "pseudonyms": None,
    }
    assert run["rulebook"]["hash"] == load().hash
    assert (run["as_of"], run["known_at"]) == ("2024-03-31T23:59:59.999999+02:00", None)
    assert run["software"]["name"] == "sagsloft"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_text_that_a_spreadsheet_would_run_is_written_with_an_apostrophe(command, file, tmp_path, start):
    evil = f"{start}cmd|' /C calc'!A0"
    rows = [evil, evil, "underretning_modtaget", "2024-03-01", evil, evil, evil, ""]
    command("check", file(HEADER + ",".join(rows)), "--out", tmp_path)
    row = table(tmp_path, "obligations.csv")[0]
    assert row["caseworker"] == f"'{evil}"
    assert row["case_id"] == (evil.strip() if start == "\t" else f"'{evil}")
    assert pl.read_parquet(tmp_path / "obligations.parquet")["team"][0] == evil
    for name in ("obligations.csv", "rejected.csv", "indicators.csv", "warnings.csv"):
        assert not [cell for row in table(tmp_path, name) for cell in row.values() if cell.startswith(start)]


def test_two_runs_on_the_same_input_give_the_same_bytes_however_many_cores_there_are(sagsloft, file, tmp_path):
    unknown = "".join(f"x{n},,ukendt-{n % 40},2024-03-01,,,,\n" for n in range(80))
    events = file(HEADER + MIXED + unknown)
    for run, cores in (("en", "1"), ("to", "2")):
        environment = os.environ | {"POLARS_MAX_THREADS": cores, "PYTHONHASHSEED": cores}
        assert sagsloft("check", events, "--out", tmp_path / run, env=environment).code == 0
    assert contents(tmp_path / "en") == contents(tmp_path / "to")


def test_folders_are_made_and_what_else_is_in_them_is_left_alone(command, log, tmp_path):
    folder = tmp_path / "a/b"
    command("check", log, "--out", folder)
    (folder / "notater.txt").write_text("mine")
    assert command("check", log, "--out", folder).code == 0
    assert sorted(path.name for path in folder.iterdir()) == sorted([*NAMES, "notater.txt"])


@contextmanager
def small_disk(folder, kilobytes):
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
from sagsloft.cli import main
main(sys.argv[2:])
"""


def nothing_was_written(run):
    assert run.code == 2, run.err
    assert "Intet er gemt." in run.err
    assert "Traceback" not in run.err


@pytest.mark.parametrize("size", [100, 2500])
def test_where_a_file_cannot_grow_the_earlier_result_stands(sagsloft, written, file, tmp_path, size):
    before = contents(written)
    run = sagsloft(size, "check", file(HEADER + MIXED * 2), "--out", written, program=LIMITED)
    nothing_was_written(run)
    assert contents(written) == before
    assert sorted(path.name for path in written.iterdir()) == NAMES
    nothing_was_written(sagsloft(size, "check", tmp_path / "events.csv", "--out", tmp_path / "ny", program=LIMITED))
    assert not (tmp_path / "ny").exists()


@pytest.mark.parametrize("kilobytes", [4, 8, 12, 16])
def test_a_full_disk_is_one_sentence_and_leaves_nothing(sagsloft, log, tmp_path, kilobytes):
    with small_disk(tmp_path / "disk", kilobytes) as disk:
        nothing_was_written(sagsloft("check", log, "--out", disk / "ud"))
        assert list(disk.iterdir()) == []


INTERRUPTED = """
import os, signal, sys
from sagsloft import pipeline
from sagsloft.cli import main
from sagsloft.pipeline import results
signal.signal(signal.SIGINT, signal.default_int_handler)
at, number = sys.argv[1:3]
setattr(pipeline if at == "check" else results, at, lambda *_, **__: os.kill(os.getpid(), int(number)))
main(sys.argv[3:])
"""


@pytest.mark.parametrize("at", ["check", "write_csv", "write_parquet", "write_json"])
@pytest.mark.parametrize(("number", "code"), [(2, 130), (9, -9)], ids=["interrupted", "killed"])
def test_stopped_in_the_middle_it_leaves_the_earlier_result_as_it_was(sagsloft, written, file, at, number, code):
    before = contents(written)
    run = sagsloft(at, number, "check", file(HEADER + MIXED * 2), "--out", written, program=INTERRUPTED)
    assert (run.code, "Traceback" in run.err) == (code, False)
    assert contents(written) == before
    visible = sorted(path.name for path in written.iterdir() if not path.name.startswith("."))
    assert visible == NAMES
    assert number == 9 or visible == sorted(path.name for path in written.iterdir())


def test_where_one_file_cannot_be_moved_into_place_none_is(command, file, tmp_path):
    (tmp_path / "ud/obligations.csv").mkdir(parents=True)
    (tmp_path / "ud/indicators.csv").write_text("tidligere")
    nothing_was_written(command("check", file(HEADER + MIXED), "--out", tmp_path / "ud"))
    assert (tmp_path / "ud/indicators.csv").read_text() == "tidligere"


@pytest.mark.parametrize("name", ["obligations.csv", "rejected.csv"])
def test_the_file_that_was_read_is_never_replaced_by_a_result(command, file, tmp_path, name):
    events = file(HEADER + MIXED, name)
    assert command("check", events, "--out", tmp_path).code in {0, 2}
    assert events.read_text("utf-8") == HEADER + MIXED
