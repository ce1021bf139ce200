"""The whole course on invented data: what every file, page and command says is the same, and anyone can repeat it."""

import csv
import json
import re
import shlex
import shutil
from datetime import date, datetime, time

import openpyxl
import polars as pl
import pytest
from rich.console import Console
from tests.journey.conftest import ASKED, LAST

from sagsloft.cli import main
from sagsloft.core.errors import UserError
from sagsloft.core.ladder import IMPROVEMENT, Obstacle, Phrase
from sagsloft.core.repairs import RepairState, repairs
from sagsloft.core.scales import Criticality
from sagsloft.messages import Language, say
from sagsloft.pipeline import Invention, drawing
from sagsloft.pipeline.course import STEPS, run_course
from sagsloft.pipeline.course_notes import commands
from sagsloft.pipeline.course_reports import report_commands
from sagsloft.pipeline.findings_files import read_findings
from sagsloft.pipeline.follow_up import read_repairs
from sagsloft.pipeline.review_state import load_state
from sagsloft.render.agreement import page as agreement_page
from sagsloft.render.findings import page as findings_page
from sagsloft.render.rounds import comparison as comparison_page

NARROW, PRIMARY = 100, {"A1", "D1", "D3", "E8", "F3"}
OF_THE_LEADERS = {"critical.json", "repairs.json"}
"""What the leaders did is not repeated by the commands that the notes tell."""
pytestmark = pytest.mark.xdist_group("course")


def rows(file):
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def shown(parts):
    """What a page tells, on one line."""
    console = Console(width=NARROW, highlight=False)
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    return " ".join(captured.get().split())


def counted(criterion):
    return (criterion.met, criterion.relevant) if criterion.is_judged else None


def contents(folder):
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def typed(line):
    with pytest.raises(SystemExit) as end:
        main(line)
    assert end.value.code == 0, shlex.join(line)


def forms(folder, kind):
    return sorted(folder.glob(f"{kind}-*/*.xlsx")) + sorted(folder.glob(f"{kind}-*/forms/*.xlsx"))


def test_every_step_is_told_by_its_name_as_it_begins(course, told):
    assert told == [(step, number, len(STEPS)) for number, step in enumerate(STEPS, 1)]
    for language in Language:
        assert all(say(step, language) for step in STEPS)


def test_the_later_export_continues_the_earlier_one_and_neither_holds_what_was_recorded_after_its_day(course):
    one, two = (pl.read_csv(each.stage.export, infer_schema=False) for each in course.rounds)
    for events, each in zip((one, two), course.rounds, strict=True):
        assert events["recorded_at"].max()[:10] <= each.stage.as_of.isoformat()
    assert 0 < one.height < two.height
    assert two.head(one.height).equals(one)


def test_both_draws_can_be_verified_from_their_two_files_and_say_that_the_dice_are_invented(course):
    for each in course.rounds:
        found = drawing.verify(each.stage.draw / "draw.json", each.stage.draw / "frame.csv")
        assert len(found.cases) == 20
        assert found.record.frozen.cases >= 40
        assert "invented" in (each.stage.draw / "draw.json").read_text("utf-8")


def test_no_case_is_read_in_both_rounds(course):
    one, two = (set(each.sample.cases) for each in course.rounds)
    assert one.isdisjoint(two)
    assert two.isdisjoint(set(course.rounds[0].conclusion.findings.cases))


def test_a_reader_sees_of_a_case_what_was_in_the_export_of_the_round_and_nothing_else(course):
    stage = course.rounds[0].stage
    events = pl.read_csv(stage.export)
    book = openpyxl.load_workbook(stage.round / "forms" / "1-review.xlsx", read_only=True)
    cases = [sheet for sheet in book if sheet.title.startswith("Sag ")]
    assert len(cases) == 20
    for sheet in cases:
        (case,) = {cell.value for cells in sheet["B2:B2"] for cell in cells}
        days = [row[0] for row in sheet.iter_rows(values_only=True) if isinstance(row[0], datetime)]
        assert len(days) == events.filter(pl.col("case_id") == case).height
        assert max(days) <= datetime.combine(stage.as_of, time.max)


def test_every_form_came_back_whole_and_without_a_slip(course):
    for each in course.rounds:
        state = load_state(each.stage.round)
        assert all(state.is_done(reader) for reader in state.plan.reading.cases)
        assert not state.lacks_organisation
        assert not each.conclusion.findings.is_draft


def test_the_counts_are_the_same_in_every_file_of_a_round(course):
    for each in course.rounds:
        found = read_findings(each.stage.round).findings
        assert found == each.conclusion.findings
        counts = {one.code: counted(one) for one in found.criteria}
        table = {row["criterion"]: row for row in rows(each.stage.round / "findings.csv")}
        assert {
            code: (int(row["met"]), int(row["relevant"])) if row["met"] else None for code, row in table.items()
        } == (counts)
        told = {
            row["criterion"]: (int(row["met"]), int(row["relevant"])) for row in rows(each.stage.round / "round.csv")
        }
        assert told == {code: count for code, count in counts.items() if count is not None}


