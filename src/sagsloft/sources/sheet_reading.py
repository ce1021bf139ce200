"""One sheet → the events that it tells of, the rows that could not be used, and the cases that it lists."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from sagsloft.core.attributes import ATTRIBUTE
from sagsloft.core.calendar import LocalTime
from sagsloft.core.events import REJECTED, check, masked_shape
from sagsloft.sources.cases import CASES, listed_cases
from sagsloft.sources.mapping import DateForm, Precision
from sagsloft.sources.notes import Note, listed
from sagsloft.sources.origin import Origin
from sagsloft.sources.sheets import RawTable, Sheet
from sagsloft.sources.times import in_iso, is_text, with_precision
from sagsloft.sources.unfolding import Layout, Unfolded, unfolded

__all__ = ["IN_FILE", "Told", "told", "unwanted_attributes"]

MOMENTS = ("occurred_at", "recorded_at")
IN_FILE = {"file": pl.String()} | REJECTED
"""Rejected rows under the file's own names: `row` counts as a spreadsheet does."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one sheet tells. `events` are those of `core.events`, numbered by the origin; `cases` are CASES."""

    origin: Origin
    events: pl.DataFrame | None
    rejected: pl.DataFrame
    cases: pl.DataFrame
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """The events of one kind, those rejected (IN_FILE), and the columns in which dates were understood."""

    events: pl.DataFrame
    rejected: pl.DataFrame
    day_first: tuple[str, ...]
    midnights: tuple[str, ...]


def told(
    sheet: Sheet, raw: RawTable, layout: Layout, origin: Origin, local_time: LocalTime, wanted: Collection[str] | None
) -> Told:
    """Read all kinds of events in a sheet. Attributes that are not `wanted` are left outside (None: all are)."""
    kinds = list(unfolded(raw, layout, origin.mapping))
    parts = [_part(kind, place, origin, local_time, sheet) for place, kind in enumerate(kinds)]
    events = pl.concat([part.events for part in parts], how="diagonal") if parts else None
    unwanted = unwanted_attributes([] if events is None else events.columns, wanted)
    cases, wrong_cases = _cases(raw, origin, first_kind=len(kinds))
    rejected = pl.concat([_ragged(raw, origin), *(part.rejected for part in parts), wrong_cases])
    return Told(
        origin=origin,
        events=None if events is None else events.drop(unwanted),
        rejected=rejected.unique(maintain_order=True).sort("row", maintain_order=True),
        cases=cases,
        notes=(
            *_left_out(sheet, layout, unwanted, wanted, sum(kind.dropped for kind in kinds)),
            *_understood(origin, parts),
            *_of_no_use(origin, kinds),
        ),
    )


def unwanted_attributes(columns: Iterable[str], wanted: Collection[str] | None) -> list[str]:
    """Attributes that nobody asks for stay outside the door."""
    if wanted is None:
        return []
    return [each for each in columns if each.startswith(ATTRIBUTE) and each.removeprefix(ATTRIBUTE) not in wanted]


def _part(kind: Unfolded, place: int, origin: Origin, local_time: LocalTime, sheet: Sheet) -> _Part:
    rows = kind.rows.with_columns(origin.numbers(kind.rows["line"], place))
    moments = [name for name in MOMENTS if name in rows.columns]
    attributes = [name for name in rows.columns if name.startswith(ATTRIBUTE)]
    iso = in_iso(rows, [*moments, *attributes], origin.mapping.dates)
    precision = origin.mapping.precision
    if sheet.precision_known and precision is Precision.AUTO:
        moments = [name for name in moments if is_text(rows[name])]
    read = with_precision(iso.rows, moments, precision, local_time)
    checked = check(read.rows.drop("line"), local_time)
    theirs = dict(kind.kind.columns)
    return _Part(
        events=checked.events,
        rejected=_in_their_words(_as_written(checked.rejected, rows, iso.changed), theirs, origin),
        day_first=tuple(theirs[name] for name in iso.changed),
        midnights=tuple(theirs[name] for name in read.changed),
    )


