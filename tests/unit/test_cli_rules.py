"""`sagsloft rules`: the law as it is in force on a day; and the words that every command says it in."""

import ast
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

import sagsloft as package
from sagsloft import rulebook
from sagsloft.core.calendar import Span, Unit
from sagsloft.core.due import Basis, Fallback
from sagsloft.core.obligations import Status
from sagsloft.core.rules import Theme
from sagsloft.messages import Language, say
from sagsloft.messages.catalogue import catalogue
from sagsloft.messages.wording import decimal, joined, percent
from sagsloft.render.limits import span

SOURCE = Path(package.__file__).parent
WABO = Path(__file__).parents[2] / "examples/wabo/rules"
BOOK = rulebook.load()
DANISH, ENGLISH = Language.DANISH, Language.ENGLISH
BLANK = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")


def first_column(text):
    """Titles and citations, whole again where the table broke their lines."""
    return " ".join(re.split(r"\s{2,}", line.strip())[0] for line in text.splitlines())


def test_every_rule_is_shown_with_its_newest_citation_and_limit(sagsloft):
    run = sagsloft("rules")
    shown = first_column(run.out)
    assert (run.code, run.err) == (0, "")
    assert shown.startswith("Udsatte børn og unge, Danmark Den nyeste version af hver regel Reglerne")
    for rule in BOOK.rules:
        assert f"{rule.title.da} {rule.versions[0].citation}" in shown
    assert re.search(r"inden 6 hverdage +1\. januar 2024 +–", run.out)
    assert re.search(r"inden 4 måneder +1\. januar 2024 +22\. november 2026", run.out)


@pytest.mark.parametrize(
    ("day", "shown", "hidden"),
    [
        ("2023-12-31", ["§ 155, stk. 2", "Som de gælder 31. december 2023"], ["§ 136", "§ 108"]),
        ("2024-01-01", ["§ 136", "§ 108", "Som de gælder 1. januar 2024"], ["§ 155, stk. 2"]),
        ("2013-09-30", ["§ 155 b, stk. 1", "Som de gælder 30. september 2013"], ["§ 155, stk. 2", "§ 136"]),
        ("1986-12-31", ["Som de gælder 31. december 1986"], ["§"]),
    ],
)
def test_on_a_day_only_what_was_in_force_is_shown(command, day, shown, hidden):
    run = command("rules", "--on", day)
    told = first_column(run.out)
    assert run.code == 0
    assert [text for text in shown if text not in told] == []
    assert [text for text in hidden if text in told] == []


def test_in_english_titles_limits_and_dates_are_english(command):
    out = command("rules", "--on", "2024-01-01", "--lang", "en").out
    for rule in BOOK.rules:
        assert (rule.title.en in first_column(out)) == (rule.version_on(date(2024, 1, 1)) is not None)
    assert re.search(r"within 6 weekdays +1 January 2024", out)
    assert not any(word in out for word in ("Reglerne", "inden", "januar"))


def test_folders_of_rules_add_to_the_law_or_replace_the_whole_book(command, tmp_path):
    standard = (SOURCE / "rulebook/deadlines/overlevering.toml").read_text("utf-8")
    (tmp_path / "deadlines").mkdir()
    (tmp_path / "deadlines/egen.toml").write_text(
        re.sub('da = "[^"]*"', 'da = "Vores egen"', standard, count=1), "utf-8"
    )
    added = first_column(command("rules", "--rules", tmp_path).out)
    assert all(title in added for title in ("Vores egen", "Underretning vurderet inden 24 timer"))
    alone = first_column(command("rules", "--only-rules", WABO).out)
    assert alone.count("Bekræftelse sendt inden") == 2
    assert "Underretning" not in alone


@cache
def trees():
    """Every file of the source, read once."""
    return {path: ast.parse(path.read_text("utf-8")) for path in sorted(SOURCE.rglob("*.py"))}


@cache
def pages():
    """All templates of pages, as one text."""
    return "".join(page.read_text("utf-8") for page in sorted(SOURCE.rglob("*.html")))


def calls():
    """Every call in the source whose first argument is the id of a sentence, with that id and the blanks it fills."""
    ids = set(catalogue(DANISH))
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                constants = [each for each in node.args[:1] if isinstance(each, ast.Constant)]
                dicts = [each.keys for each in node.args[1:] if isinstance(each, ast.Dict)]
                filled = {keyword.arg for keyword in node.keywords} | {
                    each.value if each else None for keys in dicts for each in keys
                }
                for said in (each.value for each in constants if each.value in ids):
                    yield said, filled, ast.unparse(node.func)


@cache
def literals(path=""):
    """Every text in the source, or in one file of it."""
    files = [trees()[SOURCE / path]] if path else trees().values()
    nodes = (node for tree in files for node in ast.walk(tree))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def dates_of_limits():
    """The attributes that a limit may stand in, or be counted from."""
    rules = BOOK.rules
    agreed = (getattr(version.deadline, "on_date_in", None) for rule in rules for version in rule.versions)
    return {*agreed, *(rule.counts_from for rule in rules)} - {None}


