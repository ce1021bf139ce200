"""What Word knows and python-docx does not (fields, bookmarks, content controls, repeated rows), as the XML it is."""

import re
from collections.abc import Sequence

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shape import InlineShape
from docx.table import Table
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run as WordRun

__all__ = ["made", "put_in", "xml_of"]

OPENING = re.compile(r"^\s*<([\w:]+)")


def made(xml: str) -> BaseOxmlElement:
    """An element from XML in which `w:` stands for Word's own names."""
    return parse_xml(OPENING.sub(rf"<\1 {nsdecls('w')}", xml, count=1))


def xml_of(part: WordParagraph | WordRun | Table | InlineShape) -> BaseOxmlElement:
    """The element behind it, to add what it has no method for."""
    element: BaseOxmlElement = part._inline if isinstance(part, InlineShape) else part._element  # noqa: SLF001 - it has no other door
    return element


def put_in(control: BaseOxmlElement, lines: Sequence[WordParagraph]) -> None:
    """Put paragraphs that follow each other into a content control (`w:sdt`), in their place."""
    xml_of(lines[0]).addprevious(control)
    control[-1].extend([xml_of(line) for line in lines])
