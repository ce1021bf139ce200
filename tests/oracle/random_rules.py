"""Random rules over the whole algebra of the rulebook's section 3, with a few activities and attributes."""

from datetime import date, timedelta
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from sagsloft.core.calendar import Span, Unit
from sagsloft.core.rules import (
    ANY_ACTIVITY,
    AtLeast,
    Before,
    Condition,
    Deadline,
    Given,
    IsFalse,
    IsTrue,
    OneOf,
    Open,
    Pattern,
    Repealed,
    Rule,
    Scope,
    Version,
    Within,
)

from .shorthand import rule, version

__all__ = ["ACTIVITIES", "ATTRIBUTES", "rules"]

ACTIVITIES = ("sag_aabnet", "sag_afsluttet", "a", "b", "c", "d")
ATTRIBUTES = ("x", "y", "dato")

CHANGES_OF_LAW = tuple(date.fromisoformat(day) for day in ("2024-01-01", "2024-01-01", "2024-04-01", "2023-11-15"))
LONG_AGO = date(2000, 1, 1)

# What shrinks and turns up most stands first: the ordinary before the empty.
CALENDAR_SPANS = (
    *(Span(count, Unit.DAYS) for count in (7, 30, 2, 1, 31)),
    *(Span(count, Unit.MONTHS) for count in (1, 3, 2, 12)),
    *(Span(count, Unit.WEEKS) for count in (1, 2)),
    Span(1, Unit.YEARS),
    *(Span(0, unit) for unit in (Unit.DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS)),
)
COUNTED_SPANS = (
    *(Span(count, Unit.HOURS) for count in (24, 48, 1, 23, 25, 0)),
    *(Span(count, Unit.WEEKDAYS) for count in (6, 1, 2, 3, 0)),
    *(Span(count, Unit.WORKING_DAYS) for count in (7, 1, 2, 5, 0)),
)
PERIODS = (
    *(Span(count, Unit.MONTHS) for count in (1, 2, 3, 6)),
    *(Span(count, Unit.DAYS) for count in (30, 7, 6, 91)),
    *(Span(count, Unit.WEEKS) for count in (1, 4, 13)),
    Span(1, Unit.YEARS),
)
FIRST_DAY_CAN_COUNT = {Unit.DAYS, Unit.WEEKS}


TEXTS = st.sampled_from((("indsats",), ("indsats", "ja"), ("andet",), ("nej", "[]"), ("",)))
PLAIN: SearchStrategy[Condition] = st.sampled_from((IsTrue(), IsFalse(), IsFalse(), Given()))
CONDITIONS = PLAIN | TEXTS.map(OneOf)
NO_CONDITION: SearchStrategy[dict[str, Condition]] = st.just({})
WHERES = st.one_of(
    # Each condition makes a match rarer, so most patterns have none.
    *(NO_CONDITION,) * 6,
    st.dictionaries(st.sampled_from(ATTRIBUTES), CONDITIONS, min_size=1, max_size=2),
)
EXCLUDED = st.lists(st.sampled_from(ACTIVITIES), max_size=3, unique=True).map(tuple)


@cache
def patterns(activities: tuple[str, ...]) -> SearchStrategy[Pattern]:
    """Patterns of one activity, and now and then of any but a few."""
    plain = st.tuples(st.sampled_from(activities), WHERES).map(lambda drawn: Pattern(*drawn))
    any_but = st.tuples(WHERES, EXCLUDED).map(lambda drawn: Pattern(ANY_ACTIVITY, *drawn))
    return st.one_of(plain, plain, plain, plain, plain, any_but)


def activities_alone(*activities: str) -> tuple[Pattern, ...]:
    return tuple(Pattern(activity) for activity in activities)


@cache
def some_patterns(activities: tuple[str, ...]) -> SearchStrategy[tuple[Pattern, ...]]:
    return st.lists(patterns(activities), min_size=1, max_size=3).map(tuple)


@cache
def perhaps_patterns(activities: tuple[str, ...]) -> SearchStrategy[tuple[Pattern, ...]]:
    return st.just(()) | some_patterns(activities)


@cache
def or_whens(activities: tuple[str, ...]) -> SearchStrategy[tuple[Pattern, ...]]:
    alone = st.sampled_from(activities).map(activities_alone)
    return st.just(()) | alone | some_patterns(activities)