def composed():
    """The ids that the source puts together from a family and a key: every one that it can come to."""
    explained = literals("render/explanation.py") | {"row", "occurred_at", "activity", "matter_id", "timeline"}
    outcomes = [f"{status}{form}" for status in Status for form in ("", "_open")]
    never = {"late_open", "overdue_open"}
    fell_back = [f"fell_back_{reason}" for reason in Fallback]
    keys = {
        "attribute": dates_of_limits(),
        "basis": Basis,
        "status": [*Status, "met_open", "not_measurable"],
        "theme": Theme,
        "wording": [*(f"month_{n}" for n in range(1, 13)), *(f"weekday_{n}" for n in range(1, 8))],
        "check": fell_back,
        "explain": [*(set(outcomes) - never), *fell_back, *(explained & keys_of("explain"))],
        "span": [f"{unit}_{number}" for unit in Unit for number in ("one", "many")],
        "table": literals("render/terminal.py") & keys_of("table"),
        "cli": {each.replace("-", "_") for each in literals()} & keys_of("cli"),
        **{
            family: known(family)
            for family in (
                *("report", "worklist", "map", "diff", "file", "note", "compare", "sample", "ladder"),
                *("agree", "critical", "document", "findings", "form", "logbook", "reading", "repair", "review"),
                *(
                    "access",
                    "log",
                    "role",
                    "web",
                    "web_case",
                    "web_cases",
                    "web_deadlines",
                    "web_figures",
                    "web_law",
                    "web_today",
                ),
            )
        },
        "rulebook": literals() & keys_of("rulebook"),
    }
    return {f"{family}.{key}" for family, of_family in keys.items() for key in of_family}


def known(family):
    """The keys that stand as a text in the source or in a template, or begin as a text that is put together there."""
    words = {each.removeprefix(f"{family}.") for each in literals() | words_of_templates()}
    begun = {each.removeprefix(f"{family}.") for each in beginnings()}
    ended = re.compile("_(one|many|text|fact)$")
    return {key for key in keys_of(family) if {key, ended.sub("", key)} & words or key.startswith(tuple(begun))}


@cache
def beginnings():
    """What stands before the first blank of every text that is put together, if that is a word and an underscore."""
    firsts = (node.values[0] for tree in trees().values() for node in ast.walk(tree) if isinstance(node, ast.JoinedStr))
    texts = {each.value for each in firsts if isinstance(each, ast.Constant)}
    begun = {text for text in texts if re.fullmatch(r"([a-z_]+\.)?([a-z]+_)+", text)}
    return begun | set(re.findall(r'"(\w+_)" ~', pages()))


def log_actions():
    """What entries of the log say was done, such as `role.grant`: no ids of sentences, though they look like them."""
    given = (
        node
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "action"
    )
    return {node.value.value for node in given if isinstance(node.value, ast.Constant)}


def said_by_templates():
    """The ids in `{% say "web.today" %}` and its like, and in what they are put together of."""
    return set(re.findall(r"""{% say ["']([a-z_]+\.[a-z_0-9]+)["']""", pages()))


@cache
def words_of_templates():
    """Every word in the templates of pages."""
    return set(re.findall(r"\w+", pages()))


def keys_of(family):
    return {said.partition(".")[2] for said in catalogue(DANISH) if said.startswith(f"{family}.")}


def test_every_sentence_that_the_source_names_exists_and_every_sentence_is_used():
    families = "|".join({said.partition(".")[0] for said in catalogue(DANISH)})
    endings = ("_", ".toml", ".csv", ".json", ".py", ".html", ".typ", ".xlsx")
    texts = literals() - log_actions() | said_by_templates()
    named = {text for text in texts if re.fullmatch(rf"({families})\.[a-z_0-9]+", text)}
    counted = {text for text in named if f"{text}_one" in catalogue(DANISH)}
    both = {f"{text}_{form}" for text in counted for form in ("one", "many")}
    used = {text for text in named - counted if not text.endswith(endings)} | both | composed()
    assert used - set(catalogue(DANISH)) == set()
    assert set(catalogue(DANISH)) - used == set()


@pytest.mark.parametrize("language", Language)
def test_whoever_says_a_sentence_fills_its_blanks(language):
    found = list(calls())
    assert len(found) > 60
    for said, filled, function in found:
        if function.endswith(("Note", "Wrong")) or None in filled:
            continue
        assert set(BLANK.findall(catalogue(language)[said])) <= filled, said


@pytest.mark.parametrize("language", Language)
def test_no_sentence_has_a_brace_that_would_be_shown(language):
    for said, sentence in catalogue(language).items():
        blanks = dict.fromkeys(BLANK.findall(sentence), "x")
        shown = say(said, language, **blanks)
        assert not set("{}") & set(shown.replace('{"', "").replace('"}', "")), said


def test_numbers_are_written_as_each_language_writes_them():
    assert (decimal(1234.56, DANISH), decimal(1234.56, ENGLISH)) == ("1.234,6", "1,234.6")
    assert (percent(1 / 3, DANISH), percent(1 / 3, ENGLISH)) == ("33,3 %", "33.3 %")
    assert (joined(["a"], DANISH), joined(["a", "b", "c"], ENGLISH)) == ("a", "a, b and c")


def test_all_is_only_written_of_all_and_none_only_of_none():
    shares = (1.0, 99_999 / 100_000, 1 / 100_000, 0.0)
    assert [percent(share, ENGLISH) for share in shares] == ["100.0 %", "99.9 %", "0.1 %", "0.0 %"]


def test_one_is_singular_and_more_are_plural():
    for language, one, two in ((DANISH, "1 måned", "2 måneder"), (ENGLISH, "1 month", "2 months")):
        assert [span(Span(count, Unit.MONTHS), language) for count in (1, 2)] == [one, two]
