"""The PDF says what the document says, to the eye and to the ear, and no text in it can be code."""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date

import pdfua
import pytest
from page import validate_pdf_bytes
from tests.unit.documents import HASH, LONG_WORD, TRICKY, drawing, long_document, saying, small_document
from tests.unit.reading import read_pdf, said, words
from tests.unit.tagged_pdf import TaggedPdf

from sagsloft.messages import Language
from sagsloft.render.document import KeyValues, Paragraph, Section, headings
from sagsloft.render.document_frame import UNDRAWABLE
from sagsloft.render.document_pdf import document_pdf

RIGHT_MARGIN = 26 / 25.4 * 72
PAGE_WIDTH = 595.276


@pytest.fixture(scope="module")
def long_pdf():
    return document_pdf(long_document())


@pytest.fixture(scope="module")
def long_tagged(long_pdf):
    return TaggedPdf(long_pdf)


@pytest.mark.parametrize("language", Language)
def test_the_pdf_says_the_document_word_for_word_to_a_screen_reader(language):
    document = long_document(language)
    assert read_pdf(document_pdf(document), document) == said(document)


def test_the_same_document_gives_the_same_bytes(long_pdf):
    assert document_pdf(long_document()) == long_pdf


def test_the_file_has_no_date_but_the_document_s_own():
    content = document_pdf(replace(small_document(), day=date(2027, 2, 28)))
    tagged = TaggedPdf(content)
    about = tagged.file.docinfo
    dates = {str(about[name]) for name in list(about.keys()) if name.endswith("Date")}
    assert dates == {"D:20270228000000Z"}
    assert set(re.findall(rb"Date>([^<]+)</xmp", content)) == {b"2027-02-28T00:00:00Z"}


@pytest.mark.parametrize("text", TRICKY)
def test_text_is_never_code(text):
    document = saying(text)
    assert read_pdf(document_pdf(document), document) == said(document)


def test_signs_that_the_fonts_do_not_have_are_named_and_nothing_else_is_lost():
    document = saying("Godt gået \U0001f44d\U0001f3fd, 中 og \ue000!")
    told = saying("Godt gået [THUMBS UP SIGN], [CJK UNIFIED IDEOGRAPH-4E2D] og [U+E000]!")
    assert read_pdf(document_pdf(document), document) == said(told)


def test_the_fonts_have_every_sign_that_is_not_named():
    signs = [chr(code) for code in range(0x21, 0x10000) if not UNDRAWABLE.match(chr(code)) and chr(code).isprintable()]
    blocks = tuple(Paragraph(" ".join(signs[at : at + 40])) for at in range(0, len(signs), 40))
    document = replace(small_document(), sections=(Section("Tegn", blocks),))
    assert len(signs) > 2000
    assert document_pdf(document).startswith(b"%PDF-1.7")


def test_the_file_calls_itself_accessible_and_says_its_language_and_title(long_tagged):
    root = long_tagged.root
    assert bool(root.MarkInfo.Marked)
    assert not bool(root.MarkInfo.Suspects)
    assert str(root.Lang) == "da-DK"
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    about = root.Metadata.read_bytes().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in about
    assert "Analyserapport for Eksempelkøbing" in about
    assert str(TaggedPdf(document_pdf(small_document(Language.ENGLISH))).root.Lang) == "en-GB"


def test_every_heading_is_tagged_at_its_level_and_is_a_bookmark(long_tagged):
    document = long_document()
    tagged = [(int(part.kind[1]), words(part.words)) for part in long_tagged.of_kind("H1", "H2", "H3")]
    assert tagged[0] == (1, ["Indhold"])
    assert tagged[1:] == [(level, words(section.title)) for level, section in headings(document)]
    assert bookmarks(long_tagged.root.Outlines) == [section.title for _, section in headings(document)]


def bookmarks(branch):
    found, node = [], branch.get("/First")
    while node is not None:
        found += [str(node.Title), *bookmarks(node)]
        node = node.get("/Next")
    return found


