"""Backup and restore as docs/drift.md tells it, with pg_dump and pg_restore, and the real commands afterwards."""

import os
import subprocess
import sys
import uuid
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils import timezone
from tests.web.monitor_factories import MET, OVERDUE, fill
from tests.web.people import make_town
from tests.web.postgres import programs
from tests.web.processes import surroundings

from sagsloft.web.accounts import log, log_heads
from sagsloft.web.accounts.erasure_actions import erase_case
from sagsloft.web.accounts.models import LogHead
from sagsloft.web.accounts.roles import Role

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
COMMAND = "from sagsloft.cli import main; main()"


@pytest.fixture
def town(transactional_db, settings, tmp_path):
    settings.ERASURES, settings.LOG_HEADS = tmp_path / "erasures", tmp_path / "log-heads"
    made = make_town("eksempelkoebing", "Eksempelkøbing")
    fill(made, tmp_path)
    return made


def tool(name, *arguments):
    """One of PostgreSQL's own programs, on the server of the tests; what it says."""
    named = connection.settings_dict
    where = [f"--host={named['HOST']}", f"--port={named['PORT']}", f"--username={named['USER']}"]
    ended = subprocess.run([programs() / name, *where, *arguments], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def rows(name):
    """Of all tables of a database, as text; without the random words that pg_dump begins and ends with."""
    return [line for line in tool("pg_dump", "--data-only", name).splitlines() if "restrict" not in line]


@pytest.fixture
def restored(town, tmp_path):
    """A backup is taken; then a case is erased, another looked at, and the day ends; then the backup is restored into a
    new database. What `sagsloft web …` answers there, and that database's name."""
    SessionStore().create()
    backup, name = tmp_path / "sagsloft.dump", f"restored_{uuid.uuid4().hex}"
    tool("pg_dump", "--format=custom", f"--file={backup}", connection.settings_dict["NAME"])
    erase_case(municipality=town.municipality, case_id=OVERDUE, by=None)
    log.look(municipality=town.municipality, by=town.people[Role.LEDER], case_id=MET, page="monitor:case")
    log_heads.publish(town.municipality, tmp_path / "log-heads", timezone.localdate() + timedelta(days=1))
    tool("createdb", "--template=template0", "--encoding=UTF8", name)
    tool("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={name}", str(backup))
    old = connection.settings_dict["NAME"]
    environment = surroundings(tmp_path)
    environment["DATABASE_URL"] = environment["DATABASE_URL"].removesuffix(old) + name

    def run(*arguments):
        line = [sys.executable, "-c", COMMAND, "web", *arguments, "--lang", "en"]
        return subprocess.run(line, env=os.environ | environment, capture_output=True, text=True, check=False)

    yield run, name
    tool("dropdb", "--force", name)


def test_after_a_restore_no_erased_case_is_back_and_the_log_says_what_it_lost(restored, town):
    run, name = restored
    last = LogHead.objects.get(municipality=town.municipality).number
    lost = f"Lines {last - 1} to {last}"
    assert OVERDUE in tool("pg_dump", name)

    for command in (["serve"], ["work", "--stop-when-done"]):
        refused = run(*command)
        assert (refused.returncode, "reapply-erasures" in refused.stderr) == (2, True)
    found = run("verify-log")
    assert (found.returncode, f"{lost} are missing" in found.stdout) == (2, True), found.stdout
    assert found.stdout.count("Line") == 1

    done = run("reapply-erasures")
    assert done.returncode == 0, done.stderr
    assert f"lines {last - 1} to {last} of the log were lost" in done.stdout
    assert "did not know of: 1. Cases that were back, and have been erased again: 1." in done.stdout
    assert tool("psql", "--tuples-only", "--command=SELECT count(*) FROM django_session", name).strip() == "0"
    dumped = tool("pg_dump", name)
    assert (OVERDUE in dumped, MET in dumped) == (False, True)

    whole = run("verify-log")
    assert (whole.returncode, f"{lost} were lost with a restore" in whole.stdout) == (0, True), whole.stdout
    assert "no erasures are missing" in run("reapply-erasures").stdout
    assert run("work", "--stop-when-done").returncode == 0


def test_a_restore_of_all_that_there_was_loses_nothing(restored, town, tmp_path):
    run, name = restored
    backup = tmp_path / "later.dump"
    tool("pg_dump", "--format=custom", f"--file={backup}", connection.settings_dict["NAME"])
    tool("pg_restore", "--exit-on-error", "--no-owner", "--clean", f"--dbname={name}", str(backup))
    assert run("verify-log").returncode == 0
    before = rows(name)
    assert "no erasures are missing" in run("reapply-erasures").stdout
    assert rows(name) == before
