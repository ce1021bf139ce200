"""Does a column say what kind of thing each row is? Then the same date tells of different events."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sagsloft.sources.drafting.attributes import is_shown
from sagsloft.sources.drafting.known import SURE, Names
from sagsloft.sources.drafting.profiles import Column, Content

__all__ = ["Kinds", "kinds_of"]

MOST_KINDS = 20
RECOGNISED = 0.5
"""Share of the rows whose kind must be known."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """A column of kinds. `tells`: value → the codes that such a row may tell of; `unknown`: other values, and rows."""

    column: Column
    tells: Mapping[str, tuple[str, ...]]
    unknown: tuple[tuple[str, int], ...]

    def telling(self, code: str) -> tuple[str, ...]:
        """The values with which a row may tell of the code."""
        return tuple(value for value, codes in self.tells.items() if code in codes)

    def parts(self, codes: Collection[str]) -> bool:
        """Does it tell some of the codes from the others?"""
        return any(code in told for told in self.tells.values() for code in codes)


def kinds_of(columns: Sequence[Column], names: Names) -> list[Kinds]:
    """The columns that say what kind a row is; that of which most rows are known first."""
    found = [(_known_rows(kinds), kinds) for column in columns if _may_be(column) if (kinds := _kinds(column, names))]
    return [kinds for _, kinds in sorted(found, key=lambda each: -each[0])]


def _may_be(column: Column) -> bool:
    return column.content in {Content.LABEL, Content.TEXT} and 0 < len(column.values) <= MOST_KINDS


def _kinds(column: Column, names: Names) -> Kinds | None:
    tells = {value: told for value, count in column.values if (told := _told(value, count, names))}
    unknown = tuple(
        (value, count) for value, count in column.values if value not in tells and is_shown(value, count, names)
    )
    kinds = Kinds(column, tells, unknown)
    return kinds if _known_rows(kinds) >= RECOGNISED * column.filled else None


def _known_rows(kinds: Kinds) -> int:
    return sum(count for value, count in kinds.column.values if value in kinds.tells)


def _told(value: str, count: int, names: Names) -> tuple[str, ...]:
    """The codes that a row of this kind may tell of: those of the likeliest kind."""
    if not is_shown(value, count, names):
        return ()
    lexicon = names.lexicon
    words = lexicon.words(value)
    scores = [(lexicon.score(words, lexicon.words(kind)), kind) for kind in lexicon.content["kinds"]]
    score, kind = max(scores, default=(0.0, ""))
    if score < SURE:
        return ()
    return tuple(code for code in lexicon.content["kinds"][kind] if code in names.vocabulary.activities)
