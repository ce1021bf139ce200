"""The access table: every URL there is, tried as no one, as every role, as a colleague and as a stranger."""

import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.web.monitor_factories import OVERDUE, event, fill
from tests.web.monitor_factories import address as case_address
from tests.web.people import make_person

from sagsloft.web.accounts import case_actions
from sagsloft.web.accounts.access import BY_URL, PAGES, sees
from sagsloft.web.accounts.access_page import addresses
from sagsloft.web.accounts.models import Membership, Municipality
from sagsloft.web.accounts.roles import SEES_CASES, Role
from sagsloft.web.accounts.sight import memberships, sight, visible_cases, visible_obligations
from sagsloft.web.monitor.models import Case, Obligation

ROOT = Path(__file__).parents[2]
REFUSED = 403, 404
SOME = {
    "number": 1,
    "pk": 1,
    "token": "none",
    "uidb36": "1",
    "key": "none",
    "provider_id": "none",
    "rule_id": "underretning-24-timer",
    "theme": "underretning",
    "public_id": "00000000-0000-4000-8000-000000000000",
}
BLANK = re.compile(r"<\w+:(\w+)>")
ENTRANCE = {
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "accounts:accept",
    "accounts:language",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "monitor:accessibility",
    "openid_connect_callback",
    "openid_connect_login",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "socialaccount_signup",
}
"""Open to anyone. What each may open is written here by hand, so that the table is held against something else."""
OWN = {
    "account_change_password",
    "account_reauthenticate",
    "account_set_password",
    "accounts:municipality",
    "accounts:profile",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "monitor:law",
    "monitor:rule",
    "start",
}
"""Open to whoever has signed in."""
CHILDREN = {
    "monitor:case",
    "monitor:cases",
    "monitor:export",
    "monitor:keep_filter",
    "monitor:search",
    "monitor:throw_filter_away",
    "monitor:today",
}
FIGURES = {"monitor:figures", "monitor:theme"}
OF_TEAMS = {"monitor:deadlines", "monitor:missed", "monitor:quality"}
SETTINGS = {
    "accounts:add_team",
    "accounts:invite",
    "accounts:people",
    "accounts:remove_team",
    "accounts:remove_unit",
    "accounts:revoke",
    "accounts:role",
    "accounts:team",
    "accounts:unit",
    "accounts:units",
    "accounts:withdraw",
}
OPEN = {
    Role.RAADGIVER: CHILDREN | FIGURES,
    Role.TEAMLEDER: CHILDREN | FIGURES | OF_TEAMS,
    Role.KVALITETSKONSULENT: CHILDREN | FIGURES | OF_TEAMS,
    Role.LEDER: CHILDREN | FIGURES | OF_TEAMS | {"accounts:course"},
    Role.TASKFORCE_KONSULENT: CHILDREN | FIGURES | OF_TEAMS,
    Role.POLITIKER: FIGURES,
    Role.DATABESKYTTELSE: {"accounts:looks", "accounts:erase"},
    Role.ADMINISTRATOR: SETTINGS,
}


def opens(role, page):
    return page.url in ENTRANCE | OWN | OPEN[role]


def address(page):
    pattern = dict(addresses())[page.url]
    return reverse(page.url, kwargs={name: SOME[name] for name in BLANK.findall(pattern)})


def is_sent_to_sign_in(answer):
    return answer.status_code == 302 and answer.url.startswith(f"{reverse('account_login')}?next=")


def test_every_url_has_an_entry_and_every_entry_a_url():
    names = {name for name, _ in addresses()}
    assert names == BY_URL.keys()
    assert len(BY_URL) == len(PAGES)


def test_an_address_without_an_entry_is_not_there(client, town, monkeypatch):
    monkeypatch.delitem(BY_URL, "accounts:profile")
    client.force_login(town.people[Role.LEDER])
    assert client.get(reverse("accounts:profile")).status_code == 404


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.url)
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_one_who_has_not_signed_in_opens_more_than_the_entrance(client, db, page, method):
    answer = getattr(client, method)(address(page))
    assert is_sent_to_sign_in(answer) == (page.url not in ENTRANCE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.url)
def test_each_role_opens_its_pages_and_no_others(client, town, page):
    for role, user in town.people.items():
        client.force_login(user)
        answer = client.get(address(page))
        assert (answer.status_code == 403) != opens(role, page), role
        if not opens(role, page):
            assert client.post(address(page)).status_code == 403, role


@pytest.mark.parametrize("page", [page for page in PAGES if isinstance(page.to, frozenset)], ids=lambda page: page.url)
def test_someone_without_a_role_opens_no_page_for_roles(client, town, page):
    client.force_login(make_person("nobody@example.org"))
    assert client.get(address(page)).status_code == 403


