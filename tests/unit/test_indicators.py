"""An indicator is a numerator, a denominator and a period: who is counted where, and who is not."""

import csv
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median

import pytest

from sagsloft import pipeline
from sagsloft.messages import Language

DEMO = Path(__file__).parent.parent / "demo"
HEADER = "case_id,matter_id,activity,occurred_at,attr.behov_kendt,attr.saerlig_stoette,attr.naeste_opfoelgning\n"
EARLIER = "gammel,,notat,2023-01-02,,,\n"
"""The source begins long before what is judged, so that every look-back can be seen to its end."""
EVERY_STATUS = """\
opfyldt,m1,underretning_modtaget,2024-03-01 10:00,,,
opfyldt,m1,underretning_vurderet,2024-03-01 12:00,,,
for-sent,m2,underretning_modtaget,2024-03-01 10:00,,,
for-sent,m2,underretning_vurderet,2024-03-03 10:00,,,
overskredet,m3,underretning_modtaget,2024-03-01 10:00,,,
bortfaldet,m4,underretning_modtaget,2024-03-01 10:00,,,
bortfaldet,m4,underretning_fejlregistreret,2024-03-01 11:00,,,
afventer,m5,underretning_modtaget,2024-03-09 20:00,,,
endnu-ikke,m6,underretning_modtaget,2024-03-10 09:00,,,
endnu-ikke,m6,underretning_vurderet,2024-03-10 10:00,,,
"""
NOON = datetime(2024, 3, 10, 11, tzinfo=UTC)


@pytest.fixture
def measured(checked):
    """`measured(rows, rule, as_of=…)`: the rows of a rule's indicators, as dictionaries."""

    def measure(rows, rule, **question):
        table = checked(HEADER + EARLIER + rows, **question).indicators
        return [row for row in table.iter_rows(named=True) if row["rule_id"] == rule]

    return measure


def counts(row):
    names = ("judged", "in_time", "met", "excused", "late", "overdue", "pending", "lapsed", "not_yet_due")
    return {name: row[name] for name in (*names, "not_measurable") if row[name]}


def test_judged_are_the_met_the_excused_the_late_and_the_overdue_that_were_due(measured):
    (row,) = measured(EVERY_STATUS, "underretning-24-timer", as_of=NOON)
    judged = {"judged": 3, "in_time": 1, "met": 1, "late": 1, "overdue": 1}
    assert counts(row) == judged | {"pending": 1, "lapsed": 1, "not_yet_due": 1}
    assert row["in_time_share"] == 1 / 3


def test_the_excused_count_as_in_time_and_are_shown_apart(measured):
    rows = """\
a,,afgoerelse_truffet,2024-03-04 10:00,,,
a,,partshoering_undladt,2024-03-03 10:00,,,
b,,afgoerelse_truffet,2024-03-04 10:00,,,
b,,partshoering_foretaget,2024-03-02 22:00,,,
"""
    (row,) = measured(rows, "partshoering-foer-afgoerelse")
    assert counts(row) == {"judged": 2, "in_time": 2, "met": 1, "excused": 1}
    assert (row["in_time_share"], row["median_days"]) == (1.0, -1.5)


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (datetime(2024, 3, 2, 9, 0, tzinfo=UTC), {"judged": 1, "in_time": 1, "met": 1, "pending": 1}),
        (datetime(2024, 3, 2, 8, 59, 59, tzinfo=UTC), {"not_yet_due": 1, "pending": 1}),
        (datetime(2024, 3, 2, 9, 0, 1, tzinfo=UTC), {"judged": 2, "in_time": 1, "met": 1, "overdue": 1}),
    ],
)
def test_an_obligation_is_judged_from_the_instant_that_it_is_due(measured, as_of, expected):
    rows = """\
a,m1,underretning_modtaget,2024-03-01 10:00,,,
a,m1,underretning_vurderet,2024-03-01 11:00,,,
b,m2,underretning_modtaget,2024-03-01 10:00,,,
"""
    (row,) = measured(rows, "underretning-24-timer", as_of=as_of)
    assert counts(row) == expected


