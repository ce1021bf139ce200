"""arbejdsliste.xlsx: who waits for what, in a file that Danish Excel reads right and that says it is internal."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from openpyxl import load_workbook

from sagsloft import pipeline, rulebook
from sagsloft.core.obligations import TRACE_COLUMNS
from sagsloft.messages import Language, say
from sagsloft.render import worklist
from sagsloft.render.urgency import Age, open_obligations
from sagsloft.render.worklist import WorklistInput, write_worklist

DEMO = Path(__file__).parent.parent / "demo"
CALENDAR = rulebook.load().calendar
HEADER = "case_id,matter_id,activity,occurred_at,caseworker,team,attr.naeste_opfoelgning\n"
EARLIER = "gammel,,notat,2022-01-03,,,\n"
KNOWN = "kendt,k,underretning_vurderet,2024-01-01 10:00,,,\nkendt,k,screening_foretaget,2024-01-01 10:00,,,\n"
"""What the rules below need, so that they can be measured."""
WAITING = """\
sag-1,m1,underretning_modtaget,2024-03-30 12:00,Åse 2,Øst,
sag-2,m2,underretning_modtaget,2024-06-29 23:30,Åse 10,,
sag-3,m3,opfoelgning_afholdt,2024-06-01,bo,Vest,2024-07-07
sag-4,m4,opfoelgning_afholdt,2024-06-01 09:00,bo,Vest,2024-07-08
sag-5,m5,opfoelgning_afholdt,2024-06-01 09:00,bo,Vest,2024-07-30
sag-6,m6,opfoelgning_afholdt,2024-06-01 09:00,bo,Vest,2024-07-31
"""
SHEETS = ["Læs mig", "Overskredet", "Inden 7 dage", "Inden 30 dage", "Uden fast frist", "Pr. team", "Pr. rådgiver"]
LISTS = SHEETS[1:5]


@pytest.fixture
def given(checked):
    """`given(rows)`: the worklist's input for those rows, as of the end of 30 June 2024."""

    def build(rows, *, invented=False, **question):
        found = checked(HEADER + EARLIER + KNOWN + rows, as_of=date(2024, 6, 30), **question)
        return worklist_input(found, invented=invented)

    return build


def worklist_input(found, language=Language.DANISH, *, invented=False):
    labels = {code: getattr(each.label, language) for code, each in found.book.activities.items()}
    return WorklistInput(
        trace=found.trace,
        events=found.reading.events,
        rules=found.rules,
        calendar=found.book.calendar,
        labels=labels,
        as_of=found.as_of,
        unmeasurable=found.unmeasurable,
        source="Familieafdelingen & co",
        invented=invented,
    )


def clock(text):
    """What a cell shows: a time without an offset."""
    return datetime.fromisoformat(text)


@pytest.fixture
def opened(tmp_path):
    """`opened(input)`: the workbook that is written, as another program reads it."""

    def read(found, language=Language.DANISH):
        write_worklist(found, tmp_path / "arbejdsliste.xlsx", language)
        return load_workbook(tmp_path / "arbejdsliste.xlsx")

    return read


def rows(sheet):
    """The table of a sheet: heading → cell, a row at a time."""
    first, *_, last = (cells[0].row for cells in sheet[sheet.auto_filter.ref])
    headings = [cell.value for cell in sheet[first]]
    return [dict(zip(headings, sheet[row], strict=True)) for row in range(first + 1, last + 1)]


def column(sheet, heading):
    return [row[heading].value for row in rows(sheet)] if sheet.auto_filter.ref else []


def words(sheet):
    return [str(cell.value) for cells in sheet for cell in cells if cell.value is not None]


