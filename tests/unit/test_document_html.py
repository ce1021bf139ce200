"""The page says what the document says, shows every text as it is, and fetches nothing."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from lxml import html
from tests.unit.documents import TRICKY, long_document, saying, small_document
from tests.unit.reading import read_html, said

from sagsloft.messages import Language
from sagsloft.render.document import DataTable, Figure, Paragraph, Section, Strong, as_text
from sagsloft.render.document_html import document_html


def test_a_document_is_told_in_reading_order_with_every_claim_followed_by_its_evidence_and_its_id():
    document = replace(
        small_document(),
        sections=(
            Section(
                "Først",
                (Paragraph((Strong("16 af 20"), " er i orden."), "mellem 62 og 94 %", "A1-2"),),
                (Section("Så"),),
            ),
            Section("Til sidst"),
        ),
    )
    assert as_text(document) == "Først\n16 af 20 er i orden. (mellem 62 og 94 %) [A1-2]\nSå\nTil sidst"


def test_a_table_whose_rows_do_not_fit_its_headings_cannot_be_made():
    with pytest.raises(ValueError, match="Skæv"):
        DataTable("Skæv", ("Et", "To"), (("kun én",),))
    with pytest.raises(ValueError, match="Uden kolonne"):
        DataTable("Uden kolonne", ("Et",), (), frozenset({1}))


def test_a_figure_that_tells_one_thing_to_the_eye_and_another_to_the_ear_cannot_be_made():
    drawn = next(block for block in small_document().sections[0].blocks if isinstance(block, Figure))
    with pytest.raises(ValueError, match="description"):
        replace(drawn, alt="Noget andet")
    with pytest.raises(ValueError, match="description"):
        replace(drawn, alt="")


def test_sections_deeper_than_three_levels_cannot_be_made():
    deep = Section("1", (), (Section("2", (), (Section("3", (), (Section("4"),)),)),))
    with pytest.raises(ValueError, match="levels"):
        replace(small_document(), sections=(deep,))


@pytest.mark.parametrize("language", Language)
def test_the_page_says_the_document_word_for_word(language):
    document = long_document(language)
    assert read_html(document_html(document)) == said(document)


def test_the_same_document_gives_the_same_text():
    assert document_html(small_document()) == document_html(small_document())


@pytest.mark.parametrize("text", TRICKY)
def test_text_is_never_markup(text):
    page = document_html(saying(text))
    assert read_html(page) == said(saying(text))
    assert not html.document_fromstring(page).xpath("//script | //main//style | //iframe")


def test_marks_stand_on_every_printed_page_and_cannot_end_the_style_they_stand_in():
    document = replace(small_document(), marks=('Udkast "</style><script>alert(1)</script>', "Fortroligt"))
    page = document_html(document)
    assert page.count("</style>") == 1
    printed = re.search(r"@top-center \{ content: \"(.*?)\";", page)
    assert re.sub(r"\\(\w{6})", lambda found: chr(int(found[1], 16)), printed[1]) == " · ".join(document.marks)


def test_characters_that_no_file_can_hold_are_left_out_and_breaks_are_spaces():
    shown = read_html(document_html(saying("før\x00\x1b\ud800\nefter")))
    assert shown == said(saying("før efter"))


def test_the_page_asks_nothing_of_the_network_and_runs_nothing():
    page = document_html(long_document())
    assert not re.search(r"<(script|link|img|iframe|object)\b|@import|url\(|\bon\w+=", page)
    assert set(re.findall(r'https?://[^"\s<]+', page)) == {"http://www.w3.org/2000/svg"}


def test_headings_descend_one_level_at_a_time_and_the_contents_lead_to_sections_that_exist():
    page = html.document_fromstring(document_html(long_document()))
    levels = [int(heading.tag[1]) for heading in page.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    names = page.xpath("//@id")
    assert len(names) == len(set(names))
    led_to = page.xpath("//nav//a/@href")
    assert len(led_to) == 12 + 20
    assert {target.removeprefix("#") for target in led_to} <= set(names)


def test_tables_have_headings_for_columns_and_rows_and_figures_a_name_and_a_description():
    page = html.document_fromstring(document_html(small_document()))
    table = page.find(".//table")
    assert [cell.get("scope") for cell in table.iterfind(".//th")] == ["col"] * 6 + ["row"] * 3
    assert [cell.get("class") for cell in table.iterfind(".//tbody/tr[1]/td")] == [None, *["number"] * 4]
    drawing = page.find(".//svg")
    assert drawing.get("role") == "img"
    assert page.get_element_by_id(drawing.get("aria-describedby")).text.startswith("Andelen ligger på 80 %")


def test_where_nobody_has_written_there_are_lines_to_write_on():
    page = html.document_fromstring(document_html(small_document()))
    empty, written = page.find_class("account")
    assert empty.find_class("lines")
    assert not written.find_class("lines")
