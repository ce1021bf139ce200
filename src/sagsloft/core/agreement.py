"""Do the readers agree: with each other, with what is known, their leader, and the events? (Method, section 5.)

Only answers that were given blind are compared, and only cases that both readers have finished. What the events say is
a figure of its own: how far the safety net of the deadlines can be trusted.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sagsloft.core.coefficients import Statistic, Weights, alpha, bootstrap, gwet
from sagsloft.core.estimates import Interval
from sagsloft.core.event_answers import EventAnswer
from sagsloft.core.protocols import Criterion, Protocol
from sagsloft.core.reviews import CaseReview, Response, gaps
from sagsloft.core.scales import Answer, Scale, Track

__all__ = ["Against", "Agreement", "OfCriterion", "Pooled", "Readings", "agreement"]

FEWEST_SHARED, FEWEST_RARER = 30, 5
"""Cases: with fewer, a coefficient of one criterion says more of chance than of the readers."""
NOMINAL = "nominal"
NOMINAL_ANSWERS = (Answer.YES, Answer.YES_LATE, Answer.NO, Answer.NOT_RELEVANT, Answer.NOT_DOCUMENTED)
_Compared = tuple[Scale, Answer, Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What is held together. `by_reader`: each one's records by case; `order`: the cases as their sheets are numbered.

    `leaders`: names of readers who lead those whose cases are read. `known`: the right answers of calibration cases.
    `events`: the events' own answers.
    """

    protocol: Protocol
    by_reader: Mapping[str, Mapping[str, CaseReview]]
    order: Sequence[str]
    leaders: frozenset[str] = frozenset()
    known: Mapping[str, Mapping[str, Answer]]
    events: Mapping[str, Mapping[str, EventAnswer]]


@dataclass(frozen=True, slots=True)
class OfCriterion:
    """One criterion, of the cases that two have read. `coefficient`: Gwet's; None where it would say nothing."""

    code: str
    shared: int
    same: int
    coefficient: float | None


@dataclass(frozen=True, slots=True)
class Pooled:
    """All criteria of a track on one kind of scale ("nominal", or an ordinal scale's code).

    `gwet` is AC1, of an ordinal scale AC2. None: cannot be told, for nothing is shared or nothing varies; an interval
    is None where the cases are too few for one.
    """

    track: Track
    scale: str
    cases: int
    items: int
    same: int
    gwet: float | None
    gwet_interval: Interval | None
    alpha: float | None
    alpha_interval: Interval | None


@dataclass(frozen=True, slots=True)
class Against:
    """One reader's answers against others. `milder`: said to be met where the other says it is not; `stricter`: the
    reverse. `by_case`: items and same, in the order of the sheets: a drift shows there."""

    name: str
    items: int
    same: int
    milder: int
    stricter: int
    by_case: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """`cases`: those with an answer from two. `criticality`: pairs of readers, and those who judged a case the same.

    `calibration`: each reader against the known answers; `leaders`: each against the independent readers; `events`:
    each criterion's readers against the events' own answers."""

    cases: int
    criteria: tuple[OfCriterion, ...]
    pooled: tuple[Pooled, ...]
    criticality: tuple[int, int]
    calibration: tuple[Against, ...]
    leaders: tuple[Against, ...]
    events: tuple[Against, ...]


@dataclass(frozen=True, slots=True)
class _Item:
    """One criterion of one case, answered by two."""

    case_id: str
    criterion: Criterion
    answers: tuple[Answer, Answer]

    @property
    def is_same(self) -> bool:
        return self.answers[0] is self.answers[1]


def agreement(readings: Readings, seed: int) -> Agreement:
    """`seed`: of the bootstrap of the intervals, by case."""
    pairs = list(_pairs(readings))
    items = [item for first, second in pairs for item in _items(readings.protocol, first, second)]
    judged = [each for each in pairs if None not in (each[0].criticality, each[1].criticality)]
    return Agreement(
        cases=len({each.case_id for each in items}),
        criteria=tuple(_of_criterion(each, items) for each in readings.protocol.criteria if each.is_judged),
        pooled=tuple(_pooled(readings.protocol, items, seed)),
        criticality=(len(judged), sum(first.criticality is second.criticality for first, second in judged)),
        calibration=tuple(_calibration(readings)),
        leaders=tuple(_leaders(readings)),
        events=tuple(_events(readings)),
    )


def _pairs(readings: Readings) -> Iterator[tuple[CaseReview, CaseReview]]:
    """Two independent finished records of one case; calibration cases have a right answer, and are left out."""
    for case in readings.order:
        if case not in readings.known:
            yield from combinations(_finished(readings, case, lambda name: name not in readings.leaders), 2)


def _finished(readings: Readings, case: str, wanted: Callable[[str], bool]) -> list[CaseReview]:
    records = [cases[case] for name, cases in readings.by_reader.items() if wanted(name) and case in cases]
    return [each for each in records if not gaps(each, readings.protocol)]


def _items(protocol: Protocol, first: CaseReview, second: CaseReview) -> Iterator[_Item]:
    for each in protocol.of_tracks(first.tracks & second.tracks):
        answers = _blind(first, each), _blind(second, each)
        if each.is_judged and answers[0] is not None and answers[1] is not None:
            yield _Item(first.case_id, each, (answers[0], answers[1]))


def _blind(review: CaseReview, criterion: Criterion) -> Answer | None:
    return review.responses.get(criterion.code, Response()).blind


def _of_criterion(criterion: Criterion, items: Sequence[_Item]) -> OfCriterion:
    mine = [each for each in items if each.criterion is criterion]
    return OfCriterion(criterion.code, len(mine), sum(each.is_same for each in mine), _coefficient(criterion, mine))


