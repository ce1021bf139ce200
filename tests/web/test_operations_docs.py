"""docs/drift.md and its fellows: what they name is there, what is there they name, and both languages say as much."""

import ast
import json
import re
from pathlib import Path

import pytest
from tests.web.monitor_factories import fill
from typer.main import get_command

from sagsloft.cli import web as commands
from sagsloft.core.cpr import holds_cpr
from sagsloft.web.accounts import sign_on
from sagsloft.web.accounts.roles import Role

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAIRS = (("drift.md", "drift.en.md"), ("dpia.md", "dpia.en.md"))
PAGES = [page for pair in PAIRS for page in pair]
READ_HERE = ("settings.py", "environment.py")
BLOCK = re.compile(r"^ *```(\w+)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
VARIABLE = re.compile(r"\b(?:SAGSLOFT_[A-Z_]+|DATABASE_URL)\b")
OF_SCRIPTS = {"SAGSLOFT_ENV", "SAGSLOFT_IND", "SAGSLOFT_MAPPINGS", "SAGSLOFT_KOPIER"}
"""Variables of the pages' own scripts."""
FOREIGN = {
    *("--system", "--home-dir", "--shell", "--owner", "--template", "--encoding", "--pwprompt", "--now"),
    *("--no-deps", "--unit", "--command", "--format", "--file", "--exit-on-error", "--no-owner", "--dbname"),
}
"""Options of other programs."""


def text(page):
    return (DOCS / page).read_text("utf-8")


def variables_read():
    """The names of the environment's variables in the code that reads settings."""
    found = set()
    for name in READ_HERE:
        for node in ast.walk(ast.parse((ROOT / "src/sagsloft/web" / name).read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and VARIABLE.fullmatch(node.value):
                found.add(node.value)
    return found


def options():
    """By command, all that it takes; of two that are opposites, the one that is not usual."""
    found = {}
    for name, command in get_command(commands.app).commands.items():
        named = [each for parameter in command.params for each in (*parameter.opts, *parameter.secondary_opts)]
        found[name] = {each for each in named if each.startswith("--")} - {"--help", "--serve"}
    return found


@pytest.mark.parametrize("page", ["drift.md", "drift.en.md"])
def test_every_setting_is_told_and_every_one_told_is_read(page):
    told = set(re.findall(r"^\| `(\w+)` \|", text(page), re.MULTILINE))
    assert {"SAGSLOFT_ERASURES", "DATABASE_URL"} <= variables_read() == told
    assert set(VARIABLE.findall(text(page))) == told | OF_SCRIPTS


@pytest.mark.parametrize("page", ["drift.md", "drift.en.md"])
def test_every_command_is_told_with_its_options_and_every_one_told_is_there(page):
    told = set(re.findall(r"sagsloft web ([a-z][a-z-]+)", text(page)))
    assert told == options().keys()
    known = {option for each in options().values() for option in each} | {"--lang", "--help"}
    shown = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text(page)))
    assert shown - FOREIGN == known


@pytest.mark.parametrize("page", PAGES)
def test_a_command_in_a_block_takes_the_options_that_it_is_given(page):
    for line in re.findall(r"sagsloft web ((?:[^\n`;|]|\\\n)+)", text(page)):
        name = line.split()[0]
        assert set(re.findall(r"(?<![\w-])--[a-z-]+", line)) - {"--help"} <= options().get(name, {"--help"}), line


@pytest.mark.parametrize(("danish", "english"), PAIRS)
def test_both_languages_have_the_same_headings_tables_and_blocks(danish, english):
    for pattern in (r"^#+ ", r"^\|", r"^ *(?:-|\d+\.) ", r"\*\*", r"`[^`\n]+`"):
        found = [len(re.findall(pattern, text(page), re.MULTILINE)) for page in (danish, english)]
        assert found[0] == found[1], pattern
    assert BLOCK.findall(text(danish)) == BLOCK.findall(text(english))
    levels = [re.findall(r"^(#+ [\d.]*)", text(page), re.MULTILINE) for page in (danish, english)]
    assert levels[0] == levels[1]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere_and_sections_that_are_named_are_there(page):
    links = re.findall(r"\]\(([^)]+)\)", text(page))
    assert links
    for link in links:
        assert (DOCS / link).resolve().exists(), link
    sections = {int(number) for number in re.findall(r"^## (\d+)\.", text(page), re.MULTILINE)}
    if page.startswith("drift"):
        assert {int(each) for each in re.findall(r"(?:afsnit|section) (\d+)", text(page))} <= sections


def test_the_sign_on_file_that_is_shown_is_understood(tmp_path):
    (shown,) = (block for kind, block in BLOCK.findall(text("drift.md")) if kind == "json")
    file = tmp_path / "sign-on.json"
    file.write_text(shown, "utf-8")
    found = sign_on.read(str(file), "secret")
    assert found is not None
    assert {each.role for each in found.groups} <= set(Role)
    assert f"/log-ind/kommune/{json.loads(shown)['id']}/svar/" in text("drift.md")


def test_the_query_for_the_age_of_the_data_gives_a_row_for_each_municipality(town, neighbour, tmp_path):
    from django.db import connection  # noqa: PLC0415 - not before the settings

    for place in (town, neighbour):
        fill(place, tmp_path)
    (query,) = re.findall(r'--command="(.*?)"', text("drift.md"), re.DOTALL)
    with connection.cursor() as cursor:
        cursor.execute(query)
        assert {row[0] for row in cursor.fetchall()} == {"eksempelkoebing", "nabokoebing"}


@pytest.mark.parametrize("page", PAGES)
def test_no_example_holds_a_cpr_number_and_lines_can_be_read(page):
    assert not holds_cpr(text(page))
    assert max(len(line) for line in text(page).splitlines() if not line.startswith("|")) <= 130
