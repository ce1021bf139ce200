"""XES event logs (IEEE 1849-2016), plain and packed: one row for each event, with the attributes of its trace."""

import gzip
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from lxml import etree

from sagsloft.core.attributes import LABEL
from sagsloft.core.errors import UserError
from sagsloft.sources.notes import Note
from sagsloft.sources.search import first_in_names, first_in_table
from sagsloft.sources.sheets import Place, RawTable, row_numbers
from sagsloft.sources.table_parts import TableParts
from sagsloft.sources.unpacking import Readable, Unpacked
from sagsloft.sources.xml_stream import elements

__all__ = ["Log", "open_xes"]

FIRST_ROW = 1
OF_TRACE = "case:"
"""Before the key of a trace's attribute, as other programs write it too."""


@dataclass(frozen=True, slots=True)
class Log:
    """An event log: all as text, dates with the offset that they are written with."""

    table: pl.DataFrame
    name: None = None
    precision_known: bool = False

    @property
    def columns(self) -> Sequence[str]:
        """The keys of the events' attributes, and those of their traces with `case:` before them."""
        return self.table.columns

    def read(self, columns: Sequence[str], labels: Collection[str] = ()) -> RawTable:
        """As a Sheet says; the number of a row is that of the event in the file."""
        table = self.table.select(columns).with_columns(
            pl.col(name).str.strip_chars().cast(LABEL) for name in columns if name in labels
        )
        return RawTable(table, row_numbers(table.height, FIRST_ROW))

    def first_match(self, pattern: str) -> Place | None:
        """As a Sheet says."""
        in_names = first_in_names(self.columns, pattern)
        if in_names is not None:
            return in_names
        found = first_in_table(self.table.lazy(), pattern)
        return found and Place(found[0] + FIRST_ROW, found[1])


@dataclass(slots=True)
class _Reader:
    """What has been read of a log so far. `nested`: attributes within attributes, which are not kept."""

    parts: TableParts = field(default_factory=TableParts)
    nested: int = 0
    count: int = 0

    def read(self, file: Readable) -> None:
        events: list[dict[str, str]] = []
        for element in elements(file, "event", "trace"):
            if element.tag.endswith("event"):
                events.append(dict(self._attributes(element)))
                continue
            of_trace = {f"{OF_TRACE}{key}": value for key, value in self._attributes(element)}
            for event in events:
                self.count += 1
                self.parts.add(self.count, of_trace | event)
            events = []

    def _attributes(self, element: etree._Element) -> Iterator[tuple[str, str]]:
        for attribute in element:
            key, value = attribute.get("key"), attribute.get("value")
            self.nested += len(attribute)
            if key is not None and value is not None:
                yield key.strip(), value


def open_xes(path: Path, *, packed: bool) -> tuple[Log, tuple[Note, ...]]:
    """The log as one sheet. Raises UserError where it is broken, or grows beyond reason when unpacked."""
    reader = _Reader()
    try:
        with gzip.open(path) if packed else path.open("rb") as file:
            reader.read(Unpacked(path, file) if packed else file)
    except etree.XMLSyntaxError as error:
        raise UserError("file.broken_xes", file=path, line=error.lineno or 1) from None
    except (EOFError, OSError, zlib.error):
        raise UserError("file.broken_gzip", file=path) from None
    table, _ = reader.parts.table()
    if table.is_empty():
        raise UserError("file.no_events", file=path)
    notes = (Note("note.nested_attributes", {"file": path.name, "count": reader.nested}),) if reader.nested else ()
    return Log(table), notes
