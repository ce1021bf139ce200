"""A reading of sources, staged in chunks and swapped in by one short transaction.

Each source is a world of its own: what a snapshot withdraws and corrects is what the same source told before, whichever
sources were read together with it. Whatever kills an import on the way, pages show what was told before, and the next
import clears away what was left.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import connection, transaction

from sagsloft.core.errors import MessageId, UserError
from sagsloft.web.accounts.models import Municipality
from sagsloft.web.monitor import bulk
from sagsloft.web.monitor.event_rows import CONTENT
from sagsloft.web.monitor.models import Import, StagedEvent

__all__ = ["INCREMENT", "SNAPSHOT", "Change", "begin", "clear", "fail", "named", "newest", "stage", "swap"]

SNAPSHOT, INCREMENT = "snapshot", "increment"
Value = str | int | datetime | None
LEAST_KEPT = 0.5
"""Of what a source told last time. A snapshot with less is probably not whole."""
TOLD_BY_ANOTHER = 0.5
"""Of what a new source tells. With more it is probably one that is known, under another name."""
FEWEST_TOLD = 20
"""Events that another source tells of too; fewer say nothing about the whole."""

# The statements are put together of our own names and of blanks alone; all values are passed beside them.
# ruff: noqa: S608
SAME = " AND ".join(f"e.{name} IS NOT DISTINCT FROM s.{name}" for name in CONTENT)
TOLD = "e.municipality_id = %s AND e.withdrawn_at IS NULL AND e.source IN ({sources})"
"""Those that sources tell of; municipality, sources."""
STAGED = "SELECT 1 FROM monitor_stagedevent s WHERE s.import_id = %s AND s.identity = e.identity"
COUNT = f"SELECT e.source, count(*) FROM monitor_event e WHERE {TOLD} GROUP BY e.source"
WITHDRAW = f"UPDATE monitor_event AS e SET withdrawn_at = %s WHERE {TOLD}"
WITHDRAW_MISSING = f"{WITHDRAW} AND NOT EXISTS ({STAGED})"
WITHDRAW_CORRECTED = f"{WITHDRAW} AND EXISTS ({STAGED} AND NOT ({SAME}))"
COLUMNS = ", ".join([*CONTENT, "identity", "source"])
ADD = (
    f"INSERT INTO monitor_event ({COLUMNS}, municipality_id, import_id, received_at)"
    f" SELECT {COLUMNS}, %s, s.import_id, CASE WHEN s.source IN ({{sources}}) THEN %s END"
    " FROM monitor_stagedevent s WHERE s.import_id = %s AND NOT EXISTS"
    " (SELECT 1 FROM monitor_event e WHERE e.municipality_id = %s AND e.withdrawn_at IS NULL"
    " AND e.identity = s.identity) ORDER BY s.id"
)
ALIKE = (
    "e.municipality_id = %s AND e.withdrawn_at IS NULL AND e.source <> s.source"
    " AND e.case_id = s.case_id AND e.activity = s.activity AND e.earliest = s.earliest"
)
"""What another source tells of too; municipality."""
OF_NEW = "s.import_id = %s AND s.source IN ({sources})"
STAGED_OF_NEW = f"SELECT s.source, count(*) FROM monitor_stagedevent s WHERE {OF_NEW}"
COUNT_NEW = f"{STAGED_OF_NEW} GROUP BY s.source"
OTHERS = (
    f"SELECT e.source, count(*) FROM monitor_stagedevent s, monitor_event e WHERE {OF_NEW} AND {ALIKE}"
    " GROUP BY e.source"
)
COUNT_ALIKE = f"{STAGED_OF_NEW} AND EXISTS (SELECT 1 FROM monitor_event e WHERE {ALIKE}) GROUP BY s.source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How many events were new, told otherwise, or told no more."""

    added: int
    corrected: int
    withdrawn: int


def begin(municipality: Municipality, kind: str, now: datetime) -> Import:
    """A new import. One that had begun and not ended has failed: if it still runs, it finds that out at its swap."""
    left = Import.objects.filter(municipality=municipality, state=Import.State.STAGING)
    left.update(state=Import.State.FAILED, finished_at=now)
    StagedEvent.objects.filter(source_import__municipality=municipality).delete()
    return Import.objects.create(municipality=municipality, kind=kind, started_at=now)


def stage(reading: Import, rows: pl.DataFrame, progress: Callable[[int, int], None]) -> None:
    """Put rows (CONTENT, `identity` and `source`) where no page looks, in chunks that are each kept."""
    done = 0
    for part in bulk.slices(rows):
        with transaction.atomic():
            bulk.insert("monitor_stagedevent", part.with_columns(pl.lit(reading.pk).alias("import_id")))
        done += part.height
        progress(done, rows.height)
    bulk.analyse("monitor_stagedevent", rows.height)


