"""The repository's own promises."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import polars as pl
import pytest
from typer.main import get_command

from sagsloft import pipeline, rulebook
from sagsloft.cli import app
from sagsloft.core.obligations import Status
from sagsloft.messages import Language
from sagsloft.messages.catalogue import catalogue

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src").rglob("*.py"))
README = (ROOT / "README.md").read_text("utf-8")
GLOSSARY = (ROOT / "GLOSSARY.md").read_text("utf-8")
BLANK = re.compile(r"(?<!{){(\w+)}(?!})")
LONGEST_FILE = 400
LONGEST_FUNCTION = 60


def tracked() -> list[Path]:
    """The files that git knows, without those of other makers."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


def commands() -> list[str]:
    """The names of the commands, as the program lists them."""
    return [str(command.name) for command in app.registered_commands]


@pytest.mark.parametrize("rule", rulebook.load().rules, ids=lambda rule: rule.id)
def test_every_version_of_every_rule_cites_an_act_and_a_section(rule):
    for version in rule.versions:
        assert version.citation.act.strip(), version.in_force
        assert version.citation.section.strip() or rule.kind == "standard", version.in_force


@pytest.mark.parametrize("command", commands())
def test_every_command_has_help_in_both_languages_and_stands_in_the_readme(command):
    for language in Language:
        assert len(catalogue(language)[f"cli.{command.replace('-', '_')}"]) > 20
    assert f"`sagsloft {command}" in README


def test_every_option_stands_in_the_readme():
    options = {
        option
        for command in get_command(app).commands.values()
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--")
    }
    assert {"--as-of", "--mapping", "--pseudonymise", "--increment"} <= options
    for option in options - {"--help"}:
        assert f"`{option}" in README, option


def test_every_noun_of_the_core_and_every_status_stands_in_the_glossary():
    terms = {line.split("|")[1].strip() for line in GLOSSARY.splitlines() if line.startswith("| ")}
    nouns = {"event", "rule", "rulebook", "obligation", "indicator", "trigger", "version", "deadline", "matter", "case"}
    assert nouns | set(Status) | {"measurable", "basis", "oracle", "mapping", "overlay"} <= terms


def test_the_glossary_is_in_alphabetical_order():
    terms = [line.split("|")[1].strip() for line in GLOSSARY.splitlines() if line.startswith("| ")][2:]
    assert terms == sorted(terms)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_no_source_is_longer_than_a_head_can_hold_or_imports_a_star(source):
    text = source.read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        assert not (isinstance(node, ast.ImportFrom) and any(name.name == "*" for name in node.names))
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < LONGEST_FUNCTION, node.name


def test_the_languages_have_the_same_sentences_with_the_same_blanks():
    danish, english = (catalogue(language) for language in Language)
    assert danish.keys() == english.keys()
    for message_id, sentence in danish.items():
        assert set(BLANK.findall(sentence)) == set(BLANK.findall(english[message_id])), message_id


def test_the_readme_tells_what_the_demonstration_shows(tmp_path):
    found = pipeline.demonstrate(tmp_path, pipeline.Invention(), Language.DANISH).found
    row = found.indicators.row(
        by_predicate=(pl.col("rule_id") == "underretning-24-timer") & pl.col("citation").str.starts_with("Barnets"),
        named=True,
    )
    told = f"{row['judged']} notifications", f"{row['in_time_share']:.1%}".replace(".", ","), f"{row['late']} late"
    assert [each for each in told if each.replace("%", " %") not in README] == []
    assert "eks-0267" in found.trace.filter(pl.col("status") == "overdue")["case_id"]


def test_every_dependency_says_why_it_is_there():
    lines = (ROOT / "pyproject.toml").read_text("utf-8").splitlines()
    dependencies = [line for line in lines if re.match(r'\s+"[a-z0-9-]+(\[[a-z0-9,]+\])?[><=]', line)]
    project = tomllib.loads("\n".join(lines))["project"]
    assert len(dependencies) == len(project["dependencies"]) + len(project["optional-dependencies"]["dev"])
    for line in dependencies:
        assert re.search(r"# .{10,}", line), line


def test_no_file_names_a_package_registry():
    hosts = re.compile(
        "|".join(("py" + r"pi\.org", "python" + "hosted", r"npm" + r"js\.", r"deb\." + "debian", "--index" + "-url"))
    )
    for path in tracked():
        if path.suffix in {".py", ".toml", ".txt", ".md", ".yml", ""} and path.name != "LICENSE":
            assert not hosts.search(path.read_text("utf-8")), path


def test_nothing_is_left_unfinished():
    marks = re.compile("TO" + r"DO|FIX" + r"ME|XX" + r"X\b|NotImplemented" + "Error")
    for path in tracked():
        if path.suffix == ".py":
            assert not marks.search(path.read_text("utf-8")), path
