"""Draft a mapping for each of some files."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sagsloft.core.errors import UserError
from sagsloft.core.rules import Condition, IsFalse, IsTrue, OneOf, Rule, Within
from sagsloft.messages import Language
from sagsloft.pipeline.question import load_rulebook
from sagsloft.render.files import together
from sagsloft.rulebook import Rulebook
from sagsloft.sources.drafting import Vocabulary, draft
from sagsloft.sources.exports import open_export

__all__ = ["Written", "draft_mappings"]


@dataclass(frozen=True, slots=True)
class Written:
    """A draft that was written, and how many places in it ask a person to decide."""

    file: Path
    decisions: int


def draft_mappings(
    files: tuple[Path, ...], folder: Path, rules: tuple[Path, ...], only_rules: Path | None, language: Language
) -> list[Written]:
    """Write a draft for each file into the folder, as `check --mapping FOLDER` looks for them: all of them, or none.

    Raises UserError where a file cannot be read, or a draft would replace a file.
    """
    vocabulary = _vocabulary(load_rulebook(rules, only_rules))
    drafts = [each for file in files for each in draft(open_export(file), vocabulary, language)]
    for name, count in Counter(each.name for each in drafts).items():
        if count > 1:
            raise UserError("map.same_name", file=name)
        if (folder / name).exists():
            raise UserError("map.exists", file=folder / name)
    with together(folder) as hidden:
        for each in drafts:
            (hidden / each.name).write_text(each.text, "utf-8", newline="\n")
    return [Written(folder / each.name, each.decisions) for each in drafts]


def _vocabulary(book: Rulebook) -> Vocabulary:
    """The activities, and what the rules ask of their attributes."""
    conditions = list(_conditions(book.rules))
    values = {name: dict.fromkeys(_values(name, conditions)) for name in book.attributes}
    return Vocabulary(
        activities={code: (each.label.da, each.label.en) for code, each in book.activities.items()},
        attributes={code: each.attributes for code, each in book.activities.items()},
        asked=book.attributes,
        flags=frozenset(name for name, condition in conditions if isinstance(condition, IsTrue | IsFalse)),
        dates=frozenset(_dates(book.rules)),
        values={name: tuple(known) for name, known in values.items() if known},
    )


def _conditions(rules: Iterable[Rule]) -> Iterator[tuple[str, Condition]]:
    for rule in rules:
        for version in rule.versions:
            for pattern in version.patterns:
                yield from pattern.where.items()


def _values(attribute: str, conditions: Iterable[tuple[str, Condition]]) -> Iterator[str]:
    for name, condition in conditions:
        if name == attribute and isinstance(condition, OneOf):
            yield from condition.values


def _dates(rules: Iterable[Rule]) -> Iterator[str]:
    for rule in rules:
        if rule.counts_from:
            yield rule.counts_from
        for version in rule.versions:
            if isinstance(version.deadline, Within) and version.deadline.on_date_in:
                yield version.deadline.on_date_in
