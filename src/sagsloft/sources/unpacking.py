"""Packed files, unpacked as far as is reasonable: a small file must not fill the memory."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sagsloft.core.errors import UserError

__all__ = ["Readable", "Unpacked", "ensure_unpackable"]

MOST_BYTES = 10**9
MOST_TIMES = 200
"""How many times its packed size a file may become, once it passes MOST_BYTES."""


class Readable(Protocol):
    """Bytes, one part after the other."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes; none at the end."""


def ensure_unpackable(path: Path, size: int, most: int = MOST_BYTES) -> None:
    """Raise UserError where so many bytes are too many for this packed file."""
    if size > most and size > MOST_TIMES * path.stat().st_size:
        raise UserError("file.bomb", file=path)


@dataclass(slots=True)
class Unpacked:
    """A packed file's content as it is read. Raises UserError as soon as there is too much of it."""

    path: Path
    content: Readable
    most: int = MOST_BYTES
    size: int = 0

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes."""
        part = self.content.read(size)
        self.size += len(part)
        ensure_unpackable(self.path, self.size, self.most)
        return part
