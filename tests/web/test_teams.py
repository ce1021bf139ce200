"""Units and teams: an administrator makes them, and a team's leader sees the cases that the events give the team."""

import pytest
from django.urls import reverse
from tests.web.monitor_factories import fill
from tests.web.people import make_person
from tests.web.reading_pages import words
from tests.web.test_accounts import last_action, text

from sagsloft.core.errors import UserError
from sagsloft.messages import Language, say
from sagsloft.web.accounts import actions, team_actions
from sagsloft.web.accounts.models import Invitation, LogEntry, Membership, Team, Unit
from sagsloft.web.accounts.roles import Role
from sagsloft.web.accounts.sight import visible_cases

UNITS = "/enheder/"


@pytest.fixture
def administrator(client, town):
    client.force_login(town.people[Role.ADMINISTRATOR])
    return client


def unit_of(town):
    return Unit.objects.get(municipality=town.municipality)


def said(message_id, **values):
    return say(f"web_teams.{message_id}", Language.DANISH, **values)


def test_a_municipality_without_units_is_told_what_to_do_and_comes_to_its_first_leader(administrator, town):
    Membership.objects.filter(role=Role.TEAMLEDER).delete()
    Team.objects.all().delete()
    Unit.objects.all().delete()
    assert said("no_units") in words(administrator.get(UNITS))
    assert administrator.post(UNITS, {"name": "Familiehuset"}).url == UNITS
    at = reverse("accounts:add_team", args=[unit_of(town).pk])
    administrator.post(at, {"name": "Team Vest", "source_name": "FAM-VEST"})
    team = Team.objects.get()
    assert (team.name, team.known_as, last_action(town)) == ("Team Vest", "FAM-VEST", "team.add")
    asked = {"email": "ny@example.org", "role": Role.TEAMLEDER, "team": team.pk}
    assert administrator.post(reverse("accounts:invite"), asked).status_code == 302


def test_the_page_tells_what_the_events_call_teams_and_nothing_of_their_cases(administrator, town, tmp_path):
    fill(town, tmp_path)
    team_actions.change_team(
        team=town.teams[1], name="Team Syd", source_name="SYD", version=1, by=town.people[Role.ADMINISTRATOR]
    )
    page = administrator.get(UNITS)
    assert page.context["without_team"] == ["Team Syd"]
    assert said("not_in_events") in words(page)
    assert not any(secret in page.content.decode() for secret in ("sag-", "eksempelkoebing-anna"))
    form = administrator.get(reverse("accounts:add_team", args=[unit_of(town).pk])).content.decode()
    assert '<option value="Team Syd">' in form
    assert 'list="kendte-navne"' in form


def test_the_neighbours_names_are_not_told(administrator, town, neighbour, tmp_path):
    fill(neighbour, tmp_path)
    assert administrator.get(UNITS).context["without_team"] == []


def test_a_new_name_in_the_events_changes_what_the_leader_sees_at_once(administrator, town, tmp_path):
    fill(town, tmp_path)
    leader, team = town.people[Role.TEAMLEDER], town.teams[0]
    seen = {case.case_id for case in visible_cases(leader, town.municipality)}
    administrator.post(
        reverse("accounts:team", args=[team.pk]), {"name": "Nord", "source_name": "Team Nord", "version": 1}
    )
    assert {case.case_id for case in visible_cases(leader, town.municipality)} == seen != set()
    administrator.post(reverse("accounts:team", args=[team.pk]), {"name": "Nord", "source_name": "", "version": 2})
    assert not visible_cases(leader, town.municipality).exists()
    assert LogEntry.objects.filter(action="team.change").count() == 2


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ({"name": "Team Nord"}, "team_exists"),
        ({"name": "Team Ny", "source_name": "Team Nord"}, "source_name_taken"),
        ({"name": ""}, None),
        ({"name": "x" * 101}, None),
        ({"name": "070761-4285"}, "no_cpr"),
        ({"name": "Team Ny", "source_name": "0707614285"}, "no_cpr"),
    ],
)
def test_a_wrong_team_is_told_why_and_what_was_typed_is_kept(administrator, town, typed, refused):
    answer = administrator.post(reverse("accounts:add_team", args=[unit_of(town).pk]), typed)
    assert answer.context["form"].errors
    if refused in {"source_name_taken", "no_cpr"}:
        assert said(refused) in text(answer)
    assert f'value="{typed["name"]}"' in text(answer) or not typed["name"]
    assert Team.objects.filter(unit__municipality=town.municipality).count() == 2


