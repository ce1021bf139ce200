"""Rows as a source has them → rows with our columns, one for each event that a row tells of."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import polars as pl

from sagsloft.core.attributes import ATTRIBUTE, LABEL
from sagsloft.core.conditions import meets
from sagsloft.core.errors import UserError
from sagsloft.core.events import OPTIONAL, REQUIRED
from sagsloft.sources.mapping import EventColumns
from sagsloft.sources.mapping import Mapping as SourceMapping
from sagsloft.sources.notes import listed
from sagsloft.sources.sheets import RawTable

__all__ = ["Kind", "Layout", "Unfolded", "unfolded"]

LINE = "\nline"
"""No column of a file has this name, for names are stripped."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of event in a sheet: that of the row itself (`event` is None), or one that a wide row tells of."""

    columns: Mapping[str, str]
    """Ours → theirs."""
    event: EventColumns | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """Which of a sheet's columns are used, and for what."""

    kinds: tuple[Kind, ...]
    used: tuple[str, ...]
    labels: tuple[str, ...]
    """Those used for attributes alone."""
    of_cases: Mapping[str, str]
    """Ours → theirs, of a list of cases."""

    @classmethod
    def of(cls, mapping: SourceMapping, columns: Sequence[str], unwanted: Collection[str], file: str) -> "Layout":
        """Raises UserError where the sheet lacks a column that is named, or one that an event cannot do without."""
        absent = sorted(mapping.named_columns - set(columns))
        found = listed([*filter(None, columns)])
        if absent:
            raise UserError("mapping.no_such_column", file=file, columns=listed(absent), found=found)
        of_the_row = _of_the_row(mapping, columns)
        kinds = _kinds(of_the_row, mapping, unwanted)
        missing = [name for name in REQUIRED if name not in of_the_row]
        if mapping.events:
            missing = [name for name in missing if name == "case_id"]
        if missing and not (mapping.cases and not mapping.events):
            raise UserError("file.missing_column", file=file, columns=", ".join(missing), found=found)
        pairs = [pair for kind in kinds for pair in kind.columns.items()]
        conditions = [column for kind in kinds if kind.event for column in kind.event.when]
        of_cases = mapping.cases.named if mapping.cases else {}
        plain = {*(theirs for ours, theirs in pairs if not ours.startswith(ATTRIBUTE)), *conditions, *of_cases.values()}
        used = tuple(dict.fromkeys([*(theirs for _, theirs in pairs), *conditions, *of_cases.values()]))
        return cls(kinds, used, tuple(name for name in used if name not in plain), of_cases)

    def columns_but(self, ours: Collection[str]) -> list[str]:
        """Theirs, without those that are used for these of ours alone."""
        pairs = [*self.of_cases.items(), *(pair for kind in self.kinds for pair in kind.columns.items())]
        kept = {theirs for name, theirs in pairs if name not in ours}
        conditions = {column for kind in self.kinds if kind.event for column in kind.event.when}
        return [name for name in self.used if name in kept | conditions]


@dataclass(frozen=True, slots=True)
class Unfolded:
    """The rows of one kind of event, with our columns and `line`, the row's number in its file; how many others the
    mapping drops; and in how many rows the values of an attribute are not among those that it translates."""

    kind: Kind
    rows: pl.DataFrame
    dropped: int
    untranslated: Mapping[str, int]


def unfolded(raw: RawTable, layout: Layout, mapping: SourceMapping) -> Iterator[Unfolded]:
    """The events of each kind. A wide row tells of one where the column of its date is filled, and `when` holds."""
    numbered = raw.table.with_columns(raw.numbers.alias(LINE))
    for kind in layout.kinds:
        told = numbered if kind.event is None else numbered.filter(_happened(kind.event))
        kept = (
            told.filter(~_text(kind.columns["activity"]).is_in(sorted(mapping.drop)).fill_null(value=False))
            if _may_drop(kind, mapping)
            else told
        )
        rows = kept.select(
            pl.col(LINE).alias("line"), *(pl.col(name).alias(ours) for ours, name in kind.columns.items())
        )
        untranslated = _untranslated(rows, mapping)
        rows = rows.with_columns(_fixed(kind, mapping, rows.columns))
        translated = rows.with_columns(_translated(rows.schema, mapping))
        yield Unfolded(kind, translated, told.height - kept.height, untranslated)


def _may_drop(kind: Kind, mapping: SourceMapping) -> bool:
    return kind.event is None and bool(mapping.drop)


def _of_the_row(mapping: SourceMapping, columns: Sequence[str]) -> dict[str, str]:
    """Ours → theirs. A column that has our name already needs no mapping, unless the mapping uses it for something."""
    ours = (*REQUIRED, *OPTIONAL)
    own = {
        name: name
        for name in columns
        if (name in ours or name.startswith(ATTRIBUTE)) and name not in mapping.columns.values()
    }
    return own | dict(mapping.columns)


def _kinds(of_the_row: dict[str, str], mapping: SourceMapping, unwanted: Collection[str]) -> tuple[Kind, ...]:
    known = {ours: theirs for ours, theirs in of_the_row.items() if ours not in unwanted}
    if not mapping.events:
        return (Kind(known),) if set(REQUIRED) <= known.keys() else ()
    shared = {ours: theirs for ours, theirs in known.items() if ours not in ("activity", "occurred_at", "event_id")}
    wide = tuple(Kind(shared | dict(event.columns), event) for event in mapping.events)
    return (Kind(known), *wide) if set(REQUIRED) <= known.keys() else wide


def _happened(event: EventColumns) -> pl.Expr:
    filled = [_text(event.columns["occurred_at"]).str.len_bytes().fill_null(0) > 0]
    return reduce(pl.Expr.__and__, filled + [meets(_text(name), what) for name, what in event.when.items()])


def _text(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).str.strip_chars()


def _fixed(kind: Kind, mapping: SourceMapping, columns: Collection[str]) -> Iterator[pl.Expr]:
    values = {name: value for name, value in mapping.fixed.items() if name not in columns}
    if kind.event is not None:
        values |= {"activity": kind.event.activity} | dict(kind.event.fixed)
    return (pl.lit(value).alias(name) for name, value in values.items())


def _translated(schema: Mapping[str, pl.DataType], mapping: SourceMapping) -> Iterator[pl.Expr]:
    """Attributes in our values, activities in our codes; what has no entry passes unchanged."""
    for name in schema:
        table = mapping.activities if name == "activity" else mapping.values.get(name.removeprefix(ATTRIBUTE), {})
        if table:
            translated = _text(name).replace(dict(table))
            yield (translated.cast(LABEL) if name.startswith(ATTRIBUTE) else translated).alias(name)


def _untranslated(rows: pl.DataFrame, mapping: SourceMapping) -> dict[str, int]:
    """In how many rows each attribute that has a table of values has one that is neither theirs nor ours in it."""
    counts = {}
    for name, table in mapping.values.items():
        if f"{ATTRIBUTE}{name}" in rows.columns:
            text = _text(f"{ATTRIBUTE}{name}")
            is_other = (text != "") & ~text.is_in(["", *table, *table.values()])
            counts[name] = rows.select(is_other.sum()).item()
    return counts
