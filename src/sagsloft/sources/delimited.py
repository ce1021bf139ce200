"""CSV in all its kinds, as it is: every column as text, every row, and the row's number as a spreadsheet counts."""

import csv
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from typing import TextIO

import polars as pl
from polars.exceptions import ComputeError, ShapeError

from sagsloft.core.errors import UserError
from sagsloft.sources.dialects import Dialect, detect, dialect_notes, utf8_source
from sagsloft.sources.notes import Note
from sagsloft.sources.search import first_in_names, first_in_table
from sagsloft.sources.sheets import Options, Place, RawTable, column_keys, ensure_header, row_numbers

__all__ = ["Delimited", "open_delimited"]

FIRST_ROW = 2
"""The header is row 1, as in a spreadsheet."""


@dataclass(frozen=True, slots=True)
class Delimited:
    """A text file with something between the columns."""

    path: Path
    dialect: Dialect
    columns: tuple[str, ...]
    name: None = None
    precision_known: bool = False

    def read(self, columns: Sequence[str], labels: Collection[str] = ()) -> RawTable:  # noqa: ARG002 - a Sheet's
        """Text only: what a value means is decided later, in one place."""
        try:
            table = pl.read_csv(
                self._source(),
                infer_schema=False,
                glob=False,
                separator=self.dialect.delimiter,
                skip_lines=self.dialect.skip,
            )
            table.columns = column_keys(self.columns)
        except (ComputeError, ShapeError):  # fields that do not fit, or lines that end in an unusual way
            return self._read_broken(columns)
        numbers = row_numbers(table.height, FIRST_ROW)
        is_blank = table.select(pl.all_horizontal(pl.all().is_null())).to_series()
        if is_blank.any():
            return RawTable(table.select(columns).filter(~is_blank), numbers.filter(~is_blank))
        return RawTable(table.select(columns), numbers)

    def first_match(self, pattern: str) -> Place | None:
        """As a Sheet says; of rows with too many fields, also the fields that have no column."""
        in_names = first_in_names(self.columns, pattern)
        if in_names is not None:
            return in_names
        try:
            table = pl.scan_csv(
                self._source(),
                infer_schema=False,
                glob=False,
                separator=self.dialect.delimiter,
                skip_lines=self.dialect.skip,
                with_column_names=lambda _: column_keys(self.columns),
            )
            found = first_in_table(table, pattern)
        except (ComputeError, ShapeError):
            return self._first_in_broken(pattern)
        return found and Place(found[0] + FIRST_ROW, self._name(found[1]))

    def _name(self, key: str) -> str:
        """The column's name; none where it is only a key."""
        return key if key in self.columns else ""

    def _source(self) -> Path | BytesIO:
        return utf8_source(self.path, self.dialect)

    def _read_broken(self, columns: Sequence[str]) -> RawTable:
        """Row by row, which is slower: keeps what can be read, and says which rows cannot."""
        keys = column_keys(self.columns)
        rows: list[list[str | None]] = []
        numbers, ragged = [], []
        for number, fields in self._records():
            if len(fields) > len(keys):
                ragged.append(number)
            elif any(fields):
                rows.append([*(field or None for field in fields), *[None] * (len(keys) - len(fields))])
                numbers.append(number)
        table = pl.DataFrame(rows, schema=dict.fromkeys(keys, pl.String), orient="row")
        return RawTable(table.select(columns), pl.Series("row", numbers, dtype=pl.UInt32), tuple(ragged))

    def _first_in_broken(self, pattern: str) -> Place | None:
        records = list(self._records())
        width = max((len(fields) for _, fields in records), default=0)
        names = [name for name, _ in zip_longest(self.columns, range(width), fillvalue="")]
        rows = [[*fields, *[None] * (len(names) - len(fields))] for _, fields in records]
        table = pl.LazyFrame(rows, schema=dict.fromkeys(column_keys(names), pl.String), orient="row")
        found = first_in_table(table, pattern)
        return found and Place(records[found[0]][0], self._name(found[1]))

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Each row's number and fields, below the header."""
        with _records(self.path, self.dialect) as records:
            next(records)
            yield from enumerate(records, start=FIRST_ROW)


def open_delimited(path: Path, options: Options) -> tuple[Delimited, tuple[Note, ...]]:
    """The file as one sheet, and how it was read. Raises UserError where its first line is no header."""
    dialect = detect(path, options)
    with _records(path, dialect) as records:
        header = tuple(name.strip("\ufeff").strip() for name in next(records, []))
    ensure_header(header, path)
    return Delimited(path, dialect, header), dialect_notes(path.name, dialect, options)


@contextmanager
def _records(path: Path, dialect: Dialect) -> Iterator[Iterator[list[str]]]:
    """The records of the file, header first. Raises UserError where they cannot be told apart, or not decoded."""
    encoding = "utf-8-sig" if dialect.is_utf8 else dialect.encoding
    with path.open(encoding=encoding, newline="") as file:
        _skip(file, dialect.skip)
        records = csv.reader(file, strict=True, delimiter=dialect.delimiter)
        try:
            yield records
        except csv.Error as error:
            raise UserError("file.broken_csv", file=path, line=records.line_num + dialect.skip) from error
        except UnicodeError as error:
            raise UserError("file.not_decodable", file=path, encoding=dialect.encoding) from error


def _skip(file: TextIO, lines: int) -> None:
    for _ in range(lines):
        file.readline()
