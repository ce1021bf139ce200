"""`report` and `trace`: in every format the numbers of the findings, and from each figure back to its cases."""

import csv
import json
import re
import shutil
from datetime import date

import pikepdf
import pytest
from tests.unit.conftest import LOG
from tests.unit.draws import saved
from tests.unit.reading import read_docx, read_html, read_pdf, said, words
from tests.unit.reports import CONCLUDED, WRITTEN, round_folder

from sagsloft.core.composing import compose
from sagsloft.core.report import Edition, ReportKind
from sagsloft.messages import Language
from sagsloft.pipeline.concluding import conclude
from sagsloft.pipeline.findings_files import read_findings
from sagsloft.pipeline.report_sources import Reporting, gather
from sagsloft.pipeline.reporting import make_report
from sagsloft.render.report_document import document_of

ACCOUNT = "# Vores ord\n\nVi har læst rapporten.\n\n- Vagtordningen er indført.\n- Planerne halter.\n"
ON = date(2026, 1, 25)
COUNT = re.compile(r"(\d[\d.]*) af (\d[\d.]*)")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Two rounds, of which the second is better; and what the municipality says."""
    place = tmp_path_factory.mktemp("forløb")
    round_folder(place / "runde-1", 2025, 0.4)
    round_folder(place / "runde-2", 2026, 0.8, previous=place / "runde-1")
    (place / "redegørelse.md").write_text(ACCOUNT, "utf-8")
    return place


def asked(course, kind=ReportKind.STATUS, **more):
    return Reporting(
        **{
            "round_folder": course / "runde-2",
            "kind": kind,
            "on": ON,
            "previous": course / "runde-1",
            "account": course / "redegørelse.md",
            **more,
        }
    )


@pytest.fixture(scope="module")
def made(course):
    """The status report beside its rounds."""
    return make_report(asked(course), course / "rapport")


def arguments(course, *more, kind="status"):
    given = ("report", course / "runde-2", "--kind", kind, "--on", ON, "--account", course / "redegørelse.md")
    return (*given, *(("--previous", course / "runde-1") if kind == "status" else ()), *more)


def contents(made):
    return {file.suffix: file.read_bytes() for file in made.files}


def test_every_format_says_word_for_word_what_the_tree_says(course, made):
    material = gather(asked(course)).material
    document = document_of(compose(ReportKind.STATUS, material), Language.DANISH, {}, {})
    files = contents(made)
    expected = said(document)
    assert read_pdf(files[".pdf"], document) == expected
    assert read_html(files[".html"].decode()) == expected
    assert read_docx(files[".docx"]) == expected


@pytest.mark.parametrize("suffix", [".pdf", ".html", ".docx"])
def test_the_numbers_in_each_format_are_those_of_the_findings(course, made, suffix):
    with (course / "runde-2/findings.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["relevant"] not in {"", "0"}]
    assert len(rows) > 50
    files = contents(made)
    read = {
        ".pdf": lambda: read_pdf(files[".pdf"], document_of(made.report, Language.DANISH, {}, {})),
        ".html": lambda: read_html(files[".html"].decode()),
        ".docx": lambda: read_docx(files[".docx"]),
    }
    text = " ".join(read[suffix]())
    for row in rows:
        lower, upper = (f"{100 * float(row[end]):.1f}".replace(".", ",") for end in ("lower", "upper"))
        bound = rf"(\({row['met']} af {row['relevant']}, ({lower}–{upper} %|højst [\d,]+ % brud)\))"
        assert re.search(rf"{bound} \[{row['criterion']}-1\]", text), row["criterion"]


def test_the_frozen_report_holds_the_same_counts_as_the_findings(course, made):
    findings = read_findings(course / "runde-2").findings
    entries = {each["id"]: each for each in json.loads(made.files[-1].read_text("utf-8"))["statements"]}
    for criterion in findings.criteria:
        if criterion.is_judged and criterion.relevant:
            (proof,) = entries[f"{criterion.code}-1"]["evidence"]
            assert (proof["met"], proof["relevant"], proof["frame"]) == (criterion.met, criterion.relevant, 70)
    critical = entries["kritisk-1"]["evidence"][-1]
    assert (critical["met"], critical["relevant"]) == (1, 12)


def test_the_first_page_for_those_who_decide_is_one_page_and_so_is_the_quarter(course, made, tmp_path):
    begin = [
        page
        for page, title in outline(made.files[1])
        if title in {"Til jer, der skal beslutte", "Det bygger rapporten på"}
    ]
    assert begin == [2, 3]
    quarter = make_report(asked(course, ReportKind.QUARTER), tmp_path)
    with pikepdf.open(quarter.files[1]) as pdf:
        assert len(pdf.pages) == 1


def outline(file):
    """The page, from 0, of each heading in the PDF's list of contents."""
    with pikepdf.open(file) as pdf, pdf.open_outline() as contents:
        places = {page.objgen: number for number, page in enumerate(pdf.pages)}
        return [(places[each.destination[0].objgen], str(each.title)) for each in contents.root]


