"""Jobs wait in a table, are done in their order, told when they fail, and tried again when they were not to blame."""

import signal
import subprocess
import sys
import time as clock
from datetime import UTC, datetime, time, timedelta
from threading import Event as Flag
from threading import Thread

import pytest
from django.db import connection
from django.utils import timezone
from tests.web.processes import surroundings
from tests.web.sources import export, row

from sagsloft.core.errors import UserError
from sagsloft.web.monitor import actions, evaluating, jobs, working
from sagsloft.web.monitor.models import Case, Evaluation, Import, Job, StagedEvent

RECEIVED = row("sag-1", "underretning_modtaget", "2024-03-01 10:00")
NIGHT = time(4)


@pytest.fixture
def files(tmp_path):
    """What a job of an import is asked with."""
    question = export(tmp_path, [RECEIVED])
    return {"files": [str(each) for each in question.events], "mappings": [str(each) for each in question.mappings]}


def do_next(*, stopped=False):
    stop = Flag()
    if stopped:
        stop.set()
    return jobs.do_next(stop)


def test_an_import_is_read_and_evaluated(town, files):
    jobs.add(jobs.IMPORT, town.municipality, files, timezone.now())
    done = do_next()
    assert (done.state, done.error, done.attempts) == (Job.State.DONE, "", 1)
    assert Case.objects.get().case_id == "sag-1"
    assert do_next() is None


def test_jobs_are_done_in_the_order_in_which_they_were_asked_for(town, files):
    asked = [jobs.add(jobs.IMPORT, town.municipality, files, timezone.now()).pk for _ in range(3)]
    assert [do_next().pk for _ in range(3)] == asked


def test_a_mistake_of_the_users_is_told_in_both_languages_and_not_tried_again(town):
    jobs.add(jobs.IMPORT, town.municipality, {"files": ["no such file.csv"]}, timezone.now())
    failed = do_next()
    assert (failed.state, failed.error) == (Job.State.FAILED, "file.not_found")
    assert "findes ikke" in failed.reason["da"]
    assert "no such file.csv" in failed.reason["en"]
    assert do_next() is None


def test_what_breaks_is_tried_three_times_ever_later_and_tells_nothing_of_its_text(town, files, monkeypatch):
    def broken(*_arguments, **_how):
        raise KeyError("sag-1")

    monkeypatch.setattr(actions, "read_events", broken)
    jobs.add(jobs.IMPORT, town.municipality, files, timezone.now())
    waits = []
    for attempt in range(1, jobs.MOST_ATTEMPTS):
        tried = do_next()
        assert (tried.state, tried.attempts, tried.error) == (Job.State.WAITING, attempt, "web_import.crashed")
        assert "KeyError" in tried.reason["en"]
        assert "sag-1" not in str(tried.reason)
        waits.append(tried.not_before - timezone.now())
        assert do_next() is None
        Job.objects.update(not_before=timezone.now())
    assert timedelta(0) < waits[0] < waits[1]
    assert do_next().state == Job.State.FAILED


@pytest.mark.parametrize("wish", [{"increment": True}, {"kind": "sag-1"}])
def test_an_import_that_is_asked_for_in_a_way_that_nobody_knows_changes_nothing(town, files, wish):
    jobs.add(jobs.IMPORT, town.municipality, files | wish, timezone.now())
    failed = do_next()
    assert (failed.state, failed.error) == (Job.State.FAILED, "web_import.unknown_wish")
    assert "sag-1" not in str(failed.reason)
    assert not Import.objects.exists()


def test_an_increment_withdraws_nothing(town, files, tmp_path):
    jobs.add(jobs.IMPORT, town.municipality, files, timezone.now())
    do_next()
    export(tmp_path, [RECEIVED.replace("sag-1", "sag-2")])
    jobs.add(jobs.IMPORT, town.municipality, files | {"kind": "increment"}, timezone.now())
    assert do_next().state == Job.State.DONE
    assert Case.objects.count() == 2


def test_an_import_whose_evaluation_is_overtaken_is_evaluated_anew(town, files, monkeypatch):
    judged = evaluating.changes

    def and_another(*arguments):
        monkeypatch.undo()
        found = judged(*arguments)
        actions.evaluate(by=None, municipality=town.municipality)
        return found

    monkeypatch.setattr(evaluating, "changes", and_another)
    jobs.add(jobs.IMPORT, town.municipality, files, timezone.now())
    assert do_next().state == Job.State.DONE
    assert Case.objects.get().case_id == "sag-1"


def test_a_kind_of_job_that_nobody_knows_fails(town):
    jobs.add("another", town.municipality, {}, timezone.now())
    assert do_next().error == "web_import.unknown_job"


