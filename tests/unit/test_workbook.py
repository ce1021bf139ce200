"""A workbook is read as a person sees it: number formats decide what is a date, and what cannot be seen is said."""

import zipfile
from datetime import date, datetime, time
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles.protection import Protection
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from sagsloft.core.cpr import CPR_SHAPE
from sagsloft.core.errors import UserError
from sagsloft.sources.exports import Options, Place, open_export
from sagsloft.sources.notes import Note
from sagsloft.sources.number_formats import Form, form_of_code, written

HEADER = ("Sagsnr.", "Modtaget", "Tidspunkt")
DAY, MOMENT = datetime(2024, 1, 5), datetime(2024, 1, 5, 10, 30)  # noqa: DTZ001 - as a workbook keeps them


@pytest.fixture
def workbook(tmp_path):
    """`workbook({"Ark1": [row, …]}, change=…)`: a workbook by openpyxl, changed before it is saved, and opened."""

    def opened(sheets, change=lambda _: None, **options):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        change(book)
        book.save(tmp_path / "liste.csv")
        return open_export(tmp_path / "liste.csv", Options(**options))

    return opened


def rows(sheet):
    return sheet.read([name for name in sheet.columns if name]).table.rows()


def formats(*codes, first_row=2):
    """A change that gives the cells of each column of the first sheet these number formats."""

    def change(book):
        for cells in book.worksheets[0].iter_rows(min_row=first_row):
            for cell, code in zip(cells, codes, strict=True):
                cell.number_format = code

    return change


def test_the_number_format_says_whether_a_date_has_a_time(workbook):
    change = formats("General", "dd-mm-yyyy", "dd-mm-yyyy hh:mm")
    (sheet,) = workbook({"Ark1": [HEADER, ("A-1", MOMENT, DAY), ("A-2", DAY, MOMENT)]}, change).sheets
    assert (sheet.name, sheet.columns, sheet.precision_known) == ("Ark1", HEADER, True)
    assert rows(sheet) == [("A-1", "2024-01-05", "2024-01-05T00:00:00"), ("A-2", "2024-01-05", "2024-01-05T10:30:00")]


def test_each_cell_has_its_own_format(workbook):
    def change(book):
        book.active["A2"].number_format, book.active["A3"].number_format = "dd-mm-yyyy", "dd-mm-yyyy hh:mm"

    (sheet,) = workbook({"Ark1": [("a", "b"), (DAY, 1), (DAY, 2), ("05-01-2024", 3), (45296, 4)]}, change).sheets
    texts = ["2024-01-05", "2024-01-05T00:00:00", "05-01-2024", "45296"]
    assert [value for value, _ in rows(sheet)] == texts


def test_values_are_text_as_a_person_would_write_them(workbook):
    values = ("æøå <&> 1", 7, 7.0, 2.5, True, False, None, "", "2024-01-05", time(10, 30), 12345678901234)
    header = [f"k{place}" for place in range(len(values))]
    (sheet,) = workbook({"Ark1": [header, values]}).sheets
    assert sheet.read(header[:6]).table.row(0) == ("æøå <&> 1", "7", "7", "2.5", "true", "false")
    assert sheet.read(["k8", "k9", "k10"]).table.row(0) == ("2024-01-05", "10:30:00", "12345678901234")


@pytest.mark.parametrize(
    ("code", "form"),
    [
        ("General", Form.NUMBER),
        ("0.00", Form.NUMBER),
        ('#,##0.00 "kr. dmy"', Form.NUMBER),
        ("0.00E+00", Form.NUMBER),
        ("000000-0000", Form.NUMBER),
        (r"\d\a\y 0", Form.NUMBER),
        ("[Red]0", Form.NUMBER),
        ("[$-406]0", Form.NUMBER),
        ("[h]:mm", Form.NUMBER),
        ("[mm]:ss", Form.NUMBER),
        ("@", Form.NUMBER),
        ("dd-mm-yyyy", Form.DAY),
        (r"dd\-mm\-yyyy;@", Form.DAY),
        ("[$-406]d. mmmm yyyy;@", Form.DAY),
        ("mm-yyyy", Form.DAY),
        ("YYYY-MM-DD", Form.DAY),
        ("dd-mm-yyyy hh:mm", Form.TIME),
        (r'd. mmm yyyy "kl." hh:mm', Form.TIME),
        ('d. mmm yyyy "kl. h:s"', Form.DAY),
        ("h:mm AM/PM", Form.TIME),
    ],
)
def test_a_format_is_a_date_by_what_it_shows_and_not_by_its_words(code, form):
    assert form_of_code(code) is form


