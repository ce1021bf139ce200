"""The log: one entry for each act, a chain that shows every slip, and children whom no one can find in it any more."""

import hashlib
import json
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from sagsloft.core.errors import UserError
from sagsloft.web.accounts import case_actions, log, log_heads
from sagsloft.web.accounts.erasure_actions import erase_case
from sagsloft.web.accounts.log_chain import Fault, FaultKind, hash_of, verify
from sagsloft.web.accounts.models import CaseKey, DayHead, LogEntry, LogHead
from sagsloft.web.accounts.roles import Role

CASE = "sag-17"


@pytest.fixture
def written(town):
    """Ten entries about two cases, after those that setting up the town has written; the town."""
    leader = town.people[Role.LEDER]
    for number in range(10):
        log.look(municipality=town.municipality, by=leader, case_id=f"sag-{16 + number % 2}", page="monitor:case")
    return town


def entries(town):
    return LogEntry.objects.filter(municipality=town.municipality)


def faults(town, published=()):
    return verify(town.municipality, published).faults


def test_an_untouched_log_is_whole(written):
    verdict = verify(written.municipality)
    assert (verdict.entries, verdict.faults) == (entries(written).count(), ())
    assert verdict.entries >= 10


def test_each_entry_follows_from_the_one_before_by_the_documented_hash(written):
    first, second = entries(written)[:2]
    told = {
        "municipality": written.municipality.pk,
        "number": 2,
        "at": second.at.isoformat(timespec="microseconds"),
        "actor": second.actor,
        "action": second.action,
        "subject": second.subject,
        "detail": second.detail,
        "former": first.hash,
    }
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert second.hash == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("field", ["actor", "action", "subject", "detail", "at", "hash", "former"])
def test_any_changed_field_is_found_at_its_entry(written, field):
    entry = entries(written).get(number=5)
    changed = entry.at + timedelta(microseconds=1) if field == "at" else "0" * 60
    entries(written).filter(number=5).update(**{field: changed})
    assert 5 in {fault.number for fault in faults(written)}
    assert faults(written)[0].number == 5


def test_a_removed_entry_is_found(written):
    entries(written).filter(number=5).delete()
    assert Fault(FaultKind.MISSING, 5) in faults(written)


def test_removing_one_and_counting_anew_is_found(written):
    entries(written).filter(number=5).delete()
    for entry in entries(written).filter(number__gt=5).order_by("number"):
        entries(written).filter(pk=entry.pk).update(number=entry.number - 1)
    assert Fault(FaultKind.DETACHED, 5) in faults(written)


def test_two_entries_that_changed_places_are_found(written):
    fifth, sixth = (entries(written).get(number=number) for number in (5, 6))
    entries(written).filter(pk=fifth.pk).update(number=10_000)
    entries(written).filter(pk=sixth.pk).update(number=5)
    entries(written).filter(pk=fifth.pk).update(number=6)
    assert {fault.number for fault in faults(written)} >= {5, 6}


def test_the_removed_end_is_found(written):
    last = entries(written).count()
    entries(written).filter(number__gt=last - 2).delete()
    assert faults(written) == (Fault(FaultKind.HEAD, last - 2),)


def test_a_log_removed_as_a_whole_is_found(written):
    entries(written).delete()
    assert faults(written) == (Fault(FaultKind.HEAD, 0),)


def test_an_entry_moved_from_the_neighbours_log_is_found(written, neighbour):
    last = LogHead.objects.get(municipality=written.municipality)
    stolen = entries(neighbour).order_by("-number").first()
    entries(neighbour).filter(pk=stolen.pk).update(
        municipality=written.municipality, number=last.number + 1, former=last.hash
    )
    assert Fault(FaultKind.CHANGED, last.number + 1) in faults(written)


def test_whoever_rewrites_the_whole_chain_is_found_by_what_was_published(written, tmp_path):
    entries(written).update(at=timezone.now() - timedelta(days=3))
    rewrite(written)
    assert faults(written) == ()
    log_heads.publish(written.municipality, tmp_path, timezone.localdate())
    entries(written).filter(number=3).update(actor="someone else")
    rewrite(written)
    DayHead.objects.filter(municipality=written.municipality).delete()
    assert faults(written) == ()
    outside = log_heads.published(written.municipality, tmp_path)
    assert [fault.kind for fault in faults(written, outside)] == [FaultKind.PUBLISHED]


def test_a_line_that_was_torn_off_is_told_by_its_place(written, tmp_path):
    entries(written).update(at=timezone.now() - timedelta(days=3))
    log_heads.publish(written.municipality, tmp_path, timezone.localdate())
    file = tmp_path / f"{written.municipality.slug}.csv"
    file.write_text(file.read_text("ascii")[:-20], "ascii")
    with pytest.raises(UserError) as told:
        log_heads.published(written.municipality, tmp_path)
    assert (told.value.message_id, told.value.values) == ("erasure.bad_line", {"file": file, "line": 1})


