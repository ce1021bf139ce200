"""The event table as rows of the database, and back."""

import hashlib
import json
from datetime import datetime

import polars as pl
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from sagsloft.core.attributes import ATTRIBUTE, LABEL, unpacked
from sagsloft.web.accounts.models import Municipality
from sagsloft.web.monitor import bulk
from sagsloft.web.monitor.models import LONGEST, Event

__all__ = ["CONTENT", "events_of_case", "events_told", "fingerprint", "rows_of"]

INSTANT = pl.Datetime("us", "UTC")
CONTENT = {
    "case_id": pl.String(),
    "matter_id": pl.String(),
    "activity": pl.String(),
    "earliest": INSTANT,
    "latest": INSTANT,
    "recorded_at": INSTANT,
    "caseworker": pl.String(),
    "team": pl.String(),
    "attributes": pl.String(),
}
"""What an event says. If any of it differs in a later import, that is a new version."""

TEXTS = ("case_id", "matter_id", "activity", "caseworker", "team")
KEPT = {**CONTENT, "received_at": INSTANT}
CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f]"
"""PostgreSQL holds no NUL, and `bulk` uses another."""
BETWEEN = "\x1f"


def rows_of(events: pl.DataFrame, sources: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """CONTENT, `identity` and `source` of a table of `core.events`; and of each text that is too long to keep, the
    event's number in `row` and the `column`.

    `sources`: of each event what its source is called; within one, an event_id names one event.
    """
    texts = [pl.col(name).str.replace_all(CONTROL, " ").alias(name) for name in (*TEXTS, "event_id")]
    table = events.with_columns(*texts, _attributes(events), sources.alias("source"))
    long = [table.filter(pl.col(name).str.len_chars() > LONGEST).select("row", column=pl.lit(name)) for name in TEXTS]
    too_long = pl.concat(long).sort("row", maintain_order=True)
    kept = table.join(too_long, on="row", how="anti", maintain_order="left")
    return kept.with_columns(_identities(kept)).select(*CONTENT, "identity", "source"), too_long


def events_told(municipality: Municipality) -> pl.DataFrame:
    """The events that the municipality's sources tell of now, as `core.events` has them, in the order of import."""
    rest = f"monitor_event WHERE municipality_id = {municipality.pk:d} AND withdrawn_at IS NULL ORDER BY id"
    return _as_events(bulk.fetch(KEPT, rest))


def events_of_case(municipality: Municipality, case_id: str, known_at: datetime | None = None) -> pl.DataFrame:
    """The same of one case; with `known_at`, each event in the version that was told then.

    Of versions that all came later, the first is kept: `recorded_at` and `received_at` say that it was not yet known.
    """
    told = Q(withdrawn_at__isnull=True) if known_at is None else Q(withdrawn_at=None) | Q(withdrawn_at__gt=known_at)
    versions = Event.objects.filter(told, municipality=municipality, case_id=case_id).order_by("id")
    columns = [Cast(name, TextField()) if name == "attributes" else name for name in KEPT]
    schema = {"identity": pl.String(), **KEPT}
    table = pl.DataFrame(list(versions.values_list("identity", *columns)), schema=schema, orient="row")
    if known_at is not None:
        table = table.unique("identity", keep="first", maintain_order=True)
    return _as_events(table.drop("identity"))


def fingerprint(events: pl.DataFrame) -> str:
    """SHA-256 of what the events say, in their order; the same on every database."""
    names = sorted(name for name in events.columns if name != "row")
    digest = hashlib.sha256(",".join(names).encode())
    for part in bulk.slices(events.select(names)):
        digest.update(part.write_csv(include_header=False).encode())
    return digest.hexdigest()


def _attributes(events: pl.DataFrame) -> pl.Series:
    """One JSON object for each event, with sorted names, of what it carries. Few of them differ."""
    names = sorted(name for name in events.columns if name.startswith(ATTRIBUTE))
    if not names:
        return pl.Series("attributes", ["{}"]).new_from_index(0, events.height)
    table = events.select(pl.col(name).cast(pl.String) for name in names)
    known = table.unique(maintain_order=True)
    written = [
        json.dumps(
            {
                name.removeprefix(ATTRIBUTE): value.replace("\0", " ")
                for name, value in row.items()
                if value is not None
            },
            ensure_ascii=False,
        )
        for row in known.iter_rows(named=True)
    ]
    known = known.with_columns(pl.Series("attributes", written, dtype=pl.String))
    return table.join(known, on=names, how="left", nulls_equal=True, maintain_order="left")["attributes"]


def _identities(rows: pl.DataFrame) -> pl.Series:
    """SHA-256, in hexadecimal, of what names each event (DESIGN, section 3): with an event_id that; without, its case,
    matter, activity and moment. The n-th of equals is told by what else it says, so that the order of a file's rows
    means nothing."""
    moment = [pl.col(name).dt.epoch("us").cast(pl.String) for name in ("earliest", "latest")]
    parts = [pl.lit("row"), *(pl.col(name).fill_null("") for name in ("case_id", "matter_id", "activity")), *moment]
    by_id = pl.concat_str(pl.lit("id"), "event_id", separator=BETWEEN)
    named = rows.select(
        *CONTENT,
        pl.concat_str("source", pl.coalesce(by_id, pl.concat_str(parts, separator=BETWEEN)), separator=BETWEEN).alias(
            "name"
        ),
    )
    place = pl.int_range(pl.len()).over("name", order_by=["recorded_at", "caseworker", "team", "attributes"])
    keys = named.select(pl.concat_str("name", place.cast(pl.String), separator=BETWEEN)).to_series()
    return pl.Series("identity", [hashlib.sha256(key.encode()).hexdigest() for key in keys], dtype=pl.String)


def _as_events(rows: pl.DataFrame) -> pl.DataFrame:
    attributes, _ = unpacked(rows["attributes"])
    return pl.concat([rows.drop("attributes"), attributes.cast(LABEL)], how="horizontal").select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"),
        pl.all(),
        *(pl.lit(None, pl.String).alias(name) for name in ("event_id", "municipality")),
    )
