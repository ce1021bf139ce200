"""The events that give rise to obligations under one version of a rule. Semantics 3."""

from datetime import date

import numpy as np

from sagsloft.core.calendar import Calendar, Days, Instants
from sagsloft.core.history import History, WrittenDays
from sagsloft.core.line import Booleans, Integers, Line
from sagsloft.core.rules import AtLeast, Scope, Version

__all__ = ["Triggers"]


class Triggers:
    """Events of a history, in order: arrays with one element for each.

    `numbers` (in the history), `earliest` (T) and `latest`, `dated` (there is no time of day), `days` (T's local day).
    """

    def __init__(self, numbers: Integers, days: Days, version: Version, history: History) -> None:
        self.numbers = numbers
        self.days = days
        self._version = version
        self._history = history
        self._lines: dict[Scope, Line] = {}

    @classmethod
    def of(cls, version: Version, history: History, calendar: Calendar) -> "Triggers":
        """Those under the version that is in force on T's day; where periods come back, each period asks for itself."""
        numbers = history.matching(version.trigger)
        days = calendar.local_days(history.earliest[numbers])
        triggers = cls(numbers, days, version, history)
        if isinstance(version.deadline, AtLeast):
            return triggers
        return triggers.where(
            (days >= np.datetime64(version.in_force)) & (days < np.datetime64(version.until or date.max))
        )

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def sources(self) -> Integers:
        """Their index in the event table."""
        return self._history.source[self.numbers]

    @property
    def rows(self) -> Integers:
        return self._history.lines[Scope.MATTER].row[self.numbers]

    @property
    def earliest(self) -> Instants:
        return self._history.earliest[self.numbers]

    @property
    def latest(self) -> Instants:
        return self._history.latest[self.numbers]

    @property
    def dated(self) -> Booleans:
        return self.latest > self.earliest

    @property
    def has_matter(self) -> Booleans:
        return self._history.has_matter[self.numbers]

    def where(self, chosen: Booleans | Integers) -> "Triggers":
        return Triggers(self.numbers[chosen], self.days[chosen], self._version, self._history)

    def seen_in(self, scope: Scope) -> Line:
        """The triggers as they stand in one line."""
        if scope not in self._lines:
            self._lines[scope] = self._history.lines[scope].where(self.numbers)
        return self._lines[scope]

    def days_in(self, attribute: str) -> WrittenDays:
        """The days that stand in the triggers' own attribute."""
        patterns = self._version.trigger
        place = np.searchsorted(self._history.matching(patterns), self.numbers)
        return self._history.days_in(attribute, patterns).where(place)
