"""A sheet as the draft understands it: what the list is about, its columns' roles, and the events that it tells of."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from sagsloft.sources.drafting.attributes import Values, values_of
from sagsloft.sources.drafting.event_log import EventLog, event_log
from sagsloft.sources.drafting.known import Names
from sagsloft.sources.drafting.lexicon import Lexicon
from sagsloft.sources.drafting.profiles import Column, profiles
from sagsloft.sources.drafting.roles import Roles, roles_of
from sagsloft.sources.drafting.wide import WideList, wide_list
from sagsloft.sources.sheets import RawTable, Sheet

__all__ = ["Understood", "understood"]

MENTIONS = 2
"""Columns that must name a subject before the list is taken to be about it."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What some sheets with the same columns hold."""

    sheets: tuple[Sheet, ...]
    rows: int
    subjects: tuple[str, ...]
    columns: tuple[Column, ...]
    roles: Roles
    log: EventLog | None
    wide: WideList
    values: tuple[Values, ...]

    @property
    def has_cases(self) -> bool:
        """Is it, among other things, a list of cases?"""
        return self.roles["birth_month"] is not None and self.roles["case_id"] is not None and self.log is None

    @property
    def tells(self) -> bool:
        """Is there anything to read?"""
        return self.roles["case_id"] is not None and bool(self.log or self.wide.blocks or self.has_cases)

    @property
    def has_matters(self) -> bool:
        """Is it about what belongs together inside a case?"""
        return self.log is not None or (bool(self.wide.blocks) and not self.has_cases and self.subjects != ("sag",))

    @property
    def codes(self) -> list[str]:
        """The activities that it tells of, each once."""
        return self.log.codes if self.log else list(dict.fromkeys(block.activity for block in self.wide.blocks))


def understood(sheets: Sequence[Sheet], path: Path, names: Names) -> Understood:
    """Look through sheets with the same columns."""
    lexicon = names.lexicon
    named = [name for name in dict.fromkeys(sheets[0].columns) if name]
    raw = [sheet.read(named) for sheet in sheets]
    whole = RawTable(pl.concat([each.table for each in raw], how="vertical_relaxed"), raw[0].numbers)
    columns = profiles(whole, named, lexicon)
    subjects = _subjects(sheets[0].name, path, columns, lexicon)
    roles = roles_of(columns, subjects, lexicon)
    log = event_log(columns, roles, subjects, names)
    wide = WideList() if log else wide_list(columns, roles, subjects, names)
    return Understood(
        sheets=tuple(sheets),
        rows=whole.table.height,
        subjects=tuple(subjects),
        columns=tuple(columns),
        roles=roles,
        log=log,
        wide=wide,
        values=tuple(_values(log, wide, names)),
    )


def _subjects(sheet: str | None, path: Path, columns: Sequence[Column], lexicon: Lexicon) -> list[str]:
    """What the list is about: by the sheet's name, else the file's, else what several columns are named after."""
    known = lexicon.listed("subjects")
    for name in (sheet or "", path.name.split(".")[0]):
        words = lexicon.words(name)
        if found := [subject for subject in known if subject in words]:
            return found
    mentioned = Counter(word for column in columns for word in column.words if word in known and word != "sag")
    most = [(count, word) for word, count in mentioned.items() if count >= MENTIONS]
    return [min(most, key=lambda each: (-each[0], known.index(each[1])))[1]] if most else []


def _values(log: EventLog | None, wide: WideList, names: Names) -> list[Values]:
    """What there is to say about the values of each attribute, whichever events carry it."""
    pairs = dict(log.attributes) if log else {}
    left_out: set[tuple[str, str]] = set()
    for block in wide.blocks:
        for name, column in block.attributes.columns.items():
            pairs.setdefault(name, column)
            if column is block.kind:
                left_out |= {(name, value) for value, _ in column.values if value not in block.values}
    found = [values_of(name, column, names) for name, column in pairs.items()]
    asked = [
        replace(each, unknown=tuple(pair for pair in each.unknown if (each.attribute, pair[0]) not in left_out))
        for each in found
    ]
    return [values for values in asked if values.known or values.unknown]
