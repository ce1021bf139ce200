"""Two rounds earn words about a change only where both ask for the same, by the same law, of enough cases."""

import re
from dataclasses import replace
from datetime import date

import pytest
from tests.unit.protocol import organisation_protocol
from tests.unit.review_rounds import (
    NO,
    NOT_RELEVANT,
    PROTOCOL,
    YES,
    cases,
    criterion,
    found,
    organisation,
    refusal,
    told,
    unready_cases,
    why,
)

from sagsloft.core.event_answers import EventAnswer
from sagsloft.core.ladder import IMPROVEMENT, WORSENING, Obstacle, Phrase
from sagsloft.core.round_result import Unready
from sagsloft.core.tickets import SeedOrigin
from sagsloft.core.unsaid import Unsaid, Why
from sagsloft.messages import Language, say


def two_rounds(before, after, later=None, primary=("A2",), now="A2", **more):
    """The findings of the later of two rounds, in which A2 was met so often of 20; `now`: what it is called there."""

    def answers(met):
        return [YES] * met + [NO] * (20 - met)

    named = {"primary": frozenset(primary), **more}
    earlier = found(cases(A2=answers(before)), **named)
    return found(cases(**{now: answers(after)}), earlier, **{**named, **(later or {}), "year": 2027})


def change(findings, code="A2"):
    return next(each for each in findings.changes if each.name == code)


def test_a_primary_criterion_gets_the_claim_that_its_counts_have_earned_and_no_other_gets_any():
    findings = two_rounds(10, 16)
    assert round(change(findings).claim.better, 4) == 0.9742
    assert change(findings).claim.phrase is Phrase.TENDENCY_TO_IMPROVEMENT
    assert [each.name for each in findings.changes if each.claim] == ["A2"]
    assert [each.name for each in findings.changes] == ["A1", "A2", "A9", "C11"]


LADDER = [say(f"ladder.{phrase}", Language.DANISH) for phrase in (*IMPROVEMENT, *WORSENING)]


@pytest.mark.parametrize(("before", "after"), [(0, 20), (10, 16), (16, 10)])
def test_no_words_of_the_ladder_are_said_without_a_claim(before, after):
    said = told(two_rounds(before, after))
    assert any(phrase in said for phrase in LADDER)
    silent = (
        two_rounds(before, after, primary=()),
        found(cases(A2=[YES] * after + [NO] * (20 - after)), primary=frozenset({"A2"})),
        replace(two_rounds(before, after), origin=None),
        replace(two_rounds(before, after), left_out={Unready.UNREAD: 1}),
    )
    for findings in silent:
        said = told(findings)
        assert [phrase for phrase in LADDER if re.search(rf"\b{phrase}\b", said)] == []


def test_a_goal_holds_until_another_is_named():
    assert change(two_rounds(10, 16, goals={"A2": 0.5}, later={"goals": {}})).goal == 0.5
    assert change(two_rounds(10, 16, goals={"A2": 0.5}, later={"goals": {"A2": 0.9}})).goal == 0.9


def with_a2(**changes):
    """The protocol's next version, with A2 changed in it."""
    changed = (replace(each, **changes) if each.code == "A2" else each for each in PROTOCOL.criteria)
    return replace(PROTOCOL, version=2, criteria=tuple(changed))


def test_a_criterion_that_asks_for_something_else_is_not_compared():
    findings = two_rounds(10, 20, {"protocol": with_a2(same_since=2), "goals": {}}, goals={"A2": 0.9})
    assert change(findings).claim.obstacle is Obstacle.NOT_COMPARABLE
    assert criterion(findings, "A2").goal is None
    assert why(findings, "A2") == {Why.CRITERION_CHANGED}


def test_a_criterion_that_was_only_renamed_is_the_same():
    later = {"protocol": with_a2(code="A3", formerly="A2"), "primary": frozenset({"A3"})}
    findings = two_rounds(10, 16, later, now="A3")
    assert findings.changes[1].later.name == "A3"
    assert findings.changes[1].claim.phrase is Phrase.TENDENCY_TO_IMPROVEMENT


def test_two_criteria_that_changed_names_with_each_other_are_told_apart():
    swapped = {"A1": "A2", "A2": "A1"}
    criteria = tuple(
        replace(each, code=swapped.get(each.code, each.code), formerly=each.code if each.code in swapped else None)
        for each in PROTOCOL.criteria
    )
    later = {"protocol": replace(PROTOCOL, version=2, criteria=criteria), "primary": frozenset({"A1"})}
    findings = two_rounds(10, 10, later)
    assert next(each for each in findings.changes if each.later.name == "A1").earlier.name == "A2"


def test_a_criterion_that_one_of_two_rounds_alone_has_is_told():
    later = with_a2(code="A3", same_since=2)
    findings = two_rounds(10, 16, {"protocol": later}, primary=(), now="A3")
    assert [each for each in findings.unsaid if each.criterion] == [
        Unsaid(Why.CRITERION_CHANGED, "A3"),
        Unsaid(Why.CRITERION_CHANGED, "A2"),
    ]