def test_the_comparison_has_the_counts_of_both_rounds_and_so_has_the_later_rounds_own_page(course, folder):
    first, second = (each.conclusion.findings for each in course.rounds)
    before, now = ({one.code: counted(one) for one in each.criteria} for each in (first, second))
    for row in rows(folder / "sammenligning" / "comparison.csv"):
        assert (int(row["met_1"]), int(row["relevant_1"])) == before[row["criterion"]]
        assert (int(row["met_2"]), int(row["relevant_2"])) == now[row["criterion"]]
        assert (row["change"] != "") == (row["criterion"] in PRIMARY)
    assert [each.claim for each in course.comparison.findings] == [each.claim for each in second.changes]


def test_the_pages_tell_the_counts_of_the_files(course):
    second = course.rounds[1].conclusion
    plan = second.state.plan
    pages = (
        shown(comparison_page(course.comparison.findings, Language.DANISH)),
        shown(findings_page(second.findings, plan.protocol, plan.organisation, Language.DANISH)),
    )
    for finding in course.comparison.findings:
        if finding.claim is not None:
            for said, count in ((1, finding.earlier.count), (2, finding.later.count)):
                assert [f"Runde {said}: {count.met} af {count.relevant} " in each for each in pages] == [True, True]


def test_the_readers_mostly_agree_and_the_page_says_the_shares_of_the_file(course):
    for each in course.rounds:
        written = json.loads((each.stage.agreement / "agreement.json").read_text("utf-8"))["agreement"]
        assert written["cases"] == each.agreement.cases == 20
        told = shown(agreement_page(each.agreement, each.conclusion.state.plan.protocol, Language.DANISH))
        for pooled in written["pooled"]:
            assert f"{pooled['same']} af {pooled['items']}" in told
        legal = max((one for one in written["pooled"] if one["track"] == "legal"), key=lambda one: one["items"])
        assert 0.85 < legal["same"] / legal["items"] < 1
        against = written["events"]
        assert 0.85 < sum(one["same"] for one in against) / sum(one["items"] for one in against) < 0.98


def test_some_practice_rose_some_stayed_one_fell_and_of_one_nothing_can_be_told(course):
    found = {each.name: each for each in course.comparison.findings}
    claims = {name: each.claim for name, each in found.items() if each.claim is not None}
    assert claims.keys() == PRIMARY
    for risen in ("A1", "D3", "E8"):
        assert claims[risen].phrase in IMPROVEMENT, risen
    assert claims["F3"].phrase is Phrase.NO_CERTAIN_CHANGE
    assert claims["D1"].obstacle is Obstacle.NOT_COMPARABLE
    fallen = found["D5"]
    assert fallen.claim is None
    assert fallen.later.count.share < fallen.earlier.count.share - 0.2


def test_critical_cases_are_fewer_and_every_alarm_was_answered_one_of_them_too_late(course):
    first, second = (each.conclusion.findings for each in course.rounds)
    critical = [len(each.criticality[Criticality.CRITICAL]) for each in (first, second)]
    assert critical[0] in {2, 3}
    assert critical[1] in {0, 1}
    assert (first.alarms["raised"], first.alarms["late"], first.alarms["open"]) == (3, 1, 0)
    assert (second.alarms["late"], second.alarms["open"]) == (0, 0)


def test_what_was_not_mended_in_the_first_round_is_open_in_the_second(course):
    one, two = (repairs(read_repairs(each.stage.round)) for each in course.rounds)
    opened = course.rounds[0]
    closed = [each for each in one if each.state is RepairState.CLOSED]
    moved = [each for each in one if each.state is RepairState.CARRIED_OVER]
    assert len(closed) == opened.mended > 0
    assert len(closed) + len(moved) == len(one) == len(opened.conclusion.repairs)
    assert {each.origin for each in moved} == {each.origin for each in two if each.carried_from}
    assert all("Opdigtet: " in each.outcome for each in closed)
    assert all(each.is_open for each in two)


def test_whatever_a_person_reads_says_that_it_is_invented(course, folder):
    books = [*forms(folder, "udfyldt"), *forms(folder, "runde")]
    assert len(books) == 24
    for file in books:
        book = openpyxl.load_workbook(file, read_only=True)
        for sheet in book:
            if sheet.sheet_state == "visible":
                assert "OPDIGTEDE DATA" in str(sheet["A1"].value), (file, sheet.title)
    for each in course.rounds:
        assert "opdigtede data" in (each.stage.check / "report.html").read_text("utf-8").lower()
        book = openpyxl.load_workbook(each.stage.check / "arbejdsliste.xlsx", read_only=True)
        assert any("opdigtede data" in str(value).lower() for row in book.worksheets[0].values for value in row)
        for line in repairs(read_repairs(each.stage.round)):
            assert "Opdigtet: " in line.what
    assert "OPDIGTEDE DATA" in course.notes.read_text("utf-8")


