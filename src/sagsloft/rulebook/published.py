"""What has been published about the whole country, to be shown beside a municipality's own figures.

It is no part of the law: it lies outside the rulebook's folder, and outside its fingerprint.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sagsloft.core.errors import UserError
from sagsloft.core.rules import Text
from sagsloft.rulebook.folders import SHIPPED
from sagsloft.rulebook.tables import Table

__all__ = ["Figure", "Published", "published"]

FILE = SHIPPED.parent / "published.toml"
YEARS = (1990, 2100)
TWO_YEARS = "[2020, 2022]"
SOME_FIGURES = "[[… .figures]]"


@dataclass(frozen=True, slots=True)
class Figure:
    """One published share (0 to 1), of the years `first_year` to `last_year`; `base`: of what; `url`: where it is."""

    first_year: int
    last_year: int
    share: float
    base: Text
    url: str


@dataclass(frozen=True, slots=True)
class Published:
    """The national figures of one rule, in the order of the file (by last year)."""

    rule_id: str
    text: Text
    publisher: str
    law: Text
    figures: tuple[Figure, ...]

    @property
    def low(self) -> float:
        return min(figure.share for figure in self.figures)

    @property
    def high(self) -> float:
        return max(figure.share for figure in self.figures)

    @property
    def years(self) -> tuple[int, int]:
        """The first and the last year that any of the figures is about."""
        return min(each.first_year for each in self.figures), max(each.last_year for each in self.figures)


def published(file: Path = FILE) -> Mapping[str, Published]:
    """The published figures by rule id. Raises UserError at the first thing that is not in the format."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UserError("rulebook.cannot_open", file=file, value=error.strerror) from error
    table = Table.parse(file.name, content)
    return {rule_id: _published(table.table(rule_id), rule_id) for rule_id in table.entries}


def _published(table: Table, rule_id: str) -> Published:
    table.allow("text", "publisher", "law", "figures")
    figures = table.tables("figures", SOME_FIGURES)
    if not figures:
        raise table.wrong("figures", SOME_FIGURES)
    return Published(
        rule_id=rule_id,
        text=table.translated("text"),
        publisher=table.text("publisher"),
        law=table.translated("law"),
        figures=tuple(map(_figure, figures)),
    )


def _figure(table: Table) -> Figure:
    table.allow("years", "percent", "base", "url")
    first, last = _years(table)
    return Figure(
        first_year=first,
        last_year=last,
        share=table.number("percent", 0, 100) / 100,
        base=table.translated("base"),
        url=table.text("url"),
    )


def _years(table: Table) -> tuple[int, int]:
    match table.value("years", TWO_YEARS):
        case [int(first), int(last)] if YEARS[0] <= first <= last <= YEARS[1]:
            return first, last
    raise table.wrong("years", TWO_YEARS)
