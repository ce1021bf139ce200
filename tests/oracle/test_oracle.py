"""The oracle itself is held to the worked examples of the rulebook's section 5: each row of its table is a test.

Local time throughout. A due day is written as a date, and means the end of that day.
"""

from datetime import date

import pytest

from sagsloft.core.rules import Rule

from . import law
from .days import instant, readable_day
from .denmark import DENMARK
from .facts import Event, Obligation
from .oracle import evaluate
from .shorthand import at, end_of, history, local

LATER = date(2030, 1, 1)


def judged(rule: Rule, *events: Event, as_of: date = LATER) -> list[Obligation]:
    """What the events make of one rule, in the order of triggers and periods."""
    found = evaluate(history(*events), [rule], as_of)
    return sorted(found, key=lambda one: (one.trigger_row, one.period or 0))


def only(rule: Rule, *events: Event, as_of: date = LATER) -> Obligation:
    (obligation,) = judged(rule, *events, as_of=as_of)
    return obligation


def due_on(obligation: Obligation, day: str) -> bool:
    return obligation.due_at == end_of(day)


@pytest.mark.parametrize(
    ("assessed", "status"),
    [("2024-03-31 12:59", "met"), ("2024-03-31 13:00", "met"), ("2024-03-31 13:01", "late")],
)
def test_24_hours_end_an_hour_later_by_the_clock_when_clocks_go_forward(assessed: str, status: str) -> None:
    received = at("2024-03-30 12:00", "underretning_modtaget")
    obligation = only(law.UNDERRETNING_24_TIMER, received, at(assessed, "underretning_vurderet"))
    assert (obligation.due_at, obligation.status) == (local("2024-03-31 13:00"), status)


def test_24_hours_end_an_hour_earlier_by_the_clock_when_clocks_go_back() -> None:
    received = at("2024-10-26 12:00", "underretning_modtaget")
    obligation = only(law.UNDERRETNING_24_TIMER, received, at("2024-10-27 11:00", "underretning_vurderet"))
    assert (obligation.due_at, obligation.status) == (local("2024-10-27 11:00"), "met")


def test_an_investigation_counts_from_when_the_need_was_known() -> None:
    begun = at("2023-11-10", "undersoegelse_paabegyndt", behov_kendt="2023-10-31")
    obligation = only(law.UNDERSOEGELSE_4_MAANEDER, begun)
    assert due_on(obligation, "2024-02-29")
    assert obligation.basis == "counts_from"


def test_four_months_are_not_120_days() -> None:
    obligation = only(law.UNDERSOEGELSE_4_MAANEDER, at("2024-05-31", "undersoegelse_paabegyndt"))
    assert due_on(obligation, "2024-09-30")
    assert obligation.basis == "trigger"


@pytest.mark.parametrize(
    ("received", "due"),
    [("2024-03-27", "2024-04-06"), ("2023-05-04", "2023-05-12"), ("2024-04-25", "2024-05-02")],
)
def test_six_weekdays_pass_over_sundays_and_the_holidays_of_their_year(received: str, due: str) -> None:
    assert due_on(only(law.UNDERRETNING_BEKRAEFTELSE, at(received, "underretning_modtaget")), due)


def test_seven_days_with_the_first_day_counted() -> None:
    executed = at("2024-05-17 22:00", "formandsafgoerelse_ivaerksat")
    assert due_on(only(law.FORMANDSAFGOERELSE_GODKENDELSE, executed), "2024-05-23")


@pytest.mark.parametrize(("decided", "status"), [("2023-12-31", "late"), ("2024-01-01", "met")])
def test_the_law_on_the_day_of_the_decision_says_when_the_plan_is_due(decided: str, status: str) -> None:
    decision = at(decided, "afgoerelse_truffet", "I1", indhold="indsats")
    assert only(law.PLAN_VED_INDSATS, decision, at("2024-02-15", "barnets_plan_udarbejdet", "I1")).status == status


def test_a_plan_made_before_the_placement_counts() -> None:
    decision = at("2024-03-01", "afgoerelse_truffet", "A1", indhold="anbringelse")
    plan = at("2024-02-20", "barnets_plan_udarbejdet", "A1")
    obligation = only(law.PLAN_VED_ANBRINGELSE, decision, plan)
    assert (obligation.status, obligation.fulfilled_at) == ("met", local("2024-02-20"))


def test_a_completed_investigation_brings_the_first_follow_up_forward() -> None:
    obligation = only(
        law.FOERSTE_OPFOELGNING,
        at("2024-02-01", "indsats_ivaerksat", "I1"),
        at("2024-02-20", "undersoegelse_afsluttet", "U1"),
        at("2024-04-01", "opfoelgning_afholdt", "I1"),
    )
    assert due_on(obligation, "2024-02-20")
    assert (obligation.status, obligation.basis) == ("late", "or_when")


def test_running_follow_up_is_due_after_six_months_or_on_the_date_that_was_agreed() -> None:
    under_sl, under_bl = judged(
        law.LOEBENDE_OPFOELGNING,
        at("2023-11-01", "opfoelgning_afholdt", "I1"),
        at("2024-02-01", "opfoelgning_afholdt", "I2", naeste_opfoelgning="2024-03-15"),
    )
    assert due_on(under_sl, "2024-05-01")
    assert (under_sl.version, under_sl.basis) == (date(2011, 1, 1), "trigger")
    assert due_on(under_bl, "2024-03-15")
    assert (under_bl.version, under_bl.basis) == (date(2024, 1, 1), "on_date_in")


