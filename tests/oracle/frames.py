"""Between the oracle's objects and the engine's tables."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from .facts import Event, Obligation

__all__ = ["frame_of", "in_order", "obligations_from"]

INSTANT = pl.Datetime("us", "UTC")

COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "row": pl.UInt32,
    "case_id": pl.String,
    "activity": pl.String,
    "earliest": INSTANT,
    "latest": INSTANT,
    "recorded_at": INSTANT,
    "received_at": INSTANT,
    "matter_id": pl.String,
    "event_id": pl.String,
    "caseworker": pl.String,
    "team": pl.String,
    "municipality": pl.String,
}

FIELDS = (
    "rule_id",
    "version",
    "case_id",
    "matter_id",
    "period",
    "trigger_row",
    "triggered_at",
    "due_at",
    "fulfilled_at",
    "status",
    "basis",
    "day_precision",
    "measurable",
)


def frame_of(events: Sequence[Event]) -> pl.DataFrame:
    """The event table, in the order of `events`, with a column for each attribute that occurs."""
    names = sorted({name for event in events for name in event.attributes})
    schema = COLUMNS | {f"attr.{name}": pl.String for name in names}
    return pl.DataFrame([record_of(event, names) for event in events], schema=schema, orient="row")


def record_of(event: Event, names: Sequence[str]) -> tuple[object, ...]:
    own = [f"e{event.row}" if column == "event_id" else getattr(event, column) for column in COLUMNS]
    return (*own, *(event.attributes.get(name) for name in names))


def obligations_from(table: pl.DataFrame) -> list[Obligation]:
    """The obligation table's rows as the oracle writes them."""
    return [Obligation(*row) for row in table.select(FIELDS).iter_rows()]


def in_order(obligations: Sequence[Obligation]) -> list[Obligation]:
    """As a sorted multiset: what differs then stands side by side in a failure."""
    return sorted(obligations, key=sort_key)


def sort_key(one: Obligation) -> tuple[str, int, date, int]:
    return (one.rule_id, one.trigger_row, one.version, one.period or 0)