def test_where_nothing_is_judged_there_is_neither_a_share_nor_a_median(measured):
    rows = """\
a,m1,underretning_modtaget,2024-03-10 10:00,,,
a,m1,underretning_vurderet,2024-03-10 11:00,,,
"""
    (row,) = measured(rows, "underretning-24-timer", as_of=NOON)
    assert (counts(row), row["in_time_share"], row["median_days"]) == ({"not_yet_due": 1}, None, None)


@pytest.mark.parametrize(
    ("done", "days"),
    [
        (["2024-03-01 11:12", "2024-03-02 10:00", "2024-03-05 10:00"], 1.0),
        (["2024-03-01 22:00", "2024-03-02 10:00"], 0.8),
        (["2024-03-05 12:24"], 4.1),
        (["2024-03-05"], 4.0),
        (["2024-03-01"], 0.0),
        (["2024-03-05", "2024-03-02 10:00", "2024-03-01 11:00"], 1.0),
    ],
)
def test_median_days_go_from_trigger_to_fulfilment_in_whole_days_where_a_time_is_missing(measured, done, days):
    rows = "".join(
        f"a{n},m{n},underretning_modtaget,2024-03-01 10:00,,,\na{n},m{n},underretning_vurderet,{when},,,\n"
        for n, when in enumerate(done)
    )
    (row,) = measured(rows, "underretning-24-timer", as_of=date(2024, 4, 1))
    assert row["median_days"] == days
    assert row["day_precision"] == sum(len(when) == len("2024-03-05") for when in done)


def test_without_a_fixed_limit_there_are_numbers_and_ages_and_no_share(measured):
    rows = """\
a,,barn_fraflyttet,2024-03-01 12:00,,ja,
a,,mellemkommunal_underretning_sendt,2024-03-03 12:00,,,
b,,barn_fraflyttet,2024-02-29 12:00,,ja,
c,,barn_fraflyttet,2024-03-09 12:00,,ja,
d,,barn_fraflyttet,2024-01-09 12:00,,nej,
"""
    (row,) = measured(rows, "mellemkommunal-underretning", as_of=NOON)
    assert counts(row) == {"met": 1, "pending": 2}
    assert (row["in_time_share"], row["median_days"], row["oldest_waiting_days"]) == (None, 2.0, 10.0)


def test_a_limit_that_counts_from_an_attribute_is_split_by_what_it_was_counted_from(measured):
    rows = """\
a,u1,undersoegelse_paabegyndt,2024-01-10 09:00,2024-01-05,,
a,u1,undersoegelse_afsluttet,2024-05-01 09:00,,,
b,u2,undersoegelse_paabegyndt,2024-01-10 09:00,,,
"""
    split = measured(rows, "undersoegelse-4-maaneder", as_of=date(2024, 6, 1))
    assert {row["basis"]: counts(row) for row in split} == {
        "counts_from": {"judged": 1, "in_time": 1, "met": 1},
        "trigger": {"judged": 1, "overdue": 1},
    }


def test_any_other_limit_is_not_split(measured):
    rows = """\
a,i1,opfoelgning_afholdt,2024-01-10 09:00,,,2024-02-01
a,i1,opfoelgning_afholdt,2024-02-01 09:00,,,
"""
    (row,) = measured(rows, "loebende-opfoelgning", as_of=date(2024, 6, 1))
    assert (row["basis"], counts(row)) == (None, {"judged": 1, "in_time": 1, "met": 1, "pending": 1})


def test_each_version_has_figures_of_its_own_the_newest_first(measured):
    before_and_after = EVERY_STATUS + EVERY_STATUS.replace("2024-03", "2023-03").replace(",m", ",gl")
    rows = measured(before_and_after, "underretning-24-timer", as_of=NOON)
    assert [(row["version"], row["judged"]) for row in rows] == [(date(2024, 1, 1), 3), (date(2013, 10, 1), 5)]


