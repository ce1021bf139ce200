"""How long do pages take, for one person and for sixteen at once? Asked of the real server, over HTTP."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles
from time import monotonic, perf_counter, sleep
from typing import Any

__all__ = ["measure_pages", "pages_of", "signed_in"]

ALONE, TOGETHER = 30, 16
"""Requests of one person; people at once, each with ten."""
EACH = 10
CASES = 200
"""Cases that are looked into, drawn from those with something overdue: everyone opens another one."""
PORT = 8765
OK = 200
START = 60
"""Seconds."""
SERVE = "from sagsloft.cli import main; main()"
Row = tuple[str, str]


def measure_pages(town: Any) -> list[Row]:
    """`town`: a municipality with an evaluation. Its leader, who sees all of it, opens the pages."""
    cookie = signed_in(town)
    with _served() as server:
        return [(f"page {name}", _told(paths, cookie, server)) for name, paths in pages_of(town).items()]


def pages_of(town: Any) -> dict[str, list[str]]:
    """The addresses of each kind of page, in the order in which they are asked for."""
    from sagsloft.web.monitor.models import Case, Event  # noqa: PLC0415 - not before the settings are known

    waiting = Case.objects.filter(municipality=town, overdue__gt=0).order_by("pk").values_list("public_id", "case_id")
    drawn = random.Random(1).sample(list(waiting), CASES)  # noqa: S311 - no secret
    told = Event.objects.filter(municipality=town, withdrawn_at__isnull=True)
    events = [told.filter(case_id=case_id).count() for _, case_id in drawn]
    longest = max(zip(events, drawn, strict=True))
    return {
        "I dag": ["/i-dag/"],
        "Sager": ["/sager/"],
        f"Sag, {CASES} cases with {min(events)} to {max(events)} events, half of them under {median(events):.0f}": [
            f"/sag/{public_id}/" for public_id, _ in drawn
        ],
        f"Sag, one with {longest[0]} events": [f"/sag/{longest[1][0]}/"],
        "Nøgletal": ["/noegletal/"],
        "Frister, one year": ["/noegletal/frister/?periode=2025"],
    }


def signed_in(town: Any) -> str:
    """The session of the town's leader."""
    from django.test import Client  # noqa: PLC0415 - not before the settings are known

    from sagsloft.web.accounts.models import Membership, User  # noqa: PLC0415 - the same
    from sagsloft.web.accounts.roles import Role  # noqa: PLC0415 - the same

    email = f"leder@{town.slug}.example"
    user, _ = User.objects.get_or_create(email=email, defaults={"username": email})
    Membership.objects.get_or_create(user=user, municipality=town, role=Role.LEDER)
    browser = Client()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser.cookies["sessionid"].value


def _told(paths: Sequence[str], cookie: str, server: int) -> str:
    for _ in range(TOGETHER):  # until every process has read what it keeps
        _seconds(paths[:1], cookie)
    alone = _seconds(list(islice(cycle(paths), ALONE)), cookie)
    before = _worked(server)
    with ThreadPoolExecutor(TOGETHER) as people:
        asked = [list(islice(cycle(paths), EACH * person, EACH * person + EACH)) for person in range(TOGETHER)]
        together = [each for part in people.map(lambda those: _seconds(those, cookie), asked) for each in part]
    after = _worked(server)
    ours, theirs = (1000 * (now - then) / len(together) for now, then in zip(after, before, strict=True))
    cores = f"processor for each: {ours:.0f} ms of ours and {theirs:.0f} ms of PostgreSQL's"
    return f"alone: {_summed(alone)}; {TOGETHER} at once: {_summed(together)}; {cores}"


def _summed(seconds: Sequence[float]) -> str:
    return f"median **{1000 * median(seconds):.0f} ms**, nine in ten under {1000 * quantiles(seconds, n=10)[-1]:.0f} ms"


def _seconds(paths: Sequence[str], cookie: str) -> list[float]:
    connection = HTTPConnection("127.0.0.1", PORT, timeout=120)
    seconds = []
    for path in paths:
        start = perf_counter()
        connection.request("GET", path, headers={"Host": "localhost", "Cookie": f"sessionid={cookie}"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == OK, answer.status
        seconds.append(perf_counter() - start)
    connection.close()
    return seconds


@contextmanager
def _served() -> Iterator[int]:
    """`sagsloft web serve`, as it comes; its process number."""
    where = os.environ | {"SAGSLOFT_PORT": f"{PORT}"}
    server = subprocess.Popen([sys.executable, "-c", SERVE, "web", "serve"], env=where)
    try:
        until = monotonic() + START
        while not _answers():
            assert monotonic() < until, "the server did not start"
            sleep(0.2)
        yield server.pid
    finally:
        server.terminate()
        server.wait()


def _answers() -> bool:
    connection = HTTPConnection("127.0.0.1", PORT, timeout=START)
    try:
        connection.request("GET", "/tilgaengelighed/", headers={"Host": "localhost"})
        connection.getresponse()
    except OSError:
        return False
    return True


def _worked(server: int) -> tuple[float, float]:
    """Seconds of a core that the server's processes have used, and PostgreSQL's."""
    from django.db import connection  # noqa: PLC0415 - not before the settings are known

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        postgres = int(_numbers(cursor.fetchone()[0])[1])
    return _used_by_all(server), _used_by_all(postgres)


def _used_by_all(process: int) -> float:
    """With all that it has started, those that have ended too."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    ended = sum(map(int, _numbers(process)[13:15]))
    running = sum(int(used) for each in (process, *children) for used in _numbers(each)[11:13])
    return (ended + running) / os.sysconf("SC_CLK_TCK")


def _numbers(process: int | str) -> list[str]:
    """What `proc(5)` tells of it, from its state on: 1 is its parent, 11 to 14 the time that it and the ended used."""
    return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