def _coefficient(criterion: Criterion, items: Sequence[_Item]) -> float | None:
    """None with fewer than 30 shared cases, or fewer than 5 with another answer than the usual one."""
    table = _Ratings.of(criterion.scale, items)
    shared = table.ratings[(table.ratings >= 0).all(axis=1)]
    usual = np.bincount(shared.ravel(), minlength=1).argmax()
    rarer = np.count_nonzero((shared != usual).any(axis=1))
    if len(shared) < FEWEST_SHARED or rarer < FEWEST_RARER:
        return None
    return gwet(table.ratings, table.categories, table.weights)


def _pooled(protocol: Protocol, items: Sequence[_Item], seed: int) -> Iterator[Pooled]:
    scales: dict[tuple[Track, str], Scale] = {}
    for each in protocol.criteria:
        if each.is_judged:
            scales.setdefault((each.track, _kind(each.scale)), each.scale)
    for (track, kind), scale in scales.items():
        mine = [each for each in items if each.criterion.track is track and _kind(each.criterion.scale) == kind]
        table = _Ratings.of(scale, mine)
        yield Pooled(
            track=track,
            scale=kind,
            cases=len({each.case_id for each in mine}),
            items=len(mine),
            same=sum(each.is_same for each in mine),
            gwet=gwet(table.ratings, table.categories, table.weights),
            gwet_interval=table.interval(Statistic.GWET, seed),
            alpha=alpha(table.ratings, table.categories, table.weights),
            alpha_interval=table.interval(Statistic.ALPHA, seed),
        )


def _kind(scale: Scale) -> str:
    """Answers of all nominal scales can be pooled; those of two ordinal scales cannot."""
    return scale.code if scale.is_ordinal else NOMINAL


@dataclass(frozen=True, slots=True)
class _Ratings:
    """Items as the coefficients take them, among all the answers that could be given.

    On an ordinal scale "not relevant" has no place, and counts as missing.
    """

    ratings: NDArray[np.int64]
    cases: tuple[str, ...]
    categories: int
    weights: Weights

    @classmethod
    def of(cls, scale: Scale, items: Sequence[_Item]) -> "_Ratings":
        given = {*scale.answers, *(answer for each in items for answer in each.criterion.scale.answers)}
        categories = scale.ranked if scale.is_ordinal else tuple(each for each in NOMINAL_ANSWERS if each in given)
        rank = {answer: place for place, answer in enumerate(categories)}
        ratings = np.array([[rank.get(answer, -1) for answer in each.answers] for each in items], dtype=np.int64)
        weights = Weights.ORDINAL if scale.is_ordinal else Weights.NOMINAL
        return cls(ratings.reshape(-1, 2), tuple(each.case_id for each in items), len(categories), weights)

    def interval(self, statistic: Statistic, seed: int) -> Interval | None:
        return bootstrap(self.ratings, self.cases, statistic, self.categories, self.weights, seed=seed)


def _calibration(readings: Readings) -> Iterator[Against]:
    """Each reader's own answers to the cases whose right answers are known."""
    scales = {each.code: each.scale for each in readings.protocol.criteria}
    cases = [case for case in readings.order if case in readings.known]
    for name, records in readings.by_reader.items():
        answered = [
            [
                (scales[code], given, right)
                for code, right in readings.known[case].items()
                if case in records and (given := records[case].responses.get(code, Response()).blind) is not None
            ]
            for case in cases
        ]
        if any(answered):
            yield _against(name, answered)


def _leaders(readings: Readings) -> Iterator[Against]:
    """Each leader's answers against every independent reader's of the same drawn cases."""
    drawn = [case for case in readings.order if case not in readings.known]
    for name in readings.by_reader:
        if name in readings.leaders:
            yield _against(name, [list(_beside_leader(readings, case, name)) for case in drawn])


def _beside_leader(readings: Readings, case: str, leader: str) -> Iterator[_Compared]:
    own = _finished(readings, case, lambda name: name == leader)
    for first in own:
        for second in _finished(readings, case, lambda name: name not in readings.leaders):
            for item in _items(readings.protocol, first, second):
                yield item.criterion.scale, *item.answers


def _events(readings: Readings) -> Iterator[Against]:
    """By criterion: the readers' first answers against the events'."""
    independent = [records for name, records in readings.by_reader.items() if name not in readings.leaders]
    for each in readings.protocol.criteria:
        if each.rule is not None:
            answered = [
                [
                    (each.scale, own, said)
                    for records in independent
                    if (own := _blind(records[case], each) if case in records else None) is not None
                    and (said := _of_events(readings, case, each.code)) is not None
                ]
                for case in readings.order
            ]
            yield _against(each.code, answered)


def _of_events(readings: Readings, case: str, code: str) -> Answer | None:
    answer = readings.events.get(case, {}).get(code)
    return None if answer is None else answer.answer


def _against(name: str, by_case: Sequence[Sequence[_Compared]]) -> Against:
    """`by_case`: of each case the scale, the answer, and the one that it is held against."""
    pairs = [pair for each in by_case for pair in each]
    met = [(scale.meets(own), scale.meets(other)) for scale, own, other in pairs if _both_count(scale, own, other)]
    return Against(
        name=name,
        items=len(pairs),
        same=sum(own is other for _, own, other in pairs),
        milder=sum(own and not other for own, other in met),
        stricter=sum(other and not own for own, other in met),
        by_case=tuple((len(each), sum(own is other for _, own, other in each)) for each in by_case if each),
    )


def _both_count(scale: Scale, own: Answer, other: Answer) -> bool:
    return scale.counts(own) and scale.counts(other)
