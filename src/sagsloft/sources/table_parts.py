"""A table of text that grows row by row: kept as columns, so that it takes no more memory than its content."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

__all__ = ["TableParts"]

PART = 20_000
"""Rows that are held as Python's own texts before they become columns."""
NUMBER = "\nrow"
"""No column is called that."""


@dataclass(slots=True)
class TableParts:
    """Rows as mappings from column to text. A column begins to be where a row first has a value in it."""

    finished: list[pl.DataFrame] = field(default_factory=list)
    growing: dict[str, list[str | None]] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)
    """Those of the part that is growing."""

    def add(self, number: int, row: Mapping[str, str]) -> None:
        """One more row, and its number; the empty text is no value."""
        height, growing = len(self.numbers), self.growing
        for column, value in row.items():
            if value:
                values = growing.get(column)
                if values is None:
                    values = growing[column] = []
                if len(values) < height:
                    values.extend([None] * (height - len(values)))
                values.append(value)
        self.numbers.append(number)
        if height + 1 == PART:
            self._finish()

    def table(self) -> tuple[pl.DataFrame, pl.Series]:
        """All rows in the order in which they came, and their numbers ("row", UInt32)."""
        self._finish()
        table = pl.concat(self.finished, how="diagonal", rechunk=True)
        return table.drop(NUMBER), table[NUMBER].alias("row")

    def _finish(self) -> None:
        for values in self.growing.values():
            values.extend([None] * (len(self.numbers) - len(values)))
        columns = {name: pl.Series(values, dtype=pl.String) for name, values in self.growing.items()}
        self.finished.append(pl.DataFrame({NUMBER: pl.Series(self.numbers, dtype=pl.UInt32)} | columns))
        self.growing, self.numbers = {}, []
