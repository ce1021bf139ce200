"""What do the invented people answer when they are asked again: about the events, about each other, about the whole?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sagsloft.core.reviews import CaseReview, Difference, Response
from sagsloft.core.scales import Answer
from sagsloft.sources.synthetic.dice import Dice
from sagsloft.sources.synthetic.phrases import CHANGED, DECIDED, DOCUMENTS, KEPT, REASONS, phrase, source
from sagsloft.sources.synthetic.readers import Sitting

__all__ = ["Contradicted", "invent_decisions", "invent_event_reasons", "invent_judgements"]

YIELDS = 0.35
"""So often a reader who has overlooked something changes the answer to the events'."""
AT_FIRST = (3, 2, 3, 3, 2, 3, 2, 2, 3, 3, 2, 3, 2, 1, 2, 1, 3, 3, 2, 3)
"""Places on the scale of degrees, the best is 0: of the twenty judgements of the organisation in a first round."""
RAISED = frozenset({2, 3, 4, 5, 8, 16, 19})
"""Places of those that stand a step higher in a later round."""


@dataclass(frozen=True, slots=True)
class Contradicted:
    """A reader's answer that is not the events'."""

    case_id: str
    criterion: str
    own: Answer
    events: Answer


def invent_event_reasons(items: Iterable[Contradicted], reviewer: str, sitting: Sitting) -> tuple[CaseReview, ...]:
    """Why the reader and the events differ: most answers stand, and some were slips."""
    dice, by_case = Dice(sitting.seed), dict[str, dict[str, Response]]()
    for each in items:
        yields = bool(dice.generator.random() < YIELDS)
        answer = each.events if yields else each.own
        reason = phrase(CHANGED if yields else KEPT, sitting.language, dice)
        by_case.setdefault(each.case_id, {})[each.criterion] = Response(answer, reason=reason)
    return tuple(CaseReview(case, reviewer, responses=responses) for case, responses in by_case.items())


def invent_decisions(
    disputes: Iterable[Difference], truth: Sequence[CaseReview], adjudicator: str, sitting: Sitting
) -> tuple[CaseReview, ...]:
    """The third sees what is there."""
    dice, states = Dice(sitting.seed), {each.case_id: each for each in truth}
    by_case: dict[str, dict[str | None, str]] = {}
    for each in disputes:
        reason = phrase(DECIDED, sitting.language, dice)
        by_case.setdefault(each.case_id, {})[each.criterion] = reason
    return tuple(_decision(states[case], reasons, adjudicator) for case, reasons in by_case.items())


def _decision(state: CaseReview, reasons: Mapping[str | None, str], adjudicator: str) -> CaseReview:
    responses = {
        code: Response(state.responses[code].answer, state.responses[code].number, reason)
        for code, reason in reasons.items()
        if code is not None
    }
    judged = state.criticality if None in reasons else None
    return CaseReview(
        state.case_id,
        adjudicator,
        responses=responses,
        criticality=judged,
        criticality_reason=reasons.get(None, ""),
    )


def invent_judgements(reviewer: str, sitting: Sitting, *, later: bool) -> CaseReview:
    """Steering and management, each judgement with its source; in a `later` round some stand a step higher."""
    dice, responses = Dice(sitting.seed), dict[str, Response]()
    for place, criterion in enumerate(sitting.protocol.criteria):
        rank = AT_FIRST[place % len(AT_FIRST)] - (1 if later and place in RAISED else 0)
        answer = criterion.scale.ranked[rank]
        needs_reason = answer in criterion.scale.needs_reason
        responses[criterion.code] = Response(
            answer,
            reason=phrase(REASONS[answer], sitting.language, dice) if needs_reason else "",
            source=source(DOCUMENTS, sitting.window, sitting.language, dice),
        )
    return CaseReview("", reviewer, responses=responses)
