"""What the shipped protocols ask: whole in both languages, as the rules ask it, and never in an authority's name."""

import re
from datetime import date

import pytest

from sagsloft import rulebook
from sagsloft.core.protocols import Benchmark, Subject
from sagsloft.core.rules import Kind, Open
from sagsloft.core.scales import SCALES, Answer, Track

BOOK = rulebook.load()
FOLDER = rulebook.SHIPPED / "protocols"
SHIPPED = {name: rulebook.load_protocol(name) for name in rulebook.SHIPPED_PROTOCOLS}
CRITERIA = [
    pytest.param(criterion, id=f"{name}-{criterion.code}")
    for name, protocol in SHIPPED.items()
    for criterion in protocol.criteria
]
WITH_RULE = [param for param in CRITERIA if param.values[0].rule]
CASEWORK = ("sagsmaaling", "ledelsestilsyn")
FOUR_BENCHMARKS = {Benchmark.UDREDNING, Benchmark.INDDRAGELSE, Benchmark.VALG_AF_INDSATS, Benchmark.OPFOELGNING}
AUTHORITIES = re.compile("task.?force|ankestyrelsen|barometer|styrelse|viso|ministeri|board", re.IGNORECASE)
A_LINE = re.compile(r"[A-ZÆØÅ][^:]{1,40}: .+[.?]")


def test_the_shipped_protocols_are_those_in_the_folder():
    assert [file.stem for file in sorted(FOLDER.glob("*"))] == list(rulebook.SHIPPED_PROTOCOLS)


def test_protocols_are_no_part_of_the_law():
    assert not any("protocols" in rule.id for rule in BOOK.rules)
    assert rulebook.load(rulebook.SHIPPED).hash == BOOK.hash


@pytest.mark.parametrize("protocol", SHIPPED.values(), ids=SHIPPED)
def test_a_shipped_protocol_has_a_title_of_our_own_and_says_what_inspired_it(protocol):
    for text in (protocol.title.da, protocol.title.en, protocol.id):
        assert not AUTHORITIES.search(text)
    assert protocol.inspired_by.da.startswith("Inspireret af ")
    assert protocol.inspired_by.en.startswith("Inspired by ")
    assert AUTHORITIES.search(protocol.inspired_by.da)


@pytest.mark.parametrize("protocol", SHIPPED.values(), ids=SHIPPED)
def test_a_shipped_introduction_names_the_window_and_what_no_reader_may_write(protocol):
    for text in (protocol.introduction.da, protocol.introduction.en):
        assert f" {protocol.look_back} " in text
        assert "CPR" in text
        assert text.endswith(".")
    told = ("Fremgår ikke", "tynd sag", "hændelserne", "kritisk") if protocol.criticality else ("Et svar uden kilde",)
    assert [each for each in told if each not in protocol.introduction.da] == []


@pytest.mark.parametrize("protocol", SHIPPED.values(), ids=SHIPPED)
def test_every_shipped_theme_has_a_real_outcome_and_at_least_two_criteria(protocol):
    for theme in protocol.themes:
        assert 0 < theme.outcome.partly < theme.outcome.fulfilled <= 1, theme.code
        assert sum(criterion.is_judged for criterion in protocol.of_theme(theme.code)) >= 2, theme.code


@pytest.mark.parametrize("protocol", SHIPPED.values(), ids=SHIPPED)
def test_the_criteria_of_a_shipped_theme_stand_together_in_the_order_of_the_themes(protocol):
    order = [theme.code for theme in protocol.themes]
    places = [order.index(criterion.theme) for criterion in protocol.criteria]
    assert places == sorted(places)


@pytest.mark.parametrize("criterion", CRITERIA)
def test_every_text_is_whole_in_both_languages(criterion):
    assert criterion.question.da.endswith("?")
    assert criterion.question.en.endswith("?")
    for text in (criterion.question, criterion.guidance, criterion.relevant_when, criterion.unit):
        assert text is None or text.da != text.en
    for lines in (criterion.guidance.da.splitlines(), criterion.guidance.en.splitlines()):
        assert [line for line in lines if not A_LINE.fullmatch(line)] == []
    assert len(criterion.guidance.da.splitlines()) == len(criterion.guidance.en.splitlines())


@pytest.mark.parametrize("criterion", CRITERIA)
def test_when_it_is_relevant_goes_on_after_relevant_when(criterion):
    for text in (criterion.relevant_when.da, criterion.relevant_when.en) if criterion.relevant_when else ():
        assert text[0].islower()
        assert text.endswith(".")