def test_each_list_holds_what_its_name_says_and_what_has_no_place_is_counted_on_the_cover(given, opened):
    book = opened(given(WAITING))
    assert book.sheetnames == [*SHEETS, "Regler"]
    assert column(book["Overskredet"], "Sag") == ["sag-1", "sag-2"]
    assert column(book["Inden 7 dage"], "Sag") == ["sag-3"]
    assert column(book["Inden 30 dage"], "Sag") == ["sag-3", "sag-4", "sag-5"]
    assert column(book["Inden 30 dage"], "Dage tilbage") == [7, 8, 30]
    assert set(column(book["Uden fast frist"], "Sag")) == {"sag-1", "sag-2"}
    assert column(book["Uden fast frist"], "Dage ventet")[0] == 92
    assert "Pligter med frist om mere end 30 dage: 1. De står ikke i arkene." in words(book["Læs mig"])


def test_a_row_says_what_happened_what_is_missing_how_late_it_is_and_why(given, opened):
    row = rows(opened(given(WAITING))["Overskredet"])[0]
    explanation = row.pop("Forklaring").value
    assert {heading: cell.value for heading, cell in row.items()} == {
        "Sag": "sag-1",
        "Forløb": "m1",
        "Regel": "Underretning vurderet inden 24 timer",
        "Paragraf": "Barnets lov § 136",
        "Udløst af": "Underretning modtaget",
        "Udløst": clock("2024-03-30 12:00"),
        "Frist": clock("2024-03-31 13:00"),
        "Dage over": 91,
        "Alder": "1–3 måneder",
        "Det mangler": "Underretning vurderet (24-timers vurdering)",
        "Team": "Øst",
        "Rådgiver": "Åse 2",
    }
    for sentence in ("Uret blev stillet frem", "overskredet med 91 dage pr. 30. juni 2024.", "Lovteksten er ikke"):
        assert sentence in explanation
    assert "i den version, der gælder fra" not in explanation  # the sheet of rules says it once for all rows


def test_times_are_local_dates_of_excel_and_a_day_without_a_time_of_day_is_only_a_day(given, opened):
    book = opened(given(WAITING))
    late, on_a_day = rows(book["Overskredet"])[1], rows(book["Inden 7 dage"])[0]
    assert (late["Udløst"].value, late["Frist"].value) == (clock("2024-06-29 23:30"), clock("2024-06-30 23:30"))
    assert (on_a_day["Udløst"].value, on_a_day["Frist"].value) == (clock("2024-06-01"), clock("2024-07-07"))
    assert late["Frist"].number_format == "dd-mm-yyyy hh:mm"
    assert on_a_day["Frist"].number_format == on_a_day["Udløst"].number_format == "dd-mm-yyyy"
    assert {cell.data_type for row in (late, on_a_day) for cell in (row["Udløst"], row["Frist"])} == {"d"}


@pytest.mark.parametrize(
    ("due", "age"),
    [
        (date(2023, 6, 29), Age.OVER_1_YEAR),
        (date(2023, 6, 30), Age.MONTHS_6_TO_12),
        (date(2023, 12, 30), Age.MONTHS_6_TO_12),
        (date(2023, 12, 31), Age.MONTHS_3_TO_6),
        (date(2024, 3, 30), Age.MONTHS_3_TO_6),
        (date(2024, 3, 31), Age.MONTHS_1_TO_3),
        (date(2024, 5, 30), Age.MONTHS_1_TO_3),
        (date(2024, 5, 31), Age.UNDER_1_MONTH),
        (date(2024, 6, 30), Age.UNDER_1_MONTH),
    ],
)
def test_how_long_it_has_been_overdue_is_counted_in_calendar_months(due, age):
    due_at = datetime(due.year, due.month, due.day, 0, 30, tzinfo=ZoneInfo(CALENDAR.timezone))
    row = {"rule_id": "a", "status": "overdue", "measurable": True, "due_at": due_at, "triggered_at": due_at}
    found = open_obligations(
        pl.DataFrame([row], schema=TRACE_COLUMNS), ["a"], CALENDAR, datetime(2024, 6, 30, 20, tzinfo=UTC)
    )
    assert found["age"].to_list() == [age]
    assert found["days"].to_list() == [(date(2024, 6, 30) - due).days]


