"""A case that is erased is gone from every table, from the log's sight, and stays gone when a backup comes back."""

import shutil

import pytest
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.urls import reverse
from tests.web.monitor_factories import EVENTS, MET, OVERDUE, SYD, case_of, event, fill

from sagsloft.core.errors import UserError
from sagsloft.web.accounts import case_data, erasure_actions, erasure_file, log
from sagsloft.web.accounts.case_data import HOLDERS, count
from sagsloft.web.accounts.erasure_actions import Reapplied, erase_case, not_done, reapply_erasures
from sagsloft.web.accounts.log_chain import verify
from sagsloft.web.accounts.models import CaseKey, LogEntry
from sagsloft.web.accounts.roles import Role
from sagsloft.web.accounts.searching import remember
from sagsloft.web.monitor.models import Case, Event, Import, Obligation, StagedEvent

CORRECTED = (event(OVERDUE, "underretning_modtaget", "2024-03-01 11:00"), *EVENTS[1:])


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Where erasures are written."""
    settings.ERASURES = tmp_path / "erasures"
    return settings.ERASURES


@pytest.fixture
def filled(town, neighbour, tmp_path):
    """Two municipalities with the same cases; the first has told one of them otherwise later, looked at it, searched
    for it, and has an import under way. The first."""
    fill(neighbour, tmp_path)
    fill(town, tmp_path)
    fill(town, tmp_path, CORRECTED)
    by = town.people[Role.LEDER]
    log.look(municipality=town.municipality, by=by, case_id=OVERDUE, page="monitor:case")
    log.look(municipality=town.municipality, by=by, case_id=MET, page="monitor:case")
    searched = SessionStore()
    remember(searched, OVERDUE)
    searched.create()
    reading = Import.objects.create(municipality=town.municipality, kind="snapshot", started_at="2024-03-12T12:00Z")
    first = Event.objects.filter(municipality=town.municipality, case_id=OVERDUE).values(
        "case_id", "activity", "earliest", "latest", "identity"
    )[0]
    StagedEvent.objects.create(source_import=reading, **first)
    return town


def everything(municipality):
    """All that the database holds of a municipality, as text by table: of rows that lead to it, or to no one."""
    texts = {model.__name__: [] for model in apps.get_models()}
    for model in apps.get_models():
        ordered = model.objects.order_by("pk")
        for row, values in zip(ordered, ordered.values_list(), strict=True):
            if _of(row) in {None, municipality}:
                texts[model.__name__].append(str(values))
    texts["Session"] = [str(session.get_decoded()) for session in Session.objects.all()]
    return texts


def _of(row):
    return getattr(row, "municipality", None) or getattr(getattr(row, "source_import", None), "municipality", None)


def where(municipality, case_id):
    return {name for name, rows in everything(municipality).items() if any(case_id in row for row in rows)}


def test_no_table_names_the_case_any_more(filled):
    public = str(case_of(filled, OVERDUE).public_id)
    number = case_of(filled, OVERDUE).pk
    assert where(filled.municipality, OVERDUE) == {"Case", "CaseKey", "Event", "Session", "StagedEvent"}
    assert erase_case(municipality=filled.municipality, case_id=OVERDUE, by=None)
    assert where(filled.municipality, OVERDUE) == set()
    assert where(filled.municipality, public) == set()
    assert not Obligation.objects.filter(case_id=number).exists()


def test_all_versions_are_erased_and_nothing_of_other_cases(filled, neighbour):
    versions = Event.objects.filter(municipality=filled.municipality, case_id=OVERDUE)
    all_told, of_the_case = Event.objects.count(), versions.count()
    assert versions.filter(withdrawn_at__isnull=False).exists()
    erase_case(municipality=filled.municipality, case_id=OVERDUE, by=None)
    assert Event.objects.count() == all_told - of_the_case
    assert {case.case_id for case in filled.municipality.cases.all()} == {"sag-ur", MET, SYD}
    assert log.entries_about(filled.municipality, MET).count() == 1
    assert Case.objects.filter(municipality=neighbour.municipality, case_id=OVERDUE).exists()


@pytest.mark.parametrize(
    ("typed", "stays"),
    [(OVERDUE.upper(), False), (OVERDUE[:-1], False), (MET, True), (f"{OVERDUE}-2", True), ("", True)],
)
def test_whoever_would_find_the_case_is_signed_out_and_no_one_else(filled, typed, stays):
    session = SessionStore()
    remember(session, typed)
    session.create()
    erase_case(municipality=filled.municipality, case_id=OVERDUE, by=None)
    assert Session.objects.filter(session_key=session.session_key).exists() is stays


def test_a_session_is_not_ended_for_what_else_it_holds(filled):
    session = SessionStore()
    session["_auth_user_id"] = OVERDUE
    session.create()
    erase_case(municipality=filled.municipality, case_id=OVERDUE, by=None)
    assert Session.objects.filter(session_key=session.session_key).exists()


def test_many_cases_are_removed_a_few_at_a_time(filled, monkeypatch):
    monkeypatch.setattr(case_data, "CHUNK", 2)
    case_data.remove(filled.municipality, {OVERDUE, MET, SYD})
    assert case_data.case_ids(filled.municipality) == {"sag-ur"}


def test_the_log_stays_whole_and_its_one_entry_names_no_case(filled):
    subject = log.entries_about(filled.municipality, OVERDUE).first().subject
    by, before = filled.people[Role.DATABESKYTTELSE], LogEntry.objects.count()
    erase_case(municipality=filled.municipality, case_id=OVERDUE, by=by)
    entry = LogEntry.objects.filter(municipality=filled.municipality).last()
    assert (entry.action, entry.subject, entry.actor) == ("case.erase", "", str(by.public_id))
    assert OVERDUE not in entry.detail
    assert LogEntry.objects.count() == before + 1
    assert LogEntry.objects.filter(subject=subject).exists()
    assert log.entries_about(filled.municipality, OVERDUE).count() == 0
    assert verify(filled.municipality).faults == ()


def test_a_case_that_is_not_here_is_not_erased(filled, folder):
    before = LogEntry.objects.count()
    assert not erase_case(municipality=filled.municipality, case_id="sag-99", by=None)
    assert (LogEntry.objects.count(), folder.exists()) == (before, False)


def test_what_is_written_outside_tells_no_case(filled, folder):
    erase_case(municipality=filled.municipality, case_id=OVERDUE, by=None)
    text = (folder / "eksempelkoebing.csv").read_text("ascii")
    assert OVERDUE not in text
    entry = LogEntry.objects.filter(municipality=filled.municipality).last()
    at, erasure, number, _, case = text.strip().split(",")
    assert (at[:19], number, len(case)) == (entry.at.isoformat()[:19], str(entry.number), 64)
    assert erasure in entry.detail


def test_the_same_number_has_another_name_next_door_and_under_another_key(filled, neighbour):
    names = {
        erasure_file.name_of(municipality, OVERDUE, secret)
        for municipality in (filled.municipality, neighbour.municipality)
        for secret in ("one", "two")
    }
    assert len(names) == 4


def test_where_it_cannot_be_written_outside_nothing_is_erased(filled, folder):
    folder.write_text("a file where the folder should be")
    before = everything(filled.municipality)
    with pytest.raises(UserError, match="not_written"):
        erase_case(municipality=filled.municipality, case_id=OVERDUE, by=None)
    assert everything(filled.municipality) == before


def back_again(town, tmp_path):
    """As a backup from before everything would bring the data back, and the log without what came after."""
    LogEntry.objects.filter(municipality=town.municipality, action__startswith="case.erase").update(action="lost")
    fill(town, tmp_path)


def test_what_a_backup_brings_back_is_erased_again_and_only_once(filled, tmp_path):
    erase_case(municipality=filled.municipality, case_id=OVERDUE, by=None)
    erase_case(municipality=filled.municipality, case_id=SYD, by=None)
    back_again(filled, tmp_path)
    assert len(not_done(filled.municipality)) == 2
    assert reapply_erasures(municipality=filled.municipality, by=None) == Reapplied(2, 2)
    assert where(filled.municipality, OVERDUE) == where(filled.municipality, SYD) == set()
    assert case_of(filled, MET)
    assert not_done(filled.municipality) == []
    fill(filled, tmp_path)
    assert reapply_erasures(municipality=filled.municipality, by=None) == Reapplied(0, 0)
    assert case_of(filled, OVERDUE)


def test_a_case_that_came_back_with_an_import_is_not_erased_by_an_erasure_that_the_database_knows(filled, tmp_path):
    erase_case(municipality=filled.municipality, case_id=OVERDUE, by=None)
    fill(filled, tmp_path)
    assert case_of(filled, OVERDUE)
    assert reapply_erasures(municipality=filled.municipality, by=None) == Reapplied(0, 0)
    assert case_of(filled, OVERDUE)


def test_erased_before_the_backup_and_once_more_after_it_is_erased(filled, tmp_path):
    erase_case(municipality=filled.municipality, case_id=OVERDUE, by=None)
    fill(filled, tmp_path)
    erase_case(municipality=filled.municipality, case_id=OVERDUE, by=None)
    last = LogEntry.objects.filter(municipality=filled.municipality, action="case.erase").last()
    LogEntry.objects.filter(pk=last.pk).update(action="lost")
    fill(filled, tmp_path)
    assert reapply_erasures(municipality=filled.municipality, by=None) == Reapplied(1, 1)
    assert where(filled.municipality, OVERDUE) == set()


def test_restored_twice_from_the_same_backup_it_is_erased_twice(filled, tmp_path):
    erase_case(municipality=filled.municipality, case_id=OVERDUE, by=None)
    for _ in range(2):
        back_again(filled, tmp_path)
        assert reapply_erasures(municipality=filled.municipality, by=None) == Reapplied(1, 1)


def test_a_backup_without_the_case_leaves_nothing_to_erase_but_is_told(filled):
    erase_case(municipality=filled.municipality, case_id=OVERDUE, by=None)
    LogEntry.objects.filter(action="case.erase").update(action="lost")
    assert reapply_erasures(municipality=filled.municipality, by=None) == Reapplied(1, 0)
    assert reapply_erasures(municipality=filled.municipality, by=None) == Reapplied(0, 0)


def test_an_erasure_under_a_former_key_is_honoured_and_one_under_no_known_key_is_not_passed_over(
    filled, tmp_path, settings
):
    erase_case(municipality=filled.municipality, case_id=OVERDUE, by=None)
    back_again(filled, tmp_path)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another secret that is long enough for everyone in town"
    with pytest.raises(UserError, match="unknown_key"):
        reapply_erasures(municipality=filled.municipality, by=None)
    settings.SECRET_KEY_FALLBACKS = [former]
    assert reapply_erasures(municipality=filled.municipality, by=None) == Reapplied(1, 1)


@pytest.mark.parametrize("line", ["torn", "a,b,c,d,e", "a,b,1,d"])
def test_a_line_that_is_not_understood_is_told_and_not_passed_over(filled, folder, line):
    erase_case(municipality=filled.municipality, case_id=OVERDUE, by=None)
    with (folder / "eksempelkoebing.csv").open("a") as file:
        file.write(f"{line}\n")
    with pytest.raises(UserError, match=r"erasure\.bad_line.*line=2"):
        not_done(filled.municipality)


def test_an_erasure_that_was_begun_as_the_machine_stopped_is_ended(filled, folder, tmp_path):
    erase_case(municipality=filled.municipality, case_id=OVERDUE, by=None)
    shutil.copy(folder / "eksempelkoebing.csv", tmp_path / "kept")
    assert reapply_erasures(municipality=filled.municipality, by=None) == Reapplied(0, 0)
    LogEntry.objects.filter(action="case.erase").delete()
    fill(filled, tmp_path)
    assert reapply_erasures(municipality=filled.municipality, by=None) == Reapplied(1, 1)


def test_every_table_with_a_cases_number_is_named_as_one_that_holds_cases():
    """Whoever makes a new table with a case in it must say how it is erased."""
    names = {"case", "case_id"}
    with_case = {model for model in apps.get_models() if any(hasattr(model, name) for name in names)}
    assert {Event, StagedEvent, Obligation, Case, CaseKey} <= with_case == {holder.table for holder in HOLDERS}


# the page


@pytest.fixture
def protector(client, filled):
    client.force_login(filled.people[Role.DATABESKYTTELSE])
    return client


def ask(client, **posted):
    return client.post(reverse("accounts:erase"), posted)


def test_the_page_shows_what_would_go_and_erases_nothing_yet(protector, filled):
    kept = count(filled.municipality, OVERDUE)
    shown = ask(protector, case_id=OVERDUE)
    text = shown.content.decode()
    assert (shown.status_code, OVERDUE in text) == (200, True)
    for name in ("erasure.events", "erasure.obligations"):
        assert str(kept[name]) in text
    assert "næste indlæsning" in text
    assert count(filled.municipality, OVERDUE) == kept
    entry = log.entries_about(filled.municipality, OVERDUE).first()
    assert entry.action == erasure_actions.ASKED


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"again": OVERDUE}, {"sure"}),
        ({"again": "", "sure": "on"}, {"again"}),
        ({"again": MET, "sure": "on"}, {"again"}),
    ],
)
def test_a_slip_erases_nothing_and_keeps_what_was_typed(protector, filled, more, wrong):
    answer = ask(protector, case_id=OVERDUE, **more)
    assert answer.context["form"].errors.keys() == wrong
    assert case_of(filled, OVERDUE)
    assert f'value="{OVERDUE}"' in answer.content.decode()


def test_whoever_is_sure_erases_the_case(protector, filled):
    answer = ask(protector, case_id=OVERDUE, again=OVERDUE, sure="on")
    assert answer.url == reverse("accounts:looks")
    assert "Sagen er slettet" in protector.get(answer.url).content.decode()
    assert count(filled.municipality, OVERDUE) == {}
    again = ask(protector, case_id=OVERDUE, again=OVERDUE, sure="on")
    assert again.context["form"].errors.keys() == {"case_id"}


def test_a_guess_and_a_neighbours_case_are_answered_alike(protector, neighbour):
    Event.objects.filter(municipality=neighbour.municipality, case_id=SYD).update(case_id="sag-nabo")
    answers = [ask(protector, case_id=number) for number in ("sag-nabo", "sag-ukendt")]
    first, second = ([*answer.context["form"].errors.values()] for answer in answers)
    assert first == second != []
    assert not CaseKey.objects.filter(case_id__in=["sag-nabo", "sag-ukendt"]).exists()


def test_a_cpr_number_is_not_taken(protector):
    assert ask(protector, case_id="070761-4285").context["form"].errors.keys() == {"case_id"}


def test_where_it_cannot_be_written_the_page_says_so(protector, filled, folder):
    folder.write_text("a file where the folder should be")
    answer = ask(protector, case_id=OVERDUE, again=OVERDUE, sure="on")
    assert "er intet slettet" in answer.content.decode()
    assert case_of(filled, OVERDUE)
