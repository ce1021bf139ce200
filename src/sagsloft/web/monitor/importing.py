"""A reading of a source, staged in chunks and swapped in by one short transaction.

Whatever kills it on the way, pages show what was told before, and the next import clears away what was left.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import connection, transaction

from sagsloft.core.errors import UserError
from sagsloft.web.accounts.models import Municipality
from sagsloft.web.monitor import bulk
from sagsloft.web.monitor.event_rows import CONTENT
from sagsloft.web.monitor.models import Import, StagedEvent

__all__ = ["INCREMENT", "SNAPSHOT", "Change", "begin", "clear", "fail", "stage", "swap"]

SNAPSHOT, INCREMENT = "snapshot", "increment"
Value = str | int | datetime | None
LEAST_KEPT = 0.5
"""Of what a source told last time. A snapshot with less is probably not whole."""

# The statements are put together of our own names alone; all values are passed beside them.
# ruff: noqa: S608
SAME = " AND ".join(f"e.{name} IS NOT DISTINCT FROM s.{name}" for name in CONTENT)
TOLD = (
    "e.municipality_id = %s AND e.withdrawn_at IS NULL"
    " AND e.import_id IN (SELECT id FROM monitor_import WHERE municipality_id = %s AND source = %s)"
)
"""Those that the source tells of; municipality, municipality, source."""
STAGED = "SELECT 1 FROM monitor_stagedevent s WHERE s.import_id = %s AND s.identity = e.identity"
COUNT = f"SELECT count(*) FROM monitor_event e WHERE {TOLD}"
WITHDRAW = f"UPDATE monitor_event AS e SET withdrawn_at = %s WHERE {TOLD}"
WITHDRAW_MISSING = f"{WITHDRAW} AND NOT EXISTS ({STAGED})"
WITHDRAW_CORRECTED = f"{WITHDRAW} AND EXISTS ({STAGED} AND NOT ({SAME}))"
COLUMNS = ", ".join([*CONTENT, "identity"])
ADD = (
    f"INSERT INTO monitor_event ({COLUMNS}, municipality_id, import_id, received_at)"
    f" SELECT {COLUMNS}, %s, s.import_id, %s FROM monitor_stagedevent s WHERE s.import_id = %s AND NOT EXISTS"
    " (SELECT 1 FROM monitor_event e WHERE e.municipality_id = %s AND e.withdrawn_at IS NULL"
    " AND e.identity = s.identity) ORDER BY s.id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How many events were new, told otherwise, or told no more."""

    added: int
    corrected: int
    withdrawn: int


def begin(municipality: Municipality, kind: str, now: datetime) -> Import:
    """A new import. One that had begun and not ended is over: if it still runs, it will find that out at its swap."""
    left = Import.objects.filter(municipality=municipality, state=Import.State.STAGING)
    left.update(state=Import.State.FAILED, finished_at=now)
    StagedEvent.objects.filter(source_import__municipality=municipality).delete()
    return Import.objects.create(municipality=municipality, kind=kind, started_at=now)


def stage(reading: Import, rows: pl.DataFrame, progress: Callable[[int, int], None]) -> None:
    """Put rows (CONTENT and `identity`) where no page looks, in chunks that are each kept."""
    done = 0
    for part in bulk.slices(rows):
        with transaction.atomic():
            bulk.insert("monitor_stagedevent", part.with_columns(pl.lit(reading.pk).alias("import_id")))
        done += part.height
        progress(done, rows.height)
    bulk.analyse("monitor_stagedevent", rows.height)


def swap(reading: Import, now: datetime, *, much_may_be_missing: bool = False) -> Change:
    """Let what was staged be what is told, in the transaction that is open. Nothing is overwritten.

    A snapshot withdraws what its source no longer tells of. Raises UserError where another import has begun meanwhile,
    or the snapshot lacks most of what its source told before.
    """
    is_alone = Import.objects.filter(pk=reading.pk, state=Import.State.STAGING).update(state=Import.State.CURRENT)
    if not is_alone:
        raise UserError("web_import.overtaken")
    earlier = Import.objects.filter(
        municipality=reading.municipality, source=reading.source, state__in=[Import.State.CURRENT, Import.State.FORMER]
    ).exclude(pk=reading.pk)
    is_first = not earlier.exists()
    missing = 0 if is_first or reading.kind == INCREMENT else _withdraw_missing(reading, now, much_may_be_missing)
    corrected = 0 if is_first else _withdraw_corrected(reading, now)
    added = _add(reading, None if is_first else now)
    earlier.update(state=Import.State.FORMER)
    return Change(added=added - corrected, corrected=corrected, withdrawn=missing)


def clear(reading: Import, change: Change) -> None:
    """Nothing staged is needed any longer."""
    StagedEvent.objects.filter(source_import=reading).delete()
    bulk.analyse("monitor_event", change.added + change.corrected)


def fail(reading: Import, now: datetime) -> None:
    """It ended without a swap."""
    Import.objects.filter(pk=reading.pk).update(state=Import.State.FAILED, finished_at=now)
    StagedEvent.objects.filter(source_import=reading).delete()


def _withdraw_missing(reading: Import, now: datetime, much_may_be_missing: bool) -> int:
    source = _source(reading)
    told = _done(COUNT, source, counts=True)
    missing = _done(WITHDRAW_MISSING, [_moment(now), *source, reading.pk])
    if missing > told * (1 - LEAST_KEPT) and not much_may_be_missing:
        raise UserError("web_import.much_is_missing", missing=missing, told=told)
    return missing


def _withdraw_corrected(reading: Import, now: datetime) -> int:
    return _done(WITHDRAW_CORRECTED, [_moment(now), *_source(reading), reading.pk])


def _source(reading: Import) -> list[Value]:
    """What TOLD asks for."""
    return [reading.municipality_id, reading.municipality_id, reading.source]


def _add(reading: Import, received_at: datetime | None) -> int:
    """What is not told already."""
    received = None if received_at is None else _moment(received_at)
    return _done(ADD, [reading.municipality_id, received, reading.pk, reading.municipality_id])


def _done(statement: str, values: Sequence[Value], *, counts: bool = False) -> int:
    """How many rows were touched, or what was counted."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.fetchone()[0] if counts else cursor.rowcount)


def _moment(instant: datetime) -> str | datetime:
    """As this database keeps it."""
    return connection.ops.adapt_datetimefield_value(instant) or instant
