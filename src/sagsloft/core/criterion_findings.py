"""What did the readers answer to one criterion, in which cases, and what did the events say to the same?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import median
from typing import TypeVar

from sagsloft.core.event_answers import EventAnswer
from sagsloft.core.protocols import Criterion
from sagsloft.core.reviews import CaseReview
from sagsloft.core.scales import SCALES, Answer, Scale, Track

__all__ = ["Cases", "CriterionFinding", "EventMatch", "applied", "gather", "grouped"]

Key = TypeVar("Key", bound=StrEnum)

Cases = tuple[str, ...]
"""The ids of cases, in ticket order."""


class EventMatch(StrEnum):
    """The events' own answer beside the final one."""

    SAME = "same"
    DIFFERENT = "different"
    NOT_ANSWERED = "not_answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionFinding:
    """One criterion in the final records. Raises ValueError where an answer is not of its scale.

    `same_since` and `first_code`: the version of the protocol that asked for the same first, and what it was called
    there; two criteria of a protocol are the same where both are equal. `answers`: the cases behind each answer of the
    scale; `numbers`: each case's, where it takes numbers. `events`: by how they match, where a rule answers too;
    `versions`: from when those of its versions are in force that were applied. `law`: a text that is the same in two
    rounds only where the criterion and its law are. `goal`: a share of 0 to 1.
    """

    code: str
    theme: str
    track: Track
    scale: str
    same_since: int
    first_code: str
    is_primary: bool
    goal: float | None
    answers: Mapping[Answer, Cases]
    numbers: Mapping[str, int]
    good_examples: Cases
    events: Mapping[EventMatch, Cases] | None
    versions: tuple[date, ...]
    law: str

    def __post_init__(self) -> None:
        if self.scale not in SCALES or set(self.answers) != set(SCALES[self.scale].answers):
            raise ValueError(f"{self.code}: answers that are not of the scale")
        if self.goal is not None and not 0 <= self.goal <= 1:
            raise ValueError(f"{self.code}: a goal of {self.goal}")

    @property
    def is_judged(self) -> bool:
        return not SCALES[self.scale].is_number

    @property
    def relevant(self) -> int:
        """How many answers are in the denominator."""
        return sum(len(cases) for answer, cases in self.answers.items() if self._scale.counts(answer))

    @property
    def met(self) -> int:
        """ "Not documented" is not among them, nor what was done too late."""
        return sum(len(cases) for answer, cases in self.answers.items() if self._scale.meets(answer))

    @property
    def middle(self) -> float | None:
        """The median of the numbers."""
        return float(median(self.numbers.values())) if self.numbers else None

    @property
    def span(self) -> tuple[int, int] | None:
        """The least and the most of the numbers."""
        return (min(self.numbers.values()), max(self.numbers.values())) if self.numbers else None

    def is_same(self, criterion: Criterion) -> bool:
        """Did the round ask for the same as this criterion of another version of its protocol?"""
        return (self.same_since, self.first_code) == (criterion.same_since, criterion.formerly or criterion.code)

    @property
    def _scale(self) -> Scale:
        return SCALES[self.scale]


def gather(
    criterion: Criterion,
    records: Sequence[CaseReview],
    event_answers: Mapping[str, Mapping[str, EventAnswer]],
    *,
    law: str,
    is_primary: bool,
    goal: float | None,
) -> CriterionFinding:
    """One criterion of the final records, each of which answers it. `law`: see `core.counterparts`."""
    responses = {record.case_id: record.responses[criterion.code] for record in records}
    answers = {case: response.answer for case, response in responses.items() if response.answer is not None}
    events = {
        case: event_answers[case][criterion.code] for case in answers if criterion.code in event_answers.get(case, {})
    }
    matches = {case: _match(answer, events.get(case)) for case, answer in answers.items()}
    return CriterionFinding(
        code=criterion.code,
        theme=criterion.theme,
        track=criterion.track,
        scale=criterion.scale.code,
        same_since=criterion.same_since,
        first_code=criterion.formerly or criterion.code,
        is_primary=is_primary,
        goal=goal,
        answers=grouped(answers, criterion.scale.answers),
        numbers={case: response.number for case, response in responses.items() if response.number is not None},
        good_examples=tuple(case for case, response in responses.items() if response.good_example),
        events=None if criterion.rule is None else grouped(matches, EventMatch),
        versions=applied(criterion, records, event_answers),
        law=law,
    )


def applied(
    criterion: Criterion, records: Sequence[CaseReview], event_answers: Mapping[str, Mapping[str, EventAnswer]]
) -> tuple[date, ...]:
    """From when the versions of its rule are in force that the events of these cases were judged by."""
    found = (event_answers.get(record.case_id, {}).get(criterion.code) for record in records)
    return tuple(sorted({day for each in found if each is not None for day in each.versions}))


def grouped(values: Mapping[str, Key], keys: Iterable[Key]) -> Mapping[Key, Cases]:
    """The cases behind each value; of every key, also those without any."""
    return {key: tuple(case for case, value in values.items() if value is key) for key in keys}


def _match(answer: Answer, event: EventAnswer | None) -> EventMatch:
    if event is None or event.answer is None:
        return EventMatch.NOT_ANSWERED
    return EventMatch.SAME if event.answer is answer else EventMatch.DIFFERENT
