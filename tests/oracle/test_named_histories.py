"""Histories on which an engine can go wrong, each with a name and with what is right about it.

Made by hand, or found at random by test_agreement.py and then shortened. Engine and oracle are asked together; the
expected answer is written out here all the same, so that both cannot be wrong unseen. Local time throughout.
The forms of deadline have a file of their own: test_named_deadlines.py.
"""

from dataclasses import replace
from datetime import date

import pytest

from sagsloft.core.rules import Before, Given, IsFalse, OneOf, Scope, Within

from .agreement import agreed, judged, statuses
from .facts import Event
from .shorthand import any_but, at, end_of, history, local, of, rule, span, version

# Ties

NEXT_IN_A_WEEK = rule(Scope.CASE, version("2000-01-01", Within(span("7 days")), of("a"), of("a")))
B_IN_24_HOURS = rule(Scope.CASE, version("2000-01-01", Within(span("24 hours")), of("a"), of("b")))


def test_of_two_at_the_same_instant_the_lower_row_is_followed_by_the_higher() -> None:
    instant = "2024-03-04 12:00"
    assert statuses(NEXT_IN_A_WEEK, at(instant, "a"), at(instant, "a")) == ["met", "overdue"]


def test_a_date_does_not_follow_an_instant_of_its_own_day() -> None:
    """Both begin obligations; the date's earliest is midnight, so it comes first in the order."""
    instant, day = at("2024-03-04 12:00", "a"), at("2024-03-04", "a")
    by_instant, by_day = judged(NEXT_IN_A_WEEK, instant, day)
    assert (by_instant.status, by_day.status) == ("overdue", "met")
    assert by_day.fulfilled_at == local("2024-03-04 12:00")


def test_what_is_no_trigger_fulfils_at_the_same_instant_from_a_lower_row() -> None:
    instant = "2024-03-04 12:00"
    assert statuses(B_IN_24_HOURS, at(instant, "b"), at(instant, "a")) == ["met"]


def test_of_a_date_and_an_instant_judged_alike_the_lower_row_is_taken() -> None:
    """Both are judged at T: only the row says whether the fulfilment has a time of day."""
    trigger, dated, timed = at("2024-03-04 12:00", "a"), at("2024-03-04", "b"), at("2024-03-04 12:00", "b")
    assert [one.day_precision for one in judged(B_IN_24_HOURS, trigger, dated, timed)] == [True]
    assert [one.day_precision for one in judged(B_IN_24_HOURS, trigger, timed, dated)] == [False]


# Days and instants


@pytest.mark.parametrize(
    ("done", "status"), [("2024-03-05 23:59:59.999999", "met"), ("2024-03-06 00:00", "late"), ("2024-03-03", "overdue")]
)
def test_24_hours_from_a_date_against_an_instant(done: str, status: str) -> None:
    (obligation,) = judged(B_IN_24_HOURS, at("2024-03-04", "a"), at(done, "b"))
    assert (obligation.status, obligation.due_at) == (status, end_of("2024-03-05"))


def test_a_date_on_the_trigger_s_own_day_is_done_at_the_trigger() -> None:
    (obligation,) = judged(B_IN_24_HOURS, at("2024-03-04 12:00", "a"), at("2024-03-04", "b"))
    assert (obligation.status, obligation.fulfilled_at) == ("met", local("2024-03-04 12:00"))
    assert obligation.day_precision


def test_hours_are_elapsed_through_the_hour_that_comes_twice() -> None:
    in_one_hour = rule(Scope.CASE, version("2000-01-01", Within(span("1 hours")), of("a"), of("b")))
    twice = "2024-10-27 02:30"
    second_coming = replace(at(twice, "b"), earliest=local(twice, fold=1), latest=local(twice, fold=1))
    (obligation,) = judged(in_one_hour, at(twice, "a"), second_coming)
    assert (obligation.due_at, obligation.status) == (local(twice, fold=1), "met")


# Ends

FOLLOW_UP = rule(
    Scope.MATTER,
    version("2000-01-01", Within(span("1 months")), of("a"), of("b"), lapses_on=of("d", "sag_afsluttet")),
    not_after_end=True,
)


def test_a_reopened_case_has_obligations_again() -> None:
    events = [
        at("2024-01-01", "sag_aabnet"),
        at("2024-02-01 12:00", "sag_afsluttet"),
        at("2024-02-01 12:00", "a", "M1"),
        at("2024-02-02", "a", "M1"),
        at("2024-03-01", "sag_aabnet"),
        at("2024-03-02", "a", "M1"),
    ]
    at_the_end, reopened = judged(FOLLOW_UP, *events)
    assert (at_the_end.trigger_row, at_the_end.status) == (2, "lapsed")
    assert (reopened.trigger_row, reopened.status) == (5, "overdue")


def test_opening_and_closing_at_the_same_instant_goes_by_the_row() -> None:
    trigger, instant = at("2024-02-02", "a"), "2024-02-01 12:00"
    assert statuses(FOLLOW_UP, at(instant, "sag_aabnet"), at(instant, "sag_afsluttet"), trigger) == []
    assert statuses(FOLLOW_UP, at(instant, "sag_afsluttet"), at(instant, "sag_aabnet"), trigger) == ["overdue"]


