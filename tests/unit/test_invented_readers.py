"""The invented readers: whole records, from a seed, who mostly agree and each err in their own way."""

from collections import Counter
from datetime import date

import pytest

from sagsloft import rulebook
from sagsloft.core.event_answers import EventAnswer
from sagsloft.core.reviews import differences, gaps
from sagsloft.core.scales import Answer, Criticality, Track
from sagsloft.messages import Language
from sagsloft.sources.synthetic.answers import (
    Contradicted,
    invent_decisions,
    invent_event_reasons,
    invent_judgements,
)
from sagsloft.sources.synthetic.casework import AFTER, BEFORE, true_state
from sagsloft.sources.synthetic.readers import Sitting, Temper, invent_reviews

PROTOCOL = rulebook.load_protocol("sagsmaaling")
CASES = tuple(f"sag-{number:02}" for number in range(40))
EVENTS = {
    case: {"A1": EventAnswer((Answer.YES, Answer.NO, Answer.NOT_RELEVANT, None)[place % 4], (), ())}
    for place, case in enumerate(CASES)
}
WINDOW = (date(2023, 7, 1), date(2025, 6, 30))
SITTING = Sitting(PROTOCOL, WINDOW, Language.DANISH, 5)
READERS = {"Anna Holm": Temper.STRICT, "Bo Lund": Temper.MILD, "Carla Bro": Temper.CARELESS}
READING = {name: dict.fromkeys(CASES, frozenset(Track)) for name in READERS}
BREACHES = {Answer.NO, Answer.YES_LATE, Answer.NOT_DOCUMENTED}


@pytest.fixture(scope="module")
def truth():
    return true_state(PROTOCOL, CASES, EVENTS, BEFORE, 3)


@pytest.fixture(scope="module")
def reviews(truth):
    found = invent_reviews(truth, READERS, READING, SITTING)
    return {name: [each for each in found if each.reviewer == name] for name in READERS}


def met(records, code):
    scale = PROTOCOL.criterion(code).scale
    given = [each.responses[code].answer for each in records]
    relevant = [answer for answer in given if scale.counts(answer)]
    return sum(map(scale.meets, relevant)) / len(relevant)


def breaches(records):
    return sum(one.answer in BREACHES for each in records for one in each.responses.values())


def test_the_same_seed_invents_the_same_and_another_seed_something_else(truth, reviews):
    assert true_state(PROTOCOL, CASES, EVENTS, BEFORE, 3) == truth
    assert true_state(PROTOCOL, CASES, EVENTS, BEFORE, 4) != truth
    again = invent_reviews(truth, READERS, READING, SITTING)
    assert list(again) == [each for name in READERS for each in reviews[name]]


def test_every_record_is_finished_and_every_reason_says_that_it_is_invented(reviews):
    for each in (record for records in reviews.values() for record in records):
        assert gaps(each, PROTOCOL) == ()
        reasons = [one.reason for one in each.responses.values() if one.reason] + [each.criticality_reason]
        assert [reason for reason in reasons if reason and not reason.startswith("Opdigtet: ")] == []


def test_where_the_events_answer_they_are_nearly_always_right(truth):
    said = [(each.responses["A1"].answer, EVENTS[each.case_id]["A1"].answer) for each in truth]
    known = [(ours, theirs) for ours, theirs in said if theirs is not None]
    assert 0.9 <= sum(ours is theirs for ours, theirs in known) / len(known) < 1


def test_what_follows_from_something_is_relevant_only_where_that_is(truth):
    for each in truth:
        if each.responses["A1"].answer is Answer.NOT_RELEVANT:
            assert each.responses["A2"].answer is Answer.NOT_RELEVANT
        if each.responses["C2"].answer is Answer.YES:
            assert each.responses["C3"].answer is Answer.NOT_RELEVANT


