"""What does every format say around a document's own words, and which characters can it write?"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from sagsloft.messages import say
from sagsloft.messages.wording import day
from sagsloft.render.document import Document

__all__ = ["Frame", "drawable", "printable"]

LINES_TO_WRITE_ON = 10
SPACES = re.compile(r"[ \t\n\r\f\v]+")
UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
UNDRAWABLE = re.compile(
    "[^\u0020-\u036f\u0370-\u0481\u1e00-\u1ffe\u2000-\u2040\u2070-\u20c0\u2190-\u22ff\u2500-\u25ff\ufb00-\ufb06]"
)
"""What the fonts inside Typst have no sign for: all but Latin, Greek, Cyrillic, punctuation, arrows and mathematics."""


@dataclass(frozen=True, slots=True)
class Frame:
    """`page`: what stands before the page's number, between it and the number of pages, and after."""

    contents: str
    stated: str
    author: str
    write_here: str
    skip: str
    marks: str
    page: tuple[str, str, str]
    lines: int = LINES_TO_WRITE_ON

    @classmethod
    def of(cls, document: Document) -> "Frame":
        language = document.language
        before, between, after = say("document.page", language, page="\0", pages="\0").split("\0")
        return cls(
            contents=say("document.contents", language),
            stated=say("document.stated", language, day=day(document.day, language)),
            author=say("document.author", language, author=document.author) if document.author else "",
            write_here=say("document.write_here", language),
            skip=say("document.skip", language),
            marks=" · ".join(document.marks),
            page=(before, between, after),
        )


def printable(document: Document) -> Document:
    """The document without characters that no file can hold, and with every break or row of spaces as one space."""
    rewritten: Document = _rewritten(document, lambda text: UNWRITABLE.sub("", SPACES.sub(" ", text)))
    return rewritten


def drawable(document: Document) -> Document:
    """The printable document with the name in brackets of every sign that the fonts do not have: `[GRINNING FACE]`."""
    rewritten: Document = _rewritten(
        printable(document), lambda text: UNDRAWABLE.sub(_named, unicodedata.normalize("NFC", text))
    )
    return rewritten


def _named(found: re.Match[str]) -> str:
    """Signs that only change the one before them, such as its colour, are left out."""
    sign = found[0]
    if unicodedata.category(sign) in {"Mn", "Me", "Cf", "Sk"}:
        return ""
    return f"[{unicodedata.name(sign, f'U+{ord(sign):04X}')}]"


def _rewritten(part: Any, change: Callable[[str], str]) -> Any:
    """The same tree with every text changed, drawings too."""
    if type(part) is str:
        return change(part)
    if isinstance(part, tuple):
        return tuple(_rewritten(each, change) for each in part)
    if is_dataclass(part) and not isinstance(part, type):
        changed = {each.name: _rewritten(getattr(part, each.name), change) for each in fields(part)}
        return replace(part, **changed)
    return part
