"""A real browser, started once."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    program = shutil.which("chromium")
    if program is None:
        pytest.fail("These tests look at pages in a real browser: apt-get install chromium")
    with sync_playwright() as playwright:
        # The machine that runs the tests is often a container, in which Chromium's own sandbox cannot start.
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()
