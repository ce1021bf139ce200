"""What stands in the cells of a form: its hidden map, and the cells that the map names."""

import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sagsloft.core.errors import MessageId, UserError
from sagsloft.core.forms import Fixed, FormMap, Input
from sagsloft.messages import Language
from sagsloft.sources.kinds import Kind, kind_of
from sagsloft.sources.package import Package, Part, opened
from sagsloft.sources.worksheet import Cells

__all__ = ["MAP_SHEET", "FormCells", "SheetCells", "cells_of_map", "column_of", "read_cells", "row_of", "same_name"]

MAP_SHEET = "sagsloft"
"""The hidden sheet with the map: JSON text, in parts down column A."""
LARGEST, LARGEST_UNPACKED = 64 * 2**20, 512 * 2**20
"""Bytes. A form of 60 cases with long timelines is a hundredth of it."""
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"
ADDRESS = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
DIGITS = "0123456789"
AS_ELSEWHERE = ("file.not_found", "file.cannot_open", "file.bad_name")
"""What is said of a form as of any other file."""


@dataclass(frozen=True, slots=True)
class SheetCells:
    """`texts`: what the cells show that show something, by address. `broken`: those with an error, or with a formula
    that has no result. `short_numbers`: those with a whole number of nine digits.
    """

    texts: Mapping[str, str]
    broken: frozenset[str]
    short_numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class FormCells:
    """A form's map, and the cells of those of its sheets that are there, by `same_name` of their names."""

    map: FormMap
    sheets: Mapping[str, SheetCells]


def read_cells(file: Path) -> FormCells:
    """The cells that a form's map names. Raises UserError where the file is no workbook, or has no map that holds."""
    _ensure_workbook(file)
    with opened(file) as package:
        form = _map(package, file)
        wanted: dict[str, set[str]] = {}
        for cell in cells_of_map(form):
            wanted.setdefault(same_name(cell.sheet), set()).add(cell.address)
        parts = {same_name(part.name): part for part in reversed(package.parts)}
        found = {name: _named(package.cells(parts[name]), wanted[name]) for name in wanted.keys() & parts.keys()}
    return FormCells(form, found)


def cells_of_map(form: FormMap) -> tuple[Input | Fixed, ...]:
    """Every cell that a map names."""
    return (*form.inputs, *form.fixed)


def same_name(sheet: str) -> str:
    """A sheet's name as it is compared: spreadsheets take `SAG 01` for `Sag 01`."""
    return sheet.strip().casefold()


def row_of(address: str) -> int:
    return int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def column_of(address: str) -> str:
    return address.rstrip(DIGITS)


def _ensure_workbook(file: Path) -> None:
    """Raise UserError, which says what the file is and how to save it, unless it is a workbook of a fair size."""
    try:
        kind = kind_of(file)
    except UserError as error:
        if error.message_id in AS_ELSEWHERE:
            raise
        found = error.values.get("kind", MessageId("reading.kind_other"))
        if _is_open_document(file):
            raise UserError("reading.open_document", file=file) from None
        raise UserError("reading.other_kind", file=file, kind=found) from None
    if kind is not Kind.WORKBOOK:
        raise UserError("reading.other_kind", file=file, kind=MessageId("reading.kind_other"))
    with zipfile.ZipFile(file) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if file.stat().st_size > LARGEST or unpacked > LARGEST_UNPACKED:
        raise UserError("reading.too_large", file=file)


def _is_open_document(file: Path) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.read("mimetype").startswith(OPEN_DOCUMENT)
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, ValueError):
        return False


def _map(package: Package, file: Path) -> FormMap:
    part = next((part for part in package.parts if part.name == MAP_SHEET), None)
    if part is None:
        raise UserError("reading.no_map", file=file)
    try:
        form = FormMap.from_json(json.loads(_column_a(package, part)))
        _ensure_whole(form)
    except (KeyError, RecursionError, TypeError, ValueError):
        raise UserError("reading.broken_map", file=file) from None
    return form


def _column_a(package: Package, part: Part) -> str:
    table = package.cells(part).table
    return "".join(table["A"].drop_nulls()) if "A" in table.columns else ""


def _ensure_whole(form: FormMap) -> None:
    """Raise ValueError where it is in no language, or a cell has no address, or means two things, or two mean one."""
    cells = cells_of_map(form)
    texts = [text for cell in cells for text in (cell.sheet, cell.address)]
    texts += [each.case_id for each in form.inputs] + [each.text for each in form.fixed]
    texts += [each.criterion for each in form.inputs if each.criterion is not None]
    Language(form.language)
    if not form.inputs or not all(isinstance(text, str) for text in texts):
        raise ValueError(form.kind)
    if not all(ADDRESS.fullmatch(cell.address) for cell in cells):
        raise ValueError(form.kind)
    places = {(same_name(each.sheet), each.address) for each in form.inputs}
    meanings = {(each.case_id, each.criterion, each.field) for each in form.inputs}
    is_fixed = any((same_name(each.sheet), each.address) in places for each in form.fixed)
    if is_fixed or not len(form.inputs) == len(places) == len(meanings):
        raise ValueError(form.kind)


def _named(cells: Cells, addresses: set[str]) -> SheetCells:
    """The cells with these addresses."""
    numbers = {row_of(address) for address in addresses}
    letters = [name for name in cells.table.columns if name in {column_of(address) for address in addresses}]
    is_wanted = cells.rows.is_in(numbers)
    rows = cells.rows.filter(is_wanted)
    texts = {
        address: text
        for name in letters
        for row, text in zip(rows, cells.table[name].filter(is_wanted), strict=True)
        if text is not None and (address := f"{name}{row}") in addresses
    }
    short = {f"{name}{row}" for row, name in cells.short_numbers}
    return SheetCells(texts, frozenset(cells.missing) & addresses, frozenset(short) & addresses)
