"""Document → a Word file that people can go on writing in: real headings, lists, tables, and a place of their own."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from xml.sax.saxutils import quoteattr

from docx.document import Document as WordDocument
from docx.shared import Mm, Pt

from sagsloft.render.document import (
    Account,
    Block,
    Bullets,
    Callout,
    DataTable,
    Document,
    Figure,
    KeyValues,
    Paragraph,
    Section,
    Strong,
    figures,
    headings,
)
from sagsloft.render.document_frame import Frame, drawable, printable
from sagsloft.render.docx_contents import add_bookmark, add_contents
from sagsloft.render.docx_package import empty, packed
from sagsloft.render.docx_table import add_table
from sagsloft.render.docx_xml import made, put_in, xml_of
from sagsloft.render.typesetting import pictures

__all__ = ["document_docx"]

FIGURE_WIDTH = 135
COVER_ABOVE = 140
"""Points above the first words on the cover."""


def document_docx(document: Document) -> bytes:
    """The whole file. The same document gives the same bytes; its date is the document's day."""
    written = printable(document)
    frame = Frame.of(written)
    drawn = pictures([each.svg for each in figures(drawable(document))])
    writer = _Writer(empty(written, frame), frame, iter(drawn))
    writer.cover(written)
    for number, (level, section) in enumerate(headings(written)):
        writer.section(section, level, number, follows_cover=number == 0 and not written.is_short)
    return packed(writer.word)


@dataclass(slots=True)
class _Writer:
    """Writes one document from first to last. `pictures`: those of its figures that are still to come."""

    word: WordDocument
    frame: Frame
    pictures: Iterator[bytes]
    accounts: Iterator[int] = field(default_factory=lambda: count(1))

    def cover(self, document: Document) -> None:
        lines = (
            (self.frame.marks, "Marks"),
            (document.title, "Title"),
            (document.subtitle, "Subtitle"),
            (self.frame.stated, "Normal"),
            (self.frame.author, "Normal"),
        )
        written = [self.word.add_paragraph(text, style) for text, style in lines if text]
        if not document.is_short:
            written[0].paragraph_format.space_before = Pt(COVER_ABOVE)
            add_contents(self.word, document, self.frame.contents).paragraph_format.page_break_before = True

    def section(self, section: Section, level: int, number: int, *, follows_cover: bool) -> None:
        heading = self.word.add_paragraph(section.title, f"Heading {level}")
        heading.paragraph_format.page_break_before = section.page_break or follows_cover or None
        add_bookmark(heading, number)
        for block in section.blocks:
            self.block(block)

    def block(self, block: Block) -> None:
        match block:
            case Paragraph():
                self.paragraph(block, "Normal")
            case Bullets():
                self.bullets(block, "List Bullet")
            case DataTable():
                self.table(block)
            case Figure():
                self.figure(block)
            case Callout():
                self.callout(block)
            case Account():
                self.account(block)
            case KeyValues():
                for name, value in block.pairs:
                    self.word.add_paragraph(f"{name}\t{value}", "Fact")

    def paragraph(self, paragraph: Paragraph, style: str) -> None:
        line = self.word.add_paragraph(style=style)
        for run in paragraph.runs:
            if isinstance(run, Strong):
                line.add_run(run.text).bold = True
            else:
                line.add_run(run)
        for words, look in ((paragraph.proof, "Evidence"), (paragraph.mark, "Claim")):
            if words:
                line.add_run(f" {words}", look)

    def bullets(self, bullets: Bullets, style: str) -> None:
        for item in bullets.items:
            self.paragraph(item, style)

    def callout(self, callout: Callout) -> None:
        self.word.add_paragraph(callout.title, "Callout Title")
        for block in callout.blocks:
            match block:
                case Paragraph():
                    self.paragraph(block, "Callout")
                case Bullets():
                    self.bullets(block, "Callout Bullet")

    def figure(self, figure: Figure) -> None:
        self.word.add_paragraph(figure.title, "Caption")
        picture = self.word.add_paragraph(style="Picture")
        picture.paragraph_format.keep_with_next = bool(figure.note)
        shown = picture.add_run().add_picture(BytesIO(next(self.pictures)), Mm(FIGURE_WIDTH))
        xml_of(shown).docPr.set("descr", figure.alt)
        self.note(figure.note)

    def table(self, table: DataTable) -> None:
        self.word.add_paragraph(table.title, "Caption")
        add_table(self.word, table)
        self.note(table.note)

    def account(self, account: Account) -> None:
        """A content control, in which people write; it says so until they have."""
        self.word.add_paragraph(account.title, "Account Title")
        self.word.add_paragraph(account.guidance, "Account Guidance")
        lines = [self.word.add_paragraph(words, "Account") for words in account.text]
        waiting = "" if lines else "<w:showingPlcHdr/>"
        if not lines:
            lines = [self.word.add_paragraph(style="Account")]
            lines[0].add_run(self.frame.write_here, "Placeholder Text")
        control = made(
            f"<w:sdt><w:sdtPr><w:alias w:val={quoteattr(account.title)}/>"
            f'<w:tag w:val="account-{next(self.accounts)}"/>{waiting}</w:sdtPr><w:sdtContent/></w:sdt>'
        )
        put_in(control, lines)

    def note(self, words: str) -> None:
        if words:
            self.word.add_paragraph(words, "Note")
