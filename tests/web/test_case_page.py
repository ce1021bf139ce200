"""Sag: one case drawn to scale and explained, as it is and as it was known; seen by those who may, each look logged."""

import re
import uuid

import pytest
from tests.web.monitor_factories import CLOCK, EVENTS, MET, OVERDUE, SYD, address, event, fill
from tests.web.reading_pages import links, tables, words

from sagsloft.web.accounts.log import LOOKED, entries_about
from sagsloft.web.accounts.models import LogEntry
from sagsloft.web.accounts.roles import Role

ATTACK = "<script>alert(1)</script>"
QUERIES = 17
BAR = re.compile(r'<rect class="(tl-[a-z]+)" x="([\d.]+)" y="\d+" width="([\d.]+)"')


@pytest.fixture
def case(client, town, tmp_path):
    """`case(case_id, role)`: the page as that person sees it."""
    fill(town, tmp_path)

    def page(case_id=OVERDUE, role=Role.LEDER, query="", *, colleague=False):
        user = (town.colleague if colleague else town.people)[role]
        client.force_login(user)
        return client.get(address(town, case_id, user) + query)

    return page


def lane(answer, title):
    """The bars of a rule's line in the timeline: class, x and width."""
    drawing = answer.content.decode().split('<svg class="timeline"')[1].split("</svg>")[0]
    line = drawing.split(f">{title}</text>")[1].split("<text")[0]
    return [(kind, float(x), float(width)) for kind, x, width in BAR.findall(line)]


def test_what_is_missing_stands_first_with_its_paragraph_and_why(case):
    said = words(case())
    assert "Underretning vurderet inden 24 timer overskredet 10 dage over fristen · frist 2. marts 2024" in said
    assert "Pligten opstod ved »Underretning modtaget« 1. marts 2024 kl. 10.00 (række 1)." in said
    assert "/lovgrundlag/underretning-24-timer/" in links(case())


def test_every_obligation_stands_in_the_table_with_its_status(case):
    (rows,) = (rows for caption, rows in tables(case(MET)).items() if "Pligter og hvordan de står" in caption)
    said = {row[0].split(" Barnets")[0]: row[1:] for row in rows}
    assert said["Underretning vurderet inden 24 timer"] == [
        "5. marts 2024 kl. 10.00",
        "6. marts 2024 kl. 10.00",
        "5. marts 2024 kl. 15.00",
        "rettidigt",
    ]


def test_the_timeline_is_drawn_to_scale(case):
    """From the trigger on the 1st to today on the 12th; the limit of a day is an eleventh of the ten days over it."""
    given, beyond = lane(case(), "Underretning vurderet inden 24 timer")
    assert (given[0], beyond[0]) == ("tl-given", "tl-beyond")
    assert beyond[1] == pytest.approx(given[1] + given[2], abs=0.2)
    days_over = 10 + 2 / 24
    assert beyond[2] / given[2] == pytest.approx(days_over, rel=0.01)


def test_what_the_drawing_shows_stands_in_tables_too(case):
    answer = case(MET)
    happened = tables(answer)["Hændelser i rækkefølge. Forklaringerne henviser til rækkens nummer."]
    assert [row[:3] for row in happened] == [
        ["1", "5. marts 2024 kl. 10.00", "Underretning modtaget"],
        ["2", "5. marts 2024 kl. 15.00", "Underretning vurderet (24-timers vurdering)"],
        ["3", "6. marts 2024 kl. 10.00", "Underretning bekræftet over for underretter"],
    ]


def test_as_known_on_an_earlier_day_it_was_not_yet_overdue(case):
    answer = case(query="?kendt=2024-03-01")
    assert "Sådan stod sagen 1. marts 2024" in words(answer)
    assert "dage over fristen" not in words(answer)
    assert "Underretning vurderet inden 24 timer afventer i morgen" in words(answer)


def test_what_the_case_is_now_does_not_stand_beside_what_was_known_then(case):
    now, then = (answer.content.decode() for answer in (case(), case(query="?kendt=2024-03-01")))
    glance = re.compile(r'<dl class="at-a-glance">(.*?)</dl>', re.DOTALL)
    assert "eksempelkoebing-anna" in glance.search(now)[1]
    assert "eksempelkoebing-anna" not in glance.search(then)[1]


def test_what_was_written_down_later_was_not_known_then(client, town, tmp_path):
    late = event("sen", "underretning_vurderet", "2024-03-01 12:00", recorded="2024-03-10 09:00")
    fill(town, tmp_path, [event("sen", "underretning_modtaget", "2024-03-01 10:00"), late, *EVENTS])
    client.force_login(town.people[Role.LEDER])
    assert "rettidigt" in words(client.get(address(town, "sen")))
    then = words(client.get(address(town, "sen") + "?kendt=2024-03-05"))
    assert "3 dage over fristen" in then
    assert "Underretning vurderet 1. marts" not in then


def test_a_day_before_everything_says_so(case):
    said = words(case(query="?kendt=2020-01-01"))
    assert "Intet var kendt om sagen den dag" in said
    reassuring = ("fortæller ikke, hvornår", "Ingen frist er overskredet", "Underretninger", "krævet", "Rådgiver")
    assert not [each for each in reassuring if each in said]


def test_a_day_that_is_none_is_answered_at_its_field_and_kept(case):
    answer = case(query="?kendt=i+g%C3%A5r")
    assert "Skriv en dag, for eksempel 01-03-2025." in words(answer)
    assert 'value="i går"' in answer.content.decode()
    assert "10 dage over fristen" in words(answer)