@pytest.mark.parametrize(("matter", "case_level", "shared"), [("", True, 2), ("m1", False, 0)])
def test_without_matters_the_rules_about_them_are_judged_by_case_and_say_how_many_share_a_fulfilment(
    measured, matter, case_level, shared
):
    rows = f"""\
a,{matter},underretning_modtaget,2024-03-01 10:00,,,
a,{matter},underretning_modtaget,2024-03-01 11:00,,,
a,{matter},underretning_vurderet,2024-03-01 12:00,,,
b,{matter},underretning_modtaget,2024-03-01 10:00,,,
"""
    (row,) = measured(rows, "underretning-24-timer", as_of=NOON)
    assert counts(row) == {"judged": 3, "in_time": 2, "met": 2, "overdue": 1}
    assert (row["case_level"], row["shared_fulfilments"]) == (case_level, shared)


def test_what_is_overdue_and_can_be_measured_stands_in_the_order_in_which_it_was_due(checked):
    rows = "".join(f"sag-{n:02},m{n},underretning_modtaget,2024-03-{31 - n:02} 10:00,,,\n" for n in range(12))
    assessed = "anden,m,underretning_modtaget,2024-03-01 10:00,,,\nanden,m,underretning_vurderet,2024-03-01 11:00,,,\n"
    found = checked(HEADER + rows + assessed, as_of=date(2024, 6, 1))
    assert found.overdue["case_id"].to_list() == [f"sag-{n:02}" for n in range(11, -1, -1)]
    assert set(found.overdue["rule_id"]) == {"underretning-24-timer"}


def test_by_default_the_source_is_judged_at_the_end_of_its_last_local_day(checked):
    found = checked(HEADER + "a,,notat,2024-03-31T23:30Z,,,\na,,notat,2024-03-01,,,\n")
    assert found.as_of == datetime(2024, 4, 1, 21, 59, 59, 999999, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The folder of results of the demonstration file, with the standards."""
    folder = tmp_path_factory.mktemp("demo")
    question = pipeline.Question(events=(DEMO / "haendelser.csv",), mappings=(DEMO / "mapping.toml",), standards=True)
    pipeline.write(pipeline.check(question), folder, Language.DANISH)
    return folder


def table(folder, name):
    with (folder / name).open(encoding="utf-8", newline="") as written:
        return list(csv.DictReader(written))


def days(row):
    begun, done = (datetime.fromisoformat(row[name]) for name in ("triggered_at", "fulfilled_at"))
    whole = (done.date() - begun.date()).days
    return whole if row["day_precision"] == "true" else (done - begun).total_seconds() / 86400


def test_every_figure_of_the_demonstration_can_be_counted_again_from_its_obligations(demo):
    groups, last = defaultdict(list), datetime.fromisoformat("2024-09-30T23:59:59.999999+02:00")
    split = {"undersoegelse-4-maaneder", "foreloebig-vurdering"}
    for row in table(demo, "obligations.csv"):
        groups[row["rule_id"], row["version"], row["basis"] if row["rule_id"] in split else ""].append(row)
    for figures in table(demo, "indicators.csv"):
        if figures["missing"]:
            continue
        group = groups.pop((figures["rule_id"], figures["version"], figures["basis"]))
        usable = [row for row in group if row["measurable"] == "true"]
        due = [row for row in usable if not row["due_at"] or datetime.fromisoformat(row["due_at"]) <= last]
        status = Counter(row["status"] for row in due) | Counter(
            row["status"] for row in usable if row["status"] in {"pending", "lapsed"}
        )
        assert {name: int(figures[name]) for name in status} == dict(status), figures["rule_id"]
        decided = [row for row in due if row["status"] in {"met", "excused", "late", "overdue"}]
        assert int(figures["judged"]) == sum(bool(row["due_at"]) for row in decided)
        assert int(figures["not_measurable"]) == len(group) - len(usable)
        taken = [days(row) for row in decided if row["fulfilled_at"]]
        assert float(figures["median_days"] or "nan") == pytest.approx(
            median(taken) if taken else float("nan"), abs=0.05001, nan_ok=True
        )
    assert not any(row["measurable"] == "true" for group in groups.values() for row in group)
