"""Two imports of the same source: which events are new, corrected or withdrawn? (DESIGN, section 3, identity.)"""

from collections.abc import Sequence
from enum import StrEnum

import polars as pl

from sagsloft.core.attributes import LABEL
from sagsloft.sources.reading import Reading

__all__ = ["CHANGES", "Change", "compare"]


class Change(StrEnum):
    """What happened to an event between two imports."""

    NEW = "new"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


CHANGES = {
    "change": pl.Enum(Change),
    "case_id": pl.String(),
    "matter_id": pl.String(),
    "activity": pl.String(),
    "occurred_at": pl.Datetime("us", "UTC"),
    "event_id": pl.String(),
    "columns": pl.String(),
}
"""The event as it is now (a withdrawn one as it was), and of a corrected one which columns differ."""

NAMED = ("event_id",)
UNNAMED = ("case_id", "matter_id", "activity", "earliest", "latest", "nth")
NOT_CONTENT = ("row", "nth")


def compare(earlier: Reading, later: Reading, *, increment: bool = False) -> pl.DataFrame:
    """The changes (CHANGES), by case and time. An increment tells of some events only, and so withdraws none.

    An event is known by its event_id; without one by case, matter, activity and time, and equal ones by their order.
    """
    old, new = _content(earlier.events), _content(later.events)
    absent = pl.col("event_id").is_null()
    content = [name for name in old.columns if name in new.columns and name not in (*UNNAMED, *NOT_CONTENT)]
    parts = [
        *_changes(old.filter(~absent), new.filter(~absent), NAMED),
        *_changes(_numbered(old.filter(absent), content), _numbered(new.filter(absent), content), UNNAMED),
    ]
    table = pl.concat(parts)
    kept = table.filter(pl.col("change") != Change.WITHDRAWN) if increment else table
    return kept.sort("case_id", "occurred_at", "activity", "change", maintain_order=True)


def _content(events: pl.DataFrame) -> pl.DataFrame:
    return events.with_columns(pl.col(name).cast(pl.String) for name, dtype in events.schema.items() if dtype == LABEL)


def _numbered(events: pl.DataFrame, content: Sequence[str]) -> pl.DataFrame:
    """`nth`: equal ones are told apart by their order, which is that of what else they say and not that of the rows."""
    return events.sort(content, maintain_order=True).with_columns(
        pl.int_range(pl.len()).over([name for name in UNNAMED if name != "nth"]).alias("nth")
    )


def _changes(old: pl.DataFrame, new: pl.DataFrame, identity: Sequence[str]) -> list[pl.DataFrame]:
    """The changes among events that are known by these columns."""
    added = new.join(old, on=identity, how="anti", nulls_equal=True)
    gone = old.join(new, on=identity, how="anti", nulls_equal=True)
    shared = [name for name in new.columns if name not in (*identity, *NOT_CONTENT)]
    compared = [name for name in shared if name in old.columns]
    lost = [name for name in old.columns if name not in (*identity, *NOT_CONTENT, *new.columns)]
    both = new.join(old.select(*identity, *compared, *lost), on=identity, nulls_equal=True, suffix="\nwas")
    differing = [
        pl.when(pl.col(name).ne_missing(pl.col(f"{name}\nwas"))).then(pl.lit(_said(name))) for name in compared
    ]
    alone = [name for name in (*shared, *lost) if name not in compared]
    said = [pl.when(pl.col(name).is_not_null()).then(pl.lit(name)) for name in alone]
    columns = pl.concat_str([*differing, *said], separator=" ", ignore_nulls=True)
    corrected = both.with_columns(columns.alias("columns")).filter(pl.col("columns") != "")
    return [_told(added, Change.NEW), _told(corrected, Change.CORRECTED), _told(gone, Change.WITHDRAWN)]


def _said(name: str) -> str:
    """`earliest` and `latest` are one thing to a reader."""
    return "occurred_at" if name == "earliest" else "precision" if name == "latest" else name


def _told(events: pl.DataFrame, change: Change) -> pl.DataFrame:
    table = events.with_columns(
        pl.lit(change, CHANGES["change"]).alias("change"),
        pl.col("earliest").alias("occurred_at"),
        *([] if "columns" in events.columns else [pl.lit(None, pl.String).alias("columns")]),
    )
    return table.select(pl.col(name).cast(dtype) for name, dtype in CHANGES.items())
