"""What the events say to a criterion that a rule answers too: the obligation that was handled worst, or nothing."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from tests.unit.protocol import small_protocol

from sagsloft import rulebook
from sagsloft.core.event_answers import event_answers
from sagsloft.core.obligations import TRACE_COLUMNS, Status
from sagsloft.core.scales import SCALES, Answer

CALENDAR = rulebook.load().calendar
WINDOW = date(2024, 1, 1), date(2024, 12, 31)
RULE = "underretning-24-timer"
MET, LATE, OVERDUE, EXCUSED = Status.MET, Status.LATE, Status.OVERDUE, Status.EXCUSED
PENDING, LAPSED = Status.PENDING, Status.LAPSED


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Copenhagen"))


def obligation(status, due="2024-06-01 12:00", measurable=True, case="sag-1", rule=RULE, number=0):
    return {
        "case_id": case,
        "rule_id": rule,
        "status": status,
        "due_at": None if due is None else at(due),
        "triggered_at": at("2024-05-31 12:00"),
        "trigger_row": number,
        "measurable": measurable,
        "version": date(2024, 1, 1),
    }


def said(*obligations, scale="in_time", unmeasurable=(), cases=("sag-1",), window=WINDOW):
    """The answer to A1, by case."""
    protocol = small_protocol()
    criteria = tuple(replace(each, scale=SCALES[scale]) if each.code == "A1" else each for each in protocol.criteria)
    trace = pl.DataFrame(list(obligations), schema=TRACE_COLUMNS)
    found = event_answers(trace, replace(protocol, criteria=criteria), cases, window, CALENDAR, unmeasurable)
    return {case: by_criterion["A1"] for case, by_criterion in found.items()}


def answer(*obligations, **more):
    return said(*obligations, **more)["sag-1"].answer


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([MET], Answer.YES),
        ([EXCUSED], Answer.YES),
        ([LATE], Answer.YES_LATE),
        ([OVERDUE], Answer.NO),
        ([MET, MET, LATE], Answer.YES_LATE),
        ([MET, LATE, OVERDUE], Answer.NO),
        ([MET, PENDING], Answer.YES),
        ([MET, LAPSED], Answer.YES),
        ([PENDING], None),
        ([LAPSED], None),
        ([], Answer.NOT_RELEVANT),
    ],
)
def test_the_one_that_was_handled_worst_decides(statuses, expected):
    assert answer(*(obligation(each, number=number) for number, each in enumerate(statuses))) is expected


def test_where_the_scale_has_no_late_answer_done_too_late_is_no():
    assert answer(obligation(LATE), scale="yes_no") is Answer.NO
    assert answer(obligation(MET), scale="yes_no") is Answer.YES


@pytest.mark.parametrize(
    ("obligations", "unmeasurable", "expected"),
    [
        ([], (RULE,), None),
        ([obligation(MET)], (RULE,), None),
        ([obligation(OVERDUE)], (RULE,), Answer.NO),
        ([obligation(MET), obligation(LATE, measurable=False)], (), None),
        ([obligation(OVERDUE, measurable=False)], (), None),
        ([obligation(LATE), obligation(MET, measurable=False)], (), Answer.YES_LATE),
        ([], ("en-anden-regel",), Answer.NOT_RELEVANT),
    ],
)
def test_what_cannot_be_seen_is_not_answered_but_what_is_seen_to_be_wrong_is(obligations, unmeasurable, expected):
    assert answer(*obligations, unmeasurable=unmeasurable) is expected


@pytest.mark.parametrize(
    ("due", "counts"),
    [
        ("2023-12-31 23:59", False),
        ("2024-01-01 00:00", True),
        ("2024-12-31 23:59", True),
        ("2025-01-01 00:00", False),
    ],
)
def test_an_obligation_belongs_to_the_window_by_the_danish_day_on_which_it_was_due(due, counts):
    assert (answer(obligation(OVERDUE, due)) is Answer.NO) == counts


def test_without_a_limit_it_belongs_by_the_day_on_which_it_arose():
    assert answer(obligation(MET, None)) is Answer.YES
    assert answer(obligation(MET, None), window=(date(2024, 6, 1), date(2024, 12, 31))) is Answer.NOT_RELEVANT


def test_only_the_case_and_the_rule_that_are_asked_for_count_and_the_others_are_not_named():
    others = [obligation(OVERDUE, case="sag-2"), obligation(OVERDUE, rule="underretning-bekraeftelse")]
    found = said(*others, obligation(MET), cases=("sag-1", "sag-3"))
    assert {case: each.answer for case, each in found.items()} == {"sag-1": Answer.YES, "sag-3": Answer.NOT_RELEVANT}


def test_only_criteria_with_a_rule_are_answered():
    found = event_answers(
        pl.DataFrame([obligation(MET)], schema=TRACE_COLUMNS), small_protocol(), ["sag-1"], WINDOW, CALENDAR, ()
    )
    assert found["sag-1"].keys() == {"A1"}


def test_an_answer_tells_the_obligations_that_it_follows_from_the_oldest_first():
    later = obligation(LATE, number=7) | {"triggered_at": at("2024-06-02 12:00")}
    rows = said(later, obligation(MET, number=3), obligation(PENDING, number=9))["sag-1"].obligations
    assert [(row["trigger_row"], row["status"]) for row in rows] == [(3, MET), (7, LATE)]
