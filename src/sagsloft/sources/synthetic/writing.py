"""The invented municipality's exports, as files: each in one of the forms that Danish case systems write."""

from datetime import datetime, time
from pathlib import Path

import xlsxwriter

from sagsloft.sources.synthetic.invention import Invented

__all__ = ["write_exports"]

UTF8_WITH_BOM = "utf-8-sig"
CSV_FILES = {
    "Underretninger": ("underretninger.csv", ";", "windows-1252"),
    "Undersøgelser": ("undersoegelser.csv", ";", UTF8_WITH_BOM),
    "Opfølgninger": ("opfoelgninger.csv", "\t", "utf-8"),
    "Sager": ("sager.csv", ";", "utf-8"),
}
"""List → file, delimiter and encoding."""
DATE, TIME = "%d-%m-%Y", "%d-%m-%Y %H:%M"
WIDTH = 18


def write_exports(invented: Invented, folder: Path) -> list[Path]:
    """Write the lists and the event log into the folder, and name the files. Same invention, same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, (file, delimiter, encoding) in CSV_FILES.items():
        text = invented.lists[name].write_csv(separator=delimiter, line_terminator="\r\n")
        (folder / file).write_bytes(text.encode(encoding))
        written.append(folder / file)
    decisions, log = folder / "afgoerelser.xlsx", folder / "haendelser.csv"
    _write_workbook(invented, "Afgørelser", decisions)
    invented.events.write_csv(log, datetime_format="%Y-%m-%d %H:%M")
    return [*written, decisions, log]


def _write_workbook(invented: Invented, name: str, path: Path) -> None:
    """Real dates with Danish number formats; what is no date stays text, as in a real list."""
    rows = invented.lists[name]
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": datetime.combine(invented.last, time())})
        formats = {
            DATE: book.add_format({"num_format": "dd-mm-yyyy"}),
            TIME: book.add_format({"num_format": "dd-mm-yyyy hh:mm"}),
        }
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, rows.columns, book.add_format({"bold": True}))
        sheet.set_column(0, rows.width - 1, WIDTH)
        for place, column in enumerate(rows.iter_columns()):
            for row, text in enumerate(column, start=1):
                if text is None:
                    continue
                at = _moment(text)
                if at is None:
                    sheet.write_string(row, place, text)
                else:
                    sheet.write_datetime(row, place, at, formats[TIME if ":" in text else DATE])


def _moment(text: str) -> datetime | None:
    """The date, or date and time, that a cell tells; None where it is no date, or one that does not exist."""
    if not text[:2].isdigit():
        return None
    try:
        return datetime.strptime(text, TIME if ":" in text else DATE)  # noqa: DTZ007 - local
    except ValueError:
        return None
