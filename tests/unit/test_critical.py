"""A critical case is an alarm: answered the same day, escalated where it is not, closed only when answered."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagsloft.core.alarm_steps import (
    ALARMS,
    Acknowledged,
    Answered,
    Closed,
    Escalated,
    Reopened,
    TakenBack,
)
from sagsloft.core.critical import (
    AlarmCounts,
    AlarmState,
    CriticalReport,
    alarms,
    counts,
    critical_reports,
    report,
    take,
)
from sagsloft.core.errors import UserError
from sagsloft.core.logbook import Logbook, standing
from sagsloft.core.reviews import CaseReview
from sagsloft.core.scales import Criticality

DENMARK = ZoneInfo("Europe/Copenhagen")
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=DENMARK)
CASE = "sag-1"
DONE = "Barnet er hos sin mormor; akut vurdering kl. 15."


def hours(count):
    return MONDAY + timedelta(hours=count)


def raised(*reports, log=None, at=MONDAY):
    told = [CriticalReport(*each) for each in reports or [(CASE, "intet tilsyn siden januar")]]
    return report(log or Logbook(ALARMS), told, leader="Grethe", director="Dorte", at=at)


def acknowledged(at, case=CASE):
    return Acknowledged(at=at, case_id=case, by="Grethe")


def answered(at, case=CASE, answer=DONE):
    return Answered(at=at, case_id=case, by="Grethe", answer=answer)


def closed(at, case=CASE):
    return Closed(at=at, case_id=case, by="Grethe")


def escalated(at):
    return Escalated(at=at, case_id=CASE, by="Grethe")


def reopened(at):
    return Reopened(at=at, case_id=CASE, by="Dorte", reason="mormor kan ikke have barnet")


def undone(at, case=CASE):
    return TakenBack(at=at, case_id=case, by="Grethe", reason="forkert sag")


def after(*steps, log=None):
    log = log or raised()
    for step in steps:
        log = take(log, step)
    return log


def alarm(log):
    (only,) = alarms(log)
    return only


def refusal(log, step):
    with pytest.raises(UserError) as refused:
        take(log, step)
    assert CASE not in str(refused.value)
    return refused.value.message_id


def test_an_alarm_names_the_leader_and_is_due_the_same_local_day():
    found = alarm(raised())
    assert (found.state, found.leader, found.director) == (AlarmState.RAISED, "Grethe", "Dorte")
    assert found.due == MONDAY.date()


@pytest.mark.parametrize(
    ("at", "late_at"),
    [
        (datetime(2026, 3, 2, 0, 1, tzinfo=DENMARK), datetime(2026, 3, 3, tzinfo=DENMARK)),
        (datetime(2026, 3, 2, 23, 50, tzinfo=DENMARK), datetime(2026, 3, 3, tzinfo=DENMARK)),
        (datetime(2026, 3, 29, 1, 30, tzinfo=DENMARK), datetime(2026, 3, 30, tzinfo=DENMARK)),
        (datetime(2026, 10, 25, 2, 30, tzinfo=DENMARK), datetime(2026, 10, 26, tzinfo=DENMARK)),
    ],
)
def test_it_is_late_from_midnight_on_however_late_on_the_day_it_was_raised(at, late_at):
    found = alarm(raised(at=at))
    last_instant = late_at - timedelta(microseconds=1)
    assert not found.is_late(last_instant)
    assert not found.must_escalate(last_instant)
    assert found.is_late(late_at)
    assert found.must_escalate(late_at)


def test_an_alarm_that_is_acknowledged_but_not_answered_goes_to_the_director_once():
    log = after(acknowledged(hours(1)))
    assert alarm(log).state is AlarmState.ACKNOWLEDGED
    assert alarm(log).must_escalate(hours(24))
    log = after(escalated(hours(25)), log=log)
    assert not alarm(log).must_escalate(hours(26))
    assert alarm(log).is_late(hours(26))
    assert refusal(log, escalated(hours(26))) == "critical.escalated_already"


def test_the_director_may_be_told_before_the_day_is_over():
    assert alarm(after(escalated(hours(1)))).is_escalated


def test_an_answer_ends_the_wait_and_only_an_answered_alarm_is_closed():
    assert refusal(raised(), closed(hours(1))) == "critical.closing_needs_answer"
    assert refusal(after(acknowledged(hours(1))), closed(hours(2))) == "critical.closing_needs_answer"
    log = after(answered(hours(2)))
    assert alarm(log).state is AlarmState.ANSWERED
    assert not alarm(log).is_late(hours(200))
    log = after(closed(hours(3)), log=log)
    assert alarm(log).state is AlarmState.CLOSED
    assert refusal(log, closed(hours(4))) == "critical.closed_already"


@pytest.mark.parametrize("answer", ["", "  ", "ok", "\u200b" * 12])
def test_an_answer_says_what_was_done_for_the_child(answer):
    assert refusal(raised(), answered(hours(1), answer=answer)) == "critical.no_answer"


@pytest.mark.parametrize(
    ("step", "message"),
    [
        (acknowledged(hours(3)), "critical.answered_already"),
        (answered(hours(3)), "critical.answered_already"),
        (escalated(hours(3)), "critical.answered_already"),
        (closed(hours(1)), "critical.before_the_last_step"),
        (Closed(at=hours(3), case_id=CASE, by=" "), "logbook.no_by"),
        (Reopened(at=hours(3), case_id=CASE, by="Dorte", reason=""), "logbook.no_reason"),
        (closed(hours(3), case="sag-2"), "critical.no_alarm"),
        (Closed(at=hours(3), case_id=CASE, by="010190-1234"), "logbook.cpr"),
    ],
)
def test_a_step_that_cannot_be_taken_says_why(step, message):
    assert refusal(after(answered(hours(2))), step) == message


def test_an_open_alarm_is_neither_acknowledged_twice_nor_reopened():
    log = after(acknowledged(hours(1)))
    assert refusal(log, acknowledged(hours(2))) == "critical.acknowledged_already"
    assert refusal(log, reopened(hours(2))) == "critical.not_answered_yet"


def test_a_reopened_alarm_is_due_anew_the_day_it_is_reopened():
    log = after(answered(hours(2)), closed(hours(3)), reopened(hours(50)))
    assert (alarm(log).state, alarm(log).due) == (AlarmState.RAISED, hours(50).date())
    assert not alarm(log).is_late(hours(51))
    assert alarm(log).must_escalate(hours(72))


def test_after_an_escalation_and_an_answer_a_reopened_alarm_can_be_escalated_anew():
    log = after(escalated(hours(1)), answered(hours(2)), reopened(hours(3)))
    assert not alarm(log).is_escalated
    assert alarm(after(escalated(hours(4)), log=log)).is_escalated


def test_another_readers_report_joins_the_same_alarm_and_tells_nobodys_name():
    log = raised((CASE, "vold i hjemmet"), log=after(acknowledged(hours(1))), at=hours(2))
    assert alarm(log).reasons == ("intet tilsyn siden januar", "vold i hjemmet")
    assert (alarm(log).state, alarm(log).since) == (AlarmState.ACKNOWLEDGED, MONDAY)
    fields = {name for step in log.as_json()["steps"] for name in step if step["step"] == "reported"}
    assert fields == {"step", "at", "case_id", "reason", "leader", "director", "former", "sha256"}


def test_reading_the_same_form_twice_raises_nothing_new():
    log = raised()
    assert raised(log=log, at=hours(30)) == log
    assert raised((CASE, "vold"), (CASE, "vold")) == raised((CASE, "vold"))
    assert raised((CASE, " intet   tilsyn siden januar\n"), log=log, at=hours(30)) == log


def test_a_report_that_comes_after_the_answer_has_not_been_answered():
    log = raised((CASE, "vold i hjemmet"), log=after(answered(hours(2)), closed(hours(3))), at=hours(30))
    assert (alarm(log).state, alarm(log).due) == (AlarmState.RAISED, hours(30).date())
    assert refusal(log, closed(hours(31))) == "critical.closing_needs_answer"


def test_a_child_does_not_wait_for_a_reason_or_for_a_text_to_be_corrected():
    log = raised((CASE, ""), ("sag-2", "mor, 010190-1234, er væk"), ("sag-2", "mor, 010190\u00ad1234, er væk"))
    assert [each.reasons[0] for each in alarms(log)] == ["", "mor, 999999-9999, er væk"]
    assert "010190" not in json.dumps(log.as_json())


def test_only_cases_that_are_called_critical_are_reported():
    reviews = [
        CaseReview("a", "Anna", criticality=Criticality.CRITICAL, criticality_reason="fare"),
        CaseReview("b", "Anna", criticality=Criticality.WORRYING, criticality_reason="brud"),
        CaseReview("c", "Bo"),
    ]
    assert critical_reports(reviews) == (CriticalReport("a", "fare"),)


def test_a_slip_is_taken_back_step_by_step_and_stays_in_the_log():
    log = after(acknowledged(hours(1)), answered(hours(2)), undone(hours(3)))
    assert (alarm(log).state, len(log.steps)) == (AlarmState.ACKNOWLEDGED, 4)
    log = after(undone(hours(4)), log=log)
    assert alarm(log).state is AlarmState.RAISED
    assert refusal(log, undone(hours(5))) == "logbook.nothing_to_undo"


def test_a_step_with_a_time_far_ahead_can_be_taken_back_today():
    log = after(acknowledged(hours(24 * 365)))
    assert refusal(log, answered(hours(1))) == "critical.before_the_last_step"
    assert alarm(after(undone(hours(1)), answered(hours(2)), log=log)).state is AlarmState.ANSWERED
    assert refusal(log, undone(hours(-1))) == "critical.before_the_last_step"


def test_what_a_reader_saw_is_never_taken_back():
    assert refusal(raised(), undone(hours(1))) == "logbook.nothing_to_undo"
    log = raised((CASE, "vold"), log=after(answered(hours(1))), at=hours(2))
    assert alarm(after(undone(hours(3)), log=log)).reasons == ("intet tilsyn siden januar", "vold")


def test_the_findings_count_raised_the_same_day_late_and_open():
    log = raised(("i tide", "x"), ("for sent", "x"), ("mangler", "x"), ("lukket", "x"))
    log = after(
        answered(hours(2), "i tide"),
        answered(hours(2), "lukket"),
        closed(hours(3), "lukket"),
        answered(hours(30), "for sent"),
        log=log,
    )
    assert counts(alarms(log), hours(3)) == AlarmCounts(raised=4, same_day=2, late=1, open=3)
    assert counts(alarms(log), hours(31)) == AlarmCounts(raised=4, same_day=2, late=2, open=3)
    assert counts((), MONDAY) == AlarmCounts(0, 0, 0, 0)


def test_an_answer_in_time_to_a_reopened_alarm_does_not_make_good_the_first_that_was_late():
    log = after(answered(hours(30)), reopened(hours(31)), answered(hours(32)))
    assert counts(alarms(log), hours(33)) == AlarmCounts(raised=1, same_day=0, late=1, open=1)


STEPS = (acknowledged, answered, closed, escalated, reopened, undone)


@given(st.lists(st.tuples(st.sampled_from([*STEPS, None]), st.integers(0, 40)), max_size=12))
def test_whatever_is_done_the_log_is_read_back_as_it_was_and_no_alarm_is_closed_unanswered(tried):
    log, now = raised(), MONDAY
    for make, later in tried:
        now += timedelta(hours=later)
        try:
            log = raised((CASE, f"{now}"), log=log, at=now) if make is None else take(log, make(now))
        except UserError:
            continue
    written = json.loads(json.dumps(log.as_json()))
    read = Logbook.from_json(ALARMS, written)
    assert read.as_json() == log.as_json()
    assert alarms(read) == alarms(log)
    is_answered = any(isinstance(step, Answered) for step in standing(log.steps))
    assert is_answered or not alarm(log).is_answered
