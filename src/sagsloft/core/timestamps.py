"""Dates and times as text: ISO 8601, local where no offset is given (semantics 1 and 8, reading 8)."""

import polars as pl

from sagsloft.core.calendar import LocalTime

__all__ = ["Problem", "instants", "local_days"]

OFFSET = r"(?:Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)"
SHAPE = rf"^\d{{4}}-\d{{2}}-\d{{2}}(?:[T ]\d{{2}}:\d{{2}}(?::[0-5]\d(?:[.,]\d+)?)?{OFFSET}?)?$"
DAY_LENGTH = 10


class Problem:
    """Why a text is no moment: ids of messages."""

    SHAPE = "row.not_iso"
    NO_SUCH_TIME = "row.no_such_time"
    SKIPPED = "row.skipped_by_clock"


def instants(text: pl.Expr, local_time: LocalTime) -> dict[str, pl.Expr]:
    """`earliest` and `latest` (UTC) of each text, and `problem` (an id, null where there is none).

    A date alone lasts its whole local day. Surrounding spaces are ignored; a missing text is no problem.
    """
    text = text.str.strip_chars()
    shaped = pl.when(text.str.contains(SHAPE)).then(text)
    day = shaped.str.slice(0, DAY_LENGTH).str.to_date("%Y-%m-%d", strict=False)
    clock = _clock(shaped)
    offset = _offset_minutes(shaped)
    elsewhere = (clock - pl.duration(minutes=offset)).dt.replace_time_zone("UTC")
    instant = pl.when(offset.is_null()).then(local_time.instants_of(clock)).otherwise(elsewhere)
    alone = shaped.str.len_bytes() == DAY_LENGTH
    problem = (
        pl.when(text.is_null() | (text == ""))
        .then(None)
        .when(shaped.is_null())
        .then(pl.lit(Problem.SHAPE))
        .when(day.is_null() | (~alone & clock.is_null()))
        .then(pl.lit(Problem.NO_SUCH_TIME))
        .when(~alone & instant.is_null())
        .then(pl.lit(Problem.SKIPPED))
    )
    return {
        "earliest": pl.when(alone).then(local_time.start_of_day(day)).otherwise(instant),
        "latest": pl.when(alone).then(local_time.end_of_day(day)).otherwise(instant),
        "problem": problem,
    }


def local_days(text: pl.Expr, local_time: LocalTime) -> pl.Expr:
    """The local day of each text: of a time with an offset, its day in the calendar's country; null if unreadable."""
    shaped = pl.when(text.str.strip_chars().str.contains(SHAPE)).then(text.str.strip_chars())
    offset = _offset_minutes(shaped)
    clock = _clock(shaped)
    elsewhere = local_time.local_day((clock - pl.duration(minutes=offset)).dt.replace_time_zone("UTC"))
    return pl.when(offset.is_null()).then(clock.dt.date()).otherwise(elsewhere)


def _clock(shaped: pl.Expr) -> pl.Expr:
    """The date and time as written, without offset; midnight for a date alone; null where there is no such time."""
    day, time = shaped.str.slice(0, DAY_LENGTH), shaped.str.slice(DAY_LENGTH)
    time = time.str.replace(rf"{OFFSET}$", "").str.replace("T", " ", literal=True).str.replace(",", ".", literal=True)
    written = day + time
    length = written.str.len_bytes()
    full = (
        pl.when(length == DAY_LENGTH)
        .then(written + pl.lit(" 00:00:00"))
        .when(length == len("2024-03-31 13:00"))
        .then(written + pl.lit(":00"))
        .otherwise(written.str.slice(0, len("2024-03-31 13:00:00.123456")))
    )
    return full.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", strict=False, time_unit="us")


def _offset_minutes(shaped: pl.Expr) -> pl.Expr:
    """How far ahead of UTC a time says it is, in minutes; null where it does not say."""
    offset = shaped.str.slice(DAY_LENGTH).str.extract(rf"({OFFSET})$")
    digits = offset.str.replace_all(r"[^\d]", "").str.pad_end(4, "0")
    hours, minutes = (digits.str.slice(start, 2).cast(pl.Int64, strict=False) for start in (0, 2))
    minutes += hours * 60
    signed = pl.when(offset.str.starts_with("-")).then(-minutes).otherwise(minutes)
    return pl.when(offset == "Z").then(0).otherwise(signed)