def test_a_job_whose_process_is_gone_is_told_and_tried_again(town, files):
    job = jobs.add(jobs.IMPORT, town.municipality, files, timezone.now())
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, attempts=1)
    (found,) = jobs.recover(timezone.now())
    assert (found.pk, found.state, found.error) == (job.pk, Job.State.WAITING, "web_import.job_crashed")
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, attempts=jobs.MOST_ATTEMPTS)
    assert jobs.recover(timezone.now())[0].state == Job.State.FAILED


def test_a_job_that_is_stopped_goes_back_to_its_place_and_leaves_nothing(town, files):
    jobs.add(jobs.IMPORT, town.municipality, files, timezone.now())
    stopped = do_next(stopped=True)
    assert (stopped.state, stopped.attempts) == (Job.State.WAITING, 0)
    assert not StagedEvent.objects.exists()
    assert not Import.objects.filter(state__in=[Import.State.STAGING, Import.State.CURRENT]).exists()
    assert do_next().state == Job.State.DONE


def test_the_night_is_planned_once_for_each_municipality_with_data(town, neighbour, files, tmp_path):
    jobs.add(jobs.IMPORT, town.municipality, files, timezone.now())
    do_next()
    before = datetime(2026, 7, 1, 1, 59, tzinfo=UTC)
    assert jobs.plan_night(before, NIGHT) == 0
    assert jobs.plan_night(before + timedelta(minutes=1), NIGHT) == 3
    assert jobs.plan_night(before + timedelta(hours=3), NIGHT) == 0
    night = Job.objects.filter(day__isnull=False)
    assert [each.municipality for each in night.filter(kind=jobs.EVALUATE)] == [town.municipality]
    assert jobs.plan_night(before + timedelta(days=1, hours=5), NIGHT) == 3
    assert {each.day.day for each in night.all()} == {1, 2}


def test_the_night_is_planned_by_the_clock_on_the_wall_also_in_winter(town):
    assert jobs.plan_night(datetime(2026, 1, 10, 2, 30, tzinfo=UTC), NIGHT) == 0
    assert jobs.plan_night(datetime(2026, 1, 10, 3, 0, tzinfo=UTC), NIGHT) == 1


def test_a_night_evaluates_anew_and_publishes_the_logs_days(town, files, settings, tmp_path):
    settings.LOG_HEADS = tmp_path / "heads"
    jobs.add(jobs.IMPORT, town.municipality, files, timezone.now())
    do_next()
    first = Evaluation.objects.get(current=True)
    jobs.plan_night(timezone.now(), time(0))
    assert {do_next().state, do_next().state} == {Job.State.DONE}
    assert Evaluation.objects.get(current=True).pk > first.pk
    assert (tmp_path / "heads" / "eksempelkoebing.csv").is_file()


def test_work_does_what_is_ready_and_ends_when_told_to(town, files):
    jobs.add(jobs.IMPORT, town.municipality, files, timezone.now())
    told = []
    working.work(told.append, nightly_at=time(23, 59, 59), when_done=True)
    assert jobs.IMPORT in [job.kind for job in told]
    assert Case.objects.exists()


def test_on_sqlite_there_is_one_worker(db, tmp_path, settings):
    settings.DATA = tmp_path
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL shares the work")
    with working._only_one(), pytest.raises(UserError, match="another_worker"), working._only_one():  # noqa: SLF001
        pass


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_jobs_and_neither_takes_the_others_for_dead(transactional_db, tmp_path):
    from tests.web.people import make_town  # noqa: PLC0415 - a town outside the test's own transaction

    town = make_town("eksempelkoebing", "Eksempelkøbing")
    question = export(tmp_path, [RECEIVED])
    actions.import_events(by=None, municipality=town.municipality, question=question)
    asked = {jobs.add("publish", town.municipality, {}, timezone.now()).pk for _ in range(20)}
    done, recovered = [], []

    def work():
        while (job := do_next()) is not None:
            done.append(job.pk)
            recovered.extend(jobs.recover(timezone.now()))
        connection.close()

    workers = [Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (sorted(done), recovered) == (sorted(asked), [])


@pytest.mark.django_db(transaction=True)
def test_a_worker_ends_cleanly_when_asked(transactional_db, tmp_path):
    program = (
        "import django; django.setup()\n"
        "from sagsloft.messages import Language; from sagsloft.web.monitor import commands\n"
        "commands.work(language=Language.ENGLISH, tell=lambda said: print(said, flush=True))"
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", program],
        env=surroundings(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert worker.stdout.readline().startswith("Working.")
    clock.sleep(1)
    worker.send_signal(signal.SIGTERM)
    said, _ = worker.communicate(timeout=60)
    assert (worker.returncode, said.splitlines()[-1]) == (0, "Stopped.")
