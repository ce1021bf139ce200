"""What a politician sees of the figures: aggregates that have passed disclosure (method, section 9), attacked by
reading and by subtraction."""

import re
from dataclasses import replace

import pytest
from tests.web.monitor_factories import AS_OF, event, fill
from tests.web.monitor_factories import HEAD as EVENT_HEAD
from tests.web.reading_pages import tables, words
from tests.web.sources import export

from sagsloft.core.disclosure import LEAST
from sagsloft.core.rules import Theme
from sagsloft.core.stocks import Stock, StockName
from sagsloft.messages import Language, say
from sagsloft.web.accounts import actions as people
from sagsloft.web.accounts.roles import Role
from sagsloft.web.monitor import actions
from sagsloft.web.monitor.models import Evaluation
from sagsloft.web.monitor.outside import few, outside

PAGES = ("/noegletal/", *(f"/noegletal/{theme}/" for theme in Theme))
SHARE = re.compile(r"(\d[\d.]*) af (\d[\d.]*)\b(?! regler)")


def notification(number, month, *, team="Team Nord", done=True, year=2024):
    """One child's, answered the same day, or not at all."""
    case, at = f"sag-{year}-{month}-{team}-{number}", f"{year}-{month:02}-{1 + number:02}"
    more = {"team": team, "matter": f"u-{case}"}
    yield event(case, "underretning_modtaget", f"{at} 10:00", **more)
    yield event(case, "underretning_bekraeftet", f"{at} 12:00", **more)
    if done:
        yield event(case, "underretning_vurderet", f"{at} 14:00", **more)


@pytest.fixture(params=[0, 3], ids=["one-law", "two-laws"])
def year(town, tmp_path, request):
    """A small municipality: 6 to 8 notifications a month in one team, eight in all in another, two in a third, some
    never assessed; and none, or three, under the law before."""
    many = [
        row
        for month in (1, 2, 3)
        for number in range(5 + month)
        for row in notification(number, month, done=number != 2)
    ]
    others = [
        row
        for team, count in (("Team Syd", 8), ("Team Vest", 2))
        for number in range(count)
        for row in notification(number, 2, team=team)
    ]
    before = [row for number in range(request.param) for row in notification(number, 12, year=2023)]
    fill(town, tmp_path, [*before, *many, *others])
    return town


def overview_of(place):
    return actions.figures(Evaluation.objects.get(municipality=place.municipality, current=True)).overview


def shares_on(client, user):
    client.force_login(user)
    texts = [words(client.get(page)) for page in PAGES]
    return [int(base.replace(".", "")) for text in texts for _, base in SHARE.findall(text)]


def test_no_share_of_fewer_than_five_is_shown_and_more_is(client, year):
    shown = shares_on(client, year.people[Role.POLITIKER])
    assert shown
    assert min(base for base in shown if base) >= LEAST


def test_where_there_are_few_children_nothing_but_that_is_told(client, town, tmp_path):
    fill(town, tmp_path)
    assert min(shares_on(client, town.people[Role.LEDER])) < LEAST  # so the test can fail
    assert shares_on(client, town.people[Role.POLITIKER]) == []
    text = words(client.get("/noegletal/"))
    assert say("access.few", Language.DANISH) in text
    assert say("access.outside", Language.DANISH) in text
    assert not re.search(r"\b[1-4] (barn|børn)", text)


def test_subtracting_one_figure_from_another_tells_of_no_few(year):
    overview = outside(overview_of(year))
    assert overview.measured
    for each in overview.measured:
        for row in each.indicators.iter_rows(named=True):
            of_basis = [series for series in each.trends if series.basis == row["basis"]]
            periods = [point.base for point in of_basis[0].trend.points]
            teams = each.by_team["base"].to_list()
            assert sum(periods) == row["judged"]
            assert min(periods) >= LEAST
            assert not teams or (sum(teams), min(teams) >= LEAST) == (row["judged"], True)


def test_teams_are_told_where_they_add_up_to_the_periods(year, request):
    told = outside(overview_of(year))
    assert any(not each.by_team.is_empty() for each in told.measured) == ("one-law" in request.node.name)


def test_few_children_with_a_measure_are_not_told_and_many_are(town, tmp_path):
    fill(town, tmp_path)
    names = (StockName.RUNNING, StockName.WITH_PLAN)
    for base, shown in ((0, 2), (1, 0), (4, 0), (5, 2)):
        stocks = tuple(Stock(name, min(base, 2), base) for name in names)
        assert len(outside(replace(overview_of(town), stocks=stocks)).stocks) == shown, base


