"""A list of cases, and the events that follow from it: a child's sixteenth birthday is in no case file."""

import polars as pl

from sagsloft.core.calendar import LocalTime
from sagsloft.core.events import REJECTED, masked_shape

__all__ = ["CASES", "PLAN", "SIXTEEN", "birthdays", "each_case_once", "listed_cases"]

CASES: dict[str, pl.DataType] = {
    "row": pl.UInt32(),
    "case_id": pl.String(),
    "birth_month": pl.Date(),
    "district": pl.String(),
    "target_group": pl.String(),
}
"""`birth_month` is the first day of the month; the day of birth is not kept."""

SIXTEEN = "barn_fyldt_16"
PLAN = "barnets_plan_udarbejdet"
MONTH = r"^\s*(\d{4})-(\d{2})(?:-\d{2})?(?:[T ].*)?\s*$"
MONTH_FIRST = r"^\s*(?:\d{1,2}[-./])?(\d{1,2})[-./](\d{4})\s*$"
PLAUSIBLE_YEARS = (1900, 2099)


def listed_cases(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cases (CASES) of a list, and the rows of which no case can be read (`core.events.REJECTED`).

    `rows` has `row`, `case_id` and any of the other columns, as text or as dates. A birth month may be written 2008-05,
    05-2008, or as a date.
    """
    absent = [pl.lit(None, pl.String).alias(name) for name in CASES if name not in rows.columns]
    text = rows.with_columns(absent).with_columns(pl.col(name).cast(pl.String).str.strip_chars() for name in CASES)
    read = text.with_columns(
        pl.col("row").cast(pl.UInt32),
        pl.when(pl.col("case_id") != "").then("case_id"),
        month=_month(pl.col("birth_month")),
    )
    no_case = pl.col("case_id").is_null()
    unreadable = (pl.col("month").is_null() & (pl.col("birth_month") != "")).fill_null(value=False)
    good = read.filter(~no_case & ~unreadable).with_columns(pl.col("month").alias("birth_month"))
    rejected = [
        _rejected(read.filter(no_case), "case_id", "row.missing"),
        _rejected(read.filter(unreadable), "birth_month", "row.not_a_month"),
    ]
    return good.select(pl.col(name).cast(dtype) for name, dtype in CASES.items()), pl.concat(rejected).sort("row")


def each_case_once(cases: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The first row of each case, and those that give it another birth month (`core.events.REJECTED`)."""
    first = cases.unique("case_id", keep="first", maintain_order=True)
    contradicting = cases.drop_nulls("birth_month").join(first, on=["case_id", "birth_month"], how="anti")
    return first, _rejected(contradicting, "birth_month", "row.case_contradicts").sort("row")


def _rejected(rows: pl.DataFrame, column: str, reason: str) -> pl.DataFrame:
    value = masked_shape(pl.col(column).cast(pl.String)).alias("value")
    return rows.select("row", pl.lit(column).alias("column"), value, pl.lit(reason).alias("reason")).cast(REJECTED)  # type: ignore[arg-type] # names of columns


def birthdays(cases: pl.DataFrame, events: pl.DataFrame, local_time: LocalTime) -> pl.DataFrame:
    """A `barn_fyldt_16` for each child that turns 16 after the first event, dated on the first of its month.

    Only the month is known: a plan made at any time in it counts as made in time, and no child is told of too late.
    Where the events tell of a birthday themselves, they are believed. `har_plan` says whether a plan had been made
    before; it is left out where no case has a plan at all, for then the source does not tell of plans.
    """
    day = pl.col("birth_month").dt.offset_by("16y")
    told = events.filter(pl.col("activity") == SIXTEEN)["case_id"]
    born = cases.filter(pl.col("birth_month").is_not_null() & ~pl.col("case_id").is_in(told.implode())).select(
        "row", "case_id", day.alias("day")
    )
    table = born.with_columns(
        local_time.start_of_day(pl.col("day")).alias("earliest"), local_time.end_of_day(pl.col("day")).alias("latest")
    ).filter(pl.col("earliest") >= pl.lit(events["earliest"]).min())
    plans = events.filter(pl.col("activity") == PLAN).group_by("case_id").agg(pl.col("earliest").min().alias("planned"))
    if not plans.is_empty():
        table = table.join(plans, on="case_id", how="left", maintain_order="left").with_columns(
            (pl.col("planned") < pl.col("earliest")).fill_null(value=False).cast(pl.String).alias("attr.har_plan")
        )
    return table.with_columns(pl.lit(SIXTEEN).alias("activity")).drop("day", "planned", strict=False)


def _month(text: pl.Expr) -> pl.Expr:
    """The first day of a month."""
    year = pl.coalesce(text.str.extract(MONTH, 1), text.str.extract(MONTH_FIRST, 2)).cast(pl.Int32)
    month = pl.coalesce(text.str.extract(MONTH, 2), text.str.extract(MONTH_FIRST, 1)).cast(pl.Int8)
    plausible = year.is_between(*PLAUSIBLE_YEARS) & month.is_between(1, 12)
    return pl.when(plausible).then(pl.date(year, month, 1))
