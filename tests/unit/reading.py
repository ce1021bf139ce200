"""What a reader is told by each format of a document, so that the formats can be held against each other."""

import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

from lxml import etree, html
from tests.unit.tagged_pdf import TaggedPdf

from sagsloft.render.document import Document, as_text
from sagsloft.render.document_frame import Frame

UNSEEN = re.compile("[\u00ad\u200b\u2060]")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def words(text: str) -> list[str]:
    """Without spaces, and without what only says where a line may break."""
    return UNSEEN.sub("", text).split()


def said(document: Document) -> list[str]:
    """What every format must say, word by word: the cover, and then the content."""
    frame = Frame.of(document)
    cover = frame.marks, document.title, document.subtitle, frame.stated, frame.author
    return words("\n".join((*cover, as_text(document))))


def read_pdf(content: bytes, document: Document) -> list[str]:
    """As a screen reader reads it; points without their bullets, and no list of contents."""
    read = [word for word in words(TaggedPdf(content).read()) if word != "•"]
    contents = Frame.of(document).contents
    assert contents in read
    read.remove(contents)
    return read


def read_html(page: str) -> list[str]:
    """As a browser reads it aloud; the list of contents, and what leads past it, is left out."""
    body = html.document_fromstring(page).find("body")
    return words("".join(text for part in body if part.tag in {"header", "main"} for text in _html_texts(part)))


def _html_texts(element: html.HtmlElement) -> Iterator[str]:
    if element.tag == "svg":
        yield f"\n{element.findtext('desc')}\n"
    else:
        yield element.text or ""
        for child in element:
            yield from _html_texts(child)
        yield "" if element.tag in {"span", "strong"} else "\n"
    yield element.tail or ""


def read_docx(content: bytes) -> list[str]:
    """As Word reads it aloud; the list of contents, and what invites to write, is left out."""
    with ZipFile(BytesIO(content)) as package:
        body = etree.fromstring(package.read("word/document.xml"))[0]
    for shelf in body.findall(f".//{WORD}docPartObj"):
        body.remove(shelf.getparent().getparent())
    for style in body.findall(f".//{WORD}rStyle[@{WORD}val='PlaceholderText']"):
        style.getparent().getparent().clear()
    return words("\n".join("".join(_docx_texts(line)) for line in body.iter(f"{WORD}p")))


def _docx_texts(line: etree._Element) -> Iterator[str]:
    for part in line.iter():
        if part.tag == f"{WORD}t":
            yield part.text or ""
        elif part.tag == f"{WORD}tab" and part.getparent().tag == f"{WORD}r":
            yield " "
        elif part.get("descr"):
            yield part.get("descr")
