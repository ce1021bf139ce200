"""Deadlines on which an engine can go wrong: each form at its edges, with a name and with what is right about it.

As in test_named_histories.py, engine and oracle are asked together, and the answer is written out. Local time.
"""

from datetime import date

import pytest

from sagsloft.core.rules import AtLeast, Before, IsFalse, IsTrue, Open, Repealed, Scope, Within

from .agreement import judged, statuses
from .shorthand import at, end_of, local, of, rule, span, version

# or_when

OR_WHEN_C = rule(Scope.MATTER, version("2000-01-01", Within(span("3 days"), or_when=of("c")), of("a"), of("b")))


@pytest.mark.parametrize(
    ("when", "due", "basis"),
    [
        ("2024-03-06 23:59:59.999999", "2024-03-06", "or_when"),
        ("2024-03-07 00:00", "2024-03-07", "trigger"),
        ("2024-03-04 11:59", "2024-03-07", "trigger"),
        ("2024-03-04", "2024-03-07", "trigger"),
        ("2024-03-05", "2024-03-05", "or_when"),
    ],
)
def test_or_when_counts_to_the_end_of_its_day_and_only_when_that_is_earlier(when: str, due: str, basis: str) -> None:
    """The event may lie anywhere in the case, and may not begin before the trigger has ended."""
    (obligation,) = judged(OR_WHEN_C, at("2024-03-04 12:00", "a", "M1"), at(when, "c", "M2"))
    assert (obligation.due_at, obligation.basis) == (end_of(due), basis)
    assert obligation.day_precision == (basis == "or_when" and len(when) == 10)


def test_a_trigger_that_is_its_own_or_when_is_due_the_same_day() -> None:
    same_day = rule(Scope.CASE, version("2000-01-01", Within(span("3 days"), or_when=of("a")), of("a"), of("b")))
    timed, dated = judged(same_day, at("2024-03-04 12:00", "a"), at("2024-03-20", "a"))
    assert (timed.due_at, timed.basis) == (end_of("2024-03-04"), "or_when")
    assert (dated.due_at, dated.basis) == (end_of("2024-03-23"), "trigger")


def test_of_a_date_and_its_midnight_the_lower_row_is_the_or_when() -> None:
    trigger, dated, midnight = at("2024-03-04 12:00", "a"), at("2024-03-05", "c"), at("2024-03-05 00:00", "c")
    assert [one.day_precision for one in judged(OR_WHEN_C, trigger, dated, midnight)] == [True]
    assert [one.day_precision for one in judged(OR_WHEN_C, trigger, midnight, dated)] == [False]


def test_what_was_done_before_leaves_the_due_date_to_or_when() -> None:
    deadline = Within(span("3 days"), or_when=of("c"), or_before=span("1 months"))
    done_before = rule(Scope.CASE, version("2000-01-01", deadline, of("a"), of("b")))
    events = [at("2024-02-04 00:00", "b"), at("2024-03-04 12:00", "a"), at("2024-03-05", "c")]
    (obligation,) = judged(done_before, *events)
    assert (obligation.status, obligation.basis, obligation.due_at) == ("met", "or_when", end_of("2024-03-05"))
    assert obligation.day_precision


def test_of_two_excuses_the_one_before_the_trigger_is_taken() -> None:
    """Only the precision shows which: the dated one looking back, or the timed one looking forward."""
    deadline = Within(span("3 days"), or_before=span("1 months"))
    excusable = rule(Scope.CASE, version("2000-01-01", deadline, of("a"), of("b"), of("c")))
    events = [at("2024-03-04 12:00", "a"), at("2024-03-01", "c"), at("2024-03-05 12:00", "c")]
    (obligation,) = judged(excusable, *events)
    assert (obligation.status, obligation.day_precision) == ("excused", True)


# Dates that the trigger names

NAMED_DATES = rule(
    Scope.CASE,
    version("2000-01-01", Within(span("1 months"), on_date_in="frist"), of("a"), of("b")),
    counts_from="kendt",
)


