"""Where a rulebook is the law: its name, country and time zone, and the country's public holidays."""

import re
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sagsloft.core.calendar import Calendar, Holiday
from sagsloft.core.rules import Text
from sagsloft.rulebook.tables import Table

__all__ = ["Country", "check_same_country", "read_calendar", "read_country"]

COUNTRY_CODE = re.compile("[A-Z]{2}")
YEARS = (1000, 9999)
A_COUNTRY = '"DK" | "NL" | …'
A_TIMEZONE = '"Europe/Copenhagen" | …'


@dataclass(frozen=True, slots=True)
class Country:
    """What `rulebook.toml` says."""

    name: Text
    code: str
    timezone: str
    note: Text | None


def read_country(table: Table) -> Country:
    table.allow("name", "country", "timezone", "note")
    if not COUNTRY_CODE.fullmatch(table.text("country", A_COUNTRY)):
        raise table.wrong("country", A_COUNTRY)
    return Country(
        name=table.translated("name"),
        code=table.text("country"),
        timezone=_timezone(table),
        note=table.possibly_translated("note"),
    )


def check_same_country(table: Table, base: Country) -> None:
    """An overlay adds to a country's law; another country's law is another base."""
    overlay = read_country(table)
    for key, stated, expected in (("country", overlay.code, base.code), ("timezone", overlay.timezone, base.timezone)):
        if stated != expected:
            raise table.wrong(key, f'"{expected}"')


def read_calendar(table: Table, timezone: str) -> Calendar:
    first_year = table.number("first_year", *YEARS)
    last_year = table.number("last_year", first_year, YEARS[1])
    # A year without a table would make its holidays working days, so each must be there, if only empty.
    years = [str(year) for year in range(first_year, last_year + 1)]
    table.allow("first_year", "last_year", *years)
    holidays = {day: name for year in years for day, name in _holidays(table.table(year, f"[{year}]"), year).items()}
    return Calendar(timezone, first_year, last_year, holidays)


def _timezone(table: Table) -> str:
    name = table.text("timezone", A_TIMEZONE)
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError) as error:
        raise table.wrong("timezone", A_TIMEZONE) from error


def _holidays(table: Table, year: str) -> dict[date, Holiday]:
    return {_day(table, key, year): _holiday(table, key) for key in table.entries}


def _day(table: Table, key: str, year: str) -> date:
    try:
        day = date.fromisoformat(key)
    except ValueError:
        day = None
    # Python also reads 20240328 and 2024-W13-4 as that day.
    if day is None or day.isoformat() != key or not key.startswith(year):
        raise table.mistake("unknown_key", key, allowed=f"{year}-01-01 … {year}-12-31")
    return day


def _holiday(table: Table, key: str) -> Holiday:
    name = table.translated(key)
    return Holiday(da=name.da, en=name.en)
