"""Signing in: two factors for whoever sees cases, limited attempts, sessions that end, no way in but an invitation."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from tests.web.people import PASSWORD, make_person

from sagsloft.web.accounts import actions, gate
from sagsloft.web.accounts.models import Invitation, LogEntry, Membership, User
from sagsloft.web.accounts.roles import TWO_FACTORS, Role

APP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CODE_FIELD = re.compile(r'value="([A-Z2-7]{32})"')


def sign_in(client, email, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def newcomer(town, role):
    """Someone with that role and a password alone."""
    user = make_person(f"new-{role}@example.org", factor=False)
    actions.grant(user=user, municipality=town.municipality, place=actions.Place(role=role), by=None)
    return user


def test_the_first_sign_in_leads_through_the_second_factor_to_the_page(client, town):
    user = newcomer(town, Role.LEDER)
    sign_in(client, user.email)
    assert client.get("/i-dag/").url == reverse("mfa_index")
    page = client.get(reverse("mfa_activate_totp"))
    secret = CODE_FIELD.search(page.content.decode()).group(1)
    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert done.url == reverse("mfa_view_recovery_codes")
    assert client.get("/i-dag/").status_code == 200


def test_the_next_sign_in_asks_for_the_code_and_refuses_a_wrong_one(client, town):
    user = newcomer(town, Role.LEDER)
    TOTP.activate(user, APP)
    assert sign_in(client, user.email).url == reverse("mfa_authenticate")
    assert client.get("/i-dag/").url.startswith(reverse("account_login"))
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 200
    assert client.get("/i-dag/").url.startswith(reverse("account_login"))
    client.post(reverse("mfa_authenticate"), {"code": code_of(APP)})
    assert client.get("/i-dag/").status_code == 200


def test_the_secret_of_an_app_is_encrypted_in_the_database(town):
    user = newcomer(town, Role.LEDER)
    TOTP.activate(user, APP)
    assert "JBSWY3DP" not in str(Authenticator.objects.get(user=user, type="totp").data)


@pytest.mark.parametrize("role", Role)
def test_two_factors_are_required_of_every_role_that_sees_cases_or_gives_roles(client, town, role):
    client.force_login(newcomer(town, role))
    sent = client.get(reverse("monitor:law"))
    assert (sent.status_code == 302 and sent.url == reverse("mfa_index")) == (role in TWO_FACTORS)


def test_recovery_codes_alone_are_no_second_factor(client, town):
    user = newcomer(town, Role.LEDER)
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})
    client.force_login(user)
    assert client.get("/i-dag/").url == reverse("mfa_index")


def test_only_the_set_up_pages_open_without_the_second_factor(client, town):
    client.force_login(newcomer(town, Role.ADMINISTRATOR))
    assert client.get(reverse("accounts:people")).url == reverse("mfa_index")
    assert client.get(reverse("accounts:profile")).status_code == 200
    assert client.get(reverse("mfa_index")).status_code == 200


def test_a_wrong_password_says_neither_which_part_was_wrong_nor_whether_there_is_such_a_person(client, town):
    known = sign_in(client, town.people[Role.LEDER].email, "wrong")
    unknown = sign_in(client, "nobody@example.org", "wrong")
    errors = [list(page.context["form"].non_field_errors()) for page in (known, unknown)]
    assert errors[0] == errors[1] != []


def test_after_five_wrong_passwords_the_right_one_is_refused_too(client, town):
    email = newcomer(town, Role.POLITIKER).email
    for _ in range(5):
        sign_in(client, email, "wrong")
    assert sign_in(client, email).status_code == 200
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_nobody_signs_up(client, db):
    data = {"email": "someone@example.org", "password1": PASSWORD}
    assert client.post(reverse("account_signup"), data).status_code == 200
    assert not User.objects.exists()


@pytest.mark.parametrize(("idle", "begun", "alive"), [(29, 29, True), (31, 31, False), (1, 599, True), (1, 601, False)])
def test_a_session_ends_after_half_an_hour_of_rest_and_after_ten_hours(client, town, idle, begun, alive):
    client.force_login(town.people[Role.POLITIKER])
    client.get(reverse("accounts:profile"))
    age(client, idle, begun)
    assert (client.get(reverse("accounts:profile")).status_code == 200) == alive
    assert (client.get(reverse("accounts:profile")).status_code == 200) == alive


def test_use_keeps_a_session_alive(client, town):
    client.force_login(town.people[Role.POLITIKER])
    client.get(reverse("accounts:profile"))
    for _ in range(4):
        age(client, 20, 30)
        assert client.get(reverse("accounts:profile")).status_code == 200


def age(client, idle, begun):
    """As if the session had been used and begun so many minutes ago."""
    session = client.session
    now = timezone.now()
    session[gate.USED] = (now - timedelta(minutes=idle)).timestamp()
    session[gate.BEGAN] = (now - timedelta(minutes=begun)).timestamp()
    session.save()


def test_a_page_that_is_not_there_greets_no_one_whose_session_has_ended(client, town):
    user = town.people[Role.POLITIKER]
    client.force_login(user)
    assert user.first_name in client.get("/findes-ikke/").content.decode()
    age(client, 31, 31)
    shown = client.get("/findes-ikke/")
    assert shown.status_code == 404
    assert user.first_name not in shown.content.decode()
    assert LogEntry.objects.filter(action="person.session_ended").count() == 1
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_someone_shut_out_is_out_at_once(client, town):
    client.force_login(town.people[Role.LEDER])
    assert client.get(reverse("accounts:profile")).status_code == 200
    User.objects.filter(pk=town.people[Role.LEDER].pk).update(is_active=False)
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_an_invitation_is_mailed_accepted_once_and_gives_the_role(client, town, django_capture_on_commit_callbacks):
    client.force_login(town.people[Role.ADMINISTRATOR])
    asked = {"email": "Ny.Leder@Example.org", "role": Role.TEAMLEDER, "team": town.teams[1].pk}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("accounts:invite"), asked).url == reverse("accounts:people")
    link = re.search(r"http://\S+", mail.outbox[0].body).group()
    assert mail.outbox[0].to == ["ny.leder@example.org"]
    client.logout()
    assert client.get(link).status_code == 200
    given = {"first_name": "Ny", "last_name": "Leder", "password": PASSWORD}
    client.post(link, given)
    user = User.objects.get(email="ny.leder@example.org")
    membership = user.memberships.get()
    assert (membership.role, membership.team) == (Role.TEAMLEDER, town.teams[1])
    assert EmailAddress.objects.get(user=user).verified
    assert client.post(link, given).status_code == 404
    actions_logged = LogEntry.objects.filter(municipality=town.municipality).values_list("action", flat=True)
    assert {"person.invite", "role.grant"} <= set(actions_logged)
    assert "password" not in str(list(LogEntry.objects.values())).lower()


def invited(town, email, role=Role.LEDER):
    links = []
    actions.invite(
        municipality=town.municipality,
        email=email,
        place=actions.Place(role=role),
        link=lambda token: links.append(token) or token,
        by=town.people[Role.ADMINISTRATOR],
    )
    return reverse("accounts:accept", args=links)


def test_a_link_gives_no_one_the_account_of_somebody_else(client, town):
    owner = make_person("owner@example.org")
    link = invited(town, owner.email)
    client.post(link, {"first_name": "E", "last_name": "Ve", "password": "another long password"})
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)
    assert not owner.memberships.exists()
    client.force_login(make_person("eve@example.org"))
    client.post(link)
    assert not Membership.objects.filter(user__email="eve@example.org").exists()
    client.force_login(owner)
    client.post(link)
    assert owner.memberships.get().role == Role.LEDER


@pytest.mark.parametrize("change", [{"withdrawn_at": True}, {"expires_at": True}])
def test_a_withdrawn_or_old_invitation_opens_nothing(client, town, change):
    link = invited(town, "late@example.org")
    Invitation.objects.update(**dict.fromkeys(change, timezone.now()))
    assert client.get(link).status_code == 404
    assert client.post(link, {"first_name": "L", "last_name": "A", "password": PASSWORD}).status_code == 404
    assert not User.objects.filter(email="late@example.org").exists()


def test_a_weak_password_is_refused_with_its_reason_and_the_name_is_kept(client, town):
    page = client.post(invited(town, "new@example.org"), {"first_name": "Ny", "last_name": "B", "password": "12345678"})
    assert page.context["form"].errors.keys() == {"password"}
    assert 'value="Ny"' in page.content.decode()
    assert not User.objects.filter(email="new@example.org").exists()


def test_the_sign_in_page_speaks_the_browsers_language_else_danish(client, db):
    for accepted, language in (("en-GB,en", "en"), ("da", "da"), ("de", "da"), ("", "da")):
        page = client.get(reverse("account_login"), headers={"accept-language": accepted})
        assert page.headers["Content-Language"] == language


def test_a_chosen_language_stays_before_and_after_signing_in(client, town):
    client.post(reverse("accounts:language"), {"language": "en", "next": "/log-ind/"})
    assert client.get(reverse("account_login")).headers["Content-Language"] == "en"
    user = town.people[Role.POLITIKER]
    client.force_login(user)
    assert client.get(reverse("accounts:profile")).headers["Content-Language"] == "da"
    client.post(reverse("accounts:language"), {"language": "en"})
    assert client.get(reverse("accounts:profile")).headers["Content-Language"] == "en"


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_choosing_a_language_leads_nowhere_else(client, db, where):
    assert client.post(reverse("accounts:language"), {"language": "en", "next": where}).url == "/"
