"""`sagsloft web begin`, `verify-log` and `publish-log`: the real command, on a database of its own."""

import os
import re
import subprocess
import sys

import pytest

pytestmark = pytest.mark.once
COMMAND = "from sagsloft.cli import main; main()"
SECRET = "a secret that is long enough for everyone " * 2
PREPARED = "import django; django.setup(); from sagsloft.web.accounts.models import LogEntry; "


@pytest.fixture
def run(tmp_path):
    """In a process of its own, on SQLite in a folder of its own."""

    def start(*arguments, code=COMMAND):
        kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "HOME") if name in os.environ}
        ours = {"SAGSLOFT_SECRET_KEY": SECRET, "SAGSLOFT_DATA": str(tmp_path / "data")}
        settings = {"DJANGO_SETTINGS_MODULE": "sagsloft.web.settings"}
        line = [sys.executable, "-c", code, *arguments]
        return subprocess.run(line, env={**kept, **ours, **settings}, capture_output=True, text=True, check=False)

    return start


@pytest.fixture
def begun(run):
    """A municipality whose first administrator has been invited: what was said."""
    ended = run(
        "web", "begin", "--municipality", "eksempelkoebing", "--name", "Eksempelkøbing", "--administrator",
        "a@example.org", "--address", "https://sagsloft.example",
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_the_first_administrator_gets_a_link_to_the_right_address(begun):
    assert re.search(r"https://sagsloft\.example/invitation/[\w-]{43}/", begun)


def test_the_same_municipality_is_not_begun_twice(run, begun):
    again = run("web", "begin", "--municipality", "eksempelkoebing", "--name", "X", "--administrator", "b@example.org")
    assert (again.returncode, "eksempelkoebing" in again.stderr) == (2, True)


def test_a_name_that_could_leave_its_folder_is_refused(run):
    ended = run("web", "begin", "--municipality", "../../x", "--name", "X", "--administrator", "b@example.org")
    assert (ended.returncode, "../../x kan ikke bruges" in " ".join(ended.stderr.split())) == (2, True)


@pytest.mark.usefixtures("begun")
def test_a_whole_log_is_told_to_be_whole_and_a_changed_one_is_not(run):
    whole = run("web", "verify-log", "--lang", "en")
    assert (whole.returncode, "is whole" in whole.stdout) == (0, True)
    run(code=f"{PREPARED}LogEntry.objects.filter(number=1).update(actor='x')")
    broken = run("web", "verify-log", "--lang", "en")
    assert (broken.returncode, "Line 1 was changed" in broken.stdout) == (2, True)


@pytest.mark.usefixtures("begun")
def test_what_was_published_finds_whoever_rewrote_everything(run, tmp_path):
    rewrite = (
        f"{PREPARED}from datetime import timedelta\n"
        "from sagsloft.web.accounts.models import DayHead, LogHead\n"
        "from sagsloft.web.accounts.log_chain import hash_of\n"
        "former = ''\n"
        "for each in LogEntry.objects.order_by('number'):\n"
        "    each.at -= timedelta(days=2); each.former = former; each.hash = former = hash_of(each); each.save()\n"
        "LogHead.objects.update(hash=former)\n"
    )
    assert run(code=rewrite).returncode == 0
    assert "1" in run("web", "publish-log", "--folder", str(tmp_path / "heads")).stdout
    assert run("web", "verify-log", "--folder", str(tmp_path / "heads")).returncode == 0
    assert run(code=f"{rewrite}DayHead.objects.all().delete()").returncode == 0
    assert run("web", "verify-log").returncode == 0
    found = run("web", "verify-log", "--lang", "en", "--folder", str(tmp_path / "heads"))
    assert (found.returncode, "published at the end" in found.stdout) == (2, True)
