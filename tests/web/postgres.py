"""A real PostgreSQL for one run of the tests: on a free port of this machine, in a folder that goes away with it."""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

__all__ = ["Server", "free_port", "programs"]

QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
NOBODY = ("postgres", "nobody")


def programs() -> Path | None:
    """The folder with `initdb` and `pg_ctl`: the newest of Debian's, else where the path finds them."""
    debian = [place.parent for place in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if debian:
        return max(debian, key=lambda place: float(place.parent.name))
    found = shutil.which("initdb")
    return None if found is None else Path(found).resolve().parent


class Server:
    """It runs from when it is made until `stop`."""

    def __init__(self, folder: Path) -> None:
        self.programs = folder
        self.place = Path(tempfile.mkdtemp(prefix="sagsloft-pg-"))
        self.port = free_port()
        self.someone = _someone()
        if self.someone:
            shutil.chown(self.place, self.someone)
        self._run("initdb", "--username=sagsloft", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' {QUICK}"
        self._run("pg_ctl", "--wait", f"--log={self.place}/log", f"--options={options}", "start")

    @property
    def url(self) -> str:
        return f"postgres://sagsloft@127.0.0.1:{self.port}/postgres"

    def stop(self) -> None:
        self._run("pg_ctl", "--wait", "--mode=immediate", "stop")
        shutil.rmtree(self.place)

    def _run(self, program: str, *arguments: str) -> None:
        line = [str(self.programs / program), f"--pgdata={self.place}/data", *arguments]
        as_someone = ["runuser", "-u", self.someone, "--"] if self.someone else []
        subprocess.run([*as_someone, *line], check=True, stdout=subprocess.DEVNULL, cwd=self.place)


def _someone() -> str | None:
    """PostgreSQL refuses to run as root, so root starts it as someone who owns nothing else."""
    if os.getuid() != 0:
        return None
    known = Path("/etc/passwd").read_text("utf-8")
    return next(name for name in NOBODY if f"\n{name}:" in known)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port