def test_what_cannot_be_measured_is_on_no_list_and_the_cover_asks_why(checked, opened):
    found = checked(HEADER + EARLIER + "sag-1,m1,underretning_modtaget,2024-03-30 12:00,,,\n", as_of=date(2024, 6, 30))
    book = opened(worklist_input(found))
    assert [column(book[name], "Sag") for name in LISTS] == [[]] * 4
    assert found.trace.filter(pl.col("status").is_in(["overdue", "pending"])).height > 0
    said = words(book["Læs mig"])
    assert any("Barnets lov § 136" in text and "Underretning vurderet (24-timers vurdering)" in text for text in said)
    assert [text for text in said if text.startswith("Åbne pligter, som udtrækket ikke kan vise: ")]


def test_an_empty_sheet_says_in_one_line_what_that_means(given, opened):
    book = opened(given(""))
    for name, key in zip(LISTS, ("overdue", "within_7_days", "within_30_days", "no_limit"), strict=True):
        assert words(book[name])[-1] == say(f"worklist.none_{key}", Language.DANISH)
        assert book[name].auto_filter.ref is None


def test_teams_and_caseworkers_are_counted_in_danish_alphabetical_order_and_the_unknown_come_last(given, opened):
    teams = WAITING.replace("09:00,bo,Vest", "09:00,bo,Ærø").replace("Øst", "Åby")
    book = opened(given(teams))
    assert column(book["Pr. team"], "Team") == ["Vest", "Ærø", "Åby", "(ikke oplyst)"]
    counts = [[cell.value for cell in list(row.values())[1:]] for row in rows(book["Pr. team"])]
    assert [row[:4] for row in counts] == [[0, 0, 1, 1], [0, 0, 0, 2], [1, 1, 0, 0], [1, 1, 0, 0]]
    assert column(book["Pr. rådgiver"], "Rådgiver") == ["bo", "bo", "Åse 2", "Åse 10"]


def test_the_numbers_on_the_cover_and_by_team_are_those_of_the_lists(demo, opened):
    book = opened(worklist_input(demo))
    listed = {name: column(book[name], "Sag") for name in LISTS}
    cover = {cells[0].value: (cells[2].value, cells[3].value) for cells in book["Læs mig"].iter_rows(min_row=2)}
    for name, cases in listed.items():
        assert cover[name] == (len(cases), len(set(cases)))
        for units in ("Pr. team", "Pr. rådgiver"):
            assert sum(column(book[units], name)) == len(cases)
    overdue = {(row["Team"].value, row["Sag"].value) for row in rows(book["Overskredet"])}
    assert sum(column(book["Pr. team"], "Sager med overskredet frist")) == len(overdue) < len(listed["Overskredet"])
    law = pl.col("rule_id").is_in([rule.id for rule in demo.rules if rule.kind == "law"])
    overdue = demo.trace.filter(law & pl.col("measurable") & (pl.col("status") == "overdue"))
    assert listed["Overskredet"] == overdue.sort("due_at", "case_id", "rule_id")["case_id"].to_list()


def test_every_sheet_says_that_it_is_internal_on_screen_and_on_paper(given, opened):
    mark = "Internt – indeholder oplysninger om enkelte børn"
    for sheet in opened(given(WAITING, invented=True)):
        assert sheet["A1"].value == mark
        assert mark in sheet.oddHeader.left.text
        assert sheet.oddFooter.left.text == "Opgjort 30. juni 2024."
        assert say("worklist.invented", Language.DANISH) in words(sheet)
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert not sheet.merged_cells.ranges
    assert say("worklist.invented", Language.DANISH) not in words(opened(given(WAITING))["Overskredet"])


