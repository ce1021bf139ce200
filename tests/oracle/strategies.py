"""Random rules, histories and moments of looking, crowded together so that they meet often.

Every example draws an anchor: one of the days on which calendars go wrong. Events, limits' beginnings and the moment
of looking all lie at typical distances from it, and share a few texts, matters and activities.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from sagsloft.core.rules import Rule

from .days import end_of_day, start_of_day
from .denmark import DENMARK
from .facts import Event
from .random_rules import ACTIVITIES, ATTRIBUTES, rules

__all__ = ["DENMARK", "Situation", "situations", "situations_known_in_part"]

COPENHAGEN = ZoneInfo(DENMARK.timezone)

ANCHORS = tuple(
    date.fromisoformat(day)
    for day in (
        *("2023-12-31", "2024-01-01"),  # the change of law
        *("2023-10-29", "2024-03-31", "2024-10-27"),  # clocks change
        *("2024-03-27", "2024-03-28", "2024-03-29", "2024-04-01", "2024-05-09", "2024-05-20"),  # Easter to Whitsun
        *("2024-12-23", "2024-12-25", "2024-12-26"),  # Christmas
        *("2023-11-30", "2024-01-31", "2024-02-28", "2024-02-29", "2024-05-31", "2024-08-31"),  # ends of months
    )
)

NEAR = (0, 0, 0, 0, 0, 0, 1, 1, -1, -1, -2, -6, -8, 2, 3, 5, 6, 7, 8)
FAR = (9, 14, -7, -14, 28, 29, 30, 31, -28, -30, -31, 60, 61, 91, 92, -91, 182, -183, 365, 366, -365)

TIMES_OF_DAY = (
    time(0),
    time(23, 59, 59, 999999),
    time(12),
    time(12),
    time(9),
    time(2, 30),
    time(2, 30, fold=1),
    time(1),
    time(0, 0, 0, 1),
    time(23),
)
"""Midnight and the day's last microsecond, the doubled (or missing) hour, and office hours that meet."""

NUDGES = tuple(
    timedelta(**{unit: count})
    for unit, count in (
        *(("seconds", 0),) * 4,
        *(("microseconds", 1), ("microseconds", -1)),
        *(("hours", 1), ("hours", -1), ("hours", 24), ("hours", 48)),
    )
)

ALPHABETS = (
    ("a", "b", "c"),
    ("a", "b", "c", "d", "sag_afsluttet"),
    ("a", "b", "c", "d"),
    ("a", "b"),
    ("a", "b", "d"),
    ("a",),
    ("a", "b", "c", "sag_aabnet", "sag_afsluttet"),
    ("a", "sag_aabnet", "sag_afsluttet"),
    ACTIVITIES,
)
"""The activities that both the rules and the events of one situation draw on."""

NUMBERS_OF_EVENTS = (2, 3, 4, 1, 5, 6, 7, 8, 9, 10, 12, 14, 0)
MATTERS = (("M1",), ("M1", "M2"), (None,), (None, "M1"), (None, "M1", "M1", "M2"))
CASES = (("C1",), ("C1",), ("C1", "C1", "C1", "C2", "C3"))
OTHER_TEXTS = ("true", "ja", "JA", "sand", "nej", "", " ", "[]", "{}", "indsats", "andet", "1", " ja ", " indsats ")


@dataclass(frozen=True)
class Situation:
    """All that an evaluation takes: `events` in the order of the frame, which is not that of their rows."""

    events: list[Event]
    rules: list[Rule]
    as_of: date | datetime
    known_at: date | datetime | None
    covers: frozenset[str]


Interval = tuple[datetime, datetime]

# Strategies are costly to build and the anchors are few, so each is built once.


@cache
def days_around(anchor: date) -> SearchStrategy[date]:
    distance = st.sampled_from(NEAR + FAR) | st.sampled_from(NEAR)
    return distance.map(lambda days: anchor + timedelta(days=days))


Clock = tuple[time, timedelta]
CLOCKS = st.tuples(st.sampled_from(TIMES_OF_DAY), st.sampled_from(NUDGES))


def instant_on(day: date, clock: Clock) -> datetime:
    time_of_day, nudge = clock
    return datetime.combine(day, time_of_day, COPENHAGEN).astimezone(UTC) + nudge


@cache
def instants(anchor: date) -> SearchStrategy[datetime]:
    return st.tuples(days_around(anchor), CLOCKS).map(lambda drawn: instant_on(*drawn))


def interval(day: date, clock: Clock | None) -> Interval:
    """An instant, or the whole day where there is no clock."""
    if clock is None:
        return start_of_day(day, DENMARK), end_of_day(day, DENMARK)
    instant = instant_on(day, clock)
    return instant, instant


