"""How does a Word document of ours look? Its styles, all as Word itself knows them, in one font and one language."""

from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from sagsloft.render.docx_xml import made

__all__ = ["TABLE_STYLE", "TEXT_WIDTH", "style"]

FONT = "Calibri"
INK, SOFT = RGBColor(0x1C, 0x1C, 0x1C), RGBColor(0x55, 0x58, 0x5C)
TABLE_STYLE = "Figures"
TEXT_WIDTH = 160
"""Millimetres between the margins."""
FACT_INDENT, CONTENTS_INDENT = Mm(50), Mm(6)


@dataclass(frozen=True, slots=True)
class Look:
    """`size`, `above` and `below` in points. `base`: the style that ours is made from; None for one of Word's own.

    `soft`: in grey. `kept`: on one page with the next paragraph. `edge`: a name in EDGES.
    """

    name: str
    size: float
    above: float
    below: float
    base: str | None = None
    bold: bool = False
    soft: bool = False
    kept: bool = False
    edge: str | None = None


LOOKS = (
    Look("Normal", 11, 4, 4),
    Look("Title", 30, 6, 10, bold=True),
    Look("Subtitle", 15, 0, 30),
    Look("Heading 1", 18, 22, 8, bold=True, kept=True),
    Look("Heading 2", 13.5, 16, 6, bold=True, kept=True),
    Look("Heading 3", 11.5, 12, 4, bold=True, kept=True),
    Look("Caption", 10, 12, 4, bold=True, kept=True),
    Look("List Bullet", 11, 0, 4),
    Look("Header", 9, 0, 0, bold=True),
    Look("Footer", 8.5, 0, 0, soft=True),
    Look("toc 1", 11, 6, 2, "Normal", bold=True),
    Look("toc 2", 11, 0, 2, "Normal"),
    Look("Contents Title", 18, 0, 8, "Normal", bold=True, kept=True),
    Look("Marks", 11, 0, 7, "Normal", bold=True),
    Look("Note", 9, 4, 12, "Normal", soft=True),
    Look("Picture", 11, 0, 2, "Normal", kept=True),
    Look("Table Text", 9, 0, 0, "Normal"),
    Look("Fact", 10, 0, 3, "Normal"),
    Look("Callout Title", 11, 10, 4, "Normal", bold=True, kept=True, edge="bar"),
    Look("Callout", 11, 0, 4, "Normal", edge="bar"),
    Look("Callout Bullet", 11, 0, 4, "List Bullet", edge="bar"),
    Look("Account Title", 11, 12, 2, "Normal", bold=True, kept=True),
    Look("Account Guidance", 9, 0, 8, "Normal", soft=True, kept=True),
    Look("Account", 11, 0, 7, "Normal", edge="box"),
)
DASHED = "<w:{} w:val='dashed' w:sz='6' w:space='10' w:color='1C1C1C'/>"
EDGES = {
    "bar": (
        "<w:pBdr><w:left w:val='single' w:sz='24' w:space='8' w:color='1D5A96'/></w:pBdr>",
        "<w:shd w:val='clear' w:color='auto' w:fill='EEF2F6'/>",
    ),
    "box": (f"<w:pBdr>{''.join(DASHED.format(side) for side in ('top', 'left', 'bottom', 'right'))}</w:pBdr>",),
}
AFTER_EDGES = ("w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")
TABLE = f"""
<w:style w:type="table" w:customStyle="1" w:styleId="{TABLE_STYLE}">
  <w:name w:val="{TABLE_STYLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>
  <w:tblPr>
    <w:tblBorders>
      <w:bottom w:val="single" w:sz="4" w:color="C9CED3"/><w:insideH w:val="single" w:sz="4" w:color="C9CED3"/>
    </w:tblBorders>
    <w:tblCellMar>
      <w:top w:w="50" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>
      <w:bottom w:w="50" w:type="dxa"/><w:right w:w="80" w:type="dxa"/>
    </w:tblCellMar>
  </w:tblPr>
  <w:tblStylePr w:type="firstRow">
    <w:rPr><w:b/></w:rPr>
    <w:tcPr>
      <w:tcBorders><w:bottom w:val="single" w:sz="8" w:color="1C1C1C"/></w:tcBorders><w:vAlign w:val="bottom"/>
    </w:tcPr>
  </w:tblStylePr>
</w:style>"""


def style(word: WordDocument, language_code: str) -> None:
    """Give a document our styles. `language_code`: what it is spelled and read aloud in, such as `da-DK`."""
    for look in LOOKS:
        _dress(word, look)
    for name, size in (("Evidence", None), ("Claim", Pt(8)), ("Placeholder Text", None)):
        words = word.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        words.font.color.rgb, words.font.size = SOFT, size
    word.styles.element.append(made(TABLE))
    for tongue in word.styles.element.iter(qn("w:lang")):
        tongue.set(qn("w:val"), language_code)
    _place(word)


def _dress(word: WordDocument, look: Look) -> None:
    if look.base is None:
        dressed = word.styles[look.name]
    else:
        dressed = word.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
        dressed.base_style, dressed.quick_style = word.styles[look.base], True
    assert isinstance(dressed, ParagraphStyle)  # noqa: S101 - all looks are of paragraphs
    _clear(dressed)
    dressed.font.size, dressed.font.bold, dressed.font.italic = Pt(look.size), look.bold or None, False
    dressed.font.color.rgb = SOFT if look.soft else INK
    form = dressed.paragraph_format
    form.space_before, form.space_after = Pt(look.above), Pt(look.below)
    form.line_spacing = 1.15 if look.size == LOOKS[0].size else 1.0
    form.keep_with_next = look.kept
    for edge in EDGES.get(look.edge or "", ()):
        dressed.element.get_or_add_pPr().insert_element_before(made(edge), *AFTER_EDGES)


def _clear(dressed: ParagraphStyle) -> None:
    """One font for all letters, which the template's theme would decide otherwise, and none of its lines and tabs."""
    fonts = dressed.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for letters in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{letters}"), FONT)
    for name in ("w:pBdr", "w:tabs", "w:kern", "w:rPr/w:spacing", "w:contextualSpacing", "w:semiHidden"):
        for found in dressed.element.xpath(f".//{name}"):
            found.getparent().remove(found)


def _place(word: WordDocument) -> None:
    """Where lines begin and end."""
    forms = {name: word.styles[name].paragraph_format for name in ("toc 2", "Fact", "Header", "Footer")}
    forms["toc 2"].left_indent = CONTENTS_INDENT
    forms["Fact"].left_indent, forms["Fact"].first_line_indent = FACT_INDENT, -FACT_INDENT
    forms["Fact"].tab_stops.add_tab_stop(FACT_INDENT)
    forms["Header"].alignment = WD_ALIGN_PARAGRAPH.CENTER
    forms["Footer"].tab_stops.add_tab_stop(Mm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