def _as_written(rejected: pl.DataFrame, rows: pl.DataFrame, changed: Sequence[str]) -> pl.DataFrame:
    """The values of rewritten columns as the file has them (masked)."""
    faulty = rows.filter(pl.col("row").is_in(rejected["row"].implode())) if changed else rows
    for name in changed:
        written = faulty.select(
            "row", pl.lit(name).alias("column"), masked_shape(pl.col(name).cast(pl.String)).alias("was")
        )
        rejected = rejected.join(written, on=["row", "column"], how="left", maintain_order="left").select(
            "row", "column", pl.coalesce("was", "value").alias("value"), "reason"
        )
    return rejected


def _in_their_words(rejected: pl.DataFrame, theirs: Mapping[str, str], origin: Origin) -> pl.DataFrame:
    return rejected.select(
        pl.lit(origin.name).alias("file"),
        ((pl.col("row") - origin.first) // origin.kinds).alias("row"),
        pl.col("column").replace(dict(theirs)),
        "value",
        "reason",
    )


def _ragged(raw: RawTable, origin: Origin) -> pl.DataFrame:
    """Rows with more fields than the header has names."""
    rows = {"file": origin.name, "row": raw.ragged, "column": "", "value": "", "reason": "row.too_many_fields"}
    return pl.DataFrame(rows, schema=IN_FILE)


def _cases(raw: RawTable, origin: Origin, first_kind: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    columns = origin.mapping.cases
    if columns is None:
        return pl.DataFrame(schema=CASES), pl.DataFrame(schema=IN_FILE)
    rows = raw.table.select(pl.col(theirs).alias(ours) for ours, theirs in columns.named.items())
    cases, rejected = listed_cases(rows.with_columns(origin.numbers(raw.numbers, first_kind)))
    return cases, _in_their_words(rejected, columns.named, origin)


def _left_out(
    sheet: Sheet, layout: Layout, in_json: Sequence[str], wanted: Collection[str] | None, dropped: int
) -> Iterator[Note]:
    unwanted = unwanted_attributes(sheet.columns, wanted)
    unused = [name for name in sheet.columns if name and name not in (*layout.used, *unwanted)]
    if unused:
        yield Note("note.dropped_columns", {"columns": listed(unused)})
    if unwanted or in_json:
        names = [name.removeprefix(ATTRIBUTE) for name in (*unwanted, *in_json)]
        yield Note("note.dropped_attributes", {"attributes": listed(names)})
    if dropped:
        yield Note("note.dropped_events", {"count": dropped})


def _understood(origin: Origin, parts: Sequence[_Part]) -> Iterator[Note]:
    """What was taken for granted about dates, once for each column."""
    day_first = dict.fromkeys(name for part in parts for name in part.day_first)
    midnights = dict.fromkeys(name for part in parts for name in part.midnights)
    if day_first and origin.mapping.dates is DateForm.AUTO:
        yield Note("note.day_first", {"file": origin.name, "columns": listed([*day_first])})
    if midnights:
        yield Note("note.midnights", {"file": origin.name, "columns": listed([*midnights])})


def _of_no_use(origin: Origin, kinds: Sequence[Unfolded]) -> Iterator[Note]:
    """What a mapping says and nothing in the sheet answers to: often a name that is spelt otherwise there."""
    empty = dict.fromkeys(kind.kind.event.activity for kind in kinds if kind.kind.event and kind.rows.is_empty())
    if empty and not all(kind.rows.is_empty() for kind in kinds):
        yield Note("note.no_events", {"file": origin.name, "activities": listed([*empty])})
    for attribute in sorted(origin.mapping.values):
        count = sum(kind.untranslated.get(attribute, 0) for kind in kinds)
        if count:
            yield Note("note.untranslated", {"file": origin.name, "count": count, "attribute": attribute})
