"""What a Task Force consultant sees of cases leads back to no child's own number, and from no course to the next."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.web.monitor_factories import OVERDUE, address, case_of, event, fill
from tests.web.reading_pages import links, tables

from sagsloft.web.accounts import case_actions
from sagsloft.web.accounts.models import Course, Membership, Municipality
from sagsloft.web.accounts.roles import Role
from sagsloft.web.accounts.sight import sight
from sagsloft.web.monitor.models import Case

MANY = 8
"""Cases of whom nothing but the number differs: one order in 40,320 is that of the numbers."""


def anew(town):
    """The municipality as the next request reads it."""
    return Municipality.objects.get(pk=town.municipality.pk)


def next_course(town, *, ran_out):
    """The course ends, by its day or because it was closed, and another begins."""
    past = timezone.localdate() - timedelta(days=1)
    if ran_out:
        Course.objects.update(opened_until=past)
        Membership.objects.filter(role=Role.TASKFORCE_KONSULENT).update(opened_until=past)
    else:
        case_actions.close_course(municipality=anew(town), by=None)
    case_actions.open_course(municipality=anew(town), until=timezone.localdate(), by=None)


def seen_by(client, user, page="/sager/"):
    client.force_login(user)
    return [each for each in links(client.get(page)) if each.startswith("/sag/")]


@pytest.mark.parametrize("ran_out", [True, False], ids=["ran-out", "closed"])
def test_the_next_course_has_other_names_and_other_addresses(client, town, tmp_path, ran_out):
    fill(town, tmp_path)
    consultant = town.people[Role.TASKFORCE_KONSULENT]
    former, before = sight(consultant, town.municipality), seen_by(client, consultant)
    next_course(town, ran_out=ran_out)
    assert sight(consultant, anew(town)).name_of(OVERDUE) != former.name_of(OVERDUE)
    after = seen_by(client, consultant)
    assert len(before) == len(after) == Case.objects.count()
    assert not set(before) & set(after)
    assert {client.get(each).status_code for each in before} == {404}
    assert {client.get(each).status_code for each in after} == {200}


def test_a_course_that_is_prolonged_keeps_its_names_and_addresses(client, town, tmp_path):
    fill(town, tmp_path)
    consultant = town.people[Role.TASKFORCE_KONSULENT]
    former, before = sight(consultant, town.municipality), seen_by(client, consultant)
    until = timezone.localdate() + timedelta(days=90)
    case_actions.open_course(municipality=anew(town), until=until, by=None)
    assert sight(consultant, anew(town)) == former
    assert seen_by(client, consultant) == before


@pytest.mark.parametrize("page", ["/sager/", "/i-dag/"])
def test_a_consultants_address_leads_nowhere_for_a_leader_and_the_reverse(client, town, tmp_path, page):
    fill(town, tmp_path)
    leader, consultant = town.people[Role.LEDER], town.people[Role.TASKFORCE_KONSULENT]
    whose = {user: set(seen_by(client, user, page)) for user in (leader, consultant)}
    assert address(town, OVERDUE) in whose[leader]
    assert address(town, OVERDUE, consultant) in whose[consultant]
    for user, other in ((leader, consultant), (consultant, leader)):
        client.force_login(user)
        assert {client.get(each).status_code for each in whose[user]} == {200}
        assert {client.get(each).status_code for each in whose[other]} == {404}


def test_a_consultant_who_sees_names_by_another_role_has_everyones_addresses(client, town, tmp_path):
    fill(town, tmp_path)
    consultant = town.people[Role.TASKFORCE_KONSULENT]
    Membership.objects.create(user=consultant, municipality=town.municipality, role=Role.LEDER)
    assert address(town, OVERDUE) in seen_by(client, consultant)


def test_an_address_leads_back_to_its_own_case(town, tmp_path):
    fill(town, tmp_path)
    seen_as = sight(town.people[Role.TASKFORCE_KONSULENT], town.municipality)
    for case_id in (OVERDUE, "sag-syd"):
        public_id = case_of(town, case_id).public_id
        given = seen_as.address_of(public_id)
        assert isinstance(given, UUID)
        assert given != public_id
        assert seen_as.behind(given) == public_id


def alike(town, tmp_path):
    """In the order of their numbers, what a consultant calls them."""
    numbers = [f"sag-{number:03}" for number in range(MANY)]
    fill(town, tmp_path, [event(each, "underretning_modtaget", "2024-03-01 10:00") for each in numbers])
    seen_as = sight(town.people[Role.TASKFORCE_KONSULENT], town.municipality)
    return [seen_as.name_of(each) for each in numbers]


@pytest.mark.parametrize("url", ["monitor:cases", "monitor:today"])
@pytest.mark.parametrize("order", ["", "?sortering=sag", "?sortering=nyeste"])
def test_no_list_stands_in_the_order_of_the_numbers(client, town, tmp_path, url, order):
    names = alike(town, tmp_path)
    client.force_login(town.people[Role.TASKFORCE_KONSULENT])
    shown = [[row[0] for row in rows] for rows in tables(client.get(reverse(url) + order)).values()]
    shown = [[each for each in dict.fromkeys(rows) if each in names] for rows in shown]
    (found,) = (rows for rows in shown if rows)
    assert sorted(found) == sorted(names)
    assert found not in (names, names[::-1])


def test_no_file_stands_in_the_order_of_the_numbers(client, town, tmp_path):
    names = alike(town, tmp_path)
    client.force_login(town.people[Role.TASKFORCE_KONSULENT])
    file = client.post(reverse("monitor:export") + "?sortering=sag", {"slags": "csv"}).content.decode()
    found = [line.split(",")[0].strip('"') for line in file.splitlines()[1:]]
    assert sorted(found) == sorted(names)
    assert found not in (names, names[::-1])


def test_who_sees_the_numbers_can_order_by_them(client, town, tmp_path):
    alike(town, tmp_path)
    client.force_login(town.people[Role.LEDER])
    (rows,) = tables(client.get("/sager/?sortering=sag")).values()
    assert [row[0] for row in rows] == [f"sag-{number:03}" for number in range(MANY)]
