"""A frame holds the cases that were asked for, counts the others, and has one hash however it is written."""

import hashlib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.draws import (
    CASES,
    FRAME,
    drawn,
    refusal,
)
from tests.unit.event_log import CALENDAR, events

from sagsloft.core import frame as frames
from sagsloft.core.draw_steps import Drawn
from sagsloft.core.frame import Closure, Exclusion, Filter, Frame
from sagsloft.core.rules import Given, OneOf, Pattern

HEADER = "case_id,activity,occurred_at,attr.indhold,attr.familie\n"
LOG = """\
A,afgoerelse_truffet,2024-05-01,indsats,f1
B,afgoerelse_truffet,2024-12-31,anbringelse,f1
C,afgoerelse_truffet,2024-05-01,afslag,f2
D,afgoerelse_truffet,2025-01-01,indsats,
E,notat,2024-05-01,,
F,afgoerelse_truffet,2024-01-01 00:00,indsats,f3
F,sag_afsluttet,2024-06-01,,
G,afgoerelse_truffet,2023-12-31 23:59,indsats,f4
G,afgoerelse_truffet,2024-02-01,afslag,f4
"""
DECISION = Pattern("afgoerelse_truffet", {"indhold": OneOf(("indsats", "anbringelse"))})
CHOSEN = Filter(patterns=(DECISION,), first=date(2024, 1, 1), last=date(2024, 12, 31))
AS_OF = CALENDAR.instant(date(2025, 6, 30))


def framed(log=LOG, chosen=CHOSEN, **more):
    return frames.build(events(HEADER + log), chosen, CALENDAR, AS_OF, **more)


def test_the_frame_holds_the_cases_with_the_event_in_the_period_and_counts_the_others():
    found = framed()
    assert found.frame.case_ids == ("A", "B", "F")
    assert found.excluded == {
        Exclusion.NO_SUCH_EVENT: 1,
        Exclusion.CONDITION_NOT_MET: 1,
        Exclusion.OUTSIDE_PERIOD: 2,
    }


def test_every_case_of_the_source_is_in_the_frame_or_counted_once():
    chosen = replace(CHOSEN, closure=Closure.OPEN)
    found = framed(chosen=chosen, reviewed=["B"])
    assert found.frame.case_ids == ("A",)
    assert sum(found.excluded.values()) + 1 == len(set("ABCDEFG"))
    assert found.excluded[Exclusion.CASE_CLOSED] == found.excluded[Exclusion.REVIEWED] == 1


@pytest.mark.parametrize(
    ("log", "closed"),
    [
        ("", True),
        ("F,sag_aabnet,2024-07-01,,\n", False),
        ("F,sag_aabnet,2024-06-01,,\n", True),
        ("F,sag_aabnet,2024-05-01,,\n", True),
        ("F,sag_aabnet,2026-07-01,,\n", True),
        ("F,sag_aabnet,2024-05-01,,\nF,sag_aabnet,2024-07-01,,\n", False),
        ("F,sag_afsluttet,2024-08-01 10:00,,\nF,sag_aabnet,2024-08-01 10:00,,\n", True),
    ],
)
def test_a_case_is_closed_if_it_was_not_opened_again_by_the_day_of_the_frame(log, closed):
    found = framed(LOG + log, replace(CHOSEN, closure=Closure.OPEN))
    assert found.frame.case_ids == (("A", "B") if closed else ("A", "B", "F"))
    assert found.excluded.get(Exclusion.CASE_CLOSED, 0) == closed


def test_closed_cases_alone_can_be_asked_for():
    found = framed(chosen=replace(CHOSEN, closure=Closure.CLOSED))
    assert found.frame.case_ids == ("F",)
    assert found.excluded[Exclusion.CASE_OPEN] == 2


def test_without_a_single_closing_nobody_knows_which_cases_are_closed():
    log = LOG.replace("sag_afsluttet", "notat")
    chosen = replace(CHOSEN, closure=Closure.OPEN)
    assert refusal(framed, log, chosen) == "closing_unknown"
    assert framed(log, chosen, covers=["sag_afsluttet"]).frame.case_ids == ("A", "B", "F")


def test_what_happened_after_the_day_of_the_frame_is_not_known_to_it():
    table = events(HEADER + LOG)
    found = frames.build(table, CHOSEN, CALENDAR, CALENDAR.instant(date(2024, 6, 30)))
    assert found.frame.case_ids == ("A", "F")


def test_rows_in_another_order_give_the_same_frame():
    table = events(HEADER + LOG)
    built = {
        frames.build(each, CHOSEN, CALENDAR, AS_OF, family="familie").frame.hash for each in (table, table.reverse())
    }
    assert len(built) == 1


def test_siblings_are_told_by_an_attribute_and_flagged_when_both_are_drawn():
    found = framed(family="familie").frame
    assert found.families == {"A": "f1", "B": "f1", "F": "f3"}
    assert found.siblings(["A", "B", "F"]) == (("A", "B"),)
    assert found.siblings(["A", "F"]) == ()
    assert drawn(3, frame=found).first(Drawn).siblings == (("A", "B"),)


def test_a_condition_can_ask_that_something_was_written():
    chosen = replace(CHOSEN, patterns=(Pattern("afgoerelse_truffet", {"familie": Given()}),))
    assert framed(chosen=chosen).frame.case_ids == ("A", "B", "C", "F", "G")


def test_an_attribute_that_was_not_read_and_a_period_that_ends_before_it_begins_are_refused():
    assert refusal(framed, family="mor") == "attribute_not_read"
    assert refusal(replace, CHOSEN, last=date(2023, 1, 1)) == "period_ends_before_it_begins"
    assert refusal(framed, "E,notat,2024-05-01,,\n") == "empty_frame"


def test_the_hash_of_a_frame_is_that_of_its_file_with_the_cases_in_order():
    assert Frame.of(["b", "a "]).hash == hashlib.sha256(b"case_id\na\nb\n").hexdigest()
    assert Frame.of(["b", "a"], {"b": "f"}).hash == hashlib.sha256(b"case_id,family\na,\nb,f\n").hexdigest()


def test_an_odd_case_id_is_written_so_that_any_program_reads_it_back():
    assert Frame.of(["=1+1", 'a,b "c"', "d;e"]).text == 'case_id\n\'=1+1\n"a,b ""c"""\nd;e\n'


@given(st.randoms(use_true_random=False))
def test_order_and_spaces_around_ids_do_not_change_a_frame(dice):
    shuffled = [f" {case}\t" if dice.random() < 0.5 else case for case in dice.sample(CASES, len(CASES))]
    assert Frame.of(shuffled) == FRAME


@pytest.mark.parametrize(
    ("ids", "reason"),
    [
        ([], "empty_frame"),
        (["a", " a"], "case_twice"),
        (["å", "a\u030a"], "case_twice"),
        (["a\nb"], "bad_case_id"),
        (["a\tb"], "bad_case_id"),
        (["'=a"], "bad_case_id"),
        ([""], "bad_case_id"),
        (["010190-1234"], "cpr_in_frame"),
        (["sag 0101901234"], "cpr_in_frame"),
    ],
)
def test_a_frame_that_could_be_mistaken_for_another_is_refused(ids, reason):
    assert refusal(Frame.of, ids) == reason


def test_a_family_that_may_be_a_cpr_number_is_refused():
    assert refusal(Frame.of, ["a"], {"a": "010190-1234"}) == "cpr_in_frame"
