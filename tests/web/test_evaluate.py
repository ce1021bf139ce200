"""What is evaluated is what `check` says of the same events; the pages see all of it or all of what was before."""

from datetime import date

import polars as pl
import pytest
from django.utils import timezone
from polars.testing import assert_frame_equal
from tests.web.sources import export, row

from sagsloft import pipeline
from sagsloft.core.errors import UserError
from sagsloft.pipeline import figures_json, monitoring
from sagsloft.pipeline.demonstrating import Invention
from sagsloft.pipeline.inventing import write_log
from sagsloft.web.accounts.models import LogEntry
from sagsloft.web.monitor import actions, evaluating
from sagsloft.web.monitor.models import Case, Evaluation, Figures, Import, Obligation

RECEIVED = row("sag-1", "underretning_modtaget", "2024-03-01 10:00")
ASSESSED = row("sag-1", "underretning_vurderet", "2024-03-01 12:00")
OTHER = row("sag-2", "underretning_modtaget", "2024-03-02 10:00", "u-2", "bo", "Team Syd")
KEPT = [name for name in evaluating.OBLIGATIONS if name != "status"]


@pytest.fixture(scope="module")
def invented(tmp_path_factory):
    """A question about 60 invented cases, and what `check` finds."""
    question = write_log(tmp_path_factory.mktemp("log"), "Eksempelkøbing", Invention(seed=7, cases=60))
    return question, pipeline.check(question)


@pytest.fixture
def evaluated(town, invented):
    question, found = invented
    actions.import_events(by=None, municipality=town.municipality, question=question)
    actions.evaluate(by=None, municipality=town.municipality)
    return town.municipality, found


@pytest.fixture
def take(town, tmp_path):
    """`take([row, …])`: import these rows into the town, and evaluate."""

    def taken(rows, as_of=None):
        question = export(tmp_path, rows)
        actions.import_events(by=None, municipality=town.municipality, question=question, much_may_be_missing=True)
        return actions.evaluate(by=None, municipality=town.municipality, as_of=as_of)

    return taken


def test_the_obligations_are_those_of_check(evaluated):
    municipality, found = evaluated
    rows = Obligation.objects.filter(municipality=municipality).values_list("case__case_id", *KEPT, "status")
    types = {name: found.trace.schema[name] for name in ("case_id", *KEPT, "status")}
    kept = pl.DataFrame(list(rows), schema=types, orient="row")
    order = ["case_id", "rule_id", "triggered_at", "period", "due_at", "fulfilled_at", "matter_id"]
    assert_frame_equal(kept.sort(order), found.trace.select(kept.columns).sort(order))


def test_the_figures_come_back_from_the_database_as_they_went_in(evaluated):
    municipality, found = evaluated
    judged = monitoring.judge(found.reading.events, found.reading.covers, found.as_of, found.rules, found.book)
    shown = actions.figures(Evaluation.objects.get(municipality=municipality))
    assert figures_json.figures_as_json(shown) == figures_json.figures_as_json(judged.figures)
    assert_frame_equal(shown.overview.measured[0].indicators, judged.figures.overview.measured[0].indicators)
    assert shown.unmeasurable(found.rules, found.book) == found.unmeasurable


def test_each_case_judged_by_itself_is_as_it_is_among_all(evaluated):
    municipality, found = evaluated
    shown = Evaluation.objects.get(municipality=municipality)
    for case in Case.objects.filter(municipality=municipality):
        alone = actions.judge_case(case=case, shown=shown).trace.drop(pl.col("^.*_row$"))
        among = found.trace.filter(case_id=case.case_id).sort("triggered_at", "trigger_row", "rule_id", "period")
        assert_frame_equal(alone, among.select(alone.columns).with_columns(municipality=pl.lit(None, pl.String)))


def test_a_case_counts_what_waits_in_it(evaluated):
    municipality, found = evaluated
    waiting = found.trace.filter(pl.col("measurable") & (pl.col("status") == "overdue"))
    for case in Case.objects.filter(municipality=municipality):
        ours = waiting.filter(case_id=case.case_id)
        assert case.overdue == ours.height
        assert case.oldest_due == ours["due_at"].min()


