"""Numbers, periods and sentences of the report, in one language; everything that a page says passes through here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sagsloft.core.rules import Text
from sagsloft.messages import Language, say
from sagsloft.messages.wording import day, decimal, joined, moment, percent

__all__ = ["NOTHING", "Words"]

NOTHING = "–"
NO_BREAK = "\N{NO-BREAK SPACE}"
MONTHS_IN_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Words:
    """How the page speaks: its language, and the clocks by which it tells a day."""

    language: Language
    timezone: str

    def say(self, key: str, **values: object) -> str:
        """The sentence `report.<key>`."""
        return say(f"report.{key}", self.language, **values)

    def counted(self, key: str, count: int, **values: object) -> str:
        """The sentence `report.<key>_one` or `report.<key>_many`, with the number as `{count}`."""
        form = "one" if count == 1 else "many"
        return self.say(f"{key}_{form}", count=self.number(count), **values)

    def other(self, message_id: str, **values: object) -> str:
        """A sentence of another topic."""
        return say(message_id, self.language, **values)

    def text(self, text: Text) -> str:
        return (text.en if self.language is Language.ENGLISH else text.da).strip()

    def number(self, value: int) -> str:
        """`1.234`; `1,234`."""
        return decimal(value, self.language, 0)

    def whole(self, value: int | None) -> str:
        """`1.234`; `–` where there is none."""
        return NOTHING if value is None else self.number(value)

    def days(self, value: float | None) -> str:
        """`12,5`; `12,5 før` of what was done before it was asked for; `–` where there is none."""
        if value is None:
            return NOTHING
        length = decimal(abs(value), self.language)
        return self.say("before", days=length) if value < 0 else length

    def median(self, value: float) -> str:
        """`Median: 12,5 dage.`; `Median: 12,5 dage før.`"""
        return self.say("median_before" if value < 0 else "median", days=decimal(abs(value), self.language))

    def share(self, value: float | None) -> str:
        """`83,1 %`, never broken over two lines; `–` where there is none."""
        return NOTHING if value is None else percent(value, self.language).replace(" ", NO_BREAK)

    def shares(self, low: float, high: float) -> str:
        """`87–92 %`; `95 %`. For figures that others have published in whole per cent."""
        ends = dict.fromkeys(decimal(100 * each, self.language, 0) for each in (low, high))
        return f"{'–'.join(ends)}{NO_BREAK}%"

    def years(self, first: int, last: int) -> str:
        """`2020–2022`; `2021`."""
        return "–".join(map(str, dict.fromkeys((first, last))))

    def day(self, value: date) -> str:
        return day(value, self.language)

    def local_day(self, value: datetime) -> date:
        return value.astimezone(ZoneInfo(self.timezone)).date()

    def moment(self, value: datetime) -> str:
        return moment(value, self.timezone, self.language)

    def period(self, first: date, last: date) -> str:
        """A month `marts 2025`, a quarter `1. kvartal 2025`, a year `2025`; else from the one day to the other."""
        end = last + timedelta(days=1)
        months = (end.year - first.year) * 12 + end.month - first.month
        if first.day != 1 or end.day != 1:
            return self.say("from_to", first=self.day(first), last=self.day(last))
        if months == 1:
            return self.month(first)
        if months == MONTHS_IN_QUARTER and first.month % MONTHS_IN_QUARTER == 1:
            return self.say("quarter", number=first.month // MONTHS_IN_QUARTER + 1, year=first.year)
        if months == 12 and first.month == 1:  # noqa: PLR2004 - a year
            return str(first.year)
        return self.say("from_to", first=self.month(first), last=self.month(last))

    def month(self, value: date) -> str:
        """`marts 2025`; `March 2025`."""
        return f"{self.other(f'wording.month_{value.month}')} {value.year}"

    def joined(self, parts: Sequence[str]) -> str:
        """`a, b og c`."""
        return joined(list(parts), self.language)
