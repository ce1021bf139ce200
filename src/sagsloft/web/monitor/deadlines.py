"""How many deadlines were met in a quarter or a year, by one team or by all.

The figures are those of `indicators.by_team_and_quarter`, added up. They have not passed disclosure, and are for those
who see every case of a team: `teams_of` says which teams a person may ask for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

import polars as pl
from django.contrib.auth.models import AnonymousUser

from sagsloft.core.indicators import added_up
from sagsloft.core.rules import Theme
from sagsloft.web.accounts.models import Municipality, User
from sagsloft.web.accounts.sight import led_teams, sees_all_cases
from sagsloft.web.monitor.case_list import NO_TEAM
from sagsloft.web.monitor.law import rules

__all__ = ["Cell", "Line", "Period", "lines", "periods", "teams_of"]

YEAR, QUARTER = 12, 3
"""Months."""
Key = tuple[str, date, str | None]
"""rule_id, version and basis, as in the indicators."""


@dataclass(frozen=True, slots=True)
class Period:
    """A year, or a quarter of it, with its first and last local day. `code`: as it stands in an address."""

    code: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Cell:
    """`count` in time of `base` that were due."""

    count: int
    base: int

    @property
    def missed(self) -> int:
        return self.base - self.count

    @property
    def share(self) -> float:
        return self.count / self.base


@dataclass(frozen=True, slots=True)
class Line:
    """One version of a rule, and of a rule that counts from an attribute one `basis`: what was asked for, and the whole
    municipality in the same period."""

    rule_id: str
    version: date
    basis: str | None
    asked: Cell
    whole: Cell


def periods(cells: pl.DataFrame) -> tuple[Period, ...]:
    """Every year with a cell, and its quarters; the newest first."""
    quarters = cells["period"].unique().sort(descending=True).to_list()
    return tuple(
        each
        for year, held in groupby(quarters, key=lambda first: first.year)
        for each in (_period(f"{year}", date(year, 1, 1), YEAR), *map(_quarter, held))
    )


def teams_of(user: User | AnonymousUser, municipality: Municipality, cells: pl.DataFrame) -> list[str | None]:
    """The teams with a cell whose cases this person sees, by name; None: what has no team."""
    held = cells["unit"].unique().to_list()
    if not sees_all_cases(user, municipality):
        held = list(led_teams(user, municipality).intersection(held))
    return sorted(held, key=lambda each: (each is None, each or ""))


def lines(cells: pl.DataFrame, period: Period | None, team: str) -> list[Line]:
    """What was due in the period (None: ever), theme by theme; of a `team` ("": all of them) only what it had to do."""
    within = cells if period is None else cells.filter(pl.col("period").is_between(period.first, period.last))
    whole = dict(_added(within))
    asked = dict(_added(within.filter(_is_of(team)))) if team else whole
    found = [Line(*key, asked=cell, whole=whole[key]) for key, cell in asked.items() if key[0] in rules()]
    themes, places = list(Theme), list(rules())
    return sorted(found, key=lambda each: (themes.index(rules()[each.rule_id].theme), places.index(each.rule_id)))


def _period(code: str, first: date, months: int) -> Period:
    years, month = divmod(first.month - 1 + months, YEAR)
    return Period(code, first, date(first.year + years, month + 1, 1) - timedelta(days=1))


def _quarter(first: date) -> Period:
    return _period(f"{first.year}-{first.month // QUARTER + 1}", first, QUARTER)


def _is_of(team: str) -> pl.Expr:
    return pl.col("unit").is_null() if team == NO_TEAM else pl.col("unit") == team


def _added(cells: pl.DataFrame) -> Iterator[tuple[Key, Cell]]:
    for rule_id, version, basis, base, count in added_up(cells).iter_rows():
        yield (rule_id, version, basis), Cell(count, base)