def test_invented_data_are_judged_as_of_their_last_day_and_real_ones_as_of_now(take, town):
    assert timezone.localtime(take([RECEIVED]).as_of).date() == date(2024, 3, 1)
    town.municipality.invented = False
    assert abs((actions.evaluate(by=None, municipality=town.municipality).as_of - timezone.now()).total_seconds()) < 60


def test_the_day_can_be_said(take):
    take([RECEIVED], as_of=date(2024, 3, 1))
    assert Obligation.objects.get(rule_id="underretning-24-timer").status == "pending"
    take([RECEIVED], as_of=date(2024, 3, 5))
    assert Obligation.objects.get(rule_id="underretning-24-timer").status == "overdue"


def test_a_day_beyond_the_known_holidays_is_refused_and_what_was_shown_still_is(take):
    shown = take([RECEIVED])
    with pytest.raises(UserError, match="calendar"):
        take([RECEIVED], as_of=date(2200, 1, 1))
    assert Evaluation.objects.get(current=True) == shown


def test_a_case_keeps_its_name_in_urls(take):
    take([RECEIVED, OTHER])
    before = dict(Case.objects.values_list("case_id", "public_id"))
    take([RECEIVED, ASSESSED, OTHER])
    assert dict(Case.objects.values_list("case_id", "public_id")) == before


def test_what_is_told_no_more_goes_with_its_obligations(take):
    take([RECEIVED, OTHER])
    take([RECEIVED])
    assert [case.case_id for case in Case.objects.all()] == ["sag-1"]
    assert {each.case.case_id for each in Obligation.objects.all()} == {"sag-1"}


def test_only_what_differs_is_written(take):
    take([RECEIVED, OTHER], as_of=date(2024, 3, 20))
    before = set(Obligation.objects.values_list("pk", flat=True))
    take([RECEIVED, ASSESSED, OTHER], as_of=date(2024, 3, 20))
    stayed = before & set(Obligation.objects.values_list("pk", flat=True))
    assert {each.case.case_id for each in Obligation.objects.filter(pk__in=stayed)} >= {"sag-2"}
    changed = before - stayed
    assert changed
    entry = LogEntry.objects.filter(action="events.evaluate").order_by("pk").last()
    take([RECEIVED, ASSESSED, OTHER], as_of=date(2024, 3, 20))
    again = LogEntry.objects.filter(action="events.evaluate").order_by("pk").last()
    assert again.pk != entry.pk
    assert '"changes":0,' in again.detail


def test_two_equal_obligations_are_both_kept(take):
    again = row("sag-1", "underretning_modtaget", "2024-03-01 10:00")
    take([RECEIVED, again])
    assert Obligation.objects.filter(rule_id="underretning-24-timer").count() == 2
    take([RECEIVED])
    assert Obligation.objects.filter(rule_id="underretning-24-timer").count() == 1


def test_a_case_has_the_last_caseworker_and_team_that_are_named(take):
    nameless = row("sag-1", "notat", "2024-03-05 10:00", caseworker="", team="")
    take([RECEIVED, row("sag-1", "notat", "2024-03-04 10:00", caseworker="bo", team="Team Syd"), nameless])
    case = Case.objects.get()
    assert (case.caseworker, case.team, case.caseworkers, case.notifications) == ("bo", "Team Syd", 2, 1)


def meanwhile(monkeypatch, step, act):
    """Once `act` comes in between, after that step of an evaluation: after its events are read, after they are judged,
    or after they are held against what is shown."""
    place, name = step
    real, left = getattr(place, name), [act]

    def and_act(*arguments):
        found = real(*arguments)
        if left:
            left.pop()()
        return found

    monkeypatch.setattr(place, name, and_act)


STEPS = [(actions, "events_told"), (monitoring, "judge"), (evaluating, "changes")]
NAMES = ["read", "judged", "held"]


