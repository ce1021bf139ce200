"""The hash of each day's last log entry, written outside the database, where who can change the log cannot reach.

A file for each municipality, `<slug>.csv`, with a line for each day: the day, the entry's number, its hash.
"""

import csv
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from sagsloft.core.errors import UserError
from sagsloft.web.accounts.log_chain import Head
from sagsloft.web.accounts.models import DayHead, LogEntry, Municipality

__all__ = ["publish", "published"]

HASH_LENGTH = 64
"""Of SHA-256 in hexadecimal: a line that was torn off has fewer."""


def publish(municipality: Municipality, folder: Path, before: date) -> list[DayHead]:
    """Write the heads of all days with entries before that day which are not yet written; the new ones.

    Raises OSError where the folder cannot be written; then nothing has been published.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with transaction.atomic():
        heads = DayHead.objects.bulk_create(_unpublished(municipality, before))
        with _file(folder, municipality).open("a", encoding="ascii", newline="") as kept:
            csv.writer(kept, lineterminator="\n").writerows((head.day, head.number, head.hash) for head in heads)
    return heads


def published(municipality: Municipality, folder: Path) -> list[Head]:
    """What stands outside the database. Raises UserError where a line is not understood."""
    file = _file(folder, municipality)
    if not file.exists():
        return []
    with file.open(encoding="ascii", newline="") as kept:
        return [_head(row, number, file) for number, row in enumerate(csv.reader(kept), start=1)]


def _head(row: list[str], line: int, file: Path) -> Head:
    match row:
        case [_, number, sha256] if number.isdecimal() and len(sha256) == HASH_LENGTH:
            return Head(int(number), sha256)
    raise UserError("erasure.bad_line", file=file, line=line)


def _file(folder: Path, municipality: Municipality) -> Path:
    return folder / f"{municipality.slug}.csv"


def _unpublished(municipality: Municipality, before: date) -> list[DayHead]:
    zone = ZoneInfo(settings.TIME_ZONE)
    last = DayHead.objects.filter(municipality=municipality).order_by("-number").first()
    entries = LogEntry.objects.filter(
        municipality=municipality,
        number__gt=last.number if last else 0,
        at__lt=datetime.combine(before, time.min, zone),
    ).order_by("number")
    by_day = {entry.at.astimezone(zone).date(): entry for entry in entries.iterator()}
    return [
        DayHead(municipality=municipality, day=day, number=entry.number, hash=entry.hash)
        for day, entry in by_day.items()
    ]
