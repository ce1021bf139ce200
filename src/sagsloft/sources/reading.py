"""A file and its mapping → the event table, what was rejected, and what there is to say about it."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from sagsloft.core.attributes import ATTRIBUTE
from sagsloft.core.calendar import LocalTime
from sagsloft.core.errors import UserError
from sagsloft.core.events import OPTIONAL, REJECTED, REQUIRED, check
from sagsloft.sources.event_table import RawTable, column_names, read_table
from sagsloft.sources.mapping import Mapping

__all__ = ["Note", "Reading", "read"]

MANY_COLUMNS = 20
NUMBERS = re.compile(r"\d{6}-?\d{4}")
"""What may be someone's CPR number, even in the name of a column."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader should know: the id of a message, and its values."""

    message_id: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source gave: good events, rejected rows (row, column, value, reason), notes, and how it was read."""

    events: pl.DataFrame
    rejected: pl.DataFrame
    notes: tuple[Note, ...]
    mapping: Mapping


def read(
    path: str | Path,
    mapping: Mapping | str | Path | None = None,
    *,
    timezone: str = "Europe/Copenhagen",
    attributes: Collection[str] | None = None,
) -> Reading:
    """Read an event table (CSV or Parquet).

    Times without an offset are local in `timezone`. Only `attributes`, and those that the mapping names, are kept; all
    of them where that is None.
    Raises UserError where the file or the mapping cannot be used; bad rows are reported, not raised.
    """
    mapping = mapping if isinstance(mapping, Mapping) else Mapping.load(mapping) if mapping is not None else Mapping()
    found = column_names(Path(path))
    theirs = _columns(found, mapping, Path(path))
    unused = [name for name in found if name and name not in theirs.values()]
    wanted = None if attributes is None else {*attributes, *(ours.removeprefix(ATTRIBUTE) for ours in mapping.columns)}
    unwanted = _unwanted(theirs, wanted)
    theirs = {ours: name for ours, name in theirs.items() if ours not in unwanted}
    labels = [name for ours, name in theirs.items() if ours.startswith(ATTRIBUTE)]
    raw = read_table(Path(path), list(dict.fromkeys(theirs.values())), labels)
    renamed = raw.table.select(pl.col(name).alias(ours) for ours, name in theirs.items()).with_columns(raw.numbers)
    translated, dropped_events = _translated(renamed, mapping)
    checked = check(translated, LocalTime(timezone))
    unwanted_in_json = _unwanted(checked.events.columns, wanted)
    return Reading(
        events=checked.events.drop(unwanted_in_json),
        rejected=_in_their_words(checked.rejected, theirs, raw),
        notes=_notes(unused, [*unwanted, *unwanted_in_json], dropped_events, checked.repeated),
        mapping=mapping,
    )


def _columns(columns: list[str], mapping: Mapping, path: Path) -> dict[str, str]:
    """Our name → theirs, of every column that is used. Raises UserError where a named or required one is not there."""
    absent = sorted(set(mapping.columns.values()) - set(columns))
    if absent:
        raise UserError("mapping.no_such_column", file=path, columns=_listed(absent), found=_listed(columns))
    own = {
        name: name
        for name in columns
        if (name in (*REQUIRED, *OPTIONAL) or name.startswith(ATTRIBUTE)) and name not in mapping.columns.values()
    }
    known = own | dict(mapping.columns)
    missing = [name for name in REQUIRED if name not in known]
    if missing:
        raise UserError("file.missing_column", file=path, columns=_listed(missing), found=_listed(columns))
    return known


def _translated(rows: pl.DataFrame, mapping: Mapping) -> tuple[pl.DataFrame, int]:
    """Activities in our codes (names without an entry pass unchanged); without those that the mapping drops."""
    name = pl.col("activity").cast(pl.String).str.strip_chars()
    kept = rows.filter(~name.is_in(sorted(mapping.drop)).fill_null(value=False)) if mapping.drop else rows
    if mapping.activities:
        kept = kept.with_columns(name.replace(dict(mapping.activities)).alias("activity"))
    return kept, rows.height - kept.height


def _unwanted(columns: Iterable[str], wanted: Collection[str] | None) -> list[str]:
    """Attributes that nobody asks for stay outside the door."""
    if wanted is None:
        return []
    return [each for each in columns if each.startswith(ATTRIBUTE) and each.removeprefix(ATTRIBUTE) not in wanted]


def _in_their_words(rejected: pl.DataFrame, theirs: dict[str, str], raw: RawTable) -> pl.DataFrame:
    """Rejected rows under the file's own column names, with those that had more fields than the header."""
    ragged = pl.DataFrame(
        {"row": raw.ragged, "column": "", "value": "", "reason": "row.too_many_fields"}, schema=REJECTED
    )
    named = rejected.with_columns(pl.col("column").replace(theirs))
    return pl.concat([named, ragged]).sort("row", maintain_order=True)


def _notes(columns: list[str], attributes: list[str], dropped: int, repeated: int) -> tuple[Note, ...]:
    notes = []
    if columns:
        notes.append(Note("note.dropped_columns", {"columns": _listed(columns)}))
    if attributes:
        names = [name.removeprefix(ATTRIBUTE) for name in attributes]
        notes.append(Note("note.dropped_attributes", {"attributes": _listed(names)}))
    if dropped:
        notes.append(Note("note.dropped_events", {"count": dropped}))
    if repeated:
        notes.append(Note("note.repeated_events", {"count": repeated}))
    return tuple(notes)


def _listed(names: list[str]) -> str:
    shown = NUMBERS.sub(lambda digits: "9" * len(digits[0]), ", ".join(names[:MANY_COLUMNS]))
    return shown if len(names) <= MANY_COLUMNS else f"{shown} … ({len(names)})"
