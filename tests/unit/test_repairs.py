"""Every breach that was found is followed until there is evidence that it is mended, across rounds."""

from datetime import date

import pytest

from sagsloft.core.errors import UserError
from sagsloft.core.logbook import Logbook
from sagsloft.core.repair_steps import REPAIRS, Assigned, Closed, Reopened, TakenBack, Withdrawn
from sagsloft.core.repairs import Breach, RepairState, carry_over, from_breaches, repairs, take

FOUND, NEXT, LATER = date(2026, 3, 10), date(2026, 3, 11), date(2026, 9, 1)
EVIDENCE = "Samtale holdt, notat i sagen 12. marts"
A1 = Breach("sag-1", "A1", "vurderet efter 4 dage", "barnets lov § 136, stk. 1")
D1 = Breach("sag-1", "D1", "ingen samtale", "barnets lov § 5, stk. 1")
OTHER = Breach("sag-2", "A1", "ikke vurderet", "barnets lov § 136, stk. 1")


def opened(*breaches, log=None, round_id="2026-1", on=FOUND):
    return from_breaches(log or Logbook(REPAIRS), breaches or (A1, D1, OTHER), round_id=round_id, on=on)


def assigned(line="R1", on=NEXT, due=date(2026, 3, 20), owner="Bo"):
    return Assigned(on=on, line=line, by="Grethe", owner=owner, due=due)


def closed(line="R1", on=NEXT, evidence=EVIDENCE):
    return Closed(on=on, line=line, by="Grethe", evidence=evidence)


def reopened(line="R1", on=NEXT):
    return Reopened(on=on, line=line, by="Grethe", reason="notatet er ikke i sagen")


def withdrawn(line="R1", on=NEXT):
    return Withdrawn(on=on, line=line, by="Grethe", reason="den endelige besvarelse siger ja")


def undone(line="R1", on=NEXT):
    return TakenBack(on=on, line=line, by="Grethe", reason="forkert linje")


def after(*steps, log=None):
    log = log or opened()
    for step in steps:
        log = take(log, step)
    return log


def first(log):
    return repairs(log)[0]


def refusal(log, step):
    with pytest.raises(UserError) as refused:
        take(log, step)
    assert "sag-" not in str(refused.value)
    return refused.value.message_id


def test_each_breach_is_a_line_with_its_paragraph_in_the_order_of_opening():
    lines = repairs(opened())
    assert [(each.line, each.case_id, each.criterion) for each in lines] == [
        ("R1", "sag-1", "A1"),
        ("R2", "sag-1", "D1"),
        ("R3", "sag-2", "A1"),
    ]
    assert {(each.state, each.found_on, each.round_id, each.owner, each.due) for each in lines} == {
        (RepairState.OPEN, FOUND, "2026-1", "", None)
    }
    assert lines[1].citations == "barnets lov § 5, stk. 1"


def test_the_same_breach_twice_changes_nothing_whatever_became_of_it_in_that_round():
    assert opened(A1, A1) == opened(A1)
    for log in (opened(), after(closed()), after(withdrawn())):
        assert opened(log=log, on=LATER) == log


def test_a_breach_that_a_later_round_finds_again_opens_a_new_line_only_where_the_old_is_settled():
    log = after(closed("R1"))
    again = opened(A1, D1, log=log, round_id="2027-1", on=LATER)
    assert [each.line for each in repairs(again)] == ["R1", "R2", "R3", "R4"]
    assert (repairs(again)[3].criterion, repairs(again)[3].round_id) == ("A1", "2027-1")
    assert repairs(again)[0].state is RepairState.CLOSED


def test_what_may_be_a_cpr_number_is_masked_and_the_breach_still_listed():
    log = opened(Breach("sag-1", "A1", "mor (010190-1234)", "bl § 1"))
    assert first(log).what == "mor (999999-9999)"


def test_a_line_gets_an_owner_and_a_day_and_is_overdue_the_day_after():
    log = after(assigned())
    assert (first(log).owner, first(log).due) == ("Bo", date(2026, 3, 20))
    assert not first(log).is_overdue(date(2026, 3, 20))
    assert first(log).is_overdue(date(2026, 3, 21))
    assert not repairs(log)[1].is_overdue(LATER)
    assert first(after(assigned(owner="Eva", due=LATER), log=log)).owner == "Eva"


def test_a_line_is_closed_only_with_evidence():
    for evidence in ("", "ok", "   \n  "):
        assert refusal(opened(), closed(evidence=evidence)) == "repair.no_evidence"
    line = first(after(assigned(), closed()))
    assert (line.state, line.outcome, line.changed_on) == (RepairState.CLOSED, EVIDENCE, NEXT)
    assert not line.is_overdue(LATER)


