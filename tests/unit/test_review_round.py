"""Who reads which case: evenly, twice where that was asked, and never near a case that they have worked on."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sagsloft.core.errors import UserError
from sagsloft.core.review_round import Conflict, Reviewer, assign, same_person
from sagsloft.core.scales import Track

LEGAL, PROFESSIONAL = Track.LEGAL, Track.PROFESSIONAL
BOTH = frozenset(Track)
CASES = [f"sag-{number}" for number in range(1, 7)]
ANNA, BO, CARL = (Reviewer(name) for name in ("Anna", "Bo", "Carl"))
LIS = Reviewer("Lis", is_leader=True)


def shares(reading):
    return {name: list(cases) for name, cases in reading.cases.items()}


def refusal(*arguments, **named):
    with pytest.raises(UserError) as refused:
        assign(*arguments, **named)
    return refused.value


def test_two_readers_read_everything_where_everything_is_read_twice():
    assert shares(assign(CASES, [ANNA, BO], {})) == {"Anna": CASES, "Bo": CASES}


def test_the_first_cases_in_ticket_order_are_those_that_are_read_twice():
    reading = assign(CASES, [ANNA, BO], {}, twice=0.5)
    assert [len(reading.readers(case)) for case in CASES] == [2, 2, 2, 1, 1, 1]
    assert shares(reading) == {"Anna": [*CASES[:3], "sag-4", "sag-6"], "Bo": [*CASES[:3], "sag-5"]}


@pytest.mark.parametrize(
    ("twice", "cases", "doubled"), [(0, 6, 0), (0.1, 6, 1), (0.3, 10, 3), (0.07, 100, 7), (1, 6, 6)]
)
def test_a_share_is_rounded_up_to_whole_cases_but_not_by_a_rounding_error(twice, cases, doubled):
    names = [f"sag-{number}" for number in range(cases)]
    reading = assign(names, [ANNA, BO], {}, twice=twice)
    assert sum(len(reading.readers(case)) == 2 for case in names) == doubled


def test_three_readers_share_the_work_evenly():
    assert [len(cases) for cases in shares(assign(CASES, [ANNA, BO, CARL], {})).values()] == [4, 4, 4]


def test_who_has_worked_on_a_case_does_not_read_it_by_any_of_their_names():
    bo = Reviewer("Bo", known_as=("bl02",))
    reading = assign(CASES, [ANNA, bo, CARL], {"sag-1": ["ANNA "], "sag-2": ["BL02"]})
    assert "sag-1" not in reading.cases["Anna"]
    assert "sag-2" not in reading.cases["Bo"]
    assert reading.conflicts == (Conflict("sag-1", "Anna"), Conflict("sag-2", "Bo"))
    assert all(len(reading.readers(case)) == 2 for case in CASES)


def test_where_too_few_are_left_the_place_is_told_and_not_the_case():
    error = refusal(CASES, [ANNA, BO], {"sag-3": ["bo"]})
    assert (error.message_id, error.values["place"], error.values["wanted"]) == ("review.too_few_readers", 3, 2)
    assert "sag-3" not in str(error)
    assert assign(CASES, [ANNA, BO], {"sag-3": ["bo"]}, twice=0.2).readers("sag-3") == ("Anna",)


def test_a_leader_reads_everything_besides_and_stands_in_for_nobody():
    reading = assign(CASES, [ANNA, BO, LIS], {"sag-2": ["lis"]}, twice=0)
    assert shares(reading)["Lis"] == [case for case in CASES if case != "sag-2"]
    assert [len([name for name in reading.readers(case) if name != "Lis"]) for case in CASES] == [1] * 6
    assert refusal(CASES, [ANNA, LIS], {}).message_id == "review.too_few_readers"


def test_each_track_has_its_own_readers_and_who_can_read_both_reads_both():
    jurist, social = Reviewer("J", tracks=frozenset({LEGAL})), Reviewer("S", tracks=frozenset({PROFESSIONAL}))
    reading = assign(CASES[:2], [jurist, social], {}, twice=0)
    assert reading.cases == {
        "J": {case: {LEGAL} for case in CASES[:2]},
        "S": {case: {PROFESSIONAL} for case in CASES[:2]},
    }
    reading = assign(CASES[:1], [jurist, social, ANNA], {})
    assert reading.cases == {"J": {"sag-1": {LEGAL}}, "S": {"sag-1": {PROFESSIONAL}}, "Anna": {"sag-1": BOTH}}
    assert refusal(CASES, [jurist, jurist], {}).message_id == "review.reviewer_twice"
    error = refusal(CASES[:1], [jurist, ANNA], {})
    assert error.values["track"] == "review.professional"


def test_a_track_that_the_protocol_does_not_ask_for_needs_no_reader():
    jurist = Reviewer("J", tracks=frozenset({LEGAL}))
    assert assign(CASES, [jurist, ANNA], {}, tracks={LEGAL}).cases["Anna"]["sag-1"] == {LEGAL}


def test_calibration_cases_are_everybody_s_and_count_in_no_share():
    reading = assign(CASES, [ANNA, BO, LIS], {"k-1": ["bo"]}, twice=0.5, calibration=["k-1", "k-2"])
    assert reading.readers("k-1") == ("Anna", "Lis")
    assert reading.readers("k-2") == ("Anna", "Bo", "Lis")
    assert [len(reading.readers(case)) for case in CASES] == [3, 3, 3, 2, 2, 2]


@pytest.mark.parametrize("twice", [-0.1, 1.1, float("nan")])
def test_a_share_that_cannot_be_is_refused(twice):
    assert refusal(CASES, [ANNA, BO], {}, twice=twice).message_id == "review.impossible_share"


@pytest.mark.parametrize("other", ["anna", " ANNA ", "Å na"])
def test_two_readers_are_told_apart_without_regard_to_case_and_spaces(other):
    first = Reviewer("Anna", known_as=("a\u030a   NA",))
    assert refusal(CASES, [first, Reviewer(other)], {}).message_id == "review.reviewer_twice"


def test_names_are_the_same_however_their_letters_are_put_together():
    assert same_person("A\u030age  Ørsted") == same_person("åge ØRSTED")
    assert same_person("Åge") != same_person("Aage")


@given(
    count=some.integers(1, 30),
    readers=some.integers(3, 6),
    twice=some.floats(0, 1),
    busy=some.dictionaries(some.integers(0, 29), some.integers(0, 5), max_size=10),
)
def test_every_case_has_the_readers_it_needs_and_never_one_who_worked_on_it(count, readers, twice, busy):
    people = [Reviewer(f"L{number}") for number in range(readers)]
    cases = [f"sag-{number}" for number in range(count)]
    near = {f"sag-{case}": [f"l{person}"] for case, person in busy.items()}
    reading = assign(cases, people, near, twice=twice)
    for case in cases:
        assert len(reading.readers(case)) in {1, 2}
        assert not {name.casefold() for name in reading.readers(case)} & set(near.get(case, ()))
    if not near:
        loads = [len(reading.cases.get(each.name, {})) for each in people]
        assert max(loads) - min(loads) <= 1
