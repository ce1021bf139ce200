"""XLSX: the sheets of a workbook, as a person sees them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from sagsloft.core.attributes import LABEL
from sagsloft.core.cpr import masked
from sagsloft.core.errors import UserError
from sagsloft.sources.notes import Note
from sagsloft.sources.package import Package, Part, opened
from sagsloft.sources.search import first_in_table
from sagsloft.sources.sheets import Options, Place, RawTable, ensure_header
from sagsloft.sources.worksheet import Cells

__all__ = ["WorkbookSheet", "open_workbook"]


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """One sheet of a workbook. `keys`: the letters of each of its columns."""

    name: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    cells: Cells
    precision_known: bool = True

    def read(self, columns: Sequence[str], labels: Collection[str] = ()) -> RawTable:
        """As a Sheet says; the rows below the header that hold something, hidden ones too."""
        first = self.cells.header + 1
        key_of = dict(zip(self.columns, self.keys, strict=True))
        table = self.cells.table[first:].select(pl.col(key_of[name]).alias(name) for name in columns)
        encoded = (pl.col(name).str.strip_chars().cast(LABEL) for name in columns if name in labels)
        return RawTable(table.with_columns(encoded), self.cells.rows[first:])

    def first_match(self, pattern: str) -> Place | None:
        """As a Sheet says; above the header and beside the columns too."""
        places = list(self.cells.short_numbers)
        is_hit = pl.Series([f"0{self.cells.short_numbers[place]}" for place in places], dtype=pl.String)
        hits = pl.Series(range(len(places))).filter(is_hit.str.contains(pattern))
        found = [places[hits[0]]] if len(hits) else []
        in_table = first_in_table(self.cells.table.lazy(), pattern)
        if in_table is not None:
            found.append((self.cells.rows[in_table[0]], in_table[1]))
        if not found:
            return None
        row, key = min(found, key=lambda place: (place[0], self.keys.index(place[1])))
        return Place(row, self.columns[self.keys.index(key)])


def open_workbook(path: Path, options: Options) -> tuple[tuple[WorkbookSheet, ...], tuple[Note, ...]]:
    """The named sheet, or all visible ones that hold something, and what is worth knowing about them.

    Raises UserError where the workbook is broken, or no sheet of it can be used.
    """
    with opened(path) as package:
        chosen = _chosen(path, package, options.sheet)
        hidden = [part.name for part in package.parts if part.is_hidden and part not in chosen]
        cells = {part: package.cells(part) for part in chosen}
    filled = {part: each for part, each in cells.items() if not each.table.is_empty()}
    if not filled:
        raise UserError("file.empty", file=path)
    sheets: list[WorkbookSheet] = []
    notes = [Note("note.hidden_sheets", {"file": path.name, "sheets": masked(", ".join(hidden))})] if hidden else []
    errors: list[UserError] = []
    for part, each in filled.items():
        try:
            sheets.append(_sheet(path, part, each))
            notes += _notes(_file(path.name, part), each)
        except UserError as error:
            errors.append(error)
            notes.append(Note("note.sheet_without_header", {"file": _file(path.name, part)}))
    if not sheets:
        raise errors[0]
    return tuple(sheets), tuple(notes)


def _chosen(path: Path, package: Package, name: str | None) -> list[Part]:
    if name is None:
        return [part for part in package.parts if not part.is_hidden]
    named = [part for part in package.parts if part.name.strip().casefold() == name.strip().casefold()]
    if not named:
        found = masked(", ".join(part.name for part in package.parts))
        raise UserError("file.no_such_sheet", file=path, sheet=name, found=found)
    return named


def _sheet(path: Path, part: Part, cells: Cells) -> WorkbookSheet:
    columns = tuple((name or "").strip() for name in cells.table.row(cells.header))
    ensure_header(columns, _file(path, part))
    return WorkbookSheet(part.name, columns, tuple(cells.table.columns), cells)


def _notes(file: str, cells: Cells) -> Iterator[Note]:
    header_row = cells.rows[cells.header]
    if header_row != 1:
        yield Note("note.header_row", {"file": file, "row": header_row})
    if cells.missing:
        yield Note("note.missing_cells", {"file": file, "count": len(cells.missing), "first": cells.missing[0]})
    if cells.merged:
        yield Note("note.merged_cells", {"file": file, "count": cells.merged})


def _file(path: Path | str, part: Part) -> str:
    """What a person calls a sheet of a file."""
    return f"{path} [{masked(part.name)}]"
