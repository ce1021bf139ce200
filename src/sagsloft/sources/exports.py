"""A file, of whatever kind → its sheets, and what was detected about them."""

import codecs
from dataclasses import dataclass
from pathlib import Path

from sagsloft.core.errors import UserError
from sagsloft.sources.delimited import open_delimited
from sagsloft.sources.kinds import Kind, kind_of
from sagsloft.sources.notes import Note
from sagsloft.sources.parquet import open_parquet
from sagsloft.sources.sheets import Options, Place, RawTable, Sheet
from sagsloft.sources.workbook import open_workbook
from sagsloft.sources.xes import open_xes

__all__ = ["Export", "Options", "Place", "RawTable", "Sheet", "open_export"]

AS_DETECTED = Options()


@dataclass(frozen=True, slots=True)
class Export:
    """What one file holds: its sheets, and what is worth knowing about how they were read."""

    path: Path
    sheets: tuple[Sheet, ...]
    notes: tuple[Note, ...] = ()


def open_export(path: Path, options: Options = AS_DETECTED) -> Export:
    """Open a CSV, XLSX, Parquet or XES file, told apart by their content. Raises UserError where it is none of them."""
    _ensure_usable(options, path)
    kind = kind_of(path, options.encoding)
    if kind is Kind.PARQUET:
        return Export(path, (open_parquet(path),))
    if kind is Kind.WORKBOOK:
        return Export(path, *open_workbook(path, options))
    sheet: Sheet
    if kind is Kind.TEXT:
        sheet, notes = open_delimited(path, options)
    else:
        sheet, notes = open_xes(path, packed=kind is Kind.PACKED_XES)
    return Export(path, (sheet,), notes)


def _ensure_usable(options: Options, path: Path) -> None:
    if options.delimiter is not None and (
        len(options.delimiter) != 1 or not options.delimiter.isascii() or options.delimiter in '"\r\n'
    ):
        raise UserError("file.bad_delimiter", file=path)
    if options.encoding is not None:
        try:
            codecs.getincrementaldecoder(options.encoding)
            "".encode(options.encoding)
        except (LookupError, ValueError):
            raise UserError("file.unknown_encoding", file=path, encoding=options.encoding) from None