@st.composite
def few_intervals(draw: st.DrawFn, anchor: date) -> list[Interval]:
    """A few days, each with and without a few times of day: dates and instants of the same day meet."""
    days = [draw(days_around(anchor)) for _ in range(draw(st.sampled_from((3, 2, 4, 1))))]
    clocks = [draw(CLOCKS) for _ in range(draw(st.sampled_from((1, 2, 3))))]
    return [interval(day, clock) for day in days for clock in (None, *clocks)]


@cache
def date_texts(anchor: date) -> SearchStrategy[str]:
    """Dates and timestamps that can be read, and texts that only look like it."""
    forms = (
        *("{}", "{}", "{}", " {} ", "{}T10:00", "{} 10:00:00.5", "{}T23:30:00Z", "{}T00:30+0200", "{}T00:30:00,1+03"),
        *("{} tekst", "{}T", "{}T25:00", "{}T10:00:60", "{}Z"),
    )
    with_a_day = st.tuples(st.sampled_from(forms), days_around(anchor)).map(lambda drawn: drawn[0].format(drawn[1]))
    return with_a_day | with_a_day | st.sampled_from(("2024-02-30", "31-05-2024", "2024-05-31T23:30:00Z", "snart"))


@cache
def attributes(anchor: date) -> SearchStrategy[dict[str, str]]:
    """Attributes that mostly hold what their name promises."""
    other, dates = st.sampled_from(OTHER_TEXTS), date_texts(anchor)
    some = st.fixed_dictionaries({}, optional={"x": other, "y": other | dates, "dato": other | dates})
    return some | st.fixed_dictionaries({"dato": dates}, optional={"x": other, "y": dates})


@cache
def recorded(anchor: date) -> SearchStrategy[datetime | None]:
    return st.none() | instants(anchor)


@st.composite
def events(draw: st.DrawFn, anchor: date, activities: tuple[str, ...]) -> list[Event]:
    """Up to fourteen events at a handful of times, in a shuffled frame, numbered in an order of their own."""
    cores = st.tuples(
        st.sampled_from(draw(st.sampled_from(CASES))),
        st.sampled_from(draw(st.sampled_from(MATTERS))),
        st.sampled_from(activities),
        st.sampled_from(draw(few_intervals(anchor))),
        st.sampled_from(draw(st.lists(attributes(anchor), min_size=1, max_size=4))),
    )
    count = draw(st.sampled_from(NUMBERS_OF_EVENTS))
    rows = draw(st.permutations(range(3, 3 + count)))
    return [event_of(row, draw(cores)) for row in rows]


def event_of(row: int, core: tuple[str, str | None, str, Interval, dict[str, str]]) -> Event:
    """An event whose people and places follow its row, so that a mix-up shows."""
    case, matter, activity, (earliest, latest), attributes = core
    return Event(
        row=row,
        case_id=case,
        activity=activity,
        earliest=earliest,
        latest=latest,
        matter_id=matter,
        attributes=attributes,
        caseworker=None if row % 5 == 0 else f"R{row}",
        team=f"T{row}",
        municipality=f"K{row % 2}",
    )


@cache
def moments_of_looking(anchor: date) -> SearchStrategy[date | datetime]:
    """Mostly late enough to see everything; else in the thick of it, on a day or at an instant."""
    late = st.sampled_from((date(2025, 1, 1), date(2025, 6, 30), date(2026, 1, 31)))
    in_the_thick = days_around(anchor) | instants(anchor) | instants(anchor).map(in_local_time)
    return st.one_of(*(late,) * 9, in_the_thick)


def in_local_time(instant: datetime) -> datetime:
    return instant.astimezone(COPENHAGEN)


COVERS = st.just(frozenset[str]()) | st.frozensets(st.sampled_from(ACTIVITIES + ATTRIBUTES), max_size=4)


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """A source, one or two rules, and the moment at which they are judged; everything is known."""
    anchor, activities = draw(st.sampled_from(ANCHORS)), draw(st.sampled_from(ALPHABETS))
    return Situation(
        events=draw(events(anchor, activities)),
        rules=draw(rules(anchor, activities)),
        as_of=draw(moments_of_looking(anchor)),
        known_at=None,
        covers=draw(COVERS),
    )


@st.composite
def situations_known_in_part(draw: st.DrawFn) -> Situation:
    """Situations with a moment of knowing, and events that were written down before or after it."""
    situation = draw(situations())
    anchor = draw(st.sampled_from(ANCHORS))
    written = st.tuples(recorded(anchor), recorded(anchor))
    written_down = [
        replace(event, recorded_at=recorded_at, received_at=received_at)
        for event, (recorded_at, received_at) in ((event, draw(written)) for event in situation.events)
    ]
    return replace(situation, events=written_down, known_at=draw(days_around(anchor) | instants(anchor)))