def test_headings_stay_repeat_on_paper_and_can_be_filtered(given, opened):
    sheet = opened(given(WAITING))["Overskredet"]
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.auto_filter.ref) == ("B5", "$4:$4", "A4:M6")
    assert all(cell.value for cell in sheet[4])
    explained = rows(sheet)[0]["Forklaring"]
    assert explained.alignment.wrap_text
    assert (
        sheet.row_dimensions[explained.row].height
        >= 15 * len(explained.value) / sheet.column_dimensions["K"].width / 1.2
    )


@pytest.mark.parametrize("case", ["=1+1", "+45", "@SUM(A1)", "-1", "http://a.dk", "007", "{=1}", "_x0041_", "a\x02b"])
def test_text_is_text_whatever_it_looks_like(given, opened, case):
    sheet = opened(given(f"{case},=2+2,underretning_modtaget,2024-03-30 12:00,=3+3,=4+4,\n"))["Overskredet"]
    row = rows(sheet)[0]
    assert (row["Sag"].value.replace("_x005F_", "_").replace("_x0002_", "\x02"), row["Sag"].hyperlink) == (case, None)
    values = [row[heading] for heading in ("Sag", "Forløb", "Team", "Rådgiver")]
    assert {cell.data_type for cell in values} == {"s"}
    assert [cell.value for cell in values[1:]] == ["=2+2", "=4+4", "=3+3"]


def test_a_text_longer_than_a_cell_is_cut_and_not_lost(given, opened):
    row = rows(opened(given(f"{'x' * 40_000},m,underretning_modtaget,2024-03-30 12:00,,,\n"))["Overskredet"])[0]
    assert row["Sag"].value == "x" * 32_766 + "…"


def test_a_date_that_spreadsheets_disagree_on_is_written_as_text(checked, opened):
    log = """\
case_id,activity,occurred_at,attr.behov_kendt
sag-1,undersoegelse_paabegyndt,2024-01-05,1899-10-15
kendt,undersoegelse_afsluttet,2024-01-05,
"""
    row = rows(opened(worklist_input(checked(log)))["Overskredet"])[0]
    assert (row["Frist"].value, row["Alder"].value) == ("1900-02-15", "over 1 år")


def test_an_explanation_names_the_row_of_the_file_and_the_file_where_there_are_several(given, opened):
    found = given(WAITING)
    for files, place in ((["a.csv"], "(række 7)"), (["a.csv", "b.csv"], "(række 7 i b.csv)")):

        def places(numbers, files=files):
            named = [files[number % len(files)] for number in numbers]
            return pl.DataFrame({"file": named, "row": [7] * len(named)})

        told = rows(opened(replace(found, places=places))["Overskredet"])
        assert [row["Sag"].value for row in told if place in row["Forklaring"].value]


def test_a_list_that_is_too_long_says_how_many_more_there_are_and_where(given, opened, monkeypatch):
    monkeypatch.setattr(worklist, "MOST_ROWS", 3)
    many = "".join(f"s-{n:04},m,underretning_modtaget,2024-03-{n % 28 + 1:02} 12:00,,,\n" for n in range(1_500))
    book = opened(given(many))
    assert column(book["Overskredet"], "Sag") == ["s-0000", "s-0028", "s-0056"]
    assert words(book["Overskredet"])[-1] == "Her vises de første. Der er 1.497 flere; de står alle i obligations.csv."
    assert book["Pr. team"]["C5"].value == 1_500


def test_the_municipalitys_standards_have_a_sheet_of_their_own_when_asked_for(given, opened, demo):
    assert "Kommunale standarder" not in opened(given(WAITING)).sheetnames
    book = opened(worklist_input(demo))
    titles = {rule.title.da: rule.kind for rule in demo.rules}
    assert {titles[title] for title in column(book["Kommunale standarder"], "Regel")} == {"standard"}
    assert {titles[title] for name in LISTS for title in column(book[name], "Regel")} == {"law"}
    assert set(column(book["Kommunale standarder"], "Liste")) <= set(LISTS)


