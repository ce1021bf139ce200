"""The list of cases as a file: CSV for machines, XLSX for people. What a spreadsheet would run is made harmless."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from sagsloft.messages import Language, say
from sagsloft.render.files import write_csv
from sagsloft.render.spreadsheet import Cell, Spreadsheet, Table, localised
from sagsloft.web.accounts.sight import Sight
from sagsloft.web.monitor.law import timezone
from sagsloft.web.monitor.models import Case
from sagsloft.web.monitor.wording import moment_words

__all__ = ["CSV", "MOST_ROWS", "XLSX", "Listed", "as_csv", "as_xlsx"]

CSV, XLSX = "csv", "xlsx"
MOST_ROWS = 100_000
"""More than any municipality has; a list with more is narrowed first, for a file that lacks some looks whole."""
INSTANT = pl.Datetime("us", "UTC")
COLUMNS = {
    "case": pl.String(),
    "is_open": pl.Boolean(),
    "team": pl.String(),
    "caseworker": pl.String(),
    "caseworkers": pl.Int64(),
    "notifications": pl.Int64(),
    "overdue": pl.Int64(),
    "due_soon": pl.Int64(),
    "without_limit": pl.Int64(),
    "oldest_due": INSTANT,
    "next_due": INSTANT,
    "first_event": INSTANT,
    "last_event": INSTANT,
}
WIDTHS = {"case": 22, "is_open": 8, "team": 24, "caseworker": 24}
WIDTH = 16


@dataclass(frozen=True, slots=True)
class Listed:
    """The cases of a list, for someone who sees them as `seen_as`; judged `as_of`. `narrowed`: to which, in words."""

    cases: Sequence[Case]
    seen_as: Sight
    municipality: str
    as_of: datetime
    invented: bool
    narrowed: Sequence[str] = ()


def as_csv(listed: Listed) -> bytes:
    """As the other tables that we write: English names, local time with offset."""
    table = pl.DataFrame([_values(each, listed.seen_as) for each in listed.cases], schema=COLUMNS, orient="row")
    with tempfile.TemporaryDirectory(prefix="sagsloft-") as folder:
        file = Path(folder) / "sager.csv"
        write_csv(table, file, timezone())
        return file.read_bytes()


def as_xlsx(listed: Listed, language: Language) -> bytes:
    """One sheet, marked on every page as internal, and as invented where it is."""
    marks = ["web_cases.internal", *["web.invented"] * listed.invented]
    book = Spreadsheet(
        title=say("web_cases.file_title", language, municipality=listed.municipality),
        mark=" ".join(say(each, language) for each in marks),
        dated=say("web.judged", language, as_of=moment_words(listed.as_of, language)),
        created=listed.as_of.replace(tzinfo=None),
    )
    headings = [say(f"web_cases.column_{name}", language) for name in COLUMNS]
    rows = [[_cell(value, language) for value in _values(each, listed.seen_as)] for each in listed.cases]
    lines = [book.title, book.dated, *listed.narrowed]
    widths = [WIDTHS.get(name, WIDTH) for name in COLUMNS]
    book.table_sheet(say("web_cases.title", language), lines, Table(headings, rows), widths)
    with tempfile.TemporaryDirectory(prefix="sagsloft-") as folder:
        file = Path(folder) / "sager.xlsx"
        book.save(file)
        return file.read_bytes()


def _values(case: Case, seen_as: Sight) -> list[object]:
    """In the order of COLUMNS."""
    return [seen_as.name_of(case.case_id), *(getattr(case, name) for name in COLUMNS if name != "case")]


def _cell(value: object, language: Language) -> Cell:
    match value:
        case bool():
            return say("web_cases.open" if value else "web_cases.closed", language)
        case datetime():
            return localised(value.astimezone(ZoneInfo(timezone())), whole_day=False)
        case None | str() | int():
            return value
    raise TypeError(value)
