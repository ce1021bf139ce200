"""The public holidays in the files are those of the `holidays` package, day by day and name by name."""

import runpy
from datetime import date
from pathlib import Path

import holidays
import pytest

from sagsloft import rulebook

ROOT = Path(__file__).parents[2]
FOLDERS = {"DK": ROOT / "src/sagsloft/rulebook", "NL": ROOT / "examples/wabo/rules"}
YEARS = range(2000, 2041)

both_countries = pytest.mark.parametrize("country", ["DK", "NL"])


@both_countries
def test_the_calendar_covers_2000_to_2040(country):
    calendar = rulebook.load(FOLDERS[country]).calendar
    assert (calendar.first_year, calendar.last_year) == (2000, 2040)


@both_countries
def test_every_holiday_of_the_package_is_in_the_file_under_its_english_name_and_no_other_day_is(country):
    in_file = {day: name.en for day, name in rulebook.load(FOLDERS[country]).calendar.holidays.items()}
    assert in_file == dict(holidays.country_holidays(country, years=YEARS, language="en_US").items())


def test_danish_holidays_have_the_danish_names_of_the_package():
    in_file = {day: name.da for day, name in rulebook.load().calendar.holidays.items()}
    assert in_file == dict(holidays.country_holidays("DK", years=YEARS, language="da").items())


@both_countries
def test_the_file_is_what_its_script_prints_today(country):
    script = runpy.run_path(str(ROOT / "tools/make_holidays.py"))
    assert (FOLDERS[country] / "holidays.toml").read_text(encoding="utf-8") == script["holidays_file"](country)


@pytest.mark.parametrize(
    ("day", "is_holiday", "why"),
    [
        (date(2023, 5, 5), True, "store bededag, for the last time"),
        (date(2024, 4, 26), False, "store bededag is no public holiday from 2024"),
        (date(2024, 3, 28), True, "Maundy Thursday"),
        (date(2024, 3, 30), False, "Saturday in Easter is an ordinary Saturday"),
        (date(2024, 5, 9), True, "Ascension Day"),
        (date(2024, 6, 5), False, "Constitution Day is a closing day, not a public holiday"),
        (date(2024, 12, 24), False, "Christmas Eve is a closing day, not a public holiday"),
        (date(2024, 12, 26), True, "Second Day of Christmas"),
        (date(2024, 12, 31), False, "New Year's Eve is a closing day, not a public holiday"),
    ],
)
def test_a_day_is_a_danish_public_holiday_or_not(day, is_holiday, why):
    assert (day in rulebook.load().calendar.holidays) is is_holiday, why
