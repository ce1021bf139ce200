"""Deadlines and moments as people say them to one another: today at 14.30, three days over."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from sagsloft.messages import Language, say
from sagsloft.messages.wording import clock, day, days_between, decimal, moment
from sagsloft.web.monitor.law import local_day, timezone

__all__ = [
    "DASH",
    "clock_words",
    "counted",
    "day_words",
    "due_words",
    "minute_words",
    "moment_words",
    "number",
    "relative",
]

DASH = "–"
SECONDS_IN_HOUR = 60 * 60
NEAR = {-1: "web.yesterday_at", 0: "web.today_at", 1: "web.tomorrow_at"}


def counted(key: str, count: int, language: Language, **values: object) -> str:
    """The sentence `<key>_one` or `<key>_many`, with the number as `{count}`."""
    form = "one" if count == 1 else "many"
    return say(f"{key}_{form}", language, count=number(count, language), **values)


def number(value: int, language: Language) -> str:
    """`1.234`; `1,234`."""
    return decimal(value, language, 0)


def moment_words(value: datetime | None, language: Language) -> str:
    """`31. marts 2024 kl. 13.00`; `–` where there is none."""
    return DASH if value is None else moment(value, timezone(), language)


def minute_words(value: datetime | None, language: Language) -> str:
    """The same without seconds, which nobody asks for of a file that was read; the end of a day stays one."""
    if value is None or value.astimezone(ZoneInfo(timezone())).time() == time.max:
        return moment_words(value, language)
    return moment_words(value.replace(second=0, microsecond=0), language)


def day_words(value: datetime | None, language: Language) -> str:
    """`31. marts 2024`; `–` where there is none."""
    return DASH if value is None else day(local_day(value), language)


def relative(value: datetime, now: datetime, language: Language) -> str:
    """`i går kl. 23.10`; further off than a day, its date."""
    near = NEAR.get(days_between(now, value, timezone()))
    if near is None:
        return moment(value, timezone(), language)
    return say(near, language, clock=clock(value, timezone(), language))


def due_words(due_at: datetime, now: datetime, language: Language) -> str:
    """`3 dage over fristen`; `i dag`; `om 5 dage`. Local days."""
    days = days_between(now, due_at, timezone())
    if due_at < now:
        return counted("web.days_over", -days, language) if days else say("web.passed_today", language)
    if days <= 1:
        return say("web.due_tomorrow" if days else "web.due_today", language)
    return counted("web.days_left", days, language)


def clock_words(due_at: datetime, now: datetime, language: Language) -> str:
    """`om 3 timer`; `under en time`; `udløb for 2 timer siden`."""
    hours = abs(due_at - now).total_seconds() / SECONDS_IN_HOUR
    way = "over" if due_at < now else "left"
    if hours < 1:
        return say(f"web.minutes_{way}", language)
    return counted(f"web.hours_{way}", int(hours), language)
