"""The Word file says what the document says, in styles that Word knows, and people can go on writing in it."""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from tests.unit.documents import TRICKY, long_document, saying, small_document
from tests.unit.reading import read_docx, said, words

from sagsloft.messages import Language
from sagsloft.render.document import Section, figures, headings
from sagsloft.render.document_docx import document_docx

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def long_docx():
    return document_docx(long_document())


@pytest.fixture(scope="module")
def opened(long_docx):
    return docx.Document(BytesIO(long_docx))


@pytest.fixture(scope="module")
def package(long_docx):
    with ZipFile(BytesIO(long_docx)) as archive:
        yield archive


@pytest.mark.parametrize("language", Language)
def test_the_file_says_the_document_word_for_word(language):
    document = long_document(language)
    assert read_docx(document_docx(document)) == said(document)


@pytest.mark.parametrize("text", TRICKY)
def test_text_is_never_markup_or_a_field(text):
    document = saying(text)
    assert read_docx(document_docx(document)) == said(document)


def test_characters_that_no_file_can_hold_are_left_out_and_all_others_stay():
    document = saying("Godt gået \U0001f44d\U0001f3fd, 中\x00\x0b\x1f\ufffe")
    assert read_docx(document_docx(document)) == said(saying("Godt gået \U0001f44d\U0001f3fd, 中 "))


def test_the_same_document_gives_the_same_bytes(long_docx):
    assert document_docx(long_document()) == long_docx


