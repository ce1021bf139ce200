"""What a protocol's file may say: whatever is not in the format is refused and named."""

# ruff: noqa: E501 - a table of mistakes is read row by row.

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from sagsloft import rulebook
from sagsloft.core.errors import UserError
from sagsloft.core.protocols import Benchmark, OutcomeRule, Subject
from sagsloft.core.rules import Citation, Text
from sagsloft.core.scales import SCALES, Criticality, Track
from sagsloft.messages import Language, say

OWN = """\
version = 3
subject = "case"
look_back = 18
title = { da = "Prøve", en = "Trial" }
inspired_by = { da = "Inspireret af ingen.", en = "Inspired by nobody." }
introduction = { da = "Læs sagen.", en = "Read the case." }

[criticality]
critical = { da = "Fare nu.", en = "Danger now." }
worrying = { da = "Fejl.", en = "Defects." }
not_critical = { da = "Ingen.", en = "Neither." }

[[themes]]
code = "underretning"
title = { da = "Underretning", en = "Notification" }
benchmark = "faglig_udredning"
outcome = { fulfilled = 1.0, partly = 0.5, required = ["A1"] }

[[themes]]
code = "sag"
title = { da = "Sag", en = "File" }
benchmark = "sag_og_proces"
outcome = { fulfilled = 0.9, partly = 0 }

[[criteria]]
code = "A1"
theme = "underretning"
question = { da = "I tide?", en = "In time?" }
guidance = { da = "Ja: i tide.", en = "Yes: in time." }
relevant_when = { da = "der er en underretning.", en = "there is a notification." }
track = "legal"
scale = "in_time"
origin = "published"
rule = "underretning-24-timer"
citations = [{ act = "Barnets lov", section = "§ 136" }, { act = "Lov", section = "§ 1", url = "https://example.org" }]
law_changed = [2011-01-01, 2024-01-01]
same_since = 2
formerly = "A4"

[[criteria]]
code = "A2"
theme = "underretning"
question = { da = "Hvor længe?", en = "How long?" }
guidance = { da = "Tæl dage.", en = "Count days." }
track = "professional"
scale = "number"
origin = "own"
unit = { da = "dage", en = "days" }

[[criteria]]
code = "B1"
theme = "sag"
question = { da = "Er den god?", en = "Is it good?" }
guidance = { da = "Se alt.", en = "See all." }
track = "professional"
scale = "degree"
origin = "own"
"""

