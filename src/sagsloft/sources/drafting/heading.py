"""The beginning of a draft: what was found in the file, and how the file is to be read."""

from collections.abc import Iterator, Sequence

from sagsloft.core.cpr import masked
from sagsloft.core.errors import MessageId
from sagsloft.sources.drafting.page import Page
from sagsloft.sources.drafting.profiles import Column, Content
from sagsloft.sources.drafting.reading import Understood
from sagsloft.sources.exports import Export
from sagsloft.sources.kinds import Kind, kind_of
from sagsloft.sources.notes import Note

__all__ = ["write_findings", "write_source"]

MANY = 20
OF_KIND = {
    Kind.TEXT: "map.kind_text",
    Kind.WORKBOOK: "map.kind_workbook",
    Kind.PARQUET: "map.kind_parquet",
    Kind.XES: "map.kind_xes",
    Kind.PACKED_XES: "map.kind_packed_xes",
}


def write_findings(page: Page, export: Export, found: Understood, *, has_cpr: bool) -> None:
    """The kind of file, its dates, its shape, and the columns that are not used."""
    for note in _notes(export):
        page.remark(note.message_id, **note.values)
    page.remark("map.found", rows=found.rows, columns=len(found.columns))
    dates = [column for column in found.columns if column.content.is_date]
    if dates:
        first = any(column.day_first for column in dates)
        page.remark("map.dates_day_first" if first else "map.dates_iso", columns=_listed(dates))
    if odd := [
        column
        for column in found.columns
        if column.content is Content.ODD_DATE and column.name not in found.roles.taken
    ]:
        page.decide("map.odd_dates", columns=_listed(odd))
    if has_cpr:
        page.remark("map.cpr")
    _write_shape(page, found)


def write_source(page: Page, export: Export, found: Understood, *, alone: bool) -> None:
    """[source]. The sheet is named where the mapping is not for all of them."""
    page.section("[source]")
    page.entry("name", export.path.name.split(".")[0])
    sheet = found.sheets[0].name
    if not alone and sheet is not None and masked(sheet) == sheet:
        page.entry("sheet", sheet)
    if found.tells:
        page.decide("map.covers")
        page.suggestion("covers", ["…"] if found.log else found.codes)


def _notes(export: Export) -> Iterator[Note]:
    """What reading the file has to say, and how a text is written even where that is nothing out of the common."""
    kind = kind_of(export.path)
    yield Note(OF_KIND[kind])
    if kind is Kind.TEXT and not any(note.message_id == "note.dialect" for note in export.notes):
        plain: dict[str, object] = {"file": export.path.name, "delimiter": MessageId("note.comma"), "encoding": "UTF-8"}
        yield Note("note.dialect", plain)
    yield from export.notes


def _write_shape(page: Page, found: Understood) -> None:
    if found.log is not None:
        activity, time = found.log.activity.column.name, found.log.occurred_at.column.name
        page.remark("map.shape_log", activity=activity, time=time)
    elif found.wide.blocks:
        page.remark("map.shape_wide", events=len(found.wide.blocks))
    if found.has_cases:
        page.remark("map.shape_cases")
    if not found.tells:
        page.decide("map.shape_unknown")


def _listed(columns: Sequence[Column]) -> str:
    names = ", ".join(column.name for column in columns[:MANY])
    return names if len(columns) <= MANY else f"{names} …"