def test_the_same_input_gives_the_same_bytes(course, made, tmp_path):
    make_report(asked(course), tmp_path / "igen")
    assert saved(tmp_path / "igen") == saved(course / "rapport")


def test_made_again_in_its_own_folder_it_is_the_same(course, made, tmp_path):
    shutil.copytree(course / "rapport", tmp_path / "rapport")
    again = make_report(asked(course), tmp_path / "rapport")
    assert (again.changed, again.gone) == ({}, {})
    assert saved(tmp_path / "rapport") == saved(course / "rapport")


def test_a_number_that_has_changed_since_the_report_was_first_made_is_flagged_until_it_is_as_it_was(tmp_path, command):
    round_folder(tmp_path / "runde", 2025, 0.4)
    place = tmp_path / "rapport"
    run = ("report", tmp_path / "runde", "--kind", "kvartal", "--out", place)
    assert "ÆNDRET" not in command(*run, "--on", "2026-01-21").out
    first = json.loads((place / "kvartal.json").read_text("utf-8"))
    close = ("critical", tmp_path / "runde", "--case", "sagsnr-2025-03", "--by", "Lis")
    assert command(*close, "--acknowledge", "Lis", "--at", "2026-01-22T10:00").code == 0
    assert command(*close, "--answer", "Barnet er set og er i sikkerhed.", "--at", "2026-01-22T11:00").code == 0
    assert command(*close, "--close", "--at", "2026-01-22T12:00").code == 0
    for on in ("2026-01-23", "2026-01-24"):
        told = " ".join(command(*run, "--on", on).out.split())
        assert "ÆNDRET siden 21. januar 2026: alarmer. Da stod der: En kritisk sag" in told
        page = (place / "kvartal.html").read_text("utf-8")
        assert "ÆNDRET siden den rapport, der blev lavet 21. januar 2026." in page
        alarms = {each["id"]: each for each in json.loads((place / "kvartal.json").read_text("utf-8"))["statements"]}
        before = {each["id"]: each for each in first["statements"]}["alarmer"]
        assert alarms["alarmer"]["first"] == before["first"]
        assert alarms["alarmer"]["figures"] != before["figures"]


def test_a_report_that_was_edited_is_refused(course, made, tmp_path, command, sentence):
    shutil.copytree(course / "rapport", tmp_path / "rapport")
    file = tmp_path / "rapport/status.json"
    file.write_text(file.read_text("utf-8").replace('"met": 1,', '"met": 0,', 1), "utf-8")
    for run in (command("trace", file, "A2-1"), command(*arguments(course, "--out", tmp_path / "rapport"))):
        assert run.code == 2
        assert sentence("sealed.changed", file=file).search(run.err)


def test_a_round_that_is_not_concluded_says_so_and_where(course, tmp_path, command, sentence):
    shutil.copytree(course / "runde-1", tmp_path / "runde")
    (tmp_path / "runde/findings.json").unlink()
    run = command("report", tmp_path / "runde", "--out", tmp_path / "rapport")
    assert run.code == 2
    assert sentence("reporting.not_concluded", folder=tmp_path / "runde").search(run.err)
    assert not (tmp_path / "rapport").exists()


def test_a_round_that_is_not_finished_is_reported_as_a_draft_alone_marked_on_every_page(tmp_path, command):
    round_folder(tmp_path / "runde", 2025, 0.4, is_finished=False)
    run = ("report", tmp_path / "runde", "--out", tmp_path / "rapport", "--on", ON)
    refused = command(*run)
    assert refused.code == 2
    assert "Ikke læst: 1 sager." in refused.err
    assert "Kommunens egen redegørelse mangler. Giv den med --account FIL." in refused.err
    assert command(*run, "--draft").code == 0
    assert {each.name for each in (tmp_path / "rapport").iterdir()} == {
        f"analyse-udkast.{kind}" for kind in ("html", "pdf", "docx", "json")
    }
    page = (tmp_path / "rapport/analyse-udkast.html").read_text("utf-8")
    assert "UDKAST" in page
    assert "Dette er et udkast. Det mangler:" in page
    assert '@top-center { content: "UDKAST' in page


