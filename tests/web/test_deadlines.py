"""Deadlines by period and team: the figures add up, each leads to its cases, and no one asks for another's team."""

import re
from datetime import UTC, date, datetime
from html import unescape
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest
from tests.web.monitor_factories import CLOCK, OVERDUE, event, fill
from tests.web.monitor_factories import SYD as SYD_S
from tests.web.reading_pages import links, tables, words

from sagsloft.messages import Language
from sagsloft.web.accounts.log import LISTED
from sagsloft.web.accounts.models import LogEntry
from sagsloft.web.accounts.roles import Role
from sagsloft.web.accounts.sight import sight
from sagsloft.web.monitor import actions
from sagsloft.web.monitor.deadlines import periods
from sagsloft.web.monitor.law import title
from sagsloft.web.monitor.models import Evaluation, Figures

PAGE, CASES = "/noegletal/frister/", "/noegletal/frister/sager/"
RULE, NEED = "underretning-24-timer", "undersoegelse-4-maaneder"
AS_OF = datetime(2024, 10, 15, 11, 0, tzinfo=UTC)
NORD, SYD = "Team Nord", "Team Syd"
QUERIES = 13
LEADS = re.compile(r'<a href="(/noegletal/frister/sager/[^"]*)">(\d+)')
UNSEEN = re.compile(r"(\d+) frist(?:er)? mere")
NOTIFICATIONS = [
    # case, notified, assessed, team
    ("nord-1", "2024-02-05 10:00", "2024-02-05 12:00", NORD),
    ("nord-2", "2024-02-05 10:00", "2024-02-08 12:00", NORD),
    ("nord-3", "2024-03-04 10:00", "", NORD),
    ("syd-1", "2024-02-05 10:00", "2024-02-05 23:00", SYD),
    ("nord-4", "2024-03-31 10:00", "2024-04-02 10:00", NORD),  # due on the first day of April
    ("syd-2", "2024-08-05 10:00", "2024-08-06 12:00", SYD),
    ("ingen", "2024-08-05 10:00", "", ""),
    ("venter", "2024-10-15 10:00", "", NORD),  # not due yet
    ("foer", "2023-12-05 10:00", "2023-12-09 10:00", NORD),  # under the law before
]


def rows_of(case, notified, assessed, team):
    who = {NORD: "anna", SYD: "bo"}.get(team, "")
    yield event(case, "underretning_modtaget", notified, who=who, team=team, matter=f"u-{case}")
    if assessed:
        yield event(case, "underretning_vurderet", assessed, who=who, team=team, matter=f"u-{case}")


@pytest.fixture
def filled(town, tmp_path):
    fill(town, tmp_path, [row for each in NOTIFICATIONS for row in rows_of(*each)], as_of=AS_OF)
    return town


@pytest.fixture
def page(client, filled):
    def shown(address=PAGE, role=Role.LEDER):
        client.force_login(filled.people[role])
        return client.get(address)

    return shown


def of_rule(answer, rule=RULE, law="§ 136"):
    """The cells of the rule's line under the new law: how many in time, of how many not."""
    (table,) = tables(answer).values()
    named = title(rule, Language.DANISH)
    return [row[1:] for row in table if row[0].startswith(named) and law in row[0]]


def missed_links(answer, rule=RULE):
    found = [each for each in links(answer) if each.startswith(CASES)]
    return [each for each in found if parse_qs(urlsplit(each).query)["regel"] == [rule]]


def cases_of(answer):
    return [row[0] for table in tables(answer).values() for row in table]


def without_bar(row):
    return [*row[:2], *row[3:]]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", ["2 af 7", "28,6 %", "5"]),
        ("?periode=2024", ["2 af 7", "28,6 %", "5"]),
        ("?periode=2024-1", ["2 af 4", "50,0 %", "2"]),
        ("?periode=2024-2", ["0 af 1", "0,0 %", "1"]),
        ("?periode=2024-3", ["0 af 2", "0,0 %", "2"]),
        (f"?periode=2024-1&team={NORD}", ["1 af 3", "33,3 %", "2", "50,0 % 2 af 4"]),
        (f"?team={SYD}", ["1 af 2", "50,0 %", "1", "28,6 % 2 af 7"]),
        ("?periode=2024-3&team=-", ["0 af 1", "0,0 %", "1", "0,0 % 0 af 2"]),
    ],
)
def test_the_figures_are_those_of_the_period_and_the_team(page, asked, expected):
    (row,) = of_rule(page(PAGE + asked))
    shown = [each.split(" Ikke i tide")[0].replace("\N{NO-BREAK SPACE}", " ") for each in without_bar(row)]
    assert shown == expected


