"""The rulebook: a country's rules, activities and calendar, and the fingerprint of the files they came from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sagsloft.core.calendar import Calendar
from sagsloft.core.errors import UserError
from sagsloft.core.rules import Kind, Rule, Text, Within

__all__ = ["Activity", "Rulebook"]


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing that can happen in a case, and the attributes its events may carry."""

    code: str
    label: Text
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything that was read: all rules, law and standards, sorted by id.

    `note` is what the whole book takes for granted. `switched_off` are the ids of the standards that nobody has asked
    for by naming their folder. `hash` is explained at `folders.content_hash`.
    """

    name: Text
    country: str
    calendar: Calendar
    activities: Mapping[str, Activity]
    rules: tuple[Rule, ...]
    hash: str
    note: Text | None = None
    switched_off: frozenset[str] = frozenset()

    @property
    def law(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.kind is Kind.LAW)

    @property
    def standards(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.kind is Kind.STANDARD)

    @property
    def attributes(self) -> frozenset[str]:
        """Every attribute that a rule names; a source may drop the others at the door."""
        return frozenset(name for rule in self.rules for name in _attributes_named(rule))

    def asked_for(self, standards: bool = False) -> tuple[Rule, ...]:
        """The rules to judge: all law, the standards of folders that were named, and with `standards` the others."""
        return tuple(rule for rule in self.rules if standards or rule.id not in self.switched_off)

    def rule(self, rule_id: str) -> Rule:
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise UserError("rulebook.unknown_rule", value=rule_id, allowed=", ".join(rule.id for rule in self.rules))


def _attributes_named(rule: Rule) -> Iterator[str]:
    if rule.counts_from:
        yield rule.counts_from
    for version in rule.versions:
        if isinstance(version.deadline, Within) and version.deadline.on_date_in:
            yield version.deadline.on_date_in
        for pattern in version.patterns:
            yield from pattern.where
