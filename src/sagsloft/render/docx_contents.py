"""What is where in a Word file? A list of contents that leads there, filled already, and worked out anew by Word."""

from docx.document import Document as WordDocument
from docx.text.paragraph import Paragraph as WordParagraph

from sagsloft.render.document import CONTENTS_DEPTH, Document, headings
from sagsloft.render.docx_xml import made, put_in, xml_of

__all__ = ["add_bookmark", "add_contents"]

SHELF = """
<w:sdt>
  <w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj></w:sdtPr>
  <w:sdtContent/>
</w:sdt>"""
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>',
    f'<w:r><w:instrText xml:space="preserve"> TOC \\o "1-{CONTENTS_DEPTH}" \\h \\z \\u </w:instrText></w:r>',
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
)
FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def add_contents(word: WordDocument, document: Document, title: str) -> WordParagraph:
    """The list under its title, which is given back. It is marked as out of date: only Word knows the pages."""
    lines = [word.add_paragraph(title, "Contents Title")]
    for number, (level, section) in enumerate(headings(document)):
        if level <= CONTENTS_DEPTH:
            lines.append(_line(word, section.title, level, number))
    if len(lines) > 1:
        for place, part in enumerate(FIELD):
            xml_of(lines[1]).insert(place + 1, made(part))
        xml_of(lines[-1]).append(made(FIELD_END))
    put_in(made(SHELF), lines)
    return lines[0]


def _line(word: WordDocument, title: str, level: int, number: int) -> WordParagraph:
    line = word.add_paragraph(style=f"toc {level}")
    link = made(f'<w:hyperlink w:anchor="{_bookmark(number)}" w:history="1"/>')
    link.append(xml_of(line.add_run(title)))
    xml_of(line).append(link)
    return line


def add_bookmark(heading: WordParagraph, number: int) -> None:
    """Where a line of the contents leads to; `number`: the section's place in reading order."""
    element = xml_of(heading)
    element.insert_element_before(made(f'<w:bookmarkStart w:id="{number}" w:name="{_bookmark(number)}"/>'), "w:r")
    element.append(made(f'<w:bookmarkEnd w:id="{number}"/>'))


def _bookmark(number: int) -> str:
    return f"_Toc{number + 1:08}"