@pytest.mark.parametrize("page", [page for page in PAGES if isinstance(page.to, frozenset)], ids=lambda page: page.url)
def test_a_page_that_was_closed_says_nothing_of_anyone(client, town, page):
    client.force_login(town.people[Role.POLITIKER])
    if Role.POLITIKER not in page.to:
        shown = client.get(address(page)).content.decode()
        assert not any(user.email in shown for role, user in town.people.items() if role != Role.POLITIKER)


@pytest.mark.parametrize("url", ["accounts:role", "accounts:revoke"])
def test_a_neighbours_role_and_ones_own_are_not_there(client, town, neighbour, url):
    client.force_login(town.people[Role.ADMINISTRATOR])
    theirs = Membership.objects.filter(municipality=neighbour.municipality).first()
    own = town.people[Role.ADMINISTRATOR].memberships.get()
    for held in (theirs, own):
        assert client.post(reverse(url, args=[held.pk]), {"version": 1}).status_code == 404
        assert Membership.objects.filter(pk=held.pk, version=held.version).exists()


def make_case(town, case_id, team, caseworker):
    now = timezone.now()
    case = Case.objects.create(
        municipality=town.municipality,
        case_id=case_id,
        team=team.source_name,
        caseworker=caseworker,
        first_event=now,
        last_event=now,
        is_open=True,
        caseworkers=1,
        notifications=1,
        overdue=1,
        due_soon=0,
        without_limit=0,
    )
    Obligation.objects.create(
        municipality=town.municipality,
        case=case,
        rule_id="underretning-24-timer",
        version="2024-01-01",
        citation="Barnets lov § 136",
        triggered_at=now,
        status="overdue",
        day_precision=False,
        measurable=True,
    )
    return case


@pytest.fixture
def cases(town, neighbour):
    """In each municipality one case of the first team and one of the second, under the same numbers."""
    for place in (town, neighbour):
        slug = place.municipality.slug
        make_case(place, "nord", place.teams[0], f"{slug}-anna")
        make_case(place, "syd", place.teams[1], f"{slug}-bo")


SEEN = {
    Role.RAADGIVER: {"nord"},
    Role.TEAMLEDER: {"nord"},
    Role.KVALITETSKONSULENT: {"nord", "syd"},
    Role.LEDER: {"nord", "syd"},
    Role.TASKFORCE_KONSULENT: {"nord", "syd"},
    Role.POLITIKER: set(),
    Role.DATABESKYTTELSE: set(),
    Role.ADMINISTRATOR: set(),
}


@pytest.mark.usefixtures("cases")
def test_each_role_sees_its_cases_and_no_ones_of_the_neighbour(town, neighbour):
    assert SEEN.keys() == set(Role)
    for role, user in town.people.items():
        if role is Role.TASKFORCE_KONSULENT:
            Membership.objects.filter(user=user).update(opened_until=timezone.localdate())
        seen = visible_cases(user, town.municipality)
        assert {case.case_id for case in seen} == SEEN[role], role
        assert {each.case.case_id for each in visible_obligations(user, town.municipality)} == SEEN[role], role
        assert all(case.municipality == town.municipality for case in seen)
        assert not visible_cases(user, neighbour.municipality).exists(), role
        assert not visible_obligations(user, neighbour.municipality).exists(), role


@pytest.mark.usefixtures("cases")
def test_a_colleague_of_the_other_team_sees_the_other_cases(town):
    for user in town.colleague.values():
        assert [case.case_id for case in visible_cases(user, town.municipality)] == ["syd"]


@pytest.mark.usefixtures("cases")
def test_two_roles_see_together_what_each_sees(town):
    user = town.people[Role.TEAMLEDER]
    Membership.objects.create(
        user=user, municipality=town.municipality, role=Role.RAADGIVER, known_as="eksempelkoebing-bo"
    )
    assert visible_cases(user, town.municipality).count() == 2


@pytest.mark.usefixtures("cases")
def test_a_caseworker_without_a_name_and_a_leader_without_a_team_see_nothing(town):
    Case.objects.update(team="", caseworker="")
    Membership.objects.update(team=None, known_as="")
    for role in (Role.RAADGIVER, Role.TEAMLEDER):
        assert not visible_cases(town.people[role], town.municipality).exists()


@pytest.mark.usefixtures("cases")
def test_a_consultant_sees_until_the_last_day_of_the_course_and_not_after_it_was_closed(town):
    consultant = town.people[Role.TASKFORCE_KONSULENT]
    held = Membership.objects.filter(user=consultant)
    for days, seen in ((0, 2), (1, 2), (-1, 0)):
        held.update(opened_until=timezone.localdate() + timedelta(days=days))
        assert visible_cases(consultant, town.municipality).count() == seen
    case_actions.open_course(municipality=town.municipality, until=timezone.localdate(), by=None)
    assert visible_cases(consultant, town.municipality).count() == 2
    case_actions.close_course(municipality=town.municipality, by=None)
    assert memberships(consultant) == []
    assert not visible_cases(consultant, town.municipality).exists()


