"""The cells of one sheet of a workbook, as text: what each shows by its number format, and what it cannot show."""

import re
from dataclasses import dataclass, field
from functools import cache

import polars as pl
from lxml import etree

from sagsloft.sources.number_formats import Form, written
from sagsloft.sources.table_parts import TableParts
from sagsloft.sources.unpacking import Readable
from sagsloft.sources.xml_stream import elements

__all__ = ["Cells", "Conventions", "cells_of", "letters", "text_of"]

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How a workbook writes a character that XML cannot hold."""
DIGITS = "0123456789"
DIGITS_WITHOUT_ZERO = 9
MOST_ROWS = 2**20
"""Of any sheet."""
FEWEST_NAMES = 2
"""What stands above the header is a title or a note in one cell."""


@dataclass(frozen=True, slots=True)
class Conventions:
    """What a workbook's sheets share: the texts, the form of each cell style, and where its calendar begins."""

    texts: list[str]
    forms: dict[str, Form]
    from_1904: bool


@dataclass(frozen=True, slots=True)
class Cells:
    """`table`: the rows that hold something, a column for each of the sheet's columns that does, named by its letters.

    `rows`: their numbers in the sheet. `header`: which of them is the header. `short_numbers`: whole numbers of nine
    digits, by (row number, letters). `missing`: addresses of cells without a value. `merged`: areas below the header.
    """

    table: pl.DataFrame
    rows: pl.Series
    header: int
    short_numbers: dict[tuple[int, str], str]
    missing: list[str]
    merged: int


def cells_of(file: Readable, conventions: Conventions) -> Cells:
    """Read a sheet's XML. Raises XMLSyntaxError, ValueError or IndexError where it is broken."""
    reader = _Reader(conventions)
    for element in elements(file, "row", "mergeCell"):
        if element.tag.endswith("row"):
            reader.row(element)
        else:
            reader.merged.append(element.get("ref", ""))
    return reader.cells()


def text_of(item: etree._Element) -> str:
    """The text of a shared or inline string: all of its runs, without how it is pronounced."""
    if len(item) == 1 and item[0].text is not None:  # nearly always, and much faster
        return _unescaped(item[0].text)
    runs = (part for part in item.iter("{*}t") if not part.getparent().tag.endswith("rPh"))
    return _unescaped("".join(run.text or "" for run in runs))


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) if "_x" in text else text


@cache
def letters(place: int) -> str:
    """A column's letters by its place from 0: A, B, … Z, AA."""
    before, last = divmod(place, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


@cache
def _place(name: str) -> int:
    """A column's place from 0 by its letters."""
    place = 0
    for letter in name:
        place = 26 * place + ord(letter) - ord("A") + 1
    return place - 1


@dataclass(slots=True)
class _Reader:
    conventions: Conventions
    parts: TableParts = field(default_factory=TableParts)
    count: int = 0
    header: int | None = None
    header_row: int = 0
    last_row: int = 0
    short_numbers: dict[tuple[int, str], str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)

    def row(self, row: etree._Element) -> None:
        number = self.last_row = int(row.get("r") or self.last_row + 1)
        if not 1 <= number <= MOST_ROWS:
            raise ValueError(number)
        values: dict[str, str] = {}
        column = ""
        for cell in row:
            address = cell.get("r")
            column = address.rstrip(DIGITS) if address else letters(_place(column) + 1)
            if len(cell):
                value = self._value(cell, number, column)
                if value:
                    values[column] = value
        if not values:
            return
        if self.header is None and sum(not value.isspace() for value in values.values()) >= FEWEST_NAMES:
            self.header, self.header_row = self.count, number
        self.count += 1
        self.parts.add(number, values)

    def cells(self) -> Cells:
        table, rows = self.parts.table()
        in_order = sorted(table.columns, key=_place)
        last_rows = (int("".join(filter(str.isdigit, area.rpartition(":")[2])) or 0) for area in self.merged)
        return Cells(
            table=table.select(in_order),
            rows=rows,
            header=self.header or 0,
            short_numbers=self.short_numbers,
            missing=self.missing,
            merged=sum(row > self.header_row for row in last_rows),
        )

    def _value(self, cell: etree._Element, row: int, column: str) -> str | None:
        """None where the cell shows nothing, an error, or a formula that has not been calculated."""
        kind = cell.get("t", "n")
        content = cell[-1]
        if kind == "s":
            return self.conventions.texts[int(content.text)]
        if kind == "inlineStr":
            return text_of(content)
        text: str | None = content.text
        is_uncalculated = content.tag.endswith("}f") or (text is None and kind != "str" and len(cell) > 1)
        if kind == "e" or is_uncalculated:
            self.missing.append(f"{column}{row}")
            return None
        return text if text is None or kind == "str" else self._typed(kind, text, cell, (row, column))

    def _typed(self, kind: str, text: str, cell: etree._Element, place: tuple[int, str]) -> str:
        """A number, a date, a date that is written as such, or a truth."""
        if kind == "b":
            return "true" if text in {"1", "true"} else "false"
        form = self.conventions.forms.get(cell.get("s", "0"), Form.NUMBER)
        if kind == "d":
            return text.partition("T")[0] if form is Form.DAY else text
        number = text if form is Form.NUMBER and text.isdecimal() else written(text, form, self.conventions.from_1904)
        if len(number) == DIGITS_WITHOUT_ZERO and number.isdecimal():
            self.short_numbers[place] = number
        return number
