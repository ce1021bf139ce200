"""How does a table become one that Word knows as a table, with headings that are repeated on every page?

The rows are written as XML at once: cell by cell, python-docx takes ten milliseconds for each row.
"""

from xml.sax.saxutils import escape

from docx.document import Document as WordDocument
from docx.shared import Mm

from sagsloft.render.document import DataTable
from sagsloft.render.docx_styles import TABLE_STYLE, TEXT_WIDTH
from sagsloft.render.docx_xml import made, xml_of

__all__ = ["add_table"]

REPEATED = "<w:tblHeader/>"
TO_THE_RIGHT = '<w:jc w:val="right"/>'


def add_table(word: WordDocument, table: DataTable) -> None:
    """Across the whole page, each column as wide as it wants to be; no row is broken over two pages."""
    grid = word.add_table(0, len(table.headings), TABLE_STYLE)
    grid.autofit = False
    widths = [Mm(TEXT_WIDTH * width / sum(table.widths)) for width in table.widths]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    text_style = word.styles["Table Text"].style_id
    rows = ((REPEATED, table.headings), *(("", row) for row in table.rows))
    for mark, cells in rows:
        written = "".join(
            _cell(words, width.twips, text_style, TO_THE_RIGHT if place in table.numbers else "")
            for place, (words, width) in enumerate(zip(cells, widths, strict=True))
        )
        xml_of(grid).append(made(f"<w:tr><w:trPr><w:cantSplit/>{mark}</w:trPr>{written}</w:tr>"))


def _cell(words: str, twips: int, text_style: str, side: str) -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{twips}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{text_style}"/>{side}'
        f'</w:pPr><w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r></w:p></w:tc>'
    )
