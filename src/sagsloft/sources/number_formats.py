"""Which cells of a workbook are dates, and do they have a time of day? Their number format decides, as on the screen.

Numbers of the built-in formats and the meaning of the codes: ECMA-376 part 1, 18.8.30 and 18.8.31.
"""

import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

__all__ = ["Form", "form_of_code", "form_of_number", "written"]


class Form(StrEnum):
    """What a number is shown as."""

    NUMBER = "number"
    DAY = "day"
    TIME = "time"
    """With hours, with or without a date."""


BUILT_IN = {
    **dict.fromkeys((14, 15, 16, 17, *range(27, 32), 36, *range(50, 55), 57, 58), Form.DAY),
    **dict.fromkeys((18, 19, 20, 21, 22, *range(32, 36), 45, 47, 55, 56), Form.TIME),
}
NO_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^]]*\]')
"""Of a code, what is only shown: quoted and escaped text, padding, colours, languages and conditions."""
ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]")
"""Hours that count beyond a day: a length of time and no date."""
FIRST_DAY_1900 = datetime(1899, 12, 30, tzinfo=UTC)
FIRST_DAY_1904 = datetime(1904, 1, 1, tzinfo=UTC)
LAST_DAY_THAT_NEVER_WAS = 60
"""29 February 1900, which Excel has taken over from Lotus 1-2-3: before it days are counted from one day later."""
SECONDS_A_DAY = 86_400
MOST_DIGITS = 15
"""Excel keeps no more of a number."""


def form_of_number(number: int) -> Form:
    """The form of a built-in format."""
    return BUILT_IN.get(number, Form.NUMBER)


def form_of_code(code: str) -> Form:
    """The form of a format by its code, such as `dd\\-mm\\-yyyy hh:mm`; its first section decides."""
    if code.strip().lower() == "general":
        return Form.NUMBER
    shown = NO_CODE.sub("", code).lower().split(";")[0]
    if ELAPSED.search(shown):
        return Form.NUMBER
    if re.search("[hs]", shown):
        return Form.TIME
    return Form.DAY if re.search("[dmy]", shown) else Form.NUMBER


@lru_cache(maxsize=2**16)  # dates come again and again
def written(number: str, form: Form, from_1904: bool) -> str:
    """A cell's number as text: `2024-01-05`, `2024-01-05T10:00:00` or `10:00:00`; as a number where it is no date."""
    value = float(number)
    if form is Form.NUMBER:
        return _as_number(value)
    is_clock = form is Form.TIME and 0 <= value < 1
    moment = None if is_clock else _moment(value, from_1904)
    if is_clock:
        return f"{FIRST_DAY_1900 + timedelta(seconds=round(value * SECONDS_A_DAY)):%H:%M:%S}"
    if moment is None:
        return _as_number(value)
    return moment.date().isoformat() if form is Form.DAY else moment.replace(tzinfo=None).isoformat()


def _as_number(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 10**MOST_DIGITS else repr(value)


def _moment(value: float, from_1904: bool) -> datetime | None:
    """To the second, for a number of days is never exact. None: it is no day of the calendar."""
    seconds = round(value * SECONDS_A_DAY) if abs(value) < 10**MOST_DIGITS else -1
    if seconds < 0 or (seconds < SECONDS_A_DAY and not from_1904):
        return None
    first = FIRST_DAY_1904 if from_1904 else FIRST_DAY_1900
    if not from_1904 and value < LAST_DAY_THAT_NEVER_WAS:
        first += timedelta(days=1)
    try:
        return first + timedelta(seconds=seconds)
    except OverflowError:
        return None
