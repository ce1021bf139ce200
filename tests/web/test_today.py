"""I dag: who waits, for what, and how long; each person sees their own part, and nothing stale as fresh."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.web.monitor_factories import AS_OF, CLOCK, EVENTS, OVERDUE, SYD, address, event, fill
from tests.web.reading_pages import links, tables, words

from sagsloft.web.accounts.log import LISTED
from sagsloft.web.accounts.models import LogEntry
from sagsloft.web.accounts.roles import Role
from sagsloft.web.monitor import freshness
from sagsloft.web.monitor.models import Evaluation, Import

QUERIES = 17


@pytest.fixture
def today(client, town, tmp_path):
    """`today(role)`: the page as that person sees it, after the town's events have been evaluated."""
    fill(town, tmp_path)

    def page(role=Role.LEDER, query="", *, colleague=False, **headers):
        client.force_login((town.colleague if colleague else town.people)[role])
        return client.get(f"/i-dag/{query}", headers=headers)

    return page


def rows(answer, ending):
    """The rows of the list whose caption ends so."""
    return next((rows for caption, rows in tables(answer).items() if ending in caption), [])


def overdue(answer):
    return rows(answer, "skulle være taget")


def soon(answer):
    return rows(answer, "skal tages")


def test_the_oldest_overdue_step_stands_first_with_how_long_it_is_over(today):
    first, second = overdue(today())
    assert first[0] == SYD
    assert "Underretning vurderet inden 24 timer Barnets lov § 136" in first[1]
    assert first[2] == "39 dage over fristen 2. februar 2024 kl. 10.00"
    assert first[3:] == ["eksempelkoebing-bo", "Team Syd"]
    assert second[0] == OVERDUE
    assert second[2].startswith("10 dage over fristen")


def test_of_what_is_overdue_that_of_open_cases_comes_first_however_old_the_rest_is(client, town, tmp_path):
    fill(town, tmp_path, [*EVENTS, event(SYD, "sag_afsluttet", "2024-03-01 10:00", matter="")])
    client.force_login(town.people[Role.LEDER])
    assert [row[0].split()[0] for row in overdue(client.get("/i-dag/"))] == [OVERDUE, SYD]


def test_children_are_counted_once_and_by_what_they_wait_for(today):
    answer = today()
    assert "2 børn venter på noget, der skulle være gjort" in words(answer)
    assert tables(answer)["Hvad børnene venter på"] == [
        ["Underretning vurderet inden 24 timer", "2", "39 dage over fristen 2. februar 2024"]
    ]


def test_what_is_due_within_seven_days_stands_in_a_list_of_its_own(today):
    assert [(row[0], row[2]) for row in soon(today())] == [(CLOCK, "om 7 dage 19. marts 2024")]


def test_a_clock_says_how_long_is_left_and_how_old_its_source_is(today):
    answer = today()
    (row,) = tables(answer)["Ure på 24 timer, der løber"]
    assert row[0] == CLOCK
    assert row[2] == "om 21 timer i morgen kl. 09.00 Begyndte i dag kl. 09.00"
    told = "Kilden er fra i dag kl. 09.00. En fil, der kommer hver nat, giver en aftenliste og ikke en alarm"
    assert told in words(answer)


def test_a_caseworker_sees_their_own_as_a_list_of_what_to_do(today):
    answer = today(Role.RAADGIVER)
    assert "Det skal du nå" in words(answer)
    assert [row[0] for row in overdue(answer)] == [OVERDUE]
    assert len(overdue(answer)[0]) == 3
    assert SYD not in words(answer)


def test_a_team_leader_sees_the_team_and_a_colleague_the_other_one(today):
    assert [row[0] for row in overdue(today(Role.TEAMLEDER))] == [OVERDUE]
    assert [row[0] for row in overdue(today(Role.TEAMLEDER, colleague=True))] == [SYD]


def test_a_stranger_from_the_next_municipality_sees_nothing_of_it(client, town, neighbour, tmp_path):
    fill(town, tmp_path)
    fill(neighbour, tmp_path, [event("nabo-1", "underretning_modtaget", "2024-03-01 10:00")])
    client.force_login(neighbour.people[Role.LEDER])
    answer = client.get("/i-dag/")
    assert [row[0] for row in overdue(answer)] == ["nabo-1"]
    assert OVERDUE not in answer.content.decode()


def test_a_consultant_sees_second_pseudonyms_only(today):
    answer = today(Role.TASKFORCE_KONSULENT)
    assert all(row[0].startswith("tf-") for row in overdue(answer))
    assert OVERDUE not in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("?team=Team+Syd", [SYD]),
        ("?raadgiver=eksempelkoebing-anna", [OVERDUE]),
        ("?regel=underretning-24-timer", [SYD, OVERDUE]),
        ("?regel=underretning-bekraeftelse", []),
        ("?team=Team+Syd&regel=underretning-24-timer", [SYD]),
    ],
)
def test_the_list_is_narrowed_by_team_caseworker_and_rule(today, query, left):
    assert [row[0] for row in overdue(today(query=query))] == left


def test_what_cannot_be_chosen_is_answered_at_its_field_and_narrows_nothing(today):
    answer = today(query="?team=Team+Nabo")
    assert "Team Fejl: Det kan ikke vælges her" in words(answer)
    assert len(overdue(answer)) == 2