@pytest.mark.parametrize("step", STEPS, ids=NAMES)
@pytest.mark.parametrize("is_evaluated", [True, False])
def test_an_evaluation_that_is_overtaken_begins_anew(take, town, tmp_path, monkeypatch, step, is_evaluated):
    """By an import, with its evaluation or before that: what is shown is never what was told before."""
    take([RECEIVED])
    us, question = {"by": None, "municipality": town.municipality}, export(tmp_path, [RECEIVED, OTHER])

    def act():
        actions.import_events(**us, question=question)
        if is_evaluated:
            actions.evaluate(**us)

    meanwhile(monkeypatch, step, act)
    shown = actions.evaluate(**us)
    assert Case.objects.count() == 2
    assert Evaluation.objects.get(current=True) == shown
    assert list(shown.imports.all()) == [Import.objects.latest("pk")]


@pytest.mark.parametrize("step", STEPS, ids=NAMES)
def test_an_evaluation_that_is_overtaken_twice_changes_nothing(take, town, monkeypatch, step):
    take([RECEIVED, OTHER])
    us, shown = {"by": None, "municipality": town.municipality}, []

    def act():
        monkeypatch.undo()
        shown.append(actions.evaluate(**us))
        meanwhile(monkeypatch, step, act)

    meanwhile(monkeypatch, step, act)
    with pytest.raises(UserError, match="evaluated_meanwhile"):
        actions.evaluate(**us)
    assert len(shown) == 2
    assert Evaluation.objects.get(current=True) == shown[-1]


def test_an_evaluation_rests_on_the_snapshot_of_each_source_and_its_increments(town, tmp_path):
    us = {"by": None, "municipality": town.municipality}
    taken = [
        actions.import_events(**us, question=export(tmp_path, rows, name=name), kind=kind).told
        for name, kind, rows in (
            ("A", "snapshot", [RECEIVED]),
            ("B", "snapshot", [OTHER]),
            ("A", "snapshot", [RECEIVED]),
            ("A", "increment", [ASSESSED]),
            ("A", "increment", []),
        )
    ]
    shown = actions.evaluate(**us)
    assert list(shown.imports.order_by("pk")) == taken[1:]
    later = actions.evaluate(**us)
    assert (shown.imports.count(), later.imports.count()) == (0, 4)


def test_without_an_import_there_is_nothing_to_evaluate(town):
    with pytest.raises(UserError, match="nothing_imported"):
        actions.evaluate(by=None, municipality=town.municipality)


def test_figures_of_another_version_are_not_shown(take, town):
    take([RECEIVED])
    kept = Figures.objects.get()
    kept.content["extent"]["unknown"] = 1
    kept.save()
    shown = Evaluation.objects.get()
    assert actions.figures(shown) is None
    assert actions.judge_case(case=Case.objects.get(), shown=shown) is None


def test_an_evaluation_that_another_has_followed_meanwhile_has_no_figures(take):
    take([RECEIVED])
    former = Evaluation.objects.get()
    take([RECEIVED, OTHER])
    assert actions.figures(former) is None
    assert actions.figures(Evaluation.objects.get(current=True)) is not None


def test_the_neighbours_evaluation_is_untouched(take, neighbour, tmp_path):
    question = export(tmp_path, [OTHER])
    actions.import_events(by=None, municipality=neighbour.municipality, question=question)
    actions.evaluate(by=None, municipality=neighbour.municipality)
    take([RECEIVED])
    assert [each.case_id for each in Case.objects.filter(municipality=neighbour.municipality)] == ["sag-2"]
    assert Evaluation.objects.filter(current=True).count() == 2


def test_the_number_of_queries_does_not_grow_with_the_cases(take, town, tmp_path, django_assert_max_num_queries):
    take([row(f"sag-{place}", "underretning_modtaget", "2024-03-01 10:00") for place in range(500)])
    later = date(2024, 6, 1)
    with django_assert_max_num_queries(30):
        actions.evaluate(by=None, municipality=town.municipality, as_of=later)
    assert not Obligation.objects.filter(rule_id="underretning-24-timer").exclude(status="overdue").exists()


def test_as_known_on_a_day_a_case_is_judged_as_of_that_day(take):
    take([RECEIVED, ASSESSED.replace("03-01", "03-04")], as_of=date(2024, 3, 20))
    case = Case.objects.get()
    then = actions.judge_case(case=case, shown=Evaluation.objects.get(), known_at=date(2024, 3, 2))
    status = dict(then.trace.select("rule_id", "status").rows())
    assert status["underretning-24-timer"] == "overdue"
    assert then.events.height == 1