def test_every_figure_has_an_alternative_text(long_tagged):
    alternatives = [str(part.element.Alt) for part in long_tagged.of_kind("Figure")]
    assert len(alternatives) == len(set(alternatives)) == 20
    assert all(each.startswith("Andelen ligger på 80 %") for each in alternatives)


def test_every_cell_of_a_table_finds_the_heading_of_its_column(long_tagged):
    assert {part.attribute("/Scope") for part in long_tagged.of_kind("TH")} == {"/Column"}
    names = {str(part.element.ID) for part in long_tagged.of_kind("TH")}
    cells = long_tagged.of_kind("TD")
    assert len(cells) == (80 + 10 * 12) * 6
    assert {str(name) for cell in cells for name in cell.attribute("/Headers")} <= names
    assert all(len(cell.attribute("/Headers")) == 1 for cell in cells)


def test_every_page_carries_the_marks_and_its_number(long_tagged):
    pages = long_tagged.outside_the_structure
    assert len(pages) > 40
    for number, page in enumerate(pages, 1):
        assert "Opdigtede data · Udkast" in page
        assert f"Side {number} af {len(pages)}" in page


def test_a_long_table_repeats_its_headings_on_every_page_and_they_are_read_aloud_once(long_tagged):
    repeated = [page for page in long_tagged.outside_the_structure if "Fremgår ikke af sagen" in page]
    assert len(repeated) == 1
    assert "Kriterium" in repeated[0]
    assert long_tagged.read().count("Fremgår ikke af sagen") == 11


def test_fonts_are_in_the_file_and_are_the_same_on_every_machine(long_tagged):
    descriptors = [
        descendant.FontDescriptor
        for page in long_tagged.file.pages
        for each in page.resources.Font.values()
        for descendant in each.DescendantFonts
    ]
    assert all("/FontFile2" in each or "/FontFile3" in each for each in descriptors)
    families = {re.sub(r"^/\w+\+|-.*", "", str(each.FontName)) for each in descriptors}
    assert families <= {"LibertinusSerif", "DejaVuSansMono", "NewCMMath"}


def test_pdfua_finds_nothing_wrong(long_pdf, tmp_path):
    file = tmp_path / "long.pdf"
    file.write_bytes(long_pdf)
    assert pdfua.validate(str(file)).findings == ()


@pytest.mark.parametrize("language", Language)
def test_page_finds_that_every_rule_of_the_standard_is_kept(language):
    found = validate_pdf_bytes(document_pdf(long_document(language)), profile="ua1")
    assert [(failure.rule_id, failure.message) for failure in found.failures] == []
    assert found.rules.passed > 100


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")
@pytest.mark.parametrize("word", [LONG_WORD, HASH, "x" * 300, "a_b/c" * 20, "https://www.ankestyrelsen.dk/" + "e" * 90])
def test_no_word_is_so_long_that_it_leaves_the_page(word, tmp_path):
    file = tmp_path / "word.pdf"
    file.write_bytes(document_pdf(saying(word)))
    boxes = subprocess.run(["pdftotext", "-bbox", file, "-"], capture_output=True, text=True, check=True).stdout
    edges = [float(edge) for edge in re.findall(r'xMax="([\d.]+)"', boxes)]
    assert len(edges) > 10
    assert max(edges) < PAGE_WIDTH - RIGHT_MARGIN + 8


def test_a_document_without_author_marks_sections_or_text_is_still_a_document():
    bare = replace(small_document(), author="", marks=(), subtitle="", sections=())
    assert read_pdf(document_pdf(bare), bare) == words("Analyserapport for Eksempelkøbing Opgjort pr. 30. juni 2026")
    hollow = replace(bare, sections=(Section("Tom", (KeyValues((("Navn", ""),)), Paragraph(""))),))
    assert "Tom" in read_pdf(document_pdf(hollow), hollow)


def test_a_drawing_stays_a_drawing(tmp_path):
    content = document_pdf(replace(small_document(), sections=(Section("Figur", (drawing("kvadrat"),)),)))
    pages = TaggedPdf(content).file.pages
    assert not any(
        each.get("/Subtype") == "/Image" for page in pages for each in page.resources.get("/XObject", {}).values()
    )
