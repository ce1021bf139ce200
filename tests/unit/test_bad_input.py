"""A user's mistake is one sentence in the user's language, with nothing written and nothing out of a case repeated."""

import os
import re
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from sagsloft import rulebook, sources
from sagsloft.core.errors import UserError
from sagsloft.render.files import together

HEADER = "case_id,activity,occurred_at\n"
ROW = "Hemmelig-17,underretning_modtaget,2024-03-01 10:00\n"
GOOD = HEADER + ROW
OVERLAY = {"regler/activities.toml": '[skovtur]\nda = "Skovtur"\nen = "Outing"\n'}
E, M = "events.csv", "mapping.toml"
LONG = "x" * 300


def mistake(command, message_id, files=None, *, name=None, **known):
    """`files` are written beside a good events.csv; of the sentence's blanks, some are `known`."""
    return pytest.param(command, {E: GOOD} | (files or {}), message_id, known, id=name or command)


def in_file(content, message_id, **known):
    return mistake("check e.csv", message_id, {"e.csv": content}, name=f"{message_id} {len(content)}", **known)


def in_mapping(content, message_id, **known):
    return mistake(f"check {E} --mapping {M}", message_id, {M: content}, name=f"{message_id} {len(content)}", **known)


MISTAKES = [
    mistake("check mangler.csv", "file.not_found", file="mangler.csv"),
    mistake("check .", "file.not_a_file"),
    mistake(f"check {LONG}.csv", "file.cannot_open", name="a very long name"),
    in_file("", "file.empty"),
    in_file(HEADER, "file.no_rows"),
    in_file(ROW * 2, "file.no_header"),
    in_file(ROW.replace("2024-03-01", "01-03-2024"), "file.no_header"),
    in_file("case_id,dato\nHemmelig-17,i går\n", "file.missing_column", columns="activity, occurred_at"),
    in_file("case_id,dato\n", "file.missing_column", found="case_id, dato"),
    in_file("team,team," + GOOD, "file.repeated_column", columns="team"),
    in_file(GOOD.encode("utf-16-le"), "file.other_kind"),
    in_file(GOOD + '"Hemmelig-18,x,2024\n' + ROW, "file.broken_csv", line=4),
    in_file(HEADER + "Hemmelig-17,notat,2024-02-31\n", "file.nothing_usable", row=2, column="occurred_at"),
    in_file(GOOD.replace("2024-03-01", "2040-12-30"), "calendar.ended", last_year=2040),
    mistake("check e.parquet", "file.not_parquet", {"e.parquet": GOOD}),
    mistake(f"check {E} --as-of igår", "cli.not_a_moment", option="--as-of"),
    mistake(f"check {E} --as-of 2024-02-31", "cli.not_a_moment", option="--as-of"),
    mistake(f"check {E} --as-of 9999-12-31", "cli.not_a_moment", option="--as-of"),
    mistake(f"check {E} --known-at igår", "cli.not_a_moment", option="--known-at"),
    mistake(f"check {E} --as-of 2041-01-01", "calendar.too_late", last_year=2040),
    mistake(f"check {E} --rules mangler", "rulebook.missing_folder", file="mangler"),
    mistake(f"check {E} --rules {E}", "rulebook.missing_folder", file=E),
    mistake(f"check {E} --rules {LONG}", "rulebook.cannot_open", name="a very long rulebook"),
    mistake(f"check {E} --only-rules mangler", "rulebook.missing_folder", file="mangler"),
    mistake(f"check {E} --only-rules regler", "rulebook.not_whole", OVERLAY, file="regler"),
    mistake(f"check {E} --mapping {M}", "mapping.unreadable", file=M),
    in_mapping("case_id = ", "mapping.not_toml"),
    in_mapping("[kolonner]\n", "mapping.unknown_key", key="kolonner"),
    in_mapping("[columns]\nteam = 1\n", "mapping.wrong_value", key="columns.team"),
    in_mapping('[columns]\ncase_id = "Id"\n', "mapping.no_such_column", columns="Id"),
    in_mapping('[activities]\nx = "skovtur"\n', "mapping.unknown_activity", activity="skovtur"),
    mistake(f"check {E} --out {E}", "out.cannot_write", folder=E),
    mistake(f"check {E} --out {E}/ud", "out.cannot_write", folder=f"{E}/ud"),
    mistake(f"check {E} --out {LONG}", "out.cannot_write", name="a very long folder"),
    mistake(f"check {E} --nej", "cli.no_such_option", option="--nej"),
    mistake(f"check {E} --lang fr", "cli.bad_value", parameter="--lang"),
    mistake("check", "cli.missing_parameter", parameter="EVENTS"),
    mistake(f"explain {E}", "cli.missing_parameter", parameter="EVENTS"),
    mistake("tjek", "cli.not_understood"),
    mistake(f"explain {E} Hemmelig-18", "explain.no_such_case", file=E),
    mistake(f"explain {E} Hemmelig-17 --as-of 2024-02-29", "explain.no_such_case", file=E),
    mistake("rules --on igår", "cli.not_a_day", option="--on"),
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """`folder(files)`: the working directory, holding these files; gives all there is in it."""
    monkeypatch.chdir(tmp_path)

    def write(files):
        for name, content in files.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return sorted(tmp_path.rglob("*"))

    return write


def is_told(run, sentence):
    assert (run.code, run.out) == (2, "")
    assert sentence.fullmatch(run.err.strip()), run.err
    assert "Hemmelig" not in run.err


each_mistake = pytest.mark.parametrize(("line", "files", "message_id", "known"), MISTAKES)


@each_mistake
def test_a_mistake_is_told_in_danish_and_nothing_is_written(
    command, sentence, folder, tmp_path, line, files, message_id, known
):
    before = folder(files)
    out = ["--out", "ud"] if line.startswith("check ") and "--out" not in line else []
    is_told(command(*line.split(), *out), sentence(message_id, **known))
    assert sorted(tmp_path.rglob("*")) == before


@each_mistake
def test_a_mistake_is_told_in_english_where_that_is_asked_for(
    command, sentence, folder, line, files, message_id, known
):
    folder(files)
    language = "da" if "--lang" in line else "en"
    is_told(command(*line.split(), *["--lang", "en"] * (language == "en")), sentence(message_id, language, **known))


@pytest.mark.parametrize(("line", "files", "message_id", "known"), MISTAKES[::4])
def test_the_real_command_ends_with_code_2(sagsloft, sentence, folder, tmp_path, line, files, message_id, known):
    before = folder(files)
    is_told(sagsloft(*line.split()), sentence(message_id, **known))
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("line", "english"),
    [
        (f"check {E} --nej", "No such option"),
        ("check", "Missing argument"),
        ("tjek", "No such command"),
        (f"check {E} --lang fr", "Invalid value"),
        ("rules a", "unexpected extra argument"),
    ],
)
def test_what_is_wrong_with_a_command_is_told_in_danish_throughout(command, folder, line, english):
    folder({E: GOOD})
    assert english not in command(*line.split()).err


