"""What every kind of file gives: sheets with named columns, and rows under the numbers that people would count."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import polars as pl

from sagsloft.core.errors import UserError

__all__ = ["Options", "Place", "RawTable", "Sheet", "column_keys", "ensure_header", "row_numbers"]

DATA_LIKE = re.compile(r"\d{4}-\d\d-\d\d|\d\d?[-./]\d\d?[-./]\d{4}|\d{6}")
LONGEST_NAME = 255
"""Characters. What is longer is content, and would be repeated wherever columns are listed."""
UNNAMED = "\n"
"""Begins the key of a column without a name: no one can ask for such a column, for names are stripped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a file is to be read, where it is said. None: as detected."""

    encoding: str | None = None
    """As Python names it."""
    delimiter: str | None = None
    sheet: str | None = None
    """One of a workbook's sheets, hidden or not; None: all visible ones that hold something."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: the row as a spreadsheet counts, and the name of its column ("" where it has none)."""

    row: int
    column: str


@dataclass(frozen=True, slots=True)
class RawTable:
    """`table`: columns of a sheet; `numbers`: each row's number; `ragged`: rows with more fields than columns."""

    table: pl.DataFrame
    numbers: pl.Series
    ragged: tuple[int, ...] = ()


class Sheet(Protocol):
    """One table of a file: the file itself, or a sheet of a workbook."""

    @property
    def name(self) -> str | None:
        """The sheet's name; None where the file is one table."""

    @property
    def columns(self) -> Sequence[str]:
        """The names as written, stripped; "" for a column without one. No name stands twice."""

    @property
    def precision_known(self) -> bool:
        """Whether the file itself says which dates have a time of day."""

    def read(self, columns: Sequence[str], labels: Collection[str] = ()) -> RawTable:
        """These columns of every row. `labels` have few different values, and may be kept as such (LABEL)."""

    def first_match(self, pattern: str) -> Place | None:
        """The first value in which the regular expression (Rust's syntax) is found, in any column, or among the names.

        Whole numbers of 9 digits are searched with the zero in front that a number loses.
        """


def ensure_header(names: Sequence[str], file: Path | str) -> None:
    """Raise UserError unless the names are some, stand once each, and look like names and not like data."""
    if not any(names):
        raise UserError("file.empty", file=file)
    if any(len(name) > LONGEST_NAME or DATA_LIKE.search(name) for name in names):
        raise UserError("file.no_header", file=file)
    repeated = sorted(name for name, count in Counter(names).items() if name and count > 1)
    if repeated:
        raise UserError("file.repeated_column", file=file, columns=", ".join(repeated))


def column_keys(names: Sequence[str]) -> list[str]:
    """The names of a table's columns: those of the sheet, and a key of its own for each column without a name."""
    return [name or f"{UNNAMED}{place}" for place, name in enumerate(names)]


def row_numbers(height: int, first: int) -> pl.Series:
    """`first`, `first` + 1, … for so many rows."""
    return pl.int_range(first, first + height, dtype=pl.UInt32, eager=True).alias("row")