def rewrite(town):
    """As someone would who holds the database and knows how the chain is made."""
    former = ""
    for entry in entries(town).order_by("number"):
        entry.former = former
        former = hash_of(entry)
        entries(town).filter(pk=entry.pk).update(former=entry.former, hash=former)
    LogHead.objects.filter(municipality=town.municipality).update(hash=former)


def test_each_day_is_published_once_and_today_not_yet(written, tmp_path):
    now = timezone.now()
    for number, days in ((1, 5), (2, 5), (3, 2)):
        entries(written).filter(number=number).update(at=now - timedelta(days=days))
    new = log_heads.publish(written.municipality, tmp_path, timezone.localdate())
    assert [(head.day, head.number) for head in new] == [
        ((timezone.localtime(now) - timedelta(days=5)).date(), 2),
        ((timezone.localtime(now) - timedelta(days=2)).date(), 3),
    ]
    assert log_heads.publish(written.municipality, tmp_path, timezone.localdate()) == []
    lines = (tmp_path / "eksempelkoebing.csv").read_text().splitlines()
    assert [line.split(",")[1] for line in lines] == ["2", "3"]


def test_a_failed_act_leaves_no_entry(town):
    before = entries(town).count()
    with transaction.atomic():
        log.record(municipality=town.municipality, by=None, action="anything")
        transaction.set_rollback(True)
    assert entries(town).count() == before
    assert faults(town) == ()


def test_the_entries_about_a_case_are_found_by_its_number_and_stand_nowhere_in_clear(written):
    found = log.entries_about(written.municipality, CASE)
    assert found.count() == 5
    assert not any(CASE in str(value) for entry in entries(written).values() for value in entry.values())
    assert log.entries_about(written.municipality, "sag-99").count() == 0


def test_the_same_case_number_in_two_municipalities_has_two_names(written, neighbour):
    log.look(municipality=neighbour.municipality, by=neighbour.people[Role.LEDER], case_id=CASE, page="monitor:case")
    ours, theirs = (log.entries_about(each.municipality, CASE).first().subject for each in (written, neighbour))
    assert ours != theirs


def test_an_erased_key_unlinks_the_entries_and_leaves_the_chain_whole(written, settings, tmp_path):
    settings.ERASURES = tmp_path
    subject = log.entries_about(written.municipality, CASE).first().subject
    assert erase_case(municipality=written.municipality, case_id=CASE, by=None)
    assert faults(written) == ()
    assert log.entries_about(written.municipality, CASE).count() == 0
    assert not CaseKey.objects.filter(municipality=written.municipality, case_id=CASE).exists()
    log.look(municipality=written.municipality, by=written.people[Role.LEDER], case_id=CASE, page="monitor:case")
    assert log.entries_about(written.municipality, CASE).get().subject != subject


def test_no_cpr_number_can_be_written(town):
    with pytest.raises(ValueError, match="anything"):
        log.record(municipality=town.municipality, by=None, action="anything", detail={"query": "070761-4285"})


def test_asking_who_looked_is_itself_seen_the_next_time(written):
    asked = {
        "municipality": written.municipality,
        "case_id": CASE,
        "most": 3,
        "by": written.people[Role.DATABESKYTTELSE],
    }
    first = case_actions.ask_who_looked(**asked)
    assert (len(first.entries), first.more) == (3, 2)
    second = case_actions.ask_who_looked(**asked)
    assert (second.entries[0].action, second.more) == ("log.search", 3)


def test_a_number_that_nobody_knows_leaves_no_key(town):
    by = town.people[Role.DATABESKYTTELSE]
    case_actions.ask_who_looked(municipality=town.municipality, case_id="a guess", most=10, by=by)
    assert not CaseKey.objects.exists()
    assert entries(town).order_by("-number").first().subject == ""


def test_a_course_cannot_be_opened_into_the_past(town):
    with pytest.raises(UserError, match="day_has_passed"):
        case_actions.open_course(
            municipality=town.municipality, until=timezone.localdate() - timedelta(days=1), by=None
        )


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_make_one_chain(transactional_db):
    from tests.web.people import make_town  # noqa: PLC0415 - a town outside the test's own transaction

    town = make_town("eksempelkoebing", "Eksempelkøbing")
    before = entries(town).count()

    def write():
        for _ in range(10):
            log.look(municipality=town.municipality, by=town.people[Role.LEDER], case_id=CASE, page="monitor:case")
        connection.close()

    writers = [Thread(target=write) for _ in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert entries(town).count() == before + 60
    assert faults(town) == ()
    assert log.entries_about(town.municipality, CASE).count() == 60
