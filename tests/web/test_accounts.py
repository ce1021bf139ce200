"""The pages about people: what an administrator, a leader and data protection can do there, and what they are told."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.people import PASSWORD

from sagsloft.messages import Language, say
from sagsloft.web.accounts import log
from sagsloft.web.accounts.groups import follow_groups
from sagsloft.web.accounts.models import Course, Invitation, LogEntry, Membership, Team, Unit
from sagsloft.web.accounts.roles import Role
from sagsloft.web.accounts.sign_on import GroupRole


@pytest.fixture
def administrator(client, town):
    client.force_login(town.people[Role.ADMINISTRATOR])
    return client


def last_action(town):
    return LogEntry.objects.filter(municipality=town.municipality).order_by("-number").first().action


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"role": "konge"}, "role"),
        ({"role": Role.TEAMLEDER, "team": ""}, "team"),
        ({"role": Role.RAADGIVER, "known_as": ""}, "known_as"),
        ({"role": Role.RAADGIVER, "known_as": "x" * 201}, "known_as"),
    ],
)
def test_a_wrong_invitation_tells_field_and_reason_and_keeps_what_was_typed(administrator, wrong, field):
    typed = {"email": "ny@example.org", "role": Role.LEDER, "known_as": "Anna Holm", "team": "", **wrong}
    answer = administrator.post(reverse("accounts:invite"), typed)
    assert answer.context["form"].errors.keys() == {field}
    assert typed["email"] in text(answer)
    assert typed["known_as"] in text(answer)
    assert not Invitation.objects.exists()


def test_a_neighbours_team_cannot_be_chosen(administrator, neighbour):
    typed = {"email": "ny@example.org", "role": Role.TEAMLEDER, "team": neighbour.teams[0].pk}
    assert administrator.post(reverse("accounts:invite"), typed).context["form"].errors.keys() == {"team"}


def test_nobody_is_invited_twice_to_the_same(administrator):
    typed = {"email": "ny@example.org", "role": Role.LEDER}
    assert administrator.post(reverse("accounts:invite"), typed).status_code == 302
    assert administrator.post(reverse("accounts:invite"), typed).context["form"].errors.keys() == {"email"}
    assert administrator.post(reverse("accounts:invite"), {**typed, "role": Role.POLITIKER}).status_code == 302
    assert Invitation.objects.count() == 2


def test_a_role_that_is_about_nothing_can_only_be_taken(administrator, town):
    held = town.people[Role.POLITIKER].memberships.get()
    shown = text(administrator.get(reverse("accounts:role", args=[held.pk])))
    assert say("web_accounts.role_has_nothing", Language.DANISH) in shown
    assert reverse("accounts:revoke", args=[held.pk]) in shown


def test_nobody_invites_themselves(administrator, town):
    typed = {"email": town.people[Role.ADMINISTRATOR].email.upper(), "role": Role.LEDER}
    answer = administrator.post(reverse("accounts:invite"), typed)
    assert say("web_accounts.not_oneself", Language.DANISH) in text(answer)
    assert not Invitation.objects.exists()


def test_a_role_is_changed_and_taken_with_an_entry_each(administrator, town):
    held = town.people[Role.TEAMLEDER].memberships.get()
    administrator.post(reverse("accounts:role", args=[held.pk]), {"team": town.teams[1].pk, "version": held.version})
    held.refresh_from_db()
    assert (held.team, last_action(town)) == (town.teams[1], "role.change")
    administrator.post(reverse("accounts:revoke", args=[held.pk]), {"version": held.version})
    assert not Membership.objects.filter(pk=held.pk).exists()
    assert last_action(town) == "role.revoke"


@pytest.mark.parametrize("url", ["accounts:role", "accounts:revoke"])
def test_the_second_of_two_who_change_the_same_is_told_and_keeps_what_was_typed(administrator, town, url):
    held = town.people[Role.RAADGIVER].memberships.get()
    administrator.post(reverse("accounts:role", args=[held.pk]), {"known_as": "first", "version": held.version})
    answer = administrator.post(reverse(url, args=[held.pk]), {"known_as": "second", "version": held.version})
    assert say("web_accounts.changed_meanwhile", Language.DANISH) in text(answer)
    assert 'value="second"' in text(answer)
    assert Membership.objects.get(pk=held.pk).known_as == "first"


def test_an_invitation_is_withdrawn_once(administrator, town):
    administrator.post(reverse("accounts:invite"), {"email": "ny@example.org", "role": Role.LEDER})
    invitation = Invitation.objects.get()
    url = reverse("accounts:withdraw", args=[invitation.pk])
    assert administrator.post(url).status_code == 302
    assert last_action(town) == "person.withdraw_invitation"
    assert administrator.post(url).status_code == 404


def test_a_name_full_of_markup_is_shown_as_text(administrator, town):
    town.people[Role.LEDER].first_name = "<script>alert(1)</script>"
    town.people[Role.LEDER].save()
    shown = administrator.get(reverse("accounts:people")).content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown


@pytest.mark.parametrize("language", Language)
def test_each_page_is_said_in_the_language_of_its_reader(administrator, town, language):
    user = town.people[Role.ADMINISTRATOR]
    user.language = language
    user.save()
    for url, message_id in (
        ("accounts:people", "web_accounts.people"),
        ("accounts:invite", "web_accounts.invite_why"),
        ("accounts:profile", "web_accounts.profile"),
    ):
        answer = administrator.get(reverse(url))
        assert say(message_id, language) in text(answer)
        assert f'<html lang="{language}"' in text(answer)


def test_a_form_without_its_token_is_refused_with_words(town):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(town.people[Role.ADMINISTRATOR])
    answer = strict.post(reverse("accounts:invite"), {"email": "ny@example.org", "role": Role.LEDER})
    assert answer.status_code == 403
    assert say("web_accounts.form_too_old", Language.DANISH) in text(answer)
    assert not Invitation.objects.exists()


def test_the_leader_opens_and_closes_a_course(client, town):
    client.force_login(town.people[Role.LEDER])
    url = reverse("accounts:course")
    client.post(url, {"close": "1"})
    assert (Course.objects.filter(municipality=town.municipality).count(), last_action(town)) == (0, "course.close")
    until = timezone.localdate() + timedelta(days=10)
    client.post(url, {"until": until.isoformat()})
    assert town.people[Role.TASKFORCE_KONSULENT].memberships.get().opened_until == until
    refused = client.post(url, {"until": (timezone.localdate() - timedelta(days=1)).isoformat()})
    assert refused.context["form"].errors.keys() == {"until"}
    assert client.post(url, {"until": "31-31-31"}).context["form"].errors.keys() == {"until"}


def test_data_protection_sees_who_looked_and_leaves_a_trace(client, town):
    leader, protector = town.people[Role.LEDER], town.people[Role.DATABESKYTTELSE]
    log.look(municipality=town.municipality, by=leader, case_id="sag-1", page="monitor:case")
    client.force_login(protector)
    answer = client.post(reverse("accounts:looks"), {"case_id": "sag-1"})
    assert leader.email in text(answer)
    assert say("log.did_case_look", Language.DANISH) in text(answer)
    assert last_action(town) == "log.search"
    assert protector.email in text(client.post(reverse("accounts:looks"), {"case_id": "sag-1"}))
    assert say("log.nobody", Language.DANISH) in text(client.post(reverse("accounts:looks"), {"case_id": "sag-2"}))


def test_the_neighbours_looks_are_not_seen(client, town, neighbour):
    log.look(municipality=neighbour.municipality, by=neighbour.people[Role.LEDER], case_id="sag-1", page="x")
    client.force_login(town.people[Role.DATABESKYTTELSE])
    answer = client.post(reverse("accounts:looks"), {"case_id": "sag-1"})
    assert neighbour.people[Role.LEDER].email not in text(answer)


def test_a_cpr_number_is_not_taken_for_a_case(client, town):
    client.force_login(town.people[Role.DATABESKYTTELSE])
    answer = client.post(reverse("accounts:looks"), {"case_id": "070761-4285"})
    assert answer.context["form"].errors.keys() == {"case_id"}


def group(role, team="", municipality="eksempelkoebing"):
    return GroupRole(group="g", municipality=municipality, role=role, team=team)


def test_groups_give_and_take_roles_but_leave_what_an_administrator_gave(town):
    user = town.people[Role.LEDER]
    follow_groups(
        user=user, groups=[group(Role.TEAMLEDER, "Team Syd"), group(Role.RAADGIVER)], known_as="Anna", by=user
    )
    held = {each.role: each for each in user.memberships.all()}
    assert held.keys() == {Role.LEDER, Role.TEAMLEDER, Role.RAADGIVER}
    assert (held[Role.TEAMLEDER].team, held[Role.RAADGIVER].known_as) == (town.teams[1], "Anna")
    follow_groups(user=user, groups=[group(Role.RAADGIVER)], known_as="Anna", by=user)
    assert {each.role for each in user.memberships.all()} == {Role.LEDER, Role.RAADGIVER}
    follow_groups(user=user, groups=[], known_as="", by=user)
    assert {each.role for each in user.memberships.all()} == {Role.LEDER}


def test_a_caseworker_who_is_called_something_else_now_is_known_by_that(town):
    user = town.people[Role.POLITIKER]
    for known_as in ("abc", "xyz", "xyz"):
        follow_groups(user=user, groups=[group(Role.RAADGIVER)], known_as=known_as, by=user)
    held = user.memberships.get(role=Role.RAADGIVER)
    assert (held.known_as, held.by_sign_on, held.version) == ("xyz", True, 2)
    assert list(LogEntry.objects.order_by("pk").values_list("action", flat=True))[-2:] == ["role.grant", "role.change"]


def test_the_name_that_an_administrator_gave_is_left_alone(town):
    user = town.people[Role.RAADGIVER]
    follow_groups(user=user, groups=[group(Role.RAADGIVER)], known_as="xyz", by=user)
    assert user.memberships.get().known_as == "eksempelkoebing-anna"


def test_a_team_that_may_be_either_of_two_is_led_by_no_one_before_it_is_told_which(town):
    user = town.people[Role.POLITIKER]
    groups = [group(Role.TEAMLEDER, "Team Nord")]
    follow_groups(user=user, groups=groups, known_as="", by=user)
    assert user.memberships.get(role=Role.TEAMLEDER).team == town.teams[0]
    other = Unit.objects.create(municipality=town.municipality, name="Ungdom")
    Team.objects.create(unit=other, name="Team Nord", source_name="Ungeteam")
    follow_groups(user=user, groups=groups, known_as="", by=user)
    assert [each.role for each in user.memberships.all()] == [Role.POLITIKER]


@pytest.mark.parametrize("given", [group("konge"), group(Role.LEDER, municipality="x"), group(Role.TEAMLEDER, "x")])
def test_a_group_that_names_what_is_not_here_gives_nothing(town, given):
    user = town.people[Role.POLITIKER]
    follow_groups(user=user, groups=[given], known_as="", by=user)
    assert [each.role for each in user.memberships.all()] == [Role.POLITIKER]


def test_passwords_are_kept_as_argon2(town):
    assert town.people[Role.LEDER].password.startswith("argon2$")
    assert town.people[Role.LEDER].check_password(PASSWORD)