def test_a_day_that_has_not_come_is_answered_at_its_field(case):
    answer = case(query="?kendt=2024-03-13")
    assert "Vælg en dag til og med 12. marts 2024." in words(answer)
    assert 'value="2024-03-13"' in answer.content.decode()
    assert "Vælg en dag til og med" not in words(case(query="?kendt=2024-03-12"))


def test_who_has_had_the_case_stands_stretch_by_stretch(client, town, tmp_path):
    moved = [
        event("flyt", "underretning_modtaget", "2024-02-01 10:00"),
        event("flyt", "underretning_vurderet", "2024-02-01 11:00"),
        event("flyt", "underretning_bekraeftet", "2024-02-05 10:00", who="bo", team="Team Syd"),
    ]
    fill(town, tmp_path, moved)
    client.force_login(town.people[Role.LEDER])
    assert tables(client.get(address(town, "flyt")))["2 rådgivere i de seneste 12 måneder"] == [
        ["eksempelkoebing-anna", "Team Nord", "1. februar 2024", "1. februar 2024", "2"],
        ["eksempelkoebing-bo", "Team Syd", "5. februar 2024", "5. februar 2024", "1"],
    ]


def test_earlier_notifications_stand_with_what_they_led_to(client, town, tmp_path):
    again = [
        event("igen", "underretning_modtaget", "2024-01-05 10:00", matter="u-8"),
        event("igen", "underretning_afgjort", "2024-01-09 10:00", matter="u-8"),
        event("igen", "underretning_modtaget", "2024-03-01 10:00", matter="u-9"),
    ]
    fill(town, tmp_path, again)
    client.force_login(town.people[Role.LEDER])
    assert tables(client.get(address(town, "igen")))["2 underretninger, den nyeste først"] == [
        ["1. marts 2024 kl. 10.00", "–", "–"],
        ["5. januar 2024 kl. 10.00", "9. januar 2024", "–"],
    ]


def test_a_look_is_logged_about_the_case_and_by_whom(case, town):
    case()
    (entry,) = entries_about(town.municipality, OVERDUE)
    assert entry.action == LOOKED
    assert entry.actor == str(town.people[Role.LEDER].public_id)
    assert OVERDUE not in entry.detail + entry.subject


@pytest.mark.parametrize(
    ("case_id", "role", "colleague", "status"),
    [
        (OVERDUE, Role.RAADGIVER, False, 200),
        (OVERDUE, Role.RAADGIVER, True, 404),
        (OVERDUE, Role.TEAMLEDER, True, 404),
        (SYD, Role.TEAMLEDER, True, 200),
        (SYD, Role.TEAMLEDER, False, 404),
        (SYD, Role.KVALITETSKONSULENT, False, 200),
        (OVERDUE, Role.POLITIKER, False, 403),
        (OVERDUE, Role.ADMINISTRATOR, False, 403),
        (OVERDUE, Role.DATABESKYTTELSE, False, 403),
    ],
)
def test_only_those_who_may_see_a_case_and_others_leave_no_look(case, town, case_id, role, colleague, status):
    assert case(case_id, role, colleague=colleague).status_code == status
    assert LogEntry.objects.filter(action=LOOKED).exists() is (status == 200)


def test_a_foreign_case_and_one_that_is_not_there_are_answered_alike(client, town, neighbour, tmp_path):
    fill(town, tmp_path)
    client.force_login(neighbour.people[Role.LEDER])
    foreign, missing = client.get(address(town, OVERDUE)), client.get(f"/sag/{uuid.uuid4()}/")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert words(foreign) == words(missing)
    assert OVERDUE not in foreign.content.decode()


def test_a_consultant_sees_a_second_pseudonym_no_matter_numbers_and_no_free_text(client, town, tmp_path):
    fill(town, tmp_path, [*EVENTS, event(OVERDUE, "mor ringede og græd", "2024-03-05 10:00", matter="sag 12 om Lise")])
    consultant = town.people[Role.TASKFORCE_KONSULENT]
    client.force_login(consultant)
    text = client.get(address(town, OVERDUE, consultant)).content.decode()
    assert "Sag tf-" in text
    for hidden in (OVERDUE, "mor ringede", "Lise", "u-1"):
        assert hidden not in text
    assert "anden hændelse" in text


def test_what_came_from_a_source_is_never_run_as_part_of_the_page(client, town, tmp_path):
    names = {"who": ATTACK, "team": f"x{ATTACK}", "matter": f"y{ATTACK}"}
    fill(town, tmp_path, [event(f"z{ATTACK}", f"v{ATTACK}", "2024-03-01 10:00", **names), *EVENTS])
    client.force_login(town.people[Role.LEDER])
    page = client.get(address(town, f"z{ATTACK}")).content.decode()
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 5
    for list_ in ("/i-dag/", "/sager/"):
        assert "<script>alert" not in client.get(list_).content.decode()


def test_the_number_of_queries_is_the_same_for_a_long_case(client, town, tmp_path, django_assert_num_queries):
    long = [
        event("lang", "underretning_modtaget", f"2024-02-{day:02} 10:00", matter=f"l-{day}") for day in range(1, 29)
    ]
    fill(town, tmp_path, [*EVENTS, *long])
    client.force_login(town.people[Role.LEDER])
    for case_id in (OVERDUE, "lang", "lang"):
        client.get(address(town, case_id))
    for case_id in (OVERDUE, "lang"):
        page = address(town, case_id)
        with django_assert_num_queries(QUERIES):
            client.get(page)


def test_no_address_on_the_page_names_a_case(case, town):
    for role in (Role.LEDER, Role.TASKFORCE_KONSULENT):
        named = links(case(CLOCK, role))
        assert "/lovgrundlag/underretning-24-timer/" in named
        assert not [each for each in named if "sag-" in each or "tf-" in each]
