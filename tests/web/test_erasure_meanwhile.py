"""A case that is erased while it is being judged or imported does not come back by that."""

from threading import Thread

import pytest
from django.db import OperationalError, connection, transaction
from tests.web.monitor_factories import AS_OF, EVENTS, HEAD, MET, OVERDUE, fill
from tests.web.people import make_town
from tests.web.sources import export

from sagsloft.web.accounts import case_data
from sagsloft.web.accounts.erasure_actions import erase_case, reapply_erasures
from sagsloft.web.accounts.log_chain import verify
from sagsloft.web.monitor import actions, evaluating
from sagsloft.web.monitor.models import Case, Event, Obligation
from sagsloft.web.monitor.retention_actions import remove_outdated


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.ERASURES = tmp_path / "erasures"


def erase_after_judging(monkeypatch, municipality):
    """What was judged is held against what is shown; then, before it is shown itself, the case is erased."""
    judged = evaluating.changes

    def and_erase(*arguments):
        found = judged(*arguments)
        assert erase_case(municipality=municipality, case_id=OVERDUE, by=None)
        return found

    monkeypatch.setattr(evaluating, "changes", and_erase)


@pytest.mark.parametrize("shown", [EVENTS, [EVENTS[0], *EVENTS[2:]], EVENTS[2:]])
def test_a_case_that_is_erased_while_it_is_judged_is_not_shown(town, tmp_path, monkeypatch, shown):
    fill(town, tmp_path, shown)
    question = export(tmp_path / town.municipality.slug, EVENTS, head=HEAD)
    actions.import_events(by=None, municipality=town.municipality, question=question)
    erase_after_judging(monkeypatch, town.municipality)
    actions.evaluate(by=None, municipality=town.municipality, as_of=AS_OF.replace(month=4))
    assert not Case.objects.filter(case_id=OVERDUE).exists()
    assert Case.objects.filter(case_id=MET).exists()
    assert not Obligation.objects.exclude(case__in=Case.objects.all()).exists()
    assert not Event.objects.filter(case_id=OVERDUE).exists()


@pytest.mark.postgres
@pytest.mark.parametrize("act", ["erase", "reapply", "import", "evaluate", "retain"])
@pytest.mark.django_db(transaction=True)
def test_whoever_changes_the_cases_waits_for_the_others(transactional_db, tmp_path, act):
    town = make_town("eksempelkoebing", "Eksempelkøbing")
    fill(town, tmp_path)
    question = export(tmp_path / town.municipality.slug, EVENTS, head=HEAD)
    us = {"by": None, "municipality": town.municipality}
    acts = {
        "erase": lambda: erase_case(**us, case_id=OVERDUE),
        "reapply": lambda: reapply_erasures(**us),
        "import": lambda: actions.import_events(**us, question=question),
        "evaluate": lambda: actions.evaluate(**us, as_of=AS_OF),
        "retain": lambda: remove_outdated(**us, months=12),
    }
    told = []

    def wait():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        try:
            acts[act]()
        except OperationalError as error:
            told.append(str(error))
        connection.close()

    with transaction.atomic():
        case_data.hold(town.municipality)
        other = Thread(target=wait)
        other.start()
        other.join()
    assert "lock timeout" in "".join(told)


@pytest.mark.django_db(transaction=True)
def test_erasing_importing_and_judging_at_once_leave_a_whole_log_and_no_one_waits_for_ever(transactional_db, tmp_path):
    town = make_town("eksempelkoebing", "Eksempelkøbing")
    fill(town, tmp_path)
    broken = []

    def erase():
        for _ in range(8):
            try:
                erase_case(municipality=town.municipality, case_id=OVERDUE, by=None)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is the test that fails
                broken.append(error)
        connection.close()

    eraser = Thread(target=erase)
    eraser.start()
    for _ in range(4):
        fill(town, tmp_path)
    eraser.join()
    erase_case(municipality=town.municipality, case_id=OVERDUE, by=None)
    assert broken == []
    assert not Event.objects.filter(case_id=OVERDUE).exists()
    assert not Case.objects.filter(case_id=OVERDUE).exists()
    assert verify(town.municipality).faults == ()
