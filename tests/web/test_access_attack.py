"""Attacks from inside: someone who is signed in reaches for what belongs to a colleague or to the next municipality."""

import secrets
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.web.monitor_factories import OVERDUE, SYD, case_of, fill
from tests.web.monitor_factories import address as case_address
from tests.web.people import make_person
from tests.web.reading_pages import links, words
from tests.web.test_access import BLANK, ENTRANCE, SOME, address, is_sent_to_sign_in, opens

from sagsloft.web.accounts import actions
from sagsloft.web.accounts.access import PAGES
from sagsloft.web.accounts.access_page import addresses
from sagsloft.web.accounts.models import Invitation, LogEntry, Membership, Team, Unit
from sagsloft.web.accounts.roles import Role
from sagsloft.web.monitor.models import Import
from sagsloft.web.monitor.saved_filters import SavedFilter

METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
ROLE_PAGES = [page for page in PAGES if isinstance(page.to, frozenset)]
IDS = {"number", "pk", "public_id"}


def ids_in(page):
    return IDS & set(BLANK.findall(dict(addresses())[page.url]))


@pytest.mark.parametrize("method", METHODS)
def test_no_method_opens_a_page_to_a_role_that_may_not_open_it(client, town, method):
    before = LogEntry.objects.count()
    for role, user in town.people.items():
        client.force_login(user)
        for page in PAGES:
            answer = getattr(client, method)(address(page))
            if opens(role, page):
                assert answer.status_code < 500, (role, page.url)
            else:
                assert answer.status_code == 403, (role, page.url)
            if method not in {"get", "post"}:
                assert LogEntry.objects.count() == before, (role, page.url)
            else:
                client.force_login(user)  # some page has signed them out


@pytest.mark.parametrize("method", METHODS)
def test_no_method_opens_a_page_to_someone_who_has_not_signed_in(client, db, method):
    for page in PAGES:
        answer = getattr(client, method)(address(page))
        assert is_sent_to_sign_in(answer) == (page.url not in ENTRANCE), page.url


def of_neighbour(neighbour, tmp_path):
    """For each page that has an id in its address, one that is real there and none of ours."""
    user, place = neighbour.people[Role.LEDER], neighbour.municipality
    invitation = Invitation.objects.create(
        municipality=place,
        email="x@example.org",
        role=Role.LEDER,
        token_hash=secrets.token_hex(),
        expires_at=timezone.now(),
    )
    fill(neighbour, tmp_path)
    kept = SavedFilter.objects.create(user=user, municipality=place, name="Deres", query="")
    key = Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "x"})
    held = user.memberships.get().pk
    return {
        "accounts:withdraw": invitation.pk,
        "accounts:role": held,
        "accounts:revoke": held,
        "accounts:unit": neighbour.teams[0].unit_id,
        "accounts:remove_unit": neighbour.teams[0].unit_id,
        "accounts:add_team": neighbour.teams[0].unit_id,
        "accounts:team": neighbour.teams[0].pk,
        "accounts:remove_team": neighbour.teams[0].pk,
        "monitor:case": case_of(neighbour, OVERDUE).public_id,
        "monitor:throw_filter_away": kept.pk,
        "mfa_edit_webauthn": key.pk,
        "mfa_remove_webauthn": key.pk,
    }


def someone_for(page, town):
    roles = page.to if isinstance(page.to, frozenset) else {Role.POLITIKER}
    return next(user for role, user in town.people.items() if role in roles and role is not Role.TASKFORCE_KONSULENT)


def test_an_id_of_the_neighbours_is_as_one_that_is_not_there(client, town, neighbour, tmp_path):
    theirs = of_neighbour(neighbour, tmp_path)
    with_ids = {page.url: page for page in PAGES if ids_in(page)}
    assert theirs.keys() == with_ids.keys()
    typed = {"version": 1, "name": "Vores", "known_as": "x", "navn": "x", "sure": "on"}
    for url, page in with_ids.items():
        client.force_login(someone_for(page, town))
        (name,) = ids_in(page)
        answers = []
        for pk in (theirs[url], 10**9 if name != "public_id" else SOME["public_id"]):
            at = reverse(url, kwargs={name: pk})
            answers += [(answer.status_code, words(answer)) for answer in (client.get(at), client.post(at, typed))]
        (get, post), missing = answers[:2], answers[2:]
        assert [get, post] == missing, url
        assert post[0] in {404, 405} or url.startswith("mfa_"), url  # where one confirms first who one is
    assert set(Team.objects.filter(unit__municipality=neighbour.municipality)) == set(neighbour.teams)
    assert Unit.objects.filter(municipality=neighbour.municipality, name="Familieafdelingen").exists()
    assert SavedFilter.objects.filter(name="Deres").exists()
    assert Invitation.objects.get(email="x@example.org").withdrawn_at is None
    assert neighbour.people[Role.LEDER].memberships.get().version == 1


