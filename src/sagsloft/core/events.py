"""The event table: its columns, its checks, its row errors.

One row for each event. `earliest` and `latest` (UTC) say when it happened: the same instant where a time of day is
known, a whole local day where it is not. A bad row is reported in every respect in which it is bad; good ones are used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from sagsloft.core.attributes import ATTRIBUTE, LABEL, unpacked
from sagsloft.core.calendar import LocalTime
from sagsloft.core.timestamps import Problem, instants

__all__ = [
    "OPTIONAL",
    "REJECTED",
    "REQUIRED",
    "Checked",
    "Once",
    "check",
    "each_event_once",
    "in_calendar",
    "masked_shape",
]

REQUIRED = ("case_id", "activity", "occurred_at")
OPTIONAL = ("recorded_at", "matter_id", "event_id", "caseworker", "team", "municipality", "attributes")
FIRST_SECOND, LAST_SECOND = -62_135_596_800, 253_402_300_799
"""Of the years 1 and 9999, counted from 1970 (UTC)."""
KEYS = ("case_id", "activity", "matter_id", "event_id")
PEOPLE = ("caseworker", "team", "municipality")
TIMES = ("occurred_at", "recorded_at")

REJECTED = {"row": pl.UInt32(), "column": pl.String(), "value": pl.String(), "reason": pl.String()}
PLAUSIBLE = (datetime(1900, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001 - local, wherever that is
LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Checked:
    """The good rows, and what is wrong with the others.

    `events`: row, case_id, activity, earliest, latest, recorded_at, matter_id, event_id, caseworker, team,
    municipality and one column `attr.<name>` (LABEL) for each attribute. `rejected`: row, column, value (masked) and
    reason (the id of a message).
    """

    events: pl.DataFrame
    rejected: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Once:
    """Events of which none is there twice; the rejected rows that used another event's id; how many rows repeated an
    event word for word, and were left out."""

    events: pl.DataFrame
    rejected: pl.DataFrame
    repeated: int


def check(raw: pl.DataFrame, local_time: LocalTime) -> Checked:
    """The event table out of raw rows.

    `raw` has the columns REQUIRED, any of OPTIONAL, any `attr.<name>`, and `row`, a number for each event. Times may be
    text, dates or timestamps; all else is taken as text.
    """
    absent = [pl.lit(None, pl.String).alias(name) for name in OPTIONAL if name not in raw.columns]
    raw = raw.with_columns(absent).with_columns(
        in_calendar(name, dtype) for name, dtype in raw.schema.items() if name not in TIMES
    )
    raw = raw.with_columns(_key(name) for name in (*KEYS, "attributes"))
    events, problems = _read(raw, local_time)
    is_good = problems.select(pl.all_horizontal(pl.all().is_null())).to_series()
    rejected = _rejected(raw, problems)
    return Checked(events=events if is_good.all() else events.filter(is_good), rejected=rejected.sort("row"))


def in_calendar(name: str, dtype: pl.DataType) -> pl.Expr:
    """Timestamps that a calendar holds (years 1 to 9999); the others are missing. All else as it is."""
    if not isinstance(dtype, pl.Datetime):
        return pl.col(name)
    second = {"ms": 10**3, "us": 10**6, "ns": 10**9}[dtype.time_unit]
    held = (pl.col(name).to_physical() // second).is_between(FIRST_SECOND, LAST_SECOND)
    return pl.when(held).then(name).alias(name)


def _key(name: str) -> pl.Expr:
    """Text without surrounding spaces; an empty text is none."""
    text = pl.col(name).cast(pl.String).str.strip_chars()
    return pl.when(text != "").then(text).alias(name)


def _read(raw: pl.DataFrame, local_time: LocalTime) -> tuple[pl.DataFrame, pl.DataFrame]:
    """All rows as events, and beside them what is wrong with each: one column for each column that can be wrong."""
    attributes, not_json = _attributes(raw)
    occurred, recorded = (_moments(raw[name], local_time) for name in TIMES)
    events = raw.select(
        *("row", "case_id", "activity"),
        occurred["earliest"],
        occurred["latest"],
        recorded["earliest"].alias("recorded_at"),
        *("matter_id", "event_id"),
        *(pl.col(name).cast(pl.String) for name in PEOPLE),
    )
    problems = events.select(
        _missing("case_id"),
        _missing("activity"),
        pl.coalesce(occurred["problem"], _missing("earliest"), _implausible("earliest", local_time)).alias(
            "occurred_at"
        ),
        pl.coalesce(recorded["problem"], _implausible("recorded_at", local_time)).alias("recorded_at"),
        not_json.alias("attributes"),
    )
    return pl.concat([events, attributes], how="horizontal"), problems


def _missing(name: str) -> pl.Expr:
    return pl.when(pl.col(name).is_null()).then(pl.lit("row.missing")).alias(name)


def _implausible(name: str, local_time: LocalTime) -> pl.Expr:
    """Empty dates are often written as year 1 or 9999; one of them would make every child overdue."""
    first, end = map(local_time.instant, PLAUSIBLE)
    plausible = (pl.col(name) >= first) & (pl.col(name) < end)
    return pl.when(~plausible).then(pl.lit("row.implausible_year"))


def _moments(values: pl.Series, local_time: LocalTime) -> pl.DataFrame:
    """`earliest`, `latest` and `problem` of a column of times, whatever its type."""
    if isinstance(values.dtype, pl.Datetime):
        return _timestamps(values, local_time)
    if not isinstance(values.dtype, pl.Date):
        return instants(values.cast(pl.String), local_time)
    day = pl.col(values.name)
    return values.to_frame().select(
        local_time.start_of_day(day).alias("earliest"),
        local_time.end_of_day(day).alias("latest"),
        pl.lit(None, pl.String).alias("problem"),
    )


def _timestamps(values: pl.Series, local_time: LocalTime) -> pl.DataFrame:
    """Typed timestamps; those without a time zone are local."""
    held = values.to_frame().select(in_calendar(values.name, values.dtype)).to_series()
    value = pl.col(values.name).dt.cast_time_unit("us")
    is_local = values.dtype.time_zone is None  # type: ignore[attr-defined] # a Datetime
    instant = local_time.instants_of(value) if is_local else value.dt.convert_time_zone("UTC")
    problem = (
        pl.when(pl.lit(values.is_not_null() & held.is_null()))
        .then(pl.lit("row.implausible_year"))
        .when(value.is_not_null() & instant.is_null())
        .then(pl.lit(Problem.SKIPPED))
    )
    return held.to_frame().select(instant.alias("earliest"), instant.alias("latest"), problem.alias("problem"))


def _attributes(raw: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The text columns `attr.<name>`, own columns before those in the JSON, and what is wrong with the JSON."""
    own = raw.select(_attribute_text(name, raw.schema[name]) for name in raw.columns if name.startswith(ATTRIBUTE))
    if raw["attributes"].null_count() == raw.height:
        return own.cast(LABEL), pl.Series("attributes", [None], dtype=pl.String).new_from_index(0, raw.height)
    in_json, problem = unpacked(raw["attributes"])
    both = [name for name in own.columns if name in in_json.columns]
    own = own.with_columns(pl.coalesce(pl.col(name).cast(pl.String), in_json[name]).alias(name) for name in both)
    return pl.concat([own, in_json.drop(both)], how="horizontal").cast(LABEL), problem


