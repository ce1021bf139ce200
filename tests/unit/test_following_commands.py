"""`critical` and `repairs`: the lists, their steps, and the two files in the round's folder that keep them."""

import copy
import hashlib
import json
import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import typer
from openpyxl import load_workbook
from tests.unit.conftest import Run
from tests.unit.draws import said, saved

from sagsloft.cli import following
from sagsloft.core.alarm_steps import ALARMS
from sagsloft.core.critical import AlarmState, CriticalReport
from sagsloft.core.errors import UserError
from sagsloft.core.logbook import Logbook
from sagsloft.core.repairs import Breach, repairs
from sagsloft.messages import Language, say
from sagsloft.pipeline import follow_up

DENMARK = ZoneInfo("Europe/Copenhagen")
RAISED = datetime(2026, 3, 2, 14, 5, tzinfo=DENMARK)
FOUND = date(2026, 3, 10)
DONE = "Barnet er hos sin mormor; akut vurdering kl. 15."
EVIDENCE = "Samtale holdt, notat i sagen 12. marts"
BREACHES = [
    Breach("sag-10", "A1", "vurderet efter 4 dage", "barnets lov § 136, stk. 1"),
    Breach("sag-2", "D1", "ingen samtale", "barnets lov § 5, stk. 1"),
    Breach("sag-10", "C2", "=1+1 [bold]ikke[/bold] afsluttet", "barnets lov § 20, stk. 7"),
]
LONGEST_LINE = 100


@pytest.fixture
def app():
    found = typer.Typer(pretty_exceptions_enable=False)
    found.command("critical")(following.critical)
    found.command("repairs")(following.repairs)
    return found


@pytest.fixture
def follow(app, capsys):
    """`follow("critical", folder, …)`: the command; a user's mistake as its sentence in Danish and exit code 2."""

    def run(*arguments):
        code, told = 0, ""
        try:
            app([str(each) for each in arguments], standalone_mode=False)
        except UserError as error:
            code, told = 2, say(error.message_id, Language.DANISH, **error.values)
        return Run(code, capsys.readouterr().out, told)

    return run


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "runde"
    place.mkdir()
    (place / "round.json").write_text("{}\n", "utf-8")
    return place


@pytest.fixture
def alarmed(folder):
    reports = [CriticalReport("sag-1", "intet tilsyn siden januar"), CriticalReport("sag-2", "vold i hjemmet")]
    follow_up.raise_alarms(folder, reports, "Grethe Leder", "Dorte Direktør", RAISED)
    return folder


@pytest.fixture
def listed(folder):
    follow_up.open_repairs(folder, BREACHES, "2026-1", FOUND)
    return folder


def test_a_round_without_alarms_or_breaches_says_where_they_come_from(follow, folder):
    assert "Ingen læser har kaldt en sag i runden kritisk." in said(follow("critical", folder))
    assert "sagsloft read-reviews" in said(follow("critical", folder))
    assert "sagsloft conclude" in said(follow("repairs", folder))
    assert saved(folder).keys() == {"round.json"}


def test_a_folder_that_is_no_rounds_is_told(follow, tmp_path, sentence):
    for command in ("critical", "repairs"):
        run = follow(command, tmp_path)
        assert (run.code, run.out) == (2, "")
        assert sentence("logbook.not_a_round", folder=tmp_path).fullmatch(run.err)


def test_the_list_of_alarms_says_who_must_do_what_now(follow, alarmed):
    told = said(follow("critical", alarmed, "--at", "2026-03-02T15:00"))
    assert told.count("Grethe Leder kvitterer nu") == 2
    assert "Rejst: 2. Besvaret samme dag: 0. For sent: 0. Ikke lukket: 2." in told
    assert "Internt" in told
    told = said(follow("critical", alarmed, "--at", "2026-03-03T08:00"))
    assert told.count("overskredet") == 2
    assert told.count("send videre") == 2
    assert told.count("Direktør nu") == 2


