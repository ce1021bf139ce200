"""Tables drawn with `|`: a header, a line, and the rows; blank lines and the space around a cell mean nothing."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Drawn", "drawn", "side_by_side", "write_csv"]

SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A table of texts; an empty cell is an empty text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{len(self.columns)} columns are drawn, but this row has {len(row)}: {row}")

    def records(self) -> list[dict[str, str]]:
        """Each row as its cells by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def drawn(text: str) -> Drawn:
    """The table that a text draws."""
    lines = [line for line in map(str.strip, text.splitlines()) if line]
    if len(lines) < 2 or lines[1].strip("-+"):
        raise ValueError(f"no table is drawn here: {text}")
    columns, *rows = (_cells(line) for line in (lines[0], *lines[2:]))
    return Drawn(columns, tuple(rows))


def side_by_side(one: Drawn, other: Drawn) -> tuple[str, str]:
    """Both tables drawn with the same widths, so that they differ only where their cells do."""
    rows = [one.columns, *one.rows, *other.rows]
    widths = [max(len(row[place]) for row in rows) for place in range(len(one.columns))]
    return _draw(one, widths), _draw(other, widths)


def write_csv(table: Drawn, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([table.columns, *table.rows])


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.split(SEPARATOR))


def _draw(table: Drawn, widths: Sequence[int]) -> str:
    lines = (
        f" {SEPARATOR} ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in (table.columns, *table.rows)
    )
    return "\n".join(line.rstrip() for line in lines)
