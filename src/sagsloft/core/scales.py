"""What can a reader answer, and what does each answer count as? (Method, section 8.)

"Not documented" counts as not met and is always counted apart from "no": a reader sees only the file. "Not relevant"
leaves the denominator. Done after the limit counts as not met: the requirement is the step *and* its limit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["SCALES", "Answer", "Criticality", "Scale", "Track"]


class Track(StrEnum):
    """The two questions that a case is read for, rated apart: is it lawful, and is it good social work?"""

    LEGAL = "legal"
    PROFESSIONAL = "professional"


class Answer(StrEnum):
    """Every answer of every scale."""

    YES = "yes"
    YES_LATE = "yes_late"
    NO = "no"
    NOT_RELEVANT = "not_relevant"
    NOT_DOCUMENTED = "not_documented"
    VERY_HIGH = "very_high"
    HIGH = "high"
    SOME = "some"
    LITTLE = "little"
    NOT_AT_ALL = "not_at_all"
    NOTHING_MISSING = "nothing_missing"
    MINOR_MISSING = "minor_missing"
    MAJOR_MISSING = "major_missing"
    DECISIVE_MISSING = "decisive_missing"


class Criticality(StrEnum):
    """A reader's reasoned judgement of a whole case; a score may propose it, never set it."""

    CRITICAL = "critical"
    WORRYING = "worrying"
    NOT_CRITICAL = "not_critical"


@dataclass(frozen=True, slots=True)
class Scale:
    """`answers`: those that can be given, the best first. `ranked`: the ones that stand in an order, the best first.

    `met`: those that count as meeting the criterion; a scale without any takes a whole number instead, which is told
    and not judged. `needs_reason`: those that are nothing without a reason.
    """

    code: str
    answers: tuple[Answer, ...]
    ranked: tuple[Answer, ...]
    met: frozenset[Answer]
    needs_reason: frozenset[Answer]

    @property
    def is_number(self) -> bool:
        return not self.met

    @property
    def is_ordinal(self) -> bool:
        """A degree, of which one answer can be nearer to another than a third."""
        return bool(self.ranked)

    def counts(self, answer: Answer) -> bool:
        """Is the answer in the denominator?"""
        return answer is not Answer.NOT_RELEVANT

    def meets(self, answer: Answer) -> bool:
        return answer in self.met


def _legal(code: str, *answers: Answer) -> Scale:
    negative = frozenset(answers) - {Answer.YES, Answer.NOT_RELEVANT}
    return Scale(code, answers, (), frozenset({Answer.YES}), negative)


def _ordinal(code: str, *ranked: Answer) -> Scale:
    """The better half counts as met; the worse half is nothing without a reason."""
    middle = len(ranked) // 2
    return Scale(code, (*ranked, Answer.NOT_RELEVANT), ranked, frozenset(ranked[:middle]), frozenset(ranked[-middle:]))


SCALES: Mapping[str, Scale] = {
    scale.code: scale
    for scale in (
        _legal("yes_no", Answer.YES, Answer.NO, Answer.NOT_RELEVANT, Answer.NOT_DOCUMENTED),
        _legal("in_time", Answer.YES, Answer.YES_LATE, Answer.NO, Answer.NOT_RELEVANT, Answer.NOT_DOCUMENTED),
        _ordinal("degree", Answer.VERY_HIGH, Answer.HIGH, Answer.SOME, Answer.LITTLE, Answer.NOT_AT_ALL),
        _ordinal(
            "information",
            Answer.NOTHING_MISSING,
            Answer.MINOR_MISSING,
            Answer.MAJOR_MISSING,
            Answer.DECISIVE_MISSING,
        ),
        Scale("number", (Answer.NOT_RELEVANT,), (), frozenset(), frozenset()),
    )
}
