"""Can a rule be judged in this source at all? Semantics 15.

An export that lacks a thing must never look like a municipality that did not do it, nor the other way round.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sagsloft.core.history import History
from sagsloft.core.rules import Pattern, Version

__all__ = ["Missing", "Presence", "missing"]


@dataclass(frozen=True, slots=True)
class Missing:
    """What a source lacks before a version can be judged: codes of activities, names of attributes."""

    triggers: tuple[str, ...] = ()
    fulfilments: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.triggers or self.fulfilments or self.attributes)


class Presence:
    """Which activities a source holds, and which attributes they carry; what it `covers` counts as held."""

    def __init__(self, history: History, covers: Collection[str] = frozenset()) -> None:
        self._history = history
        self._covers = frozenset(covers)

    def holds(self, pattern: Pattern) -> bool:
        """At least one event of an activity that the pattern covers, whatever its attributes."""
        return pattern.activity in self._covers or any(map(pattern.covers, self._history.activities))

    def carries(self, pattern: Pattern, attribute: str) -> bool:
        """At least one such event with the attribute given."""
        return attribute in self._covers or any(
            self._history.carries(activity, attribute) for activity in filter(pattern.covers, self._history.activities)
        )


def missing(version: Version, presence: Presence) -> Missing:
    """What the source lacks of the version's triggers, of its fulfilling activities and of the attributes they need."""
    return Missing(
        triggers=_none_held(version.trigger, presence),
        fulfilments=_none_held(version.fulfilled_by, presence),
        attributes=_not_carried((*version.trigger, *version.fulfilled_by), presence),
    )


def _none_held(patterns: Sequence[Pattern], presence: Presence) -> tuple[str, ...]:
    """The activities of which the source would need one, and has none."""
    if any(presence.holds(pattern) for pattern in patterns):
        return ()
    return tuple(dict.fromkeys(pattern.activity for pattern in patterns))


def _not_carried(patterns: Sequence[Pattern], presence: Presence) -> tuple[str, ...]:
    """The attributes that some condition needs, and no event carries."""
    needed = ((pattern, name) for pattern in patterns for name in pattern.needed_attributes)
    return tuple(dict.fromkeys(name for pattern, name in needed if not presence.carries(pattern, name)))
