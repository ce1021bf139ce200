"""A workbook for people: sheets with headings that stay, filters, real dates, and a mark on every page.

Text is written as text whatever it looks like, so that `=1+1` is never run. It needs no apostrophe in front, unlike in
a CSV file, for here a cell says itself that it is text.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

__all__ = ["BODY", "CELL", "HEADING", "Cell", "Spreadsheet", "Table", "TextSheet", "height", "held", "localised"]

Cell = str | int | date | datetime | None
"""A timestamp has no offset: it is what the clock on the wall showed."""

FIRST_DAY = date(1900, 3, 1)
"""Before it spreadsheets disagree on the calendar, so such dates are written as text."""
LONGEST_TEXT = 32_767
"""Characters that a cell can hold; an explanation never comes near it."""
LINE, TALLEST = 15, 400
"""Points: the height of one line of text, and of the tallest row that a spreadsheet shows whole."""
FILTER_BUTTON = 3
"""Characters of a heading's width that the button of the filter covers."""
LETTERS = 1.13
"""Letters of running text for each character of a column's width, which is measured in digits."""
A4 = 9
WIDEST = 255
"""Characters that the head of a printed page can hold."""

BODY = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
CELL = BODY | {"border": 1, "border_color": "#BFBFBF"}
HEADING = BODY | {"bold": True, "text_wrap": True, "font_color": "#FFFFFF", "bg_color": "#1F3864", "valign": "vcenter"}
FORMATS = {
    "mark": BODY | {"bold": True, "font_color": "#9C0006"},
    "title": BODY | {"bold": True, "font_size": 16},
    "line": BODY,
    "paragraph": BODY | {"text_wrap": True},
    "label": BODY | {"bold": True, "text_wrap": True},
    "heading": HEADING,
    "heading_number": HEADING | {"align": "right", "indent": 1},
    "text": CELL | {"text_wrap": True},
    "link": CELL | {"font_color": "#1F3864", "underline": 1},
    "number": CELL | {"num_format": "0", "align": "right", "indent": 1},
    "day": CELL | {"num_format": "dd-mm-yyyy", "align": "left"},
    "moment": CELL | {"num_format": "dd-mm-yyyy hh:mm", "align": "left"},
}


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows; `after` is a line below the rows."""

    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    after: str | None = None


class GrowingSheet(Worksheet):  # type: ignore[misc] # xlsxwriter has no types
    """Its rows are as tall as they were made, and grow when more is written in them.

    For that a row says its height, and not that the height is a person's choice, which xlsxwriter adds to every one.
    """

    def _xml_start_tag_unencoded(self, tag: str, attributes: Sequence[tuple[str, object]] = ()) -> None:
        kept = [(name, value) for name, value in attributes if name != "customHeight"]
        super()._xml_start_tag_unencoded(tag, kept)


@dataclass(slots=True)
class Spreadsheet:
    """A workbook being written. `mark` stands first on every sheet and printed page, `dated` at every foot.

    It is kept in memory until `save`, so that nothing personal is left in a folder for temporary files.
    """

    title: str
    mark: str
    dated: str
    created: datetime
    _bytes: BytesIO = field(default_factory=BytesIO)
    _book: Workbook = field(init=False)
    _formats: dict[str, Format] = field(init=False)

    def __post_init__(self) -> None:
        self._book = Workbook(self._bytes, {"in_memory": True})
        self._book.set_properties({"title": self.title, "subject": self.mark, "created": self.created})
        self._formats = {name: self._book.add_format(properties) for name, properties in FORMATS.items()}

    def save(self, file: Path) -> None:
        self._book.close()
        file.write_bytes(self._bytes.getvalue())

    def text_sheet(self, name: str, widths: Sequence[float]) -> "TextSheet":
        """A sheet of words and small tables, one below the other. Widths are in characters."""
        sheet = self.page(name)
        _set_widths(sheet, widths)
        writer = TextSheet(sheet, self._formats, widths)
        writer.line(self.mark, "mark")
        return writer

    def table_sheet(self, name: str, lines: Sequence[str], table: Table, widths: Sequence[float]) -> None:
        """A sheet with one table below some lines. The headings and the first column stay when it is scrolled."""
        sheet = self.page(name)
        for row, line in enumerate((self.mark, *lines)):
            sheet.write_string(row, 0, line, self._formats["line" if row else "mark"])
        head = len(lines) + 2
        _set_widths(sheet, widths)
        last = _write_table(sheet, head, table, widths, self._formats)
        if last == head:
            return
        sheet.autofilter(head, 0, last, len(table.headings) - 1)
        sheet.freeze_panes(head + 1, 1)
        sheet.repeat_rows(head)

    def style(self, properties: Mapping[str, object]) -> Format:
        """A look of one's own for cells, or what a condition adds to the look that they have."""
        return self._book.add_format(properties)

    def write(self, page: Worksheet, row: int, place: int, cell: Cell) -> None:
        """Write a cell as it stands in a table."""
        _write(page, row, place, cell, self._formats)

    def page(self, name: str, *, growing: bool = False) -> Worksheet:
        """An empty sheet that prints on A4, lying, one page wide. `growing`: there will be more written in its rows."""
        sheet = self._book.add_worksheet(name, GrowingSheet if growing else None)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f"&L&B{_of_page(self.mark)}&R&A")
        sheet.set_footer(f"&L{_of_page(self.dated)}&R&P / &N")
        return sheet


