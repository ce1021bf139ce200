"""A document's page as people meet it: on a phone, on a screen, on paper, and read aloud; and it fetches nothing."""

import subprocess

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.unit.documents import HASH, LONG_WORD, long_document, saying, small_document

from sagsloft.messages import Language
from sagsloft.render.document_html import document_html

ADDRESS = "https://rapport.invalid/"
pytestmark = pytest.mark.xdist_group("browser")
SCREENS = {"phone": (390, 844), "screen": (1280, 900)}


@pytest.fixture
def opened(browser):
    """`opened(document, "phone")`: the page in a window of its own, and every address that it asked for."""
    windows = []

    def show(document, screen="screen"):
        width, height = SCREENS[screen]
        window = browser.new_context(viewport={"width": width, "height": height})
        windows.append(window)
        shown, asked = window.new_page(), []

        def answer(route):
            asked.append(route.request.url)
            route.fulfill(body=document_html(document), content_type="text/html; charset=utf-8")

        window.route("**/*", answer)
        shown.goto(ADDRESS)
        shown.wait_for_load_state("networkidle")
        return shown, asked

    yield show
    for window in windows:
        window.close()


def test_the_page_asks_for_itself_and_nothing_else(opened):
    _, asked = opened(long_document())
    assert [address for address in asked if not address.endswith("favicon.ico")] == [ADDRESS]


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("language", Language)
def test_axe_finds_nothing_that_shuts_anyone_out(opened, language, screen):
    page, _ = opened(small_document(language), screen)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("document", [long_document(), saying(LONG_WORD), saying(HASH)], ids=["long", "word", "hash"])
@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_is_wider_than_the_screen(opened, document, screen):
    page, _ = opened(document, screen)
    assert page.evaluate("document.documentElement.scrollWidth") == SCREENS[screen][0]


def test_on_paper_every_page_carries_the_marks_and_its_number(opened, tmp_path):
    page, _ = opened(small_document())
    file = tmp_path / "printed.pdf"
    file.write_bytes(page.pdf(prefer_css_page_size=True))
    shown = subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, text=True, check=True).stdout
    pages = shown.split("\f")[:-1]
    assert len(pages) > 2
    for number, each in enumerate(pages, 1):
        assert "Opdigtede data · Udkast" in each
        assert f"Side {number} af {len(pages)}" in each
