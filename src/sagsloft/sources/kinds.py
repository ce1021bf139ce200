"""What kind of file is this? Told by its content; a name proves nothing."""

import codecs
import gzip
import re
import zipfile
import zlib
from enum import StrEnum
from pathlib import Path

from sagsloft.core.errors import MessageId, UserError

__all__ = ["Kind", "encoding_of", "kind_of"]

HEAD = 2**16
"""Bytes that are enough to refuse what is no text, however long it is."""
LONGEST_FIRST_LINE = 2**20
"""Bytes. What has no end of line by then is no table."""
MOST_CONTROL_CHARACTERS = 0.05
"""Of the characters of a text; in random bytes they are a tenth."""
SIGNATURES = {
    b"PAR1": "parquet",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"%PDF": "pdf",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"II*\0": "picture",
    b"MM\0*": "picture",
    b"\xd0\xcf\x11\xe0": "old_excel",
    b"\x1f\x8b": "gzip",
}
"""How a file begins, and what it then is."""
BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
CONTROL_CHARACTER = re.compile(r"[\0-\x08\x0e-\x1f]")
PROLOG = r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*"
ROOT = re.compile(PROLOG + r"<(?:[\w.-]+:)?log[\s/>]", re.DOTALL)
DOCTYPE = re.compile(PROLOG + r"<!DOCTYPE", re.DOTALL)
HTML = re.compile(PROLOG + r"(?:<!doctype\s+html|<(?:html|head|body|table|style|meta)\b)", re.DOTALL | re.IGNORECASE)
XML = re.compile(PROLOG + r"<[\w.:-]+[\s/>]", re.DOTALL)


class Kind(StrEnum):
    """What can be read."""

    TEXT = "text"
    PARQUET = "parquet"
    WORKBOOK = "workbook"
    XES = "xes"
    PACKED_XES = "packed_xes"


def kind_of(path: Path, encoding: str | None = None) -> Kind:
    """The kind of a file. Raises UserError, which says what the file seems to be, where it is none that can be read.

    `encoding` is that of a text, where it is known.
    """
    _ensure_readable(path)
    with path.open("rb") as file:
        head = file.read(HEAD)
    found = next((kind for start, kind in SIGNATURES.items() if head.startswith(start)), None)
    if found == "parquet" or (found is None and path.suffix.lower() == ".parquet"):
        return Kind.PARQUET
    if found == "zip" and _holds_workbook(path):
        return Kind.WORKBOOK
    if found == "gzip":
        return _packed(path)
    if found is not None:
        raise _other(path, found)
    return _of_text(path, head, encoding)


def _ensure_readable(path: Path) -> None:
    """Raise UserError unless it is a file that may be read."""
    try:
        str(path).encode()
        if path.exists() and not path.is_file():
            raise UserError("file.not_a_file", file=path)
        with path.open("rb") as file:
            file.read(1)
    except FileNotFoundError:
        raise UserError("file.not_found", file=path) from None
    except UnicodeEncodeError:
        raise UserError("file.bad_name") from None
    except OSError as error:
        raise UserError("file.cannot_open", file=path, detail=error.strerror) from error


def encoding_of(head: bytes) -> str | None:
    """The encoding that a byte order mark names."""
    return next((encoding for mark, encoding in BYTE_ORDER_MARKS.items() if head.startswith(mark)), None)


def _holds_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def _packed(path: Path) -> Kind:
    try:
        with gzip.open(path) as file:
            head = file.read(HEAD)
    except (EOFError, OSError, zlib.error):
        raise UserError("file.broken_gzip", file=path) from None
    if _of_markup(path, _decoded(head, None)) is not Kind.XES:
        raise _other(path, "gzip")
    return Kind.PACKED_XES


def _of_text(path: Path, head: bytes, encoding: str | None) -> Kind:
    try:
        text = _decoded(head, encoding)
    except UnicodeError:  # no byte order mark where the encoding needs one, or no encoding of texts
        raise UserError("file.not_decodable", file=path, encoding=encoding) from None
    markup = _of_markup(path, text)
    if markup is not None:
        return markup
    if len(CONTROL_CHARACTER.findall(text)) > MOST_CONTROL_CHARACTERS * len(text):
        raise _other(path, "binary")
    if not re.search(r"[\r\n]", text):
        _ensure_first_line_ends(path)
    return Kind.TEXT


def _of_markup(path: Path, text: str) -> Kind | None:
    """XES, or nothing of the sort; pages and other XML are refused. A DOCTYPE could hold an entity bomb."""
    if ROOT.match(text):
        return Kind.XES
    if HTML.match(text):
        raise _other(path, "html")
    if DOCTYPE.match(text):
        raise UserError("file.doctype", file=path)
    if text.startswith("<?xml") or XML.match(text):
        raise _other(path, "xml")
    return None


def _ensure_first_line_ends(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(LONGEST_FIRST_LINE)
    if len(start) == LONGEST_FIRST_LINE and not re.search(rb"[\r\n]", start):
        raise UserError("file.endless_line", file=path)


def _decoded(head: bytes, encoding: str | None) -> str:
    known = encoding or encoding_of(head) or "latin-1"  # enough to see what it is, and fits any bytes
    return codecs.getincrementaldecoder(known)(errors="replace").decode(head)


def _other(path: Path, kind: str) -> UserError:
    return UserError("file.other_kind", file=path, kind=MessageId(f"file.kind_{kind}"))
