"""Which column is the case, the matter, the caseworker? Told by name, where the content does not speak against it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sagsloft.sources.drafting.known import SURE
from sagsloft.sources.drafting.lexicon import Lexicon
from sagsloft.sources.drafting.profiles import Column, Content

__all__ = ["Role", "Roles", "roles_of"]

NUMBER, CASE = "nr", "sag"
"""Concepts of the lexicon."""
Fits = Callable[[Column], bool]


def _is_identifier(column: Column) -> bool:
    return not column.may_be_date and column.is_full


def _is_event_number(column: Column) -> bool:
    return _is_identifier(column) and column.is_unique


def _is_number(column: Column) -> bool:
    return not column.content.is_date and column.content is not Content.TEXT and column.distinct != 1


def _names_someone(column: Column) -> bool:
    return column.content in {Content.LABEL, Content.TEXT, Content.NUMBER, Content.EMPTY}


def _is_birth(column: Column) -> bool:
    return column.content.is_date or column.content is Content.MONTH


def _is_date(column: Column) -> bool:
    return column.content.is_date


FITS: Mapping[str, Fits] = {
    "case_id": _is_identifier,
    "matter_id": _is_number,
    "event_id": _is_event_number,
    "recorded_at": _is_date,
    "caseworker": _names_someone,
    "team": _names_someone,
    "municipality": _names_someone,
    "birth_month": _is_birth,
    "district": _names_someone,
    "target_group": _names_someone,
}
"""What the content must be; in the order in which columns are handed out."""


@dataclass(frozen=True, slots=True)
class Role:
    """A column and what it is for. Not `sure`: it is the likeliest of those that are there."""

    column: Column
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Roles:
    """Ours → the column. `numbers`: subject → the column that numbers its matters."""

    of_row: Mapping[str, Role]
    numbers: Mapping[str, Column]

    def __getitem__(self, ours: str) -> Role | None:
        return self.of_row.get(ours)

    @property
    def taken(self) -> set[str]:
        """The names of the columns that have a role, but for dates: these may tell of events as well."""
        numbers = {column.name for column in self.numbers.values()}
        return numbers | {role.column.name for role in self.of_row.values() if not role.column.content.is_date}


def roles_of(columns: Sequence[Column], subjects: Sequence[str], lexicon: Lexicon) -> Roles:
    """The roles of the columns of a list about these subjects."""
    found: dict[str, Role] = {}
    for role in FITS:
        free = [column for column in columns if all(column is not other.column for other in found.values())]
        named = _named(role, free, lexicon)
        if named is not None:
            found[role] = Role(named)
    if "case_id" not in found and (likeliest := _likeliest_case(columns)) is not None:
        found = {"case_id": Role(likeliest, sure=False)} | {
            ours: role for ours, role in found.items() if role.column is not likeliest
        }
    used = {role.column.name for ours, role in found.items() if ours not in {"matter_id", "event_id"}}
    numbers = _numbers([column for column in columns if column.name not in used], lexicon)
    if "matter_id" not in found and (own := _own_number(numbers, subjects)) is not None:
        found["matter_id"] = Role(own, sure=len(numbers) == 1 or bool({*numbers} & {*subjects}))
        numbers = {subject: column for subject, column in numbers.items() if column is not own}
    if "matter_id" not in found and "event_id" in found and subjects:
        found["matter_id"] = Role(found.pop("event_id").column, sure=False)  # a row of a list is often one matter
    return Roles(found, numbers)


def _named(role: str, columns: Sequence[Column], lexicon: Lexicon) -> Column | None:
    """The column whose name is the usual one; of several, that of the best name, then the first."""
    names = lexicon.names("roles")[role]
    ranked = [
        (-round(score, 2), place, order, column)
        for order, column in enumerate(columns)
        if FITS[role](column)
        for place, name in enumerate([lexicon.words(role), *names])
        if (score := lexicon.score(column.words, name)) >= SURE
    ]
    return min(ranked, key=lambda each: each[:3])[3] if ranked else None


def _likeliest_case(columns: Sequence[Column]) -> Column | None:
    """A column of numbers without gaps; the one that comes first."""
    return next((column for column in columns if column.content is Content.NUMBER and column.is_full), None)


def _numbers(columns: Sequence[Column], lexicon: Lexicon) -> dict[str, Column]:
    """`Klage nr.`, `Undersøgelses-ID`, …: subject → the column that numbers them."""
    found: dict[str, Column] = {}
    for column in columns:
        subjects = [subject for subject in lexicon.listed("subjects") if subject in column.words and subject != CASE]
        if NUMBER in column.words and len(subjects) == 1 and _is_number(column):
            found.setdefault(subjects[0], column)
    return found


def _own_number(numbers: Mapping[str, Column], subjects: Sequence[str]) -> Column | None:
    """The number of what the list is about; otherwise the one that every row has."""
    own = next((numbers[subject] for subject in subjects if subject in numbers), None)
    return own or next((column for column in numbers.values() if column.is_full), None)
