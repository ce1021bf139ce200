"""A case that is erased while it is being judged or imported does not come back by that."""

from contextlib import suppress
from threading import Thread

import pytest
from django.db import OperationalError, connection, transaction
from tests.web.monitor_factories import AS_OF, EVENTS, HEAD, MET, OVERDUE, address, case_of, fill
from tests.web.people import make_town
from tests.web.sources import export

from sagsloft.core.errors import UserError
from sagsloft.web.accounts import case_data, log
from sagsloft.web.accounts.case_actions import ask_who_looked
from sagsloft.web.accounts.erasure_actions import ask_to_erase, erase_case, reapply_erasures
from sagsloft.web.accounts.log import LOOKED
from sagsloft.web.accounts.log_chain import verify
from sagsloft.web.accounts.models import CaseKey, LogEntry
from sagsloft.web.accounts.roles import Role
from sagsloft.web.monitor import actions, case_actions, evaluating
from sagsloft.web.monitor.models import Case, Event, Obligation
from sagsloft.web.monitor.retention_actions import remove_outdated
from sagsloft.web.monitor.views import case as case_page


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


def test_a_look_at_a_case_that_is_erased_meanwhile_does_not_bring_its_key_back(client, town, tmp_path, monkeypatch):
    fill(town, tmp_path)
    client.force_login(town.people[Role.LEDER])
    at, written = address(town, OVERDUE), case_actions.look_into

    def after_erasing(**asked):
        assert erase_case(municipality=town.municipality, case_id=OVERDUE, by=None)
        return written(**asked)

    monkeypatch.setattr(case_page, "look_into", after_erasing)
    assert client.get(at).status_code == 404
    assert not CaseKey.objects.filter(case_id=OVERDUE).exists()
    assert not LogEntry.objects.filter(action=LOOKED).exists()
    assert verify(town.municipality).faults == ()


@pytest.mark.postgres
@pytest.mark.parametrize("act", ["look", "who-looked", "ask-to-erase"])
@pytest.mark.django_db(transaction=True)
def test_an_entry_about_a_case_that_is_being_erased_does_not_bring_its_key_back(transactional_db, tmp_path, act):
    """The entry is begun while the erasure has not ended."""
    town = make_town("eksempelkoebing", "Eksempelkøbing")
    shown, by = fill(town, tmp_path), town.people[Role.LEDER]
    us = {"municipality": town.municipality, "case_id": OVERDUE, "by": by}
    case = case_of(town, OVERDUE)
    acts = {
        "look": lambda: case_actions.look_into(case=case, shown=shown, known_on=None, by=by),
        "who-looked": lambda: ask_who_looked(**us, most=10),
        "ask-to-erase": lambda: ask_to_erase(**us),
    }
    if act == "who-looked":  # the others would give the case its first key
        log.look(municipality=town.municipality, by=by, case_id=OVERDUE, page="monitor:case")

    def do():
        with suppress(Case.DoesNotExist):
            acts[act]()
        connection.close()

    meanwhile = Thread(target=do)
    with transaction.atomic():
        assert erase_case(municipality=town.municipality, case_id=OVERDUE, by=None)
        before = log.last_entry(town.municipality)
        meanwhile.start()
        meanwhile.join(0.5)
        assert meanwhile.is_alive()  # it waits for the erasure
    meanwhile.join()
    assert not CaseKey.objects.filter(case_id=OVERDUE).exists()
    assert not LogEntry.objects.filter(number__gt=before).exclude(subject="").exists()


@pytest.mark.parametrize("step", ["read_events", "rows_of"])
def test_a_case_that_is_erased_while_it_is_imported_does_not_come_back(town, tmp_path, monkeypatch, step):
    """The files may tell of it, so that they are refused; a later export is for the one who takes it to answer for."""
    fill(town, tmp_path)
    real = getattr(actions, step)

    def and_erase(*arguments, **how):
        monkeypatch.undo()
        found = real(*arguments, **how)
        assert erase_case(municipality=town.municipality, case_id=OVERDUE, by=None)
        return found

    monkeypatch.setattr(actions, step, and_erase)
    with pytest.raises(UserError, match="erased_meanwhile"):
        fill(town, tmp_path)
    assert not Event.objects.filter(case_id=OVERDUE).exists()
    assert Event.objects.filter(case_id=MET, withdrawn_at=None).exists()
    fill(town, tmp_path, EVENTS[2:])
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
        try:
            fill(town, tmp_path)
        except UserError as error:
            assert error.message_id == "web_import.erased_meanwhile"  # noqa: PT017 - whether it is, is left to chance
    eraser.join()
    erase_case(municipality=town.municipality, case_id=OVERDUE, by=None)
    assert broken == []
    assert not Event.objects.filter(case_id=OVERDUE).exists()
    assert not Case.objects.filter(case_id=OVERDUE).exists()
    assert verify(town.municipality).faults == ()