def test_an_alarm_goes_from_raised_to_closed_and_its_history_tells_each_step(follow, alarmed):
    case = ("critical", alarmed, "--case", "sag-1")
    steps = [
        ("--acknowledge", "Grethe", "--at", "2026-03-02T14:30"),
        ("--escalate", "--by", "Grethe", "--at", "2026-03-02T15:00"),
        ("--answer", DONE, "--by", "Grethe", "--at", "2026-03-02T16:00"),
        ("--close", "--by", "Dorte", "--at", "2026-03-03T09:00"),
        ("--reopen", "mormor er syg", "--by", "Dorte", "--at", "2026-03-03T10:00"),
        ("--undo", "forkert sag", "--by", "Dorte", "--at", "2026-03-03T10:05"),
    ]
    for number, step in enumerate(steps, 3):
        run = follow(*case, *step)
        assert run.code == 0
        assert f"Skrevet som trin {number}." in said(run)
    told = said(follow(*case))
    for word in ("kaldt kritisk af en læser", "intet tilsyn siden januar", DONE, "mormor er syg", "forkert sag"):
        assert word in told
    assert "vold i hjemmet" not in told
    told = said(follow("critical", alarmed, "--at", "2026-03-03T11:00"))
    assert "Rejst: 2. Besvaret samme dag: 1. For sent: 1. Ikke lukket: 1." in told


def test_times_are_local_whatever_offset_they_are_written_with(follow, alarmed):
    for at in ("2026-03-02T22:30:00+00:00", "2026-03-02T23:30"):
        case = "sag-1" if "+" in at else "sag-2"
        assert follow("critical", alarmed, "--case", case, "--acknowledge", "Grethe", "--at", at).code == 0
    log = follow_up.read_alarms(alarmed)
    assert [step.at.isoformat() for step in log.steps[-2:]] == ["2026-03-02T23:30:00+01:00"] * 2


def test_where_nothing_is_found_no_file_is_written(folder):
    assert follow_up.raise_alarms(folder, [], "Grethe", "Dorte", RAISED) == ()
    assert follow_up.open_repairs(folder, [], "2026-1", FOUND) == ()
    assert saved(folder).keys() == {"round.json"}


def test_raising_tells_which_alarms_are_new_so_that_they_can_be_shown_at_once(alarmed):
    again = [CriticalReport("sag-1", "intet tilsyn siden januar"), CriticalReport("sag-3", "")]
    before = saved(alarmed)
    assert follow_up.raise_alarms(alarmed, again[:1], "Grethe", "Dorte", RAISED) == ()
    assert saved(alarmed) == before
    (new,) = follow_up.raise_alarms(alarmed, again, "Grethe", "Dorte", RAISED)
    assert (new.case_id, new.state) == ("sag-3", AlarmState.RAISED)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--close", "--by", "Grethe"), "critical.no_case"),
        (("--case", "sag-9"), "critical.no_alarm"),
        (("--case", "sag-9", "--acknowledge", "Grethe"), "critical.no_alarm"),
        (("--case", "sag-1", "--close", "--by", "Grethe"), "critical.closing_needs_answer"),
        (("--case", "sag-1", "--close"), "logbook.no_by"),
        (("--case", "sag-1", "--answer", "ok", "--by", "Grethe"), "critical.no_answer"),
        (("--case", "sag-1", "--answer", "barnet 010190-1234 er i sikkerhed", "--by", "G"), "logbook.cpr"),
        (("--case", "sag-1", "--close", "--escalate", "--by", "Grethe"), "logbook.one_step"),
        (("--case", "sag-1", "--reopen", " ", "--by", "Grethe"), "logbook.no_reason"),
        (("--case", "sag-1", "--acknowledge", "Grethe", "--at", "2026-03-01T10:00"), "critical.before_the_last_step"),
        (("--at", "2026-03-02"), "critical.not_a_time"),
        (("--at", "i går kl. 10"), "critical.not_a_time"),
    ],
)
def test_a_step_of_an_alarm_that_cannot_be_taken_is_told_without_the_case_and_changes_nothing(
    follow, alarmed, sentence, arguments, message
):
    before = saved(alarmed)
    at = () if "--at" in arguments else ("--at", "2026-03-02T15:00")
    run = follow("critical", alarmed, *arguments, *at)
    assert (run.code, run.out) == (2, "")
    assert sentence(message).fullmatch(run.err)
    assert not re.search(r"sag-|010190", run.err)
    assert saved(alarmed) == before