def test_what_is_told_is_true_and_the_rest_is_left_out(year):
    whole = overview_of(year)
    told = outside(whole)
    assert {each.rule_id for each in told.measured} < {each.rule_id for each in whole.measured}
    of = {each.rule_id: each.indicators.select("judged", "in_time").rows() for each in whole.measured}
    for each in told.measured:
        row = each.indicators.row(0, named=True)
        if len(of[each.rule_id]) == 1:
            assert (row["judged"], row["in_time"]) == of[each.rule_id][0]
        assert row["judged"] == sum(judged for judged, _ in of[each.rule_id])
        assert {row[name] for name in ("late", "overdue", "excused", "pending", "median_days")} == {None}
    assert told.waiting == ()
    assert few(whole) == {name for name in ("children_waiting",) if 0 < whole.children_waiting < LEAST}


def decide(town, folder, counts):
    """Import and evaluate notifications with these outcomes: {(team, outcome): how many}."""
    rows = []
    for (team, outcome), count in counts.items():
        for number in range(count):
            case = f"{team}-{outcome}-{number}"
            more = {"team": team, "matter": f"u-{case}"}
            rows.append(event(case, "underretning_modtaget", "2024-02-01 10:00", **more) + ",")
            rows.append(event(case, "underretning_afgjort", "2024-02-05 10:00", **more) + f",{outcome}")
    question = export(folder, rows, head=f"{EVENT_HEAD},attr.udfald")
    actions.import_events(by=None, municipality=town.municipality, question=question)
    actions.evaluate(by=None, municipality=town.municipality, as_of=AS_OF)


def outcomes_on(client, user):
    """The rows of the table of outcomes; none where there is no such table."""
    client.force_login(user)
    shown = tables(client.get("/noegletal/"))
    captions = (say(f"web_figures.outcomes_{name}", Language.DANISH) for name in ("caption", "by_team"))
    return next((shown[caption] for caption in captions if caption in shown), [])


NORD, SYD, VEST = "Team Nord", "Team Syd", "Team Vest"


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({(NORD, "ingen"): 7, (NORD, "undersoegelse"): 1, (SYD, "ingen"): 2, (SYD, "undersoegelse"): 6}, [9, 7]),
        ({(NORD, "ingen"): 9, (SYD, "undersoegelse"): 7, (VEST, "andet"): 3}, [9]),
        ({(NORD, "ingen"): 9, (SYD, "undersoegelse"): 7, (VEST, "andet"): 3, (VEST, "screening"): 3}, [9, 7]),
        ({(NORD, "ingen"): 7, (NORD, "andet"): 3}, []),
        ({(NORD, "ingen"): 4}, []),
        ({(NORD, "ingen"): 5}, [5]),
    ],
    ids=["few-in-a-team", "few-left", "two-that-are-few", "few-beside-one", "few", "enough"],
)
def test_an_outcome_of_few_children_is_not_told_by_team_nor_by_subtraction(client, town, tmp_path, counts, told):
    decide(town, tmp_path, counts)
    rows = outcomes_on(client, town.people[Role.POLITIKER])
    assert [int(row[1].split()[0]) for row in rows] == told
    assert {len(row) for row in rows} <= {2}  # the outcome, and all; no team
    left = sum(counts.values()) - sum(told)
    assert not told or left == 0 or left >= LEAST


def test_inside_the_unit_the_outcomes_stand_by_team(client, town, tmp_path):
    decide(town, tmp_path, {(NORD, "ingen"): 7, (NORD, "undersoegelse"): 1, (SYD, "ingen"): 8})
    (row,) = outcomes_on(client, town.people[Role.LEDER])
    assert [cell.split()[0] for cell in row[1:]] == ["15", "7", "8"]


@pytest.mark.parametrize("role", [Role.DATABESKYTTELSE, Role.ADMINISTRATOR])
def test_a_role_that_sees_no_figures_adds_none(client, town, tmp_path, role):
    fill(town, tmp_path)
    user = town.people[Role.POLITIKER]
    people.grant(user=user, municipality=town.municipality, place=people.Place(role=role), by=None)
    assert shares_on(client, user) == []


def test_a_politician_who_is_also_a_leader_sees_what_the_leader_sees(client, town, tmp_path):
    fill(town, tmp_path)
    user = town.people[Role.POLITIKER]
    people.grant(user=user, municipality=town.municipality, place=people.Place(role=Role.LEDER), by=None)
    assert shares_on(client, user) == shares_on(client, town.people[Role.LEDER]) != []