def test_without_a_command_there_is_help_and_no_broken_sentence(sagsloft):
    run = sagsloft()
    assert all(name in run.out for name in ("check", "explain", "rules"))
    assert ":  " not in run.err


@pytest.mark.parametrize("option", ["--as-of", "--known-at"])
@pytest.mark.parametrize("moment", ["0001-01-01", "0001-01-01T00:00", "9999-12-31", "9999-12-31T23:59:59-12:00"])
def test_no_moment_is_so_far_away_that_it_cannot_be_told(command, folder, option, moment):
    folder({E: GOOD})
    assert command("check", E, option, moment).code in {0, 2}


def test_before_the_first_event_nothing_was_required(command, folder):
    folder({E: GOOD})
    assert command("check", E, "--as-of", "2024-02-29", "--out", "ud").code == 0
    assert len(Path("ud/obligations.csv").read_text("utf-8").splitlines()) == 1


def test_the_newlines_of_old_macs_are_read_or_refused_without_repeating_the_file(command, folder):
    folder({"e.csv": GOOD.replace("\n", "\r")})
    run = command("check", "e.csv")
    assert run.code in {0, 2}
    assert "Hemmelig" not in run.err


def test_a_pipe_is_refused_and_not_waited_for(sagsloft, tmp_path):
    os.mkfifo(tmp_path / E)
    run = sagsloft("check", tmp_path / E, timeout=10)
    assert (run.code, "Traceback" in run.err) == (2, False)


@pytest.mark.parametrize(
    "rows", [GOOD + "a,b,c,d\n", HEADER + "a,b,c,d\n", f"{HEADER.strip()},,\n"], ids=["a row", "all rows", "header"]
)
def test_where_a_column_has_no_name_none_is_missing_from_the_sentence(command, folder, rows):
    folder({"e.csv": rows})
    run = command("check", "e.csv")
    assert not re.search(r"(kolonnen|navnet) *[:.,]", run.out.replace("\n", " ") + run.err)


def test_a_name_that_is_not_utf_8_is_a_name(command, folder, tmp_path):
    folder({E: GOOD})
    shutil.copy(E, os.fsdecode("hændelser.csv".encode("latin-1")))
    assert command("check", os.fsdecode("hændelser.csv".encode("latin-1")), "--out", tmp_path / "ud").code in {0, 2}


@contextmanager
def forbidden(mode):
    """A folder that holds one file, with this mode for both, seen by a user who is not its owner's superuser."""
    place = Path(tempfile.mkdtemp())
    (place / "ind").mkdir()
    (place / "ind/events.csv").write_text(GOOD)
    place.chmod(0o755)
    user = os.geteuid()
    for path in (place / "ind/events.csv", place / "ind"):
        path.chmod(mode)
    if user == 0:
        os.seteuid(65534)
    try:
        yield place / "ind"
    finally:
        os.seteuid(user)
        (place / "ind").chmod(0o755)
        shutil.rmtree(place)


@pytest.mark.parametrize(
    "use",
    [
        lambda folder: sources.read(folder / "events.csv"),
        lambda folder: sources.read(folder / "events.csv", folder / "mapping.toml"),
        rulebook.load,
        lambda folder: together(folder / "ud").__enter__(),
    ],
    ids=["events", "mapping", "rules", "out"],
)
def test_what_may_not_be_opened_is_a_users_mistake(use):
    with forbidden(0o000) as folder, pytest.raises(UserError):
        use(folder)


def test_a_file_that_may_not_be_read_is_a_users_mistake():
    with forbidden(0o511) as folder, pytest.raises(UserError):
        sources.read(folder / "events.csv")
