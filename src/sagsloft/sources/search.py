"""Where does a pattern first stand in a table? Without keeping the table."""

from collections.abc import Sequence

import polars as pl

from sagsloft.sources.sheets import Place

__all__ = ["WITHOUT_ITS_ZERO", "first_in_names", "first_in_table"]

ROW = "\nrow"
"""No column is called that."""
WITHOUT_ITS_ZERO = 9
"""Digits that are left of a number of ten when it begins with zero."""


def first_in_names(names: Sequence[str], pattern: str, row: int = 1) -> Place | None:
    """The first of the names in which the pattern is found, as a place in their `row`."""
    found = pl.Series(names, dtype=pl.String).str.contains(pattern)
    return Place(row, names[found.arg_max() or 0]) if found.any() else None


def first_in_table(table: pl.LazyFrame, pattern: str) -> tuple[int, str] | None:
    """The first row (from 0) that holds the pattern, and the first of its columns that does.

    Values are searched as text, whole numbers of 9 digits with a zero in front; dates and times hold no text.
    """
    schema = {name: dtype for name, dtype in table.collect_schema().items() if not dtype.is_temporal()}
    hits = table.select(_as_text(name, dtype).str.contains(pattern).alias(name) for name, dtype in schema.items())
    is_hit = pl.any_horizontal(pl.col(name).fill_null(value=False) for name in schema)
    if not schema or not hits.select(is_hit.any()).collect(engine="streaming").item():
        return None
    first = hits.with_row_index(ROW).filter(is_hit).head(1).collect(engine="streaming")
    return int(first[ROW][0]), next(name for name in schema if first[name][0])


def _as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    value = pl.col(name)
    if dtype.is_float() or dtype.is_decimal():  # how a whole number is kept where some are missing
        whole = value.cast(pl.Int64, strict=False)
        return pl.when(whole == value).then(_with_zero(whole)).otherwise(value.cast(pl.String))
    if dtype.is_integer():
        return _with_zero(value)
    if dtype.is_nested() or isinstance(dtype, pl.Binary):
        return value.map_batches(_written_out, return_dtype=pl.String)
    return value.cast(pl.String)


def _with_zero(number: pl.Expr) -> pl.Expr:
    text = number.cast(pl.String)
    return pl.when(text.str.len_bytes() == WITHOUT_ITS_ZERO).then("0" + text).otherwise(text)


def _written_out(values: pl.Series) -> pl.Series:
    """What Polars has no text for, as Python shows it; bytes as the characters that they may be."""
    texts = (value.decode("latin-1") if isinstance(value, bytes) else str(value) for value in values.to_list())
    return pl.Series(list(texts), dtype=pl.String)
