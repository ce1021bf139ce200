"""The pages, answered by granian until it is asked to stop."""

import multiprocessing
import os
import socket
import time
from collections.abc import Callable
from threading import Thread

from django.conf import settings
from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from sagsloft.core.errors import UserError
from sagsloft.messages import Language, say

__all__ = ["serve"]

THIS_MACHINE = "127.0.0.1"
THREADS = 2
"""Of each process: while one waits for the database, the other answers; more of them only wait for each other."""
ASKED_EVERY = 0.1
"""Seconds, until it answers for the first time."""
Tell = Callable[[str], None]


def serve(*, host: str, workers: int | None, language: Language, tell: Tell) -> None:
    """Told once it listens. `workers`: processes that answer; None: one for each core.

    Raises UserError where the demo is to be seen from other machines, or the port is not free.
    """
    if settings.DEMO and host != THIS_MACHINE:
        raise UserError("web_commands.demo_is_local")
    _ensure_free(host)
    os.environ.setdefault("POLARS_MAX_THREADS", "1")  # one case is a small table: the processes share the cores
    server = Granian(
        "sagsloft.web.wsgi:application",
        address=host,
        port=settings.PORT,
        interface=Interfaces.WSGI,
        workers=workers or len(os.sched_getaffinity(0)),
        blocking_threads=THREADS,
        # A connection stays with the process that took it: kept, it would bind people to a busy one beside an idle one.
        http1_settings=HTTP1Settings(keep_alive=False),
        websockets=False,
        log_level=LogLevels.warning,
        log_access=False,  # an address in a log is a trace of who looked at what
    )
    # People write the name: passkeys do not know 127.0.0.1.
    sentence = say("web_commands.serving", language, address=f"http://localhost:{settings.PORT}")
    Thread(target=_when_it_answers, args=(host, lambda: tell(sentence)), daemon=True).start()
    # A fork has Polars' locks but not its threads: the first case that was judged there would wait for ever.
    multiprocessing.set_start_method("spawn", force=True)
    server.serve()


def _when_it_answers(host: str, then: Callable[[], None]) -> None:
    """Whoever follows the address at once meets a page, and no refusal."""
    while True:
        try:
            socket.create_connection((host, settings.PORT)).close()
        except OSError:
            time.sleep(ASKED_EVERY)
        else:
            return then()


def _ensure_free(host: str) -> None:
    with socket.socket() as ours:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # one that was just left is free
        try:
            ours.bind((host, settings.PORT))
        except OSError as error:
            raise UserError("web_commands.port", port=settings.PORT, reason=error.strerror or str(error)) from None