def test_an_end_without_a_matter_ends_no_matter() -> None:
    """Only a matter's own end keeps obligations from arising in it; none is not a matter."""
    events = [at("2024-02-01", "d"), at("2024-02-02", "a"), at("2024-02-02", "a", "M1")]
    assert statuses(FOLLOW_UP, *events) == ["overdue", "overdue"]


def test_closing_the_case_ends_every_matter_and_other_ends_only_their_own() -> None:
    begun = [at("2024-02-01", "a", "M1"), at("2024-02-01", "a", "M2"), at("2024-02-01", "a")]
    assert statuses(FOLLOW_UP, *begun, at("2024-02-10", "d", "M1")) == ["lapsed", "overdue", "overdue"]
    assert statuses(FOLLOW_UP, *begun, at("2024-02-10", "d")) == ["overdue", "overdue", "lapsed"]
    assert statuses(FOLLOW_UP, *begun, at("2024-02-10", "sag_afsluttet", "M9")) == ["lapsed", "lapsed", "lapsed"]


def test_in_a_rule_of_the_case_an_end_still_needs_the_trigger_s_matter() -> None:
    of_case = replace(FOLLOW_UP, scope=Scope.CASE)
    begun = at("2024-02-01", "a", "M1")
    assert statuses(of_case, begun, at("2024-02-10", "d", "M2")) == ["overdue"]
    assert statuses(of_case, begun, at("2024-02-10", "b", "M2")) == ["met"]


def test_closing_the_case_is_no_progress_where_it_is_taken_out() -> None:
    closed = of("sag_afsluttet")
    anything = any_but("sag_afsluttet")
    progress = rule(Scope.CASE, version("2000-01-01", Within(span("3 months")), anything, anything, lapses_on=closed))
    events = [at("2024-01-01", "a"), at("2024-02-01", "b"), at("2024-03-01", "sag_afsluttet")]
    assert statuses(progress, *events) == ["met", "lapsed"]


# Matters


def test_none_and_an_empty_text_are_the_same_matter() -> None:
    in_matter = replace(B_IN_24_HOURS, scope=Scope.MATTER)
    trigger = at("2024-03-04 12:00", "a")
    assert statuses(in_matter, trigger, at("2024-03-04 13:00", "b", "M1")) == ["overdue"]
    assert statuses(in_matter, trigger, at("2024-03-04 13:00", "b", case="C2")) == ["overdue"]
    assert statuses(in_matter, trigger, at("2024-03-04 13:00", "b", "")) == ["met"]


# What the source can show


def test_what_the_source_cannot_show_is_not_measured() -> None:
    needing = of("b", x=Given(), y=OneOf(("ja",)), z=IsFalse())
    one = rule(Scope.CASE, version("2000-01-01", Within(span("7 days")), of("a"), needing))
    trigger, other_case = at("2024-03-04", "a"), at("2024-03-04", "b", case="C2", x=" ", y="nej")

    def measurable(*events: Event, covers: frozenset[str] = frozenset()) -> list[bool]:
        return [
            obligation.measurable for obligation in agreed(history(*events), [one], date(2025, 6, 30), covers=covers)
        ]

    assert measurable(trigger) == [False]
    assert measurable(trigger, other_case) == [False]
    assert measurable(trigger, replace(other_case, attributes={"x": "noget", "y": "nej"})) == [True]
    assert measurable(trigger, covers=frozenset({"b", "x"})) == [False]
    assert measurable(trigger, covers=frozenset({"b", "x", "y"})) == [True]


IN_6_MONTHS_BEFORE = rule(Scope.CASE, version("2000-01-01", Before(span("6 months")), of("d"), of("b")))


def test_a_look_back_beyond_the_source_is_measured_only_when_met() -> None:
    events = [at("2023-09-04 00:00:00.000001", "b", case="C2"), at("2024-03-04 12:00", "d")]
    assert [one.measurable for one in judged(IN_6_MONTHS_BEFORE, *events)] == [False]
    assert [one.measurable for one in judged(IN_6_MONTHS_BEFORE, *events, at("2024-03-01", "b"))] == [True]
    assert [one.measurable for one in judged(IN_6_MONTHS_BEFORE, at("2023-09-04", "b", case="C2"), *events)] == [True]


def test_what_was_written_down_later_was_not_known() -> None:
    trigger = replace(at("2024-03-04", "a"), received_at=local("2024-03-04 23:59:59.999999"))
    done = replace(at("2024-03-05", "b"), recorded_at=local("2024-03-06"), received_at=local("2024-03-05"))
    known_then, known_later = date(2024, 3, 5), date(2024, 3, 6)
    assert [str(one.status) for one in judged(B_IN_24_HOURS, trigger, done, known_at=known_then)] == ["overdue"]
    assert [str(one.status) for one in judged(B_IN_24_HOURS, trigger, done, known_at=known_later)] == ["met"]
    assert judged(B_IN_24_HOURS, trigger, done, known_at=date(2024, 3, 3)) == []