def test_the_repair_list_is_by_case_with_paragraph_owner_and_days_over(follow, listed):
    told = said(follow("repairs", listed, "--on", "2026-03-11"))
    assert re.findall(r"\b(R\d|Sag sag-\d+)\b", told) == ["Sag sag-2", "R2", "Sag sag-10", "R1", "R3", "R1", "R1"]
    assert "Åbne linjer: 3. Sager med åbne linjer: 2. Uden ansvarlig: 3. Over fristen: 0. Afsluttet: 0." in told
    assert "bold ikke /bold afsluttet" in told.replace("[", " ").replace("]", " ")
    line = ("--line", "r1", "--by", "Grethe")
    assert follow("repairs", listed, *line, "--owner", "Bo", "--due", "2026-03-20", "--on", "2026-03-11").code == 0
    told = said(follow("repairs", listed, "--on", "2026-03-25"))
    assert "Bo 20. marts 2026" in told
    assert "Dage over: 5" in told


def test_a_line_is_closed_with_evidence_and_shown_when_asked_for(follow, listed):
    line = ("repairs", listed, "--line", "R2", "--by", "Grethe", "--on", "2026-03-12")
    assert follow(*line, "--close", EVIDENCE).code == 0
    assert EVIDENCE not in said(follow("repairs", listed, "--on", "2026-03-12"))
    told = said(follow("repairs", listed, "--all", "--on", "2026-03-12"))
    assert "rettet" in told
    assert "Afsluttet: 1." in told
    assert follow(*line, "--reopen", "notatet er ikke i sagen").code == 0
    assert follow(*line, "--withdraw", "den endelige besvarelse siger ja").code == 0
    told = said(follow("repairs", listed, "--line", "R2"))
    for word in (EVIDENCE, "notatet er ikke i sagen", "den endelige besvarelse siger ja", "Internt"):
        assert word in told


def test_when_every_line_is_settled_the_list_says_so(follow, listed):
    for line in ("R1", "R2", "R3"):
        assert follow("repairs", listed, "--line", line, "--close", EVIDENCE, "--by", "Bo", "--on", FOUND).code == 0
    told = said(follow("repairs", listed, "--on", FOUND))
    assert "Ingen åbne linjer: alle brud er rettet" in told


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--close", EVIDENCE, "--by", "Bo"), "repair.no_line_given"),
        (("--line", "R4"), "repair.no_line"),
        (("--line", "sag-2", "--close", EVIDENCE, "--by", "Bo"), "repair.no_line"),
        (("--line", "R1", "--close", "ok", "--by", "Bo"), "repair.no_evidence"),
        (("--line", "R1", "--close", EVIDENCE), "logbook.no_by"),
        (("--line", "R1", "--owner", "Bo", "--by", "Bo"), "repair.no_owner"),
        (("--line", "R1", "--due", "2026-04-01", "--by", "Bo"), "repair.no_owner"),
        (("--line", "R1", "--owner", "Bo", "--due", "snart", "--by", "Bo"), "cli.not_a_day"),
        (("--line", "R1", "--owner", "Bo", "--due", "2026-03-01", "--by", "Bo"), "repair.due_has_passed"),
        (("--line", "R1", "--close", EVIDENCE, "--undo", "x", "--by", "Bo"), "logbook.one_step"),
        (("--line", "R1", "--undo", "x", "--by", "Bo"), "logbook.nothing_to_undo"),
        (("--line", "R1", "--close", "se 010190 1234 i journalen", "--by", "Bo"), "logbook.cpr"),
        (("--out", "liste.csv"), "repair.not_a_workbook"),
    ],
)
def test_a_step_of_a_line_that_cannot_be_taken_is_told_without_the_case_and_changes_nothing(
    follow, listed, sentence, arguments, message
):
    before = saved(listed)
    run = follow("repairs", listed, *arguments, "--on", "2026-03-11")
    assert (run.code, run.out) == (2, "")
    assert sentence(message).fullmatch(run.err)
    assert not re.search(r"sag-|010190", run.err)
    assert saved(listed) == before


