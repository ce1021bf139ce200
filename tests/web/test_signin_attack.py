"""Attacks on the way in: each was tried, and each must fail."""

import re
from datetime import timedelta
from threading import Thread
from time import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.people import PASSWORD, make_person
from tests.web.test_access import address
from tests.web.test_signin import APP, CODE_FIELD, code_of, invited, newcomer, sign_in

from sagsloft.core.errors import UserError
from sagsloft.messages import Language, say
from sagsloft.web.accounts import actions
from sagsloft.web.accounts.access import PAGES
from sagsloft.web.accounts.models import Invitation, Membership, User
from sagsloft.web.accounts.roles import Role

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "https:///evil.example",
    "javascript:alert(1)",
)


def with_app(town, role=Role.LEDER):
    user = newcomer(town, role)
    TOTP.activate(user, APP)
    return user


def signed_in(client, user):
    sign_in(client, user.email)
    client.post(reverse("mfa_authenticate"), {"code": code_of(APP)})
    assert client.get(reverse("accounts:profile")).status_code == 200


def grow_old(client, seconds=600):
    """As if this person had shown who they are so long ago."""
    session = client.session
    session["account_authentication_methods"] = [
        {**each, "at": time() - seconds} for each in session["account_authentication_methods"]
    ]
    session.save()


def test_a_session_has_a_new_name_once_someone_has_signed_in(client, town):
    user = newcomer(town, Role.POLITIKER)
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    client.cookies["sessionid"] = session.session_key
    sign_in(client, user.email)
    assert client.session.session_key != session.session_key
    stranger = Client()
    stranger.cookies["sessionid"] = session.session_key
    assert stranger.get(reverse("accounts:profile")).status_code == 302


@pytest.mark.parametrize("where", ELSEWHERE)
def test_no_next_leads_out_of_the_house(client, town, where):
    user = newcomer(town, Role.POLITIKER)
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD, "next": where})
    assert answer.url == reverse("start")
    for url in ("account_login", "account_reauthenticate"):
        answer = client.post(f"{reverse(url)}?next={where}", {"password": PASSWORD})
        assert answer.headers.get("Location", "/").startswith("/")
        assert not answer.headers.get("Location", "/").startswith(("//", "/\\"))
    assert client.post(reverse("account_logout"), {"next": where}).url == reverse("account_login")


def test_a_strange_host_gets_no_page_and_no_link(client, town):
    client.force_login(town.people[Role.ADMINISTRATOR])
    asked = {"email": "ny@example.org", "role": Role.LEDER}
    for host in ("evil.example", "localhost.evil.example"):
        assert client.post(reverse("accounts:invite"), asked, headers={"host": host}).status_code == 400
        assert client.post(reverse("account_reset_password"), asked, headers={"host": host}).status_code == 400
    client.post(reverse("account_reset_password"), asked, headers={"x-forwarded-host": "evil.example"})
    assert "evil" not in "".join(each.body for each in mail.outbox)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.url)
def test_no_form_is_taken_without_its_token(town, page):
    user = town.people[next((role for role in Role if isinstance(page.to, frozenset) and role in page.to), Role.LEDER)]
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    assert strict.post(address(page), {"email": "x@example.org"}).status_code in {403, 405}
    assert strict.get(reverse("accounts:profile")).status_code == 200


def test_a_form_left_open_in_one_municipality_does_nothing_in_another(town, neighbour):
    user = town.people[Role.ADMINISTRATOR]
    actions.grant(user=user, municipality=neighbour.municipality, place=actions.Place(role=Role.ADMINISTRATOR), by=None)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    choose(strict, "eksempelkoebing")
    token = token_on(strict, reverse("accounts:invite"))
    choose(strict, "nabokoebing")
    asked = {"email": "ny@example.org", "role": Role.LEDER, "csrfmiddlewaretoken": token}
    answer = strict.post(reverse("accounts:invite"), asked)
    assert answer.status_code == 403
    assert say("web_accounts.form_too_old_title", Language.DANISH) in answer.content.decode()
    assert not Invitation.objects.exists()
    asked["csrfmiddlewaretoken"] = token_on(strict, reverse("accounts:invite"))
    assert strict.post(reverse("accounts:invite"), asked).status_code == 302
    assert Invitation.objects.get().municipality == neighbour.municipality


def token_on(client, url):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(url).content.decode()).group(1)


def choose(client, slug):
    url = reverse("accounts:municipality")
    asked = {"municipality": slug, "csrfmiddlewaretoken": token_on(client, url)}
    assert client.post(url, asked).status_code == 302


def test_a_code_is_taken_once(client, town):
    user = with_app(town)
    code = code_of(APP)
    for browser, lets_in in ((client, True), (Client(), False)):
        sign_in(browser, user.email)
        browser.post(reverse("mfa_authenticate"), {"code": code})
        assert (browser.get(reverse("accounts:profile")).status_code == 200) == lets_in