def test_findings_of_another_frame_are_refused_even_as_a_draft(course, tmp_path, command, sentence):
    shutil.copytree(course / "runde-2", tmp_path / "runde")
    shutil.copy(course / "runde-1/findings.json", tmp_path / "runde")
    run = command("report", tmp_path / "runde", "--out", tmp_path / "rapport", "--draft")
    assert run.code == 2
    assert sentence("reporting.another_frame", folder=tmp_path / "runde").search(run.err)


def test_forms_that_were_read_after_the_conclusion_must_be_concluded_first(course, tmp_path, command):
    shutil.copytree(course / "runde-1", tmp_path / "runde")
    (tmp_path / "runde/reviews/2-review.json").unlink()
    run = command("report", tmp_path / "runde", "--out", tmp_path / "rapport", "--account", course / "redegørelse.md")
    assert run.code == 2
    assert "der læst skemaer ind, siden der blev konkluderet" in run.err


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ((), "reporting.no_previous"),
        (("--previous", "runde-2"), "reporting.another_previous"),
    ],
)
def test_a_status_is_made_with_the_round_that_it_was_compared_with(course, command, sentence, more, message):
    given = [course / each if each == "runde-2" else each for each in more]
    run = command("report", course / "runde-2", "--kind", "status", "--out", course / "ingen", *given)
    assert run.code == 2
    assert sentence(message).search(run.err)


def test_a_report_does_not_take_the_place_of_one_about_another_round(course, made, tmp_path, command, sentence):
    out = ("--kind", "analyse", "--account", course / "redegørelse.md", "--out", tmp_path)
    assert command("report", course / "runde-1", *out).code == 0
    run = command("report", course / "runde-2", *out)
    assert run.code == 2
    assert sentence("reporting.another_round", file=tmp_path / "analyse.json").search(run.err)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\n\n  \n", "reporting.account_empty"),
        (b"\xff\xfe\x00b", "reporting.account_no_text"),
        (b"x" * (2**20 + 1), "reporting.account_too_long"),
        (b"Barnet 010203-1234 er set.", "cpr.found_in_text"),
    ],
)
def test_an_account_that_cannot_be_used_is_told(course, file, command, sentence, content, message):
    account = file(content, "redegørelse.txt")
    run = command("report", course / "runde-1", "--out", course / "ingen", "--account", account)
    assert run.code == 2
    assert sentence(message, file=account).search(run.err)
    assert "010203" not in run.err


def test_the_account_stands_paragraph_by_paragraph(made):
    page = made.files[0].read_text("utf-8")
    for each in ("Vores ord", "Vi har læst rapporten.", "- Vagtordningen er indført.", "- Planerne halter."):
        assert f"<p>{each}</p>" in page


def test_the_public_edition_leaks_no_case_and_no_word_of_a_reader_in_any_format(course, tmp_path):
    made = make_report(asked(course, edition=Edition.PUBLIC), tmp_path)
    files = contents(made)
    document = document_of(made.report, Language.DANISH, {}, {})
    texts = {
        ".pdf": " ".join(read_pdf(files[".pdf"], document)),
        ".html": files[".html"].decode(),
        ".docx": " ".join(read_docx(files[".docx"])),
        ".json": files[".json"].decode(),
    }
    for suffix, text in texts.items():
        for secret in ("sagsnr-", *words(WRITTEN), "Anne", "Lis Leder"):
            assert secret not in text, (suffix, secret)
        assert COUNT.search(text) or suffix == ".json"
    assert "Offentlig udgave" in texts[".html"]
    assert "Internt" not in texts[".html"]


def test_the_internal_edition_says_that_it_is(made):
    assert "Internt – indeholder oplysninger om enkelte sager" in made.files[0].read_text("utf-8")


def test_an_account_that_names_a_case_cannot_stand_in_the_public_edition(course, file, command, sentence):
    account = file("Sagen sagsnr-2026-03 er lukket.", "redegørelse.txt")
    given = ("report", course / "runde-2", "--out", course / "ingen", "--account", account, "--previous")
    run = command(*given, course / "runde-1", "--public")
    assert run.code == 2
    assert sentence("reporting.case_in_text").search(run.err)
    assert "sagsnr" not in run.err


def test_a_small_frame_withholds_the_cases_from_the_public_edition(tmp_path, command):
    round_folder(tmp_path / "runde", 2025, 0.4, frame=39)
    account = tmp_path / "redegørelse.txt"
    account.write_text("Vi er enige.\n", "utf-8")
    run = command("report", tmp_path / "runde", "--out", tmp_path, "--account", account, "--public", "--on", ON)
    assert run.code == 0
    content = json.loads((tmp_path / "analyse-offentlig.json").read_text("utf-8"))
    assert content["statements"] == []
    assert not COUNT.search(json.dumps(content["sections"], ensure_ascii=False))