@pytest.mark.parametrize(
    ("day", "comparable"),
    [
        (date(2024, 3, 1), True),
        (date(2024, 3, 2), False),
        (date(2027, 3, 1), False),
        (date(2027, 3, 2), True),
    ],
)
def test_without_a_rule_no_change_of_the_law_may_lie_after_the_first_day_of_either_window(day, comparable):
    """Round 1 looks back from 1 March 2025 to 1 March 2024, round 2 from 1 March 2027."""
    protocol = with_a2(law_changed=(day,))
    findings = two_rounds(10, 16, protocol=protocol)
    assert change(findings).comparable is comparable
    assert (Why.LAW_CHANGED in why(findings, "A2")) is not comparable


def events_of(day):
    return {f"sag-{place:02}": {"A2": EventAnswer(YES, (day,), ())} for place in range(1, 21)}


@pytest.mark.parametrize(
    ("rule", "comparable"), [("underretning-24-timer", True), ("plan-ved-indsats", False), ("findes-ikke", False)]
)
def test_with_a_rule_the_versions_that_were_applied_decide(rule, comparable):
    before, after = events_of(date(2023, 6, 1)), events_of(date(2024, 6, 1))
    findings = two_rounds(10, 16, {"event_answers": after}, protocol=with_a2(rule=rule), event_answers=before)
    assert change(findings).comparable is comparable


def test_a_rule_whose_versions_may_be_compared_does_not_outweigh_the_criterion_s_own_word_of_a_new_law():
    before, after = events_of(date(2023, 6, 1)), events_of(date(2024, 6, 1))
    protocol = with_a2(rule="underretning-24-timer", law_changed=(date(2025, 1, 1),))
    findings = two_rounds(10, 16, {"event_answers": after}, protocol=protocol, event_answers=before)
    assert change(findings).comparable is False


def test_where_no_version_was_applied_the_days_of_the_window_decide():
    window = {"window": (date(2023, 6, 1), date(2025, 3, 1))}
    protocol = with_a2(rule="plan-ved-indsats")
    assert change(two_rounds(10, 16, protocol=protocol)).comparable
    assert not change(two_rounds(10, 16, protocol=protocol, **window)).comparable


def test_too_few_relevant_answers_in_either_round_are_told_of_the_primary_ones():
    few = [YES] * 9 + [NOT_RELEVANT] * 11
    primary = frozenset({"A2"})
    ten = [YES] * 10 + [NOT_RELEVANT] * 10
    assert why(found(cases(A2=ten), primary=primary), "A2") == set()
    earlier = found(cases(A2=few, A1=few), primary=primary)
    assert (why(earlier, "A2"), why(earlier, "A1")) == ({Why.TOO_FEW_RELEVANT}, set())
    later = found(cases(), earlier, year=2027, primary=primary)
    assert why(later, "A2") == {Why.TOO_FEW_RELEVANT}
    assert change(later).claim.obstacle is Obstacle.TOO_FEW


@pytest.mark.parametrize(("before", "after"), [({"A2"}, {"A1"}), ({"A2"}, {"A1", "A2"}), ({"A1", "A2"}, {"A2"})])
def test_the_primary_criteria_are_those_of_the_first_round(before, after):
    refused = refusal(two_rounds, 10, 16, {"primary": frozenset(after)}, primary=before)
    assert (refused.message_id, refused.values["criteria"]) == (
        "compare.primary_changed",
        "; ".join(sorted(before ^ after)),
    )


def test_two_rounds_go_together_only_if_they_are_whole_in_order_and_of_one_protocol():
    earlier = found(cases())
    for changes, message in (
        ({"year": 2025}, "not_earlier"),
        ({"year": 2024}, "not_earlier"),
        ({"year": 2027, "protocol": replace(PROTOCOL, id="en-anden")}, "another_protocol"),
    ):
        assert refusal(found, cases(), earlier, **changes).message_id == f"findings.{message}"
    for part in (found(unready_cases(), draft=True), found(cases(), origin=None)):
        assert refusal(found, cases(), part, year=2027).message_id == "findings.earlier_not_whole"


@pytest.mark.parametrize("language", Language)
def test_the_page_says_in_both_languages_what_can_and_what_cannot_be_said_and_names_no_case(language):
    findings = two_rounds(10, 16, {"origin": SeedOrigin.OWN}, organisation=organisation(), goals={"A2": 1.0})
    said = told(findings, language, organisation_protocol())
    assert "sag-" not in said
    assert say("findings.why_not_verifiable", language) in said
    assert say("findings.unsaid_title", language) in said
    assert say("ladder.tendency_to_improvement", language) in said
    assert said.count(" ".join(say("compare.goals_title", language).split())) == 1