def test_the_law_before_is_a_line_of_its_own(page):
    (row,) = of_rule(page(f"{PAGE}?periode=2023"), law="§ 155")
    assert row[0] == "0 af 1"
    assert not of_rule(page(f"{PAGE}?periode=2023"))


def test_all_years_and_their_quarters_are_offered_and_nothing_else(page):
    offered = re.findall(r'<option value="(20[^"]*)"', page().content.decode())
    assert offered == ["2024", "2024-3", "2024-2", "2024-1", "2023", "2023-4"]  # nothing has run out yet in the fourth


def test_a_year_is_made_of_its_quarters():
    cells = pl.DataFrame({"period": [date(2023, 10, 1), date(2024, 1, 1)]})
    told = [(each.code, each.first, each.last) for each in periods(cells)]
    assert told == [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2023-4", date(2023, 10, 1), date(2023, 12, 31)),
    ]


@pytest.mark.parametrize(("role", "teams"), [(Role.LEDER, ("", NORD, SYD, "-")), (Role.TEAMLEDER, ("", NORD))])
@pytest.mark.parametrize("period", ["", "2023", "2024", "2024-1", "2024-2", "2024-3"])
def test_every_figure_of_what_was_not_in_time_leads_to_as_many_deadlines(page, role, teams, period):
    for team in teams:
        for link, told in LEADS.findall(page(f"{PAGE}?periode={period}&team={team}", role).content.decode()):
            answer = page(unescape(link), role)
            unseen = sum(map(int, UNSEEN.findall(words(answer))))
            assert len(cases_of(answer)) + unseen == int(told)
            assert not (unseen and role is Role.LEDER)


def test_the_list_says_how_late_each_was(page):
    (link,) = [each for each in missed_links(page(f"{PAGE}?periode=2024-1")) if "2024-01-01" in each]
    (rows,) = tables(page(link)).values()
    assert [row[0] for row in rows] == ["nord-3", "nord-2"]
    assert rows[0][2].startswith("Ikke gjort")
    assert rows[1][2] == "Gjort 2 dage efter fristen"


def test_a_team_leader_asks_for_their_own_team_and_no_other(page):
    assert f'value="{SYD}"' not in page(role=Role.TEAMLEDER).content.decode()
    other = page(f"{PAGE}?team={SYD}", Role.TEAMLEDER)
    assert "Det kan ikke vælges her" in words(other)
    (row,) = of_rule(other)
    assert row[0] == "2 af 7"
    (own,) = of_rule(page(f"{PAGE}?team={NORD}", Role.TEAMLEDER))
    assert own[0] == "1 af 4"


def test_a_team_leader_is_told_that_others_cases_are_behind_a_figure_and_sees_their_own(page):
    (link,) = [each for each in missed_links(page(role=Role.TEAMLEDER)) if "2024-01-01" in each]
    answer = page(link, Role.TEAMLEDER)
    assert sorted(cases_of(answer)) == ["nord-2", "nord-3", "nord-4"]
    assert "2 frister mere hører til sager, som du ikke ser" in words(answer)


def test_a_consultant_meets_second_pseudonyms_alone(page, filled):
    (link,) = [each for each in missed_links(page(role=Role.TASKFORCE_KONSULENT)) if "2024-01-01" in each]
    seen_as = sight(filled.people[Role.TASKFORCE_KONSULENT], filled.municipality)
    answer = page(link, Role.TASKFORCE_KONSULENT)
    named = {seen_as.name_of(case) for case in ("nord-2", "nord-3", "nord-4", "syd-2", "ingen")}
    assert set(cases_of(answer)) == named
    assert "nord-" not in answer.content.decode()