def test_after_five_wrong_codes_the_right_one_is_refused_too(client, town):
    user = with_app(town)
    sign_in(client, user.email)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": code_of(APP)})
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_the_limit_follows_the_person_whatever_address_the_attacker_claims_to_come_from(town):
    email = newcomer(town, Role.POLITIKER).email
    for number in range(5):
        sign_in(Client(headers={"x-forwarded-for": f"192.0.2.{number}"}), email, "wrong")
    last = Client(headers={"x-forwarded-for": "192.0.2.99"})
    sign_in(last, f" {email.upper()} ")
    assert last.get(reverse("accounts:profile")).status_code == 302


def test_attempts_on_many_others_do_not_make_those_on_one_forgotten(client, town):
    email = newcomer(town, Role.POLITIKER).email
    for _ in range(5):
        sign_in(client, email, "wrong")
    for number in range(1000):
        cache.set(f"zz:{number}", [0.0], timeout=900)
    sign_in(client, email)
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_one_address_may_not_try_everyone(town, client):
    for number in range(10):
        sign_in(client, f"nobody-{number}@example.org", "wrong")
    email = newcomer(town, Role.POLITIKER).email
    sign_in(Client(headers={"x-forwarded-for": "192.0.2.1"}), email)
    assert sign_in(client, email).status_code == 200


def test_a_recovery_code_lets_in_once(client, town):
    user = with_app(town)
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes  # noqa: PLC0415 - for this test alone

    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    for browser, lets_in in ((client, True), (Client(), False)):
        sign_in(browser, user.email)
        browser.post(reverse("mfa_authenticate"), {"code": code})
        assert (browser.get(reverse("accounts:profile")).status_code == 200) == lets_in


@pytest.mark.django_db(transaction=True)
def test_a_session_that_never_showed_the_new_factor_ends_when_it_is_set_up(client, town):
    user = newcomer(town, Role.LEDER)
    thief = Client()
    for browser in (client, thief):
        sign_in(browser, user.email)
    secret = CODE_FIELD.search(client.get(reverse("mfa_activate_totp")).content.decode()).group(1)
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert client.get("/i-dag/").status_code == 200
    assert thief.get("/i-dag/").url.startswith(reverse("account_login"))


def test_the_last_factor_that_a_role_needs_stays(client, town):
    user = with_app(town)
    signed_in(client, user)
    answer = client.post(reverse("mfa_deactivate_totp"))
    assert say("web_accounts.factor_is_needed", Language.DANISH) in answer.content.decode()
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    assert client.get("/i-dag/").status_code == 200


def passkey(user):
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Nøgle", "credential": {}}
    )


def test_a_passkey_is_removed_only_where_another_factor_is_left(client, town):
    user = with_app(town)
    keys = [passkey(user), passkey(user)]
    signed_in(client, user)
    for key in keys:
        client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert {each.type for each in Authenticator.objects.filter(user=user)} == {"totp"}
    key = passkey(user)
    client.post(reverse("mfa_deactivate_totp"))
    answer = client.post(reverse("mfa_remove_webauthn", args=[key.pk]), follow=True)
    assert say("web_accounts.factor_is_needed", Language.DANISH) in answer.content.decode()
    assert {each.type for each in Authenticator.objects.filter(user=user)} == {"webauthn"}


def test_someone_elses_passkey_is_not_there(client, town):
    user, other = with_app(town), town.people[Role.LEDER]
    key = passkey(other)
    signed_in(client, user)
    for url in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        assert client.post(reverse(url, args=[key.pk]), {"name": "x"}).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_an_app_is_replaced_in_one_step_and_the_former_one_is_worth_nothing(client, town):
    user = with_app(town)
    signed_in(client, user)
    secret = CODE_FIELD.search(client.get(reverse("mfa_activate_totp")).content.decode()).group(1)
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert wrong.status_code == 200
    assert Authenticator.objects.get(user=user, type="totp").wrap().validate_code(code_of(APP)) is False  # used above
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert client.get("/i-dag/").status_code == 200
    kept = Authenticator.objects.get(user=user, type="totp")
    assert kept.wrap().validate_code(code_of(secret))


@pytest.mark.parametrize(
    "url",
    [
        "mfa_deactivate_totp",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
    ],
)
def test_a_password_alone_opens_no_factor_of_someone_who_has_one(client, town, url):
    """As a thief of a session would try, who also knows the password."""
    user = with_app(town, Role.POLITIKER)
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes  # noqa: PLC0415 - for this test alone

    codes = RecoveryCodes.activate(user).get_unused_codes()
    signed_in(client, user)
    grow_old(client)
    sent = client.get(reverse(url))
    assert sent.url.startswith(reverse("mfa_reauthenticate"))
    tried = client.post(f"{reverse('account_reauthenticate')}?next={reverse(url)}", {"password": PASSWORD})
    assert tried.url.startswith(reverse("mfa_reauthenticate"))
    assert client.get(reverse(url)).status_code == 302
    client.post(f"{reverse('mfa_reauthenticate')}?next={reverse(url)}", {"code": codes[0]})
    assert client.get(reverse(url)).status_code == 200


