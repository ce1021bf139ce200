"""How old what is shown is: of several sources the oldest counts, and what failed counts until it succeeds."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.web.reading_pages import words
from tests.web.sources import export, row

from sagsloft.core.errors import UserError
from sagsloft.web.accounts.roles import Role
from sagsloft.web.monitor import actions, freshness
from sagsloft.web.monitor.models import Evaluation, Import

STALE, FAILED = "Listen er ikke fra i dag", "Den sidste indlæsning mislykkedes"


@pytest.fixture
def real(town):
    """Its data grow old, for they are about children who are."""
    town.municipality.invented = False
    town.municipality.save()
    return town


@pytest.fixture
def take(town, tmp_path):
    """`take(name)`: import a source of that name, with a case of its own; `head="nonsense"` fails."""

    def taken(name, kind="snapshot", at="2024-03-01 10:00", case="", caseworker="anna", **how):
        rows = [row(case or f"sag-{name}", "underretning_modtaget", at, caseworker=caseworker)] if at else []
        question = export(tmp_path, rows, name=name, invented=town.municipality.invented, **how)
        us = {"by": None, "municipality": town.municipality, "allow_sqlite": True}
        return actions.import_events(**us, question=question, kind=kind).told

    return taken


@pytest.fixture
def page(client, town):
    def shown(path="/i-dag/"):
        client.force_login(town.people[Role.LEDER])
        return words(client.get(path))

    return shown


def evaluate(town):
    return actions.evaluate(by=None, municipality=town.municipality)


def of(town):
    return freshness.Freshness.of(town.municipality, timezone.now())


def age(told, **ago):
    Import.objects.filter(pk=told.pk).update(finished_at=timezone.now() - timedelta(**ago))


def fail(take, name):
    with pytest.raises(UserError):
        take(name, head="nonsense")


@pytest.mark.parametrize(("hours", "is_stale"), [(25, False), (27, True)])
def test_what_was_judged_anew_from_old_data_is_old(real, take, page, hours, is_stale):
    age(take("A"), hours=hours)
    evaluate(real)
    said = page()
    assert (STALE in said) is is_stale
    assert ("A er sidst læst" in said) is is_stale
    assert "Den sidste opgørelse er fra" not in said


def test_invented_data_do_not_grow_old(town, take, page):
    age(take("A"), days=90)
    evaluate(town)
    assert STALE not in page()


@pytest.mark.parametrize(("days", "is_silent"), [(6, False), (8, True)])
def test_a_source_read_today_that_tells_of_nothing_of_late_is_named(real, take, page, days, is_silent):
    take("A", at=f"{timezone.localtime() - timedelta(days=days):%Y-%m-%d %H:%M}")
    evaluate(real)
    assert of(real).silent_sources == (("A",) if is_silent else ())
    assert ("Kilden er gammel A fortæller kun om tiden til og med" in page()) is is_silent
    assert STALE not in page()


def test_of_several_sources_the_oldest_counts(real, take, page):
    age(take("A"), days=90)
    take("B", at="2024-05-01 10:00")
    evaluate(real)
    found = of(real)
    assert found.stale_sources == ("A",)
    assert found.read < timezone.now() - timedelta(days=89)
    assert timezone.localtime(found.last_event).month == 3
    assert "A er sidst læst" in page()
    assert "B er sidst læst" not in page()


def test_a_source_that_was_read_again_is_young_also_if_with_others_or_with_nothing_new(real, take):
    age(take("A"), days=90)
    age(take("A", kind="increment", at=""), hours=1)
    evaluate(real)
    found = of(real)
    assert found.stale_sources == ()
    assert timezone.localtime(found.last_event).month == 3


def test_data_that_no_one_has_evaluated_yet_make_the_list_no_younger(real, take):
    age(take("A"), days=2)
    shown = evaluate(real)
    take("A")
    Evaluation.objects.filter(pk=shown.pk).update(as_of=timezone.now())
    assert of(real).stale_sources == ("A",)


def test_a_failure_counts_until_the_same_source_succeeds(town, take, page):
    take("A")
    fail(take, "A")
    assert Import.objects.latest("pk").sources == ["A"]
    take("B")
    evaluate(town)
    assert FAILED in page()
    take("A")
    assert FAILED not in page()


def test_a_failure_of_a_source_that_was_never_read_counts_until_anything_is(town, take):
    """It may have been a slip of the name, which no one will ever use again."""
    take("A")
    fail(take, "Aa")
    assert of(town).failed is not None
    take("A")
    assert of(town).failed is None


def test_a_failure_before_the_sources_were_known_counts_until_anything_is_read(town, take, tmp_path):
    take("A")
    question = export(tmp_path, [])
    question.mappings[0].write_text("nonsense", "utf-8")
    with pytest.raises(UserError):
        actions.import_events(by=None, municipality=town.municipality, question=question)
    assert Import.objects.latest("pk").sources == []
    assert of(town).failed == Import.objects.latest("pk")
    take("A")
    assert of(town).failed is None


@pytest.mark.parametrize(("hours", "is_gone"), [(1, False), (7, True)])
def test_an_import_that_was_killed_has_failed(town, take, page, hours, is_gone):
    take("A")
    evaluate(town)
    begun = timezone.now() - timedelta(hours=hours)
    Import.objects.create(municipality=town.municipality, kind="snapshot", sources=["A"], started_at=begun)
    assert (FAILED in page()) is is_gone


def test_before_the_first_evaluation_a_failure_is_told_as_what_it_is(town, take, page):
    fail(take, "A")
    said = page()
    at = timezone.localtime(Import.objects.get().started_at)
    assert f"{FAILED} ({at.day}. " in said
    assert "Import object" not in said
    assert "Du ser det, der blev læst før" not in said
    assert "Der er endnu ikke læst noget ind" in said


def test_datakvalitet_tells_of_every_file_and_note_that_the_evaluation_rests_on(town, take, page):
    long = "x" * 201
    told = [take("A"), take("B"), *(take("B", "increment", **each) for each in ({"case": long}, {"caseworker": long}))]
    evaluate(town)
    said = page("/datakvalitet/")
    for each in told:
        assert each.files[0]["sha256"] in said
    assert "case_id har mere end 200 tegn: række 2" in said
    assert "caseworker har mere end 200 tegn: række 2" in said
    assert long not in said


def test_the_number_of_queries_does_not_grow_with_the_sources(town, take, django_assert_num_queries):
    for name in "ABC":
        take(name)
    evaluate(town)
    with django_assert_num_queries(4):
        of(town)
