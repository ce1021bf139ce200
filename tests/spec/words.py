"""What is drawn in codes and ISO dates, in words: for the manual, in one of its languages."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sagsloft.core.calendar import Holiday, Unit
from sagsloft.core.rules import Text
from sagsloft.messages import Language
from sagsloft.messages import say as say_message
from sagsloft.messages.wording import day, moment

from .example import DATE_LENGTH, Judged

__all__ = ["Cells", "Words"]

FILE = Path(__file__).with_name("words.toml")
TIMES = ("occurred_at", "recorded_at", "triggered_at", "due_at", "fulfilled_at")
ATTRIBUTE = "attr."
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
WEEKDAYS_MATTER = (Unit.HOURS, Unit.DAYS, Unit.WEEKDAYS, Unit.WORKING_DAYS, Unit.WEEKS)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    language: Language

    def say(self, key: str, **values: str) -> str:
        """The word under `section.name` of words.toml, its blanks filled."""
        section, name = key.split(".")
        return str(_words()[section][name][self.language]).strip().format(**values)

    def meant_by(self, section: str, code: str) -> str:
        """The word for a code; the code itself where there is none."""
        return self.say(f"{section}.{code}") if code in _words()[section] else code

    def of(self, text: Text | Holiday) -> str:
        return text.da if self.language is Language.DANISH else text.en

    def day(self, value: date) -> str:
        return day(value, self.language)

    def weekday(self, value: date) -> str:
        return say_message(f"wording.weekday_{value.isoweekday()}", self.language)


@dataclass(frozen=True, slots=True)
class Cells:
    """The headings and cells of an example's tables."""

    words: Words
    judged: Judged

    def heading(self, column: str) -> str:
        if column.startswith(ATTRIBUTE):
            return self.words.say(f"attributes.{column.removeprefix(ATTRIBUTE)}")
        return self.words.say(f"columns.{column}")

    def cell(self, column: str, record: Mapping[str, str]) -> str:
        """One cell of a row in words."""
        text = record[column]
        if column in TIMES:
            return self.time_with_weekday(text) if text else self._no_time(column)
        match column:
            case "activity":
                return self.words.of(self.judged.book.activities[text].label)
            case "status":
                return self._status(record)
            case "basis":
                return self.words.say(f"basis.{text}")
            case "version":
                return next(str(version.citation) for version in self.judged.versions if str(version.in_force) == text)
        return self.words.day(date.fromisoformat(text)) if DATE.fullmatch(text) else self.words.meant_by("values", text)

    def time(self, text: str) -> str:
        """A day, or a local time, as it is drawn."""
        if len(text) == DATE_LENGTH:
            return self.words.day(date.fromisoformat(text))
        timezone = self.judged.rule.calendar.timezone
        when = datetime.fromisoformat(text)
        return moment(when.replace(tzinfo=when.tzinfo or ZoneInfo(timezone)), timezone, self.words.language)

    def time_with_weekday(self, text: str) -> str:
        """The same with the day of the week, where that matters."""
        if not self._weekdays_matter():
            return self.time(text)
        weekday = self.words.weekday(date.fromisoformat(text[:DATE_LENGTH]))
        return self.words.say("section.weekday", weekday=weekday, time=self.time(text))

    def _status(self, record: Mapping[str, str]) -> str:
        """The outcome: in bold; in parentheses where it cannot be measured."""
        # What has no limit cannot be done in time: it is fulfilled.
        is_fulfilled = record["status"] == "met" and record.get("due_at") == ""
        word = self.words.say(f"status.{'fulfilled' if is_fulfilled else record['status']}")
        return f"({word})" if record.get("measurable") == "no" else f"**{word}**"

    def _no_time(self, column: str) -> str:
        empty = {"due_at": "section.no_limit", "fulfilled_at": "section.not_done"}
        return self.words.say(empty[column])

    def _weekdays_matter(self) -> bool:
        """Is the limit counted in hours, weeks, or days of some kind?"""
        return any(span.count and span.unit in WEEKDAYS_MATTER for span in self.judged.spans)


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))