def test_deadlines_from_events_cover_all_cases_and_tell_how_to_find_them_again(course, file, command, tmp_path):
    events = file(LOG + LOG.replace("sag-", "bi-").replace(LOG.splitlines()[0] + "\n", ""))
    run = command(*arguments(course, "--out", tmp_path, "--events", events, "--measure", "2024-03-02=Vagtordning"))
    assert run.code == 0
    content = json.loads((tmp_path / "status.json").read_text("utf-8"))
    waiting = {each["id"]: each for each in content["statements"]}["venter"]
    assert waiting["evidence"][0] == {
        "met": 2,
        "relevant": 6,
        "frame": 6,
        "reach": "all",
        "lower": None,
        "upper": None,
        "at_most": None,
    }
    assert content["inputs"]["command"].startswith("sagsloft check events.csv")
    told = command("trace", tmp_path / "status.json", "venter").out
    assert "sagsloft check events.csv" in told


def test_a_measure_needs_a_day_and_a_name(course, command, sentence):
    for text in ("2024-03-02", "=Vagtordning", "2024-13-01=Vagtordning"):
        run = command(*arguments(course, "--out", course / "ingen", "--measure", text))
        assert run.code == 2


def test_trace_shows_the_cases_answers_reasons_law_and_events_and_counts_again(course, made, command):
    told = " ".join(command("trace", made.files[-1], "a2-1").out.split())
    findings = read_findings(course / "runde-2").findings
    counted = next(each for each in findings.criteria if each.code == "A2")
    assert f"Talt igen ud fra svarene: {counted.met} af {counted.relevant}. Det passer." in told
    assert all(case in told for case in findings.cases)
    assert "Barnets lov § 136" in told
    assert "Den kom mandag." in " ".join(command("trace", made.files[-1], "A1-1").out.split())


def test_trace_of_a_change_shows_both_rounds(made, command):
    told = command("trace", made.files[-1], "[A2-3]").out
    assert "sagsnr-2025-00" in told
    assert "sagsnr-2026-00" in told


@pytest.mark.parametrize("claim", ["kritisk-1", "alarmer", "rettelser", "tema-underretning", "grundlag", "enighed-1"])
def test_trace_reaches_behind_every_kind_of_statement(made, command, claim):
    run = command("trace", made.files[-1], claim)
    assert (run.code, run.err) == (0, "")
    assert f"[{claim}]" in run.out
    assert len(re.findall(r"[0-9a-f]{64}", run.out)) >= 3


def test_trace_says_which_statements_are_like_one_that_is_not_there(made, command, sentence):
    run = command("trace", made.files[-1], "A2-9")
    assert run.code == 2
    assert sentence("trace.no_claim", claim="A2-9").search(run.err)
    assert "A2-1" in run.err


def test_trace_finds_the_round_by_its_fingerprint_and_takes_no_other_for_it(course, made, tmp_path, command, sentence):
    shutil.copy(made.files[-1], tmp_path)
    alone = command("trace", tmp_path / "status.json", "A2-1")
    assert "ligger ikke ved siden af rapporten" in " ".join(alone.out.split())
    run = command("trace", tmp_path / "status.json", "A2-1", "--round", course / "runde-1")
    assert run.code == 2
    assert sentence("trace.another_round", folder=course / "runde-1").search(run.err)
    assert "Talt igen" in command("trace", tmp_path / "status.json", "A2-1", "--round", course / "runde-2").out


def test_in_english_the_report_is_english(course, tmp_path, command):
    run = command(*arguments(course, "--out", tmp_path, "--lang", "en"))
    assert (run.code, run.err) == (0, "")
    page = (tmp_path / "status.html").read_text("utf-8")
    read = " ".join(each for each in read_html(page) if not each.startswith("["))
    for danish in ("Opfyldt", "underretning", "Statusrapport", "sager", "Alle", "hvor"):
        assert danish not in read, danish
    assert '<html lang="en">' in page


def test_what_is_concluded_again_with_the_same_answers_changes_no_number(course, made, tmp_path):
    shutil.copytree(course, tmp_path / "forløb")
    folder = tmp_path / "forløb"
    conclude(folder / "runde-2", CONCLUDED, previous=folder / "runde-1")
    again = make_report(asked(folder), folder / "rapport")
    assert again.changed == {}
