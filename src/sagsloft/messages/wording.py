"""Dates, times and numbers as people write them."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sagsloft.messages.catalogue import Language, say

__all__ = ["clock", "day", "days_between", "decimal", "joined", "moment", "percent"]


def day(value: date, language: Language) -> str:
    """`31. marts 2024`; `31 March 2024`."""
    month = say(f"wording.month_{value.month}", language)
    return say("wording.day", language, day=value.day, month=month, year=value.year)


def clock(value: datetime, timezone: str, language: Language) -> str:
    """`13.00`; `13:00`; with seconds where there are any."""
    local = value.astimezone(ZoneInfo(timezone))
    seconds = "" if local.second == 0 and local.microsecond == 0 else f":{local.second:02}"
    return f"{local:%H:%M}{seconds}".replace(":", say("wording.clock_separator", language))


def moment(value: datetime, timezone: str, language: Language) -> str:
    """`31. marts 2024 kl. 13.00`; `31 March 2024 at 13:00`; the last instant of a day is that day."""
    local = value.astimezone(ZoneInfo(timezone))
    if local.time() == time.max:
        return day(local.date(), language)
    return say("wording.moment", language, day=day(local.date(), language), clock=clock(value, timezone, language))


def days_between(first: datetime, last: datetime, timezone: str) -> int:
    """Local days from one instant's day to another's, whatever the clocks did on the way."""
    zone = ZoneInfo(timezone)
    return (last.astimezone(zone).date() - first.astimezone(zone).date()).days


def decimal(value: float, language: Language, digits: int = 1) -> str:
    """`1.234,5`; `1,234.5`."""
    text = f"{value:,.{digits}f}"
    return text.translate(str.maketrans(",.", ".,")) if language is Language.DANISH else text


def percent(share: float, language: Language) -> str:
    """A share of one as `87,5 %`; `87.5 %`. 100 % is only ever written of all, and 0 % of none."""
    shown = min(max(share, 0.001), 0.999) if 0 < share < 1 else share
    return f"{decimal(100 * shown, language)} %"


def joined(parts: list[str], language: Language) -> str:
    """`a, b og c`; `a, b and c`."""
    *others, last = parts
    return f"{', '.join(others)} {say('wording.and', language)} {last}" if others else last
