"""How is this text written: in which encoding, and with what between the columns?"""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from itertools import islice
from pathlib import Path

from sagsloft.core.errors import MessageId, UserError
from sagsloft.sources.kinds import encoding_of
from sagsloft.sources.notes import Note
from sagsloft.sources.sheets import Options

__all__ = ["Dialect", "detect", "dialect_notes", "utf8_source"]

UTF8, UTF8_WITH_MARK, WINDOWS = "utf-8", "utf-8-sig", "windows-1252"
DELIMITERS = {";": "semicolon", "\t": "tab", ",": "comma"}
"""What stands between columns, and its name among the notes; the first one where two are as likely."""
HEAD = 2**16
RECORDS = 50
"""Enough of the first ones to see by which delimiter they have as many fields as the header."""
BLOCK = 2**20
SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
"""Excel's own first line, which it does not show."""
LETTER_IN_UTF8 = re.compile(rb"\xc3[\x85\x86\x98\xa5\xa6\xb8]")
"""æ, ø, å, Æ, Ø or Å. In Windows-1252 it would be Ã and a sign, which no one writes."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text is written. `skip`: lines above the header."""

    encoding: str
    delimiter: str
    skip: int = 0

    @property
    def is_utf8(self) -> bool:
        """Whether the bytes can be read as they are."""
        return self.encoding in {UTF8, UTF8_WITH_MARK}


def detect(path: Path, options: Options) -> Dialect:
    """As the options say; what they do not say is found out. Raises UserError where the encoding cannot be read."""
    encoding = _encoding(path) if options.encoding is None else codecs.lookup(options.encoding).name
    text = _head(path, encoding)
    line = SEPARATOR_LINE.match(text)
    said = options.delimiter or (line and line[1])
    return Dialect(encoding, said or _delimiter(text), skip=1 if line else 0)


def dialect_notes(file: str, dialect: Dialect, options: Options) -> tuple[Note, ...]:
    """What was detected, where it is anything but comma and UTF-8, and was not said beforehand."""
    is_plain = dialect.is_utf8 and dialect.delimiter == ","
    if is_plain or (options.encoding is not None and options.delimiter is not None):
        return ()
    name = DELIMITERS.get(dialect.delimiter)
    delimiter = MessageId(f"note.{name}") if name else dialect.delimiter
    encoding = "UTF-8" if dialect.is_utf8 else dialect.encoding.capitalize().replace("Utf", "UTF")
    return (Note("note.dialect", {"file": file, "delimiter": delimiter, "encoding": encoding}),)


def utf8_source(path: Path, dialect: Dialect) -> Path | BytesIO:
    """The file itself where it is UTF-8, otherwise its text as UTF-8. Raises UserError where it cannot be decoded."""
    if dialect.is_utf8:
        return path
    source = BytesIO()
    for text in _decoded(path, dialect.encoding):
        source.write(text.encode())
    source.seek(0)
    return source


def _encoding(path: Path) -> str:
    """By the byte order mark, else UTF-8 where all of it is, else the one that older Danish systems write."""
    with path.open("rb") as file:
        marked = encoding_of(file.read(4))
    if marked is not None and marked != UTF8_WITH_MARK:
        return marked
    try:
        for _ in _decoded_strictly(path, UTF8):
            pass
    except UnicodeDecodeError:
        if marked is None and _is_windows(path):
            return WINDOWS
        raise UserError("file.mixed_encoding", file=path) from None
    return marked or UTF8


def _is_windows(path: Path) -> bool:
    """Not where some letters are written as UTF-8, as when two exports have been put together."""
    if LETTER_IN_UTF8.search(path.read_bytes()):
        return False
    try:
        return all(True for _ in _decoded_strictly(path, WINDOWS))
    except UnicodeDecodeError:
        return False


def _decoded(path: Path, encoding: str) -> Iterator[str]:
    try:
        yield from _decoded_strictly(path, encoding)
    except UnicodeError:
        raise UserError("file.not_decodable", file=path, encoding=encoding) from None


def _decoded_strictly(path: Path, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield decoder.decode(block)
        yield decoder.decode(b"", final=True)


def _head(path: Path, encoding: str) -> str:
    with path.open("rb") as file:
        head = file.read(HEAD)
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(head)
    return text.removeprefix("\ufeff")


def _delimiter(text: str) -> str:
    """The one that makes many columns of the header, and as many of the first records."""
    fit = {delimiter: _columns_that_fit(text, delimiter) for delimiter in DELIMITERS}
    return max(fit, key=lambda delimiter: fit[delimiter]) if any(fit.values()) else ","


def _columns_that_fit(text: str, delimiter: str) -> float:
    """Columns of the header, less than all of them where records differ from it; 0 where it is only one."""
    try:
        records = list(islice(csv.reader(StringIO(text, newline=""), delimiter=delimiter), RECORDS))
    except csv.Error:
        records = []
    header, *others = [record for record in records if record] or [[]]
    if len(header) == 1:
        return 0
    fitting = sum(len(record) == len(header) for record in others)
    return len(header) * (1 + fitting) / (1 + len(others))
