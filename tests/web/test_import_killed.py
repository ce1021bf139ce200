"""Whatever kills an import on the way: nothing is lost, nothing told twice, and the old is shown until the new is."""

import random
import subprocess
import sys
import time

import pytest
from django.db.models import Count
from tests.web.processes import surroundings
from tests.web.sources import export, row

from sagsloft.web.monitor import actions
from sagsloft.web.monitor.event_rows import events_told
from sagsloft.web.monitor.models import Event, Import, StagedEvent

PROGRAM = """
import sys, django; django.setup()
from pathlib import Path
from sagsloft.pipeline.question import Question
from sagsloft.web.accounts.models import Municipality
from sagsloft.web.monitor import actions
from sagsloft.web.monitor.law import book
town = Municipality.objects.get(slug="eksempelkoebing")
question = Question(events=(Path(sys.argv[1]),), mappings=(Path(sys.argv[2]),))
book()
print("ready", flush=True)
actions.import_events(by=None, municipality=town, question=question)
print("done", flush=True)
"""
ROWS = 30_000
"""Two chunks."""


@pytest.fixture
def versions(tmp_path):
    """Two snapshots of a system: in the second some events are new, some are gone, and some are told otherwise."""
    rows = [row(f"sag-{place}", "underretning_modtaget", "2024-03-01 10:00") for place in range(ROWS)]
    later = [row(f"ny-{place}", "underretning_modtaget", "2024-04-01 10:00") for place in range(500)]
    told_otherwise = [each.replace("anna", "bo") for each in rows[1000:4000]]
    (tmp_path / "first").mkdir()
    (tmp_path / "second").mkdir()
    return (
        export(tmp_path / "first", rows),
        export(tmp_path / "second", [*rows[500:1000], *told_otherwise, *rows[4000:], *later]),
    )


def told(municipality):
    return sorted(events_told(municipality).select("case_id", "caseworker").rows())


def killed(question, here, seconds):
    """Start an import, and kill it so many seconds after it has begun; whether it came to its end before."""
    line = [sys.executable, "-c", PROGRAM, *map(str, (*question.events, *question.mappings))]
    child = subprocess.Popen(line, env=here, stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "ready\n"
    time.sleep(seconds)
    child.kill()
    said, _ = child.communicate()
    return "done" in said


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_killed_at_fifty_moments_the_events_are_the_old_ones_or_the_new_ones(transactional_db, tmp_path, versions):
    from tests.web.people import make_town  # noqa: PLC0415 - a town outside the test's own transaction

    town = make_town("eksempelkoebing", "Eksempelkøbing").municipality
    here, dice = surroundings(tmp_path), random.Random(7)  # noqa: S311 - the same moments each time
    states = []
    for question in (versions[1], versions[0]):
        begun = time.perf_counter()
        actions.import_events(by=None, municipality=town, question=question)
        states.append(told(town))
        usual = time.perf_counter() - begun
    new, old = states
    rows, ended, swapped = Event.objects.count(), 0, 0
    for _ in range(50):
        before = told(town)
        ended += killed(versions[1] if before == old else versions[0], here, dice.uniform(0, 1.2 * usual))
        after = told(town)
        assert after in (old, new)
        swapped += after != before
        assert Event.objects.count() >= rows, "a version was lost"
        rows = Event.objects.count()
    assert 0 < swapped < 50, "all were killed before their swap, or none was"
    assert ended <= swapped
    actions.import_events(by=None, municipality=town, question=versions[0])
    assert told(town) == old
    assert not StagedEvent.objects.exists()
    assert not Import.objects.filter(state=Import.State.STAGING).exists()
    current = Event.objects.filter(municipality=town, withdrawn_at=None).values("identity")
    assert not current.annotate(times=Count("pk")).filter(times__gt=1).exists()
