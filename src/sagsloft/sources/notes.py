"""Something that a reader should know about what was read."""

from dataclasses import dataclass, field

__all__ = ["Note"]


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader should know: the id of a message, and its values."""

    message_id: str
    values: dict[str, object] = field(default_factory=dict)
