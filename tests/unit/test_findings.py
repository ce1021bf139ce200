"""A round shows what was answered, never more: each count has its cases, and what cannot be said is said so."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.protocol import organisation_protocol
from tests.unit.review_rounds import (
    LATE,
    NAMES,
    NO,
    NOT_RELEVANT,
    PROTOCOL,
    SILENT,
    YES,
    cases,
    criterion,
    found,
    organisation,
    read_case,
    refusal,
    response,
    review,
    theme,
    told,
    unready_cases,
    why,
)

from sagsloft.core.criterion_findings import EventMatch
from sagsloft.core.event_answers import EventAnswer
from sagsloft.core.goals import Verdict
from sagsloft.core.round_result import DrawnCase, Unready
from sagsloft.core.scales import Answer, Criticality, Track
from sagsloft.core.theme_findings import Outcome
from sagsloft.core.tickets import SeedOrigin
from sagsloft.core.unsaid import Unsaid, Why
from sagsloft.messages import Language, say

A1 = [YES] * 10 + [LATE] * 3 + [NO] * 2 + [SILENT] * 3 + [NOT_RELEVANT] * 2
"""Of 20 cases: 18 relevant, 10 met."""


def test_each_answer_is_counted_by_itself_and_has_its_cases():
    one = criterion(found(cases(A1=A1)), "A1")
    assert {answer: len(each) for answer, each in one.answers.items()} == {
        YES: 10,
        LATE: 3,
        NO: 2,
        NOT_RELEVANT: 2,
        SILENT: 3,
    }
    assert one.answers[NO] == ("sag-14", "sag-15")
    assert one.answers[SILENT] == ("sag-16", "sag-17", "sag-18")
    assert (one.relevant, one.met) == (18, 10)


def test_the_level_is_that_of_the_whole_frame_with_the_method_s_own_interval():
    findings = found(cases(A2=[YES] * 13 + [NO] * 7))
    interval = findings.interval(criterion(findings, "A2"))
    assert [round(100 * share, 1) for share in interval] == [41.7, 84.0]


@given(st.lists(st.sampled_from([YES, LATE, NO, SILENT, NOT_RELEVANT]), min_size=1, max_size=12), st.randoms())
@settings(deadline=None, max_examples=40)
def test_what_the_file_does_not_show_is_never_counted_as_met(answers, chance):
    """Wherever one more file falls silent, one fewer is met, or as many; and all of them stay in the denominator."""
    one = criterion(found(cases(A1=answers)), "A1")
    assert (one.relevant, one.met) == (len(answers) - answers.count(NOT_RELEVANT), answers.count(YES))
    place = chance.randrange(len(answers))
    silent = [*answers[:place], SILENT, *answers[place + 1 :]]
    other = criterion(found(cases(A1=silent)), "A1")
    assert other.met == one.met - (answers[place] is YES)
    assert other.relevant == one.relevant + (answers[place] is NOT_RELEVANT)
    assert not set(other.answers[SILENT]) & set(other.answers[YES])


def test_the_better_half_of_a_degree_is_met_and_the_middle_is_not():
    scale = [Answer.VERY_HIGH, Answer.HIGH, Answer.SOME, Answer.LITTLE, Answer.NOT_AT_ALL, NOT_RELEVANT]
    one = criterion(found(cases(A9=scale)), "A9")
    assert (one.relevant, one.met) == (5, 2)


def test_numbers_are_told_by_their_middle_and_their_span_and_are_not_judged():
    one = criterion(found(cases(G4=[1, 2, 2, 7])), "G4")
    assert (one.middle, one.span, one.is_judged, one.numbers["sag-04"]) == (2.0, (1, 7), False, 7)


def test_good_examples_are_kept_with_their_cases():
    marked = review("sag-02", "Anne")
    marked = replace(marked, responses={**marked.responses, "A9": response(Answer.HIGH, good_example=True)})
    second = DrawnCase(case_id="sag-02", readers=NAMES, reviews=(marked, review("sag-02", "Bo")))
    findings = found([read_case(1), second])
    assert {each.code: each.good_examples for each in findings.criteria if each.good_examples} == {"A9": ("sag-02",)}


def test_the_events_own_answer_is_held_against_the_final_one_where_a_rule_answers_too():
    events = {
        "sag-01": {"A1": EventAnswer(YES, (date(2024, 1, 1),), ())},
        "sag-02": {"A1": EventAnswer(NO, (date(2024, 1, 1),), ())},
        "sag-03": {"A1": EventAnswer(None, (), ())},
    }
    findings = found(cases(A1=[YES] * 4), event_answers=events)
    assert criterion(findings, "A1").events == {
        EventMatch.SAME: ("sag-01",),
        EventMatch.DIFFERENT: ("sag-02",),
        EventMatch.NOT_ANSWERED: ("sag-03", "sag-04"),
    }
    assert criterion(findings, "A2").events is None


@pytest.mark.parametrize(
    ("answers", "together", "legal", "professional"),
    [
        ((YES, YES, Answer.HIGH), "fulfilled", "fulfilled", "fulfilled"),
        ((YES, NO, Answer.HIGH), "partly", "partly", "fulfilled"),
        ((YES, NO, Answer.LITTLE), "not_fulfilled", "partly", "not_fulfilled"),
        ((NO, YES, Answer.HIGH), "not_fulfilled", "not_fulfilled", "fulfilled"),
        ((SILENT, YES, Answer.HIGH), "not_fulfilled", "not_fulfilled", "fulfilled"),
        ((NOT_RELEVANT, YES, Answer.HIGH), "fulfilled", "fulfilled", "fulfilled"),
        ((NOT_RELEVANT, NOT_RELEVANT, Answer.SOME), "not_fulfilled", "not_relevant", "not_fulfilled"),
        ((NOT_RELEVANT, NOT_RELEVANT, NOT_RELEVANT), "not_relevant", "not_relevant", "not_relevant"),
    ],
)
def test_a_theme_s_outcome_follows_from_its_answers_by_the_protocol_s_rule(answers, together, legal, professional):
    """All is fulfilled, half is in part; and without A1, which is required, nothing is."""
    one = theme(found([read_case(1, A1=answers[0], A2=answers[1], A9=answers[2])]))
    outcomes = (one.together, one.apart[Track.LEGAL], one.apart[Track.PROFESSIONAL])
    assert [next(each for each, of_it in some.items() if of_it) for some in outcomes] == [
        Outcome(together),
        Outcome(legal),
        Outcome(professional),
    ]


def test_two_of_three_is_two_thirds():
    rule = replace(PROTOCOL.themes[0].outcome, fulfilled=0.6666666667)
    protocol = replace(PROTOCOL, themes=(replace(PROTOCOL.themes[0], outcome=rule), PROTOCOL.themes[1]))
    one = theme(found([read_case(1, A2=NO)], protocol=protocol))
    assert one.together[Outcome.FULFILLED] == ("sag-01",)


def test_a_benchmark_counts_cases_and_pools_no_criteria():
    themes = tuple(replace(each, benchmark=PROTOCOL.themes[0].benchmark) for each in PROTOCOL.themes)
    missing = Answer.MAJOR_MISSING
    drawn = cases(
        A1=[YES, NO, YES, NOT_RELEVANT],
        A2=[YES, YES, YES, NOT_RELEVANT],
        A9=[Answer.HIGH, Answer.HIGH, Answer.HIGH, NOT_RELEVANT],
        C11=[Answer.MINOR_MISSING, Answer.MINOR_MISSING, missing, NOT_RELEVANT],
    )
    (one,) = found(drawn, protocol=replace(PROTOCOL, themes=themes)).benchmarks
    assert (one.all_fulfilled, one.some_not, one.none_relevant) == (("sag-01",), ("sag-02", "sag-03"), ("sag-04",))
    assert one.criteria == ("A1", "A2", "A9", "C11", "G4")


def judged(*criticality):
    return [read_case(place, each) for place, each in enumerate(criticality, 1)]


def test_no_critical_case_among_twenty_has_the_method_s_one_sided_bound():
    findings = found(judged(*[Criticality.WORRYING] * 3, *[Criticality.NOT_CRITICAL] * 17))
    assert round(100 * findings.critical_at_most, 1) == 13.3
    assert findings.criticality[Criticality.WORRYING] == ("sag-01", "sag-02", "sag-03")
    assert "højst 13,3 %" in told(findings)


def test_where_a_critical_case_is_found_there_is_an_interval_and_no_one_sided_bound():
    findings = found(judged(Criticality.CRITICAL, *[Criticality.NOT_CRITICAL] * 19))
    assert (findings.critical_at_most, findings.critical.met) == (None, 1)
    assert "ingen fundet" not in told(findings)


def test_every_legal_criterion_that_is_not_met_is_a_line_for_the_repair_list():
    drawn = [read_case(1, A1=LATE, A2=SILENT, A9=Answer.NOT_AT_ALL), read_case(2, A2=NO), read_case(3, A1=NOT_RELEVANT)]
    breaches = found(drawn).breaches
    assert [(each.case_id, each.criterion, each.answer) for each in breaches] == [
        ("sag-01", "A1", LATE),
        ("sag-01", "A2", SILENT),
        ("sag-02", "A2", NO),
    ]
    assert {each.reason for each in breaches} == {"fordi"}


def test_a_degree_of_lawfulness_is_no_line_for_the_repair_list():
    criteria = tuple(replace(each, track=Track.LEGAL) for each in PROTOCOL.criteria)
    drawn = [read_case(1, A1=NO, A9=Answer.NOT_AT_ALL, C11=Answer.DECISIVE_MISSING)]
    breaches = found(drawn, protocol=replace(PROTOCOL, criteria=criteria)).breaches
    assert [each.criterion for each in breaches] == ["A1"]


def test_a_goal_is_held_against_the_level():
    findings = found(cases(A2=[YES] * 20, A1=[YES] * 19 + [NO]), goals={"A1": 1.0, "A2": 1.0})
    verdicts = [findings.standing(criterion(findings, code)).verdict for code in ("A1", "A2")]
    assert verdicts == [Verdict.NOT_REACHED, Verdict.NONE_FOUND]
    assert findings.standing(criterion(findings, "A9")) is None


def test_a_criterion_that_was_relevant_nowhere_has_no_level():
    findings = found(cases(A1=[NOT_RELEVANT] * 3))
    assert why(findings, "A1") == {Why.NONE_RELEVANT}
    assert findings.interval(criterion(findings, "A1")) is None
    assert findings.count(criterion(findings, "A1")).share is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, set()),
        ({"origin": SeedOrigin.COMMITMENTS}, set()),
        ({"origin": SeedOrigin.OWN}, {Why.NOT_VERIFIABLE}),
        ({"origin": None}, {Why.NOT_RANDOM}),
        ({"frame": 40}, set()),
        ({"frame": 39}, {Why.FRAME_SMALL}),
    ],
)
def test_what_the_draw_does_not_bear_is_told_only_where_it_holds(changes, expected):
    assert why(found(cases(), **changes)) == expected


def test_cases_that_were_not_drawn_at_random_are_counted_and_say_nothing_of_others():
    findings = found(cases(), origin=None, goals={"A1": 0.9})
    one = criterion(findings, "A1")
    assert (one.met, findings.interval(one), findings.standing(one), findings.critical) == (20, None, None, None)
    assert not re.search(r"\d–\d+,\d %|højst", told(findings))


def test_a_case_that_one_alone_has_read_is_told():
    alone = DrawnCase(case_id="sag-02", readers=("Anne",), reviews=(review("sag-02"),))
    assert Unsaid(Why.NOT_READ_TWICE, cases=1) in found([read_case(1), alone]).unsaid
    assert why(found([read_case(1)])) == set()


def test_nothing_is_concluded_before_all_is_read_and_the_places_are_told_without_a_case_s_number():
    refused = refusal(found, unready_cases())
    assert refused.message_id == "findings.not_finished"
    assert refused.values == {"count": 5, "unread": "2, 5, 6", "unfinished": "3", "unresolved": "4"}
    for language in Language:
        assert "sag-" not in say(refused.message_id, language, **refused.values)


def test_a_draft_leaves_out_what_is_not_finished_and_says_nothing_of_the_frame():
    findings = found(unready_cases(), draft=True, goals={"A1": 0.9})
    assert (findings.is_draft, findings.cases, findings.drawn) == (True, ("sag-01",), 6)
    assert findings.left_out == {Unready.UNREAD: 3, Unready.UNFINISHED: 1, Unready.UNRESOLVED: 1}
    assert Unsaid(Why.NOT_FINISHED, cases=5) in findings.unsaid
    one = criterion(findings, "A1")
    assert (findings.interval(one), findings.standing(one), findings.critical, findings.changes) == (None,) * 3 + ((),)
    assert "UDKAST" in told(findings)


def test_a_draft_of_what_is_finished_is_no_draft():
    assert not found(cases(), draft=True).is_draft


def test_of_nothing_nothing_is_concluded():
    assert refusal(found, unready_cases()[1:], draft=True).message_id == "findings.nothing_finished"
    assert refusal(found, []).message_id == "findings.nothing_finished"


def test_primary_criteria_and_goals_are_judged_criteria_of_the_protocol():
    for given_wrong in ({"primary": frozenset({"A7"})}, {"primary": frozenset({"G4"})}, {"goals": {"A7": 0.9}}):
        refused = refusal(found, cases(), **given_wrong)
        assert refused.message_id == "findings.unknown_criteria"
        assert refused.values["criteria"] in {"A7", "G4"}


def test_at_most_five_criteria_are_primary():
    (first,) = (each for each in PROTOCOL.criteria if each.code == "A2")
    more = tuple(replace(first, code=f"B{number}") for number in range(6))
    protocol = replace(PROTOCOL, criteria=(*PROTOCOL.criteria, *more))
    drawn = [read_case(1, **{each.code: YES for each in more})]
    codes = [each.code for each in more]
    assert found(drawn, protocol=protocol, primary=frozenset(codes[:5]))
    refused = refusal(found, drawn, protocol=protocol, primary=frozenset(codes))
    assert refused.message_id == "compare.too_many_primary"


def test_the_organisation_is_judged_with_sources_and_without_intervals():
    findings = found(cases(), organisation=organisation())
    assert [(each.criterion, each.answer, each.source) for each in findings.organisation.judgements] == [
        ("O1", Answer.HIGH, "journalen"),
        ("O2", Answer.LITTLE, "journalen"),
    ]
    _, table = told(findings, organisation=organisation_protocol()).split("Styring og ledelse: vurderet")
    assert "O2 Er der ledelsestilsyn?" in table
    assert "%" not in table


def test_an_organisation_that_is_not_judged_to_the_end_holds_the_conclusion_back_and_not_the_draft():
    unfinished = organisation()
    bare = replace(unfinished.review, responses={"O1": unfinished.review.responses["O1"]})
    half = replace(unfinished, review=bare)
    assert refusal(found, cases(), organisation=half).message_id == "findings.organisation_not_finished"
    draft = found(cases(), organisation=half, draft=True)
    assert (draft.is_draft, draft.organisation, draft.speaks_of_frame) == (True, None, True)
    assert why(draft) == {Why.ORGANISATION_NOT_FINISHED}


def test_more_cases_than_were_drawn_or_an_answer_about_another_cannot_be_built():
    findings = found(cases())
    for changes in ({"drawn": 19}, {"frame": 19}, {"cases": findings.cases[1:]}):
        with pytest.raises(ValueError, match="cases"):
            replace(findings, **changes)


def test_the_page_tells_every_reason_in_a_sentence_of_its_own():
    of_criteria = {Why.NONE_RELEVANT, Why.TOO_FEW_RELEVANT, Why.LAW_CHANGED, Why.CRITERION_CHANGED}
    every = tuple(Unsaid(each, "A1" if each in of_criteria else None, 7) for each in Why)
    said = told(replace(found(cases()), unsaid=every))
    sentences = [
        say(f"findings.why_{each}", Language.DANISH, about="A1", cases=7, fewest=10, smallest=40) for each in Why
    ]
    assert [each for each in sentences if each not in said] == []
    assert max(Counter(sentences).values()) == 1