MISTAKES = [
    ("a key at the top that is not known", "look_back", "lookback", "unknown_key", "lookback"),
    ("a key of a theme that is not known", 'benchmark = "sag', 'benchmarks = "sag', "unknown_key", "themes[1].benchmarks"),
    ("a key of an outcome that is not known", "partly = 0 }", "partial = 0 }", "unknown_key", "themes[1].outcome.partial"),
    ("a key of a criterion that is not known", 'guidance = { da = "Se', 'guide = { da = "Se', "unknown_key", "criteria[2].guide"),
    ("a key of a citation that is not known", 'section = "§ 136"', 'paragraph = "§ 136"', "unknown_key", "criteria[0].citations[0].paragraph"),
    ("a judgement of the case that is not one", "worrying", "doubtful", "unknown_key", "criticality.doubtful"),
    ("no version", "version = 3", "", "missing_key", "version"),
    ("version nought", "version = 3", "version = 0", "wrong_value", "version"),
    ("no title in English", ', en = "Trial"', "", "missing_key", "title.en"),
    ("nobody that inspired it", "inspired_by = {", "introduced_by = {", "unknown_key", "introduced_by"),
    ("a subject that is not one", '"case"', '"child"', "wrong_value", "subject"),
    ("no months to look back", "look_back = 18", "look_back = 0", "wrong_value", "look_back"),
    ("a judgement of the case without a meaning", 'worrying = { da = "Fejl.", en = "Defects." }', "", "missing_key", "criticality.worrying"),
    ("a theme twice", 'code = "sag"', 'code = "underretning"', "duplicate", "themes[1].code"),
    ("a theme's code with a capital", 'code = "sag"', 'code = "Sag"', "wrong_value", "themes[1].code"),
    ("a benchmark that is not one", '"sag_og_proces"', '"sag"', "wrong_value", "themes[1].benchmark"),
    ("a theme without an outcome", "outcome = { fulfilled = 0.9, partly = 0 }", "", "missing_key", "themes[1].outcome"),
    ("a share above one", "fulfilled = 1.0", "fulfilled = 100", "wrong_value", "themes[0].outcome.fulfilled"),
    ("a share below nought", "partly = 0 }", "partly = -0.1 }", "wrong_value", "themes[1].outcome.partly"),
    ("a share that is no number", "partly = 0 }", "partly = nan }", "wrong_value", "themes[1].outcome.partly"),
    ("a share that is true", "fulfilled = 1.0", "fulfilled = true", "wrong_value", "themes[0].outcome.fulfilled"),
    ("more for partly than for fulfilled", "partly = 0 }", "partly = 0.95 }", "wrong_value", "themes[1].outcome.partly"),
    ("a required criterion of another theme", '["A1"]', '["B1"]', "wrong_value", "themes[0].outcome.required"),
    ("a required number, which nothing can meet", '["A1"]', '["A2"]', "wrong_value", "themes[0].outcome.required"),
    ("a criterion required twice", '["A1"]', '["A1", "A1"]', "duplicate", "themes[0].outcome.required"),
    ("a theme without criteria", 'theme = "sag"', 'theme = "underretning"', "theme_without_criteria", "themes[1].code"),
    ("a theme with numbers only", 'scale = "degree"', 'scale = "number"\nunit = { da = "dage", en = "days" }', "theme_without_criteria", "themes[1].code"),
    ("a criterion twice", 'code = "A2"', 'code = "A1"', "duplicate", "criteria[1].code"),
    ("a criterion's code without a number", 'code = "A2"', 'code = "A"', "wrong_value", "criteria[1].code"),
    ("a theme that the protocol does not have", 'theme = "sag"', 'theme = "plan"', "wrong_value", "criteria[2].theme"),
    ("a track that is not one", 'track = "legal"', 'track = "social"', "wrong_value", "criteria[0].track"),
    ("a scale that is not one", '"degree"', '"stars"', "wrong_value", "criteria[2].scale"),
    ("an origin that is not one", '"published"', '"stolen"', "wrong_value", "criteria[0].origin"),
    ("no guidance", 'guidance = { da = "Se alt.", en = "See all." }', "", "missing_key", "criteria[2].guidance"),
    ("a question in one language", ', en = "Is it good?"', "", "missing_key", "criteria[2].question.en"),
    ("a rule that does not exist", "underretning-24-timer", "underretning-24-time", "unknown_rule_named", "criteria[0].rule"),
    ("a rule on a degree", 'scale = "degree"', 'scale = "degree"\nrule = "fremdrift"', "only_with", "criteria[2].rule"),
    ("a rule on a number", 'scale = "number"', 'scale = "number"\nrule = "fremdrift"', "only_with", "criteria[1].rule"),
    ("a number without a unit", 'unit = { da = "dage", en = "days" }', "", "missing_key", "criteria[1].unit"),
    ("a unit on a degree", 'scale = "degree"', 'scale = "degree"\nunit = { da = "x", en = "y" }', "only_with", "criteria[2].unit"),
    ("the same since a later version", "same_since = 2", "same_since = 4", "wrong_value", "criteria[0].same_since"),
    ("another name for what is new", "same_since = 2", "same_since = 3", "only_with", "criteria[0].formerly"),
    ("two that go back to the same", 'code = "B1"', 'code = "B1"\nsame_since = 2\nformerly = "A4"', "duplicate", "criteria[2].formerly"),
    ("one that goes back to what has kept its name", 'code = "A2"', 'code = "A4"\nsame_since = 2', "duplicate", "criteria[0].formerly"),
    ("changes of the law out of order", "[2011-01-01, 2024-01-01]", "[2024-01-01, 2011-01-01]", "wrong_value", "criteria[0].law_changed"),
    ("a change of the law that is a text", "2011-01-01,", '"2011-01-01",', "wrong_value", "criteria[0].law_changed"),
    ("a change of the law with a time of day", "2011-01-01,", "2011-01-01T00:00:00,", "wrong_value", "criteria[0].law_changed"),
    ("a change of the law that is no list", "[2011-01-01, 2024-01-01]", "2024-01-01", "wrong_value", "criteria[0].law_changed"),
    ("citations that are texts", '[{ act = "Barnets lov", section = "§ 136" }, { act = "Lov", section = "§ 1", url = "https://example.org" }]', '["§ 136"]', "wrong_value", "criteria[0].citations"),
]  # fmt: skip


@pytest.fixture
def own(tmp_path: Path):
    """`own(text)`: the path of a protocol with that text."""

    def written(text=OWN):
        file = tmp_path / "proeve.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return written


def mistake(path, **options):
    """What was wrong, and at which key; it is told in both languages, with the file."""
    with pytest.raises(UserError) as caught:
        rulebook.load_protocol(path, **options)
    error = caught.value
    for language in Language:
        assert str(path) in say(error.message_id, language, **error.values)
    return error.message_id.removeprefix("rulebook."), error.values.get("key")


def test_a_file_tells_a_protocol(own):
    found = rulebook.load_protocol(own())
    assert (found.id, found.version, found.subject, found.look_back) == ("proeve", 3, Subject.CASE, 18)
    assert (found.title, found.introduction.en, found.inspired_by.da) == (
        Text("Prøve", "Trial"),
        "Read the case.",
        "Inspireret af ingen.",
    )
    assert found.criticality[Criticality.WORRYING] == Text("Fejl.", "Defects.")
    assert [theme.outcome for theme in found.themes] == [OutcomeRule(1.0, 0.5, ("A1",)), OutcomeRule(0.9, 0.0)]
    assert [theme.benchmark for theme in found.themes] == [Benchmark.UDREDNING, Benchmark.SAG]
    assert [criterion.code for criterion in found.of_theme("underretning")] == ["A1", "A2"]


