"""`sagsloft web retain`: what no source has told of for long goes; what is told, or was until lately, stays."""

from datetime import UTC, datetime

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from tests.web.monitor_factories import EVENTS, MET, OVERDUE, SYD, event, fill

from sagsloft.core.errors import UserError
from sagsloft.messages import Language
from sagsloft.web.accounts import log
from sagsloft.web.accounts.models import CaseKey, LogEntry
from sagsloft.web.accounts.roles import Role
from sagsloft.web.monitor import upkeep
from sagsloft.web.monitor.models import Case, Event, Import, StagedEvent
from sagsloft.web.monitor.retention_actions import months_before, outdated, remove_outdated

LONG_AGO, LATELY = datetime(2020, 1, 1, tzinfo=UTC), datetime(2400, 1, 1, tzinfo=UTC)
CORRECTED = event(OVERDUE, "underretning_modtaget", "2024-03-01 11:00")


@pytest.fixture
def filled(town, neighbour, tmp_path):
    """SYD is told of no more, and one event of OVERDUE is told otherwise; all that happened before `withdrawn`."""
    for place in (neighbour, town):
        fill(place, tmp_path)
        by = place.people[Role.LEDER]
        for case_id in (OVERDUE, MET, SYD):
            log.look(municipality=place.municipality, by=by, case_id=case_id, page="monitor:case")
        fill(place, tmp_path, [CORRECTED, *(each for each in EVENTS[1:] if not each.startswith(SYD))])
    return town


def withdraw(town, at):
    Event.objects.filter(municipality=town.municipality, withdrawn_at__isnull=False).update(withdrawn_at=at)


def versions(town, case_id):
    return Event.objects.filter(municipality=town.municipality, case_id=case_id).count()


@pytest.mark.parametrize(
    ("now", "months", "expected"),
    [
        ("2024-03-31T12:00", 1, "2024-02-29T12:00"),
        ("2024-03-31T12:00", 13, "2023-02-28T12:00"),
        ("2024-01-15T12:00", 1, "2023-12-15T12:00"),
        ("2024-12-15T12:00", 12, "2023-12-15T12:00"),
        ("2024-07-15T12:00", 6, "2024-01-15T12:00"),
    ],
)
def test_months_are_counted_by_the_calendar(now, months, expected):
    local = datetime.fromisoformat(now).astimezone()
    assert months_before(local, months).replace(tzinfo=None) == datetime.fromisoformat(expected).astimezone(
        months_before(local, months).tzinfo
    ).replace(tzinfo=None)


def test_what_was_withdrawn_long_ago_goes_and_with_it_cases_of_which_there_is_no_more(filled):
    withdraw(filled, LONG_AGO)
    before = versions(filled, OVERDUE)
    found = remove_outdated(municipality=filled.municipality, months=12, by=None)
    assert (found.versions, found.cases) == (3, {SYD})
    assert (versions(filled, SYD), versions(filled, OVERDUE)) == (0, before - 1)
    assert {key.case_id for key in CaseKey.objects.filter(municipality=filled.municipality)} == {OVERDUE, MET}
    assert Case.objects.filter(municipality=filled.municipality).count() == 3


def test_what_was_withdrawn_lately_stays(filled):
    withdraw(filled, LATELY)
    entries = LogEntry.objects.count()
    found = remove_outdated(municipality=filled.municipality, months=12, by=None)
    assert (found.versions, found.cases, LogEntry.objects.count()) == (0, frozenset(), entries)
    assert versions(filled, SYD) == 2


def test_the_neighbours_stay_as_they_are(filled, neighbour):
    withdraw(neighbour, LONG_AGO)
    withdraw(filled, LONG_AGO)
    before = Event.objects.filter(municipality=neighbour.municipality).count()
    remove_outdated(municipality=filled.municipality, months=12, by=None)
    assert Event.objects.filter(municipality=neighbour.municipality).count() == before
    assert CaseKey.objects.filter(municipality=neighbour.municipality, case_id=SYD).exists()


def test_a_case_that_an_import_brings_back_at_this_moment_stays(filled):
    withdraw(filled, LONG_AGO)
    reading = Import.objects.create(municipality=filled.municipality, kind="increment", started_at=LONG_AGO)
    first = Event.objects.filter(case_id=SYD).values("case_id", "activity", "earliest", "latest", "identity")[0]
    StagedEvent.objects.create(source_import=reading, **first)
    found = remove_outdated(municipality=filled.municipality, months=12, by=None)
    assert (found.versions, found.cases) == (3, frozenset())
    assert StagedEvent.objects.count() == 1
    assert CaseKey.objects.filter(municipality=filled.municipality, case_id=SYD).exists()


def test_a_case_that_was_told_of_until_lately_keeps_its_key_and_its_younger_versions(filled):
    withdraw(filled, LONG_AGO)
    last = Event.objects.filter(municipality=filled.municipality, case_id=SYD).last()
    Event.objects.filter(pk=last.pk).update(withdrawn_at=LATELY)
    found = remove_outdated(municipality=filled.municipality, months=12, by=None)
    assert (found.versions, found.cases, versions(filled, SYD)) == (2, frozenset(), 1)
    assert CaseKey.objects.filter(municipality=filled.municipality, case_id=SYD).exists()


def test_a_key_that_leads_to_nothing_is_removed_unless_its_case_is_coming(filled):
    reading = Import.objects.create(municipality=filled.municipality, kind="increment", started_at=LONG_AGO)
    first = Event.objects.values("activity", "earliest", "latest", "identity")[0]
    StagedEvent.objects.create(source_import=reading, case_id="coming", **first)
    for case_id in ("coming", "gone"):
        CaseKey.objects.create(municipality=filled.municipality, case_id=case_id)
    withdraw(filled, LATELY)
    assert remove_outdated(municipality=filled.municipality, months=12, by=None).cases == {"gone"}
    assert CaseKey.objects.filter(case_id__in=["coming", "gone"]).get().case_id == "coming"


def test_one_entry_counts_and_names_no_case(filled):
    withdraw(filled, LONG_AGO)
    entries = LogEntry.objects.filter(municipality=filled.municipality)
    before = entries.count()
    remove_outdated(municipality=filled.municipality, months=12, by=None)
    assert entries.count() == before + 1
    entry = entries.last()
    assert (entry.action, entry.subject) == ("events.retain", "")
    assert entry.detail == '{"cases":1,"months":12,"versions":3}'


def test_without_being_asked_to_nothing_is_removed(filled):
    withdraw(filled, LONG_AGO)
    session = SessionStore()
    session.set_expiry(-1)
    session.create()
    told, entries, events = [], LogEntry.objects.count(), Event.objects.count()
    upkeep.retain(months=12, remove=False, language=Language.ENGLISH, tell=told.append)
    assert "Nothing has been removed" in told[0]
    assert "months ago: 3." in told[0]
    assert (LogEntry.objects.count(), Event.objects.count(), Session.objects.count()) == (entries, events, 1)
    upkeep.retain(months=12, remove=True, language=Language.ENGLISH, tell=told.append, municipality="eksempelkoebing")
    assert "removed versions" in told[-1]
    assert "ago: 3." in told[-1]
    assert (Event.objects.count(), Session.objects.count()) == (events - 3, 0)
    assert outdated(filled.municipality, LATELY).versions == 0


def test_a_municipality_that_is_not_there_is_told(filled):
    with pytest.raises(UserError, match="no_municipality"):
        upkeep.retain(months=1, remove=True, language=Language.DANISH, tell=print, municipality="elsewhere")
