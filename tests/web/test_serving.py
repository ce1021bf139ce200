"""`sagsloft web serve`: it says where it answers when it does, and why it cannot where it cannot."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest
from tests.web.postgres import free_port
from tests.web.processes import surroundings

pytestmark = pytest.mark.django_db(transaction=True)
PROGRAM = [sys.executable, "-c", "from sagsloft.cli import main; main()", "web", "serve"]


@pytest.fixture
def serve(tmp_path):
    """`serve(port, *options, …)`: a process that serves, or tries to."""
    running = []

    def start(port, *options, **variables):
        environment = surroundings(tmp_path) | {"SAGSLOFT_PORT": str(port)} | variables
        started = subprocess.Popen(
            [*PROGRAM, *options], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        running.append(started)
        return started

    yield start
    for each in running:
        each.terminate()  # not killed: its processes would stay
        each.communicate(timeout=30)


def test_it_tells_its_address_when_it_answers_there_and_stops_when_asked(serve):
    port = free_port()
    server = serve(port, "--lang", "en")
    assert server.stdout.readline() == f"Sagsløft runs at http://localhost:{port} (stop with Ctrl+C).\n"
    assert urllib.request.urlopen(f"http://localhost:{port}/tilgaengelighed/").status == 200
    server.send_signal(signal.SIGINT)
    assert server.communicate(timeout=30) == ("", "")
    assert server.returncode == 0


def test_a_port_that_is_taken_is_told_in_one_sentence(serve):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = serve(port)
        told, error = server.communicate(timeout=60)
    assert (server.returncode, told) == (2, "")
    assert f"Porten {port} kan ikke bruges: {os.strerror(98)}" in " ".join(error.split())
    assert "Traceback" not in error


def test_the_demo_is_not_shown_to_other_machines(serve):
    server = serve(free_port(), "--host", "0.0.0.0", SAGSLOFT_DEMO="1")  # noqa: S104 - it is refused
    told, error = server.communicate(timeout=60)
    assert (server.returncode, told) == (2, "")
    assert "kører kun på denne maskine" in " ".join(error.split())
