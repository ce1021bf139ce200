"""The hash of a log entry, and whether a municipality's log still is what was written.

The hash is SHA-256, in hexadecimal, of the entry's fields as JSON, as UTF-8 with sorted names and no spaces; the field
`former` is the hash of the entry before it, "" of the first.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum

from sagsloft.web.accounts.models import DayHead, LogEntry, LogHead, Municipality

__all__ = ["Fault", "FaultKind", "Head", "Verdict", "hash_of", "verify"]

CHUNK = 2000


class FaultKind(StrEnum):
    CHANGED = "changed"
    MISSING = "missing"
    DETACHED = "detached"
    """It is linked to another entry than the one before it: something was put in, moved or replaced."""
    HEAD = "head"
    """The log does not end where its last writer left it."""
    PUBLISHED = "published"
    """An entry is not the one whose hash was published at the end of its day."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and the number of the first entry that it concerns."""

    kind: FaultKind
    number: int


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a day as it was published: its number and hash."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    entries: int
    faults: tuple[Fault, ...]


def hash_of(entry: LogEntry) -> str:
    """Of what the entry says, and of the hash of the one before it."""
    content = {
        "municipality": entry.municipality_id,
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
        "former": entry.former,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def verify(municipality: Municipality, published: Iterable[Head] = ()) -> Verdict:
    """Every fault of its log. `published`: the heads of its days, as they stand outside the database."""
    last = LogHead.objects.filter(municipality=municipality).first()
    heads = [*published, *(Head(day.number, day.hash) for day in DayHead.objects.filter(municipality=municipality))]
    wanted = {head.number: {each.hash for each in heads if each.number == head.number} for head in heads}
    walk = _Walk(wanted)
    faults = [fault for entry in _entries(municipality) for fault in walk.step(entry)]
    faults += [Fault(FaultKind.PUBLISHED, number) for number in sorted(wanted) if number > walk.number]
    if (last.number, last.hash) != (walk.number, walk.hash) if last else walk.number > 0:
        faults.append(Fault(FaultKind.HEAD, walk.number))
    return Verdict(walk.count, tuple(faults))


class _Walk:
    """Where the reader of a log stands: the entry before, as it was stored."""

    def __init__(self, published: Mapping[int, set[str]]) -> None:
        self.published = published
        self.count = self.number = 0
        self.hash = ""

    def step(self, entry: LogEntry) -> Iterator[Fault]:
        if entry.number != self.number + 1:
            yield Fault(FaultKind.MISSING, self.number + 1)
        elif entry.former != self.hash:
            yield Fault(FaultKind.DETACHED, entry.number)
        if entry.hash != hash_of(entry):
            yield Fault(FaultKind.CHANGED, entry.number)
        if not self.published.get(entry.number, set()) <= {entry.hash}:
            yield Fault(FaultKind.PUBLISHED, entry.number)
        self.count, self.number, self.hash = self.count + 1, entry.number, entry.hash


def _entries(municipality: Municipality) -> Iterator[LogEntry]:
    return LogEntry.objects.filter(municipality=municipality).order_by("number").iterator(chunk_size=CHUNK)
