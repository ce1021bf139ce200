"""How dates are written in Danish exports, and when midnight means that nobody noted the time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from sagsloft.core.attributes import LABEL
from sagsloft.core.calendar import LocalTime
from sagsloft.core.events import in_calendar
from sagsloft.sources.mapping import DateForm, Precision

__all__ = ["DAY_FIRST", "Times", "in_iso", "is_text", "with_precision"]

DAY_FIRST = (
    r"^\s*(?P<d>\d{1,2})[-./](?P<m>\d{1,2})[-./](?P<y>\d{4})"
    r"(?:(?:,?\s+|T)(?:kl\.?\s*)?(?P<hh>\d{1,2})[:.](?P<mm>\d{2})(?:[:.](?P<ss>\d{2}))?)?\s*$"
)
AT_MIDNIGHT = r"[T ]00:00(?::00(?:[.,]0+)?)?$"
AFTER_THE_DAY = r"^(\s*\d{4}-\d{2}-\d{2})[T ].*$"
MANY_MIDNIGHTS = 0.2
"""Above this share nobody works: the source writes its dates as midnights (DESIGN, section 3)."""
HOUR = 3_600_000_000


@dataclass(frozen=True, slots=True)
class Times:
    """Rows whose dates can be read, and the columns in which something was understood that a reader should know."""

    rows: pl.DataFrame
    changed: tuple[str, ...] = ()


def in_iso(rows: pl.DataFrame, columns: Iterable[str], form: DateForm) -> Times:
    """Texts of the form `31-03-2024 13:00` as ISO 8601; all others as they are."""
    if form is DateForm.ISO:
        return Times(rows)
    texts = [name for name in columns if rows.schema[name] in (pl.String, LABEL)]
    changed = [name for name in texts if _holds_day_first(rows[name])]
    return Times(rows.with_columns(_iso(name) for name in changed), tuple(changed))


def is_text(moments: pl.Series) -> bool:
    """Of a workbook: was it typed as text, so that no number format tells whether midnight is a time of day?

    What has a number format has a T before its time of day, and no space.
    """
    return bool(moments.cast(pl.String).str.strip_chars().str.contains(" ", literal=True).any())


def with_precision(rows: pl.DataFrame, columns: Sequence[str], precision: Precision, local_time: LocalTime) -> Times:
    """Times as dates where the source does not tell the time of day: all of them, or with AUTO its midnights."""
    if precision is Precision.TIME:
        return Times(rows)
    table, changed = rows, []
    for name in columns:
        if precision is Precision.DAY:
            table = table.with_columns(_day_alone(name, rows.schema[name], local_time))
        elif _mostly_dates(rows[name], local_time):
            table = table.with_columns(_without_midnight(name, rows.schema[name], local_time))
            changed.append(name)
    return Times(table, tuple(changed))


def _holds_day_first(values: pl.Series) -> bool:
    """Asked of the categories first, where there are such: few texts, but every column shares them."""
    if values.dtype != LABEL:
        return bool(values.str.contains(DAY_FIRST).any())
    if not LABEL.categories.to_series().str.contains(DAY_FIRST).any():
        return False
    return bool(values.unique().cast(pl.String).str.contains(DAY_FIRST).any())


def _iso(name: str) -> pl.Expr:
    text = pl.col(name).cast(pl.String)
    part = text.str.extract_groups(DAY_FIRST).struct
    day = pl.concat_str(part["y"], pl.lit("-"), _two(part["m"]), pl.lit("-"), _two(part["d"]))
    clock = pl.concat_str(pl.lit("T"), _two(part["hh"]), pl.lit(":"), part["mm"])
    seconds = pl.concat_str(pl.lit(":"), part["ss"]).fill_null("")
    return pl.when(part["y"].is_not_null()).then(day + (clock + seconds).fill_null("")).otherwise(text).alias(name)


def _two(digits: pl.Expr) -> pl.Expr:
    return digits.str.zfill(2)


def _day_alone(name: str, dtype: pl.DataType, local_time: LocalTime) -> pl.Expr:
    if isinstance(dtype, pl.Datetime):
        return _local(name, dtype, local_time).dt.date().alias(name)
    return pl.col(name).cast(pl.String).str.replace(AFTER_THE_DAY, "${1}").alias(name)


def _mostly_dates(values: pl.Series, local_time: LocalTime) -> bool:
    known = len(values) - values.null_count()
    if isinstance(values.dtype, pl.Datetime):
        whole_hours = values.to_physical() % _in_unit(values.dtype, HOUR) == 0
        if (whole_hours.sum() or 0) <= MANY_MIDNIGHTS * known:
            return False
        at_midnight = values.to_frame().select(_is_midnight(_local(values.name, values.dtype, local_time))).to_series()
    elif values.dtype == pl.String:
        at_midnight = values.str.contains(AT_MIDNIGHT)
    else:
        return False
    return (at_midnight.sum() or 0) > MANY_MIDNIGHTS * known


def _without_midnight(name: str, dtype: pl.DataType, local_time: LocalTime) -> pl.Expr:
    if not isinstance(dtype, pl.Datetime):
        return pl.col(name).str.replace(AT_MIDNIGHT, "").alias(name)
    local = _local(name, dtype, local_time)
    shown = local if dtype.time_zone is None else local.dt.convert_time_zone("UTC")
    written = shown.dt.strftime("%Y-%m-%dT%H:%M:%S%.6f" + ("" if dtype.time_zone is None else "Z"))
    return pl.when(_is_midnight(local)).then(local.dt.strftime("%Y-%m-%d")).otherwise(written).alias(name)


def _local(name: str, dtype: pl.Datetime, local_time: LocalTime) -> pl.Expr:
    """As the clocks showed it; without a time zone it is local already."""
    held = in_calendar(name, dtype)
    return held if dtype.time_zone is None else held.dt.convert_time_zone(local_time.timezone)


def _is_midnight(local: pl.Expr) -> pl.Expr:
    return local.dt.time() == pl.time(0, 0, 0)


def _in_unit(dtype: pl.Datetime, microseconds: int) -> int:
    return {"ms": microseconds // 1000, "us": microseconds, "ns": microseconds * 1000}[dtype.time_unit]
