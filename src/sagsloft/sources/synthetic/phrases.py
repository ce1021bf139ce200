"""What the invented people write: short, marked as invented, and about nobody."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sagsloft.core.scales import Answer, Criticality
from sagsloft.messages import Language, say
from sagsloft.messages.wording import day
from sagsloft.sources.synthetic.dice import Dice

__all__ = ["CASE_REASONS", "CHANGED", "DECIDED", "DOCUMENTS", "KEPT", "REASONS", "SOURCES", "phrase", "source"]

_WEAK = ("course.weak_1", "course.weak_2", "course.weak_3")
_LACKING = ("course.lacking_1", "course.lacking_2")
REASONS: Mapping[Answer, Sequence[str]] = {
    Answer.YES_LATE: ("course.late_1", "course.late_2"),
    Answer.NO: ("course.no_1", "course.no_2", "course.no_3"),
    Answer.NOT_DOCUMENTED: ("course.silent_1", "course.silent_2"),
    Answer.SOME: _WEAK,
    Answer.LITTLE: _WEAK,
    Answer.NOT_AT_ALL: ("course.none_1", "course.none_2"),
    Answer.MAJOR_MISSING: _LACKING,
    Answer.DECISIVE_MISSING: _LACKING,
}
"""Why an answer that needs a reason was given."""
CASE_REASONS: Mapping[Criticality, Sequence[str]] = {
    Criticality.CRITICAL: ("course.critical_1", "course.critical_2", "course.critical_3"),
    Criticality.WORRYING: ("course.worrying_1", "course.worrying_2"),
}
SOURCES = ("course.source_1", "course.source_2", "course.source_3", "course.source_4")
DOCUMENTS = ("course.document_1", "course.document_2", "course.document_3", "course.document_4")
KEPT = ("course.kept_1", "course.kept_2", "course.kept_3")
CHANGED = ("course.changed_1", "course.changed_2")
DECIDED = ("course.decided_1", "course.decided_2", "course.decided_3")


def phrase(ids: Sequence[str], language: Language, dice: Dice) -> str:
    """One of the sentences, which says itself that it is invented."""
    return say("course.invented", language, text=say(_one(ids, dice), language))


def source(ids: Sequence[str], window: tuple[date, date], language: Language, dice: Dice) -> str:
    """A document from one of the days of the window."""
    first, last = window
    written = first + timedelta(days=int(dice.generator.integers((last - first).days)))
    return say(_one(ids, dice), language, day=day(written, language))


def _one(ids: Sequence[str], dice: Dice) -> str:
    return ids[int(dice.generator.integers(len(ids)))]
