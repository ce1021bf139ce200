"""What do the invented readers see in the invented cases? Nearly the same, each with some slips of their own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import numpy as np

from sagsloft.core.protocols import Criterion, Protocol
from sagsloft.core.reviews import CaseReview, Response
from sagsloft.core.scales import Answer, Criticality, Scale, Track
from sagsloft.messages import Language
from sagsloft.sources.synthetic.dice import Dice
from sagsloft.sources.synthetic.phrases import CASE_REASONS, REASONS, SOURCES, phrase, source

__all__ = ["Sitting", "Temper", "invent_reviews"]

BEST_EXAMPLE, ANY_EXAMPLE = 0.25, 0.01
"""So many of the best answers, and of the other good ones, are marked as good examples."""
MISCOUNTED = 0.08
STRICTER = {
    Answer.YES: Answer.NOT_DOCUMENTED,
    Answer.YES_LATE: Answer.NO,
    Answer.NO: Answer.NOT_DOCUMENTED,
    Answer.NOT_DOCUMENTED: Answer.NO,
}
MILDER = {Answer.NO: Answer.NOT_DOCUMENTED, Answer.YES_LATE: Answer.YES, Answer.NOT_DOCUMENTED: Answer.YES}


class Temper(StrEnum):
    """How a reader errs."""

    STRICT = "strict"
    MILD = "mild"
    CARELESS = "careless"


@dataclass(frozen=True, slots=True)
class Habits:
    """Shares: of the plain answers and of the degrees that go wrong, and of the answers that get a source."""

    slips: float
    steps: float
    sourced: float


HABITS: Mapping[Temper, Habits] = {
    Temper.STRICT: Habits(0.04, 0.12, 0.9),
    Temper.MILD: Habits(0.05, 0.12, 0.75),
    Temper.CARELESS: Habits(0.1, 0.2, 0.4),
}


@dataclass(frozen=True, slots=True)
class Sitting:
    """What is read by, the days that are read for, and the language and the seed of what is answered."""

    protocol: Protocol
    window: tuple[date, date]
    language: Language
    seed: int


def invent_reviews(
    truth: Sequence[CaseReview],
    readers: Mapping[str, Temper],
    reading: Mapping[str, Mapping[str, frozenset[Track]]],
    sitting: Sitting,
) -> tuple[CaseReview, ...]:
    """A finished record of each case by each reader that it was given to (`reading`: by reader and case, the tracks).

    `truth`: of `casework.true_state`.
    """
    found: list[CaseReview] = []
    for number, (name, temper) in enumerate(readers.items(), 1):
        own = [each for each in truth if each.case_id in reading[name]]
        found += _of_reader(name, temper, own, reading[name], replace(sitting, seed=sitting.seed + number))
    return tuple(found)


def _of_reader(
    name: str,
    temper: Temper,
    truth: Sequence[CaseReview],
    tracks: Mapping[str, frozenset[Track]],
    sitting: Sitting,
) -> Iterator[CaseReview]:
    dice = Dice(sitting.seed)
    seen = {
        each.code: _seen(each, [one.responses[each.code] for one in truth], temper, dice)
        for each in sitting.protocol.criteria
    }
    judged = list(_judged([each.criticality for each in truth], temper, dice))
    for place, each in enumerate(truth):
        asked = sitting.protocol.of_tracks(tracks[each.case_id])
        responses = {one.code: _written(one, seen[one.code][place], temper, sitting, dice) for one in asked}
        criticality = judged[place]
        why = () if criticality is None else CASE_REASONS.get(criticality, ())
        yield CaseReview(
            each.case_id,
            name,
            tracks[each.case_id],
            responses,
            criticality,
            phrase(why, sitting.language, dice) if why else "",
        )


def _seen(criterion: Criterion, truth: Sequence[Response], temper: Temper, dice: Dice) -> list[Response]:
    habits, count = HABITS[temper], len(truth)
    share = habits.steps if criterion.scale.is_ordinal else habits.slips
    errs = dice.happens(MISCOUNTED if criterion.scale.is_number else share, count)
    is_strict = dice.happens({Temper.STRICT: 1.0, Temper.MILD: 0.0, Temper.CARELESS: 0.5}[temper], count)
    return [
        _slip(criterion.scale, each, strict=bool(strict)) if wrong else each
        for each, wrong, strict in zip(truth, errs, is_strict, strict=True)
    ]


def _slip(scale: Scale, truth: Response, *, strict: bool) -> Response:
    if truth.number is not None:
        return Response(number=truth.number + 1 if strict else max(truth.number - 1, 0))
    assert truth.answer is not None  # noqa: S101 - the true state is whole
    if truth.answer in scale.ranked:
        rank = scale.ranked.index(truth.answer) + (1 if strict else -1)
        return Response(scale.ranked[int(np.clip(rank, 0, len(scale.ranked) - 1))])
    other = (STRICTER if strict else MILDER).get(truth.answer)
    return Response(other) if other in scale.answers else truth


def _judged(truth: Iterable[Criticality | None], temper: Temper, dice: Dice) -> Iterator[Criticality | None]:
    """A mild reader finds one of the critical cases no more than worrying."""
    given = list(truth)
    critical = [place for place, each in enumerate(given) if each is Criticality.CRITICAL]
    softened = critical[int(dice.generator.integers(len(critical)))] if len(critical) > 1 else None
    for place, each in enumerate(given):
        is_softened = temper is Temper.MILD and place == softened
        yield Criticality.WORRYING if is_softened else each


def _written(criterion: Criterion, seen: Response, temper: Temper, sitting: Sitting, dice: Dice) -> Response:
    """With a reason where one is needed, and mostly where in the file it is seen."""
    if seen.answer is Answer.NOT_RELEVANT:
        return seen
    reason = ""
    if seen.answer is not None and seen.answer in criterion.scale.needs_reason:
        reason = phrase(REASONS[seen.answer], sitting.language, dice)
    is_sourced = dice.generator.random() < HABITS[temper].sourced
    where = source(SOURCES, sitting.window, sitting.language, dice) if is_sourced else ""
    chance = _example(criterion.scale, seen)
    return replace(seen, reason=reason, source=where, good_example=bool(dice.generator.random() < chance))


def _example(scale: Scale, seen: Response) -> float:
    if seen.answer is None or not scale.meets(seen.answer):
        return 0.0
    return BEST_EXAMPLE if scale.is_ordinal and seen.answer is scale.ranked[0] else ANY_EXAMPLE