def test_an_id_of_the_neighbours_in_a_form_is_no_choice(client, town, neighbour):
    client.force_login(town.people[Role.ADMINISTRATOR])
    theirs = neighbour.teams[0].pk
    held = town.people[Role.TEAMLEDER].memberships.get()
    asked = {"email": "ny@example.org", "role": Role.TEAMLEDER, "team": theirs, "municipality": "nabokoebing"}
    assert client.post(reverse("accounts:invite"), asked).context["form"].errors.keys() == {"team"}
    answer = client.post(reverse("accounts:role", args=[held.pk]), {"team": theirs, "version": held.version})
    assert answer.context["form"].errors.keys() == {"team"}
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("url", ["monitor:today", "monitor:cases", "monitor:figures", "monitor:quality"])
def test_no_query_leads_to_a_colleagues_or_the_neighbours_cases(client, town, neighbour, tmp_path, url):
    fill(town, tmp_path)
    fill(neighbour, tmp_path)
    client.force_login(town.people[Role.TEAMLEDER])
    asked = ("team=Team Syd", "team=-", "raadgiver=eksempelkoebing-bo", "raadgiver=nabokoebing-anna")
    extra = ("municipality=nabokoebing", "kommune=nabokoebing", "user=1", "case__team=Team Syd", "team__in=Team Syd")
    for query in (*asked, *extra):
        answer = client.get(f"{reverse(url)}?{quote(query, safe='=')}")
        assert answer.status_code == 200
        assert case_address(town, SYD) not in links(answer)
        assert SYD not in words(answer)
        assert "nabokoebing" not in words(answer).lower()
    whole = client.get(reverse(url))
    if url in {"monitor:today", "monitor:cases"}:  # so that the link is looked for where links stand
        assert case_address(town, OVERDUE) in links(whole)


def test_a_search_finds_no_case_of_a_colleague(client, town, tmp_path):
    fill(town, tmp_path)
    client.force_login(town.people[Role.RAADGIVER])
    for number in (SYD, SYD[:5]):
        client.post(reverse("monitor:search"), {"sagsnummer": number})
        assert str(case_of(town, SYD).public_id) not in client.get(reverse("monitor:cases")).content.decode()
        exported = client.post(reverse("monitor:export"), {"slags": "csv"}).content.decode()
        assert SYD not in exported


def test_a_role_lost_in_one_municipality_leaves_the_person_in_no_one_elses(client, town, neighbour):
    user = town.people[Role.ADMINISTRATOR]
    place = actions.Place(role=Role.LEDER)
    actions.grant(user=user, municipality=neighbour.municipality, place=place, by=None)
    client.force_login(user)
    client.post(reverse("accounts:municipality"), {"municipality": "eksempelkoebing"})
    assert client.get(reverse("accounts:people")).status_code == 200
    user.memberships.filter(municipality=town.municipality).delete()
    assert client.get(reverse("accounts:people")).status_code == 403
    user.memberships.all().delete()
    assert client.get(reverse("monitor:today")).status_code == 403


def test_a_course_that_was_closed_closes_a_page_that_is_open(client, town, tmp_path):
    from sagsloft.web.accounts import case_actions  # noqa: PLC0415 - for this test alone

    consultant = town.people[Role.TASKFORCE_KONSULENT]
    case_actions.open_course(municipality=town.municipality, until=timezone.localdate(), by=None)
    fill(town, tmp_path)
    client.force_login(consultant)
    at = case_address(town, OVERDUE, consultant)
    assert client.get(at).status_code == 200
    case_actions.close_course(municipality=town.municipality, by=None)
    assert client.get(at).status_code == 403


def test_an_administrator_gives_themselves_nothing(client, town):
    user = town.people[Role.ADMINISTRATOR]
    client.force_login(user)
    own = user.memberships.get()
    for url in ("accounts:role", "accounts:revoke"):
        assert client.post(reverse(url, args=[own.pk]), {"version": 1, "role": Role.LEDER}).status_code == 404
    held = town.people[Role.RAADGIVER].memberships.get()
    client.post(
        reverse("accounts:role", args=[held.pk]), {"known_as": "x", "version": 1, "role": Role.LEDER, "user": user.pk}
    )
    held.refresh_from_db()
    assert (held.role, held.user) == (Role.RAADGIVER, town.people[Role.RAADGIVER])
    assert [each.role for each in user.memberships.all()] == [Role.ADMINISTRATOR]


@pytest.mark.parametrize("url", ["monitor:today", "monitor:cases", "monitor:figures", "accounts:profile"])
def test_a_page_reads_the_roles_of_its_reader_once_and_the_next_page_anew(client, town, tmp_path, url):
    fill(town, tmp_path)
    client.force_login(town.people[Role.LEDER])
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse(url)).status_code == 200
    assert len([each for each in asked if 'FROM "accounts_membership"' in each["sql"]]) == 1
    Membership.objects.filter(user=town.people[Role.LEDER]).delete()
    assert client.get(reverse("monitor:today")).status_code == 403


def test_someone_without_a_role_sees_no_municipality(client, town, tmp_path):
    fill(town, tmp_path)
    client.force_login(make_person("nobody@example.org"))
    answer = client.get(reverse("accounts:profile"))
    assert town.municipality.name not in answer.content.decode()
    assert Import.objects.exists()