def test_a_neighbour_who_follows_the_same_address_meets_their_own_cases_alone(client, page, neighbour, tmp_path):
    (link,) = [each for each in missed_links(page()) if "2024-01-01" in each]
    fill(neighbour, tmp_path, as_of=AS_OF)
    client.force_login(neighbour.people[Role.LEDER])
    assert set(cases_of(client.get(link))) == {OVERDUE, CLOCK, SYD_S}


@pytest.mark.parametrize(
    "query", ["", "?regel=underretning-24-timer", "?regel=x&lov=2024-01-01&talt=", f"?regel={RULE}&lov=x"]
)
def test_a_line_that_is_not_there_is_not_found(page, query):
    assert page(CASES + query).status_code == 404


@pytest.mark.parametrize("query", [f"team={SYD}", "periode=2021", "periode=x"])
def test_a_list_is_not_of_more_than_was_asked_for(page, query):
    (link,) = [each for each in missed_links(page(role=Role.TEAMLEDER)) if "2024-01-01" in each]
    assert page(f"{link}&{query}", Role.TEAMLEDER).status_code == 404


def test_the_look_at_the_cases_is_logged_once_with_what_was_asked(page):
    (link,) = [each for each in missed_links(page(f"{PAGE}?team={NORD}")) if "2024-01-01" in each]
    before = LogEntry.objects.count()
    page(link)
    (entry,) = LogEntry.objects.order_by("pk")[before:]
    assert entry.action == LISTED
    assert all(each in entry.detail for each in (RULE, NORD, "monitor:missed"))
    assert "nord-" not in entry.detail


def test_what_counts_from_a_date_of_its_own_is_told_apart_and_leads_to_its_own_cases(client, town, tmp_path):
    """One investigation counted from the day of awareness and one from its start, both too late; the first twice."""
    begun, head = "2024-01-02 10:00", "attr.behov_kendt"
    rows = [
        f"{event(case, 'undersoegelse_paabegyndt', begun, matter=case)},{known}"
        for case, known in (("kendt-1", "2023-12-28"), ("kendt-2", "2024-01-01"), ("uden", ""))
    ]
    rows.append(f"{event('ren', 'undersoegelse_afsluttet', begun, matter='ren')},")
    fill(town, tmp_path, rows, as_of=AS_OF, more=head)
    client.force_login(town.people[Role.LEDER])
    shown = client.get(PAGE)
    assert sorted(row[0] for row in of_rule(shown, NEED, "§ 20")) == ["0 af 1", "0 af 2"]
    lists = {
        parse_qs(urlsplit(each).query)["talt"][0]: cases_of(client.get(each)) for each in missed_links(shown, NEED)
    }
    assert {talt: sorted(cases) for talt, cases in lists.items()} == {
        "counts_from": ["kendt-1", "kendt-2"],
        "trigger": ["uden"],
    }


def test_figures_of_an_earlier_version_are_asked_for_anew(page):
    Figures.objects.update(content={})
    assert "Tallene skal opgøres igen" in words(page())
    assert page(f"{CASES}?regel={RULE}").status_code == 302


@pytest.mark.parametrize("address", [PAGE, "/noegletal/", "/noegletal/underretning/", "/datakvalitet/"])
def test_what_was_judged_by_other_rules_is_judged_anew_before_it_is_explained(page, filled, address):
    Evaluation.objects.filter(municipality=filled.municipality).update(rulebook="0" * 64)
    assert "Tallene skal opgøres igen" in words(page(address))


def test_the_number_of_queries_does_not_grow_with_the_list(client, page, django_assert_num_queries):
    few, many = (missed_links(page(f"{PAGE}?periode={each}"))[0] for each in ("2024-2", "2024"))
    client.get(many)
    for link in (few, many):
        with django_assert_num_queries(QUERIES):
            client.get(link)


def test_the_cells_add_up_to_the_indicators(filled):
    kept = actions.figures(Evaluation.objects.get(municipality=filled.municipality, current=True))
    sums = kept.cells.group_by("rule_id", "version", "basis").agg(pl.col("base", "count").sum())
    judged = pl.concat([each.indicators for each in kept.overview.measured]).filter(pl.col("judged") > 0)
    expected = judged.select("rule_id", "version", pl.col("basis").cast(pl.String), base="judged", count="in_time")
    assert sorted(sums.with_columns(pl.col("basis").cast(pl.String)).rows(), key=str) == sorted(
        expected.rows(), key=str
    )
