"""How good is the casework in the invented cases? What a reader who misses nothing would answer, before any reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sagsloft.core.event_answers import EventAnswer
from sagsloft.core.protocols import Criterion, Protocol
from sagsloft.core.reviews import CaseReview, Response
from sagsloft.core.scales import Answer, Criticality, Scale, Track
from sagsloft.sources.synthetic.dice import Dice, Flags

__all__ = ["AFTER", "BEFORE", "Practice", "true_state"]

USUAL_LOW, USUAL_HIGH = 0.66, 0.96
"""Of what is relevant, so much is as it should be where nothing else is said: a share of each criterion's own."""
DOUBTED = 0.05
"""So many of the events' own answers are not what the file shows."""
INSTEAD = {Answer.YES: Answer.NOT_DOCUMENTED, Answer.YES_LATE: Answer.YES, Answer.NO: Answer.YES}
"""What the file shows instead."""


@dataclass(frozen=True, slots=True)
class Gate:
    """A criterion is relevant where `code` is (everywhere without one), in so large a share; `unmet`: only where that
    criterion is not met."""

    code: str | None = None
    share: float = 1.0
    unmet: bool = False


OF_NOTIFICATIONS, OF_SCREENINGS, OF_INVESTIGATIONS, OF_DECISIONS, OF_FOLLOW_UPS = "A1", "B1", "C10", "D1", "F1"
GATES: Mapping[str, Gate] = {
    **dict.fromkeys(("A2", "A11"), Gate(OF_NOTIFICATIONS)),
    "A3": Gate(OF_NOTIFICATIONS, 0.3),
    **dict.fromkeys(("A9", "A12"), Gate(OF_NOTIFICATIONS, 0.6)),
    "A8": Gate("A7", 0.5),
    "A10": Gate("C2", 0.7),
    "B1": Gate(share=0.5),
    **dict.fromkeys(("B2", "B4"), Gate(OF_SCREENINGS)),
    "B3": Gate(share=0.05),
    "B5": Gate(share=0.25),
    "C1": Gate(share=0.7),
    "C3": Gate("C2", unmet=True),
    **dict.fromkeys(("C4", "C5", "C6", "C7", "C8", "C9", "C11"), Gate(OF_INVESTIGATIONS)),
    "C12": Gate(OF_INVESTIGATIONS, 0.7),
    "D2": Gate(OF_DECISIONS, 0.2),
    **dict.fromkeys(("D3", "D8", "E1", "E2", "E4", "E6", "E9"), Gate(OF_DECISIONS)),
    "E3": Gate("D7"),
    "E8": Gate("E7", 0.95),
    "E10": Gate("E8", 0.5),
    **dict.fromkeys(("F3", "F5"), Gate(OF_FOLLOW_UPS)),
    **dict.fromkeys(("F4", "F8"), Gate(OF_FOLLOW_UPS, 0.4)),
    "F7": Gate("F6"),
}
"""Of the case measurement; a criterion that is not named is relevant everywhere."""
NUMBERS: Mapping[str, tuple[int, int]] = {"A10": (12, 70), "F9": (25, 140), "G4": (1, 4)}
"""Of the case measurement: the least and the most."""


@dataclass(frozen=True, slots=True)
class Practice:
    """A municipality at one time.

    `met`: the shares that are as they should be, of what the story is about; `critical`, `worrying`: how many of the
    cases that are read.
    """

    met: Mapping[str, float]
    critical: int
    worrying: int


WEAK: Mapping[str, float] = {
    **dict.fromkeys(("A9", "A12", "C12", "G6", "G7"), 0.5),
    **dict.fromkeys(("E9", "F5", "G1", "G2"), 0.6),
    "C7": 0.45,
    "D6": 0.4,
}
"""Shares of what was never good, and that nobody worked on."""
BEFORE = Practice({"D3": 0.35, "D5": 0.65, "E8": 0.3, "F3": 0.45}, critical=3, worrying=4)
AFTER = Practice({"D3": 0.8, "D5": 0.35, "E8": 0.8, "F3": 0.5}, critical=1, worrying=3)
"""The course worked on the child's perspective (D3) and the goals of plans (E8), which rose, and on follow-up (F3),
which did not; meanwhile the family's network (D5) was lost sight of."""