def test_a_consultant_sees_other_names_for_each_course_and_no_free_text(town):
    municipality, consultant = town.municipality, town.people[Role.TASKFORCE_KONSULENT]
    case_actions.open_course(municipality=municipality, until=timezone.localdate(), by=None)
    first = sight(consultant, municipality)
    assert not first.free_text
    assert first.name_of("nord") == sight(consultant, municipality).name_of("nord") != first.name_of("syd")
    assert "nord" not in first.name_of("nord")
    case_actions.close_course(municipality=municipality, by=None)
    fresh = Municipality.objects.get(pk=municipality.pk)
    case_actions.open_course(municipality=fresh, until=timezone.localdate(), by=None)
    assert sight(consultant, fresh).name_of("nord") != first.name_of("nord")
    leader = sight(town.people[Role.LEDER], fresh)
    assert (leader.name_of("nord"), leader.free_text) == ("nord", True)


WROTE = "noget som nogen har skrevet"
PROBES = {"case_name": OVERDUE, "matters": "u-77", "free_text": WROTE, "events": "Underretning modtaget"}
"""Of a field of the case's page: what can only stand there where the field itself is shown."""


@pytest.mark.parametrize("role", sorted(SEES_CASES))
def test_each_role_sees_the_fields_that_the_table_gives_it_and_what_stands_in_place_of_others(
    client, town, tmp_path, role
):
    rows = [event(OVERDUE, "underretning_modtaget", "2024-03-01 10:00", matter="u-77")]
    fill(town, tmp_path, [*rows, event(OVERDUE, WROTE, "2024-03-02 10:00", matter="u-77")])
    client.force_login(town.people[role])
    page = client.get(case_address(town, OVERDUE, town.people[role])).content.decode()
    assert set(PROBES) <= set(BY_URL["monitor:case"].fields)
    assert {field for field, probe in PROBES.items() if probe in page} == {each for each in PROBES if sees(role, each)}


def test_a_consultant_who_is_a_caseworker_too_still_meets_no_childs_own_number(town):
    consultant = town.people[Role.TASKFORCE_KONSULENT]
    Membership.objects.create(
        user=consultant, municipality=town.municipality, role=Role.RAADGIVER, known_as="eksempelkoebing-anna"
    )
    seen_as = sight(consultant, town.municipality)
    assert (seen_as.free_text, seen_as.name_of("nord") == "nord") == (False, False)
    Membership.objects.create(user=consultant, municipality=town.municipality, role=Role.KVALITETSKONSULENT)
    assert sight(consultant, town.municipality).name_of("nord") == "nord"


def test_someone_with_roles_in_two_municipalities_chooses_and_sees_one_at_a_time(client, town, neighbour):
    user = town.people[Role.LEDER]
    Membership.objects.create(user=user, municipality=neighbour.municipality, role=Role.ADMINISTRATOR)
    client.force_login(user)
    assert client.get(reverse("accounts:people")).url == reverse("accounts:municipality")
    client.post(reverse("accounts:municipality"), {"municipality": "nabokoebing"})
    assert client.get(reverse("accounts:people")).status_code == 200
    client.post(reverse("accounts:municipality"), {"municipality": "eksempelkoebing"})
    assert client.get(reverse("accounts:people")).status_code == 403
    assert client.post(reverse("accounts:municipality"), {"municipality": "elsewhere"}).status_code == 404


def test_a_municipality_that_is_not_ones_own_cannot_be_chosen(client, town, neighbour):
    client.force_login(town.people[Role.ADMINISTRATOR])
    answer = client.post(reverse("accounts:municipality"), {"municipality": neighbour.municipality.slug})
    assert answer.status_code == 404
    shown = client.get(reverse("accounts:people")).content.decode()
    assert neighbour.people[Role.LEDER].email not in shown
    assert town.people[Role.LEDER].email in shown


def test_a_lost_role_is_lost_at_the_next_page(client, town):
    client.force_login(town.people[Role.ADMINISTRATOR])
    assert client.get(reverse("accounts:people")).status_code == 200
    town.people[Role.ADMINISTRATOR].memberships.all().delete()
    assert client.get(reverse("accounts:people")).status_code == 403


def test_every_answer_has_the_headers_that_protect(client, town):
    client.force_login(town.people[Role.LEDER])
    for answer in (client.get(reverse("accounts:profile")), client.get("/nowhere/"), client.get("/i-dag/")):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "camera=()" in answer.headers["Permissions-Policy"]
        assert answer.headers["Cache-Control"] == "no-store, private"


def test_the_printed_page_is_up_to_date():
    line = [sys.executable, str(ROOT / "tools" / "print_access.py"), "--check"]
    assert subprocess.run(line, check=False, cwd=ROOT).returncode == 0
