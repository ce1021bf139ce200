"""Signing in through the municipality's own sign-on, against a real OpenID Connect provider on this machine."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse
from tests.web.people import make_person
from tests.web.postgres import free_port
from tests.web.test_signin import APP, code_of

from sagsloft.web.accounts import sign_on
from sagsloft.web.accounts.models import LogEntry, Membership, User
from sagsloft.web.accounts.roles import Role

pytestmark = pytest.mark.xdist_group("sign-on")  # one worker fetches the provider, and starts it
HERE = Path(__file__).parent / "oidc"
BUILD = Path(__file__).parents[2] / "build" / "oidc"
CLIENT, SECRET = "sagsloft", "the secret of an invented client"
BACK = "http://localhost/log-ind/kommune/kommunen/svar/"
ANNA = {
    "sub": "anna-1",
    "email": "anna@eksempelkoebing.example",
    "email_verified": True,
    "name": "Anna Holm",
    "preferred_username": "eksempelkoebing-anna",
    "groups": ["sagsloft-raadgivere"],
}
GROUPS = [
    {"group": "sagsloft-raadgivere", "municipality": "eksempelkoebing", "role": "raadgiver"},
    {"group": "sagsloft-nord", "municipality": "eksempelkoebing", "role": "teamleder", "team": "Team Nord"},
]


@pytest.fixture(scope="module")
def provider(tmp_path_factory):
    """The address of one that runs; npm fetches it once into build/."""
    if shutil.which("npm") is None:
        pytest.skip("needs node and npm")
    if not (BUILD / "node_modules" / "oidc-provider").exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "package.json", BUILD)
        line = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"]
        if subprocess.run(line, cwd=BUILD, check=False, capture_output=True).returncode:
            pytest.skip("npm cannot be reached")
    port = free_port()
    line = ["node", str(HERE / "provider.js"), str(port), CLIENT, SECRET, BACK]
    said = tmp_path_factory.mktemp("oidc") / "said"
    with said.open("w") as file, subprocess.Popen(line, cwd=BUILD, stdout=subprocess.PIPE, stderr=file) as running:
        assert b"ready" in running.stdout.readline(), said.read_text()
        yield f"http://localhost:{port}"
        running.terminate()


@pytest.fixture
def place(provider, town, settings, tmp_path):
    """The town, whose people sign in there."""
    file = tmp_path / "sign-on.json"
    content = {"id": "kommunen", "name": "Eksempelkøbings login", "server": provider, "client": CLIENT}
    file.write_text(json.dumps({**content, "groups": GROUPS, "amr": ["mfa"], "acr": ["high"]}))
    settings.SIGN_ON = sign_on.read(str(file), SECRET)
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": settings.SIGN_ON.provider()}
    return town


def sign_in(client, provider, ask="", **claims):
    """As a browser does: to the provider, where `claims` are at the keyboard, and back. The last answer."""
    requests.post(f"{provider}/person", json={**ANNA, **claims}, timeout=10)
    client.defaults["SERVER_NAME"] = "localhost"
    there = client.post(reverse("openid_connect_login", args=["kommunen"]) + ask).url
    browser = requests.Session()
    for _ in range(10):
        answer = browser.get(there, allow_redirects=False, timeout=10)
        there = requests.compat.urljoin(there, answer.headers["Location"])
        if there.startswith(BACK):
            return client.get(there.removeprefix("http://localhost"))
    raise AssertionError(there)


def test_a_group_gives_its_role_and_two_factors_there_are_not_asked_for_again(client, place, provider):
    assert sign_in(client, provider, amr=["pwd", "mfa"]).status_code == 302
    held = Membership.objects.get(user__email=ANNA["email"])
    assert (held.role, held.known_as, held.by_sign_on) == (Role.RAADGIVER, "eksempelkoebing-anna", True)
    assert client.get("/i-dag/").status_code == 200


def test_the_level_of_assurance_tells_of_two_factors_as_well(client, place, provider):
    sign_in(client, provider, acr="high")
    assert client.get("/i-dag/").status_code == 200


@pytest.mark.parametrize("claims", [{}, {"amr": ["pwd"]}, {"acr": "low"}])
def test_one_factor_there_is_not_enough(client, place, provider, claims):
    sign_in(client, provider, **claims)
    assert client.get("/i-dag/").url == reverse("mfa_index")


def test_one_factor_there_and_an_app_here_asks_for_the_code(client, place, provider):
    sign_in(client, provider)
    client.logout()
    TOTP.activate(User.objects.get(email=ANNA["email"]), "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    assert sign_in(client, provider).url == reverse("mfa_authenticate")
    assert client.get("/i-dag/").status_code == 302
    assert sign_in(client, provider, amr=["mfa"]).url != reverse("mfa_authenticate")
    assert client.get("/i-dag/").status_code == 200


def test_roles_follow_the_groups_at_each_sign_in(client, place, provider):
    sign_in(client, provider, amr=["mfa"])
    client.logout()
    sign_in(client, provider, amr=["mfa"], groups=["sagsloft-nord"])
    held = Membership.objects.get(user__email=ANNA["email"])
    assert (held.role, held.team) == (Role.TEAMLEDER, place.teams[0])
    client.logout()
    sign_in(client, provider, amr=["mfa"], groups=[])
    assert not Membership.objects.filter(user__email=ANNA["email"]).exists()
    assert client.get("/i-dag/").status_code == 403


def test_a_stranger_without_a_group_does_not_come_in(client, place, provider):
    answer = sign_in(client, provider, sub="eve", email="eve@example.org", groups=["others"], amr=["mfa"])
    assert answer.status_code == 200
    assert not User.objects.filter(email="eve@example.org").exists()


def test_who_was_invited_before_is_found_by_address_and_keeps_the_role(client, place, provider):
    user = make_person(ANNA["email"], factor=False)
    Membership.objects.create(user=user, municipality=place.municipality, role=Role.LEDER)
    sign_in(client, provider, amr=["mfa"])
    assert {each.role for each in user.memberships.all()} == {Role.LEDER, Role.RAADGIVER}
    assert client.get("/i-dag/").status_code == 200


def test_no_municipality_opens_the_doors_of_another(client, place, provider, neighbour):
    victim = neighbour.people[Role.LEDER]
    answer = sign_in(client, provider, sub="mallory", email=victim.email, amr=["mfa"])
    assert answer.status_code == 401
    assert client.get(reverse("accounts:profile")).status_code == 302
    assert [each.municipality for each in victim.memberships.all()] == [neighbour.municipality]


def test_two_factors_shown_there_count_for_no_one_else_in_that_browser(client, place, provider):
    sign_in(client, provider, amr=["mfa"])
    client.post(reverse("account_logout"))
    other = make_person("other@example.org", factor=False)
    Membership.objects.create(user=other, municipality=place.municipality, role=Role.LEDER)
    client.force_login(other)
    assert client.get("/i-dag/").url == reverse("mfa_index")


@pytest.mark.parametrize("said", [{"email_verified": False}, {"email_verified": "false"}, {"email_verified": None}])
def test_an_unverified_address_opens_no_ones_account(client, place, provider, said):
    victim = make_person("victim@example.org", factor=False)
    Membership.objects.create(user=victim, municipality=place.municipality, role=Role.ADMINISTRATOR)
    sign_in(client, provider, sub="mallory", email=victim.email, amr=["mfa"], **said)
    assert client.get(reverse("accounts:profile")).status_code == 302
    assert not SocialAccount.objects.filter(user=victim).exists()
    assert [each.role for each in victim.memberships.all()] == [Role.ADMINISTRATOR]


def test_an_unverified_address_makes_no_new_account(client, place, provider):
    sign_in(client, provider, email_verified=False)
    assert not User.objects.filter(email=ANNA["email"]).exists()


def test_a_provider_whose_addresses_are_known_to_be_right_need_not_say_so(client, place, provider, settings):
    settings.SIGN_ON = replace(settings.SIGN_ON, addresses_are_verified=True)
    sign_in(client, provider, email_verified=None, amr=["mfa"])
    assert client.get("/i-dag/").status_code == 200


def test_an_account_with_a_factor_of_its_own_is_bound_only_by_whoever_shows_it(client, place, provider):
    user = make_person(ANNA["email"], factor=False)
    Membership.objects.create(user=user, municipality=place.municipality, role=Role.LEDER)
    TOTP.activate(user, APP)
    assert sign_in(client, provider, amr=["mfa"]).url == reverse("mfa_authenticate")
    assert client.get("/i-dag/").url.startswith(reverse("account_login"))
    assert not SocialAccount.objects.filter(user=user).exists()
    assert [each.role for each in user.memberships.all()] == [Role.LEDER]
    client.post(reverse("mfa_authenticate"), {"code": code_of(APP)})
    assert client.get("/i-dag/").status_code == 200
    assert {each.role for each in user.memberships.all()} == {Role.LEDER, Role.RAADGIVER}
    client.post(reverse("account_logout"))
    assert sign_in(client, provider, amr=["mfa"]).url != reverse("mfa_authenticate")
    assert client.get("/i-dag/").status_code == 200


def test_the_next_person_with_someones_former_address_does_not_get_their_account(client, place, provider):
    sign_in(client, provider, amr=["mfa"])
    client.post(reverse("account_logout"))
    assert sign_in(client, provider, sub="anna-2", amr=["mfa"]).status_code == 401
    assert client.get(reverse("accounts:profile")).status_code == 302
    sign_in(client, provider, amr=["mfa"])
    assert client.get("/i-dag/").status_code == 200


def test_an_identity_that_is_known_keeps_its_account_when_its_address_changes(client, place, provider):
    sign_in(client, provider, amr=["mfa"])
    client.post(reverse("account_logout"))
    sign_in(client, provider, email="anna.holm@eksempelkoebing.example", email_verified=False, amr=["mfa"])
    assert client.get("/i-dag/").status_code == 200
    assert User.objects.filter(socialaccount__isnull=False).count() == 1


def test_someone_shut_out_here_does_not_come_in_from_there(client, place, provider):
    sign_in(client, provider, amr=["mfa"])
    client.post(reverse("account_logout"))
    User.objects.filter(email=ANNA["email"]).update(is_active=False)
    sign_in(client, provider, amr=["mfa"], groups=["sagsloft-nord"])
    assert client.get(reverse("accounts:profile")).status_code == 302
    assert Membership.objects.get(user__email=ANNA["email"]).role == Role.RAADGIVER


def test_an_answer_that_was_not_asked_for_or_is_given_twice_lets_no_one_in(client, place, provider):
    for query in ("", "?code=made-up&state=made-up", "?error=access_denied"):
        answer = client.get(f"/log-ind/kommune/kommunen/svar/{query}")
        assert answer.status_code in {200, 302, 401}
        assert client.get(reverse("accounts:profile")).status_code == 302


@pytest.mark.parametrize("process", ["connect", "redirect"])
def test_no_one_binds_an_identity_to_the_account_that_is_signed_in(client, place, provider, process):
    user = place.people[Role.LEDER]
    client.force_login(user)
    sign_in(client, provider, ask=f"?process={process}", sub="mallory", email="m@example.org")
    assert not SocialAccount.objects.filter(user=user).exists()


def test_signing_in_again_without_signing_out_keeps_what_was_shown_there(client, place, provider):
    for _ in range(2):
        sign_in(client, provider, amr=["mfa"])
        assert client.get("/i-dag/").status_code == 200


def test_coming_from_there_is_told_in_the_log(client, place, provider):
    user = make_person(ANNA["email"], factor=False)
    Membership.objects.create(user=user, municipality=place.municipality, role=Role.LEDER)
    sign_in(client, provider, amr=["mfa"])
    told = LogEntry.objects.filter(actor=str(user.public_id)).order_by("number")
    assert [each.action for each in told] == ["person.sign_on_found", "role.grant", "person.sign_in"]
    assert "socialaccount" in told[2].detail
    assert ANNA["email"] not in str(list(told.values()))
