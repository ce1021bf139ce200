"""arbejdsliste.xlsx: which children's cases wait for what, for the people who are to do it.

It names cases, and so is internal: every sheet and every printed page says so.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl

from sagsloft.core.rules import Kind
from sagsloft.messages import Language, say
from sagsloft.messages.wording import decimal, moment
from sagsloft.render.spreadsheet import Cell, Spreadsheet, Table
from sagsloft.render.urgency import COUNTED, Urgency, by_unit, open_obligations
from sagsloft.render.worklist_cover import Listed, write_cover, write_rules
from sagsloft.render.worklist_input import WorklistInput
from sagsloft.render.worklist_rows import Teller

__all__ = ["MOST_ROWS", "WorklistInput", "write_worklist"]

MOST_ROWS = 5_000
"""On a sheet: what a person may scroll through, and a spreadsheet opens at once. The rest is in obligations.csv."""

WIDTHS = {
    "case": 11,
    "matter": 12,
    "list": 14,
    "rule": 23,
    "citation": 19,
    "trigger": 18,
    "triggered_at": 16,
    "due_at": 16,
    "days": 9,
    "days_over": 8,
    "days_left": 8,
    "days_waited": 8,
    "age": 13,
    "missing_step": 22,
    "explanation": 66,
    "team": 13,
    "caseworker": 12,
}
"""The columns, and how many characters wide they are: together they print on A4."""
FIRST = ("case", "matter", "rule", "citation", "trigger", "triggered_at")
LAST = ("missing_step", "explanation", "team", "caseworker")
COLUMNS = {
    Urgency.OVERDUE: (*FIRST, "due_at", "days_over", "age", *LAST),
    Urgency.WITHIN_7_DAYS: (*FIRST, "due_at", "days_left", *LAST),
    Urgency.WITHIN_30_DAYS: (*FIRST, "due_at", "days_left", *LAST),
    Urgency.NO_LIMIT: (*FIRST, "days_waited", "age", *LAST),
}
STANDARD_COLUMNS = ("case", "matter", "list", *FIRST[2:], "due_at", "days", *LAST)
UNITS = {"by_team": ("team",), "by_caseworker": ("caseworker", "team")}
UNIT_WIDTH, COUNT_WIDTH = 32, 16
STANDARDS = "standards"
DIGITS = re.compile(r"(\d+)")
AFTER_Z = str.maketrans("æøå", "{|}")
"""The three last letters of the Danish alphabet, as the characters that follow z."""


def write_worklist(found: WorklistInput, file: Path, language: Language) -> None:
    """Write the list. The same input gives the same bytes. Raises OSError where the file cannot be written."""
    law = _open(found, Kind.LAW)
    parts = {str(name): law.filter(pl.col("urgency").is_in(held)) for name, held in COUNTED.items()}
    standards = _open(found, Kind.STANDARD).filter(pl.col("urgency").is_in(list(COUNTED)))
    asked_for = {STANDARDS: standards} if any(rule.kind is Kind.STANDARD for rule in found.rules) else {}
    sheets = _Sheets(found, language)
    listed = [sheets.listed(name, part) for name, part in (parts | asked_for).items()]
    write_cover(sheets.book, found, listed, dict(law["urgency"].value_counts().iter_rows()), language)
    for name, part in parts.items():
        sheets.obligations(name, part, COLUMNS[Urgency(name)])
    for name, units in UNITS.items():
        sheets.units(name, by_unit(law, units), units)
    for name, part in asked_for.items():
        sheets.obligations(name, part, STANDARD_COLUMNS)
    used = pl.concat([part.select("rule_id", "version") for part in (*parts.values(), standards)])
    write_rules(sheets.book, found, used, sheets.lines("rules"), language)
    sheets.book.save(file)


def _open(found: WorklistInput, kind: Kind) -> pl.DataFrame:
    rule_ids = [rule.id for rule in found.rules if rule.kind is kind]
    return open_obligations(found.trace, rule_ids, found.calendar, found.as_of)


class _Sheets:
    """The sheets with a table, as they are written one after the other."""

    def __init__(self, found: WorklistInput, language: Language) -> None:
        self._found = found
        self._language = language
        self._as_of = moment(found.as_of, found.calendar.timezone, language)
        self.book = Spreadsheet(
            title=self._say("title"),
            mark=self._say("mark"),
            dated=self._say("as_of", as_of=self._as_of),
            created=found.as_of.replace(tzinfo=None),
        )

    def listed(self, name: str, part: pl.DataFrame) -> Listed:
        cases = part["case_id"].n_unique()
        return Listed(self._say(f"sheet_{name}"), self._say(f"holds_{name}"), part.height, cases)

    def lines(self, name: str) -> list[str]:
        """What stands above a table: what it holds, as of when, and whether it is invented."""
        lines = [f"{self._say(f'holds_{name}')} {self._say('as_of', as_of=self._as_of)}"]
        return [*lines, self._say("invented")] if self._found.invented else lines

    def obligations(self, name: str, part: pl.DataFrame, columns: Sequence[str]) -> None:
        """A row for each obligation; none is told in words that no sheet shows."""
        shown = part.head(MOST_ROWS)
        teller = Teller.of(self._found, shown, self._language)
        told = map(teller.cells, shown.iter_rows(named=True))
        rows = ([cells[column] for column in columns] for cells in told)
        self._table(name, {column: WIDTHS[column] for column in columns}, rows, part.height)

    def units(self, name: str, counted: pl.DataFrame, units: Sequence[str]) -> None:
        """A row for each unit, in alphabetical order: this is no ranking."""
        columns = dict.fromkeys(units, UNIT_WIDTH) | dict.fromkeys(("cases_overdue", *COUNTED), COUNT_WIDTH)
        found = counted.select(list(columns)).rows()
        found.sort(key=lambda row: [_alphabetical(unit) for unit in row[: len(units)]])
        unknown = self._say("unknown_unit")
        rows = ([unknown if cell is None else cell for cell in row] for row in found[:MOST_ROWS])
        self._table(name, columns, rows, len(found))

    def _say(self, message_id: str, **values: object) -> str:
        return say(f"worklist.{message_id}", self._language, **values)

    def _table(self, name: str, columns: Mapping[str, float], rows: Iterable[Sequence[Cell]], count: int) -> None:
        """The rows, or in one line what it means that there are none."""
        if count == 0:
            table = Table((), (), self._say(f"none_{name}"))
        else:
            more = decimal(count - MOST_ROWS, self._language, 0)
            after = self._say("more", count=more) if count > MOST_ROWS else None
            table = Table([self._say(column) for column in columns], rows, after)
        self.book.table_sheet(self._say(f"sheet_{name}"), self.lines(name), table, list(columns.values()))


def _alphabetical(name: str | None) -> tuple[bool, list[str | int]]:
    """The order of a Danish list of names: `rådgiver 2` before `rådgiver 10`, and what is not known last."""
    parts = DIGITS.split((name or "").casefold().translate(AFTER_Z))
    return name is None, [int(part) if place % 2 else part for place, part in enumerate(parts)]