def test_a_closing_follow_up_after_the_end_begins_nothing() -> None:
    ended = at("2024-05-01", "indsats_afsluttet", "I1")
    assert judged(law.LOEBENDE_OPFOELGNING, ended, at("2024-05-10", "opfoelgning_afholdt", "I1")) == []


def test_each_year_of_a_placement_is_judged_by_the_law_on_its_first_day() -> None:
    placed = at("2022-03-01", "anbringelse_ivaerksat", "A1")
    visits = [
        at(when, "tilsynsbesoeg_afholdt", "A1", samtale="ja") for when in ("2022-06-01", "2023-01-10", "2023-05-05")
    ]
    first, second, third = judged(law.TILSYNSBESOEG, placed, *visits, as_of=date(2024, 3, 1))
    assert (first.period, first.status, first.fulfilled_at) == (1, "met", local("2023-01-10"))
    assert (second.period, second.status, second.version) == (2, "overdue", date(2011, 1, 1))
    assert (third.period, third.status, third.version) == (3, "pending", date(2024, 1, 1))
    assert due_on(third, "2025-02-28")


@pytest.mark.parametrize(("assessed", "status"), [("2024-02-06", "met"), ("2024-02-07", "late")])
def test_24_hours_from_a_date_end_with_the_next_day(assessed: str, status: str) -> None:
    received = at("2024-02-05", "underretning_modtaget")
    obligation = only(law.UNDERRETNING_24_TIMER, received, at(assessed, "underretning_vurderet"))
    assert (obligation.status, obligation.day_precision) == (status, True)


@pytest.mark.parametrize(
    ("decided", "talked"), [("2024-03-04 10:00", "2024-03-04"), ("2024-03-04", "2024-03-04 15:00")]
)
def test_what_may_have_come_before_the_decision_is_taken_to_have_done(decided: str, talked: str) -> None:
    decision, talk = at(decided, "afgoerelse_truffet"), at(talked, "boernesamtale_afholdt")
    obligation = only(law.SAMTALE_FOER_AFGOERELSE, decision, talk)
    assert (obligation.status, obligation.day_precision) == ("met", True)


@pytest.mark.parametrize(("attributes", "status"), [({}, "overdue"), ({"anden_kilde": "skolen"}, "excused")])
def test_leaving_out_the_conversation_needs_another_source(attributes: dict[str, str], status: str) -> None:
    decision = at("2024-03-04 10:00", "afgoerelse_truffet")
    omitted = at("2024-03-01", "boernesamtale_undladt", **attributes)
    assert only(law.SAMTALE_FOER_AFGOERELSE, decision, omitted).status == status


def test_a_stray_follow_up_after_the_end_does_not_turn_lapsed_into_late() -> None:
    obligation = only(
        law.FOERSTE_OPFOELGNING,
        at("2024-01-10", "indsats_ivaerksat", "I1"),
        at("2024-02-01", "indsats_afsluttet", "I1"),
        at("2025-01-05", "opfoelgning_afholdt", "I1"),
    )
    assert (obligation.status, obligation.fulfilled_at) == ("lapsed", local("2025-01-05"))


@pytest.mark.parametrize(("marked", "status"), [("2024-06-03 15:00", "lapsed"), ("2024-06-05 15:00", "overdue")])
def test_marking_as_an_error_after_the_limit_does_not_undo_the_breach(marked: str, status: str) -> None:
    received = at("2024-06-03 09:00", "underretning_modtaget")
    assert only(law.UNDERRETNING_24_TIMER, received, at(marked, "underretning_fejlregistreret")).status == status


def test_seven_working_days_over_christmas() -> None:
    assert due_on(only(law.AKTINDSIGT, at("2024-12-23", "aktindsigt_anmodet")), "2025-01-06")


@pytest.mark.parametrize(("as_of", "status"), [("2024-04-06", "pending"), ("2024-04-07", "overdue")])
def test_a_limit_is_passed_only_when_its_due_day_is_over(as_of: str, status: str) -> None:
    received = at("2024-03-27", "underretning_modtaget")
    day = date.fromisoformat(as_of)
    assert only(law.UNDERRETNING_BEKRAEFTELSE, received, as_of=day).status == status


def test_a_date_as_of_means_the_end_of_that_local_day() -> None:
    assert instant(date(2024, 3, 31), DENMARK) == local("2024-03-31 23:59:59.999999")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-05-31", "2024-05-31"),
        (" 2024-05-31 ", "2024-05-31"),
        ("2024-05-31T10:00", "2024-05-31"),
        ("2024-05-31 10:00:59,5", "2024-05-31"),
        ("2024-05-31T23:30:00Z", "2024-06-01"),
        ("2024-05-31T23:30:00.25+0200", "2024-05-31"),
        ("2024-06-01T00:30+03", "2024-05-31"),
    ],
)
def test_a_date_or_a_timestamp_is_read_as_its_local_day(text: str, day: str) -> None:
    assert readable_day({"dato": text}, "dato", DENMARK) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024-05-31 tekst",
        "2024-02-30",
        "31-05-2024",
        "20240531",
        "2024-05-31T",
        "2024-05-31  10:00",
        "2024-05-31T24:00",
        "2024-05-31T10:00:60",
        "2024-05-31T10",
        "2024-05-31Z",
    ],
)
def test_anything_else_is_unreadable(text: str) -> None:
    assert readable_day({"dato": text}, "dato", DENMARK) is None
