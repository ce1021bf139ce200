"""Dates and times as text: ISO 8601, local where no offset is given (semantics 1 and 8, reading 8)."""

from datetime import date

import polars as pl

from sagsloft.core.calendar import LocalTime

__all__ = ["SHAPE", "Problem", "instants", "local_days"]

OFFSET = r"(?:Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)"
SHAPE = rf"^\d{{4}}-\d{{2}}-\d{{2}}(?:[T ]\d{{2}}:\d{{2}}(?::[0-5]\d(?:[.,]\d+)?)?{OFFSET}?)?$"
DAY_LENGTH = 10


class Problem:
    """Why a text is no moment: ids of messages."""

    SHAPE = "row.not_iso"
    NO_SUCH_TIME = "row.no_such_time"
    SKIPPED = "row.skipped_by_clock"


def instants(text: pl.Series, local_time: LocalTime) -> pl.DataFrame:
    """`earliest` and `latest` (UTC) of each text, and `problem` (an id, null where there is none).

    A date alone lasts its whole local day. Surrounding spaces are ignored; a missing text is no problem.
    """
    shape, clock, offset, alone = pl.col("shaped"), pl.col("clock"), pl.col("offset"), pl.col("alone")
    abroad = (clock - pl.duration(minutes=offset)).dt.replace_time_zone("UTC")
    instant = pl.when(offset.is_null()).then(local_time.instants_of(clock)).otherwise(abroad)
    problem = (
        pl.when(pl.col("text") == "")
        .then(None)
        .when(shape.is_null() & pl.col("text").is_not_null())
        .then(pl.lit(Problem.SHAPE))
        .when(shape.is_not_null() & clock.is_null())
        .then(pl.lit(Problem.NO_SUCH_TIME))
        .when(clock.is_not_null() & pl.col("instant").is_null())
        .then(pl.lit(Problem.SKIPPED))
    )
    day = clock.dt.date()
    return (
        _read(text)
        .with_columns(pl.when(alone).then(local_time.start_of_day(day)).otherwise(instant).alias("instant"))
        .select(
            pl.col("instant").alias("earliest"),
            pl.when(alone & clock.is_not_null()).then(local_time.end_of_day(day)).otherwise("instant").alias("latest"),
            problem.alias("problem"),
        )
    )


def local_days(text: pl.Series, local_time: LocalTime) -> pl.Series:
    """The local day of each text: of a time with an offset, its day in the calendar's country; null if unreadable."""
    clock, offset = pl.col("clock"), pl.col("offset")
    abroad = local_time.local_day((clock - pl.duration(minutes=offset)).dt.replace_time_zone("UTC"))
    day = pl.when(offset.is_null()).then(clock.dt.date()).otherwise(abroad)
    return _read(text).select(pl.when(day.is_between(date.min, date.max)).then(day)).to_series()


def _read(text: pl.Series) -> pl.DataFrame:
    """Text without surrounding spaces; `shaped` where it has the right form, and then `alone` (a date without a time),
    `clock` (as written; midnight for a date alone; null where there is no such time) and `offset` (minutes, or null).
    """
    stripped = text.rename("text").str.strip_chars().to_frame()
    shaped = stripped.with_columns(pl.when(pl.col("text").str.contains(SHAPE)).then("text").alias("shaped"))
    offset = pl.col("shaped").str.slice(DAY_LENGTH).str.extract(rf"({OFFSET})$")
    return shaped.with_columns(offset.alias("written_offset")).with_columns(
        (pl.col("shaped").str.len_bytes() == DAY_LENGTH).fill_null(value=False).alias("alone"),
        _clock(pl.col("shaped"), pl.col("written_offset").str.len_bytes().fill_null(0)).alias("clock"),
        _offset_minutes(pl.col("written_offset")).alias("offset"),
    )


def _clock(shaped: pl.Expr, offset_length: pl.Expr) -> pl.Expr:
    """The date and time as written, without offset."""
    length = shaped.str.len_bytes() - offset_length
    written = shaped.str.head(length).str.replace("T", " ", literal=True).str.replace(",", ".", literal=True)
    full = (
        pl.when(length == DAY_LENGTH)
        .then(written + pl.lit(" 00:00:00"))
        .when(length == len("2024-03-31 13:00"))
        .then(written + pl.lit(":00"))
        .otherwise(written.str.slice(0, len("2024-03-31 13:00:00.123456")))
    )
    return full.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", strict=False, time_unit="us")


def _offset_minutes(offset: pl.Expr) -> pl.Expr:
    """How far ahead of UTC a time says it is, in minutes; null where it does not say."""
    digits = offset.str.replace_all(r"[^\d]", "").str.pad_end(4, "0")
    hours, minutes = (digits.str.slice(start, 2).cast(pl.Int64, strict=False) for start in (0, 2))
    minutes += hours * 60
    signed = pl.when(offset.str.starts_with("-")).then(-minutes).otherwise(minutes)
    return pl.when(offset == "Z").then(0).otherwise(signed)