def test_a_part_with_nothing_waiting_says_how_to_see_the_rest(today):
    answer = today(query="?team=Team+Nord&regel=aktindsigt-7-arbejdsdage")
    assert "Intet venter i det udsnit, du har valgt" in words(answer)
    assert "/i-dag/" in links(answer)


def test_an_empty_day_says_what_to_do_next(client, town, tmp_path):
    fill(town, tmp_path, [each for each in EVENTS if "sag-gjort" in each])
    client.force_login(town.people[Role.LEDER])
    answer = client.get("/i-dag/")
    assert "Intet venter i dag" in words(answer)
    assert "/sager/" in links(answer)


def test_before_the_first_evaluation_the_page_says_how_to_begin(client, town):
    client.force_login(town.people[Role.LEDER])
    assert "sagsloft web import --municipality eksempelkoebing" in words(client.get("/i-dag/"))


def test_the_page_says_when_it_was_judged_and_how_old_the_source_is(today):
    said = words(today())
    assert "Opgjort 12. marts 2024 kl. 12.00." in said
    assert "fortæller om tiden til og med 12. marts 2024 kl. 09.00" in said


@pytest.mark.parametrize(("hours", "is_stale"), [(1, False), (25, False), (27, True)])
def test_an_evaluation_older_than_26_hours_is_never_shown_as_fresh(today, town, hours, is_stale):
    Evaluation.objects.update(finished_at=timezone.now() - timedelta(hours=hours))
    assert ("Listen er ikke fra i dag" in words(today())) is is_stale


def test_real_data_are_as_old_as_what_they_were_judged_as_of(town, tmp_path):
    """However lately someone evaluated an old day, its list is old."""
    evaluation = fill(town, tmp_path)
    town.municipality.invented = False
    town.municipality.save()
    found = freshness.Freshness.of(town.municipality, evaluation.finished_at)
    assert found.is_stale
    assert found.now == evaluation.finished_at


def test_a_failed_import_is_told_of_until_one_succeeds(today, town):
    before = {"municipality": town.municipality, "kind": "snapshot", "started_at": timezone.now()}
    Import.objects.create(state=Import.State.FAILED, **before)
    assert "Den sidste indlæsning mislykkedes" in words(today())
    Import.objects.create(state=Import.State.CURRENT, **before)
    assert "mislykkedes" not in words(today())


def test_what_ran_out_after_the_evaluation_is_marked_as_perhaps_done(today, town, monkeypatch):
    town.municipality.invented = False
    town.municipality.save()
    monkeypatch.setattr("sagsloft.web.monitor.views.page.timezone.now", lambda: AS_OF + timedelta(hours=25))
    (row,) = tables(today())["Ure på 24 timer, der løber"]
    assert "udløb for 4 timer siden" in row[2]
    assert "passeret siden opgørelsen; kan være gjort" in row[2]


def test_a_long_list_is_read_a_page_at_a_time_and_keeps_its_filter(client, town, tmp_path):
    many = [event(f"m-{n:02}", "underretning_modtaget", f"2024-02-01 {n // 60:02}:{n % 60:02}") for n in range(30)]
    done = [
        event("done", "underretning_modtaget", "2024-01-01 10:00"),
        event("done", "underretning_vurderet", "2024-01-01 12:00"),
    ]
    fill(town, tmp_path, [*many, *done])
    client.force_login(town.people[Role.LEDER])
    first = client.get("/i-dag/?regel=underretning-24-timer")
    assert [row[0] for row in overdue(first)] == [f"m-{n:02}" for n in range(25)]
    following = next(each for each in links(first) if "side=2" in each)
    assert "regel=underretning-24-timer" in following
    second = client.get(f"/i-dag/{following}")
    assert [row[0] for row in overdue(second)] == [f"m-{n:02}" for n in range(25, 30)]
    assert overdue(client.get("/i-dag/?side=999")) == overdue(client.get("/i-dag/?side=2"))
    assert overdue(client.get("/i-dag/?side=x")) == overdue(client.get("/i-dag/"))


def test_htmx_gets_the_lists_and_no_second_page_around_them(today):
    part = today(hx_request="true").content.decode()
    assert "<html" not in part
    assert OVERDUE in part


def test_the_look_at_the_list_is_logged_once_with_its_query_and_without_names(today, town):
    before = LogEntry.objects.count()
    today(query="?raadgiver=eksempelkoebing-anna&regel=underretning-24-timer")
    (entry,) = LogEntry.objects.order_by("pk")[before:]
    assert entry.action == LISTED
    assert "underretning-24-timer" in entry.detail
    assert "anna" not in entry.detail


def test_the_number_of_queries_does_not_grow_with_the_list(client, town, tmp_path, django_assert_num_queries):
    fill(town, tmp_path)
    client.force_login(town.people[Role.LEDER])
    client.get("/i-dag/")
    with django_assert_num_queries(QUERIES):
        client.get("/i-dag/")
    many = [event(f"m-{n:02}", "underretning_modtaget", f"2024-03-01 {n // 60:02}:{n % 60:02}") for n in range(40)]
    fill(town, tmp_path, [*EVENTS, *many])
    with django_assert_num_queries(QUERIES + 1):  # the teams of a new evaluation, once
        client.get("/i-dag/")


def test_no_address_on_the_page_names_a_case(today, town):
    answer = today()
    assert address(town, OVERDUE) in links(answer)
    assert not [each for each in links(answer) if "sag-" in each]


def test_a_politician_is_not_let_in(today):
    assert today(Role.POLITIKER).status_code == 403