def test_the_file_has_no_date_but_the_document_s_own():
    content = document_docx(replace(small_document(), day=date(2027, 2, 28)))
    told = docx.Document(BytesIO(content)).core_properties
    assert told.created == told.modified == datetime.fromisoformat("2027-02-28T00:00:00+00:00")
    assert {entry.date_time for entry in ZipFile(BytesIO(content)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_properties_say_whose_document_it_is_and_nothing_of_the_template(opened, package):
    told = opened.core_properties
    assert told.title == "Analyserapport for Eksempelkøbing"
    assert told.author == told.last_modified_by == "Børn og Familie, Eksempelkøbing Kommune"
    assert told.keywords == "Opdigtede data · Udkast"
    assert told.language == "da-DK"
    assert not told.comments
    assert not any("thumbnail" in name for name in package.namelist())


@pytest.mark.parametrize(("language", "code"), [(Language.DANISH, "da-DK"), (Language.ENGLISH, "en-GB")])
def test_words_are_spelled_and_read_aloud_in_the_document_s_language(language, code):
    word = docx.Document(BytesIO(document_docx(small_document(language))))
    assert {each.get(qn("w:val")) for each in word.styles.element.iter(qn("w:lang"))} == {code}


def test_headings_are_word_s_own_and_each_is_in_the_contents_with_a_link_that_leads_to_it(opened):
    document = long_document()
    expected = [(f"Heading {level}", section.title) for level, section in headings(document)]
    paragraphs = [each for each in opened.paragraphs if each.style.name.startswith("Heading")]
    assert [(each.style.name, each.text) for each in paragraphs] == expected
    bookmarks = [each.get(qn("w:name")) for each in opened.element.body.iter(qn("w:bookmarkStart"))]
    links = {
        link.get(qn("w:anchor")): "".join(text.text for text in link.iter(qn("w:t")))
        for link in opened.element.body.iter(qn("w:hyperlink"))
    }
    assert links == {
        name: title for name, (style, title) in zip(bookmarks, expected, strict=True) if style != "Heading 3"
    }


def test_the_contents_are_a_field_that_word_works_out_again_when_it_opens_the_file(opened):
    shelf = opened.element.body.find(qn("w:sdt"))
    fields = list(shelf.iter(qn("w:fldChar")))
    assert [each.get(qn("w:fldCharType")) for each in fields] == ["begin", "separate", "end"]
    assert fields[0].get(qn("w:dirty")) == "true"
    assert shelf.find(f".//{qn('w:instrText')}").text.split() == ["TOC", "\\o", '"1-2"', "\\h", "\\z", "\\u"]


def test_a_table_repeats_its_headings_keeps_its_rows_whole_and_fills_the_page(opened):
    table = opened.tables[-1]
    assert table.cell(0, 0).text == "Kriterium"
    *_, grid = opened.element.body.iter(qn("w:tbl"))
    rows = grid.findall(qn("w:tr"))
    assert [row.find(f".//{qn('w:tblHeader')}") is not None for row in rows] == [True, *[False] * 80]
    assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
    sides = [row.findall(f".//{qn('w:jc')}") for row in rows]
    assert {len(each) for each in sides} == {4}
    assert sum(column.width.mm for column in table.columns) == pytest.approx(160, abs=0.1)


def test_figures_are_pictures_with_an_alternative_text_and_each_its_own(opened, package):
    pictures = [name for name in package.namelist() if name.startswith("word/media/")]
    assert len(pictures) == len(opened.inline_shapes) == 20
    assert len({package.read(name) for name in pictures}) == 20
    assert all(package.read(name).startswith(PNG) for name in pictures)
    described = list(opened.element.body.iter(qn("wp:docPr")))
    assert [each.get("descr") for each in described] == [figure.alt for figure in figures(long_document())]
    assert len({each.get("id") for each in described}) == 20


def test_marks_stand_above_and_the_page_s_number_below_on_every_page(opened):
    page = opened.sections[0]
    assert len(opened.sections) == 1
    assert not page.different_first_page_header_footer
    assert page.header.paragraphs[0].text == "Opdigtede data · Udkast"
    assert page.footer.paragraphs[0].text == "Analyserapport for Eksempelkøbing\tSide 1 af 1"
    codes = [each.text.strip() for each in page.footer.part.element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]


def test_an_account_is_a_place_to_write_in_and_keeps_what_is_written():
    word = docx.Document(BytesIO(document_docx(small_document())))
    empty, written = word.element.body.findall(qn("w:sdt"))[1:]
    assert [each.find(f".//{qn('w:alias')}").get(qn("w:val")) for each in (empty, written)] == [
        "Kommunens egen redegørelse",
        "Lederens ord",
    ]
    assert [each.find(f".//{qn('w:showingPlcHdr')}") is not None for each in (empty, written)] == [True, False]
    texts = ["".join(text.text for text in each.iter(qn("w:t"))) for each in (empty, written)]
    assert texts == ["Skriv her", "Vi har læst rapporten.Vi er enige i det meste."]


def test_every_style_that_is_used_is_in_the_file(opened):
    known = {style.style_id for style in opened.styles}
    used = {
        each.get(qn("w:val"))
        for name in ("w:pStyle", "w:rStyle", "w:tblStyle")
        for each in opened.element.iter(qn(name))
    }
    assert used <= known
    assert {"Heading1", "Heading2", "Heading3", "Caption", "ListBullet", "Figures"} <= used


def test_a_document_without_author_marks_sections_or_text_is_still_a_document():
    bare = replace(small_document(), author="", marks=(), subtitle="", sections=())
    assert read_docx(document_docx(bare)) == words("Analyserapport for Eksempelkøbing Opgjort pr. 30. juni 2026")
    hollow = replace(bare, sections=(Section("Tom"),))
    assert read_docx(document_docx(hollow))[-1] == "Tom"


@pytest.mark.skipif(
    None in {shutil.which("soffice"), shutil.which("pdftotext")}, reason="LibreOffice or poppler-utils is not installed"
)
def test_libreoffice_opens_the_file_and_shows_all_of_it(long_docx, tmp_path):
    file = tmp_path / "rapport.docx"
    file.write_bytes(long_docx)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    line = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, file]
    converted = subprocess.run(line, capture_output=True, text=True, check=False, timeout=300)
    if "could not be loaded" in converted.stderr:
        pytest.skip("LibreOffice is installed without Writer")
    shown = subprocess.run(["pdftotext", "-raw", file.with_suffix(".pdf"), "-"], capture_output=True, check=True)
    pages = shown.stdout.decode().split("\f")[:-1]
    assert len(pages) > 40
    for number, page in enumerate(pages, 1):
        assert "Opdigtede data · Udkast" in page
        assert f"Side {number} af {len(pages)}" in page
    solid = re.sub(r"[\s\u00ad-]", "", "".join(pages))
    for _, section in headings(long_document()):
        assert re.sub(r"[\s-]", "", section.title) in solid
    assert "C80Barneterhørtførafgørelsen" in solid
