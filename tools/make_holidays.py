"""Print the `holidays.toml` of a country, from the `holidays` package: `python tools/make_holidays.py DK > …`.

Run by hand, once for each country or span of years. A test holds the files against the package, so that an update of
the package shows as a failing test and never changes a due date unseen.
"""

import sys
from datetime import date

import holidays

FIRST_YEAR, LAST_YEAR = 2000, 2040

DUTCH_DAYS_IN_DANISH = {
    "Queen's Day": "Dronningedag",
    "King's Day": "Kongedag",
    "Liberation Day": "Befrielsesdag",
}


def holidays_file(country: str) -> str:
    """The whole text of the file."""
    lines = [
        f"# Public holidays, {country}, {FIRST_YEAR} to {LAST_YEAR}: the default category of the `holidays` package.",
        "# Made by tools/make_holidays.py; a test holds it against the package.",
        "",
        f"first_year = {FIRST_YEAR}",
        f"last_year = {LAST_YEAR}",
    ]
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        names = holidays_of(country, year)
        lines += ["", f"[{year}]"]
        lines += [f'{day} = {{ da = "{danish}", en = "{english}" }}' for day, (danish, english) in names.items()]
    return "\n".join(lines) + "\n"


def holidays_of(country: str, year: int) -> dict[date, tuple[str, str]]:
    """Each public holiday of the year with its Danish and its English name, in the order of the calendar."""
    english = holidays.country_holidays(country, years=year, language="en_US")
    danish_names = _danish_names()
    return {day: (_in_danish(english[day], danish_names), english[day]) for day in sorted(english)}


def _danish_names() -> dict[str, str]:
    """The package has Danish names for Denmark's own holidays; most of them are kept in other countries too."""
    # In 2023 store bededag was still a public holiday.
    danish = holidays.country_holidays("DK", years=2023, language="da")
    english = holidays.country_holidays("DK", years=2023, language="en_US")
    return {english[day]: danish[day] for day in english} | DUTCH_DAYS_IN_DANISH


def _in_danish(english: str, danish_names: dict[str, str]) -> str:
    """Where two holidays share a day, the package names both with a semicolon between them."""
    return "; ".join(danish_names[name] for name in english.split("; "))


if __name__ == "__main__":
    sys.stdout.write(holidays_file(sys.argv[1]))