def test_the_notes_name_only_files_that_are_there_and_every_folder_that_is(course, folder):
    text = course.notes.read_text("utf-8")
    named = set(re.findall(r"^  ([\w/.-]+\.(?:xlsx|csv|html)):", text, re.MULTILINE))
    assert len(named) == 5
    assert [each for each in named if not (folder / each).is_file()] == []
    assert [each.name for each in folder.iterdir() if each.is_dir() and each.name not in text] == []


def test_a_folder_with_something_in_it_is_left_as_it_is(tmp_path):
    (tmp_path / "mit.txt").write_text("mit", "utf-8")
    with pytest.raises(UserError) as refused:
        run_course(tmp_path, ASKED, Language.DANISH)
    assert refused.value.message_id == "course.exists"
    assert [each.name for each in tmp_path.iterdir()] == ["mit.txt"]


@pytest.mark.parametrize(
    "asked",
    [
        Invention(cases=400, first=ASKED.first, last=LAST),
        Invention(cases=600, first=date(2023, 6, 1), last=LAST),
        Invention(cases=600, first=LAST, last=ASKED.first),
    ],
)
def test_a_municipality_too_small_for_two_draws_is_refused_before_anything_is_written(tmp_path, asked):
    with pytest.raises(UserError) as refused:
        run_course(tmp_path / "nyt", asked, Language.DANISH)
    assert refused.value.message_id == "course.impossible"
    assert not (tmp_path / "nyt").exists()


@pytest.mark.thorough
@pytest.mark.thorough
def test_the_command_writes_the_same_bytes_and_tells_what_was_made(course, folder, tmp_path, capsys):
    typed(["demo", "--course", "--out", str(tmp_path / "igen")])
    said = capsys.readouterr()
    assert contents(tmp_path / "igen") == contents(folder)
    assert [say(step, Language.DANISH) in said.err for step in STEPS] == [True] * len(STEPS)
    for made in course.rounds:
        assert f" {made.sample.record.frozen.cases} " in said.out
        assert f" {made.disputed} " in said.out
    assert "LAES-MIG.txt" in said.out


@pytest.mark.thorough
def test_whoever_types_the_commands_of_the_notes_gets_the_same_files(course, folder, tmp_path, monkeypatch):
    notes = course.notes.read_text("utf-8")
    for name in ("udtraek-1", "udtraek-2", "mappings", "udfyldt-1", "udfyldt-2"):
        shutil.copytree(folder / name, tmp_path / name)
    for name in ("rapport-1", "rapport-2"):
        (tmp_path / name).mkdir()
        shutil.copy(folder / name / "redegoerelse.txt", tmp_path / name)
    monkeypatch.chdir(tmp_path)
    one, two = (each.stage for each in course.rounds)
    for stage, before in ((one, None), (two, one)):
        for step, lines in commands(stage, before).items():
            if step == "course.step_conclude":
                shutil.copy(stage.round / "critical.json", tmp_path / stage.round.name)
            for line in lines:
                assert f"sagsloft {shlex.join(line)}" in notes
                typed(list(line))
    typed(["compare", "runde-1/round.csv", "runde-2/round.csv", "--out", "sammenligning"])
    for stage, before in ((one, None), (two, one)):
        shutil.copy(stage.round / "repairs.json", tmp_path / stage.round.name)
        shutil.copy(stage.round / "critical.json", tmp_path / stage.round.name)
        for line in report_commands(stage, before):
            assert f"sagsloft {shlex.join(line)}" in notes
            typed(list(line))
    again, first = contents(tmp_path), contents(folder)
    del first[course.notes.name]
    assert again.keys() == first.keys()
    assert [name for name in first if again[name] != first[name] and name.split("/")[-1] not in OF_THE_LEADERS] == []


@pytest.mark.thorough
@pytest.mark.thorough
def test_in_english_the_same_cases_are_drawn_and_the_same_is_found(course, tmp_path):
    english = run_course(tmp_path / "course", ASKED, Language.ENGLISH)
    for ours, theirs in zip(course.rounds, english.rounds, strict=True):
        assert ours.sample.cases == theirs.sample.cases
        assert rows(ours.stage.round / "findings.csv") == [
            row | {"law": mine["law"]}  # where the law changed within a round, its id stands there
            for row, mine in zip(
                rows(theirs.stage.round / "findings.csv"), rows(ours.stage.round / "findings.csv"), strict=True
            )
        ]
    assert english.notes.name == "README.txt"
    assert "Opdigtet: " not in (english.rounds[0].stage.round / "findings.json").read_text("utf-8")
