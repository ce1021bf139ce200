"""The engine says what the oracle says, on random histories under random rules.

With SAGSLOFT_HYPOTHESIS=thorough, on many more of them. A failure that was mended is kept, by name and in its shortest
form, in test_named_histories.py.
"""

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from .agreement import agreed, by_engine, traced
from .facts import Obligation
from .frames import in_order
from .strategies import Situation, situations, situations_known_in_part


def as_if_measurable(obligations: list[Obligation]) -> list[Obligation]:
    return [replace(obligation, measurable=True) for obligation in obligations]


@given(situations())
def test_the_engine_agrees_with_the_oracle(situation: Situation) -> None:
    agreed(situation.events, situation.rules, situation.as_of, covers=situation.covers)


@given(situations_known_in_part())
def test_the_engine_agrees_on_what_was_known_at_the_time(situation: Situation) -> None:
    agreed(situation.events, situation.rules, situation.as_of, situation.known_at, situation.covers)


@given(situations(), st.randoms(use_true_random=False))
def test_the_order_of_the_frame_changes_nothing(situation: Situation, random: Random) -> None:
    """Point 14: row numbers decide ties, places in the table never do."""
    shuffled = random.sample(situation.events, len(situation.events))
    rest = (situation.rules, situation.as_of, situation.known_at, situation.covers)
    assert by_engine(shuffled, *rest) == by_engine(situation.events, *rest)


@given(situations())
def test_a_case_is_judged_the_same_alone_as_among_others(situation: Situation) -> None:
    """Point 15 alone looks at the whole source: everything but `measurable` is the case's own."""
    rest = (situation.rules, situation.as_of, situation.known_at, situation.covers)
    one_by_one: list[Obligation] = []
    for case_id in sorted({event.case_id for event in situation.events}):
        one_by_one += by_engine([event for event in situation.events if event.case_id == case_id], *rest)
    together = by_engine(situation.events, *rest)
    assert as_if_measurable(together) == as_if_measurable(in_order(one_by_one))


@given(situations())
def test_an_obligation_shows_its_citation_and_the_people_of_its_trigger(situation: Situation) -> None:
    triggers = {event.row: event for event in situation.events}
    citations = {
        (rule.id, version.in_force): str(version.citation) for rule in situation.rules for version in rule.versions
    }
    table = traced(situation.events, situation.rules, situation.as_of)
    for row in table.iter_rows(named=True):
        trigger = triggers[row["trigger_row"]]
        assert row["citation"] == citations[row["rule_id"], row["version"]]
        people = (row["caseworker"], row["team"], row["municipality"])
        assert people == (trigger.caseworker, trigger.team, trigger.municipality)