@st.composite
def withins(draw: st.DrawFn, activities: tuple[str, ...]) -> Within:
    span = draw(st.sampled_from(CALENDAR_SPANS + COUNTED_SPANS))
    can_count_first_day = span.unit in FIRST_DAY_CAN_COUNT and span.count >= 1
    return Within(
        span=span,
        counting_first_day=can_count_first_day and draw(st.booleans()),
        on_date_in=draw(st.sampled_from((None, None, "dato", "dato", "y"))),
        or_when=draw(or_whens(activities)),
        or_before=draw(st.sampled_from((None, None, *CALENDAR_SPANS))),
    )


@cache
def deadlines(activities: tuple[str, ...]) -> SearchStrategy[Deadline]:
    """Limits forward are drawn as often as all other forms together: they have the most options."""
    within = withins(activities)
    before = st.sampled_from(CALENDAR_SPANS).map(Before)
    at_least = st.tuples(st.integers(1, 3), st.sampled_from(PERIODS)).map(lambda drawn: AtLeast(*drawn))
    other = st.sampled_from((Open(), Open(), Open(), Repealed()))
    return st.one_of(within, within, within, within, before, before, at_least, at_least, other)


Lists = tuple[tuple[Pattern, ...], tuple[Pattern, ...], tuple[Pattern, ...], tuple[Pattern, ...]]


# In lists at random a trigger seldom meets fulfilment, excuse and end in one group; here it does all the time.
CLOSE_TOGETHER: SearchStrategy[Lists] = st.tuples(
    st.just(activities_alone("a")),
    st.sampled_from(
        (activities_alone("b"), activities_alone("b", "d"), activities_alone("a"), activities_alone("a", "b"))
    ),
    st.sampled_from((activities_alone("c"), (), activities_alone("a", "c"))),
    st.sampled_from(
        (activities_alone("d", "sag_afsluttet"), activities_alone("sag_afsluttet"), (), activities_alone("a"))
    ),
)


@cache
def lists(activities: tuple[str, ...]) -> SearchStrategy[Lists]:
    """Trigger, fulfilled_by, excused_by and lapses_on."""
    some, perhaps = some_patterns(activities), perhaps_patterns(activities)
    return CLOSE_TOGETHER | st.tuples(some, some, perhaps, perhaps)


@st.composite
def one_version(draw: st.DrawFn, in_force: date, usual: Lists, activities: tuple[str, ...]) -> Version:
    """A version that restates none, or any, of the rule's four lists."""
    restated = draw(lists(activities)) if draw(st.booleans()) else usual
    chosen = [draw(st.sampled_from(pair)) for pair in zip(usual, restated, strict=True)]
    return version(in_force.isoformat(), draw(deadlines(activities)), *chosen)


@cache
def first_days(anchor: date) -> SearchStrategy[list[date]]:
    """From of old and unchanged, or changed once or twice, or with nothing before the change."""
    near = [anchor + timedelta(days=days) for days in (-1, 0, 1, 30)]
    changes = st.sampled_from((*CHANGES_OF_LAW, *near))
    some = st.lists(changes, min_size=1, max_size=2, unique=True)
    of_old = st.just([LONG_AGO])
    return of_old | of_old | of_old | some.map(lambda days: [LONG_AGO, *days]) | some


@st.composite
def one_rule(draw: st.DrawFn, rule_id: str, anchor: date, activities: tuple[str, ...]) -> Rule:
    usual = draw(lists(activities))
    return rule(
        draw(st.sampled_from(Scope)),
        *[draw(one_version(day, usual, activities)) for day in draw(first_days(anchor))],
        rule_id=rule_id,
        counts_from=draw(st.sampled_from((None, "dato", "dato", "y"))),
        not_after_end=draw(st.sampled_from((False, False, True))),
    )


@st.composite
def rules(draw: st.DrawFn, anchor: date, activities: tuple[str, ...]) -> list[Rule]:
    """One rule, or two side by side."""
    ids = draw(st.sampled_from((("r1",), ("r1",), ("r1", "r2"))))
    return [draw(one_rule(rule_id, anchor, activities)) for rule_id in ids]
