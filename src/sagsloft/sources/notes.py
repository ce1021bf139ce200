"""Something that a reader should know about what was read."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sagsloft.core.cpr import masked

__all__ = ["Note", "listed"]

MANY = 20


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader should know: the id of a message, and its values."""

    message_id: str
    values: dict[str, object] = field(default_factory=dict)


def listed(names: Sequence[str]) -> str:
    """Names in a row, as many as can be read, without what may be someone's number."""
    shown = masked(", ".join(names[:MANY]))
    return shown if len(names) <= MANY else f"{shown} … ({len(names)})"