@pytest.mark.parametrize(
    ("named", "due", "basis"),
    [
        ({"frist": "2024-03-31T22:30:00Z", "kendt": "2024-01-31"}, "2024-04-01", "on_date_in"),
        ({"frist": "2024-03-04", "kendt": "2024-01-31"}, "2024-03-04", "on_date_in"),
        ({"frist": "2024-03-03", "kendt": "2024-01-31"}, "2024-02-29", "counts_from"),
        ({"frist": "2024-02-30", "kendt": "2024-03-04"}, "2024-04-04", "counts_from"),
        ({"frist": "aftalt", "kendt": "2024-03-05"}, "2024-04-04", "trigger"),
        ({"frist": "2024-05-31 tekst", "kendt": " "}, "2024-04-04", "trigger"),
    ],
)
def test_the_due_day_named_goes_before_the_day_counted_from(named: dict[str, str], due: str, basis: str) -> None:
    (obligation,) = judged(NAMED_DATES, at("2024-03-04 12:00", "a", **named))
    assert (obligation.due_at, obligation.basis) == (end_of(due), basis)


def test_a_limit_counted_from_long_ago_is_passed_before_it_begins() -> None:
    """Neither an excuse nor an end at the trigger itself is early enough; what was done before it still counts."""
    version_ = version(
        "2000-01-01", Within(span("1 months"), or_before=span("7 days")), of("a"), of("b"), of("c"), of("d")
    )
    long_ago = rule(Scope.CASE, version_, counts_from="kendt")
    trigger = at("2024-03-04 12:00", "a", kendt="2023-12-01")
    at_once = [at("2024-03-04 12:00", "c"), at("2024-03-04 12:00", "d")]
    assert statuses(long_ago, trigger, *at_once, at("2024-03-04 12:00", "b")) == ["late"]
    assert statuses(long_ago, trigger, *at_once) == ["overdue"]
    assert statuses(long_ago, trigger, at("2024-02-26 00:00", "b")) == ["met"]
    assert statuses(long_ago, trigger, at("2024-02-25 23:59:59.999999", "b")) == ["overdue"]
    assert statuses(long_ago, trigger, at("2024-02-26", "c")) == ["excused"]


# Before

BEFORE = rule(Scope.CASE, version("2000-01-01", Before(span("6 months")), of("a", "d"), of("a", "b"), of("c")))


def test_a_trigger_is_never_what_had_to_come_before_it() -> None:
    assert statuses(BEFORE, at("2024-03-04 12:00", "a")) == ["overdue"]


def test_two_on_the_same_date_may_each_have_come_before_the_other() -> None:
    assert statuses(BEFORE, at("2024-03-04", "a"), at("2024-03-04", "a")) == ["met", "met"]


@pytest.mark.parametrize(
    ("done", "status"),
    [
        ("2023-08-29", "met"),
        ("2023-08-29 00:00", "met"),
        ("2023-08-28 23:59:59.999999", "overdue"),
        ("2024-02-29 23:59:59.999999", "met"),
        ("2024-03-01 00:00", "late"),
    ],
)
def test_six_months_before_a_decision_dated_on_the_leap_day(done: str, status: str) -> None:
    assert statuses(BEFORE, at("2024-02-29", "d"), at(done, "b")) == [status]


def test_an_excuse_before_hides_neither_the_later_fulfilment_nor_its_precision() -> None:
    events = [at("2024-03-04 12:00", "d"), at("2024-03-01 12:00", "c"), at("2024-03-06", "b")]
    (obligation,) = judged(BEFORE, *events)
    assert (obligation.status, obligation.fulfilled_at) == ("excused", local("2024-03-06"))
    assert obligation.day_precision


# Periods

TWICE_A_MONTH = rule(
    Scope.MATTER, version("2000-01-01", AtLeast(2, span("1 months")), of("a"), of("b"), of("c"), of("d"))
)