@pytest.mark.parametrize(
    ("number", "form", "from_1904", "text"),
    [
        ("45296", Form.DAY, False, "2024-01-05"),
        ("45296.999999999", Form.DAY, False, "2024-01-06"),
        ("45296.4166666667", Form.DAY, False, "2024-01-05"),
        ("45296.4166666667", Form.TIME, False, "2024-01-05T10:00:00"),
        ("43834.4375", Form.TIME, True, "2024-01-05T10:30:00"),
        ("0", Form.DAY, True, "1904-01-01"),
        ("1", Form.DAY, False, "1900-01-01"),
        ("59", Form.DAY, False, "1900-02-28"),
        ("61", Form.DAY, False, "1900-03-01"),
        ("0", Form.DAY, False, "0"),
        ("-1", Form.TIME, False, "-1"),
        ("1e300", Form.DAY, False, "1e+300"),
        ("2958465", Form.DAY, False, "9999-12-31"),
        ("2958466", Form.DAY, False, "2958466"),
        ("0.5", Form.TIME, False, "12:00:00"),
        ("1.0", Form.NUMBER, False, "1"),
        ("1E-3", Form.NUMBER, False, "0.001"),
        ("0.30000000000000004", Form.NUMBER, False, "0.30000000000000004"),
    ],
)
def test_a_number_of_days_is_the_day_that_excel_shows(number, form, from_1904, text):
    assert written(number, form, from_1904) == text


def test_a_workbook_that_counts_from_1904_shows_the_same_days(workbook):
    def change(book):
        book.epoch = CALENDAR_MAC_1904

    (sheet,) = workbook({"Ark1": [("a", "b"), (date(2024, 1, 5), 1)]}, change).sheets
    assert rows(sheet) == [("2024-01-05", "1")]


def test_a_formula_is_its_value_and_without_one_it_is_missing_and_said_so(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "liste.xlsx") as book:
        sheet = book.add_worksheet("Ark1")
        sheet.write_row(0, 0, HEADER)
        sheet.write_formula("A2", '="A-"&1', None, "A-1")
        sheet.write_formula("B2", "=1+1", None, 2)
        sheet.write_formula("C2", "=NA()", None, "#N/A")
        sheet.write_formula("A3", "=TRUE", None, value=True)
    export = open_export(tmp_path / "liste.xlsx")
    assert rows(export.sheets[0]) == [("A-1", "2", None), ("true", None, None)]
    assert export.notes == (Note("note.missing_cells", {"file": "liste.xlsx [Ark1]", "count": 1, "first": "C2"}),)


def test_a_formula_that_has_never_been_calculated_is_missing(workbook):
    export = workbook({"Ark1": [HEADER, ("A-1", "=1+1", "x"), ("A-2", "=TODAY()", "y")]})
    assert rows(export.sheets[0]) == [("A-1", None, "x"), ("A-2", None, "y")]
    assert export.notes == (Note("note.missing_cells", {"file": "liste.csv [Ark1]", "count": 2, "first": "B2"}),)


def test_of_merged_cells_the_first_has_the_value_and_it_is_said(workbook):
    def change(book):
        book.active.merge_cells("A1:C1")
        book.active.merge_cells("A3:A4")

    listed = [("Udtræk fra i dag", None, None), HEADER, ("A-1", 1, 2), (None, 3, 4)]
    export = workbook({"Ark1": listed}, change)
    assert rows(export.sheets[0]) == [("A-1", "1", "2"), (None, "3", "4")]
    assert export.notes == (
        Note("note.header_row", {"file": "liste.csv [Ark1]", "row": 2}),
        Note("note.merged_cells", {"file": "liste.csv [Ark1]", "count": 1}),
    )


