"""Does an event match a pattern? The rulebook's section 3."""

from collections.abc import Iterable, Sequence

from sagsloft.core.rules import ANY_ACTIVITY, Condition, Given, IsFalse, IsTrue, OneOf, Pattern

from .facts import Event

__all__ = ["covers_activity", "is_given", "matches_any", "matching"]

WRITTEN_TRUE = {"true", "1", "ja", "yes", "sand"}
WRITTEN_EMPTY = {"", "[]", "{}"}
"""Once all spaces are gone."""


def matching(events: Iterable[Event], patterns: Sequence[Pattern]) -> list[Event]:
    return [event for event in events if matches_any(event, patterns)]


def matches_any(event: Event, patterns: Sequence[Pattern]) -> bool:
    return any(matches(event, pattern) for pattern in patterns)


def matches(event: Event, pattern: Pattern) -> bool:
    """Of the activity, with every condition met by the event's own attributes."""
    return covers_activity(pattern, event.activity) and all(
        meets(event.attributes.get(name), condition) for name, condition in pattern.where.items()
    )


def covers_activity(pattern: Pattern, activity: str) -> bool:
    """Of the activity; `*` is any, but those taken out (ADR 4, 1)."""
    if pattern.activity == ANY_ACTIVITY:
        return activity not in pattern.excluded
    return activity == pattern.activity


def meets(value: str | None, condition: Condition) -> bool:
    match condition:
        case IsTrue():
            return says_true(value)
        case IsFalse():
            return not says_true(value)
        case Given():
            return is_given(value)
        case OneOf(values):
            return value in values


def says_true(value: str | None) -> bool:
    return value is not None and value.lower() in WRITTEN_TRUE


def is_given(value: str | None) -> bool:
    """Present and not empty: only spaces, an empty list and an empty object are empty."""
    return value is not None and "".join(value.split()) not in WRITTEN_EMPTY
