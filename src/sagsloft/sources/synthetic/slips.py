"""The few wrong cells that every real list has: a date that does not exist, and a missing case number."""

from collections.abc import Mapping

import polars as pl

from sagsloft.sources.synthetic.dice import Dice

__all__ = ["with_slips"]

ROWS_A_SLIP = 500
NO_SUCH_DATE = "31-02-2024"
DATES = {"Underretninger": "Modtaget", "Undersøgelser": "Påbegyndt", "Afgørelser": "Truffet", "Opfølgninger": "Dato"}
"""Where the date goes wrong. The list of cases has no slip: a whole case would be lost."""


def with_slips(lists: Mapping[str, pl.DataFrame], dice: Dice) -> tuple[dict[str, pl.DataFrame], int]:
    """The lists with one slip for each whole 500 rows, of either kind in turn; and how many there are."""
    changed, slips = dict(lists), 0
    for name, date_column in DATES.items():
        rows = lists[name]
        chosen = dice.generator.permutation(rows.height)[: rows.height // ROWS_A_SLIP]
        place = pl.int_range(pl.len())
        changed[name] = rows.with_columns(
            pl.when(place.is_in(chosen[0::2])).then(pl.lit(NO_SUCH_DATE)).otherwise(date_column).alias(date_column),
            pl.when(~place.is_in(chosen[1::2])).then("Sagsnr.").alias("Sagsnr."),
        )
        slips += len(chosen)
    return changed, slips
