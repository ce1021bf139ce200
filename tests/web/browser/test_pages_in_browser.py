"""The pages as people meet them, who only look: on a screen, on a phone, by keyboard alone, on paper, read aloud."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from tests.web.browser.conftest import size

pytestmark = pytest.mark.xdist_group("browser")
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SCREENS = (1920, 1280, 768, 390, 320)
PAGES = {
    "leder": (
        "/i-dag/",
        "/i-dag/?team=findes+ikke",
        "/i-dag/?regel=aktindsigt-7-arbejdsdage",
        "/sager/",
        "/sager/?venter=uden-frist",
        "case",
        "case?",
        "case before anything",
        "/noegletal/",
        "/noegletal/underretning/",
        "/noegletal/anbringelse/",
        "/noegletal/frister/",
        "/noegletal/frister/?team=Team+Nord&periode=2024",
        "/noegletal/frister/?team=findes-ikke",
        "/noegletal/frister/sager/?regel=underretning-24-timer&lov=2024-01-01",
        "/datakvalitet/",
        "/lovgrundlag/",
        "/lovgrundlag/underretning-24-timer/",
        "/tilgaengelighed/",
        "/forloeb/",
        "/profil/",
        "/profil/to-trin/",
        "/findes-ikke/",
        "/brugere/",
    ),
    "raadgiver": ("/i-dag/",),
    "taskforce-konsulent": ("case of a course",),
    "politiker": ("/noegletal/",),
    "administrator": ("/brugere/", "/brugere/inviter/", "role", "/enheder/", "team", "team!"),
    "databeskyttelse": ("/log/opslag/", "/log/slet-sag/"),
    "": ("/log-ind/", "/log-ind/glemt/"),
}
"""By role: what it meets that the others do not, also where a page is refused or not there."""
EMPTY = ("/i-dag/", "/sager/", "/noegletal/", "/noegletal/underretning/", "/noegletal/frister/", "/datakvalitet/")
ALL = [(path, role) for role, paths in PAGES.items() for path in paths]
WIDER = """[...document.querySelectorAll('main *')]
    .filter(each => !each.closest('.scroll, svg, .sr-only, thead'))
    .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
    .map(each => each.outerHTML)"""
FOREIGN_SCRIPT = """(() => { const script = document.createElement('script');
    script.text = 'window.ran = 1'; document.body.append(script) })()"""
REFUSED = "the server responded with a status of 40"
"""What a browser says of a page that is not for this person."""
STOP = """(() => { const each = document.activeElement;
    const box = each.getBoundingClientRect(), style = getComputedStyle(each);
    const shown = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    return { html: each.outerHTML, end: each === document.body, seen: shown && box.width > 0 } })()"""
CAN_BE_PRESSED = """[...document.querySelectorAll('nav, button, select, input:not([type=hidden])')]
    .filter(each => each.offsetParent).map(each => each.outerHTML)"""


def unfolded(page):
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")


def complaints_of_axe(page, screen):
    page.set_viewport_size(size(screen))
    found = Axe().run(page, options=WCAG)
    return f"{screen} {page.url}\n{found.generate_report()}" if found.violations_count else ""


def assert_axe_is_content(page):
    unfolded(page)
    assert [complaints_of_axe(page, screen) for screen in ("screen", "phone")] == ["", ""]


@pytest.mark.parametrize("role", PAGES)
def test_axe_finds_nothing_on_any_page_that_shuts_anyone_out(shown, role):
    for path in PAGES[role]:
        assert_axe_is_content(shown(path, role=role))


def test_axe_finds_nothing_where_there_is_nothing_to_show_yet(shown_empty):
    for path in EMPTY:
        page = shown_empty(path)
        assert "Der er intet at vise endnu" in page.inner_text("main")
        assert_axe_is_content(page)


def test_axe_finds_nothing_on_the_page_of_an_error(shown, looked_at):
    page, said = shown("/tilgaengelighed/"), render_to_string("500.html")
    page.route("**/i-stykker/", lambda route: route.fulfill(body=said, content_type="text/html"))
    page.goto(looked_at.address("/i-stykker/"))
    assert page.inner_text("h1") == "Noget gik galt"
    assert_axe_is_content(page)


def test_no_page_is_wider_than_its_screen(shown):
    for path, role in ALL:
        page = shown(path, role=role)
        unfolded(page)
        for screen in SCREENS:
            page.set_viewport_size(size(screen))
            assert page.evaluate(WIDER) == [], (path, screen)
            assert page.evaluate("document.documentElement.scrollWidth") <= screen, (path, screen)


def test_the_strict_policy_is_in_force_and_nothing_on_a_page_breaks_it(shown):
    for path, role in ALL:
        page = shown(path, role=role)
        assert [each for each in page.complaints if REFUSED not in each] == [], path
        page.evaluate(FOREIGN_SCRIPT)
        assert page.evaluate("window.ran") is None, path


def test_the_design_systems_own_letters_are_there(shown):
    page = shown("/i-dag/")
    page.evaluate("document.fonts.ready.then(() => true)")
    assert page.evaluate("[...document.fonts].some(each => each.family.includes('Plex') && each.status === 'loaded')")


def test_from_the_list_to_the_reason_by_keyboard_alone(shown):
    page = shown("/i-dag/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skipnav"
    page.keyboard.press("Enter")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(document.activeElement.getAttribute('href') || '').startsWith('/sag/')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/sag/**")
    assert "Sag sag-" in page.inner_text("h1")


@pytest.mark.parametrize("path", ["/i-dag/", "/sager/", "case"])
def test_every_stop_of_the_keyboard_can_be_seen(shown, path):
    page = shown(path)
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(STOP))
        if stops[-1]["end"]:
            break
    assert len(stops) > 20
    assert [each["html"] for each in stops if not (each["end"] or each["seen"])] == []


def test_a_screen_reader_meets_the_timeline_as_one_picture_with_its_name(shown):
    page = shown("case")
    assert page.get_by_role("img", name="Sagens 2 hændelser og").count() == 1
    assert page.get_by_role("table", name="Pligter og hvordan de står").count() == 1


@pytest.mark.parametrize("path", ["/i-dag/", "/sager/", "case", "/noegletal/", "/noegletal/underretning/"])
def test_on_paper_stands_the_content_without_what_can_only_be_pressed(shown, path):
    page = shown(path)
    page.emulate_media(media="print")
    try:
        assert page.evaluate(CAN_BE_PRESSED) == []
        assert page.locator(".invented-bar").is_visible()
        assert "Plex" in page.evaluate("getComputedStyle(document.body).fontFamily")
        assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    finally:
        page.emulate_media(media="screen")


def test_on_paper_stands_why_something_is_missing_though_it_is_folded(shown):
    page = shown("case")
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = false })")
    why = page.locator("#venter-titel ~ article p", has_text="Pligten opstod ved").first
    assert not why.is_visible()
    page.emulate_media(media="print")
    try:
        assert why.is_visible()
    finally:
        page.emulate_media(media="screen")


@pytest.mark.parametrize("screen", ["screen", "phone"])
def test_the_first_thing_seen_is_how_many_children_wait(shown, screen):
    tile = shown("/i-dag/", screen).locator(".tile-first").bounding_box()
    assert tile["y"] + tile["height"] < size(screen)["height"] / 1.5


def test_what_must_be_done_first_stands_first(shown):
    titles = shown("/i-dag/").locator("section h2").all_inner_texts()
    assert titles == ["Ure på 24 timer, der løber", "Andre frister inden for 7 dage", "Fristen er overskredet"]
    assert titles[0] in shown("/i-dag/", role="raadgiver").inner_text("main")


def test_on_a_screen_a_team_leader_sees_a_child_its_limit_and_why_without_scrolling(shown):
    row = shown("/i-dag/", role="teamleder").locator("tbody tr").first
    box = row.bounding_box()
    assert box["y"] + box["height"] < size("screen")["height"]
    told = row.inner_text()
    assert all(each in told for each in ("sag-ur", "om 21 timer", "Barnets lov § 136", "Begyndte i dag kl. 09.00"))


def test_a_caseworkers_list_fits_a_phone(shown):
    page = shown("/i-dag/", "phone", "raadgiver")
    assert "Det skal du nå" in page.inner_text("h1")
    assert page.evaluate("document.documentElement.scrollWidth") <= size("phone")["width"]
