"""The page as people meet it: on a phone, on a screen, on paper, and read aloud; and it fetches nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests import invented_overview as invented

from sagsloft.messages import Language
from sagsloft.render.report_page import report_page

ADDRESS = "https://rapport.invalid/"
pytestmark = pytest.mark.xdist_group("browser")
SCREENS = {"phone": (390, 844), "screen": (1280, 900)}


@pytest.fixture
def opened(browser):
    """`opened("da", "phone")`: the page in a window of its own, and every address that it asked for."""
    windows = []

    def show(language, screen="screen"):
        width, height = SCREENS[screen]
        window = browser.new_context(viewport={"width": width, "height": height})
        windows.append(window)
        shown, asked = window.new_page(), []
        text = report_page(invented.overview(), invented.context(), Language(language))

        def answer(route):
            asked.append(route.request.url)
            route.fulfill(body=text, content_type="text/html; charset=utf-8")

        window.route("**/*", answer)
        shown.goto(ADDRESS)
        shown.wait_for_load_state("networkidle")
        return shown, asked

    yield show
    for window in windows:
        window.close()


def unfolded(page):
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")


def test_the_page_asks_for_itself_and_nothing_else(opened):
    page, asked = opened("da")
    unfolded(page)
    assert [address for address in asked if not address.endswith("favicon.ico")] == [ADDRESS]


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("language", Language)
def test_axe_finds_nothing_that_shuts_anyone_out(opened, language, screen):
    page, _ = opened(language, screen)
    unfolded(page)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_is_wider_than_the_screen(opened, language, screen):
    page, _ = opened(language, screen)
    unfolded(page)
    assert page.evaluate("document.documentElement.scrollWidth") == SCREENS[screen][0]


@pytest.mark.parametrize("screen", SCREENS)
def test_bars_are_as_long_as_their_numbers_on_every_screen(opened, screen):
    page, _ = opened("da", screen)
    longest, other = page.evaluate("[...document.querySelectorAll('.bar')].slice(0, 2).map(each => each.offsetWidth)")
    assert longest > 30
    assert other == pytest.approx(longest * 421 / 995, abs=1)


def test_charts_fill_the_width_of_a_phone(opened):
    page, _ = opened("da", "phone")
    widths = page.evaluate("[...document.querySelectorAll('figure > svg')].map(each => each.clientWidth)")
    assert len(widths) == 5
    assert set(widths) == {390 - 2 * 16}


def test_names_of_months_and_axes_in_the_drawings_are_danish(opened):
    page, _ = opened("da")
    drawn = page.evaluate("[...document.querySelectorAll('figure svg text')].map(each => each.textContent)")
    assert {"0 %", "100 %", "2024", "jul 2024"} <= set(drawn)
    assert "Jul 2024" not in drawn


def test_a_screen_reader_meets_each_chart_as_one_picture_with_its_name(opened):
    page, _ = opened("da")
    charts = page.get_by_role("img")
    assert charts.count() == 5
    name = "Underretning vurderet inden 24 timer: Andel i tide, måned for måned"
    assert page.get_by_role("img", name=name, exact=True).count() == 1


def test_on_paper_no_chart_and_no_table_line_is_cut(opened):
    page, _ = opened("da")
    page.emulate_media(media="print")
    kept = page.evaluate("[...document.querySelectorAll('figure, tr')].map(each => getComputedStyle(each).breakInside)")
    assert set(kept) == {"avoid"}
    assert page.evaluate("getComputedStyle(document.querySelector('nav')).display") == "none"
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
