"""How differently do teams decide? What came of the notifications, by team."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from sagsloft.core.attributes import ATTRIBUTE
from sagsloft.core.conditions import is_given
from sagsloft.core.disclosure import LEAST, published_units

__all__ = ["OUTCOME", "Outcomes", "outcomes"]

DECIDED = "underretning_afgjort"
RECEIVED = "underretning_modtaget"
OUTCOME = "udfald"
WHOLE = {"outcome": pl.String(), "count": pl.UInt32(), "base": pl.UInt32(), "share": pl.Float64()}
BY_UNIT = {"unit": pl.String(), **WHOLE}


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The outcomes of one activity.

    `whole`: outcome (String), count, base, share (of all with an outcome), most frequent first. `by_unit`: unit
    (String; null: the other teams, and what has no team), outcome, count, base (of the unit), share; every outcome for
    every unit, no rows where fewer than two units may be shown. `spread`: outcome, lowest, highest (shares among the
    named units), units (how many); no rows where fewer than two are named. `without`: events of the activity that say
    no outcome.
    """

    activity: str
    attribute: str
    whole: pl.DataFrame
    by_unit: pl.DataFrame
    spread: pl.DataFrame
    without: int


def outcomes(events: pl.DataFrame, as_of: datetime, least: int = LEAST) -> Outcomes | None:
    """What came of the notifications decided by `as_of`; None where no decision says.

    A notification belongs to the team that received it; where that is not known, to the team of the decision. By team,
    the table has passed `disclosure`: no unit with fewer than `least` outcomes.
    """
    column = f"{ATTRIBUTE}{OUTCOME}"
    if column not in events.columns:
        return None
    existing = events.filter(pl.col("earliest") <= as_of)
    decided = existing.filter(pl.col("activity") == DECIDED).with_columns(pl.col(column).cast(pl.String))
    told = decided.filter(is_given(pl.col(column)))
    if told.is_empty():
        return None
    table = _with_unit(told, existing).select("unit", pl.col(column).str.strip_chars().alias("outcome"))
    whole = _shares(table, [])
    by_unit = _by_unit(table, whole["outcome"], least)
    return Outcomes(
        activity=DECIDED,
        attribute=OUTCOME,
        whole=whole,
        by_unit=by_unit,
        spread=_spread(by_unit),
        without=decided.height - told.height,
    )


def _with_unit(decided: pl.DataFrame, existing: pl.DataFrame) -> pl.DataFrame:
    """`unit`: the team that received the notification (the last one of the matter before the decision)."""
    matter = ("case_id", pl.col("matter_id").fill_null("").alias("matter"), "earliest")
    received = existing.filter(pl.col("activity") == RECEIVED).select(*matter, pl.col("team").alias("receiver"))
    found = (
        decided.with_columns(matter[1])
        .sort("earliest", "row")
        .join_asof(received.sort("earliest"), on="earliest", by=["case_id", "matter"], check_sortedness=False)
    )
    return found.with_columns(pl.coalesce("receiver", "team").alias("unit"))


def _shares(table: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """How often each outcome came, of all and for each of `keys`."""
    counts = table.group_by(*keys, "outcome").agg(pl.len().cast(pl.UInt32).alias("count"))
    base = pl.col("count").sum().over(keys) if keys else pl.col("count").sum()
    return (
        counts.with_columns(base.alias("base"))
        .with_columns((pl.col("count") / pl.col("base")).alias("share"))
        .sort("count", "outcome", descending=[True, False])
        .select(*keys, *WHOLE)
    )


def _by_unit(table: pl.DataFrame, names: pl.Series, least: int) -> pl.DataFrame:
    units = published_units(dict(table.group_by("unit").len().iter_rows()), least)
    if not units:
        return pl.DataFrame(schema=BY_UNIT)
    shown = table.with_columns(pl.col("unit").replace_strict(units, return_dtype=pl.String))
    bases = shown.group_by("unit").agg(pl.len().cast(pl.UInt32).alias("base"))
    counted = _shares(shown, ["unit"]).select("unit", "outcome", "count")
    return (
        bases.sort("unit", nulls_last=True)
        .join(names.to_frame(), how="cross", maintain_order="left_right")
        .join(counted, on=["unit", "outcome"], how="left", nulls_equal=True, maintain_order="left")
        .with_columns(pl.col("count").fill_null(0))
        .with_columns((pl.col("count") / pl.col("base")).alias("share"))
        .select(pl.col(name).cast(dtype) for name, dtype in BY_UNIT.items())
    )


def _spread(by_unit: pl.DataFrame) -> pl.DataFrame:
    """Between the units that are shown by name; "the others" are a mixture, and no unit."""
    return (
        by_unit.drop_nulls("unit")
        .group_by("outcome", maintain_order=True)
        .agg(
            pl.col("share").min().alias("lowest"),
            pl.col("share").max().alias("highest"),
            pl.len().cast(pl.UInt32).alias("units"),
        )
        .filter(pl.col("units") > 1)
    )
