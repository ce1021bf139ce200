"""What `make demo` shows: someone signs in with the password that it told, and finds out which child waits and why."""

import os
import subprocess
import sys

import pytest
from tests.web.postgres import free_port

pytestmark = pytest.mark.xdist_group("browser")
PROGRAM = [sys.executable, "-c", "from sagsloft.cli import main; main()", "web", "demo"]


@pytest.fixture
def demo(tmp_path):
    """Where the demo is served, on data of its own; and what it told before it was."""
    port = free_port()
    ours = os.environ | {"SAGSLOFT_DATA": str(tmp_path), "SAGSLOFT_PORT": str(port), "DATABASE_URL": ""}
    ours.pop("SAGSLOFT_SECRET_KEY")
    program = subprocess.Popen(PROGRAM, env=ours, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    address, told = f"http://localhost:{port}", []
    for line in program.stdout:
        told.append(line)
        if address in line:
            break
    yield address, "".join(told)
    program.terminate()
    program.communicate(timeout=30)


def test_the_demos_team_leader_finds_a_case_and_the_reason(browser, demo):
    address, told = demo
    page = browser.new_page(locale="da-DK")
    page.goto(address)
    page.fill("input[name=login]", next(word for word in told.split() if word.startswith("teamleder@")).strip(":"))
    page.fill("input[name=password]", "opdigtede-boern")
    page.locator("form.narrow").get_by_role("button", name="Log ind", exact=True).click()
    page.wait_for_url("**/i-dag/")
    waiting = page.locator("#overskredet .case a").first
    name = waiting.inner_text()
    waiting.click()
    assert page.inner_text("h1") == f"Sag {name}"
    assert "Pligten opstod ved" in page.locator("article.duty p").nth(1).text_content()
    page.close()