def test_a_municipal_reading_is_marked_and_so_is_what_was_judged_for_the_whole_case(given, opened, tmp_path):
    (tmp_path / "egen/deadlines").mkdir(parents=True)
    (tmp_path / "egen/deadlines/underretning-24-timer.toml").write_text(
        '[[versions]]\nin_force = 2024-03-01\ndeadline = { within = "12 hours" }\n'
        'citation = { act = "Byrådet", section = "punkt 4", url = "" }\ncomparable_with_previous = true\n',
        "utf-8",
    )
    found = given(WAITING, rules=(tmp_path / "egen",))
    book = opened(found)
    assert rows(book["Overskredet"])[0]["Paragraf"].value == "Byrådet punkt 4 · kommunal fortolkning"
    assert "Versionen er en kommunal fortolkning." in rows(book["Overskredet"])[0]["Forklaring"].value
    assert "Byrådet punkt 4 · kommunal fortolkning" in column(book["Regler"], "Paragraf")
    without = replace(found, events=found.events.with_columns(pl.lit(None, pl.String).alias("matter_id")))
    cited = rows(opened(without)["Overskredet"])[0]["Paragraf"].value
    assert cited.endswith("kommunal fortolkning · kun på sagsniveau")


def test_the_sheet_of_rules_names_every_version_that_a_row_follows_and_whether_it_was_read(demo, opened):
    book = opened(worklist_input(demo))
    shown = {(row["Regel"].value, row["Paragraf"].value) for name in LISTS for row in rows(book[name])}
    told = {(row["Regel"].value, row["Paragraf"].value): row["Lovtekst læst"] for row in rows(book["Regler"])}
    assert shown <= told.keys()
    assert told["Underretning vurderet inden 24 timer", "Barnets lov § 136"].value == "ikke læst"
    assert told["Foreløbig vurdering, hvis undersøgelsen varer over 4 måneder", "Barnets lov § 20, stk. 3"].is_date


def test_the_same_input_gives_the_same_bytes_and_the_file_is_dated_as_of(demo, tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_worklist(worklist_input(demo), tmp_path / name, Language.DANISH)
    content = (tmp_path / "a.xlsx").read_bytes()
    assert content == (tmp_path / "b.xlsx").read_bytes()
    assert load_workbook(BytesIO(content)).properties.created - demo.as_of.replace(tzinfo=None) < timedelta(seconds=1)
    shuffled = replace(worklist_input(demo), trace=demo.trace.sample(fraction=1, shuffle=True, seed=1))
    write_worklist(shuffled, tmp_path / "c.xlsx", Language.DANISH)
    assert (tmp_path / "c.xlsx").read_bytes() == content


def test_nothing_in_the_english_workbook_is_danish_but_names_and_citations(demo, opened):
    book = opened(worklist_input(demo, Language.ENGLISH), Language.ENGLISH)
    danish = {say(f"worklist.{key}", Language.DANISH) for key in ("mark", "what_text", "explanation", "sheet_overdue")}
    assert not danish & {*book.sheetnames, *(text for sheet in book for text in words(sheet))}
    assert book.sheetnames[1] == "Overdue"


def test_what_is_written_is_a_workbook_without_a_formula_a_macro_or_anything_fetched(demo, tmp_path):
    write_worklist(worklist_input(demo), tmp_path / "a.xlsx", Language.DANISH)
    with ZipFile(tmp_path / "a.xlsx") as parts:
        assert not [name for name in parts.namelist() if "vba" in name or "external" in name.lower()]
        assert not [name for name in parts.namelist() if "sheet" in name and b"<f>" in parts.read(name)]


@pytest.fixture(scope="module")
def demo():
    question = pipeline.Question(events=(DEMO / "haendelser.csv",), mappings=(DEMO / "mapping.toml",), standards=True)
    return pipeline.check(question)