def swap(reading: Import, now: datetime, *, much_may_be_missing: bool = False) -> Change:
    """Let what was staged be what is told, in the transaction that is open. Nothing is overwritten.

    A snapshot withdraws what its sources no longer tell of. Raises UserError where another import has begun meanwhile,
    the snapshot lacks most of what one of its sources told before, or a new source tells what another one does.
    """
    is_alone = Import.objects.filter(pk=reading.pk, state=Import.State.STAGING).update(state=Import.State.CURRENT)
    if not is_alone:
        raise UserError("web_import.overtaken")
    before = _read_before(reading)
    known, new = before & set(reading.sources), set(reading.sources) - before
    if before and new:
        _ensure_not_renamed(reading, new)
    is_whole = bool(known) and reading.kind == SNAPSHOT
    missing = _withdraw_missing(reading, known, now, much_may_be_missing) if is_whole else 0
    corrected = _withdraw_corrected(reading, known, now) if known else 0
    added = _add(reading, known, now)
    _retire(reading.municipality)
    return Change(added=added - corrected, corrected=corrected, withdrawn=missing)


def newest(current: Iterable[Import]) -> dict[str, Import]:
    """Of each source the last of these imports that has read it."""
    return {source: each for each in sorted(current, key=lambda each: each.pk) for source in each.sources}


def named(sources: Iterable[str]) -> str | MessageId:
    """Sources as they are told of: by their names, in order; one that has none may be among them."""
    return ", ".join(sorted(filter(None, sources))) or MessageId("web_figures.unnamed_source")


def clear(reading: Import, change: Change) -> None:
    """Nothing staged is needed any longer."""
    StagedEvent.objects.filter(source_import=reading).delete()
    bulk.analyse("monitor_event", change.added + change.corrected)


def fail(reading: Import, now: datetime) -> None:
    """It ended without a swap."""
    Import.objects.filter(pk=reading.pk).update(state=Import.State.FAILED, finished_at=now)
    StagedEvent.objects.filter(source_import=reading).delete()


def _read_before(reading: Import) -> set[str]:
    """The sources of the municipality's other imports."""
    others = Import.objects.filter(
        municipality=reading.municipality, state__in=[Import.State.CURRENT, Import.State.FORMER]
    ).exclude(pk=reading.pk)
    return {source for sources in others.values_list("sources", flat=True) for source in sources}


def _ensure_not_renamed(reading: Import, new: Collection[str]) -> None:
    """A source under another name would be told beside itself, every event twice."""
    staged = _counted(COUNT_NEW, new, [reading.pk, *sorted(new)])
    for source, told in _counted(COUNT_ALIKE, new, [reading.pk, *sorted(new), reading.municipality_id]).items():
        if told >= FEWEST_TOLD and told > staged[source] * TOLD_BY_ANOTHER:
            others = _counted(OTHERS, [source], [reading.pk, source, reading.municipality_id])
            raise UserError(
                "web_import.told_by_another",
                source=named([source]),
                told=told,
                count=staged[source],
                others=named(others),
            )


def _withdraw_missing(reading: Import, known: Collection[str], now: datetime, much_may_be_missing: bool) -> int:
    told = _counted(COUNT, known, _of(reading, known))
    missing = _done(WITHDRAW_MISSING, known, [_moment(now), *_of(reading, known), reading.pk])
    if missing and not much_may_be_missing:
        left = _counted(COUNT, known, _of(reading, known))
        for source, before in told.items():
            if left.get(source, 0) < before * LEAST_KEPT:
                lost = before - left.get(source, 0)
                raise UserError("web_import.much_is_missing", source=named([source]), missing=lost, told=before)
    return missing


def _withdraw_corrected(reading: Import, known: Collection[str], now: datetime) -> int:
    return _done(WITHDRAW_CORRECTED, known, [_moment(now), *_of(reading, known), reading.pk])


def _add(reading: Import, known: Collection[str], now: datetime) -> int:
    """What is not told already. When a new source's events became known, nobody can tell."""
    return _done(
        ADD, known, [reading.municipality_id, *sorted(known), _moment(now), reading.pk, reading.municipality_id]
    )


def _retire(municipality: Municipality) -> None:
    """An import is a former one when later snapshots have told all of its sources again."""
    current = Import.objects.filter(municipality=municipality, state=Import.State.CURRENT)
    retold: set[str] = set()
    for each in current.only("kind", "sources").order_by("-pk"):
        if retold.issuperset(each.sources):
            current.filter(pk=each.pk).update(state=Import.State.FORMER)
        if each.kind == SNAPSHOT:
            retold.update(each.sources)


def _of(reading: Import, sources: Collection[str]) -> list[Value]:
    """What TOLD asks for."""
    return [reading.municipality_id, *sorted(sources)]


def _counted(statement: str, sources: Collection[str], values: Sequence[Value]) -> dict[str, int]:
    """What was counted of each source."""
    with connection.cursor() as cursor:
        cursor.execute(statement.format(sources=_blanks(sources)), values)
        return dict(cursor.fetchall())


def _done(statement: str, sources: Collection[str], values: Sequence[Value]) -> int:
    """How many rows were touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement.format(sources=_blanks(sources)), values)
        return int(cursor.rowcount)


def _blanks(sources: Collection[str]) -> str:
    """No source is one of none."""
    return ", ".join(["%s"] * len(sources)) or "NULL"


def _moment(instant: datetime) -> str | datetime:
    """As this database keeps it."""
    return connection.ops.adapt_datetimefield_value(instant) or instant
