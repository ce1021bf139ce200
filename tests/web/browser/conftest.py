"""The program as it is served, on the database of the tests, and a real browser before it."""

import socket
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass

import pytest

SCREENS = {"screen": (1280, 900), "phone": (390, 844)}
PATIENCE = 30
"""Seconds that the server may take to answer for the first time."""


@dataclass
class Site:
    """Where a town is served. `named`: paths that are known first when it is made, such as that of a case. `sessions`:
    by role, of those who have shown both factors."""

    origin: str
    town: object
    named: dict
    sessions: dict

    def address(self, path):
        return self.origin + self.named.get(path, path)


@pytest.fixture(scope="session")
def served(browser, tmp_path_factory):
    """Where the program is served by granian; what is in the database of a test is seen by it too."""
    from tests.web.processes import surroundings  # noqa: PLC0415 - not before the settings

    server, origin = _served(surroundings(tmp_path_factory.mktemp("data")))
    yield origin
    server.terminate()
    server.wait()


@pytest.fixture
def site(transactional_db, served, tmp_path):
    """A town with its events, for a test that changes something of it."""
    return _site(served, tmp_path)


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker):
    """The database, for all tests of a module. pytest-django's own holds the lock that the server waits for."""
    from django.core.management import call_command  # noqa: PLC0415 - not before the settings

    with django_db_blocker.unblock():
        yield
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="module")
def looked_at(db, served, tmp_path_factory):
    """A town with its events, for all tests of a module that only look."""
    return _site(served, tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def empty(looked_at):
    """A neighbour that has read nothing yet."""
    from tests.web.people import make_town  # noqa: PLC0415 - not before the settings

    town = make_town("nabokoebing", "Nabokøbing")
    return Site(looked_at.origin, town, {}, _sessions(town))


@pytest.fixture
def opened(browser, site):
    """`opened(path, screen, role, …)`: that page, as they see it; `.complaints`: what was wrong with it."""
    with closing(Windows(browser, site)) as windows:
        yield windows.opened


@pytest.fixture(scope="module")
def shown(browser, looked_at):
    """The same of what is only looked at; a role's window is used again."""
    with closing(Windows(browser, looked_at)) as windows:
        yield windows.shown


@pytest.fixture(scope="module")
def shown_empty(browser, empty):
    with closing(Windows(browser, empty)) as windows:
        yield windows.shown


class Windows:
    """Of one browser. A role is "leder" unless another is named; "" is someone who has not signed in."""

    def __init__(self, browser, site):
        self.browser, self.site = browser, site
        self.kept = {}

    def shown(self, path, screen="screen", role="leder"):
        """In the window that the role has."""
        if role not in self.kept:
            self.kept[role] = self._window(role)
        page = self.kept[role]
        page.set_viewport_size(size(screen))
        page.complaints.clear()
        page.goto(self.site.address(path))
        return page

    def opened(self, path, screen="screen", role="leder", **settings):
        """In a window of its own."""
        page = self._window(role, viewport=size(screen), **settings)
        self.kept[page] = page
        page.goto(self.site.address(path))
        return page

    def _window(self, role, **settings):
        context = self.browser.new_context(locale="da-DK", **settings)
        if role:
            cookie = {"name": "sessionid", "value": self.site.sessions[role], "url": self.site.origin}
            context.add_cookies([cookie])
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        return page

    def close(self):
        for page in self.kept.values():
            page.context.close()


def size(screen):
    """Of a named screen, or of one that is so many pixels wide."""
    width, height = SCREENS.get(screen, (screen, 900))
    return {"width": width, "height": height}


def _site(served, folder):
    from django.urls import reverse  # noqa: PLC0415 - not before the settings
    from tests.web.monitor_factories import OVERDUE, address, fill  # noqa: PLC0415 - the same
    from tests.web.people import make_town  # noqa: PLC0415 - the same

    from sagsloft.web.accounts.roles import Role  # noqa: PLC0415 - the same

    town = make_town("eksempelkoebing", "Eksempelkøbing")
    fill(town, folder)
    case, held = address(town, OVERDUE), town.people[Role.LEDER].memberships.get()
    consultant = town.people[Role.TASKFORCE_KONSULENT]
    named = {
        "case": case,
        "case?": f"{case}?kendt=2024-03-01",
        "case before anything": f"{case}?kendt=2020-01-01",
        "case of a course": address(town, OVERDUE, consultant),
        "role": reverse("accounts:role", args=[held.pk]),
        "team": reverse("accounts:team", args=[town.teams[0].pk]),
        "team!": reverse("accounts:remove_team", args=[town.teams[0].pk]),
    }
    return Site(served, town, named, _sessions(town))


def _sessions(town):
    from django.test import Client  # noqa: PLC0415 - not before the settings

    sessions = {}
    for role, person in town.people.items():
        client = Client()
        client.force_login(person)
        sessions[role] = client.cookies["sessionid"].value
    return sessions


def _served(surroundings):
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-ws",
    ]
    server = subprocess.Popen([*command, "sagsloft.web.wsgi:application"], env=surroundings, stdout=subprocess.DEVNULL)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return server, f"http://localhost:{port}"
    server.terminate()
    pytest.fail("The server did not answer")
