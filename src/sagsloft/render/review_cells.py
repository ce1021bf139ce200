"""Which cells may a reader write in? A form's sheets as they are written, with the map of its cells.

Every sheet is protected but for its inputs, without a password: against slips, not against anyone.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from sagsloft.core.forms import Field, Fixed, FormKind, FormMap, Input
from sagsloft.messages import say
from sagsloft.messages.wording import day
from sagsloft.render.review_input import FormHead
from sagsloft.render.spreadsheet import BODY, CELL, HEADING, Spreadsheet, height, held

__all__ = ["MAP_SHEET", "FormBook", "FormSheet", "quoted"]

MAP_SHEET = "sagsloft"
"""The hidden sheet: the map down column A, and the lists of answers beside it."""
CHUNK = 30_000
"""Characters of the map in each cell, which can hold 32,767."""
LISTS = 2
"""The first column of the hidden sheet that holds a list."""

WRAPPED = CELL | {"text_wrap": True}
INPUT = WRAPPED | {"bg_color": "#FFF7D6", "border_color": "#8C7A2E", "locked": False}
STYLES: Mapping[str, Mapping[str, object]] = {
    "title": BODY | {"bold": True, "font_size": 16},
    "mark": BODY | {"bold": True, "font_color": "#9C0006"},
    "line": BODY,
    "label": BODY | {"bold": True, "text_wrap": True},
    "paragraph": BODY | {"text_wrap": True},
    "urgent": BODY | {"text_wrap": True, "bold": True, "font_color": "#9C0006"},
    "band": BODY | {"bold": True, "font_size": 13, "font_color": "#1F3864", "bg_color": "#D9E2F3"},
    "heading": HEADING,
    "text": WRAPPED,
    "strong": WRAPPED | {"bold": True},
    "bold": BODY | {"bold": True},
    "guidance": WRAPPED | {"font_size": 10, "font_color": "#404040"},
    "number": CELL | {"num_format": "0", "align": "right", "indent": 1},
    "missing": WRAPPED | {"bold": True, "font_color": "#9C0006"},
    "link": WRAPPED | {"font_color": "#1F3864", "underline": 1},
    "jump": BODY | {"font_color": "#1F3864", "underline": 1},
    "tight_jump": BODY | {"font_color": "#1F3864", "underline": 1, "shrink": True},
    "input": INPUT | {"num_format": "@"},
    "input_number": INPUT | {"num_format": "0", "align": "left"},
    "wanted": {"bg_color": "#FBDCC8"},
    "alarm": {"bold": True, "font_color": "#FFFFFF", "bg_color": "#9C0006"},
}
"""A reason is a cell of text, so that `3-4` does not become a date, nor `=` a formula."""
HEAD = 22
"""Points: the row with the title of a sheet."""
SMALL, SMALL_LINE = 0.9, 0.87
"""The letters of guidance beside other letters, and their lines beside other lines."""
MAY = {"format_columns": True, "format_rows": True, "autofilter": True}
"""What a protected sheet still lets a reader do."""


@dataclass(slots=True)
class FormBook:
    """A form being written."""

    head: FormHead
    kind: FormKind
    title: str
    filled: Mapping[tuple[str, str | None, Field], str] = field(default_factory=dict)
    """What stands in the inputs from the beginning, by case, criterion and field."""
    inputs: list[Input] = field(default_factory=list)
    fixed: list[Fixed] = field(default_factory=list)
    book: Spreadsheet = field(init=False)
    styles: dict[str, Format] = field(init=False)
    _lists: dict[tuple[str, ...], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        about_cases = self.kind is not FormKind.ORGANISATION
        mark = self.say("mark_case" if about_cases else "mark")
        self.book = Spreadsheet(
            title=self.title,
            mark=self.say("mark_invented", mark=mark) if self.head.invented else mark,
            dated=self.say("dated", day=day(self.head.as_of.date(), self.head.language)),
            created=self.head.as_of.replace(tzinfo=None),
        )
        self.styles = {name: self.book.style(properties) for name, properties in STYLES.items()}

    @property
    def needs_sources(self) -> bool:
        """A judgement of the organisation is nothing without its source."""
        return self.kind is FormKind.ORGANISATION

    @property
    def always_reasoned(self) -> bool:
        """Where two answers stand side by side, every decision is explained."""
        return self.kind in {FormKind.EVENTS, FormKind.ADJUDICATION}

    @property
    def can_miss(self) -> tuple[str, ...]:
        """What a question can lack, in the order in which it is told."""
        return ("answer", "reason", "source") if self.needs_sources else ("answer", "reason")

    def say(self, key: str, **values: object) -> str:
        return say(f"form.{key}", self.head.language, **values)

    def sheet(self, name: str, widths: Sequence[float]) -> "FormSheet":
        """A protected sheet that says first what it is. Widths are in characters."""
        page = self.book.page(name, growing=True)
        page.protect("", MAY)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        sheet = FormSheet(self, name, page, widths)
        sheet.write(0, 0, self.book.mark, "mark")
        page.set_row(1, HEAD)
        return sheet

    def choices(self, words: Sequence[str]) -> str:
        """Where a list of answers stands: as a text it may not be longer than 255 characters, nor hold a comma."""
        column = LISTS + len(self._lists)
        last = xl_rowcol_to_cell(len(words) - 1, column, row_abs=True, col_abs=True)
        first = xl_rowcol_to_cell(0, column, row_abs=True, col_abs=True)
        return self._lists.setdefault(tuple(words), f"={MAP_SHEET}!{first}:{last}")

    def save(self, file: Path) -> FormMap:
        """Write the form with its map. Raises OSError where the file cannot be written."""
        written = FormMap(
            kind=self.kind,
            round_id=self.head.round_id,
            reviewer=self.head.reviewer,
            language=self.head.language,
            inputs=tuple(self.inputs),
            fixed=tuple(self.fixed),
        )
        text = json.dumps(written.as_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        page = self.book.page(MAP_SHEET)
        page.protect()
        page.hide()
        for row, first in enumerate(range(0, len(text), CHUNK)):
            page.write_string(row, 0, text[first : first + CHUNK])
        for column, words in enumerate(self._lists, LISTS):
            page.write_column(0, column, words)
        self.book.save(file)
        return written


@dataclass(slots=True)
class FormSheet:
    """One sheet of a form; rows and columns are counted from 0."""

    form: FormBook
    name: str
    page: Worksheet
    widths: Sequence[float]
    lacking: Counter[str] = field(default_factory=Counter)
    """How many of the questions that were written since the last count lack each thing."""

    def write(self, row: int, column: int, text: str, style: str = "text") -> None:
        self.page.write_string(row, column, held(text), self.form.styles[style])

    def fix(self, row: int, column: int, text: str, style: str) -> None:
        """Text that must still stand there when the form comes back."""
        self.write(row, column, text, style)
        self.form.fixed.append(Fixed(self.name, xl_rowcol_to_cell(row, column), held(text)))

    def headings(self, row: int, keys: Iterable[str], *, fixed: bool = True) -> None:
        texts = [self.form.say(f"column_{key}") for key in keys]
        for column, text in enumerate(texts):
            (self.fix if fixed else self.write)(row, column, text, "heading")
        self.fit(row, texts)

    def band(self, row: int, text: str) -> None:
        """A title across all columns."""
        for column in range(1, len(self.widths)):
            self.page.write_blank(row, column, None, self.form.styles["band"])
        self.write(row, 0, text, "band")
        self.page.set_row(row, 20)

    def lead(self, row: int, column: int, first: str, rest: str) -> None:
        """A text whose first line is bold, and the rest small."""
        if rest:
            rich = (
                self.form.styles["bold"],
                first,
                self.form.styles["guidance"],
                f"\n{rest}",
                self.form.styles["text"],
            )
            self.page.write_rich_string(row, column, *rich)
        else:
            self.write(row, column, first, "strong")

    def fit(self, row: int, texts: Sequence[str], *, small: int | None = None, **options: object) -> None:
        """Make the row as tall as its texts, of which one column's may be in small letters; it can grow from there."""
        points = height(["" if column == small else text for column, text in enumerate(texts)], self.widths)
        if small is not None:
            points = max(points, SMALL_LINE * height([texts[small]], [self.widths[small] / SMALL]))
        self.page.set_row(row, points, None, options)

    def link(self, row: int, column: int, target: tuple[str, int], text: str, style: str = "jump") -> None:
        """A link to the beginning of a row of a sheet."""
        sheet, target_row = target
        address = f"internal:'{sheet}'!{xl_rowcol_to_cell(target_row, 0)}"
        self.page.write_url(row, column, address, self.form.styles[style], text)

    def formula(self, row: int, column: int, formula: str, style: str, value: str | int) -> None:
        """`value`: what it gives while the form is as it was written, for programs that do not reckon."""
        self.page.write_formula(row, column, f"={formula}", self.form.styles[style], value)

    def input(self, row: int, column: int, holds: tuple[Field, str, str | None], style: str = "input") -> None:
        """A cell for the reader. `holds`: what it is of, which case's, and which criterion's."""
        place, case_id, criterion = holds
        text = self.form.filled.get((case_id, criterion, place), "")
        if place is Field.NUMBER and text.isdecimal():
            self.page.write_number(row, column, int(text), self.form.styles[style])
        elif text:
            self.write(row, column, text, style)
        else:
            self.page.write_blank(row, column, None, self.form.styles[style])
        self.form.inputs.append(Input(self.name, xl_rowcol_to_cell(row, column), place, case_id, criterion))


def quoted(text: str) -> str:
    """A text as a formula writes it."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
