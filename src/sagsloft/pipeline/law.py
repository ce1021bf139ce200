"""The law in force on a day."""

from datetime import date
from pathlib import Path

from sagsloft.core.rules import Repealed, Rule, Version
from sagsloft.pipeline.question import load_rulebook
from sagsloft.rulebook import Rulebook

__all__ = ["Law", "law_on"]

Law = list[tuple[Rule, Version]]


def law_on(day: date | None, rules: tuple[Path, ...] = (), only_rules: Path | None = None) -> tuple[Rulebook, Law]:
    """The rulebook, and the version of each rule in force on a day (None: the newest of each)."""
    book = load_rulebook(rules, only_rules)
    versions = ((rule, rule.versions[0] if day is None else rule.version_on(day)) for rule in book.rules)
    return book, [
        (rule, version) for rule, version in versions if version and not isinstance(version.deadline, Repealed)
    ]
