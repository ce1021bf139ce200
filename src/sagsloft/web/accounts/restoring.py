"""After a restore the log ends earlier than it did. What stands outside the database tells which entries are lost."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.contrib.sessions.models import Session
from django.db import transaction

from sagsloft.web.accounts import log_heads
from sagsloft.web.accounts.erasure_actions import not_done
from sagsloft.web.accounts.log import Detail, last_entry, record
from sagsloft.web.accounts.log_chain import Head
from sagsloft.web.accounts.models import LogEntry, Municipality, User

__all__ = ["Loss", "losses", "lost_now", "note_loss", "still_published"]

LOST = "entries.lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Entries that a restore has lost: at least `first` to `last`. `heads`: those of them that had been published.

    `noted_at`: when the log was told, None where it has not been.
    """

    first: int
    last: int
    heads: frozenset[Head]
    noted_at: datetime | None = None

    @property
    def is_news(self) -> bool:
        """The log does not tell of it yet."""
        return self.noted_at is None


def lost_now(municipality: Municipality, folder: Path) -> Loss | None:
    """What stands outside the database of entries after the log's last; None where the log is as long as it should be.

    `folder`: of the published heads.
    """
    end = last_entry(municipality)
    heads = frozenset(head for head in log_heads.published(municipality, folder) if head.number > end)
    told = {head.number for head in heads} | {line.entry for line in not_done(municipality) if line.entry > end}
    return Loss(first=end + 1, last=max(told), heads=heads) if told else None


@transaction.atomic
def note_loss(*, municipality: Municipality, folder: Path, by: User | None) -> Loss | None:
    """Write into the log what it has lost, before it grows past that; None where nothing is lost.

    Everyone is signed out: among the sessions that came back may be those of people who were shut out since.
    """
    lost = lost_now(municipality, folder)
    if lost is not None:
        heads = " ".join(f"{head.number}:{head.hash}" for head in sorted(lost.heads, key=lambda head: head.number))
        detail: Detail = {"first": lost.first, "last": lost.last, "heads": heads}
        record(municipality=municipality, by=by, action=LOST, detail=detail)
        Session.objects.all().delete()
    return lost


def losses(municipality: Municipality, folder: Path) -> list[Loss]:
    """Those that the log tells of, the oldest first, and the one that it does not tell of yet."""
    now = lost_now(municipality, folder)
    return [*_noted(municipality), *([] if now is None else [now])]


def still_published(heads: Iterable[Head], lost: Iterable[Loss]) -> list[Head]:
    """The published heads whose entries should be in the log: all but those that it says it has lost."""
    gone = frozenset[Head]().union(*(loss.heads for loss in lost))
    return [head for head in heads if head not in gone]


def _noted(municipality: Municipality) -> Iterator[Loss]:
    for entry in LogEntry.objects.filter(municipality=municipality, action=LOST).order_by("number"):
        told = json.loads(entry.detail)
        pairs = (each.split(":") for each in told["heads"].split())
        heads = frozenset(Head(int(number), sha256) for number, sha256 in pairs)
        yield Loss(first=told["first"], last=told["last"], heads=heads, noted_at=entry.at)