def test_dates_and_instants_that_tie_count_once_each_in_the_order_of_rows() -> None:
    """The visit dated on the first day is judged at T like the timed one; the row picks the second."""
    trigger = at("2024-01-31 12:00", "a")
    timed, dated = at("2024-01-31 12:00", "b"), at("2024-01-31", "b")
    (first,) = judged(TWICE_A_MONTH, trigger, timed, dated, as_of=date(2024, 2, 28))
    assert (first.status, first.fulfilled_at, first.day_precision) == ("met", local("2024-01-31 12:00"), True)
    (first,) = judged(TWICE_A_MONTH, trigger, dated, timed, as_of=date(2024, 2, 28))
    assert (first.status, first.day_precision) == ("met", False)


def test_periods_begin_on_the_trigger_s_day_of_the_month_or_its_last() -> None:
    first, second, third = judged(TWICE_A_MONTH, at("2024-01-31", "a"), as_of=date(2024, 3, 31))
    assert [one.due_at for one in (first, second, third)] == [
        end_of("2024-02-28"),
        end_of("2024-03-30"),
        end_of("2024-04-29"),
    ]
    assert [one.status for one in (first, second, third)] == ["overdue", "overdue", "pending"]


def test_no_period_begins_at_or_after_the_end_and_the_one_it_falls_in_lapses() -> None:
    placed = at("2024-01-01", "a")
    assert statuses(TWICE_A_MONTH, placed, at("2024-02-01", "d")) == ["overdue"]
    assert statuses(TWICE_A_MONTH, placed, at("2024-02-01 00:00:00.000001", "d")) == ["overdue", "lapsed"]


def test_an_excuse_counts_for_every_period_due_after_it() -> None:
    events = [at("2024-01-01", "a"), at("2024-02-15", "c")]
    assert statuses(TWICE_A_MONTH, *events, as_of=date(2024, 4, 1)) == ["overdue", "excused", "excused", "excused"]


def test_each_law_counts_periods_of_its_own_length_from_the_same_day() -> None:
    """A period belongs to the law on its first day: the old year runs on beside the new half years."""
    changed = rule(
        Scope.MATTER,
        version("2000-01-01", AtLeast(1, span("1 years")), of("a"), of("b")),
        version("2024-01-01", AtLeast(1, span("6 months")), of("a"), of("c")),
    )
    events = [at("2022-03-01", "a"), at("2023-04-01", "b"), at("2024-02-01", "c"), at("2024-10-01", "c")]
    found = judged(changed, *events, as_of=date(2024, 9, 1))
    old = [(one.period, one.status) for one in found if one.version == date(2000, 1, 1)]
    new = [(one.period, one.status) for one in found if one.version == date(2024, 1, 1)]
    assert old == [(1, "overdue"), (2, "met")]
    assert new == [(5, "overdue"), (6, "pending")]


def test_a_law_of_another_form_makes_no_periods_and_repeal_stops_them() -> None:
    changed = rule(
        Scope.CASE,
        version("2000-01-01", AtLeast(1, span("1 months")), of("a"), of("b")),
        version("2024-02-01", Open(), of("a"), of("b")),
        version("2024-04-01", AtLeast(1, span("1 months")), of("a"), of("b")),
        version("2024-05-01", Repealed(), of("a"), of("b")),
    )
    found = judged(changed, at("2023-12-15", "a"), at("2024-02-15", "a"))
    assert [(one.trigger_row, one.period, one.status) for one in found] == [
        (0, 1, "overdue"),
        (0, 2, "overdue"),
        (0, 5, "overdue"),
        (1, None, "pending"),
        (1, 3, "overdue"),
    ]


# Change of law


def test_a_restated_trigger_counts_from_its_own_first_day() -> None:
    changed = rule(
        Scope.CASE,
        version("2000-01-01", Within(span("7 days")), of("a", x=IsTrue()), of("b")),
        version("2024-01-01", Within(span("7 days")), of("a", x=IsFalse()), of("b")),
    )
    before, after = "2023-12-31 23:59:59.999999", "2024-01-01 00:00"
    events = [at(before, "a", x="Ja"), at(before, "a"), at(after, "a", x="JA"), at(after, "a", x="nej")]
    assert [one.trigger_row for one in judged(changed, *events)] == [0, 3]
