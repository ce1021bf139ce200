"""Parquet as it is: typed columns, and rows counted from 1."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from sagsloft.core.attributes import LABEL
from sagsloft.core.errors import UserError
from sagsloft.sources.search import first_in_names, first_in_table
from sagsloft.sources.sheets import Place, RawTable, row_numbers

__all__ = ["Parquet", "open_parquet"]

FIRST_ROW = 1
NOT_TEXT = (pl.List, pl.Array, pl.Struct, pl.Binary, pl.Object, pl.Duration)


@dataclass(frozen=True, slots=True)
class Parquet:
    """A Parquet file. `written`: its columns by their names, stripped."""

    path: Path
    written: dict[str, str]
    name: None = None
    precision_known: bool = False

    @property
    def columns(self) -> Sequence[str]:
        """The names, stripped."""
        return list(self.written)

    def read(self, columns: Sequence[str], labels: Collection[str] = ()) -> RawTable:
        """Labels are encoded while reading: as texts they would fill the memory, mostly with nothing."""
        file = pl.scan_parquet(self.path, glob=False)
        types = file.collect_schema()
        for name in columns:
            if isinstance(types[self.written[name]], NOT_TEXT):
                raise UserError("file.column_type", file=self.path, column=name, type=types[self.written[name]])
        wanted = {name: pl.col(self.written[name]).alias(name) for name in columns}
        texts = {name for name in columns if types[self.written[name]] == pl.String}
        for name in texts.intersection(labels):
            wanted[name] = wanted[name].str.strip_chars().cast(LABEL)
        try:
            table = file.select(wanted.values()).collect(engine="streaming")
        except PolarsError as error:
            raise UserError("file.not_parquet", file=self.path) from error
        return RawTable(table, row_numbers(table.height, FIRST_ROW))

    def first_match(self, pattern: str) -> Place | None:
        """As a Sheet says; values within values too."""
        in_names = first_in_names(self.columns, pattern)
        if in_names is not None:
            return in_names
        found = first_in_table(pl.scan_parquet(self.path, glob=False), pattern)
        return found and Place(found[0] + FIRST_ROW, found[1].strip())


def open_parquet(path: Path) -> Parquet:
    """The file as one sheet. Raises UserError where it is no Parquet."""
    try:
        names = list(pl.read_parquet_schema(path))
    except PolarsError as error:
        raise UserError("file.not_parquet", file=path) from error
    written = {name.strip(): name for name in names}
    if len(written) < len(names):
        raise UserError("file.repeated_column", file=path, columns=", ".join(sorted(written)))
    return Parquet(path, written)
