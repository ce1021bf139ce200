"""What does a Word file carry besides its text? Page, header, footer, settings, properties, and no time but its day."""

from datetime import UTC, datetime, time
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph as WordParagraph

from sagsloft.messages import Language
from sagsloft.render.document import Document
from sagsloft.render.document_frame import Frame
from sagsloft.render.docx_styles import TEXT_WIDTH, style
from sagsloft.render.docx_xml import made, xml_of

__all__ = ["add_field", "empty", "packed"]

CODES = {Language.DANISH: "da-DK", Language.ENGLISH: "en-GB"}
WIDTH, HEIGHT = 210, 297
TOP, BOTTOM, EDGE = 28, 25, 12
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip archive can tell."""


def empty(document: Document, frame: Frame) -> WordDocument:
    """A Word document without a text, with everything else."""
    word = docx.Document()
    style(word, CODES[document.language])
    _settings(word, CODES[document.language])
    _properties(word, document, frame)
    _page(word, document.title, frame)
    return word


def packed(word: WordDocument) -> bytes:
    """The file. The same document gives the same bytes: the archive tells no time."""
    saved, again = BytesIO(), BytesIO()
    word.save(saved)
    with ZipFile(saved) as first, ZipFile(again, "w", ZIP_DEFLATED) as second:
        for name in first.namelist():
            entry = ZipInfo(name, EARLIEST)
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 0
            second.writestr(entry, first.read(name))
    return again.getvalue()


def add_field(paragraph: WordParagraph, code: str, shown: str) -> None:
    """What Word works out itself, such as a page's number; `shown` until it has."""
    parts = (
        ("", '<w:fldChar w:fldCharType="begin"/>'),
        ("", f'<w:instrText xml:space="preserve"> {code} </w:instrText>'),
        ("", '<w:fldChar w:fldCharType="separate"/>'),
        (shown, None),
        ("", '<w:fldChar w:fldCharType="end"/>'),
    )
    for text, xml in parts:
        run = paragraph.add_run(text)
        if xml is not None:
            xml_of(run).append(made(xml))


def _settings(word: WordDocument, code: str) -> None:
    """Words are hyphenated, and Word opens the file as one of its own, not as one of an older version."""
    settings = word.settings.element
    for tongue in settings.iter(qn("w:themeFontLang")):
        tongue.set(qn("w:val"), code)
    for mode in settings.xpath(".//w:compatSetting[@w:name='compatibilityMode']"):
        mode.set(qn("w:val"), "15")
    settings.find(qn("w:defaultTabStop")).addnext(made("<w:autoHyphenation/>"))


def _properties(word: WordDocument, document: Document, frame: Frame) -> None:
    """Nothing of the template's own is left, not even its picture."""
    told = word.core_properties
    told.title, told.subject, told.author = document.title, document.subtitle, document.author
    told.keywords, told.comments, told.category = frame.marks, "", ""
    told.language, told.last_modified_by, told.revision = CODES[document.language], document.author, 1
    told.created = told.modified = datetime.combine(document.day, time(), UTC).replace(tzinfo=None)
    relations = word.part.package.rels
    for name in [name for name, each in relations.items() if each.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[name]


def _page(word: WordDocument, title: str, frame: Frame) -> None:
    """A4 with the marks above and the page's number below, on the first page too."""
    page = word.sections[0]
    page.page_width, page.page_height = Mm(WIDTH), Mm(HEIGHT)
    page.left_margin = page.right_margin = Mm((WIDTH - TEXT_WIDTH) / 2)
    page.top_margin, page.bottom_margin = Mm(TOP), Mm(BOTTOM)
    page.header_distance = page.footer_distance = Mm(EDGE)
    page.header.paragraphs[0].add_run(frame.marks)
    before, between, after = frame.page
    footer = page.footer.paragraphs[0]
    footer.add_run(f"{title}\t{before}")
    add_field(footer, "PAGE", "1")
    footer.add_run(between)
    add_field(footer, "NUMPAGES", "1")
    footer.add_run(after)
