"""Which columns give an event its attributes, and what do their values mean?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sagsloft.core.conditions import TRUE_WORDS
from sagsloft.core.cpr import masked
from sagsloft.sources.drafting.known import SURE, Names
from sagsloft.sources.drafting.profiles import FEW_ROWS, Column, Content

__all__ = ["Attributes", "Values", "attributes_of", "is_shown", "values_of"]

YES = "ja"
LONGEST_SHOWN = 40
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Attributes:
    """Attribute → its column, or the value that it always has."""

    columns: Mapping[str, Column] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Values:
    """What the values of a column are called here. `known`: theirs → ours; `unknown`: theirs, and in how many rows."""

    attribute: str
    known: Mapping[str, str]
    unknown: tuple[tuple[str, int], ...]


def attributes_of(code: str, columns: Sequence[Column], names: Names, subjects: Sequence[str]) -> Attributes:
    """The attributes of such events, as far as some column looks like them; of free text only those a rule asks for."""
    vocabulary = names.vocabulary
    found: dict[str, Column] = {}
    fixed: dict[str, str] = {}
    for attribute in vocabulary.attributes.get(code, ()):
        column = _column_of(attribute, columns, names, subjects)
        if column is not None:
            found[attribute] = column
        elif len(told := {*subjects} & {*vocabulary.values.get(attribute, ())}) == 1:
            fixed[attribute] = told.pop()
    for attribute in vocabulary.attributes.get(code, ()):
        if attribute not in found and attribute in vocabulary.flags:
            among = [column for column in found.values() if YES in _meanings(attribute, column, names).values()]
            if among:
                found[attribute] = among[0]
    return Attributes(found, fixed)


def values_of(attribute: str, column: Column, names: Names) -> Values:
    """The values of a column that may be shown, with those that rules know."""
    if column.content is Content.FLAG:
        yes = {value for value, _ in column.values if value.casefold() in names.lexicon.listed("yes")}
        return Values(attribute, {value: YES for value in sorted(yes) if value.lower() not in TRUE_WORDS}, ())
    meanings = _meanings(attribute, column, names)
    is_flag = attribute in names.vocabulary.flags
    unknown = [
        (value, count)
        for value, count in column.values
        if value not in meanings and not is_flag and is_shown(value, count, names)
    ]
    is_list = column.content is Content.LABEL and names.knows_values(attribute)
    return Values(
        attribute,
        {theirs: ours for theirs, ours in meanings.items() if theirs != ours},
        tuple(unknown[:MOST_SHOWN]) if is_list else (),
    )


def is_shown(value: str, count: int, names: Names, longest: int = LONGEST_SHOWN) -> bool:
    """May the value be seen? What few rows have may be about someone, unless every word of it is the lexicon's own."""
    if len(value) > longest or masked(value) != value:
        return False
    return count >= FEW_ROWS or names.lexicon.knows(names.lexicon.words(value))


def _meanings(attribute: str, column: Column, names: Names) -> dict[str, str]:
    """Theirs → ours, of the values that may be shown."""
    if column.content not in {Content.LABEL, Content.TEXT}:
        return {}
    found = {
        value: names.value(attribute, names.lexicon.words(value))
        for value, count in column.values
        if is_shown(value, count, names)
    }
    return {theirs: ours for theirs, ours in found.items() if ours is not None}


def _column_of(attribute: str, columns: Sequence[Column], names: Names, subjects: Collection[str]) -> Column | None:
    """The column with the likeliest name; of several, the first."""
    ranked = [
        (-round(score, 2), order, column)
        for order, column in enumerate(columns)
        if _fits(attribute, column, names)
        if (score := _score(attribute, column, names, subjects)) >= SURE
    ]
    return min(ranked, key=lambda each: each[:2])[2] if ranked else None


def _score(attribute: str, column: Column, names: Names, subjects: Collection[str]) -> float:
    tried = [column.words, column.words - {*subjects} or column.words]
    return max(names.lexicon.score(words, name) for words in tried for name in names.of_attributes[attribute])


def _fits(attribute: str, column: Column, names: Names) -> bool:
    vocabulary = names.vocabulary
    if column.content is Content.EMPTY:
        return True
    if attribute in vocabulary.dates:
        return column.content.is_date
    if attribute in vocabulary.flags:
        return column.content is Content.FLAG
    if column.content.is_date:
        return False
    if names.knows_values(attribute):
        return bool(_meanings(attribute, column, names)) or column.content is Content.LABEL
    return attribute in vocabulary.asked or column.content in {Content.LABEL, Content.FLAG}
