"""The parts of an XLSX file: which sheets there are, and what they share (ECMA-376 parts 1 and 2)."""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from sagsloft.core.errors import UserError
from sagsloft.sources.number_formats import Form, form_of_code, form_of_number
from sagsloft.sources.unpacking import ensure_unpackable
from sagsloft.sources.worksheet import Cells, Conventions, cells_of, text_of
from sagsloft.sources.xml_stream import elements

__all__ = ["Package", "Part", "opened"]

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
BROKEN = (
    etree.XMLSyntaxError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    IndexError,
    KeyError,
    OSError,
    RuntimeError,  # a password, or packed in a way that no spreadsheet packs
    TypeError,  # a cell that is to show a shared text, and does not say which
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet: its name, where it is in the file, and whether a person sees it."""

    name: str
    place: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Package:
    """An open workbook."""

    archive: zipfile.ZipFile
    parts: tuple[Part, ...]
    conventions: Conventions

    def cells(self, part: Part) -> Cells:
        """What stands in a sheet."""
        with self.archive.open(part.place) as file:
            return cells_of(file, self.conventions)


@contextmanager
def opened(path: Path) -> Iterator[Package]:
    """Open a workbook. Raises UserError where it, or what is read of it meanwhile, is broken, or far too large."""
    try:
        with zipfile.ZipFile(path) as archive:
            ensure_unpackable(path, sum(member.file_size for member in archive.infolist()))
            targets = _targets(archive)
            with archive.open(WORKBOOK) as file:
                found = [(element.tag, dict(element.attrib)) for element in elements(file, "workbookPr", "sheet")]
            conventions = Conventions(
                texts=_texts(archive, [place for kind, place in targets.values() if kind == "sharedStrings"]),
                forms=_forms(archive, [place for kind, place in targets.values() if kind == "styles"]),
                from_1904=any(attributes.get("date1904") in {"1", "true"} for _, attributes in found),
            )
            sheets = [attributes for tag, attributes in found if tag.endswith("}sheet")]
            yield Package(archive, tuple(_parts(sheets, targets)), conventions)
    except BROKEN:
        raise UserError("file.broken_workbook", file=path) from None


def _targets(archive: zipfile.ZipFile) -> dict[str, tuple[str, str]]:
    """The kind and the place of each part of the workbook, by its id."""
    with archive.open(RELATIONS) as file:
        found = [dict(element.attrib) for element in elements(file, "Relationship")]
    return {
        each["Id"]: (
            each["Type"].rpartition("/")[2],
            posixpath.normpath(posixpath.join("/xl", each["Target"])).lstrip("/"),
        )
        for each in found
    }


def _parts(sheets: list[dict[str, str]], targets: dict[str, tuple[str, str]]) -> Iterator[Part]:
    """Those that have cells: no sheet of a single chart, and none of old macros."""
    for attributes in sheets:
        relation = next(value for name, value in attributes.items() if name.endswith("}id"))
        kind, place = targets[relation]
        if kind == "worksheet":
            yield Part(attributes["name"], place, attributes.get("state", "visible") != "visible")


def _texts(archive: zipfile.ZipFile, places: list[str]) -> list[str]:
    texts: list[str] = []
    for place in places:
        with archive.open(place) as file:
            texts += [text_of(item) for item in elements(file, "si")]
    return texts


def _forms(archive: zipfile.ZipFile, places: list[str]) -> dict[str, Form]:
    """The form of each cell style by its number as cells name it; those of plain numbers are left out."""
    codes: dict[str, Form] = {}
    forms: list[Form] = []
    for place in places:
        with archive.open(place) as file:
            for element in elements(file, "numFmt", "xf"):
                kind = etree.QName(element.getparent()).localname
                if kind == "numFmts":
                    codes[element.get("numFmtId")] = form_of_code(element.get("formatCode"))
                elif kind == "cellXfs":
                    number = element.get("numFmtId", "0")
                    forms.append(codes[number] if number in codes else form_of_number(int(number)))
    return {str(place): form for place, form in enumerate(forms) if form is not Form.NUMBER}
