"""Document → PDF/UA-1 with tags, bookmarks and alternative texts, in a fraction of a second and without a browser.

The words go to Typst as data, never as markup, so that no text can be code.
"""

from dataclasses import asdict
from typing import Any

from sagsloft.messages import Language
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
)
from sagsloft.render.document_frame import Frame, drawable
from sagsloft.render.typesetting import tagged_pdf

__all__ = ["document_pdf"]

REGIONS = {Language.DANISH: "DK", Language.ENGLISH: "GB"}

Data = dict[str, Any]


def document_pdf(document: Document) -> bytes:
    """The whole file. The same document gives the same bytes; its date is the document's day."""
    return tagged_pdf("document.typ", _data(drawable(document)), document.day)


def _data(document: Document) -> Data:
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "language": document.language.value,
        "region": REGIONS[document.language],
        "day": [document.day.year, document.day.month, document.day.day],
        "author": document.author,
        "is_short": document.is_short,
        "frame": asdict(Frame.of(document)),
        "sections": [_section(section) for section in document.sections],
    }


def _section(section: Section) -> Data:
    return {
        "title": section.title,
        "page_break": section.page_break,
        "blocks": [_block(block) for block in section.blocks],
        "sections": [_section(inner) for inner in section.sections],
    }


def _block(block: Block) -> Data:
    match block:
        case Paragraph():
            data = {"kind": "paragraph", **_paragraph(block)}
        case Bullets():
            data = {"kind": "bullets", "items": [_paragraph(item) for item in block.items]}
        case DataTable():
            data = {"kind": "table", **_table(block)}
        case Figure():
            data = {"kind": "figure", "title": block.title, "svg": block.svg, "alt": block.alt, "note": block.note}
        case Callout():
            data = {"kind": "callout", "title": block.title, "blocks": [_block(inner) for inner in block.blocks]}
        case Account():
            data = {"kind": "account", "title": block.title, "guidance": block.guidance, "text": block.text}
        case KeyValues():
            data = {"kind": "key_values", "pairs": block.pairs}
    return data


def _paragraph(paragraph: Paragraph) -> Data:
    runs = [
        {"text": run.text, "strong": True} if isinstance(run, Strong) else {"text": run, "strong": False}
        for run in paragraph.runs
    ]
    return {"runs": runs, "proof": paragraph.proof, "mark": paragraph.mark}


def _table(table: DataTable) -> Data:
    return {
        "title": table.title,
        "headings": table.headings,
        "rows": table.rows,
        "numbers": [place in table.numbers for place in range(len(table.headings))],
        "widths": table.widths,
        "note": table.note,
    }
