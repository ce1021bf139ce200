"""Where an event came from: its number says in which file, and in which row of it."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from sagsloft.core.cpr import masked
from sagsloft.sources.mapping import Mapping

__all__ = ["Origin", "origin_of", "places"]


@dataclass(frozen=True, slots=True)
class Origin:
    """One sheet of one file, and the numbers that its events have.

    A row that tells of several events has that many numbers, in the order of the mapping; the first sheet of plain
    events keeps its own row numbers.
    """

    path: Path
    sheet: str | None
    mapping: Mapping
    first: int
    kinds: int
    last_line: int

    @property
    def name(self) -> str:
        """What a person calls it."""
        return masked(self.path.name if self.sheet is None else f"{self.path.name} [{self.sheet}]")

    @property
    def end(self) -> int:
        """The first number that the next sheet may use."""
        return self.first + (self.last_line + 1) * self.kinds

    def numbers(self, lines: pl.Series, kind: int) -> pl.Series:
        return (lines.cast(pl.UInt64) * self.kinds + (self.first + kind)).cast(pl.UInt32).alias("row")

    def theirs(self, ours: str) -> str:
        """What the file calls one of our columns."""
        of_cases = self.mapping.cases.named if self.mapping.cases else {}
        return self.mapping.columns.get(ours) or of_cases.get(ours) or ours

    def line(self, number: int) -> int:
        """The row of the file, as a spreadsheet counts."""
        return (number - self.first) // self.kinds


def origin_of(origins: Sequence[Origin], number: int) -> Origin:
    """The sheet that tells of the event with this number."""
    return origins[bisect_right(origins, number, key=lambda origin: origin.first) - 1]


def places(origins: Sequence[Origin], numbers: pl.Series) -> pl.DataFrame:
    """`file` and `row` (in that file) of events' numbers."""
    found = [origin_of(origins, number) for number in numbers]
    return pl.DataFrame(
        {
            "file": [origin.name for origin in found],
            "row": [origin.line(number) for origin, number in zip(found, numbers, strict=True)],
        },
        schema={"file": pl.String, "row": pl.UInt32},
    )