def test_a_closed_or_withdrawn_line_is_reopened_with_a_reason_and_keeps_its_owner():
    for settled in (closed(), withdrawn()):
        line = first(after(assigned(), settled, reopened()))
        assert (line.state, line.owner, line.outcome) == (RepairState.OPEN, "Bo", "")


@pytest.mark.parametrize(
    ("before", "step", "message"),
    [
        ((), reopened(), "repair.is_open"),
        ((closed(),), closed(), "repair.is_closed"),
        ((closed(),), assigned(), "repair.is_closed"),
        ((closed(),), withdrawn(), "repair.is_closed"),
        ((withdrawn(),), closed(), "repair.is_withdrawn"),
        ((), closed(on=date(2026, 3, 9)), "repair.before_the_last_step"),
        ((), closed("R9"), "repair.no_line"),
        ((), assigned(owner=" "), "repair.no_owner"),
        ((), assigned(due=date(2026, 3, 10)), "repair.due_has_passed"),
        ((), Closed(on=NEXT, line="R1", by="", evidence=EVIDENCE), "logbook.no_by"),
        ((), Withdrawn(on=NEXT, line="R1", by="Bo", reason=""), "logbook.no_reason"),
        ((), closed(evidence="010190-1234 har fået brev"), "logbook.cpr"),
        ((), undone(), "logbook.nothing_to_undo"),
        ((assigned(), closed()), undone(on=FOUND), "repair.before_the_last_step"),
    ],
)
def test_a_step_that_cannot_be_taken_says_why(before, step, message):
    assert refusal(after(*before), step) == message


def test_a_slip_is_taken_back_and_the_other_lines_are_as_they_were():
    log = after(assigned(), assigned("R2"), closed(), undone())
    assert (first(log).state, first(log).owner) == (RepairState.OPEN, "Bo")
    assert repairs(log)[1].owner == "Bo"
    assert first(after(undone(), log=log)).owner == ""
    assert len(log.steps) == 7


def test_open_lines_come_over_to_the_next_round_with_their_history_and_are_worked_on_there():
    earlier = after(closed("R1"), assigned("R2"), closed("R2"), undone("R2"))
    new = Breach("sag-9", "F1", "ingen opfølgning", "barnets lov § 95")
    later = opened(new, round_id="2027-1", on=LATER)
    earlier, later = carry_over(earlier, later, round_id="2027-1", on=LATER)
    assert [(each.line, each.case_id, each.round_id, each.carried_from) for each in repairs(later)] == [
        ("R1", "sag-9", "2027-1", ""),
        ("R2", "sag-1", "2026-1", "R2"),
        ("R3", "sag-2", "2026-1", "R3"),
    ]
    came = repairs(later)[1]
    assert (came.criterion, came.found_on, came.owner, came.due) == ("D1", FOUND, "Bo", date(2026, 3, 20))
    assert [type(step).__name__ for step in later.steps if step.line == "R2"] == [
        "Opened",
        "Assigned",
        "Closed",
        "TakenBack",
    ]
    assert [each.state for each in repairs(earlier)] == [
        RepairState.CLOSED,
        RepairState.CARRIED_OVER,
        RepairState.CARRIED_OVER,
    ]
    assert repairs(earlier)[1].outcome == "2027-1 R2"
    for step in (closed("R2", LATER), undone("R2", LATER), reopened("R2", LATER)):
        assert refusal(earlier, step) == "repair.is_carried_over"


def test_carrying_over_twice_changes_nothing_and_a_half_done_one_is_completed():
    before, empty = opened(), Logbook(REPAIRS)
    earlier, later = carry_over(before, empty, round_id="2027-1", on=LATER)
    assert carry_over(earlier, later, round_id="2027-1", on=LATER) == (earlier, later)
    assert carry_over(before, later, round_id="2027-1", on=LATER) == (earlier, later)
    mended = take(later, closed("R1", LATER))
    assert carry_over(before, mended, round_id="2027-1", on=LATER) == (earlier, mended)


def test_a_line_that_was_worked_on_later_than_it_is_carried_over_still_comes():
    earlier, later = carry_over(after(assigned(on=LATER, due=LATER)), Logbook(REPAIRS), round_id="2027-1", on=NEXT)
    assert {each.state for each in repairs(earlier)} == {RepairState.CARRIED_OVER}
    assert repairs(later)[0].owner == "Bo"


def test_a_line_remembers_its_first_round_through_the_third():
    _, second = carry_over(opened(A1), opened(OTHER, round_id="2027-1"), round_id="2027-1", on=LATER)
    _, third = carry_over(second, Logbook(REPAIRS), round_id="2028-1", on=LATER)
    assert [each.origin for each in repairs(third)] == [("2027-1", "R1"), ("2026-1", "R1")]