def test_rows_keep_the_numbers_of_the_sheet_whatever_is_blank_above_or_between(workbook):
    listed = [(), ("Underretninger",), (), HEADER, ("A-1", "x", "y"), (), ("A-2", None, "z")]
    raw = workbook({"Ark1": listed}).sheets[0].read(["Sagsnr.", "Tidspunkt"])
    assert (raw.table.rows(), raw.numbers.to_list()) == ([("A-1", "y"), ("A-2", "z")], [5, 7])


def test_a_sheet_of_one_column_has_its_name_on_top(workbook):
    (sheet,) = workbook({"Ark1": [("Sagsnr.",), ("A-1",), ("A-2",)]}).sheets
    assert rows(sheet) == [("A-1",), ("A-2",)]


def test_all_visible_sheets_that_hold_something_are_read(workbook):
    def change(book):
        book["Skjult 010101-1234"].sheet_state = "hidden"
        book["Ark1"].row_dimensions[2].hidden = True
        book["Ark1"].column_dimensions["A"].hidden = True

    sheets = {"Ark1": [("a", "b"), (1, 2)], "Tom": [], "Skjult 010101-1234": [("c", "d"), (3, 4)], "Ark3": [("e", "f")]}
    export = workbook(sheets, change)
    assert [(sheet.name, rows(sheet)) for sheet in export.sheets] == [("Ark1", [("1", "2")]), ("Ark3", [])]
    assert export.notes == (Note("note.hidden_sheets", {"file": "liste.csv", "sheets": "Skjult 999999-9999"}),)


def test_a_sheet_that_is_named_is_the_only_one_hidden_or_not(workbook):
    def change(book):
        book["Skjult"].sheet_state = "veryHidden"

    sheets = {"Ark1": [("a", "b"), (1, 2)], "Skjult": [("c", "d"), (3, 4)]}
    export = workbook(sheets, change, sheet="skjult")
    assert ([rows(sheet) for sheet in export.sheets], export.notes) == ([[("3", "4")]], ())
    with pytest.raises(UserError, match=r"file\.no_such_sheet.*found=Ark1, Skjult"):
        workbook(sheets, change, sheet="Ark2")


def test_a_sheet_whose_names_are_not_usable_is_left_out_and_said_so(workbook):
    good, bad = [("a", "b"), (1, 2)], [("Antal", "Antal"), (1, 2)]
    export = workbook({"Data": good, "Pivot": bad})
    assert [sheet.name for sheet in export.sheets] == ["Data"]
    assert export.notes == (Note("note.sheet_without_header", {"file": "liste.csv [Pivot]"}),)
    with pytest.raises(UserError, match=r"file\.repeated_column.*\[Pivot\]"):
        workbook({"Data": good, "Pivot": bad}, sheet="Pivot")
    with pytest.raises(UserError, match=r"file\.no_header"):
        workbook({"Data": [("A-1", DAY), ("A-2", DAY)]})


def test_cells_beside_the_table_belong_to_no_column(workbook):
    (sheet,) = workbook({"Ark1": [("a", "b"), (1, 2, None, "husk!"), (3, 4)]}).sheets
    assert (sheet.columns, sheet.read(["a", "b"]).table.rows()) == (("a", "b", ""), [("1", "2"), ("3", "4")])


@pytest.mark.parametrize(
    ("listed", "place"),
    [
        ([("a", "b"), ("x", "y")], None),
        ([("a", "b"), ("x", 101011234)], Place(2, "b")),
        ([("a", "b"), ("x", 101011234), ("010101-1234", "y")], Place(2, "b")),
        ([("a", "b"), ("x", "y"), (None, "se 010101-1234"), (101011234, "x")], Place(3, "b")),
        ([("a", "b"), ("x", "y", "010101-1234")], Place(2, "")),
        ([("Om 010101-1234",), ("a", "b")], Place(1, "a")),
        ([("a", "b"), (0.5, 1010112345)], Place(2, "b")),
        ([("a", "b"), ("101011234", 201011234.5)], None),
    ],
)
def test_a_value_is_found_anywhere_in_the_sheet(workbook, listed, place):
    assert workbook({"Ark1": listed}).sheets[0].first_match(CPR_SHAPE) == place


def changed(path, **parts):
    """The workbook's bytes with some of its parts replaced: `workbook=lambda text: …`."""
    packed = BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(packed, "w") as new:
        for member in old.namelist():
            text = old.read(member)
            change = parts.get(member.rpartition("/")[2].removesuffix(".xml"))
            new.writestr(member, change(text) if change else text)
    return packed.getvalue()


