"""Background work over a table of jobs, without a broker: one process takes one job after the other.

On PostgreSQL several processes may share the work; a lock of the session that does a job tells that it is alive, and
goes away with it. On SQLite there is one process. A job whose process is gone, or that broke, is tried again; one that
the user can mend is not.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from threading import Event as Flag
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from sagsloft.core.errors import UserError
from sagsloft.messages import Language, say
from sagsloft.web.accounts import log_heads
from sagsloft.web.accounts.models import Municipality
from sagsloft.web.monitor import actions
from sagsloft.web.monitor.actions import Progress, Question
from sagsloft.web.monitor.bulk import is_postgresql
from sagsloft.web.monitor.importing import INCREMENT, SNAPSHOT
from sagsloft.web.monitor.models import Import, Job

__all__ = ["EVALUATE", "IMPORT", "MOST_ATTEMPTS", "add", "do_next", "plan_night", "recover"]

IMPORT, EVALUATE, PUBLISH = "import", "evaluate", "publish"
MOST_ATTEMPTS = 3
WAIT = timedelta(minutes=5)
"""Before the second attempt; twice as long before the third."""
KEPT = timedelta(days=90)
"""How long a job that was done is remembered."""
OF_IMPORT = {"files", "mappings", "key", "kind"}
LOCKS = 7
"""Sets our locks in PostgreSQL apart from others'."""


class Stopped(Exception):  # noqa: N818 - no error
    """The program is asked to end, in the middle of a job."""


def add(kind: str, municipality: Municipality | None, content: Mapping[str, Any], now: datetime) -> Job:
    """Ask for work. `content` of an import: `files`, `mappings`, `key` (paths), and `kind` where it is no snapshot."""
    return Job.objects.create(kind=kind, municipality=municipality, content=dict(content), created_at=now)


def plan_night(now: datetime, at: time) -> int:
    """Ask for the night's work, once for each local day: to evaluate every municipality with data, and to publish the
    heads of every log. How many jobs that is; 0 where it was asked for before.

    Whoever starts later in the day than `at` does that day's work at once.
    """
    local = timezone.localtime(now)
    if local.time() < at:
        return 0
    day = local.date()
    if Job.objects.filter(day=day, kind=PUBLISH).exists():
        return 0
    with_data = Municipality.objects.filter(imports__state=Import.State.CURRENT).distinct().order_by("pk")
    night = [(EVALUATE, each) for each in with_data] + [(PUBLISH, each) for each in Municipality.objects.order_by("pk")]
    jobs = [Job(kind=kind, municipality=each, created_at=now, day=day) for kind, each in night]
    Job.objects.filter(state=Job.State.DONE, finished_at__lt=now - KEPT).delete()
    Job.objects.bulk_create(jobs, ignore_conflicts=True)
    return len(jobs)


def recover(now: datetime) -> list[Job]:
    """Take back the jobs whose process is gone. Only for a process that does none itself at the moment."""
    gone = []
    for job in Job.objects.filter(state=Job.State.RUNNING):
        if not _locked(job):
            continue
        job.refresh_from_db()  # it may have ended since it was found running
        if job.state == Job.State.RUNNING:
            _try_again(job, "web_import.job_crashed", {}, now)
            gone.append(job)
        _unlock(job)
    return gone


def do_next(stop: Flag) -> Job | None:
    """Do the job that has waited longest, and return it as it ended; None where there is none."""
    job = _claim(timezone.now())
    if job is None:
        return None

    def go_on(_done: int, _total: int) -> None:
        if stop.is_set():
            raise Stopped

    try:
        _kind(job)(job, go_on)
    except Stopped:
        job.attempts -= 1
        _end(job, Job.State.WAITING, "web_import.stopped", {})
    except UserError as error:
        _end(job, Job.State.FAILED, error.message_id, error.values)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other jobs go on; its text may tell of a case
        _try_again(job, "web_import.crashed", {"kind": type(error).__name__}, timezone.now())
    else:
        _end(job, Job.State.DONE, "", {})
    finally:
        _unlock(job)
    return job


def _claim(now: datetime) -> Job | None:
    ready = Q(not_before=None) | Q(not_before__lte=now)
    with transaction.atomic():
        waiting = Job.objects.select_for_update(skip_locked=True).filter(ready, state=Job.State.WAITING)
        job = waiting.order_by("id").first()
        if job is None:
            return None
        job.state, job.started_at, job.attempts = Job.State.RUNNING, now, job.attempts + 1
        job.finished_at, job.error, job.reason = None, "", {}
        job.save()
        _locked(job)  # before others see that it runs
    return job


def _try_again(job: Job, message_id: str, values: Mapping[str, object], now: datetime) -> None:
    """Later, or never if it was tried often enough."""
    if job.attempts >= MOST_ATTEMPTS:
        _end(job, Job.State.FAILED, message_id, values)
        return
    job.not_before = now + WAIT * job.attempts
    _end(job, Job.State.WAITING, message_id, values)


def _end(job: Job, state: str, message_id: str, values: Mapping[str, object]) -> None:
    job.state, job.finished_at, job.error = state, timezone.now(), message_id
    job.reason = {language.value: say(message_id, language, **values) for language in Language} if message_id else {}
    job.save()


def _locked(job: Job) -> bool:
    """Is it ours now? On SQLite, where one process works, always."""
    if not is_postgresql():
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, job.pk % 2**31])
        return bool(cursor.fetchone()[0])


def _unlock(job: Job) -> None:
    if is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, job.pk % 2**31])


def _kind(job: Job) -> Callable[[Job, Progress], None]:
    """A job may have been asked for by another version of Sagsløft."""
    if job.kind not in KINDS:
        raise UserError("web_import.unknown_job", kind=job.kind)
    return KINDS[job.kind]


def _municipality(job: Job) -> Municipality:
    assert job.municipality is not None  # noqa: S101 - every kind of ours has one
    return job.municipality


def _import(job: Job, progress: Progress) -> None:
    content = job.content
    kind = content.get("kind", SNAPSHOT)
    if content.keys() - OF_IMPORT or kind not in {SNAPSHOT, INCREMENT}:
        raise UserError("web_import.unknown_wish")
    question = Question(
        events=tuple(map(Path, content["files"])),
        mappings=tuple(map(Path, content.get("mappings", ()))),
        key=Path(content["key"]) if content.get("key") else None,
    )
    actions.import_events(by=None, municipality=_municipality(job), question=question, kind=kind, progress=progress)
    actions.evaluate(by=None, municipality=_municipality(job), progress=progress)


def _evaluate(job: Job, progress: Progress) -> None:
    actions.evaluate(by=None, municipality=_municipality(job), progress=progress)


def _publish(job: Job, _progress: Progress) -> None:
    """The heads of the log's days, outside the database."""
    today: date = timezone.localdate()
    log_heads.publish(_municipality(job), settings.LOG_HEADS, today)


KINDS: Mapping[str, Callable[[Job, Progress], None]] = {IMPORT: _import, EVALUATE: _evaluate, PUBLISH: _publish}
