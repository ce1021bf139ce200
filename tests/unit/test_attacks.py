"""What a careless user does, and what someone would do who wants a child's number or name out of the program."""

import json
import os
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from sagsloft.core.cpr import holds_cpr, is_cpr_shaped, masked
from sagsloft.core.errors import UserError
from sagsloft.sources import Key, load_mapping, read, read_exports
from sagsloft.sources.comparison import compare

CPR = "010203-1234"
HEADER = "case_id,activity,occurred_at\n"
LIST = "Sag;Modtaget;Vurderet;Type\n1;01-03-2024 10:00;02-03-2024 10:00;Lærer\n2;01-03-2024 11:00;;Nabo\n"
OF_LIST = '[columns]\ncase_id = "Sag"\n'
RECEIVED = '[[events]]\nactivity = "underretning_modtaget"\noccurred_at = "Modtaget"\n'
ASSESSED = '[[events]]\nactivity = "underretning_vurderet"\noccurred_at = "Vurderet"\n'
RULE = """\
title = {{ da = "Kvittering {0}", en = "Acknowledgement" }}
kind = "standard"
theme = "underretning"
scope = "matter"
trigger = [{{ activity = "underretning_modtaget" }}]
fulfilled_by = [{{ activity = "underretning_bekraeftet" }}]

[[versions]]
in_force = 2024-01-01
deadline = {{ within = "2 working_days" }}
citation = {{ act = "Byrådets kvalitetsstandard", section = "3.1", url = "" }}
verified = false
"""


@pytest.fixture
def key(tmp_path):
    return Key.make(tmp_path / "noegle")


def written(folder):
    """All that stands in the files of a folder that are text."""
    return "".join(each.read_text("utf-8") for each in folder.iterdir() if each.suffix in {".csv", ".json", ".html"})


def notes(run_folder):
    return {note.pop("id"): note for note in json.loads((run_folder / "run.json").read_text("utf-8"))["notes"]}


def refusal(use):
    with pytest.raises(UserError) as refused:
        use()
    return refused.value.message_id


@pytest.mark.parametrize("between", ["–", "—", "−", "‑", "\u00ad", " - ", " – ", "\u00a0", "\u202f", "\t"])
def test_a_number_is_known_whatever_a_text_editor_made_of_its_hyphen(file, key, between):
    number = f"010203{between}1234"
    assert (is_cpr_shaped(number), holds_cpr(f"Se {number}."), masked(number)) == (True, True, f"999999{between}9999")
    assert key.pseudonym(number) == key.pseudonym(CPR)
    assert refusal(lambda: read(file(f"{HEADER}{number},notat,2024-03-01\n"))) == "cpr.found"


@pytest.mark.parametrize("text", ["010124-010224", "01-03-2024 1230", "010124, 1234"])
def test_two_dates_or_two_numbers_are_no_number_of_a_person(text):
    assert not holds_cpr(text)


@pytest.mark.parametrize(
    "line",
    [f'[source]\nname = "{CPR}"\n', f'[fixed]\nmunicipality = "{CPR}"\n', f"# Se {CPR}\n"],
    ids=["name", "fixed", "comment"],
)
def test_a_mapping_that_holds_a_number_is_refused_with_its_line(command, log, file, tmp_path, line):
    run = command("check", log, "--mapping", file(line, "m.toml"), "--out", tmp_path / "ud")
    assert (run.code, (tmp_path / "ud").exists(), "1234" in run.err) == (2, False, False)
    assert f"linje {line.count(chr(10))}" in run.err


def test_a_rule_of_ones_own_that_holds_a_number_is_refused(command, log, file, tmp_path):
    rule = file(RULE.format(CPR), "regler/deadlines/kvittering.toml")
    folder = rule.parent.parent
    for line in (["check", log, "--out", tmp_path / "ud"], ["rules"]):
        run = command(*line, "--rules", folder)
        assert (run.code, "1234" in run.out + run.err) == (2, False)
    rule.write_text(RULE.format("123"), "utf-8")
    assert command("check", log, "--rules", folder).code == 0


def test_files_that_are_named_by_a_number_are_named_without_it_in_every_result(command, file, log, tmp_path):
    named, out = file(log.read_text("utf-8").replace(",", ";"), f"{CPR}.csv"), tmp_path / "ud"
    mapping = file("", f"{CPR}.toml")
    assert command("check", named, "--mapping", mapping, "--out", out).code == 0
    assert CPR not in written(out)
    assert "999999-9999.csv" in (out / "run.json").read_text("utf-8")


@pytest.mark.parametrize("column", ["district", "birth_month"])
def test_a_key_is_no_excuse_for_a_number_in_a_list_of_cases(file, key, column):
    mapping = file(f'[case]\ncase_id = "Sag"\n{column} = "Andet"\n', "m.toml")
    content = file(f"Sag,Andet\n{CPR},{CPR}\n", "sager.csv")
    assert refusal(lambda: read(content, mapping, key=key)) == "cpr.found_beside_key"