def _attribute_text(name: str, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, pl.Datetime) and dtype.time_zone is not None:
        return pl.col(name).dt.strftime("%Y-%m-%dT%H:%M:%S%.6f%:z")
    return pl.col(name).cast(pl.String).str.strip_chars() if dtype != LABEL else pl.col(name)


def _rejected(raw: pl.DataFrame, problems: pl.DataFrame) -> pl.DataFrame:
    """One row for each problem: where it is, the masked value, and why."""
    parts = [pl.DataFrame(schema=REJECTED)]
    for column in problems.columns:
        reason = problems[column]
        if reason.null_count() < len(reason):
            faulty = raw.select("row", column).with_columns(reason.alias("reason")).drop_nulls("reason")
            value = _masked(column, raw.schema[column]).alias("value")
            parts.append(faulty.select("row", pl.lit(column).alias("column"), value, "reason"))
    return pl.concat(parts)


def _masked(column: str, dtype: pl.DataType) -> pl.Expr:
    """The shape of a value without its content, so that no report of an error can hold personal data."""
    return masked_shape(in_calendar(column, dtype).cast(pl.String))


def masked_shape(text: pl.Expr) -> pl.Expr:
    """`x` for each letter and `9` for each digit."""
    return text.str.slice(0, LONGEST_SHOWN).str.replace_all(r"\p{L}", "x").str.replace_all(r"\d", "9")


def each_event_once(events: pl.DataFrame, identity: Sequence[str] = ("event_id",)) -> Once:
    """Semantics 14: an event seen twice with the same content is one event; with other content it is a row error.

    `identity`: the columns that name an event, the last of which may be missing; then each row is an event of its own.
    """
    named = pl.col(identity[-1]).is_not_null()
    if events[identity[-1]].null_count() == events.height:
        return Once(events, pl.DataFrame(schema=REJECTED), 0)
    again = events.lazy().select(named & ~pl.struct(identity).is_first_distinct()).collect().to_series()
    if not again.any():
        return Once(events, pl.DataFrame(schema=REJECTED), 0)
    content = [name for name in events.columns if name != "row"]
    shared = events.join(events.filter(again).select(identity).unique(), on=identity, how="semi")
    first = shared.unique(identity, keep="first", maintain_order=True)
    contradicting = shared.join(first, on=content, how="anti", nulls_equal=True)
    reason = pl.DataFrame({"event_id": ["row.event_id_taken"] * contradicting.height}, schema={"event_id": pl.String})
    rejected = _rejected(contradicting.select("row", "event_id"), reason).sort("row")
    return Once(events.filter(~again), rejected, int(again.sum()) - contradicting.height)
