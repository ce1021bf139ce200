"""A case drawn to scale: its events along the top, and a line for each rule with what it required and when it was done.

The drawing is SVG without style or script; its colours are classes of the style sheet, its shapes tell the same without
colour, and everything in it stands in the tables below it too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from html import escape
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString, mark_safe

from sagsloft.core.obligations import Status
from sagsloft.messages import Language, say
from sagsloft.web.monitor.case_story import Happened, Required
from sagsloft.web.monitor.law import timezone

__all__ = ["drawn"]

WIDTH, MARGIN = 960, 12
HEAD, LANE, FOOT = 56, 40, 26
BAR, LABEL = 10, 14
"""Heights, in the drawing's own units."""
LEAST = 3
"""Nothing is drawn narrower, for a limit of 24 hours must be seen on a scale of years."""
MOST_TICKS = 12
STEPS = (1, 2, 3, 6, 12, 24, 60)
"""Months between the ticks of the time axis."""
MONTHS_IN_YEAR = 12


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a moment lies."""

    first: datetime
    last: datetime

    def x(self, value: datetime) -> float:
        whole = (self.last - self.first).total_seconds() or 1
        part = (value - self.first).total_seconds() / whole
        return round(MARGIN + min(max(part, 0), 1) * (WIDTH - 2 * MARGIN), 1)


def drawn(
    happened: Sequence[Happened], required: Sequence[Required], as_of: datetime, language: Language
) -> SafeString:
    """The drawing; empty where nothing happened."""
    if not happened:
        return SafeString()
    scale = Scale(min(each.at for each in happened), _end(required, as_of))
    lanes = _lanes(required)
    height = HEAD + LANE * len(lanes) + FOOT
    description = say("web_case.timeline_description", language, events=len(happened), required=len(required))
    parts = [
        f'<svg class="timeline" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="tidslinje-navn">',
        f'<title id="tidslinje-navn">{escape(description)}</title>',
        *_axis(scale, height),
        *_events(happened, scale),
        *(part for place, (title, lane) in enumerate(lanes) for part in _lane(place, title, lane, scale, as_of)),
        *_today(scale, height, as_of, language),
        "</svg>",
    ]
    return mark_safe("".join(parts))  # noqa: S308 - our own numbers, and texts that are escaped


def _end(required: Sequence[Required], as_of: datetime) -> datetime:
    """A little after today, or after the last limit that is still to come within a year."""
    ahead = [each.due_at for each in required if each.due_at and each.due_at < as_of + timedelta(days=365)]
    return max([as_of, *ahead]) + timedelta(days=1)


def _lanes(required: Sequence[Required]) -> list[tuple[str, list[Required]]]:
    """Rule by rule, in the order in which they first asked for something."""
    order = {rule_id: place for place, rule_id in enumerate(dict.fromkeys(each.rule_id for each in required))}
    together = sorted(required, key=lambda each: order[each.rule_id])
    grouped = [list(lane) for _, lane in groupby(together, key=lambda each: each.rule_id)]
    return [(lane[0].title, lane) for lane in grouped]


def _axis(scale: Scale, height: int) -> Iterator[str]:
    bottom = height - FOOT
    for day in _ticks(scale):
        x = scale.x(datetime.combine(day, time.min, ZoneInfo(timezone())))
        name = str(day.year) if day.month == 1 else f"{day.month}/{day.year}"
        yield f'<path class="tl-tick" d="M{x} {HEAD - LABEL}V{bottom}"/>'
        yield f'<text class="tl-date" x="{x}" y="{bottom + 18}">{name}</text>'


def _ticks(scale: Scale) -> Iterator[date]:
    """The first days of months, years where there are many."""
    zone = ZoneInfo(timezone())
    first, last = scale.first.astimezone(zone).date(), scale.last.astimezone(zone).date()
    begin, end = (day.year * MONTHS_IN_YEAR + day.month - 1 for day in (first, last))
    step = next((each for each in STEPS if (end - begin) / each <= MOST_TICKS), STEPS[-1])
    for month in range(-(-begin // step) * step, end + 1, step):
        day = date(month // MONTHS_IN_YEAR, month % MONTHS_IN_YEAR + 1, 1)
        if day >= first:
            yield day


def _events(happened: Sequence[Happened], scale: Scale) -> Iterator[str]:
    """Notifications are diamonds that stand up; all else is dots."""
    y = HEAD - 2 * LABEL
    yield f'<path class="tl-line" d="M{MARGIN} {y}H{WIDTH - MARGIN}"/>'
    for each in sorted(happened, key=lambda event: event.is_notification):
        x, told = scale.x(each.at), f"<title>{escape(f'{each.number}. {each.what}, {each.when}')}</title>"
        if each.is_notification:
            yield f'<path class="tl-notified" d="M{x} {y - 9}l7 9l-7 9l-7 -9Z">{told}</path>'
        else:
            yield f'<circle class="tl-event" cx="{x}" cy="{y}" r="4">{told}</circle>'


def _lane(place: int, title: str, lane: Sequence[Required], scale: Scale, as_of: datetime) -> Iterator[str]:
    top = HEAD + LANE * place
    yield f'<text class="tl-rule" x="{MARGIN}" y="{top + LABEL}">{escape(title)}</text>'
    for each in lane:
        told = f"<title>{escape(f'{each.begun} – {each.due}: {each.status}')}</title>"
        marks = "".join(_marks(each, top + LABEL + 5, scale, as_of))
        yield f'<g class="tl-{each.mark.replace("_", "-")}">{told}{marks}</g>'


def _marks(each: Required, y: int, scale: Scale, as_of: datetime) -> Iterator[str]:
    """The time that was given, the time that was taken beyond it, and the doing."""
    begun = scale.x(each.triggered_at)
    done = None if each.fulfilled_at is None else scale.x(each.fulfilled_at)
    until = done if done is not None else scale.x(as_of)
    due = until if each.due_at is None else scale.x(each.due_at)
    kind = "tl-open" if each.due_at is None else "tl-given"
    yield _bar(kind, begun, due, y)
    if each.mark in {Status.LATE, Status.OVERDUE} and until > due:
        yield _bar("tl-beyond", due, until, y)
    if done is not None:
        yield f'<path class="tl-done" d="M{done} {y - 3}V{y + BAR + 3}"/>'
    elif each.mark == Status.OVERDUE:
        yield f'<path class="tl-missing" d="M{until - 4} {y + 1}l8 8m0 -8l-8 8"/>'


def _bar(kind: str, begin: float, end: float, y: int) -> str:
    left, right = min(begin, end), max(begin, end)
    return f'<rect class="{kind}" x="{left}" y="{y}" width="{max(right - left, LEAST):.1f}" height="{BAR}"/>'


def _today(scale: Scale, height: int, as_of: datetime, language: Language) -> Iterator[str]:
    x = scale.x(as_of)
    yield f'<path class="tl-today" d="M{x} 8V{height - FOOT}"/>'
    yield f'<text class="tl-date tl-end" x="{x - 4}" y="12">{escape(say("web_case.today", language))}</text>'
