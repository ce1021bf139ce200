"""The reports of the course say the numbers of its findings, in every format, and the public ones name nobody."""

import csv
import json
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from lxml import html
from tests.unit.tagged_pdf import TaggedPdf

from sagsloft.core.ladder import Phrase
from sagsloft.core.scales import Answer
from sagsloft.messages import Language, say
from sagsloft.pipeline.findings_files import read_findings
from sagsloft.pipeline.review_state import load_state

UNSEEN = re.compile("[\u00ad\u200b\u2060]")
CASE = re.compile(r"\beks-\d{4}\b")
pytestmark = pytest.mark.xdist_group("course")


def in_one_line(text):
    return " ".join(UNSEEN.sub("", text).split())


def told(file):
    """What a person reads in it."""
    match file.suffix:
        case ".pdf":
            return in_one_line(TaggedPdf(file.read_bytes()).read())
        case ".docx":
            with ZipFile(BytesIO(file.read_bytes())) as package:
                tree = html.fromstring(package.read("word/document.xml"))
            return in_one_line("".join(tree.itertext()))
    page = html.document_fromstring(file.read_bytes().decode())
    for hidden in page.xpath("//style"):
        hidden.drop_tree()
    return in_one_line(page.text_content())


def statements(file):
    return {each["id"]: each for each in json.loads(file.read_text("utf-8"))["statements"]}


@pytest.mark.parametrize(("number", "kind"), [(1, "analyse"), (2, "status")])
def test_every_level_of_the_findings_stands_in_all_three_formats_with_its_count_and_interval(folder, number, kind):
    findings = read_findings(folder / f"runde-{number}").findings
    said = statements(folder / f"rapport-{number}" / f"{kind}.json")
    texts = [told(folder / f"rapport-{number}" / f"{kind}.{form}") for form in ("html", "pdf", "docx")]
    judged = [each for each in findings.criteria if each.is_judged and each.relevant]
    assert len(judged) > 50
    for each in judged:
        (evidence,) = said[f"{each.code}-1"]["evidence"]
        interval = findings.interval(each)
        assert (evidence["met"], evidence["relevant"], evidence["frame"]) == (each.met, each.relevant, findings.frame)
        assert (evidence["lower"], evidence["upper"]) == pytest.approx(tuple(interval))
        proof = in_one_line(said[f"{each.code}-1"]["proof"])
        assert proof.startswith(f"{each.met} af {each.relevant}")
        assert [proof in text for text in texts] == [True, True, True], each.code


def test_words_about_a_change_stand_where_the_comparison_has_earned_them_and_nowhere_else(folder):
    with (folder / "sammenligning" / "comparison.csv").open(encoding="utf-8", newline="") as file:
        earned = {row["criterion"]: row["change"] for row in csv.DictReader(file)}
    said = {name: each["words"] for name, each in statements(folder / "rapport-2" / "status.json").items()}
    phrases = {say(f"ladder.{phrase}", Language.DANISH) for phrase in Phrase}
    changes = {name.removesuffix("-3"): words for name, words in said.items() if name.endswith("-3")}
    worded = {code for code, words in changes.items() if any(f": {each}" in words for each in phrases)}
    assert worded == {code for code, change in earned.items() if change}
    for code in worded:
        assert f": {say(f'ladder.{earned[code]}', Language.DANISH)}" in said[f"{code}-3"]


def test_the_public_edition_names_no_case_and_repeats_no_reader(folder):
    state = load_state(folder / "runde-2")
    reasons = {
        response.reason
        for cases in state.reviews.values()
        for review in cases.values()
        for response in review.responses.values()
        if response.reason
    }
    names = {each.name for each in state.plan.reviewers} | {state.plan.leader, state.plan.director}
    for form in ("html", "pdf", "docx"):
        text = told(folder / "rapport-2" / f"status-offentlig.{form}")
        assert CASE.search(text) is None
        assert [each for each in reasons | names if each in text] == []
    assert CASE.search((folder / "rapport-2" / "status-offentlig.json").read_text("utf-8")) is None


def test_every_report_says_that_it_is_invented(folder):
    reports = [
        file for number in (1, 2) for file in (folder / f"rapport-{number}").glob("*.*") if file.suffix != ".json"
    ]
    assert len(reports) == 2 + 3 * 4
    assert [
        file.name
        for file in reports
        if "pdigte" not in (told(file) if file.suffix != ".txt" else file.read_text("utf-8"))
    ] == []


def test_a_question_that_rests_on_a_municipal_standard_is_answered_by_the_events_too(folder):
    events = load_state(folder / "runde-1").events
    assert {answers["G5"].answer for answers in events.values()} - {Answer.NOT_RELEVANT}