def test_the_same_name_may_stand_in_two_units_but_not_for_the_same_cases(administrator, town):
    by = town.people[Role.ADMINISTRATOR]
    other = team_actions.add_unit(municipality=town.municipality, name="Ungehuset", by=by)
    with pytest.raises(UserError, match="source_name_taken"):
        team_actions.add_team(unit=other, name="Team Nord", source_name="", by=by)
    team_actions.add_team(unit=other, name="Team Nord", source_name="UNG-NORD", by=by)
    team_actions.add_team(unit=other, name="Team Øst", source_name="", by=by)
    with pytest.raises(UserError, match="source_name_taken"):
        team_actions.change_team(team=town.teams[1], name="Team Syd", source_name="Team Øst", version=1, by=by)
    with pytest.raises(UserError, match="unit_exists"):
        team_actions.add_unit(municipality=town.municipality, name="Ungehuset", by=by)


def test_the_neighbour_may_have_a_team_of_the_same_name(administrator, town, neighbour):
    unit = Unit.objects.get(municipality=neighbour.municipality)
    by = neighbour.people[Role.ADMINISTRATOR]
    team_actions.add_team(unit=unit, name="Team Øst", source_name="", by=by)
    assert team_actions.add_team(unit=unit_of(town), name="Team Øst", source_name="", by=by).pk


@pytest.mark.parametrize("url", ["accounts:team", "accounts:remove_team", "accounts:unit", "accounts:remove_unit"])
def test_the_second_of_two_who_change_the_same_is_told(administrator, town, url):
    by, team = town.people[Role.ADMINISTRATOR], town.teams[0]
    Membership.objects.filter(team=team).delete()
    team_actions.change_team(team=team, name="Først", source_name="", version=1, by=by)
    unit = team_actions.add_unit(municipality=town.municipality, name="Tom", by=by)
    team_actions.rename_unit(unit=unit, name="Først", version=1, by=by)
    pk = team.pk if "team" in url else unit.pk
    answer = administrator.post(reverse(url, args=[pk]), {"name": "Bagefter", "version": 1})
    assert say("web_accounts.changed_meanwhile", Language.DANISH) in text(answer)
    assert 'value="Bagefter"' in text(answer) or "remove" in url
    assert Team.objects.get(pk=team.pk).name == Unit.objects.get(pk=unit.pk).name == "Først"


def test_removing_asks_first_and_is_logged(administrator, town):
    team = town.teams[0]
    Membership.objects.filter(team=team).delete()
    at = reverse("accounts:remove_team", args=[team.pk])
    assert said("remove_team_why") in words(administrator.get(at))
    assert Team.objects.filter(pk=team.pk).exists()
    assert administrator.post(at, {"version": 1}).url == UNITS
    assert not Team.objects.filter(pk=team.pk).exists()
    assert last_action(town) == "team.remove"


def test_a_team_that_someone_leads_or_is_invited_to_stays_and_so_does_its_unit(administrator, town):
    at = reverse("accounts:remove_team", args=[town.teams[0].pk])
    assert said("team_in_use") in text(administrator.post(at, {"version": 1}))
    Membership.objects.filter(team=town.teams[0]).delete()
    place = actions.Place(role=Role.TEAMLEDER, team=town.teams[0])
    by = town.people[Role.ADMINISTRATOR]
    invitation = actions.invite(
        municipality=town.municipality, email="ny@example.org", place=place, link=lambda token: token, by=by
    )
    assert said("team_in_use") in text(administrator.post(at, {"version": 1}))
    assert Invitation.objects.get().team == town.teams[0]
    unit = reverse("accounts:remove_unit", args=[unit_of(town).pk])
    assert said("unit_in_use") in text(administrator.post(unit, {"version": 1}))
    actions.withdraw(invitation=invitation, by=by)
    assert administrator.post(at, {"version": 1}).status_code == 302
    assert Invitation.objects.get().team is None


def test_someone_can_be_made_leader_of_a_new_team(town):
    by = town.people[Role.ADMINISTRATOR]
    team = team_actions.add_team(unit=unit_of(town), name="Team Øst", source_name="", by=by)
    user = make_person("ny@example.org")
    place = actions.Place(role=Role.TEAMLEDER, team=team)
    assert actions.grant(user=user, municipality=town.municipality, place=place, by=by).team == team
