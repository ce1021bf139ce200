"""The Danish calendar: local time, and the public holidays of the years that a rulebook knows."""

from datetime import date

import holidays

from sagsloft.core.calendar import Calendar, Holiday

__all__ = ["DENMARK"]

FIRST_YEAR, LAST_YEAR = 2000, 2040


def public_holidays(language: str) -> holidays.HolidayBase:
    return holidays.country_holidays("DK", years=range(FIRST_YEAR, LAST_YEAR + 1), language=language)


class PublicHolidays(dict[date, Holiday]):
    """Forty years of holidays that do not fill the report of a failing example."""

    def __repr__(self) -> str:
        return "DENMARK.holidays"


DANISH, ENGLISH = public_holidays("da"), public_holidays("en_US")

DENMARK = Calendar(
    timezone="Europe/Copenhagen",
    first_year=FIRST_YEAR,
    last_year=LAST_YEAR,
    holidays=PublicHolidays({day: Holiday(da=name, en=ENGLISH[day]) for day, name in sorted(DANISH.items())}),
)
