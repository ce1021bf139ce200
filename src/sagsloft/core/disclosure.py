"""What may leave the unit? Small cells of a table are put together before others see it (method, section 9 b).

Promised of one table by unit, seen together with its one margin (the whole): no unit with a denominator from 1 to
`LEAST` − 1 is shown, nor can it be found by subtraction. Of a series by period the same. Not promised (method, section
9 c): that two different tables of the same children cannot be held against each other, nor anything about numerators.
"""

from collections.abc import Mapping

import polars as pl

__all__ = ["LEAST", "by_period", "by_unit", "published_units"]

LEAST = 5
"""The smallest denominator that is shown by itself."""
PERIODS = ("1mo", "1q", "1y")
NUMBERS = ("base", "count")

Units = Mapping[str | None, str | None]
"""Each unit, and under which it is shown; null: the others, and what has no unit."""


def published_units(bases: Mapping[str | None, int], least: int = LEAST) -> Units:
    """Under which name each unit may be shown; empty where only the whole may be.

    Units under `least`, and what has no unit, are put together; if they are still under it, the smallest of the other
    units joins them (of equal ones the first by name). A unit without a denominator is left out: it has no share.
    """
    bases = {unit: base for unit, base in bases.items() if base > 0}
    others = {unit for unit, base in bases.items() if unit is None or base < least}
    named = sorted((base, unit) for unit, base in bases.items() if unit is not None and unit not in others)
    if others and sum(bases[unit] for unit in others) < least and named:
        others.add(named.pop(0)[1])
    if len(named) + bool(others) < 2:  # noqa: PLR2004 - a table of one row is the whole again
        return {}
    return {unit: None if unit in others else unit for unit in bases}


def by_unit(table: pl.DataFrame, least: int = LEAST) -> pl.DataFrame:
    """`table` (unit, base, count, and any columns that tell one table from another) as it may leave the unit.

    Each table by itself, as `published_units` says: no row where only the whole may be shown. Sorted by the other
    columns' order of appearance and by unit, null last.
    """
    keys = [name for name in table.columns if name not in {"unit", *NUMBERS}]
    parts = table.partition_by(keys, maintain_order=True) if keys else [table]
    shown = [_one_table(part, keys, least) for part in parts]
    return pl.concat([table.clear(), *shown]).select(table.columns)


def by_period(counts: pl.DataFrame, least: int = LEAST) -> pl.DataFrame:
    """`counts` (period: Date, the first day of a month; base; count) by month, else quarter, else year: `first`, `last`
    (Date: the period's first and last day), `base`, `count`.

    The finest in which every period that is not empty reaches `least`; empty ones are left out. A first or last period
    that falls short, because the source begins or ends in the middle of it, is put together with its neighbour. No
    rows where even years are too small.
    """
    counts = counts.filter(pl.col("base") > 0)
    for every in PERIODS:
        table = _ends_joined(_by(every, counts), least)
        if (table["base"] >= least).all():
            return table
    return _by(PERIODS[0], counts.clear())


def _one_table(table: pl.DataFrame, keys: list[str], least: int) -> pl.DataFrame:
    bases = table.group_by("unit").agg(pl.col("base").sum())
    units = published_units(dict(bases.iter_rows()), least)
    if not units:
        return table.clear()
    return (
        table.filter(pl.col("base") > 0)
        .with_columns(pl.col("unit").replace_strict(units, return_dtype=pl.String))
        .group_by(*keys, "unit")
        .agg(pl.col(name).sum().cast(table.schema[name]) for name in NUMBERS)
        .sort("unit", nulls_last=True)
        .select(table.columns)
    )


def _by(every: str, counts: pl.DataFrame) -> pl.DataFrame:
    return (
        counts.sort("period")
        .group_by(pl.col("period").dt.truncate(every).alias("first"), maintain_order=True)
        .agg(pl.col(name).sum() for name in NUMBERS)
        .select("first", pl.col("first").dt.offset_by(every).dt.offset_by("-1d").alias("last"), *NUMBERS)
    )


def _ends_joined(table: pl.DataFrame, least: int) -> pl.DataFrame:
    """The first and the last period joined to their neighbour where they fall short."""
    short = (table["base"] < least).to_list()
    place = list(range(table.height))
    if len(place) > 1 and short[0]:
        place[0] = 1
    if len(place) > 1 and short[-1]:
        place[-1] = place[-2]
    joined = table.group_by(pl.Series("place", place, dtype=pl.UInt32), maintain_order=True)
    return joined.agg(pl.col("first").min(), pl.col("last").max(), *(pl.col(name).sum() for name in NUMBERS)).drop(
        "place"
    )