def test_the_workbook_has_the_open_lines_on_one_sheet_and_the_settled_on_another(follow, listed, tmp_path):
    follow("repairs", listed, "--line", "R2", "--close", EVIDENCE, "--by", "Bo", "--on", "2026-03-12")
    follow("repairs", listed, "--line", "R1", "--owner", "Bo", "--due", "2026-03-20", "--by", "G", "--on", "2026-03-12")
    files = [tmp_path / "a" / "liste.xlsx", tmp_path / "b" / "liste.XLSX"]
    for file in files:
        assert follow("repairs", listed, "--on", "2026-03-25", "--out", file).code == 0
    assert files[0].read_bytes() == files[1].read_bytes()
    book = load_workbook(files[0])
    assert book.sheetnames == ["Åbne", "Afsluttede"]
    for sheet in book:
        assert sheet["A1"].value == "Internt – indeholder oplysninger om enkelte børn"
    rows = [[cell.value for cell in row] for row in book["Åbne"].iter_rows(min_row=5)]
    assert [row[0] for row in rows] == ["R1", "R3"]
    assert rows[0][5:8] == ["Bo", datetime(2026, 3, 20), 5]  # noqa: DTZ001 - a cell has no offset
    assert rows[1][3] == "=1+1 [bold]ikke[/bold] afsluttet"
    assert book["Åbne"]["D6"].data_type == "s"
    settled = [cell.value for cell in book["Afsluttede"][5]]
    assert settled[0] == "R2"
    assert EVIDENCE in settled


def test_a_workbook_without_lines_says_so_on_both_sheets(follow, folder, tmp_path):
    assert follow("repairs", folder, "--on", FOUND, "--out", tmp_path / "liste.xlsx").code == 0
    book = load_workbook(tmp_path / "liste.xlsx")
    told = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert {"Ingen åbne linjer.", "Ingen linjer er afsluttet endnu."} <= set(told)


def test_lines_are_carried_from_folder_to_folder_once(listed, tmp_path, follow):
    later = tmp_path / "næste"
    later.mkdir()
    (later / "round.json").write_text("{}\n", "utf-8")
    came = follow_up.carry_over(listed, later, "2027-1", date(2027, 1, 4))
    assert [(each.line, each.origin) for each in came] == [(f"R{n}", ("2026-1", f"R{n}")) for n in (1, 2, 3)]
    before = saved(later), saved(listed)
    assert follow_up.carry_over(listed, later, "2027-1", date(2027, 1, 5)) == ()
    assert (saved(later), saved(listed)) == before
    assert "følges nu i runde og linje 2027-1 R2" in said(follow("repairs", listed, "--line", "R2"))
    with pytest.raises(UserError, match=r"repair\.same_round"):
        follow_up.carry_over(listed, listed, "2027-1", date(2027, 1, 5))


@pytest.mark.parametrize(
    "arguments", [("critical", "--at", "2026-03-03T08:00"), ("repairs", "--all", "--on", "2026-03-11")]
)
def test_in_english_every_sentence_is_english_and_no_line_is_wider_than_the_page(follow, alarmed, arguments):
    follow_up.open_repairs(alarmed, BREACHES, "2026-1", FOUND)
    follow("repairs", alarmed, "--line", "R1", "--close", EVIDENCE, "--by", "Bo", "--on", FOUND)
    run = follow(arguments[0], alarmed, *arguments[1:], "--lang", "en")
    assert "Internal" in run.out
    assert not re.search(r"\b(Sag|Linje|Leder|Frist|Brud|rejst|skrives)\b", run.out.replace("Grethe Leder", ""))
    assert max(map(len, run.out.splitlines())) <= LONGEST_LINE


def other(value):
    match value:
        case None:
            return "0" * 64
        case str():
            return value[:-1] + ("0" if value[-1:] != "0" else "1")
    return 1


def test_any_field_that_is_changed_left_out_or_added_is_seen_with_the_number_of_its_step(follow, alarmed):
    follow("critical", alarmed, "--case", "sag-1", "--answer", DONE, "--by", "Grethe", "--at", "2026-03-02T15:00")
    content = json.loads((alarmed / "critical.json").read_text("utf-8"))
    assert Logbook.from_json(ALARMS, copy.deepcopy(content)) == follow_up.read_alarms(alarmed)
    for place, step in enumerate(content["steps"]):
        for field in step:
            for change in (
                lambda each, field=field: each.update({field: other(each[field])}),
                lambda each, field=field: each.pop(field),
                lambda each, field=field: each.update({f"{field}2": "x"}),
            ):
                forged = copy.deepcopy(content)
                change(forged["steps"][place])
                with pytest.raises(UserError) as refused:
                    Logbook.from_json(ALARMS, forged)
                assert refused.value.message_id in {"logbook.step_changed", "logbook.step_missing"}
                assert refused.value.values["number"] == place + 1


def test_a_step_that_is_left_out_or_moved_is_seen(alarmed):
    content = json.loads((alarmed / "critical.json").read_text("utf-8"))
    for steps in (content["steps"][1:], content["steps"][::-1]):
        with pytest.raises(UserError, match=r"logbook\.step_missing"):
            Logbook.from_json(ALARMS, {**content, "steps": copy.deepcopy(steps)})


