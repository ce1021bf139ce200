"""CSV and Parquet as they are: every column, every row, and the row's number as people would count it."""

import csv
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from polars.exceptions import ColumnNotFoundError, ComputeError, PolarsError

from sagsloft.core.attributes import LABEL
from sagsloft.core.errors import UserError

__all__ = ["RawTable", "column_names", "read_table"]

FIRST_ROW_IN_CSV = 2
"""The header is row 1, as in a spreadsheet."""
FIRST_ROW_IN_PARQUET = 1
NOT_TEXT = (pl.List, pl.Array, pl.Struct, pl.Binary, pl.Object, pl.Duration)
DATA_LIKE = re.compile(r"\d{4}-\d\d-\d\d|\d\d?[-./]\d\d?[-./]\d{4}|\d{6}")


@dataclass(frozen=True, slots=True)
class RawTable:
    """`table`: columns of the file; `numbers`: each row's number; `ragged`: rows with more fields than columns."""

    table: pl.DataFrame
    numbers: pl.Series
    ragged: tuple[int, ...] = ()


def column_names(path: Path) -> list[str]:
    """The names of a CSV or Parquet file's columns. Raises UserError where it is neither, or names nothing."""
    _ensure_readable(path)
    if not _is_parquet(path):
        return _header(path)
    try:
        return list(pl.read_parquet_schema(path))
    except PolarsError as error:
        raise UserError("file.not_parquet", file=path) from error


def read_table(path: Path, columns: Sequence[str], labels: Collection[str] = ()) -> RawTable:
    """These columns of every row. `labels` have few different values, and may be kept as such (LABEL)."""
    return _read_parquet(path, columns, labels) if _is_parquet(path) else _read_csv(path, columns)


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() == ".parquet"


def _read_parquet(path: Path, columns: Sequence[str], labels: Collection[str]) -> RawTable:
    """Labels are encoded while reading: as texts they would fill the memory, mostly with nothing."""
    file = pl.scan_parquet(path, glob=False)
    for name, dtype in file.collect_schema().items():
        if name in columns and isinstance(dtype, NOT_TEXT):
            raise UserError("file.column_type", file=path, column=name, type=dtype)
    texts = {name for name, dtype in file.collect_schema().items() if dtype == pl.String}
    try:
        table = file.select(
            pl.col(name).str.strip_chars().cast(LABEL) if name in labels and name in texts else pl.col(name)
            for name in columns
        ).collect(engine="streaming")
    except PolarsError as error:
        raise UserError("file.not_parquet", file=path) from error
    return RawTable(table, _numbers(table.height, FIRST_ROW_IN_PARQUET))


def _read_csv(path: Path, columns: Sequence[str]) -> RawTable:
    """Text only: what a value means is decided later, in one place."""
    try:
        table = pl.read_csv(path, infer_schema=False, glob=False)
        table_columns = table.select(columns)
    except (ComputeError, ColumnNotFoundError):  # fields that do not fit, or lines that end in an unusual way
        return _read_broken_csv(path, columns)
    numbers = _numbers(table.height, FIRST_ROW_IN_CSV)
    is_blank = table.select(pl.all_horizontal(pl.all().is_null())).to_series()
    if is_blank.any():
        return RawTable(table_columns.filter(~is_blank), numbers.filter(~is_blank))
    return RawTable(table_columns, numbers)


def _read_broken_csv(path: Path, columns: Sequence[str]) -> RawTable:
    """Row by row, which is slower: keeps what can be read, and says which rows cannot."""
    rows: list[list[str | None]] = []
    numbers, ragged = [], []
    with path.open(encoding="utf-8-sig", newline="") as file:
        records = csv.reader(file, strict=True)
        try:
            header = next(records)
            for number, fields in enumerate(records, start=FIRST_ROW_IN_CSV):
                if len(fields) > len(header):
                    ragged.append(number)
                elif any(fields):
                    rows.append([*(field or None for field in fields), *[None] * (len(header) - len(fields))])
                    numbers.append(number)
        except csv.Error as error:
            raise UserError("file.broken_csv", file=path, line=records.line_num) from error
        except UnicodeDecodeError as error:
            raise UserError("file.not_utf8", file=path) from error
    names = [name or f"\n{place}" for place, name in enumerate(header)]  # columns without a name, of which no one asks
    table = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    return RawTable(table.select(columns), pl.Series("row", numbers, dtype=pl.UInt32), tuple(ragged))


def _ensure_readable(path: Path) -> None:
    try:
        str(path).encode()
        if path.exists() and not path.is_file():
            raise UserError("file.not_a_file", file=path)
        with path.open("rb"):
            pass
    except FileNotFoundError:
        raise UserError("file.not_found", file=path) from None
    except UnicodeEncodeError:
        raise UserError("file.bad_name") from None
    except OSError as error:
        raise UserError("file.cannot_open", file=path, detail=error.strerror) from error


def _header(path: Path) -> list[str]:
    """The first line must be UTF-8, name each column once, and look like names and not like data."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = next(csv.reader(file), [])
    except UnicodeDecodeError as error:
        raise UserError("file.not_utf8", file=path) from error
    except csv.Error as error:
        raise UserError("file.broken_csv", file=path, line=1) from error
    if len(header) == 1 and any(delimiter in header[0] for delimiter in ";\t"):
        raise UserError("file.other_delimiter", file=path)
    if not any(header):
        raise UserError("file.empty", file=path)
    if any(DATA_LIKE.search(name) for name in header):
        raise UserError("file.no_header", file=path)
    repeated = sorted({name for name in header if name and header.count(name) > 1})
    if repeated:
        raise UserError("file.repeated_column", file=path, columns=", ".join(repeated))
    return header


def _numbers(height: int, first: int) -> pl.Series:
    return pl.int_range(first, first + height, dtype=pl.UInt32, eager=True).alias("row")