def true_state(
    protocol: Protocol,
    cases: Sequence[str],
    events: Mapping[str, Mapping[str, EventAnswer]],
    practice: Practice,
    seed: int,
) -> tuple[CaseReview, ...]:
    """A record of each case without reasons, by nobody. Where the events answer, they are nearly always right."""
    dice, found, usual = Dice(seed), dict[str, list[Response]](), _usual(protocol)
    for criterion in sorted(protocol.criteria, key=lambda each: each.rule is None):
        is_relevant = _is_relevant(GATES.get(criterion.code, Gate()), found, len(cases), dice)
        if criterion.code in practice.met:
            is_met = dice.happens(practice.met[criterion.code] * is_relevant, len(cases))
        else:
            is_met = dice.generator.random(len(cases)) < usual[criterion.code]
        drawn = _drawn(criterion, is_relevant, is_met, dice)
        said = [events.get(case, {}).get(criterion.code) for case in cases]
        is_doubted = dice.happens(DOUBTED, len(cases))
        found[criterion.code] = [
            _beside(one, event, in_doubt=doubt) for one, event, doubt in zip(drawn, said, is_doubted, strict=True)
        ]
    judged = _criticality(protocol, found, practice, len(cases))
    return tuple(
        CaseReview(
            case,
            "",
            responses={each.code: found[each.code][place] for each in protocol.criteria},
            criticality=judged[place] if protocol.criticality else None,
        )
        for place, case in enumerate(cases)
    )


def _is_relevant(gate: Gate, found: Mapping[str, Sequence[Response]], count: int, dice: Dice) -> Flags:
    open_in = np.ones(count, dtype=np.bool_)
    if gate.code is not None and gate.code in found:
        answers = [each.answer for each in found[gate.code]]
        closed = {Answer.NOT_RELEVANT, Answer.YES} if gate.unmet else {Answer.NOT_RELEVANT}
        open_in = np.array([answer not in closed for answer in answers], dtype=np.bool_)
    return dice.happens(gate.share * open_in, count)


def _usual(protocol: Protocol) -> dict[str, float]:
    """By criterion, the same whatever is drawn: what a municipality does badly it does badly next year too."""
    levels = Dice(len(protocol.criteria)).generator.uniform(USUAL_LOW, USUAL_HIGH, len(protocol.criteria))
    return {each.code: float(level) for each, level in zip(protocol.criteria, levels, strict=True)} | dict(WEAK)


def _drawn(criterion: Criterion, is_relevant: Flags, is_met: Flags, dice: Dice) -> list[Response]:
    count = len(is_relevant)
    best, worst = dice.one_of({"first": 0.3, "other": 0.7}, count), dice.one_of({"1": 0.55, "2": 0.3, "3": 0.15}, count)
    least, most = NUMBERS.get(criterion.code, (1, 9))
    numbers = dice.generator.integers(least, most, count, endpoint=True)
    responses = []
    for place in range(count):
        if not is_relevant[place]:
            responses.append(Response(Answer.NOT_RELEVANT))
        elif criterion.scale.is_number:
            responses.append(Response(number=int(numbers[place])))
        elif is_met[place]:
            responses.append(Response(_met(criterion.scale, is_best=best[place] == "first")))
        else:
            responses.append(Response(_unmet(criterion.scale, int(worst[place]))))
    return responses


def _met(scale: Scale, *, is_best: bool) -> Answer:
    answers = [answer for answer in scale.answers if scale.meets(answer)]
    return answers[0] if is_best else answers[-1]


def _unmet(scale: Scale, rank: int) -> Answer:
    """`rank` from 1: the commonest first."""
    answers = [answer for answer in scale.answers if scale.counts(answer) and not scale.meets(answer)]
    return answers[min(rank, len(answers)) - 1]


def _beside(drawn: Response, event: EventAnswer | None, *, in_doubt: bool) -> Response:
    """What the events say, where they say something; in doubt, what may be seen in the file instead."""
    if event is None or event.answer is None:
        return drawn
    return Response(INSTEAD.get(event.answer, event.answer) if in_doubt else event.answer)


def _criticality(
    protocol: Protocol, found: Mapping[str, Sequence[Response]], practice: Practice, count: int
) -> list[Criticality]:
    """The cases with the most breaches of law are the critical ones, and the next ones worrying."""
    legal = [each for each in protocol.criteria if each.track is Track.LEGAL and each.is_judged]
    breaches = [
        sum(found[each.code][place].answer in each.scale.needs_reason for each in legal) for place in range(count)
    ]
    judged = [Criticality.NOT_CRITICAL] * count
    for rank, place in enumerate(sorted(range(count), key=lambda place: -breaches[place])):
        if rank < practice.critical:
            judged[place] = Criticality.CRITICAL
        elif rank < practice.critical + practice.worrying:
            judged[place] = Criticality.WORRYING
    return judged
