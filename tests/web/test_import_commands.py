"""`sagsloft web import`, `evaluate`, `work` and `demo`, as they are called by name."""

from datetime import date

import pytest
from django.conf import settings as configured
from tests.web.sources import export, row

from sagsloft.core.errors import UserError
from sagsloft.messages import Language
from sagsloft.web.accounts.models import Membership, Municipality
from sagsloft.web.accounts.roles import Role
from sagsloft.web.accounts.sight import visible_cases
from sagsloft.web.monitor import commands, jobs, loading
from sagsloft.web.monitor.models import Case, Evaluation, Event

RECEIVED = row("sag-1", "underretning_modtaget", "2024-03-01 10:00")


@pytest.fixture
def said():
    return []


@pytest.fixture
def take(said, tmp_path):
    def taken(rows, municipality="eksempelkoebing", **options):
        question = export(tmp_path, rows)
        commands.import_files(
            question.events,
            municipality=municipality,
            mapping=question.mappings,
            language=Language.DANISH,
            tell=said.append,
            **options,
        )

    return taken


def test_an_import_is_evaluated_and_told_in_three_sentences(town, take, said):
    take([RECEIVED])
    assert said == [
        "Eksempelkøbing: 1 hændelser læst ind fra 1 filer. Nye: 1. Rettede: 0. Trukket tilbage: 0. Afviste rækker: 0.",
        "Eksempelkøbing: vurderet pr. 1. marts 2024. Børn: 1. Børn, der venter på noget, der er overskredet: 0.",
        "Dataene er opdigtede, så opgørelsesdagen er deres sidste dag.",
    ]
    assert Case.objects.exists()


def test_an_increment_withdraws_nothing(town, take):
    take([RECEIVED])
    take([RECEIVED.replace("sag-1", "sag-2")], increment=True)
    assert Event.objects.filter(withdrawn_at=None).count() == 2


def test_an_unknown_municipality_is_told_with_those_that_are_known(town, neighbour, take):
    with pytest.raises(UserError) as error:
        take([RECEIVED], municipality="eksempelby")
    assert error.value.values == {"slug": "eksempelby", "known": "eksempelkoebing, nabokoebing"}


def test_all_municipalities_with_data_are_evaluated(town, neighbour, take, said):
    take([RECEIVED])
    said.clear()
    commands.evaluate(language=Language.ENGLISH, tell=said.append, as_of=date(2024, 3, 3))
    assert said == [
        "Eksempelkøbing: evaluated as of 3 March 2024. Children: 1. Children who wait for something overdue: 1."
    ]


def test_work_tells_of_each_job(town, said):
    jobs.add(jobs.IMPORT, town.municipality, {"files": ["nothing.csv"]}, town.municipality.log.get(number=1).at)
    commands.work(language=Language.ENGLISH, tell=said.append, nightly_at="23:59", when_done=True)
    assert said[0] == "Working. The nightly evaluation begins at 23:59. Stop with Ctrl+C."
    assert said[1].startswith("import: The file nothing.csv")


def test_a_bad_hour_of_the_night_is_refused(db, said):
    with pytest.raises(UserError, match="bad_clock"):
        commands.work(language=Language.ENGLISH, tell=said.append, nightly_at="four")


def test_the_demo_has_two_municipalities_and_someone_for_every_role(db, settings, tmp_path, said):
    settings.DEMO, settings.DATA = True, tmp_path
    commands.demo(language=Language.DANISH, tell=said.append)
    for municipality in Municipality.objects.all():
        held = Membership.objects.filter(municipality=municipality)
        assert {each.role for each in held} == set(Role)
        for role in (Role.RAADGIVER, Role.TEAMLEDER):
            seen = visible_cases(held.get(role=role).user, municipality)
            assert 0 < seen.count() < municipality.cases.count()
            assert seen.filter(overdue__gt=0).exists()
    ours, theirs = Case.objects.filter(overdue__gt=0).values_list("municipality", flat=True).distinct()
    assert ours != theirs
    assert loading.PASSWORD in said[1]
    assert len(said) == 2 + 2 * len(Role)


def test_the_demo_can_be_started_again(db, settings, tmp_path, said):
    settings.DEMO, settings.DATA = True, tmp_path
    commands.demo(language=Language.DANISH, tell=said.append)
    first = list(said)
    names = dict(Case.objects.values_list("pk", "public_id"))
    said.clear()
    commands.demo(language=Language.DANISH, tell=said.append)
    assert said == first
    assert dict(Case.objects.values_list("pk", "public_id")) == names
    assert Evaluation.objects.filter(current=True).count() == 2


def test_the_demo_is_refused_beside_a_real_municipality_and_where_it_was_not_asked_for(town, settings, tmp_path, said):
    settings.DATA = tmp_path
    assert not configured.DEMO
    with pytest.raises(UserError, match="demo_not_here"):
        commands.demo(language=Language.DANISH, tell=said.append)
    settings.DEMO = True
    Municipality.objects.create(slug="virkelig", name="Virkelig", invented=False)
    with pytest.raises(UserError, match="demo_not_here"):
        commands.demo(language=Language.DANISH, tell=said.append)