def test_a_file_tells_all_of_a_criterion(own):
    first, second, third = rulebook.load_protocol(own()).criteria
    assert (first.track, first.scale, first.rule) == (Track.LEGAL, SCALES["in_time"], "underretning-24-timer")
    assert first.citations == (Citation("Barnets lov", "§ 136", ""), Citation("Lov", "§ 1", "https://example.org"))
    assert first.law_changed == (date(2011, 1, 1), date(2024, 1, 1))
    assert (first.same_since, first.formerly, first.relevant_when.en) == (2, "A4", "there is a notification.")
    assert (second.unit, second.is_judged) == (Text("dage", "days"), False)
    assert (third.same_since, third.formerly, third.rule, third.citations, third.law_changed) == (1, None, None, (), ())


def test_the_hash_is_that_of_the_files_bytes(own):
    before = rulebook.load_protocol(own()).hash
    path = own(OWN + "# a remark\n")
    assert before == sha256(OWN.encode()).hexdigest()
    assert rulebook.load_protocol(str(path)).hash == sha256(path.read_bytes()).hexdigest() != before


@pytest.mark.parametrize(("what", "right", "wrong", "kind", "key"), MISTAKES, ids=[row[0] for row in MISTAKES])
def test_a_mistake_is_refused_and_named(own, what, right, wrong, kind, key):
    assert right in OWN
    assert mistake(own(OWN.replace(right, wrong, 1))) == (kind, key)


@pytest.mark.parametrize("key", ["themes", "criteria"])
def test_a_protocol_without_themes_or_criteria_is_refused(own, key):
    head = OWN.partition("[criticality]")[0]
    rest = OWN[OWN.index("[criticality]") : OWN.index("[[themes]]")]
    lists = {"themes": "themes = []\n", "criteria": "criteria = []\n"}
    others = OWN[OWN.index("[[themes]]") : OWN.index("[[criteria]]")] if key == "criteria" else ""
    assert mistake(own(head + lists[key] + rest + others)) == ("wrong_value", key)


def test_a_review_of_cases_says_what_critical_means(own):
    start, end = OWN.index("[criticality]"), OWN.index("[[themes]]")
    assert mistake(own(OWN[:start] + OWN[end:])) == ("missing_key", "criticality")


def test_an_organisation_is_neither_critical_nor_answered_by_events(own):
    start, end = OWN.index("[criticality]"), OWN.index("[[themes]]")
    organisation = OWN.replace('"case"', '"organisation"')
    assert mistake(own(organisation)) == ("only_with", "criteria[0].rule")
    ruleless = organisation.replace('rule = "underretning-24-timer"\n', "")
    assert mistake(own(ruleless)) == ("only_with", "criticality")
    without = OWN[:start] + OWN[end:]
    found = rulebook.load_protocol(
        own(without.replace('"case"', '"organisation"').replace('rule = "underretning-24-timer"\n', ""))
    )
    assert (found.criticality, found.needs_sources) == ({}, True)


def test_a_rule_of_the_rulebook_in_use_may_be_named(own):
    path = own(OWN.replace("underretning-24-timer", "vores-egen"))
    assert mistake(path) == ("unknown_rule_named", "criteria[0].rule")
    assert rulebook.load_protocol(path, rules={"vores-egen"}).criterion("A1").rule == "vores-egen"
    assert mistake(own(), rules={"vores-egen"}) == ("unknown_rule_named", "criteria[0].rule")


def test_a_criterion_may_take_over_a_name_that_another_had(own):
    """What is A1 was A4 in version 2; what is A4 now is new in version 3, so no two go back to the same."""
    renamed = rulebook.load_protocol(own(OWN.replace('code = "A2"', 'code = "A4"\nsame_since = 3')))
    assert (renamed.criterion("A1").formerly, renamed.criterion("A4").same_since) == ("A4", 3)


def test_what_is_no_protocol_is_refused_by_its_name(tmp_path):
    with pytest.raises(UserError) as caught:
        rulebook.load_protocol("sagsmåling")
    assert caught.value.message_id == "rulebook.unknown_protocol"
    assert caught.value.values["allowed"] == "ledelsestilsyn, organisation, sagsmaaling"
    assert mistake(tmp_path) == ("cannot_open", None)


def test_a_file_that_is_no_toml_or_not_utf8_is_refused(own, tmp_path):
    assert mistake(own("version = ")) == ("unreadable_toml", None)
    latin = tmp_path / "latin.toml"
    latin.write_bytes(OWN.encode("latin-1"))
    assert mistake(latin) == ("not_utf8", None)