@pytest.mark.parametrize("criterion", CRITERIA)
def test_guidance_says_what_the_answers_count_as_and_where_to_look(criterion):
    told = {line.partition(":")[0].lower() for line in criterion.guidance.da.splitlines()}
    needed = {
        "yes_no": {"ja", "nej", "fremgår ikke"},
        "in_time": {"ja", "ja, efter fristen", "nej", "fremgår ikke"},
        "degree": {"i meget høj grad", "slet ikke"},
        "information": {"ingen oplysninger mangler", "afgørende mangler"},
        "number": {"tæl"},
    }
    assert needed[criterion.scale.code] <= told
    assert told & {"se", "dokumenter"} or criterion.code in {"G6", "G7"}


@pytest.mark.parametrize("criterion", WITH_RULE)
def test_a_criterion_with_a_rule_asks_on_the_scale_of_that_rule(criterion):
    """Late is an answer exactly where the rule has a limit."""
    has_limit = any(not isinstance(version.deadline, Open) for version in BOOK.rule(criterion.rule).versions)
    assert (Answer.YES_LATE in criterion.scale.answers) == has_limit


@pytest.mark.parametrize("criterion", WITH_RULE)
def test_a_criterion_cites_all_that_its_rule_cites_and_a_standard_is_no_law(criterion):
    rule = BOOK.rule(criterion.rule)
    assert (criterion.track is Track.LEGAL) == (rule.kind is Kind.LAW)
    if rule.kind is Kind.LAW:
        assert {version.citation for version in rule.versions} <= set(criterion.citations)


@pytest.mark.parametrize("name", CASEWORK)
def test_a_rule_answers_one_criterion_of_a_protocol(name):
    rules = [criterion.rule for criterion in SHIPPED[name].criteria if criterion.rule]
    assert len(set(rules)) == len(rules)


def test_the_case_measurement_asks_every_item_under_the_four_benchmarks_and_of_the_file():
    protocol = SHIPPED["sagsmaaling"]
    items = {"A": 12, "B": 5, "C": 12, "D": 8, "E": 10, "F": 9, "G": 7}
    listed = {f"{letter}{number}" for letter, most in items.items() for number in range(1, most + 1)}
    assert {criterion.code for criterion in protocol.criteria} == listed | {"E7a", "E7b"}
    assert {theme.benchmark for theme in protocol.themes} == FOUR_BENCHMARKS | {Benchmark.SAG}
    assert protocol.look_back == 24


def test_a_threat_to_the_child_is_required_wherever_it_is_asked():
    for name, codes in (("sagsmaaling", {"A1", "A3", "B3", "C1", "F6"}), ("ledelsestilsyn", {"L1", "L2", "L6"})):
        assert codes <= {code for theme in SHIPPED[name].themes for code in theme.outcome.required}


def test_the_management_review_can_be_done_in_45_minutes_step_by_step():
    protocol = SHIPPED["ledelsestilsyn"]
    assert (len(protocol.themes), protocol.look_back) == (8, 12)
    assert 20 <= len(protocol.criteria) <= 26
    assert "§ 32" in protocol.introduction.da
    assert "§ 46" in protocol.introduction.da


def test_what_two_protocols_ask_alike_they_say_alike():
    said = {criterion.question.da: criterion for criterion in SHIPPED["sagsmaaling"].criteria}
    shared = [(each, said[each.question.da]) for each in SHIPPED["ledelsestilsyn"].criteria if each.question.da in said]
    assert len(shared) >= 20
    for one, other in shared:
        for name in ("question", "guidance", "relevant_when", "scale", "track", "rule", "citations", "law_changed"):
            assert getattr(one, name) == getattr(other, name), (one.code, other.code, name)


def test_the_organisation_is_judged_by_degree_from_documents_and_interviews():
    protocol = SHIPPED["organisation"]
    assert protocol.subject is Subject.ORGANISATION
    assert 16 <= len(protocol.criteria) <= 20
    assert {theme.benchmark for theme in protocol.themes} == {Benchmark.STYRING}
    for criterion in protocol.criteria:
        assert criterion.scale is SCALES["degree"]
        assert {"Documents", "Interviews"} <= {line.partition(":")[0] for line in criterion.guidance.en.splitlines()}


def test_the_change_of_law_is_told_where_no_rule_tells_it():
    protocol = SHIPPED["sagsmaaling"]
    changed = {criterion.code for criterion in protocol.criteria if criterion.law_changed == (date(2024, 1, 1),)}
    assert {"B1", "C1", "D2", "F5"} <= changed
    for code in ("E7", "E7a", "F1", "F2", "D1"):
        newest, *_ = BOOK.rule(protocol.criterion(code).rule).versions
        assert newest.comparable_with_previous is False, code
