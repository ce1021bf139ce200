"""The random situations reach what they are meant to reach: agreement on nothing would prove nothing."""

import pytest
from hypothesis import Phase, find, settings

from sagsloft.core.rules import AtLeast, Before, Open, Within

from .facts import Obligation
from .oracle import evaluate
from .strategies import Situation, situations

REACHABLE = [
    *((Within, status) for status in ("met", "excused", "lapsed", "late", "overdue", "pending")),
    *((AtLeast, status) for status in ("met", "excused", "lapsed", "overdue", "pending")),
    *((Before, status) for status in ("met", "excused", "late", "overdue")),
    *((Open, status) for status in ("met", "excused", "lapsed", "pending")),
]
SEARCH = settings(max_examples=5000, deadline=None, database=None, derandomize=True, phases=[Phase.generate])


def obligations(situation: Situation) -> list[Obligation]:
    return evaluate(situation.events, situation.rules, situation.as_of, situation.known_at, situation.covers)


@pytest.mark.parametrize(("form", "status"), REACHABLE)
def test_every_status_of_every_form_turns_up(form: type, status: str) -> None:
    def turns_up(situation: Situation) -> bool:
        forms = {(rule.id, one.in_force): type(one.deadline) for rule in situation.rules for one in rule.versions}
        return any((forms[one.rule_id, one.version], one.status) == (form, status) for one in obligations(situation))

    find(situations(), turns_up, settings=SEARCH)


@pytest.mark.parametrize("basis", ["trigger", "counts_from", "on_date_in", "or_when"])
def test_every_basis_turns_up(basis: str) -> None:
    find(situations(), lambda situation: any(one.basis == basis for one in obligations(situation)), settings=SEARCH)