def hashed_anew(content):
    """What someone does who changes a logbook and knows how its hashes are made."""
    former = None
    for step in content["steps"]:
        step.pop("sha256", None)
        step["former"] = former
        text = {**step, "format": content["format"]}
        written = json.dumps(text, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        former = step["sha256"] = hashlib.sha256(written.encode(errors="surrogatepass")).hexdigest()
    return json.dumps(content)


@pytest.mark.parametrize(
    "change",
    [
        lambda step: step.update(step="closed", by="Grethe"),
        lambda step: step.update(step="andet"),
        lambda step: step.update(step=7),
        lambda step: step.update(at="2026-03-02"),
        lambda step: step.update(at="2026-03-02T14:05:00"),
        lambda step: step.update(at=7),
        lambda step: step.update(reason=None),
        lambda step: step.update(reason="\ud800"),
        lambda step: step.update(mere="x"),
        lambda step: step.pop("leader"),
        lambda step: (
            [step.pop(name) for name in ("reason", "leader", "director")] and step.update(step="closed", by="Grethe")
        ),
        lambda step: (
            [step.pop(name) for name in ("reason", "leader", "director")]
            and step.update(step="taken_back", by="Grethe", reason="x")
        ),
    ],
)
def test_who_hashes_anew_is_seen_where_the_step_cannot_have_been_taken(follow, alarmed, sentence, change):
    content = json.loads((alarmed / "critical.json").read_text("utf-8"))
    change(content["steps"][1])
    (alarmed / "critical.json").write_text(hashed_anew(content), "utf-8")
    before = saved(alarmed)
    for more in ((), ("--case", "sag-1", "--acknowledge", "Grethe", "--at", "2026-03-02T15:00")):
        run = follow("critical", alarmed, *more)
        assert (run.code, run.out) == (2, "")
        assert sentence("logbook.not_understood", number=2).fullmatch(run.err)
    assert saved(alarmed) == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("sagsloft-repairs-1", "sagsloft-repairs-2"), "another_format"),
        (lambda text: text.replace("sagsloft-repairs-1", "sagsloft-critical-1"), "not_a_logbook"),
        (lambda text: text.replace('"step": "opened"', '"step": "opened", "step": "opened"', 1), "not_a_logbook"),
        (lambda text: text[:-20], "not_a_logbook"),
        (lambda _text: "[" * 100_000, "not_a_logbook"),
        (lambda _text: "{}", "not_a_logbook"),
        (lambda _text: "", "not_a_logbook"),
        (lambda _text: "\udcff", "not_a_logbook"),
    ],
)
def test_a_file_that_is_no_such_logbook_is_refused_and_left_as_it_is(follow, listed, sentence, change, message):
    file = listed / "repairs.json"
    file.write_bytes(change(file.read_text("utf-8")).encode(errors="surrogateescape"))
    before = saved(listed)
    for more in ((), ("--line", "R1", "--close", EVIDENCE, "--by", "Bo", "--on", "2026-03-11")):
        run = follow("repairs", listed, *more)
        assert (run.code, run.out) == (2, "")
        assert sentence(f"logbook.{message}").fullmatch(run.err)
    assert saved(listed) == before


def test_a_file_that_cannot_be_opened_is_told(follow, folder, sentence):
    (folder / "critical.json").mkdir()
    run = follow("critical", folder)
    assert sentence("logbook.cannot_read", file=folder / "critical.json").fullmatch(run.err)
    with (folder / "repairs.json").open("wb") as file:
        file.truncate(follow_up.LARGEST + 1)
    assert sentence("logbook.not_a_logbook").fullmatch(follow("repairs", folder).err)


def test_the_same_steps_give_the_same_bytes(tmp_path):
    folders = [tmp_path / name for name in ("en", "to")]
    for place in folders:
        place.mkdir()
        (place / "round.json").write_text("{}\n", "utf-8")
        follow_up.raise_alarms(place, [CriticalReport("sag-1", "x")], "Grethe", "Dorte", RAISED)
        follow_up.open_repairs(place, BREACHES, "2026-1", FOUND)
    assert saved(folders[0]) == saved(folders[1])
    assert len(repairs(follow_up.read_repairs(folders[0]))) == 3
