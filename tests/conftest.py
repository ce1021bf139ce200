"""Django for the tests of the web: on SQLite or, with `--database=postgres`, on a PostgreSQL of their own.

It is set up for all tests, because pytest-xdist asks that its workers and their controller do so alike.
"""

import os
import shutil
import tempfile

import django
import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright
from tests.web.postgres import Server, programs

SERVER = pytest.StashKey[Server]()
FOLDER = pytest.StashKey[str]()
SECRET = "only for tests " * 4


def pytest_addoption(parser):
    parser.addoption("--database", choices=("sqlite", "postgres"), default="sqlite", help="of the web's tests")


def pytest_configure(config):
    """Before Django reads its settings; a worker of xdist finds what its controller has set up."""
    config.addinivalue_line("markers", "postgres: holds only on PostgreSQL")
    config.addinivalue_line(
        "markers", "once: does not touch the tests' database, and is not tried on the other one too"
    )
    if not hasattr(config, "workerinput"):
        _set_up(config)
    django.setup()
    # A file, as in real use: SQLite in memory has other locks, and no reader besides a writer.
    settings.DATABASES["default"].setdefault("TEST", {}).update(_of_sqlite())


def pytest_unconfigure(config):
    if SERVER in config.stash:
        config.stash[SERVER].stop()
    if FOLDER in config.stash:
        shutil.rmtree(config.stash[FOLDER], ignore_errors=True)


def pytest_collection_modifyitems(items):
    from django.db import connection  # noqa: PLC0415 - not before the settings

    on_postgresql = connection.vendor == "postgresql"
    marker = "once" if on_postgresql else "postgres"
    reason = "tried with SQLite" if on_postgresql else "holds only on PostgreSQL: --database=postgres"
    for item in items:
        if item.get_closest_marker(marker):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A browser that closes in the middle of an answer leaves a connection; PostgreSQL would not drop the database."""
    from django.db import connection  # noqa: PLC0415 - not before the settings

    yield
    if connection.vendor == "postgresql":
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_terminate_backend(pid) {others}")


@pytest.fixture(scope="session")
def browser(django_db_setup):
    """Debian's Chromium, without a window; one for each worker, for Playwright starts only once in a process.

    The database is first: its connections are bound to where they began.
    """
    program = shutil.which("chromium")
    if program is None:
        pytest.fail("These tests look at pages in a real browser: apt-get install chromium")
    with sync_playwright() as playwright:
        # A container often does not let Chromium's own sandbox start.
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        # Playwright's own loop makes Django believe that everything after is asynchronous.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        yield started
        started.close()


def _of_sqlite():
    folder = os.environ["SAGSLOFT_DATA"]
    return {} if "DATABASE_URL" in os.environ else {"NAME": f"{folder}/tests.sqlite3"}


def _set_up(config):
    config.stash[FOLDER] = tempfile.mkdtemp(prefix="sagsloft-web-")
    os.environ.update(
        DJANGO_SETTINGS_MODULE="sagsloft.web.settings",
        SAGSLOFT_SECRET_KEY=SECRET,
        SAGSLOFT_DATA=config.stash[FOLDER],
        SAGSLOFT_HOSTS="localhost",
        SAGSLOFT_DEMO="0",
    )
    os.environ.pop("DATABASE_URL", None)
    if config.getoption("--database", "sqlite") == "postgres":
        found = programs()
        if found is None:
            pytest.exit("--database=postgres needs PostgreSQL: apt-get install postgresql", returncode=4)
        config.stash[SERVER] = Server(found)
        os.environ["DATABASE_URL"] = config.stash[SERVER].url
