"""A PostgreSQL of its own for a benchmark, as durable as in real use: on a free port, in a folder that is kept."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["running"]

MEMORY = "-c shared_buffers=2GB -c max_wal_size=4GB -c maintenance_work_mem=256MB -c work_mem=32MB"
"""What anyone sets on a server of 24 GB; all else, such as fsync, is as PostgreSQL comes."""


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The address of its database, as DATABASE_URL; it is stopped afterwards."""
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: float(place.parent.name))
    port = _free_port()
    someone = ["runuser", "-u", "nobody", "--"] if os.getuid() == 0 else []

    def run(program: str, *arguments: str) -> None:
        line = [*someone, programs / program, f"--pgdata={folder / 'data'}", *arguments]
        subprocess.run(line, check=True, stdout=subprocess.DEVNULL, cwd=folder)

    if not (folder / "data").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        if someone:
            shutil.chown(folder, "nobody")
        run("initdb", "--username=sagsloft", "--auth=trust", "--encoding=UTF8", "--locale=C")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' {MEMORY}"
    run("pg_ctl", "--wait", f"--log={folder}/log", f"--options={options}", "start")
    try:
        yield f"postgres://sagsloft@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "--wait", "--mode=fast", "stop")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port