@pytest.fixture
def simple(tmp_path):
    """A small workbook by xlsxwriter."""
    with xlsxwriter.Workbook(tmp_path / "simpel.xlsx") as book:
        sheet = book.add_worksheet("Ark1")
        sheet.write_row(0, 0, ("a", "b"))
        sheet.write_row(1, 0, ("x", 1.5))
        sheet.write_rich_string("A3", "f", book.add_format({"bold": True}), "ed", " skrift")
        sheet.write_string("B3", "to\x07ner")
    return tmp_path / "simpel.xlsx"


def test_text_is_read_without_its_looks(simple):
    assert rows(open_export(simple).sheets[0]) == [("x", "1.5"), ("fed skrift", "to\x07ner")]


def test_a_workbook_in_which_cells_have_no_address_and_names_a_prefix_is_read(simple, file):
    def prefixed(text):
        text = text.replace(b' r="A1"', b"").replace(b' r="B1"', b"").replace(b' r="B2"', b"").replace(b' r="2"', b"")
        body = (
            text.split(b"<sheetData>")[1]
            .split(b"</sheetData>")[0]
            .replace(b"</", b"\0")
            .replace(b"<", b"<x:")
            .replace(b"\0", b"</x:")
        )
        space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        return b'<x:worksheet xmlns:x="' + space + b'"><x:sheetData>' + body + b"</x:sheetData></x:worksheet>"

    content = changed(simple, sheet1=prefixed)
    assert rows(open_export(file(content)).sheets[0]) == [("x", "1.5"), ("fed skrift", "to\x07ner")]


@pytest.mark.parametrize(
    "parts",
    [
        {"sheet1": lambda text: text[:-40]},
        {"sheet1": lambda text: text.replace(b't="s"><v>0', b't="s"><v>999')},
        {"sheet1": lambda text: text.replace(b"<v>1.5", b"<v>halvanden")},
        {"sheet1": lambda text: text.replace(b'r="2"', b'r="to"')},
        {"sheet1": lambda text: text.replace(b'r="2"', b'r="99999999999"')},
        {"workbook": lambda text: text.replace(b"rId1", b"rId9")},
        {"styles": lambda _: b""},
        {"sharedStrings": lambda _: b"<sst/>"},
    ],
)
def test_a_broken_workbook_is_refused(simple, file, parts):
    with pytest.raises(UserError, match=r"file\.broken_workbook"):
        open_export(file(changed(simple, **parts)))


def test_a_workbook_that_is_cut_short_is_refused(simple, file):
    with pytest.raises(UserError, match=r"file\.(other_kind|broken_workbook)"):
        open_export(file(simple.read_bytes()[:-100]))


def test_a_workbook_with_an_entity_bomb_is_not_unfolded(simple, file):
    bomb = b'<!DOCTYPE sst [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;">]>'

    def planted(text):
        return text.replace(b"<sst", bomb + b"<sst", 1).replace(b"<t>x</t>", b"<t>&b;</t>")

    try:
        (sheet,) = open_export(file(changed(simple, sharedStrings=planted))).sheets
    except UserError:
        return
    assert "haha" not in str(rows(sheet))


def test_a_workbook_that_becomes_far_too_large_is_refused(simple, file):
    packed = BytesIO(simple.read_bytes())
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media/nul", "w") as member:
        for _ in range(1001):
            member.write(bytes(10**6))
    with pytest.raises(UserError, match=r"file\.bomb"):
        open_export(file(packed.getvalue()))


def test_a_protected_sheet_is_still_readable(workbook):
    def change(book):
        book.active.protection.set_password("x")
        book.active["A1"].protection = Protection(locked=True)

    assert rows(workbook({"Ark1": [("a", "b"), (1, 2)]}, change).sheets[0]) == [("1", "2")]


@pytest.mark.parametrize("sheets", [{"Ark1": []}, {"Ark1": [], "Ark2": [("",)]}])
def test_an_empty_workbook_is_said_to_be_one(workbook, sheets):
    with pytest.raises(UserError, match=r"file\.empty"):
        workbook(sheets)
