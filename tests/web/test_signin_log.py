"""What people do at the entrance and with their factors stands in the log: once in each of their municipalities."""

import ast
import json
import re
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.urls import reverse
from tests.web.people import PASSWORD, make_person
from tests.web.test_signin import APP, CODE_FIELD, age, code_of, newcomer, sign_in

import sagsloft.web
from sagsloft.messages import Language
from sagsloft.messages.catalogue import catalogue
from sagsloft.web.accounts import actions
from sagsloft.web.accounts.log_chain import verify
from sagsloft.web.accounts.models import LogEntry
from sagsloft.web.accounts.roles import Role

OTHER = "en helt anden lang adgangskode"


@pytest.fixture
def told(town):
    """What was written since: the action, who acted, and what else is told."""
    before = set(LogEntry.objects.values_list("pk", flat=True))

    def ask(place=town):
        entries = LogEntry.objects.filter(municipality=place.municipality).exclude(pk__in=before).order_by("number")
        return [(each.action, each.actor, json.loads(each.detail or "{}")) for each in entries]

    return ask


def as_person(user):
    return str(user.public_id)


def test_signing_in_and_out_is_told_with_the_steps_that_were_shown(client, town, told):
    user = newcomer(town, Role.LEDER)
    TOTP.activate(user, APP)
    sign_in(client, user.email)
    assert [action for action, _, _ in told()] == ["role.grant"]
    client.post(reverse("mfa_authenticate"), {"code": code_of(APP)})
    client.post(reverse("account_logout"))
    assert told()[1:] == [
        ("person.sign_in", as_person(user), {"how": "password, totp"}),
        ("person.sign_out", as_person(user), {}),
    ]


def test_a_failed_attempt_is_told_of_whom_but_not_by_whom_nor_with_what(client, town, told):
    user = newcomer(town, Role.LEDER)
    TOTP.activate(user, APP)
    sign_in(client, user.email.upper(), "not the password")
    sign_in(client, user.email)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    failed = [each for each in told() if each[0] == "person.sign_in_failed"]
    assert failed == [
        ("person.sign_in_failed", "sagsloft", {"how": "password", "person": as_person(user)}),
        ("person.sign_in_failed", "sagsloft", {"how": "totp", "person": as_person(user)}),
    ]
    assert not any(
        secret in str(list(LogEntry.objects.values())) for secret in ("not the password", "000000", user.email)
    )


def test_an_unknown_address_leaves_no_trace(client, town, told):
    sign_in(client, "nobody@example.org", "wrong")
    assert told() == []


def test_an_address_under_attack_cannot_fill_the_log(client, town, told):
    for _ in range(12):
        sign_in(client, town.people[Role.LEDER].email, "wrong")
    assert [action for action, _, _ in told()] == ["person.sign_in_failed"] * 5


def test_someone_with_roles_in_two_municipalities_is_told_of_once_in_each(client, town, neighbour, told):
    user = town.people[Role.POLITIKER]
    Authenticator.objects.filter(user=user).delete()
    for role in (Role.POLITIKER, Role.LEDER):
        actions.grant(user=user, municipality=neighbour.municipality, place=actions.Place(role=role), by=None)
    sign_in(client, user.email)
    assert [each for each in told() if each[0] == "person.sign_in"] == [
        each for each in told(neighbour) if each[0] == "person.sign_in"
    ]
    assert len([each for each in told(neighbour) if each[0] == "person.sign_in"]) == 1


def test_a_session_whose_time_was_up_is_told_once_and_not_as_the_persons_own_act(client, town, told):
    user = town.people[Role.LEDER]
    client.force_login(user)
    client.get(reverse("accounts:profile"))
    age(client, 31, 31)
    for _ in range(2):
        client.get(reverse("accounts:profile"))
    assert told() == [("person.session_ended", "sagsloft", {"person": as_person(user)})]


@pytest.mark.django_db(transaction=True)
def test_a_factor_and_its_codes_are_told_from_set_up_to_removal(client, town, told):
    user = newcomer(town, Role.POLITIKER)
    sign_in(client, user.email)
    secret = CODE_FIELD.search(client.get(reverse("mfa_activate_totp")).content.decode()).group(1)
    for url, data in (("mfa_activate_totp", {"code": code_of(secret)}), ("mfa_generate_recovery_codes", {})):
        assert client.post(reverse(url), data).url == reverse("mfa_view_recovery_codes")
        assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    assert client.get(reverse("mfa_download_recovery_codes")).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert [(action, more) for action, actor, more in told()[2:] if actor == as_person(user)] == [
        ("factor.add", {"kind": "totp"}),
        ("factor.add", {"kind": "recovery_codes"}),
        ("factor.see_codes", {}),
        ("factor.make_codes", {}),
        ("factor.see_codes", {}),
        ("factor.see_codes", {}),
        ("factor.remove", {"kind": "totp"}),
        ("factor.remove", {"kind": "recovery_codes"}),
    ]
    assert secret not in str(list(LogEntry.objects.values()))


def test_a_changed_and_a_forgotten_password_are_told(client, town, told):
    user = newcomer(town, Role.POLITIKER)
    sign_in(client, user.email)
    change = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    client.post(reverse("account_change_password"), change)
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = re.search(r"http://testserver(\S+)", mail.outbox[-1].body).group(1)
    client.post(client.get(link).url, {"password1": PASSWORD, "password2": PASSWORD})
    assert [action for action, _, _ in told()][2:] == [
        "person.sign_out",
        "person.change_password",
        "person.reset_password",
    ]
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_someone_without_a_role_leaves_no_trace_and_can_sign_in(client, db):
    make_person("nobody@example.org", factor=False)
    assert sign_in(client, "nobody@example.org").status_code == 302
    assert not LogEntry.objects.exists()


def test_the_log_stays_whole(client, town):
    sign_in(client, town.people[Role.LEDER].email, "wrong")
    client.force_login(town.people[Role.LEDER])
    client.post(reverse("account_logout"))
    assert verify(town.municipality).faults == ()


@pytest.mark.parametrize("language", Language)
def test_every_act_that_the_program_logs_has_a_sentence(language):
    assert logged() >= {"person.sign_in", "role.grant", "team.add", "cases.export", "events.import"}
    missing = {action for action in logged() if f"log.did_{action.replace('.', '_')}" not in catalogue(language)}
    assert not missing


def logged():
    """Every action that the code gives to `record` or `note`, as a text or by a name that the same file gives it."""
    files = Path(sagsloft.web.__file__).parent.rglob("*.py")
    return {action for file in files for action in actions_in(ast.parse(file.read_text("utf-8")))}


def actions_in(tree):
    named = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            names, values = (getattr(each, "elts", [each]) for each in (node.targets[0], node.value))
            named |= {each.id: value for each, value in zip(names, values, strict=False) if isinstance(each, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in {
            "record",
            "note",
        }:
            given = next(each.value for each in node.keywords if each.arg == "action")
            value = named.get(given.id) if isinstance(given, ast.Name) else given
            if value is not None:  # else it is passed on from another call
                yield value.value
