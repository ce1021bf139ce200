"""What people do in a browser, from the first sign-in to the file that they take along."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.web.browser.test_pages_in_browser import WCAG, assert_axe_is_content
from tests.web.people import PASSWORD

from sagsloft.web.accounts import actions
from sagsloft.web.accounts.roles import Role
from sagsloft.web.monitor.models import Evaluation

pytestmark = pytest.mark.xdist_group("browser")
SECONDS_OF_A_CODE, SECONDS_TO_TYPE = 30, 5
NEW = "ny@eksempelkoebing.example"


def invited(site):
    """The path of an invitation to be the leader."""
    paths = []

    def link(token):
        paths.append(f"/invitation/{token}/")
        return site.address(paths[-1])

    place = actions.Place(role=Role.LEDER)
    actions.invite(municipality=site.town.municipality, email=NEW, place=place, link=link, by=None)
    return paths[0]


def code_now(secret):
    """What an authenticator app would show. One that is about to change would be refused, and is waited for."""
    left = SECONDS_OF_A_CODE - time.time() % SECONDS_OF_A_CODE
    if left < SECONDS_TO_TYPE:
        time.sleep(left)
    return format_hotp_value(hotp_value(secret, int(time.time()) // SECONDS_OF_A_CODE))


def sign_in(page):
    page.fill("input[name=login]", NEW)
    page.fill("input[name=password]", PASSWORD)
    page.locator("form.narrow").get_by_role("button", name="Log ind", exact=True).click()


def test_from_an_invitation_through_both_factors_to_todays_list_and_back_with_a_recovery_code(opened, site):
    page = opened(invited(site), role="")
    assert_axe_is_content(page)
    page.fill("input[name=first_name]", "Ny")
    page.fill("input[name=last_name]", "Leder")
    page.fill("input[name=password]", PASSWORD)
    page.locator("form.narrow button").click()
    sign_in(page)
    page.wait_for_url("**/profil/to-trin/")
    page.goto(site.address("/i-dag/"))
    assert page.url.endswith("/profil/to-trin/")
    assert_axe_is_content(page)
    page.get_by_role("link", name="Aktiver").click()
    assert_axe_is_content(page)
    page.fill("input[name=code]", code_now(page.input_value("#authenticator_secret")))
    page.locator("main form button").click()
    page.wait_for_url("**/profil/to-trin/koder/**")
    assert_axe_is_content(page)
    spare = page.input_value("#recovery_codes").split()
    page.get_by_role("link", name="Gå til forsiden").click()
    page.wait_for_url("**/i-dag/")
    expect(page.locator("main")).to_contain_text("sag-over")
    page.get_by_role("button", name="Log ud").click()
    page.goto(site.address("/i-dag/"))
    sign_in(page)
    page.fill("input[name=code]", spare[0])
    assert_axe_is_content(page)
    page.locator("main form button").first.click()
    page.wait_for_url("**/i-dag/")
    assert page.complaints == []


@pytest.mark.parametrize("scripted", [True, False], ids=["with script", "without"])
def test_from_todays_list_to_the_case_and_the_reason(opened, scripted):
    page = opened("/i-dag/", role="teamleder", java_script_enabled=scripted)
    page.locator("#overskredet").get_by_role("link", name="sag-over").first.click()
    assert page.inner_text("h1") == "Sag sag-over"
    first = page.locator("article.duty").first
    assert "10 dage over fristen" in first.inner_text()
    why = first.get_by_text("Pligten opstod ved »Underretning modtaget« 1. marts 2024 kl. 10.00")
    if not why.is_visible():
        first.get_by_text("Hvorfor?").click()
    expect(why).to_be_visible()
    first.get_by_role("link").click()
    assert page.inner_text("h1") == "Underretning vurderet inden 24 timer"


def test_without_javascript_the_list_is_narrowed_and_searched(opened, site):
    page = opened("/i-dag/", java_script_enabled=False)
    page.select_option("#id_team", "Team Syd")
    page.get_by_role("button", name="Vis").click()
    assert "team=Team+Syd" in page.url
    assert "sag-over" not in page.inner_text("main")
    assert "sag-syd" in page.inner_text("main")
    page.goto(site.address("/sager/"))
    page.fill("#id_sagsnummer", "sag-g")
    page.get_by_role("button", name="Søg").click()
    assert page.url.endswith("/sager/")
    assert "1 sag" in page.inner_text("main")


def test_with_javascript_the_list_follows_the_filter_at_once_and_so_does_the_address(opened):
    page = opened("/i-dag/")
    page.evaluate("window.same = true")
    page.focus("#id_team")
    page.select_option("#id_team", "Team Syd")
    page.wait_for_url("**team=Team+Syd**")
    expect(page.locator("main")).not_to_contain_text("sag-over")
    assert page.evaluate("window.same") is True
    assert page.evaluate("document.activeElement.id") == "id_team"
    assert page.complaints == []
    page.go_back()
    expect(page.locator("main")).to_contain_text("sag-over")


@pytest.mark.parametrize("kind", ["XLSX", "CSV"])
def test_the_list_is_taken_along_as_a_file(opened, kind):
    page = opened("/sager/")
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Hent {kind}").click()
    assert download.value.suggested_filename == f"sager.{kind.lower()}"


def test_a_filter_is_kept_under_a_name_and_used_again(opened):
    page = opened("/sager/?venter=overskredet", "phone")
    page.fill("#id_navn", "Mine sene")
    page.get_by_role("button", name="Gem filteret").click()
    assert "Filteret »Mine sene« er gemt." in page.inner_text("main")
    page.locator(".jump").get_by_role("link", name="Mine sene").click()
    assert "venter=overskredet" in page.url
    page.get_by_role("button", name=re.compile("Slet filteret Mine sene")).click()
    assert page.locator(".jump").get_by_role("link", name="Mine sene").count() == 0


def test_english_is_one_button_away_and_stays_on_the_page(opened):
    page = opened("/noegletal/underretning/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith("/noegletal/underretning/")
    assert "Notification assessed within 24 hours" in page.inner_text("main")


def test_a_list_that_is_not_from_today_says_so_with_an_alert(opened):
    Evaluation.objects.update(finished_at="2024-01-01T00:00Z")
    page = opened("/i-dag/")
    assert page.get_by_role("alert").count() == 1
    assert Axe().run(page, options=WCAG).violations_count == 0
