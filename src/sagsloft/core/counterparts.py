"""Which criterion of an earlier round asked for the same, and was it judged by the same law? Only then is a difference
between the two a change. (Method, section 2.)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sagsloft.core.criterion_findings import CriterionFinding
from sagsloft.core.protocols import Criterion
from sagsloft.core.round_result import RoundResult, Window
from sagsloft.core.rounds import CriterionCount, is_comparable
from sagsloft.core.rules import Rule

__all__ = ["Counterpart", "Unlike", "find", "law_in_words", "unlike"]


class Unlike(StrEnum):
    """Why two rounds of a criterion are not compared."""

    CRITERION = "criterion_changed"
    LAW = "law_changed"


@dataclass(frozen=True, slots=True)
class Counterpart:
    """What the round before showed of the criterion that is now called `code`; `unlike`: why it is not compared."""

    code: str
    before: CriterionCount
    unlike: Unlike | None


def find(criterion: Criterion, earlier: Sequence[CriterionFinding]) -> CriterionFinding | None:
    """The earlier one that asked for the same, whatever it was called; else the one of the same code; else None."""
    same = [each for each in earlier if each.is_same(criterion)]
    return next(iter((*same, *(each for each in earlier if each.code == criterion.code))), None)


def unlike(
    criterion: Criterion,
    rounds: tuple[CriterionFinding, CriterionFinding],
    windows: tuple[Window, Window],
    rules: Mapping[str, Rule],
) -> Unlike | None:
    """Why the two rounds, the earlier first, are not compared; None where they can be.

    With a rule, all of its versions from the first to the last that either round applied must be comparable; a round
    that applied none counts with the days of its window. With and without, the law may not have changed by the
    criterion's own word since the first day of either window.
    """
    if not rounds[0].is_same(criterion):
        return Unlike.CRITERION
    first, last = min(start for start, _ in windows), max(end for _, end in windows)
    if any(first < day <= last for day in criterion.law_changed):
        return Unlike.LAW
    if criterion.rule is None:
        return None
    days = [day for each, window in zip(rounds, windows, strict=True) for day in each.versions or window]
    rule = rules.get(criterion.rule)
    return None if rule is not None and is_comparable(rule, min(days), max(days)) else Unlike.LAW


def law_in_words(criterion: Criterion, versions: Sequence[date], result: RoundResult) -> str:
    """`sagsmaaling 1, 2024-01-01`: since when the criterion has asked for it, and since when its law has been the same.

    Where the law changed within the round, the round itself stands there: no other is compared with it.
    """
    asked = " ".join(filter(None, (result.protocol.id, str(criterion.same_since), criterion.formerly)))
    since = _since(criterion, versions, result)
    if len(since) > 1 or (criterion.rule is not None and None in since):
        return f"{asked}, {result.round_id} ({result.window[0]}–{result.window[1]})"
    return ", ".join([asked, *(str(day) for day in since if day is not None)])


def _since(criterion: Criterion, versions: Sequence[date], result: RoundResult) -> set[date | None]:
    """From when each law is in force that the round was judged by; None: from the first, or from no known day."""
    first, last = result.window
    within = {day for day in criterion.law_changed if first < day <= last}
    if criterion.rule is None:
        return {max((day for day in criterion.law_changed if day <= first), default=None), *within}
    if versions:
        return {*versions, *within}
    rule = result.rules.get(criterion.rule)
    found = [None if rule is None else rule.version_on(day) for day in result.window]
    return {None if version is None else version.in_force for version in found}
