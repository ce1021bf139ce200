"""The list of cases as a file: what is seen, no more; harmless in a spreadsheet; and logged."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook
from tests.web.monitor_factories import CLOCK, EVENTS, MET, OVERDUE, SYD, event, fill

from sagsloft.web.accounts.models import LogEntry
from sagsloft.web.accounts.roles import Role
from sagsloft.web.monitor import exports

FORMULA, LINK = "=1+1", "@SUM(A1)"


@pytest.fixture
def leader(client, town, tmp_path):
    fill(town, tmp_path, [*EVENTS, event(FORMULA, "underretning_modtaget", "2024-03-01 09:00", team=LINK)])
    client.force_login(town.people[Role.LEDER])
    return client


def as_csv(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_csv_is_as_our_other_tables(leader):
    answer = leader.post("/sager/hent/?sortering=sag", {"slags": "csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="sager.csv"'
    (row,) = [each for each in as_csv(answer) if each["case"] == OVERDUE]
    assert row["overdue"] == "1"
    assert row["oldest_due"] == "2024-03-02T10:00:00+01:00"
    assert row["caseworker"] == "eksempelkoebing-anna"
    assert b"\r" not in answer.content


def test_what_a_spreadsheet_would_run_is_made_harmless(leader):
    rows = as_csv(leader.post("/sager/hent/", {"slags": "csv"}))
    (row,) = [each for each in rows if FORMULA in each["case"]]
    assert (row["case"], row["team"]) == (f"'{FORMULA}", f"'{LINK}")
    book = load_workbook(io.BytesIO(leader.post("/sager/hent/", {"slags": "xlsx"}).content))
    cells = [cell for line in book.active.iter_rows() for cell in line if cell.value in {FORMULA, LINK}]
    assert len(cells) == 2
    assert {cell.data_type for cell in cells} == {"s"}


def test_a_workbook_says_that_it_is_internal_and_invented_and_as_of_when(leader):
    book = load_workbook(io.BytesIO(leader.post("/sager/hent/", {"slags": "xlsx"}).content))
    assert book.active["A1"].value == "INTERNT: nævner børns sager. Må ikke deles. OPDIGTEDE DATA"
    assert book.active["A3"].value == "Opgjort 12. marts 2024 kl. 12.00."
    assert book.active["B5"].value == "Sagen er"


def test_a_workbook_says_what_its_list_was_narrowed_to(leader):
    leader.post("/sager/soeg/", {"sagsnummer": "sag-"})
    book = load_workbook(
        io.BytesIO(leader.post("/sager/hent/?team=Team+Nord&sortering=sag", {"slags": "xlsx"}).content)
    )
    assert book.active["A4"].value == "Team: Team Nord"
    assert book.active["A5"].value == "Viser sager, hvis nummer begynder med »sag-«."
    assert book.active["B7"].value == "Sagen er"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_is_logged_with_its_length_and_query_and_without_names(leader, town, kind):
    leader.post("/sager/hent/?team=Team+Nord&raadgiver=eksempelkoebing-anna", {"slags": kind})
    entry = LogEntry.objects.get(action="cases.export")
    assert json.loads(entry.detail) == {"cases": 3, "caseworker": "*", "kind": kind, "team": "Team Nord"}
    assert entry.actor == str(town.people[Role.LEDER].public_id)


def test_the_file_holds_the_narrowed_and_searched_list(leader):
    leader.post("/sager/soeg/", {"sagsnummer": "sag-"})
    rows = as_csv(leader.post("/sager/hent/?team=Team+Nord&sortering=sag", {"slags": "csv"}))
    assert [row["case"] for row in rows] == [MET, OVERDUE, CLOCK]


def test_no_one_takes_out_more_than_they_see(leader, client, town):
    client.force_login(town.colleague[Role.TEAMLEDER])
    assert [row["case"] for row in as_csv(client.post("/sager/hent/", {"slags": "csv"}))] == [SYD]
    client.force_login(town.people[Role.TASKFORCE_KONSULENT])
    assert all(row["case"].startswith("tf-") for row in as_csv(client.post("/sager/hent/", {"slags": "csv"})))


def test_a_file_is_asked_for_by_a_form_and_kept_by_no_browser(leader):
    assert leader.get("/sager/hent/").status_code == 405
    assert "no-store" in leader.post("/sager/hent/", {"slags": "csv"})["Cache-Control"]


def test_a_list_too_long_for_a_file_is_refused_rather_than_cut(leader, monkeypatch):
    monkeypatch.setattr(exports, "MOST_ROWS", 4)
    answer = leader.post("/sager/hent/?sortering=sag", {"slags": "csv"}, follow=True)
    assert answer.redirect_chain == [("/sager/?sortering=sag", 302)]
    assert "Listen har flere end 4 sager. Afgræns den" in answer.content.decode()
    assert not LogEntry.objects.filter(action="cases.export").exists()
    assert len(as_csv(leader.post("/sager/hent/?team=Team+Nord", {"slags": "csv"}))) == 3
