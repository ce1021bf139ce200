"""Sager: a case is found by its number, which stands in no address, and a filter is kept by whoever made it."""

from urllib.parse import urlencode

import pytest
from tests.web.monitor_factories import CLOCK, EVENTS, MET, OVERDUE, SYD, event, fill
from tests.web.reading_pages import links, tables, words

from sagsloft.web.accounts.models import LogEntry, Membership
from sagsloft.web.accounts.roles import Role
from sagsloft.web.monitor.models import Case
from sagsloft.web.monitor.saved_filters import SavedFilter

QUERIES = 15


@pytest.fixture
def leader(client, town, tmp_path):
    """The leader's own browser, after the town's events have been evaluated."""
    fill(town, tmp_path)
    client.force_login(town.people[Role.LEDER])
    return client


def listed(answer):
    """The cases on the page, in order."""
    rows = next((rows for caption, rows in tables(answer).items() if "sag" in caption), [])
    return [row[0].removesuffix(" lukket") for row in rows]


def test_a_case_says_what_waits_in_it_and_who_has_it(leader):
    (rows,) = tables(leader.get("/sager/?venter=overskredet&team=Team+Nord")).values()
    assert rows == [
        [OVERDUE, "1", "10 dage over fristen", "0", "–", "0", "1", "eksempelkoebing-anna", "Team Nord"],
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [SYD, OVERDUE, CLOCK, MET]),
        ("?sortering=sag", [MET, OVERDUE, SYD, CLOCK]),
        ("?sortering=nyeste", [CLOCK, MET, OVERDUE, SYD]),
        ("?venter=overskredet", [SYD, OVERDUE]),
        ("?venter=snart", [CLOCK]),
        ("?team=Team+Syd", [SYD]),
        ("?raadgiver=eksempelkoebing-bo", [SYD]),
        ("?tilstand=lukket", []),
        ("?tilstand=aaben&venter=snart", [CLOCK]),
    ],
)
def test_the_list_is_narrowed_and_ordered(leader, query, found):
    assert listed(leader.get(f"/sager/{query}")) == found


def test_a_search_is_posted_kept_and_forgotten_and_stands_in_no_address(leader):
    answer = leader.post("/sager/soeg/?sortering=sag", {"sagsnummer": "sag-g"}, follow=True)
    assert answer.redirect_chain == [("/sager/?sortering=sag", 302)]
    assert listed(answer) == [MET]
    assert not [each for each in links(answer) if "sag-" in each]
    assert listed(leader.get("/sager/")) == [MET]
    assert len(listed(leader.post("/sager/soeg/", {"sagsnummer": ""}, follow=True))) == 4


def test_a_number_that_nobody_has_says_how_to_see_the_rest(leader):
    answer = leader.post("/sager/soeg/", {"sagsnummer": "findes ikke"}, follow=True)
    assert "Ingen sager passer" in words(answer)
    assert 'value="findes ikke"' in answer.content.decode()


def test_a_cpr_number_is_refused_at_its_field_and_kept_nowhere(leader):
    answer = leader.post("/sager/soeg/", {"sagsnummer": "010112-1234"})
    assert "Det ligner et CPR-nummer" in words(answer)
    assert "searched_case" not in leader.session


def test_a_search_is_logged_without_the_number(leader):
    leader.post("/sager/soeg/", {"sagsnummer": OVERDUE}, follow=True)
    assert OVERDUE not in "".join(LogEntry.objects.values_list("detail", flat=True))


def test_a_filter_is_kept_used_replaced_and_thrown_away(leader, town):
    leader.post("/sager/filtre/gem/?team=Team+Syd&sortering=sag", {"navn": "Syd"})
    answer = leader.get("/sager/")
    assert "/sager/?team=Team+Syd&sortering=sag" in links(answer)
    leader.post("/sager/filtre/gem/?venter=snart", {"navn": "Syd"})
    kept = SavedFilter.objects.get(user=town.people[Role.LEDER])
    assert kept.query == "venter=snart"
    leader.post(f"/sager/filtre/{kept.pk}/slet/")
    assert not SavedFilter.objects.exists()


def test_a_filter_without_a_name_is_answered_at_its_field(leader):
    answer = leader.post("/sager/filtre/gem/?team=Team+Syd", {"navn": " "})
    assert "Skriv, hvad filteret skal hedde." in words(answer)
    assert listed(answer) == [SYD]


def test_another_persons_filter_is_not_there(leader, client, town):
    leader.post("/sager/filtre/gem/?team=Team+Syd", {"navn": "Mit"}, follow=True)
    kept = SavedFilter.objects.get()
    client.force_login(town.people[Role.KVALITETSKONSULENT])
    assert "Mit" not in words(client.get("/sager/"))
    assert client.post(f"/sager/filtre/{kept.pk}/slet/").status_code == 404
    assert SavedFilter.objects.filter(pk=kept.pk).exists()