def test_practice_rises_where_the_course_worked_stays_in_one_place_and_falls_in_another(truth):
    later = true_state(PROTOCOL, CASES, EVENTS, AFTER, 8)
    change = {code: met(later, code) - met(truth, code) for code in ("D3", "E8", "F3", "D5")}
    assert min(change["D3"], change["E8"]) > 0.3
    assert abs(change["F3"]) < 0.15
    assert change["D5"] < -0.2


def test_the_critical_cases_are_those_with_the_most_breaches(truth):
    judged = Counter(each.criticality for each in truth)
    assert judged[Criticality.CRITICAL] == BEFORE.critical
    assert judged[Criticality.WORRYING] == BEFORE.worrying
    critical = [breaches([each]) for each in truth if each.criticality is Criticality.CRITICAL]
    fine = [breaches([each]) for each in truth if each.criticality is Criticality.NOT_CRITICAL]
    assert sum(critical) / len(critical) > sum(fine) / len(fine)


def test_a_strict_reader_finds_more_breaches_than_is_there_and_a_mild_one_fewer(truth, reviews):
    assert breaches(reviews["Bo Lund"]) < breaches(truth) < breaches(reviews["Anna Holm"])


def test_two_readers_differ_in_few_answers_and_in_degrees_by_one_step(truth, reviews):
    anna, bo = reviews["Anna Holm"], reviews["Bo Lund"]
    differing = sum(len(differences(one, two, PROTOCOL)) for one, two in zip(anna, bo, strict=True))
    assert 0.02 < differing / (len(CASES) * len(PROTOCOL.criteria)) < 0.15
    for record, state in zip(anna, truth, strict=True):
        for each in PROTOCOL.criteria:
            given, there = record.responses[each.code].answer, state.responses[each.code].answer
            if each.scale.is_ordinal and given is not there:
                assert each.scale.ranked.index(given) - each.scale.ranked.index(there) == 1


def test_a_careless_reader_errs_more_and_tells_less_of_where_it_is_seen(truth, reviews):
    def errors(name):
        return sum(
            one.responses[code].answer is not state.responses[code].answer
            for one, state in zip(reviews[name], truth, strict=True)
            for code in one.responses
        )

    def sources(name):
        return sum(bool(one.source) for each in reviews[name] for one in each.responses.values())

    assert errors("Carla Bro") > errors("Anna Holm")
    assert sources("Carla Bro") < sources("Bo Lund")


def test_the_third_sees_what_is_there_and_every_difference_from_the_events_gets_a_reason(truth, reviews):
    disputes = [
        each
        for one, two in zip(reviews["Anna Holm"], reviews["Bo Lund"], strict=True)
        for each in differences(one, two, PROTOCOL)
    ]
    decided = {each.case_id: each for each in invent_decisions(disputes, truth, "Clara Friis", SITTING)}
    states = {each.case_id: each for each in truth}
    assert disputes
    for each in disputes:
        final, state = decided[each.case_id], states[each.case_id]
        if each.criterion is None:
            assert final.criticality is state.criticality
        else:
            assert final.responses[each.criterion].answer is state.responses[each.criterion].answer
            assert final.responses[each.criterion].reason
    items = [Contradicted(case, "A1", Answer.NO, Answer.YES) for case in CASES]
    said = [each.responses["A1"] for each in invent_event_reasons(items, "Bo Lund", SITTING)]
    assert {each.answer for each in said} == {Answer.NO, Answer.YES}
    assert all(each.reason for each in said)


def test_judgements_of_the_organisation_all_have_a_source_and_some_rise(truth):
    protocol = rulebook.load_protocol("organisation")
    sitting = Sitting(protocol, WINDOW, Language.ENGLISH, 9)
    first, later = (invent_judgements("Anna Holm", sitting, later=later) for later in (False, True))
    assert gaps(first, protocol) == gaps(later, protocol) == ()
    ranks = [
        [each.scale.ranked.index(record.responses[each.code].answer) for each in protocol.criteria]
        for record in (first, later)
    ]
    moved = [before - after for before, after in zip(*ranks, strict=True)]
    assert set(moved) == {0, 1}
