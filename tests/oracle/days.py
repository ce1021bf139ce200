"""Local days, spans and dates in texts, for the oracle alone: nothing here is shared with `sagsloft.core.calendar`.

The rulebook's section 4, points 1, 7 and 8, with the readings of ADR 4.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from math import ceil
from zoneinfo import ZoneInfo

from sagsloft.core.calendar import Calendar, Span, Unit

__all__ = ["counted_on", "end_of_day", "instant", "local_day", "moved", "readable_day", "start_of_day"]

ONE_DAY = timedelta(days=1)
SUNDAY, SATURDAY = 6, 5

DATE_OR_TIMESTAMP = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r"(?P<offset>Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)


def start_of_day(day: date, calendar: Calendar) -> datetime:
    """00:00 local on `day`, as UTC (point 1)."""
    return datetime.combine(day, time(0), ZoneInfo(calendar.timezone)).astimezone(UTC)


def end_of_day(day: date, calendar: Calendar) -> datetime:
    """23:59:59.999999 local on `day`, as UTC (points 1 and 7)."""
    return datetime.combine(day, time.max, ZoneInfo(calendar.timezone)).astimezone(UTC)


def local_day(moment: datetime, calendar: Calendar) -> date:
    """The day on the wall calendar when `moment` happened."""
    return moment.astimezone(ZoneInfo(calendar.timezone)).date()


def instant(moment: date | datetime, calendar: Calendar) -> datetime:
    """A date means the end of that local day (point 2); a time without an offset is local (ADR 4, 14)."""
    if not isinstance(moment, datetime):
        return end_of_day(moment, calendar)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(calendar.timezone))
    return moment.astimezone(UTC)


def moved(day: date, span: Span, times: int = 1) -> date:
    """The day `times` spans away (negative: earlier), in whole days, weeks, months or years (point 7)."""
    count = span.count * times
    match span.unit:
        case Unit.DAYS:
            return day + timedelta(days=count)
        case Unit.WEEKS:
            return day + timedelta(weeks=count)
        case Unit.MONTHS:
            return moved_by_months(day, count)
        case Unit.YEARS:
            return moved_by_months(day, 12 * count)
        case _:
            raise ValueError(f"not a span of calendar days: {span}")


def moved_by_months(day: date, months: int) -> date:
    """The same day of the month, else the month's last day (point 7)."""
    year, month_index = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month_index + 1)[1]
    return date(year, month_index + 1, min(day.day, last))


def counted_on(day: date, span: Span, counting_first_day: bool, calendar: Calendar) -> date:
    """The due day, counted from `day` taken as a whole day (point 7)."""
    match span.unit:
        case Unit.HOURS:
            return day + timedelta(days=ceil(span.count / 24))
        case Unit.WEEKDAYS:
            return nth_day(day, span.count, {SUNDAY}, calendar)
        case Unit.WORKING_DAYS:
            return nth_day(day, span.count, {SATURDAY, SUNDAY}, calendar)
        case _:
            # Where the first day is counted, it uses up one of the days.
            return moved(day, span) - (ONE_DAY if counting_first_day else timedelta(0))


def nth_day(day: date, count: int, days_off: set[int], calendar: Calendar) -> date:
    """The `count`-th day after `day` that is neither a day off in the week nor a public holiday (point 7)."""
    while count > 0:
        day += ONE_DAY
        if day.weekday() not in days_off and day not in calendar.holidays:
            count -= 1
    return day


def readable_day(attributes: Mapping[str, str], name: str | None, calendar: Calendar) -> date | None:
    """The local day that an attribute says, or None where it is missing or unreadable (point 8; ADR 4, 8)."""
    text = attributes.get(name, "") if name else ""
    found = DATE_OR_TIMESTAMP.fullmatch(text.strip())
    if found is None:
        return None
    try:
        day = date.fromisoformat(found["day"])
        clock = time(int(found["hour"] or 0), int(found["minute"] or 0), int(found["second"] or 0))
        zone = zone_of(found["offset"])
    except ValueError:
        return None
    return day if zone is None else local_day(datetime.combine(day, clock, zone), calendar)


def zone_of(offset: str | None) -> timezone | None:
    """The zone that `Z`, `+hh`, `+hhmm` or `+hh:mm` stands for; None where there is no offset."""
    if offset is None:
        return None
    if offset == "Z":
        return UTC
    digits = offset[1:].replace(":", "").ljust(4, "0")
    clock = time(int(digits[:2]), int(digits[2:]))
    distance = timedelta(hours=clock.hour, minutes=clock.minute)
    return timezone(-distance if offset.startswith("-") else distance)