def test_a_filter_keeps_nothing_but_what_the_list_asks_for(leader):
    leader.post("/sager/filtre/gem/?team=Team+Syd&side=2&ond=%3Cscript%3E", {"navn": "Syd"})
    assert SavedFilter.objects.get().query == "team=Team+Syd"


@pytest.mark.parametrize(
    "query",
    [
        "team=010112-1234",
        "team=" + "y" * 1500,
        "raadgiver=Lise",
        "venter=x&tilstand=010112-1234",
        "sortering=010112-1234",
    ],
)
def test_what_the_lists_form_does_not_offer_is_kept_and_carried_nowhere(leader, query):
    answer = leader.post(f"/sager/filtre/gem/?{query}", {"navn": "Mit"}, follow=True)
    assert SavedFilter.objects.get().query == ""
    assert answer.redirect_chain == [("/sager/", 302)]
    assert not [each for each in links(leader.get(f"/sager/?{query}")) if query in each]


def test_a_filter_too_long_to_be_kept_is_refused_in_words(leader, town, tmp_path):
    team, who = "å" * 180, "ø" * 180
    fill(town, tmp_path, [*EVENTS, event("sag-lang", "underretning_modtaget", "2024-03-01 10:00", team=team, who=who)])
    query = urlencode({"team": team, "raadgiver": f"eksempelkoebing-{who}"})
    answer = leader.post(f"/sager/filtre/gem/?{query}", {"navn": "Langt"}, follow=True)
    assert "Filteret er for langt" in words(answer)
    assert not SavedFilter.objects.exists()


def test_a_search_does_not_follow_to_another_municipality(leader, town, neighbour, tmp_path):
    fill(neighbour, tmp_path)
    Membership.objects.create(user=town.people[Role.LEDER], municipality=neighbour.municipality, role=Role.LEDER)
    for slug, found in (("eksempelkoebing", 1), ("nabokoebing", 4)):
        leader.post("/kommune/", {"municipality": slug})
        if found == 1:
            leader.post("/sager/soeg/", {"sagsnummer": OVERDUE})
        assert len(listed(leader.get("/sager/"))) == found


@pytest.mark.parametrize(
    ("role", "colleague", "found"),
    [
        (Role.RAADGIVER, False, {OVERDUE, CLOCK, MET}),
        (Role.RAADGIVER, True, {SYD}),
        (Role.TEAMLEDER, False, {OVERDUE, CLOCK, MET}),
        (Role.TEAMLEDER, True, {SYD}),
        (Role.KVALITETSKONSULENT, False, {OVERDUE, CLOCK, MET, SYD}),
    ],
)
def test_everyone_sees_their_own_part(leader, client, town, role, colleague, found):
    client.force_login((town.colleague if colleague else town.people)[role])
    assert set(listed(client.get("/sager/"))) == found


def test_a_stranger_searching_for_the_number_finds_nothing(leader, client, neighbour, tmp_path):
    fill(neighbour, tmp_path, [event("nabo-1", "underretning_modtaget", "2024-03-01 10:00")])
    client.force_login(neighbour.people[Role.LEDER])
    answer = client.post("/sager/soeg/", {"sagsnummer": OVERDUE}, follow=True)
    assert listed(answer) == []


def test_a_consultant_finds_a_case_by_its_second_pseudonym_and_not_by_its_number(leader, client, town):
    client.force_login(town.people[Role.TASKFORCE_KONSULENT])
    (name, *_) = listed(client.get("/sager/?venter=overskredet&team=Team+Syd"))
    assert listed(client.post("/sager/soeg/", {"sagsnummer": name}, follow=True)) == [name]
    assert listed(client.post("/sager/soeg/", {"sagsnummer": SYD}, follow=True)) == []


def test_a_caseworker_without_cases_is_told_what_decides_it(client, town, tmp_path):
    fill(town, tmp_path, [each for each in EVENTS if SYD in each])
    client.force_login(town.people[Role.RAADGIVER])
    assert "Du har ingen sager her" in words(client.get("/sager/"))


def test_a_team_that_a_new_evaluation_names_can_be_chosen_at_once(leader, town, tmp_path):
    assert "Team Ny" not in leader.get("/sager/").content.decode()
    fill(town, tmp_path, [*EVENTS, event("ny", "underretning_modtaget", "2024-03-01 10:00", team="Team Ny")])
    assert '<option value="Team Ny">' in leader.get("/sager/").content.decode()


def test_the_number_of_queries_does_not_grow_with_the_list(leader, town, tmp_path, django_assert_num_queries):
    leader.get("/sager/")
    with django_assert_num_queries(QUERIES):
        leader.get("/sager/")
    more = [event(f"m-{n}", "underretning_modtaget", "2024-03-01 10:00") for n in range(40)]
    fill(town, tmp_path, [*EVENTS, *more])
    with django_assert_num_queries(QUERIES + 1):  # the teams of a new evaluation, once
        leader.get("/sager/")
    assert Case.objects.count() == 44
