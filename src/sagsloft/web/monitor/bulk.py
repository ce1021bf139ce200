"""Whole tables in and out of the database: COPY where it is PostgreSQL, and many rows at a time where it is SQLite.

What is written is what Django itself would write, so that a page sees no difference. The names of tables and columns,
and the conditions, are our own and never a user's.
"""

from collections.abc import Iterator, Mapping
from io import BytesIO

import polars as pl
from django.db import connection

__all__ = ["analyse", "fetch", "insert", "is_postgresql", "remove", "slices", "update"]

# ruff: noqa: S608 - see above: no value of a user's stands in a statement
INSTANT = pl.Datetime("us", "UTC")
SLICE = 20_000
"""Rows that are in memory twice: as a table, and as they are sent."""
NULL = "\x01"
"""What no text of a source holds: `event_rows` takes control characters out."""
MANY_TIMES = 10
"""A table that is so many times larger than what was added looks as before."""
WHOLE, FRACTION = "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S%.6f"


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def slices(table: pl.DataFrame) -> Iterator[pl.DataFrame]:
    yield from table.iter_slices(SLICE)


def insert(into: str, table: pl.DataFrame) -> None:
    """Add the rows; columns that are not named get what the database gives them, such as a number."""
    names = ", ".join(f'"{name}"' for name in table.columns)
    for part in slices(table):
        if is_postgresql():
            _copy(f"COPY \"{into}\" ({names}) FROM STDIN (FORMAT csv, NULL '{NULL}')", part)
        else:
            _insert(f'INSERT INTO "{into}" ({names}) VALUES ({_blanks(table.width)})', part)


def fetch(columns: Mapping[str, pl.DataType], rest: str) -> pl.DataFrame:
    """The columns of what `rest` names (`monitor_event WHERE …`), in these types."""
    query = f"SELECT {', '.join(_read_as(name, dtype) for name, dtype in columns.items())} FROM {rest}"
    kept = {name: _kept_as(dtype) for name, dtype in columns.items()}
    if is_postgresql():
        table = _copied(f"COPY ({query}) TO STDOUT (FORMAT csv, NULL '{NULL}')", kept)
    else:
        table = _fetched(query, kept)
    return table.select(_out_of(name, dtype) for name, dtype in columns.items())


def remove(out_of: str, numbers: pl.Series) -> None:
    """Delete the rows with these ids."""
    if numbers.is_empty():
        return
    with connection.cursor() as cursor:
        if is_postgresql():
            cursor.execute(f'DELETE FROM "{out_of}" WHERE id = ANY(%s)', [numbers.to_list()])
        else:
            cursor.executemany(f'DELETE FROM "{out_of}" WHERE id = %s', [(each,) for each in numbers])


def update(of: str, table: pl.DataFrame) -> None:
    """Give the rows with these ids (the column `id`) the other columns' values."""
    if table.is_empty():
        return
    names = [name for name in table.columns if name != "id"]
    statement = f'UPDATE "{of}" SET {", ".join(f"{name} = %s" for name in names)} WHERE id = %s'
    with connection.cursor() as cursor:
        for part in slices(table.select(*names, "id")):
            cursor.executemany(statement, part.rows() if is_postgresql() else _for_sqlite(part).rows())


def analyse(table: str, added: int) -> None:
    """Where many of its rows are new, let PostgreSQL look at the table; else it plans for what it held before."""
    if not is_postgresql():
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
        if cursor.fetchone()[0] < MANY_TIMES * added:
            cursor.execute(f'ANALYZE "{table}"')


def _copy(statement: str, part: pl.DataFrame) -> None:
    text = part.select(_for_copy(name, dtype) for name, dtype in part.schema.items())
    written = BytesIO()
    text.write_csv(written, include_header=False, null_value=NULL, quote_style="non_numeric")
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(written.getbuffer())


def _copied(statement: str, kept: Mapping[str, pl.DataType]) -> pl.DataFrame:
    read = BytesIO()
    with connection.cursor() as cursor:
        if not connection.connection.info.parameter_status("DateStyle").startswith("ISO"):
            cursor.execute("SET datestyle TO ISO")
        with cursor.copy(statement) as copy:
            for part in copy:
                read.write(part)
    if not read.tell():
        return pl.DataFrame(schema=kept)
    read.seek(0)
    return pl.read_csv(read, has_header=False, schema=kept, null_values=NULL)


def _fetched(query: str, kept: Mapping[str, pl.DataType]) -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(query)
        parts = [pl.DataFrame(schema=kept)]
        while rows := cursor.fetchmany(SLICE):
            parts.append(pl.DataFrame(rows, schema=kept, orient="row"))
    return pl.concat(parts)


def _insert(statement: str, part: pl.DataFrame) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(statement, _for_sqlite(part).rows())


def _blanks(count: int) -> str:
    return ", ".join(["%s"] * count)


def _for_copy(name: str, dtype: pl.DataType) -> pl.Expr:
    return pl.col(name).dt.strftime(FRACTION + "Z").alias(name) if dtype == INSTANT else pl.col(name)


def _read_as(name: str, dtype: pl.DataType) -> str:
    """Instants and days as the texts that they are in SQLite, which no converter of Django's touches then."""
    if dtype == INSTANT and is_postgresql():
        return f"{name} AT TIME ZONE 'UTC'"
    if dtype == pl.Boolean():
        return f"CAST({name} AS int)"
    return f"CAST({name} AS text)" if dtype.is_temporal() else name


def _for_sqlite(part: pl.DataFrame) -> pl.DataFrame:
    """Instants and days as Django writes them: UTC, with a fraction only where there is one."""
    return part.select(_into_sqlite(name, dtype) for name, dtype in part.schema.items())


def _into_sqlite(name: str, dtype: pl.DataType) -> pl.Expr:
    value = pl.col(name)
    if dtype == INSTANT:
        whole, exact = (value.dt.strftime(form) for form in (WHOLE, FRACTION))
        return pl.when(value.dt.microsecond() == 0).then(whole).otherwise(exact).alias(name)
    if dtype == pl.Date():
        return value.dt.strftime("%Y-%m-%d").alias(name)
    return value.cast(pl.Int64) if dtype == pl.Boolean() else value


def _kept_as(dtype: pl.DataType) -> pl.DataType:
    if dtype.is_temporal():
        return pl.String()
    return pl.Int64() if dtype == pl.Boolean() else dtype


def _out_of(name: str, dtype: pl.DataType) -> pl.Expr:
    if dtype == INSTANT:
        return pl.col(name).str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", time_zone="UTC").alias(name)
    if dtype == pl.Date():
        return pl.col(name).str.to_date("%Y-%m-%d").alias(name)
    return pl.col(name).cast(dtype)
