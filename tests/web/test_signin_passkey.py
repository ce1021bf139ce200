"""A passkey in a real browser: set up at the first sign-in, and enough by itself at the next."""

import pytest
from django.urls import reverse
from tests.web.people import PASSWORD, make_person

from sagsloft.web.accounts import actions
from sagsloft.web.accounts.models import Municipality
from sagsloft.web.accounts.roles import Role

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(browser):
    """A page of Chromium, with an authenticator of the machine's own; what its console complains of is a failure."""
    page = browser.new_page(locale="en")
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    yield page
    page.close()
    assert said == []


@pytest.mark.xdist_group("browser")
@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_set_up_and_is_enough_by_itself(page, live_server):
    town = Municipality.objects.create(slug="eksempelkoebing", name="Eksempelkøbing", invented=True)
    user = make_person("anna@example.org", factor=False, language="en")
    actions.grant(user=user, municipality=town, place=actions.Place(role=Role.LEDER), by=None)
    at = live_server.url
    page.goto(f"{at}{reverse('account_login')}")
    page.fill("input[name=login]", user.email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{at}{reverse('mfa_index')}")
    page.goto(f"{at}{reverse('mfa_add_webauthn')}")
    page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(f"{at}{reverse('mfa_view_recovery_codes')}**")
    page.goto(f"{at}/i-dag/")
    assert page.url == f"{at}/i-dag/"
    page.context.clear_cookies()
    page.goto(f"{at}{reverse('account_login')}")
    page.click("#passkey_login")
    page.wait_for_url(f"{at}/i-dag/")
