"""`sagsloft check`: what it prints, what its options change, and what never leaves a case."""

import csv
import json
import os
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import sagsloft as package
from sagsloft.rulebook import SHIPPED

DEMO = Path(__file__).parent.parent / "demo"
CPR = "010190-1234"
LATE_NOTE = """\
case_id,activity,occurred_at,recorded_at
sag-1,underretning_modtaget,2024-03-01 10:00,2024-03-01
sag-1,underretning_vurderet,2024-03-01 12:00,2024-03-20 09:00
sag-2,underretning_modtaget,2024-03-01 10:00,
sag-2,underretning_vurderet,2024-03-01 12:00,
"""


def indicators(folder, rule="underretning-24-timer"):
    with (folder / "indicators.csv").open(encoding="utf-8", newline="") as written:
        return next(row for row in csv.DictReader(written) if row["rule_id"] == rule)


def squeezed(text):
    """Each line without what is only there for the eye."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def figures(lines):
    """Judged, in time, excused, late, overdue, pending and median days of the one rule that can be measured."""
    (line,) = (line for line in lines if line.startswith("Barnets lov § 136 · "))
    return " ".join(line.split()[-8:])


def test_it_tells_the_figures_what_cannot_be_measured_and_the_longest_overdue(sagsloft, log, tmp_path):
    run = sagsloft("check", log, "--out", tmp_path / "ud")
    lines = squeezed(run.out)
    assert (run.code, run.err.strip()) == (0, "")
    assert lines[:2] == [
        "events.csv: sådan stod det 5. marts 2024",
        "6 hændelser, bedømt efter reglerne for Udsatte børn og unge, Danmark.",
    ]
    assert figures(lines) == "3 33,3 % 0 1 1 0 1,1"
    assert "Underretning bekræftet inden 6 hverdage underretning_bekraeftet" in lines
    assert lines[lines.index("De længst overskredne") + 4 :][:2] == [
        "sag-3 Underretning vurderet inden 24 timer 2. marts 2024 kl. 10.00 3",
        "Barnets lov § 136",
    ]
    assert "Overskredne pligter i alt: 1. Børn: 1." in lines
    said = " ".join(lines[-6:])
    assert f"Resultatet er gemt i {tmp_path / 'ud'}." in said
    assert f"{tmp_path / 'ud' / 'report.html'}" in said
    assert f"{tmp_path / 'ud' / 'arbejdsliste.xlsx'}" in said
    assert lines[-1] == "Afviste rækker: 0."


def test_in_english_every_line_is_english(sagsloft, log):
    run = sagsloft("check", log, "--lang", "en")
    lines = squeezed(run.out)
    assert lines[:2] == [
        "events.csv: how it stood on 5 March 2024",
        "6 events, judged by the rules of Vulnerable children and young people, Denmark.",
    ]
    assert figures(lines) == "3 33.3 % 0 1 1 0 1.1"
    assert lines[-2:] == ["The result is not saved. Use --out DIR.", "Rejected rows: 0."]
    assert not any(word in run.out for word in ("Regel", "Frister", "mangler", "Sag ", "dage"))


def test_rejected_rows_and_what_was_not_used_are_counted_on_the_screen(command, file):
    run = command("check", file("case_id,activity,occurred_at,farve\na,skovtur,2024-03-01,blå\nb,,i går,\n"))
    assert run.code == 0
    said = " ".join(squeezed(run.out))
    assert "Ikke brugt, og derfor ikke gemt, er kolonnerne: farve." in said
    assert "1 hændelser har en aktivitet, som regelbogen ikke kender. Navnene vises ikke" in said
    assert "Resultatet er ikke gemt. Brug --out MAPPE. Afviste rækker: 1. De tæller ikke med" in said
    assert "Den første er række 3, kolonnen activity: værdien mangler. Alle står i rejected.csv" in said


@pytest.mark.parametrize(
    ("as_of", "heading", "status"),
    [
        (None, "5. marts 2024", {"late": "1", "overdue": "1", "pending": "0"}),
        ("2024-03-02", "2. marts 2024", {"late": "0", "overdue": "2", "pending": "0"}),
        ("2024-03-02T09:59", "2. marts 2024 kl. 09.59", {"late": "0", "overdue": "0", "pending": "2"}),
        ("2024-03-02T10:30+01:00", "2. marts 2024 kl. 10.30", {"late": "0", "overdue": "2", "pending": "0"}),
        ("2024-03-02 09:30Z", "2. marts 2024 kl. 10.30", {"late": "0", "overdue": "2", "pending": "0"}),
        ("2030-01-01", "1. januar 2030", {"late": "1", "overdue": "1", "pending": "0"}),
    ],
)
def test_it_judges_as_of_the_end_of_a_day_or_a_time_and_by_default_the_last_day(
    command, log, tmp_path, as_of, heading, status
):
    run = command("check", log, "--out", tmp_path, *([] if as_of is None else ["--as-of", as_of]))
    assert run.out.splitlines()[0] == f"events.csv: sådan stod det {heading}"
    row = indicators(tmp_path)
    assert {name: row[name] for name in status} == status


@pytest.mark.parametrize(
    ("known_at", "met"), [("2024-03-20", "2"), ("2024-03-20T09:00", "2"), ("2024-03-20T08:59", "1")]
)
def test_it_can_be_asked_what_was_known_then(command, file, tmp_path, known_at, met):
    command("check", file(LATE_NOTE), "--as-of", "2024-04-01", "--known-at", known_at, "--out", tmp_path)
    assert indicators(tmp_path)["met"] == met
    known = json.loads((tmp_path / "run.json").read_text("utf-8"))["known_at"]
    assert known.startswith(known_at)


def test_standards_are_judged_only_where_they_are_asked_for(command, log, tmp_path):
    for folder, asked in (("uden", []), ("med", ["--standards"])):
        command("check", log, "--out", tmp_path / folder, *asked)
    rules = [json.loads((tmp_path / folder / "run.json").read_text())["rulebook"] for folder in ("uden", "med")]
    assert set(rules[1]["rules"]) - set(rules[0]["rules"]) == {"fremdrift", "overlevering", "underretning-registrering"}
    assert [each["standards"] for each in rules] == [False, True]


def test_folders_of_rules_add_to_the_law_one_after_the_other(command, file, log, tmp_path):
    standard = (SHIPPED / "deadlines/overlevering.toml").read_text("utf-8")
    for name in ("en", "to"):
        file(standard, f"{name}/deadlines/{name}.toml")
    folders = ["--rules", tmp_path / "en", "--rules", tmp_path / "to"]
    assert command("check", log, *folders, "--out", tmp_path / "ud").code == 0
    rules = json.loads((tmp_path / "ud/run.json").read_text())["rulebook"]["rules"]
    assert {"en", "to", "underretning-24-timer"} <= set(rules)


def test_the_demonstration_runs_as_the_makefile_runs_it(sagsloft, tmp_path):
    run = sagsloft("demo", "--out", tmp_path)
    assert run.code == 0
    assert run.out.startswith("Eksempelkøbing (opdigtede data): sådan stod det 30. december 2025\n")
    *_, report, worklist = run.out.splitlines()
    for line, ending in ((report, ".html"), (worklist, ".xlsx")):
        path = Path(line.partition(": ")[2])
        assert (path.is_file(), path.suffix) == (True, ending)


def test_the_demonstration_can_be_another_municipality_in_other_years_and_in_english(command, tmp_path):
    options = ("--seed", "7", "--cases", "60", "--first", "2023-01-01", "--last", "2024-12-31", "--lang", "en")
    run = command("demo", "--out", tmp_path, *options)
    assert (run.code, "December 2024" in run.out) == (0, True)
    assert command("demo", "--out", tmp_path, "--cases", "0").code == 2
    assert command("demo", "--out", tmp_path, "--first", "2025-01-01", "--last", "2024-01-01").code == 2


def test_the_version_and_the_help_are_told(sagsloft):
    assert sagsloft("--version").out == f"sagsloft {package.__version__}\n"
    for command, option in (("check", "--standards"), ("explain", "--known-at"), ("rules", "--on")):
        assert option in sagsloft(command, "--help").out


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "ascii"])
def test_a_screen_that_lacks_a_character_gets_another(sagsloft, log, encoding):
    run = sagsloft("check", log, "--as-of", "2024-03-01", env=os.environ | {"PYTHONIOENCODING": encoding})
    assert (run.code, "Traceback" in run.err) == (0, False)
    assert "136" in run.out


def test_a_file_is_closed_when_it_has_been_read(sagsloft, log):
    run = sagsloft("check", log, env=os.environ | {"PYTHONWARNINGS": "always"})
    assert (run.code, run.err.strip()) == (0, "")


COLUMNS = ("case_id", "activity", "occurred_at", "recorded_at", "matter_id", "event_id", "caseworker", "team")
ALL_COLUMNS = (*COLUMNS, "municipality", "attributes", "attr.behov_kendt", "Fritekst")
GOOD = {"case_id": "a", "activity": "notat", "occurred_at": "2024-03-01", "event_id": "h1"}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *((column, CPR) for column in ALL_COLUMNS),
        ("attributes", f'{{"navn": "{CPR}"}}'),
        ("attributes", f'{{"{CPR}": 1}}'),
    ],
)
def test_a_number_of_the_shape_of_a_cpr_number_stops_the_run_and_is_never_repeated(command, tmp_path, column, value):
    with (tmp_path / "events.csv").open("w", encoding="utf-8", newline="") as written:
        writer = csv.DictWriter(written, ALL_COLUMNS)
        writer.writeheader()
        writer.writerows([GOOD, GOOD | {"event_id": "h2", "recorded_at": "i går", column: value}])
    run = command("check", tmp_path / "events.csv", "--out", tmp_path / "ud")
    assert (run.code, run.out, (tmp_path / "ud").exists()) == (2, "", False)
    assert "række 3" in run.err
    assert CPR not in run.err


def busy_case(matters):
    """One case: of every five notifications one is assessed in time, one too late, one not at all, one is an error, and
    one is assessed in time by dates alone. For each a decision, after a conversation that has no time of day."""
    rows, begin = ["case_id,matter_id,activity,occurred_at,attr.indhold"], datetime(2014, 1, 1, tzinfo=UTC)
    steps = {0: ("vurderet", 1), 1: ("vurderet", 30), 3: ("fejlregistreret", 1), 4: ("vurderet", 24)}
    for matter in range(matters):
        kind, when = matter % 5, begin + timedelta(hours=2 * matter)
        said = str(when.date()) if kind == 4 else when.isoformat()
        rows.append(f"a,m{matter},underretning_modtaget,{said},")
        if kind in steps:
            step, done = steps[kind][0], when + timedelta(hours=steps[kind][1])
            rows.append(f"a,m{matter},underretning_{step},{done.date() if kind == 4 else done.isoformat()},")
        rows.append(f"a,m{matter},boernesamtale_afholdt,{when.date()},")
        rows.append(f"a,m{matter},afgoerelse_truffet,{when.isoformat()},indsats")
    return "\n".join(rows)


def test_the_last_line_counts_all_that_is_overdue_though_ten_are_named(sagsloft, tmp_path):
    rows = "".join(f"sag-{n:02},m{n},underretning_modtaget,2024-03-{31 - n:02} 10:00\n" for n in range(12))
    file = tmp_path / "tolv.csv"
    assessed = "anden,m,underretning_modtaget,2024-04-20 10:00\nanden,m,underretning_vurderet,2024-04-20 11:00\n"
    file.write_text(f"case_id,matter_id,activity,occurred_at\n{rows}{assessed}", "utf-8")
    lines = squeezed(sagsloft("check", file).out)
    assert "Overskredne pligter i alt: 12. Børn: 12." in lines
    assert len([line for line in lines if line.startswith("sag-")]) == 10


def test_a_case_of_a_hundred_thousand_events_is_judged_exactly(checked):
    found = checked(busy_case(27_000), as_of=date(2021, 1, 1))
    assert (found.reading.events.height, found.reading.rejected.height) == (102_600, 0)
    figures = {row["rule_id"]: row for row in found.indicators.iter_rows(named=True)}
    ours = figures["underretning-24-timer"]
    counts = ("judged", "met", "late", "overdue", "lapsed", "pending", "day_precision")
    assert [ours[name] for name in counts] == [21_600, 10_800, 5_400, 5_400, 5_400, 0, 5_400]
    conversations = figures["samtale-foer-afgoerelse"]
    assert [conversations[name] for name in counts[:4]] == [27_000, 27_000, 0, 0]
    assert found.overdue["case_id"].to_list() == ["a"] * 5_400


def test_a_hundred_thousand_events_that_all_belong_together_are_judged_exactly(checked):
    found = checked(re.sub(r"a,m\d+", "a,", busy_case(27_000)), as_of=date(2021, 1, 1))
    (ours,) = found.indicators.filter(rule_id="underretning-24-timer").iter_rows(named=True)
    assert (ours["judged"], ours["met"], ours["case_level"]) == (27_000, 27_000, True)
