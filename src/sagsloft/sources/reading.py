"""Files and their mappings → the event table, what was rejected, and what there is to say about it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from filecmp import cmp
from pathlib import Path

import polars as pl

from sagsloft.core.attributes import ATTRIBUTE, LABEL
from sagsloft.core.calendar import LocalTime
from sagsloft.core.cpr import masked
from sagsloft.core.errors import UserError
from sagsloft.core.events import REQUIRED, check, each_event_once
from sagsloft.sources.cases import birthdays, each_case_once
from sagsloft.sources.exports import Export, Sheet, open_export
from sagsloft.sources.identity import IDENTIFIERS, Key, ensure_no_cpr, ensure_no_cpr_in
from sagsloft.sources.mapping import Mapping
from sagsloft.sources.mapping_file import load_mapping
from sagsloft.sources.notes import Note
from sagsloft.sources.origin import Origin, origin_of, places
from sagsloft.sources.sheet_reading import Told, told, unwanted_attributes
from sagsloft.sources.unfolding import Layout

__all__ = ["Reading", "read", "read_exports"]

SAME_EVENT = ("case_id", "matter_id", "activity", "earliest", "latest")
"""What is the same of an event in two lists (DESIGN, section 3, identity)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What sources gave: good events, rejected rows (file, row, column, value, reason), notes, and how it was read.

    `events` has a number for each event in `row`, from which `places` finds its file; `cases` (CASES) are those of the
    lists of cases. `last_event` is the last instant at which something was noted; what was derived may lie later.
    """

    events: pl.DataFrame
    rejected: pl.DataFrame
    notes: tuple[Note, ...]
    origins: tuple[Origin, ...]
    cases: pl.DataFrame
    last_event: datetime | None

    @property
    def covers(self) -> frozenset[str]:
        """What some source would show if it had happened."""
        return frozenset[str]().union(*(origin.mapping.covers for origin in self.origins))

    @property
    def name(self) -> str:
        """The sources' names, each once; the file's where its mapping gives none."""
        return masked(", ".join(dict.fromkeys(origin.mapping.name or origin.path.name for origin in self.origins)))

    @property
    def invented(self) -> bool:
        """Is any of it of no real child?"""
        return any(origin.mapping.invented for origin in self.origins)

    def places(self, numbers: pl.Series) -> pl.DataFrame:
        """`file` and `row` of these events."""
        return places(self.origins, numbers)


def read(
    path: str | Path,
    mapping: Mapping | str | Path | None = None,
    *,
    timezone: str = "Europe/Copenhagen",
    attributes: Collection[str] | None = None,
    key: Key | None = None,
) -> Reading:
    """Read one file: an event table or a wide list, in CSV, XLSX, Parquet or XES. Otherwise as `read_exports`."""
    mapping = mapping if isinstance(mapping, Mapping) else load_mapping(mapping) if mapping is not None else Mapping()
    return read_exports([(Path(path), mapping)], timezone=timezone, attributes=attributes, key=key)


def read_exports(
    exports: Sequence[tuple[Path, Mapping]],
    *,
    timezone: str = "Europe/Copenhagen",
    attributes: Collection[str] | None = None,
    key: Key | None = None,
) -> Reading:
    """Read files as one source of events, each with its mapping.

    Times without an offset are local in `timezone`. Only `attributes`, and those that a mapping names, are kept; all of
    them where that is None. With a `key`, the numbers of cases, matters and events become pseudonyms.
    Raises UserError where a file or mapping cannot be used, or a value may be a CPR number; bad rows are reported.
    """
    local_time = LocalTime(timezone)
    parts: list[Told] = []
    notes: list[Note] = []
    for place, (path, mapping) in enumerate(exports):
        export = open_export(path, mapping.options)
        _ensure_new(path, [earlier for earlier, other in exports[:place] if other == mapping])
        notes += export.notes
        if key is None:
            ensure_no_cpr(export)
        for sheet in export.sheets:
            first = parts[-1].origin.end if parts else 0
            parts.append(_told(export, sheet, mapping, first, local_time, attributes, guarded=key is not None))
    return _together(parts, notes, local_time, key)


def _ensure_new(path: Path, earlier: Iterable[Path]) -> None:
    """Raise UserError where a file is one of the earlier ones, or a copy: each of its events would count twice."""
    for other in earlier:
        if cmp(path, other, shallow=False):
            raise UserError("file.given_twice", file=path, other=other)


def _told(
    export: Export,
    sheet: Sheet,
    mapping: Mapping,
    first: int,
    local_time: LocalTime,
    attributes: Collection[str] | None,
    *,
    guarded: bool,
) -> Told:
    wanted = None if attributes is None else {*attributes, *mapping.named_attributes}
    layout = Layout.of(mapping, sheet.columns, unwanted_attributes(sheet.columns, wanted), export.path.name)
    raw = sheet.read(layout.used, layout.labels)
    if guarded:
        ensure_no_cpr_in(raw, layout.columns_but(IDENTIFIERS), export.path)
    origin = Origin(
        path=export.path,
        sheet=sheet.name,
        mapping=mapping,
        first=first,
        kinds=len(layout.kinds) + (mapping.cases is not None),
        last_line=max((raw.numbers[-1] if len(raw.numbers) else 0, *raw.ragged)),
    )
    return told(sheet, raw, layout, origin, local_time, wanted)


def _together(parts: Sequence[Told], notes: Sequence[Note], local_time: LocalTime, key: Key | None) -> Reading:
    """One table of events, each once, with what follows from the lists of cases."""
    once = each_event_once(_in_one_table(parts, local_time), ("source", "event_id"))
    events, listed = once.events.drop("source"), pl.concat([part.cases for part in parts])
    if key is not None:  # before cases are compared: one child may be written in several ways
        events = events.with_columns(key.pseudonyms(events[name]) for name in IDENTIFIERS)
        listed = listed.with_columns(key.pseudonyms(listed["case_id"]))
    origins = tuple(part.origin for part in parts)
    last_event = events["earliest"].max()
    told_again = _told_again(events, origins)
    cases, contradicting = each_case_once(listed)
    if not cases.is_empty():
        events = _with_birthdays(events, cases, local_time)
    counts = {"note.repeated_events": once.repeated, "note.told_again": told_again}
    repeated = [Note(message_id, {"count": count}) for message_id, count in counts.items() if count]
    return Reading(
        events=events,
        rejected=_rejected(parts, origins, pl.concat([once.rejected, contradicting])),
        notes=_each_note_once([*notes, *(note for part in parts for note in part.notes), *repeated]),
        origins=origins,
        cases=cases,
        last_event=last_event,  # type: ignore[arg-type] # a column of timestamps
    )


def _told_again(events: pl.DataFrame, origins: Sequence[Origin]) -> int:
    """How many events another sheet or file has told of, as when a log and the lists behind it are read together."""
    if len(origins) == 1:
        return 0
    ends = pl.Series([origin.end for origin in origins], dtype=pl.UInt32)
    known = events.select(*SAME_EVENT, ends.search_sorted(events["row"], side="right").alias("origin"))
    by_origin = known.group_by(*SAME_EVENT, "origin").len("count")
    together = by_origin.group_by(SAME_EVENT).agg(pl.col("count").sum(), pl.col("count").max().alias("most"))
    return int((together["count"] - together["most"]).sum())


def _in_one_table(parts: Sequence[Told], local_time: LocalTime) -> pl.DataFrame:
    """All events, with `source`: within one, an event_id names one event (DESIGN, section 3, identity)."""
    names = list(dict.fromkeys(part.origin.mapping.name or str(part.origin.path) for part in parts))
    tables = [
        part.events.with_columns(source=names.index(part.origin.mapping.name or str(part.origin.path)))
        for part in parts
        if part.events is not None
    ]
    if tables:
        return pl.concat(tables, how="diagonal")
    return check(
        pl.DataFrame(schema=dict.fromkeys(REQUIRED, pl.String) | {"row": pl.UInt32}), local_time
    ).events.with_columns(source=pl.lit(0))


def _with_birthdays(events: pl.DataFrame, cases: pl.DataFrame, local_time: LocalTime) -> pl.DataFrame:
    derived = birthdays(cases, events, local_time)
    labels = [pl.col(name).cast(LABEL) for name in derived.columns if name.startswith(ATTRIBUTE)]
    return pl.concat([events, derived.with_columns(labels)], how="diagonal")


def _rejected(parts: Sequence[Told], origins: Sequence[Origin], taken: pl.DataFrame) -> pl.DataFrame:
    """What was rejected in each sheet and by their comparison, in the order of the files and rows."""
    columns = [
        origin_of(origins, number).theirs(column) for number, column in taken.select("row", "column").iter_rows()
    ]
    compared = places(origins, taken["row"]).with_columns(
        pl.Series("column", columns, dtype=pl.String), taken["value"], taken["reason"]
    )
    order = {origin.name: place for place, origin in enumerate(origins)}
    together = pl.concat([*(part.rejected for part in parts), compared])
    return together.sort(pl.col("file").replace_strict(order, return_dtype=pl.UInt32), "row", maintain_order=True)


def _each_note_once(notes: Sequence[Note]) -> tuple[Note, ...]:
    """Many sheets often have the same to tell."""
    return tuple(note for place, note in enumerate(notes) if note not in notes[:place])