@dataclass(slots=True)
class TextSheet:
    """Words and small tables on one sheet; `_row` is the next that is free."""

    _sheet: Worksheet
    _formats: dict[str, Format]
    _widths: Sequence[float]
    _row: int = 0

    def line(self, text: str, style: str = "line") -> None:
        """A line that may run across the columns."""
        self._sheet.write_string(self._row, 0, held(text), self._formats[style])
        self._row += 1

    def paragraph(self, label: str, text: str) -> None:
        """A label, and what there is to say beside it."""
        self._sheet.write_string(self._row, 0, held(label), self._formats["label"])
        self._sheet.write_string(self._row, 1, held(text), self._formats["paragraph"])
        self._sheet.set_row(self._row, height((label, text), self._widths))
        self._row += 1

    def gap(self) -> None:
        self._row += 1

    def table(self, table: Table, links: Sequence[str] = ()) -> None:
        """A table; the first cell of each row leads to the sheet in `links`, where there is one."""
        head = self._row
        self._row = _write_table(self._sheet, head, table, self._widths, self._formats) + 1
        for row, name in enumerate(links, head + 1):
            self._sheet.write_url(row, 0, f"internal:'{name}'!A1", self._formats["link"], name)


def localised(instant: datetime, *, whole_day: bool) -> date | datetime:
    """A local time as a cell: without its offset, and as a day where no time of day is meant."""
    return instant.date() if whole_day or instant.time() == time.max else instant.replace(tzinfo=None)


def height(cells: Sequence[Cell], widths: Sequence[float]) -> float:
    """Points that a row needs to show its longest text. Not every program finds that out when it opens a file."""
    lines = (
        sum(_lines(part, width * LETTERS) for part in cell.split("\n"))
        for cell, width in zip(cells, widths, strict=False)
        if isinstance(cell, str)
    )
    return min(LINE * max(lines, default=1), TALLEST)


def held(text: str) -> str:
    """As much of a text as a cell can hold."""
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def _set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)


def _write_table(sheet: Worksheet, head: int, table: Table, widths: Sequence[float], formats: dict[str, Format]) -> int:
    """Write it with its headings in row `head`; the number of its last row (`head` where there are none)."""
    rows = list(table.rows)
    for place, heading in enumerate(table.headings):
        is_number = bool(rows) and isinstance(rows[0][place], int)
        sheet.write_string(head, place, heading, formats["heading_number" if is_number else "heading"])
    sheet.set_row(head, height(table.headings, [width - FILTER_BUTTON for width in widths]))
    for row, cells in enumerate(rows, head + 1):
        for place, cell in enumerate(cells):
            _write(sheet, row, place, cell, formats)
        sheet.set_row(row, height(cells, widths))
    last = head + len(rows)
    if table.after is not None:
        sheet.write_string(last + 2 if rows else last, 0, table.after, formats["line"])
    return last


def _lines(text: str, letters: float) -> int:
    """How many lines a text takes when it breaks between words, and within one that is longer than a line."""
    if len(text) <= letters:
        return 1
    lines, used = 1, 0
    for length in map(len, text.split(" ")):
        if used and used + 1 + length > letters:
            lines, used = lines + 1, 0
        over = int(max(length - 1, 0) // letters)
        lines, used = lines + over, used + bool(used) + length - int(over * letters)
    return lines


def _write(sheet: Worksheet, row: int, place: int, cell: Cell, formats: dict[str, Format]) -> None:
    match cell:
        case None:
            sheet.write_blank(row, place, None, formats["text"])
        case datetime() if cell.date() >= FIRST_DAY:
            sheet.write_datetime(row, place, cell, formats["moment"])
        case date() if not isinstance(cell, datetime) and cell >= FIRST_DAY:
            sheet.write_datetime(row, place, cell, formats["day"])
        case int():
            sheet.write_number(row, place, cell, formats["number"])
        case _:
            sheet.write_string(row, place, held(str(cell)), formats["text"])


def _of_page(text: str) -> str:
    """Text for the head or foot of a printed page, where & begins a command."""
    return text[: WIDEST // 3].replace("&", "&&")
