"""What a source's columns, activities and values are called here. `mapping_file` reads it from TOML."""

from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from sagsloft.core.attributes import ATTRIBUTE
from sagsloft.core.rules import Condition
from sagsloft.sources.exports import Options

__all__ = ["CaseColumns", "DateForm", "EventColumns", "Mapping", "Precision"]


class Precision(StrEnum):
    """What midnight means in a column: with AUTO a date, where more than a fifth of its values are midnight."""

    AUTO = "auto"
    DAY = "day"
    TIME = "time"


class DateForm(StrEnum):
    """How dates are written: as ISO 8601, or the day first. With AUTO each value shows which."""

    AUTO = "auto"
    ISO = "iso"
    DAY_FIRST = "dd-mm-yyyy"


@dataclass(frozen=True, slots=True)
class EventColumns:
    """One event that a row of a wide list tells of, if the column of its date is filled and `when` holds."""

    activity: str
    columns: Table[str, str]
    """Ours → theirs: occurred_at, and what is not that of the whole row."""
    fixed: Table[str, str] = field(default_factory=dict)
    """Attributes that are the same in every such event."""
    when: Table[str, Condition] = field(default_factory=dict)
    """Theirs → what must hold of it."""


@dataclass(frozen=True, slots=True)
class CaseColumns:
    """The columns of a list of cases."""

    case_id: str
    birth_month: str | None = None
    district: str | None = None
    target_group: str | None = None

    @property
    def named(self) -> dict[str, str]:
        """Ours → theirs, of those that the list has."""
        columns = {
            "case_id": self.case_id,
            "birth_month": self.birth_month,
            "district": self.district,
            "target_group": self.target_group,
        }
        return {ours: theirs for ours, theirs in columns.items() if theirs is not None}


@dataclass(frozen=True, slots=True)
class Mapping:
    """How one source is read. Empty: the file already speaks our language."""

    file: Path | None = None
    name: str = ""
    invented: bool = False
    """Of no real child: every page made of it says so."""
    covers: frozenset[str] = frozenset()
    """Activities and attributes that the source would show if they had happened."""
    precision: Precision = Precision.AUTO
    dates: DateForm = DateForm.AUTO
    options: Options = field(default_factory=Options)
    columns: Table[str, str] = field(default_factory=dict)
    """Ours → theirs, for the whole row."""
    fixed: Table[str, str] = field(default_factory=dict)
    """Ours → the same value in every row."""
    activities: Table[str, str] = field(default_factory=dict)
    """Theirs → ours."""
    drop: frozenset[str] = frozenset()
    values: Table[str, Table[str, str]] = field(default_factory=dict)
    """Attribute → theirs → ours."""
    events: tuple[EventColumns, ...] = ()
    cases: CaseColumns | None = None
    undecided: int = 0
    """Places of a draft that still ask a person to decide."""

    @property
    def named_columns(self) -> set[str]:
        """All columns of the file that the mapping speaks of."""
        names = {*self.columns.values()}
        for event in self.events:
            names |= {*event.columns.values(), *event.when}
        return names | set(self.cases.named.values() if self.cases else ())

    @property
    def named_attributes(self) -> set[str]:
        """The attributes that it gives values to."""
        ours = [*self.columns, *self.fixed, *(name for event in self.events for name in (*event.columns, *event.fixed))]
        return {name.removeprefix(ATTRIBUTE) for name in ours if name.startswith(ATTRIBUTE)}

    @property
    def codes(self) -> set[str]:
        """The activities that it translates into."""
        return {*self.activities.values(), *(event.activity for event in self.events)}