def test_a_new_password_ends_every_session(client, town):
    user = newcomer(town, Role.POLITIKER)
    thief = Client()
    for browser in (client, thief):
        sign_in(browser, user.email)
    other = "en helt anden lang adgangskode"
    change = {"oldpassword": PASSWORD, "password1": other, "password2": other}
    client.post(reverse("account_change_password"), change)
    for browser in (client, thief):
        assert browser.get(reverse("accounts:profile")).status_code == 302


def test_a_link_to_a_new_password_is_good_for_one(client, town):
    user = newcomer(town, Role.POLITIKER)
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = re.search(r"http://testserver(\S+)", mail.outbox[-1].body).group(1)
    new = {"password1": "en helt anden lang adgangskode", "password2": "en helt anden lang adgangskode"}
    client.post(client.get(link).url, new)
    stranger = Client()
    answer = stranger.get(link, follow=True)
    assert "password1" not in answer.content.decode()
    user.refresh_from_db()
    assert user.check_password(new["password1"])


def test_asking_for_a_new_password_tells_no_one_who_has_an_account(client, town):
    known = client.post(reverse("account_reset_password"), {"email": town.people[Role.LEDER].email})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def token_of(town, email, role=Role.LEDER):
    return invited(town, email, role).rstrip("/").rpartition("/")[2]


def accept(token, by=None):
    return actions.accept(
        token=token, first_name="Ny", last_name="B", password=PASSWORD, language=Language.DANISH, by=by
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("invitations", [1, 2])
def test_two_who_accept_at_once_make_one_person_and_no_error(town, invitations):
    """`invitations`: the same one twice, or two to one address for different roles."""
    roles = (Role.LEDER, Role.KVALITETSKONSULENT)[:invitations]
    tokens = [token_of(town, "ny@example.org", role) for role in roles]
    answers = []

    def take(token):
        try:
            answers.append(accept(token).role)
        except UserError as error:
            answers.append(error.message_id)
        finally:
            connection.close()

    takers = [Thread(target=take, args=[token]) for token in tokens * (4 // invitations)]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()
    assert len(answers) == 4
    assert len(set(answers) & set(Role)) == 1
    assert set(answers) - set(Role) <= {"web_accounts.invitation_gone", "web_accounts.sign_in_first"}
    assert User.objects.get(email="ny@example.org").memberships.count() == 1


def test_an_invitation_that_was_withdrawn_while_its_page_was_open_gives_nothing(client, town):
    link = invited(town, "ny@example.org")
    assert client.get(link).status_code == 200
    actions.withdraw(invitation=Invitation.objects.get(), by=town.people[Role.ADMINISTRATOR])
    given = {"first_name": "Ny", "last_name": "B", "password": PASSWORD}
    assert client.post(link, given).status_code == 404
    assert not Membership.objects.filter(user__email="ny@example.org").exists()


def test_a_refused_invitation_can_still_be_taken_by_its_owner(town):
    owner = make_person("owner@example.org")
    token = token_of(town, owner.email)
    with pytest.raises(UserError, match="sign_in_first"):
        accept(token, by=make_person("eve@example.org"))
    assert accept(token, by=owner).user == owner
    with pytest.raises(UserError, match="invitation_gone"):
        accept(token, by=owner)


def test_someone_shut_out_takes_no_invitation_and_does_not_sign_in(client, town):
    owner = make_person("owner@example.org", factor=False)
    link = invited(town, owner.email)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    sign_in(client, owner.email)
    client.post(link)
    assert not owner.memberships.exists()


def test_an_invitation_ends_on_its_day(client, town):
    link = invited(town, "ny@example.org")
    Invitation.objects.update(expires_at=timezone.now() + timedelta(seconds=30))
    assert client.get(link).status_code == 200
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(link).status_code == 404


def test_roles_that_the_sign_on_gave_are_not_kept_behind_a_password_of_ours(client, town):
    """As someone would who has left the municipality and still reads the mail of a former address."""
    user = with_app(town)
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = re.search(r"http://testserver(\S+)", mail.outbox[-1].body).group(1)
    Membership.objects.filter(user=user).update(by_sign_on=True)
    client.post(client.get(link).url, {"password1": PASSWORD, "password2": PASSWORD})
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD}, follow=True)
    assert say("web_accounts.use_sign_on", Language.DANISH) in answer.content.decode()
    client.post(reverse("mfa_authenticate"), {"code": code_of(APP)})
    assert client.get(reverse("accounts:profile")).status_code == 302
