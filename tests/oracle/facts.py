"""What the oracle speaks of: events, duties, verdicts and obligations, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sagsloft.core.calendar import Calendar
from sagsloft.core.rules import Rule, Scope, Version

from .days import local_day

__all__ = ["Basis", "Duty", "Event", "Obligation", "Source", "Status", "Verdict"]


class Status(StrEnum):
    """How an obligation stands (point 12)."""

    MET = "met"
    LATE = "late"
    PENDING = "pending"
    OVERDUE = "overdue"
    EXCUSED = "excused"
    LAPSED = "lapsed"


class Basis(StrEnum):
    """What a due date was counted from (point 13)."""

    TRIGGER = "trigger"
    COUNTS_FROM = "counts_from"
    ON_DATE_IN = "on_date_in"
    OR_WHEN = "or_when"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a case, at some time between `earliest` and `latest` (point 1)."""

    row: int
    case_id: str
    activity: str
    earliest: datetime
    latest: datetime
    matter_id: str | None = None
    recorded_at: datetime | None = None
    received_at: datetime | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    caseworker: str | None = None
    team: str | None = None
    municipality: str | None = None

    @property
    def has_time_of_day(self) -> bool:
        return self.earliest == self.latest

    @property
    def matter(self) -> str | None:
        """An empty text is no matter (point 4)."""
        return self.matter_id or None

    @property
    def order(self) -> tuple[datetime, int]:
        return (self.earliest, self.row)


@dataclass(frozen=True, slots=True)
class Obligation:
    """What was due when, and whether it was done; `version` is the version's in-force date."""

    rule_id: str
    version: date
    case_id: str
    matter_id: str | None
    period: int | None
    trigger_row: int
    triggered_at: datetime
    due_at: datetime | None
    fulfilled_at: datetime | None
    status: str
    basis: str
    day_precision: bool
    measurable: bool


@dataclass(frozen=True, slots=True)
class Source:
    """The events that exist (point 2), the moment of looking, and what the source is declared to show."""

    events: tuple[Event, ...]
    as_of: datetime
    covers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Duty:
    """One trigger under one version of a rule, in one source."""

    rule: Rule
    version: Version
    trigger: Event
    source: Source

    @property
    def calendar(self) -> Calendar:
        return self.rule.calendar

    @property
    def start(self) -> datetime:
        """The rulebook's T: the trigger's earliest (point 1)."""
        return self.trigger.earliest

    @property
    def day(self) -> date:
        """The local day of T."""
        return local_day(self.start, self.calendar)

    @property
    def case(self) -> list[Event]:
        return [event for event in self.source.events if event.case_id == self.trigger.case_id]

    @property
    def group(self) -> list[Event]:
        """Point 4: the events of the same case, or of the same case and matter, where none equals none."""
        if self.rule.scope is Scope.CASE:
            return self.case
        return [event for event in self.case if event.matter == self.trigger.matter]

    def is_in_force(self, day: date) -> bool:
        """Point 3: is the duty's version the newest whose in-force date is not after `day`?"""
        begun = [version.in_force for version in self.rule.versions if version.in_force <= day]
        return bool(begun) and self.version.in_force == max(begun)

    def judged_time(self, event: Event) -> datetime:
        """Point 5: what may have happened after the trigger is not taken to lie before it."""
        return max(event.earliest, self.start)

    def judged_order(self, event: Event) -> tuple[datetime, int]:
        return (self.judged_time(event), event.row)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a duty (or of one of its periods), and the events that decided it."""

    due_at: datetime | None
    fulfilled_at: datetime | None
    status: Status
    basis: Basis
    decided_by: tuple[Event | None, ...]
    period: int | None = None
