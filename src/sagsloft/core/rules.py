"""Rule, version, deadline, citation: what a rule can say, and nothing else.

The algebra is closed (the rulebook's section 3): a new rule is data, never code. An impossible value cannot be
built; the files are read, and their mistakes explained, by `sagsloft.rulebook`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sagsloft.core.calendar import Calendar, Span

__all__ = [
    "ANY_ACTIVITY",
    "AtLeast",
    "Before",
    "Citation",
    "Condition",
    "Deadline",
    "Given",
    "IsFalse",
    "IsTrue",
    "Kind",
    "OneOf",
    "Open",
    "Pattern",
    "Repealed",
    "Rule",
    "Scope",
    "Text",
    "Theme",
    "Verification",
    "Version",
    "Within",
]

ANY_ACTIVITY = "*"


class Kind(StrEnum):
    """Statute, or a municipality's own standard."""

    LAW = "law"
    STANDARD = "standard"


class Scope(StrEnum):
    """What belongs together: one matter of a case, or the whole case."""

    MATTER = "matter"
    CASE = "case"


class Theme(StrEnum):
    """The chapter of casework that a rule belongs to."""

    UNDERRETNING = "underretning"
    UNDERSOEGELSE = "undersoegelse"
    INDDRAGELSE = "inddragelse"
    AFGOERELSE = "afgoerelse"
    PLAN = "plan"
    OPFOELGNING = "opfoelgning"
    ANBRINGELSE = "anbringelse"
    SAG = "sag"


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages that users read."""

    da: str
    en: str


@dataclass(frozen=True, slots=True)
class IsTrue:
    """The attribute says true, 1, ja, yes or sand, in any case."""


@dataclass(frozen=True, slots=True)
class IsFalse:
    """The attribute does not say true, or is missing."""


@dataclass(frozen=True, slots=True)
class Given:
    """The attribute is present and not empty (spaces, `[]` and `{}` are empty)."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """The attribute equals one of these texts."""

    values: tuple[str, ...]


Condition = IsTrue | IsFalse | Given | OneOf


@dataclass(frozen=True, slots=True)
class Pattern:
    """Events of one activity, or of any activity but `excluded`, whose own attributes meet every condition."""

    activity: str
    where: Mapping[str, Condition] = field(default_factory=dict)
    excluded: tuple[str, ...] = ()

    @property
    def is_any_activity(self) -> bool:
        return self.activity == ANY_ACTIVITY

    def covers(self, activity: str) -> bool:
        """Could an event of `activity` match, whatever its attributes?"""
        return activity not in self.excluded if self.is_any_activity else activity == self.activity

    @property
    def needed_attributes(self) -> tuple[str, ...]:
        """Attributes that must be present before any event can match (semantics 15)."""
        return tuple(name for name, condition in self.where.items() if not isinstance(condition, IsFalse))


@dataclass(frozen=True, slots=True)
class Within:
    """Done at the latest `span` after the trigger.

    `on_date_in` names an attribute of the trigger that holds the due day itself (`span` is then the fallback);
    `or_when` brings the due instant forward; what was done up to `or_before` earlier counts as done.
    """

    span: Span
    counting_first_day: bool = False
    on_date_in: str | None = None
    or_when: tuple[Pattern, ...] = ()
    or_before: Span | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """Done before the trigger, and not longer before it than `not_older_than`."""

    not_older_than: Span


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Done at least `count` times in every period of length `every`, counted from the trigger."""

    count: int
    every: Span


@dataclass(frozen=True, slots=True)
class Open:
    """To be done, without a fixed limit."""


@dataclass(frozen=True, slots=True)
class Repealed:
    """From this day there is no such obligation."""


Deadline = Within | Before | AtLeast | Open | Repealed


@dataclass(frozen=True, slots=True)
class Citation:
    """Where the law is written."""

    act: str
    section: str
    url: str

    def __str__(self) -> str:
        return f"{self.act} {self.section}".strip()


@dataclass(frozen=True, slots=True)
class Verification:
    """When the text of the act was last read, and in which consolidation."""

    on: date
    source: str


@dataclass(frozen=True, slots=True)
class Version:
    """A rule as it is from `in_force` until the day before `until` (None: still in force)."""

    in_force: date
    until: date | None
    deadline: Deadline
    citation: Citation
    trigger: tuple[Pattern, ...]
    fulfilled_by: tuple[Pattern, ...]
    excused_by: tuple[Pattern, ...] = ()
    lapses_on: tuple[Pattern, ...] = ()
    verified: Verification | None = None
    comparable_with_previous: bool | None = None
    reason: Text | None = None
    note: Text | None = None
    municipal: bool = False
    """A municipality's own reading of a law ("kommunal fortolkning"), added by an overlay folder."""

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """Every pattern that an event may be asked to match."""
        or_when = self.deadline.or_when if isinstance(self.deadline, Within) else ()
        return (*self.trigger, *self.fulfilled_by, *self.excused_by, *self.lapses_on, *or_when)

    def is_in_force(self, day: date) -> bool:
        return self.in_force <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Rule:
    """One statutory step (or one standard) through time; `versions` newest first."""

    id: str
    title: Text
    kind: Kind
    theme: Theme
    scope: Scope
    versions: tuple[Version, ...]
    calendar: Calendar
    counts_from: str | None = None
    not_after_end: bool = False

    def version_on(self, day: date) -> Version | None:
        """The newest version in force on `day`; None where there is none."""
        return next((version for version in self.versions if version.is_in_force(day)), None)