def test_a_key_is_no_excuse_for_a_whole_number_that_has_lost_its_zero(tmp_path, key):
    table = {"case_id": ["a"], "activity": ["notat"], "occurred_at": ["2024-03-01"], "team": [102031234]}
    pl.DataFrame(table).write_parquet(tmp_path / "a.parquet")
    assert refusal(lambda: read(tmp_path / "a.parquet", key=key)) == "cpr.found_beside_key"


@pytest.mark.parametrize("listed", ["0102031234", "102031234", "010203 1234"])
def test_with_a_key_a_child_is_one_however_each_file_writes_its_number(file, key, listed):
    log = file(f"{HEADER}{CPR},barnets_plan_udarbejdet,2018-01-01\n", "log.csv")
    cases = file(f"Sag,Født\n{listed},2003-02\n", "sager.csv")
    of_cases = load_mapping(file('[case]\ncase_id = "Sag"\nbirth_month = "Født"\n', "sager.toml"))
    events = read_exports([(log, load_mapping(file("", "log.toml"))), (cases, of_cases)], key=key).events
    assert events["case_id"].n_unique() == 1
    assert events.filter(pl.col("activity") == "barn_fyldt_16")["attr.har_plan"].to_list() == ["true"]


def workbook(path, sheets):
    """`sheets`: rows by the sheet's name; a name in parentheses is that of a hidden sheet."""
    book = xlsxwriter.Workbook(path, {"default_date_format": "dd-mm-yyyy hh:mm"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        if name.startswith("("):
            sheet.hide()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    book.close()
    return path


def test_the_report_does_not_name_sheets_for_they_are_often_named_by_caseworkers(command, tmp_path):
    rows = [["Liste"], ["case_id", "activity", "occurred_at"], ["a", "underretning_modtaget", "01-03-2024"]]
    book = workbook(tmp_path / "liste.xlsx", {"Karin Bo": rows, "(Karin Bo, gemt)": rows})
    assert command("check", book, "--out", tmp_path / "ud").code == 0
    page = (tmp_path / "ud/report.html").read_text("utf-8")
    assert ("Karin" in page, "I liste.xlsx er kolonnenavnene taget fra række 2." in page) == (False, True)
    assert "Karin Bo" in (tmp_path / "ud/run.json").read_text("utf-8")


def test_midnight_is_a_date_in_a_workbook_too_where_dates_are_typed_as_text(tmp_path):
    days = range(1, 9)
    texts = [["a", "notat", f"0{day}-03-2024 00:00"] for day in days]
    typed = [["a", "notat", datetime(2024, 3, day)] for day in days]  # noqa: DTZ001 - a workbook knows no other
    lasts_a_day = [
        read(workbook(tmp_path / "a.xlsx", {"Ark": [HEADER.strip().split(","), *rows]}))
        .events.select(pl.col("latest") > pl.col("earliest"))
        .to_series()
        .to_list()
        for rows in (texts, typed)
    ]
    assert lasts_a_day == [[True] * 8, [False] * 8]


def test_only_columns_in_which_the_day_comes_first_are_said_to_be_so(tmp_path):
    rows = [
        [*HEADER.strip().split(","), "attr.indhold", "attr.naeste_opfoelgning"],
        ["a", "afgoerelse_truffet", "2024-03-01", "indsats", "01-06-2024"],
    ]
    reading = read(workbook(tmp_path / "a.xlsx", {"Ark": rows}))
    assert [note.values["columns"] for note in reading.notes] == ["attr.naeste_opfoelgning"]


@pytest.mark.parametrize("second", [RECEIVED, RECEIVED + 'attr.underretter = "Type"\n'])
def test_one_date_that_a_mapping_makes_into_the_same_event_twice_is_refused(file, second):
    content = OF_LIST + RECEIVED + ASSESSED + second
    with pytest.raises(UserError) as refused:
        load_mapping(file(content, "m.toml"))
    assert (refused.value.message_id, refused.value.values["second"]) == ("mapping.events_alike", "events[3]")


@pytest.mark.parametrize("apart", ['when = { "Type" = "Nabo" }\n', 'matter_id = "Type"\n'])
def test_what_a_condition_or_a_matter_tells_apart_are_two_events(file, apart):
    assert len(load_mapping(file(OF_LIST + RECEIVED + RECEIVED + apart, "m.toml")).events) == 2


@pytest.mark.parametrize(
    "slip",
    ['[source]\ncovers = ["underretning_genvurdret"]\n', '[values.underreter]\n"Lærer" = "fagperson"\n'],
    ids=["covers", "values"],
)
def test_a_slip_in_a_name_that_would_change_nothing_is_told(command, log, file, slip):
    run = command("check", log, "--mapping", file(slip, "m.toml"))
    assert (run.code, "Nærmest er: underret" in run.err) == (2, True)


def test_what_a_mapping_says_and_no_row_answers_to_is_told_without_repeating_a_value(command, file, tmp_path):
    content = OF_LIST + RECEIVED + 'attr.underretter = "Type"\n' + ASSESSED + 'when = { "Type" = "Laerer" }\n'
    mapping = file(content + '[values.underretter]\n"Lærer" = "fagperson"\n', "m.toml")
    run = command("check", file(LIST, "liste.csv"), "--mapping", mapping, "--out", tmp_path / "ud")
    told = notes(tmp_path / "ud")
    assert told["note.no_events"]["activities"] == "underretning_vurderet"
    assert (told["note.untranslated"]["count"], told["note.untranslated"]["attribute"]) == (1, "underretter")
    assert "Nabo" not in run.out + run.err + written(tmp_path / "ud")


def test_a_file_given_twice_or_its_copy_is_refused_for_it_would_count_twice(command, log, file):
    copy = file(log.read_bytes(), "events (1).csv")
    assert [command("check", log, other).code for other in (log, copy)] == [2, 2]


def test_a_file_may_be_read_twice_for_two_things(file):
    both = file("case_id,activity,occurred_at,Født\na,notat,2024-03-01,2009-01\n")
    of_cases = '[case]\ncase_id = "case_id"\nbirth_month = "Født"\n[activities]\ndrop = ["notat"]\n'
    mappings = [load_mapping(file(content, name)) for content, name in (("", "a.toml"), (of_cases, "b.toml"))]
    reading = read_exports([(both, mapping) for mapping in mappings])
    assert reading.events["activity"].to_list() == ["notat", "barn_fyldt_16"]


def test_events_that_two_files_tell_of_are_counted_aloud(file):
    log = file(f"{HEADER}1,underretning_modtaget,2024-03-01 10:00\n3,notat,2024-03-01 10:00\n", "log.csv")
    mapping = load_mapping(file(OF_LIST + RECEIVED + ASSESSED, "m.toml"))
    reading = read_exports([(file(LIST, "liste.csv"), mapping), (log, load_mapping(file("", "log.toml")))])
    assert [note.values["count"] for note in reading.notes if note.message_id == "note.told_again"] == [1]


@pytest.mark.parametrize("encoding", ["undefined", "a\\u0000b", "idna", "utf-16", "utf-32"])
def test_an_encoding_that_cannot_be_is_a_users_mistake(command, log, file, encoding):
    assert command("check", log, "--mapping", file(f'[source]\nencoding = "{encoding}"\n', "m.toml")).code == 2


def test_a_mapping_deeper_than_can_be_read_is_a_users_mistake(command, log, file):
    assert command("check", log, "--mapping", file("x = " + "[" * 5_000, "m.toml")).code == 2


@pytest.mark.parametrize("option", ["--mapping", "--pseudonymise"])
def test_a_pipe_in_the_place_of_a_mapping_or_a_key_is_refused_and_not_waited_for(sagsloft, log, tmp_path, option):
    os.mkfifo(tmp_path / "roer")
    run = sagsloft("check", log, option, tmp_path / "roer", timeout=20)
    assert (run.code, "Traceback" in run.err) == (2, False)


def test_a_folder_that_is_a_link_to_itself_is_a_users_mistake(command, log, tmp_path):
    (tmp_path / "ring").symlink_to(tmp_path / "ring")
    assert command("check", log, "--out", tmp_path / "ring").code == 2


def test_no_result_replaces_a_file_that_was_read(command, log, file, tmp_path):
    old, mapping = file(log.read_bytes(), "ud/changes.csv"), file("", "ud/run.json")
    for line in (["diff", old, log], ["check", log, "--mapping", mapping]):
        before = [(each, each.read_bytes()) for each in sorted(tmp_path.rglob("*")) if each.is_file()]
        assert command(*line, "--out", tmp_path / "ud").code == 2
        assert [(each, each.read_bytes()) for each in sorted(tmp_path.rglob("*")) if each.is_file()] == before


def test_a_sentence_on_a_file_with_thousands_of_columns_can_be_read(command, file):
    names = ",".join(f"kolonne{number}" for number in range(5_000))
    run = command("check", file(f"{names}\n{',' * 4_999}\n"))
    assert (run.code, "kolonne0" in run.err, len(run.err) < 1_000) == (2, True, True)


def test_equal_events_in_another_order_are_no_change(file):
    header = "case_id,activity,occurred_at,team\n"
    rows = ["a,notat,2024-03-01,Nord\n", "a,notat,2024-03-01,Syd\n"]
    old, new = (file(header + "".join(order), name) for order, name in ((rows, "o.csv"), (rows[::-1], "n.csv")))
    assert compare(read(old), read(new)).is_empty()


def test_an_attribute_that_is_gone_is_a_correction_where_it_said_something(file):
    old = file(HEADER.strip() + ",attr.indhold\na,notat,2024-03-01,indsats\nb,notat,2024-03-01,\n", "o.csv")
    new = file(f"{HEADER}a,notat,2024-03-01\nb,notat,2024-03-01\n", "n.csv")
    assert compare(read(old), read(new)).select("case_id", "columns").rows() == [("a", "attr.indhold")]


def test_a_file_that_can_be_opened_and_not_read_is_a_users_mistake():
    assert refusal(lambda: read(Path("/proc/self/mem"))) == "file.cannot_open"
