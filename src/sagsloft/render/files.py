"""Tables as files: all of them appear, or none; the same input gives the same bytes.

CSV: comma, UTF-8 without BOM, `\\n`, local time with offset, empty where there is none. Parquet: UTC.
"""

import errno
import json
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from sagsloft.core.errors import UserError
from sagsloft.messages import Language, say

__all__ = ["in_words", "together", "write_csv", "write_json", "write_parquet"]

OS_ERROR = re.compile(r"os error (\d+)")
FORMULA = r"^[=+\-@\t]"


@contextmanager
def together(folder: Path) -> Iterator[Path]:
    """A hidden place to write in; what was written is moved into `folder` when all of it is there.

    Raises UserError where the folder cannot be written or the disk is full; then `folder` is as it was.
    """
    existed = True
    try:
        existed = folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".sagsloft-", dir=folder) as hidden:
            yield Path(hidden)
            written = sorted(Path(hidden).iterdir())
            for file in written:
                _ensure_replaceable(folder / file.name)
            for file in written:
                file.replace(folder / file.name)
    except OSError as error:
        raise UserError("out.cannot_write", folder=folder, detail=error.strerror or error) from error
    finally:
        if not existed and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _ensure_replaceable(file: Path) -> None:
    """Asked of all files before the first is moved, for then none of them is."""
    if file.is_dir():
        raise IsADirectoryError(errno.EISDIR, f"{file.name}: {os.strerror(errno.EISDIR)}")


def write_csv(table: pl.DataFrame, file: Path, timezone: str) -> None:
    """One table as CSV; text that a spreadsheet would run as a formula gets a leading apostrophe."""
    with _as_os_error():
        _as_text(table, timezone).write_csv(file, line_terminator="\n")


def write_parquet(table: pl.DataFrame, file: Path) -> None:
    with _as_os_error():
        table.write_parquet(file)


def write_json(content: dict[str, object], file: Path) -> None:
    file.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")


def in_words(table: pl.DataFrame, column: str, language: Language) -> pl.DataFrame:
    """The table with the ids of messages in a column said in the language."""
    ids = table[column].unique().drop_nulls().to_list()
    return table.with_columns(pl.col(column).replace({each: say(each, language) for each in ids}))


@contextmanager
def _as_os_error() -> Iterator[None]:
    """Polars reports a full disk as an error of its own."""
    try:
        yield
    except PolarsError as error:
        if number := OS_ERROR.search(str(error)):
            raise OSError(int(number[1]), os.strerror(int(number[1]))) from error
        raise


def _as_text(table: pl.DataFrame, timezone: str) -> pl.DataFrame:
    return table.with_columns(
        _local_time(name, timezone) if isinstance(dtype, pl.Datetime) else _harmless(name)
        for name, dtype in table.schema.items()
        if isinstance(dtype, pl.Datetime | pl.String)
    )


def _local_time(name: str, timezone: str) -> pl.Expr:
    """`2024-03-31T13:00:00+02:00`, with microseconds only where there are any."""
    local = pl.col(name).dt.convert_time_zone(timezone)
    whole = local.dt.microsecond() == 0
    return (
        pl.when(whole)
        .then(local.dt.strftime("%Y-%m-%dT%H:%M:%S%:z"))
        .otherwise(local.dt.strftime("%Y-%m-%dT%H:%M:%S%.6f%:z"))
        .alias(name)
    )


def _harmless(name: str) -> pl.Expr:
    text = pl.col(name)
    return pl.when(text.str.contains(FORMULA)).then(pl.lit("'") + text).otherwise(text).alias(name)
