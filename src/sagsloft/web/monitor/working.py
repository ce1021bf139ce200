"""`sagsloft web work`: waits for jobs, and begins the nightly ones at their hour, until it is asked to stop."""

import fcntl
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import time
from threading import Event as Flag
from types import FrameType

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from sagsloft.core.errors import UserError
from sagsloft.web.monitor import jobs
from sagsloft.web.monitor.bulk import is_postgresql
from sagsloft.web.monitor.models import Job

__all__ = ["NIGHTLY_AT", "work"]

NIGHTLY_AT = time(4)
POLL = 2.0
"""Seconds."""
LOCK = "work.lock"


def work(tell: Callable[[Job], None], *, nightly_at: time = NIGHTLY_AT, when_done: bool = False) -> None:
    """Do all jobs that are ready, and then wait for more; with `when_done` end instead. `tell` is told of each job.

    Ends at SIGTERM or SIGINT: a job that has begun goes back to its place. Raises UserError where SQLite has a worker.
    """
    stop = Flag()
    with _only_one(), _until_asked(stop):
        while not stop.is_set():
            now = timezone.now()
            jobs.plan_night(now, nightly_at)
            for job in jobs.recover(now):
                tell(job)
            while not stop.is_set() and (done := jobs.do_next(stop)) is not None:
                tell(done)
            if when_done:
                return
            stop.wait(POLL)
            close_old_connections()  # one that a restart of PostgreSQL has cut would fail for ever


@contextmanager
def _until_asked(stop: Flag) -> Iterator[None]:
    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    former = {each: signal.signal(each, ask) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for each, handler in former.items():
            signal.signal(each, handler)


@contextmanager
def _only_one() -> Iterator[None]:
    """The lock of a file goes away with its process, however that ends."""
    if is_postgresql():
        yield
        return
    settings.DATA.mkdir(parents=True, exist_ok=True)
    with (settings.DATA / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UserError("web_import.another_worker") from None
        yield
