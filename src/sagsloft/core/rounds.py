"""What did two rounds of the same criteria show? Each criterion's two counts, and what may be said of them.

Method, sections 1 to 3. Words about a change go to the primary criteria alone: at most five, named before the first
case is seen. All others have counts and intervals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sagsloft.core.errors import UserError
from sagsloft.core.estimates import Count
from sagsloft.core.goals import Standing
from sagsloft.core.ladder import Claim
from sagsloft.core.rules import Rule

__all__ = ["MOST_PRIMARY", "CriterionCount", "Finding", "compare", "is_comparable"]

MOST_PRIMARY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionCount:
    """One criterion of a round.

    `law`: the version of the law or the criterion that it was judged by, or a day on which that was in force. `primary`
    and `comparable` (with the round before, though law or criterion changed): None where the round does not say.
    `goal`: a share of 0 to 1.
    """

    name: str
    count: Count
    law: str
    primary: bool | None = None
    comparable: bool | None = None
    goal: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One criterion in both rounds. `comparable`: whether a difference may be called a change."""

    earlier: CriterionCount
    later: CriterionCount
    comparable: bool

    @property
    def name(self) -> str:
        return self.earlier.name

    @property
    def goal(self) -> float | None:
        """The newest one named."""
        return self.earlier.goal if self.later.goal is None else self.later.goal

    @property
    def claim(self) -> Claim | None:
        """What may be said of the change; None for a criterion that is not primary, of which nothing may be said."""
        if not self.earlier.primary:
            return None
        return Claim(self.earlier.count, self.later.count, self.comparable)

    @property
    def standing(self) -> Standing | None:
        """The later level against the goal; None without a goal."""
        return None if self.goal is None else Standing(self.later.count, self.goal)


def compare(
    earlier: Sequence[CriterionCount], later: Sequence[CriterionCount], rules: Mapping[str, Rule]
) -> tuple[Finding, ...]:
    """Each criterion of both rounds, in the order of the first.

    `rules` by id: a criterion that is named as one of them changes with its versions. Raises UserError where a
    criterion stands in one round only, or the primary ones are too many or were not named in the first round.
    """
    second = {criterion.name: criterion for criterion in later}
    _ensure_same(list(second), [criterion.name for criterion in earlier])
    _ensure_primary(earlier, later)
    pairs = [(criterion, second[criterion.name]) for criterion in earlier]
    return tuple(Finding(one, two, _are_comparable(one, two, rules)) for one, two in pairs)


def is_comparable(rule: Rule, first: date, last: date) -> bool:
    """Is it the same version on both days, or is each since the first `comparable_with_previous`?"""
    before, after = rule.version_on(first), rule.version_on(last)
    if before is None or after is None:
        return False
    since = [version for version in rule.versions if before.in_force < version.in_force <= after.in_force]
    return before.in_force <= after.in_force and all(version.comparable_with_previous for version in since)


def _are_comparable(earlier: CriterionCount, later: CriterionCount, rules: Mapping[str, Rule]) -> bool:
    """As the later round says; else by its rule; else only where both were judged by the same law."""
    if later.comparable is not None:
        return later.comparable
    rule, days = rules.get(later.name), (_day(earlier.law), _day(later.law))
    if rule is not None and days[0] is not None and days[1] is not None:
        return is_comparable(rule, days[0], days[1])
    return earlier.law == later.law


def _day(law: str) -> date | None:
    try:
        return date.fromisoformat(law)
    except ValueError:
        return None


def _ensure_same(later: Sequence[str], earlier: Sequence[str]) -> None:
    """A criterion that was dropped or added cannot be passed over in silence."""
    for names, others, round_number in ((earlier, later, 1), (later, earlier, 2)):
        alone = [name for name in names if name not in others]
        if alone:
            raise UserError("compare.in_one_round_only", round=round_number, criteria="; ".join(alone))


def _ensure_primary(earlier: Sequence[CriterionCount], later: Sequence[CriterionCount]) -> None:
    """Those chosen when the answers are known would be the ones that rose."""
    first = {criterion.name for criterion in earlier if criterion.primary}
    second = {criterion.name for criterion in later if criterion.primary}
    if len(first) > MOST_PRIMARY:
        raise UserError("compare.too_many_primary", count=len(first), most=MOST_PRIMARY)
    if any(criterion.primary is not None for criterion in later) and first != second:
        raise UserError("compare.primary_changed", criteria="; ".join(sorted(first ^ second)))
