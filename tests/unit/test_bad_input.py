"""A user's mistake is one sentence in the user's language, with nothing written and nothing out of a case repeated."""

import os
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


def mistake(line, danish, english, files=None, *, name=None):
    """`files` are written beside a good events.csv; `danish` and `english` stand in the sentence."""
    return pytest.param(line, {E: GOOD} | (files or {}), (danish, english), id=name or line)


MISTAKES = [
    mistake("check mangler.csv", "mangler.csv findes ikke", "does not exist"),
    mistake("check .", "kan ikke åbnes", "cannot be opened", name="a folder"),
    mistake("check e.csv", "er tom", "is empty", {"e.csv": ""}, name="an empty file"),
    mistake("check e.csv", "ingen hændelser", "no events", {"e.csv": HEADER}, name="a header only"),
    mistake("check e.csv", "ligner data", "looks like data", {"e.csv": ROW * 2}, name="no header"),
    mistake(
        "check e.csv", "kolonne", "column", {"e.csv": ROW.replace("2024-03-01", "01-03-2024")}, name="no header, dates"
    ),
    mistake(
        "check e.csv",
        "mangler kolonnen activity, occurred_at. Den har: case_id, dato.",
        "lacks the column activity, occurred_at. It has: case_id, dato.",
        {"e.csv": "case_id,dato\nHemmelig-17,2024-03-01\n"},
        name="columns missing",
    ),
    mistake("check e.csv", "navnet team", "named team", {"e.csv": "team,team," + GOOD}, name="a column twice"),
    mistake(
        "check e.csv", "ikke gemt som UTF-8", "not saved as UTF-8", {"e.csv": (GOOD + "æ,b,c\n").encode("latin-1")}
    ),
    mistake("check e.csv", "UTF-8", "UTF-8", {"e.csv": GOOD.encode("utf-16")}, name="UTF-16"),
    mistake("check e.csv", "kolonne", "column", {"e.csv": GOOD.encode("utf-16-le")}, name="UTF-16 without a mark"),
    mistake("check e.csv", "fejl ved linje", "error at line", {"e.csv": GOOD + '"Hemmelig-18,x,2024\n' + ROW}),
    mistake(
        "check e.csv",
        "Den første fejl er i række 2, kolonnen occurred_at: datoen eller klokkeslættet findes ikke.",
        "The first error is in row 2, column occurred_at: there is no such date or time of day.",
        {"e.csv": HEADER + "Hemmelig-17,notat,2024-02-31\n"},
        name="no good row",
    ),
    mistake("check e.parquet", "som Parquet", "as Parquet", {"e.parquet": GOOD}, name="no Parquet"),
    mistake(f"check {E} --as-of igår", "--as-of skal være en dato", "--as-of must be a date"),
    mistake(f"check {E} --as-of 2024-02-31", "--as-of skal være en dato", "--as-of must be a date"),
    mistake(f"check {E} --known-at igår", "--known-at skal være en dato", "--known-at must be a date"),
    mistake(f"check {E} --as-of 2041-01-01", "efter 2040", "after 2040"),
    mistake(f"check {E} --as-of 9999-12-31", "--as-of", "--as-of"),
    mistake(
        "check e.csv", "ud over 2040", "past 2040", {"e.csv": GOOD.replace("2024-03-01", "2040-12-30")}, name="2041"
    ),
    mistake(f"check {E} --rules mangler", "mappen findes ikke", "no such folder"),
    mistake(f"check {E} --rules {E}", "mappen findes ikke", "no such folder"),
    mistake(f"check {E} --only-rules mangler", "mappen findes ikke", "no such folder"),
    mistake(f"check {E} --only-rules regler", "rulebook.toml", "rulebook.toml", OVERLAY),
    mistake(f"check {E} --mapping {M}", "findes ikke eller kan ikke åbnes", "does not exist or cannot be opened"),
    mistake(f"check {E} --mapping {M}", "som TOML", "as TOML", {M: "case_id = "}, name="no TOML"),
    mistake(f"check {E} --mapping {M}", "kolonner kendes ikke her", "not known here", {M: "[kolonner]\n"}, name="key"),
    mistake(f"check {E} --mapping {M}", "forkert form", "wrong form", {M: "[columns]\nteam = 1\n"}, name="a number"),
    mistake(f"check {E} --mapping {M}", "kolonnen Id", "column Id", {M: '[columns]\ncase_id = "Id"\n'}, name="column"),
    mistake(f"check {E} --mapping {M}", "til skovtur", "to skovtur", {M: '[activities]\nx = "skovtur"\n'}, name="code"),
    mistake(f"check {E} --out {E}", "kan ikke skrives i events.csv", "events.csv"),
    mistake(f"check {E} --out {E}/ud", "kan ikke skrives", "events.csv"),
    mistake(f"check {E} --nej", "Tilvalget --nej findes ikke", "There is no option --nej"),
    mistake(f"check {E} --lang fr", "Værdien efter --lang", "The value after --lang"),
    mistake("check", "Her mangler EVENTS", "EVENTS is missing"),
    mistake("tjek", "Kommandoen kan ikke forstås", "cannot be understood"),
    mistake(f"explain {E}", "Her mangler CASE", "CASE is missing"),
    mistake(f"explain {E} Hemmelig-18", "Sagen er ikke i events.csv", "The case is not in events.csv"),
    mistake(f"explain {E} Hemmelig-17 --as-of 2024-02-29", "Sagen er ikke i", "The case is not in"),
    mistake(f"explain {E} Hemmelig-17 Hemmelig-18", "Kommandoen kan ikke forstås", "cannot be understood"),
    mistake("rules --on igår", "--on skal være en dato", "--on must be a date"),
    mistake(f"check {'x' * 300}.csv", "kan ikke åbnes", "cannot be opened", name="a very long name"),
    mistake(f"check {E} --out {'x' * 300}", "kan ikke skrives", "not possible", name="a very long folder"),
    mistake(f"check {E} --rules {'x' * 300}", "xxx", "xxx", name="a very long rulebook"),
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
    assert len(run.err.strip().splitlines()) == 1, run.err
    assert sentence in run.err
    assert "Traceback" not in run.err
    assert "Hemmelig" not in run.err


each_mistake = pytest.mark.parametrize(("line", "files", "told"), MISTAKES)


@each_mistake
def test_a_mistake_is_told_in_danish_and_nothing_is_written(command, folder, tmp_path, line, files, told):
    before = folder(files)
    out = ["--out", "ud"] if line.startswith("check ") and "--out" not in line else []
    is_told(command(*line.split(), *out), told[0])
    assert sorted(tmp_path.rglob("*")) == before


@each_mistake
def test_a_mistake_is_told_in_english_where_that_is_asked_for(command, folder, line, files, told):
    folder(files)
    asked = "--lang" not in line
    is_told(command(*line.split(), *(["--lang", "en"] if asked else [])), told[asked])


@pytest.mark.parametrize(("line", "files", "told"), MISTAKES[::4])
def test_the_real_command_ends_with_code_2(sagsloft, folder, tmp_path, line, files, told):
    before = folder(files)
    is_told(sagsloft(*line.split()), told[0])
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("line", "english"),
    [
        (f"check {E} --nej", "No such option"),
        ("check", "Missing argument"),
        ("tjek", "No such command"),
        (f"check {E} --lang fr", "Invalid value"),
        (f"explain {E} a b", "unexpected extra argument"),
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
    run = command("check", E, "--as-of", "2024-02-29")
    assert (run.code, "Ingen af reglerne har krævet noget." in run.out) == (0, True)


def test_the_newlines_of_old_macs_are_read_or_refused_without_repeating_the_file(command, folder):
    folder({"e.csv": GOOD.replace("\n", "\r")})
    run = command("check", "e.csv")
    assert run.code in {0, 2}
    assert "Hemmelig" not in run.err


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
