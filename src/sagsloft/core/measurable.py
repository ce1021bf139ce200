"""Can a rule be judged in this source at all? Semantics 15.

An export that lacks a thing must never look like a municipality that did not do it, nor the other way round.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sagsloft.core.history import History
from sagsloft.core.rules import Pattern, Repealed, Rule, Version

__all__ = ["Missing", "Presence", "Unmeasurable", "missing", "unmeasurable"]


@dataclass(frozen=True, slots=True)
class Missing:
    """What a source lacks before a version can be judged: codes of activities, names of attributes."""

    triggers: tuple[str, ...] = ()
    fulfilments: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All of them, each once."""
        return tuple(dict.fromkeys((*self.triggers, *self.fulfilments, *self.attributes)))

    def __bool__(self) -> bool:
        return bool(self.names)


@dataclass(frozen=True, slots=True)
class Unmeasurable:
    """A version of a rule, and what the source lacks to judge it."""

    rule: Rule
    version: Version
    missing: Missing


class Presence:
    """Which activities a source holds, and which attributes they carry; what it `covers` counts as held."""

    def __init__(self, history: History, covers: Collection[str] = frozenset()) -> None:
        self._history = history
        self._covers = frozenset(covers)
        self._carried: dict[tuple[str, str], bool] = {}

    def holds(self, pattern: Pattern) -> bool:
        """At least one event of an activity that the pattern covers, whatever its attributes."""
        return any(map(pattern.covers, (*self._history.activities, *self._covers)))

    def carries(self, pattern: Pattern, attribute: str) -> bool:
        """At least one such event with the attribute given."""
        return attribute in self._covers or any(
            self._is_carried(activity, attribute) for activity in filter(pattern.covers, self._history.activities)
        )

    def _is_carried(self, activity: str, attribute: str) -> bool:
        """Asked for many rules; answered once."""
        if (activity, attribute) not in self._carried:
            self._carried[activity, attribute] = self._history.carries(activity, attribute)
        return self._carried[activity, attribute]


def missing(version: Version, presence: Presence) -> Missing:
    """What the source lacks of the version's triggers, of its fulfilling activities and of the attributes they need."""
    return Missing(
        triggers=_none_held(version.trigger, presence),
        fulfilments=_none_held(version.fulfilled_by, presence),
        attributes=_not_carried((*version.trigger, *version.fulfilled_by), presence),
    )


def unmeasurable(rules: Sequence[Rule], presence: Presence, first: date, last: date) -> Iterator[Unmeasurable]:
    """The versions in force at some time between two days that cannot be judged."""
    for rule in rules:
        for version in rule.versions:
            in_force = version.in_force <= last and (version.until is None or first < version.until)
            lacking = missing(version, presence)
            if in_force and lacking and not isinstance(version.deadline, Repealed):
                yield Unmeasurable(rule, version, lacking)


def _none_held(patterns: Sequence[Pattern], presence: Presence) -> tuple[str, ...]:
    """The activities of which the source would need one, and has none."""
    if any(presence.holds(pattern) for pattern in patterns):
        return ()
    return tuple(dict.fromkeys(pattern.activity for pattern in patterns))


def _not_carried(patterns: Sequence[Pattern], presence: Presence) -> tuple[str, ...]:
    """The attributes that some condition needs, and no event carries."""
    needed = ((pattern, name) for pattern in patterns for name in pattern.needed_attributes)
    return tuple(dict.fromkeys(name for pattern, name in needed if not presence.carries(pattern, name)))
