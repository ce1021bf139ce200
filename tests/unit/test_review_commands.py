"""`review-forms`, `read-reviews`, `adjudicate`, `agree`, `conclude`: from a draw to what it shows, and the year after.

The round: six of 16 cases, read by two. In sag-03 the notification was assessed too late, which Bo sees only when the
events say so; in sag-01 Anna misses a letter that Bo finds; they do not agree on how bad sag-14 is.
"""

import csv
import json

import pytest
from openpyxl import load_workbook
from tests.unit.draws import said
from tests.unit.rounds import CASES, GOOD, PROTOCOL, Round, form_map, log, run, texts_of

DRAWN = ["sag-04", "sag-01", "sag-14", "sag-03", "sag-11", "sag-02"]
LATE_SEEN = {("sag-03", "A1"): ("ja, efter fristen", "Vurderet efter tre døgn.")}
ANNA = {
    **LATE_SEEN,
    ("sag-01", "A2"): ("nej", "Intet brev i sagen."),
    ("sag-14", None): ("bekymrende", "Ingen har talt med barnet."),
}
THIRD = {
    ("sag-01", "A2"): ("nej", "Brevet er til en anden."),
    ("sag-14", None): ("ikke kritisk", "Barnet er set."),
}


@pytest.fixture(scope="session")
def begun(tmp_path_factory):
    return Round(tmp_path_factory.mktemp("begyndt")).drawn().made()


@pytest.fixture(scope="session")
def all_read(begun, tmp_path_factory):
    return begun.copy(tmp_path_factory.mktemp("laest") / "x").done(ANNA)


@pytest.fixture(scope="session")
def decided(all_read, tmp_path_factory):
    """Everything answered, explained and decided."""
    found = all_read.copy(tmp_path_factory.mktemp("afgjort") / "x")
    found.explained({("sag-03", "A1"): ("ja, efter fristen", "Jeg overså datoen.")})
    assert run("adjudicate", found.path, "--by", "Carl Friis").code == 0
    assert found.read(found.fill("adjudication", THIRD)).code == 0
    return found


@pytest.fixture
def fresh(begun, tmp_path):
    return begun.copy(tmp_path / "her")


@pytest.fixture
def closed(all_read, tmp_path):
    return all_read.copy(tmp_path / "her")


@pytest.fixture
def ready(decided, tmp_path):
    return decided.copy(tmp_path / "her")


def table(file):
    with file.open(encoding="utf-8") as lines:
        return {row["criterion"]: row for row in csv.DictReader(lines)}


def test_every_reader_gets_the_drawn_cases_in_ticket_order(fresh):
    assert fresh.plan["cases"] == DRAWN
    assert fresh.cases("1-review") == fresh.cases("2-review") == DRAWN
    assert fresh.plan["round_id"].startswith("2024-03-03-")


def test_what_is_half_done_is_kept_and_the_untouched_sheets_are_told_in_one_line(fresh):
    answers = fresh.answers("1-review")
    del answers["sag-01", "A2"]
    told = said(fresh.read(fresh.fill("1-review", answers, only=DRAWN[:2])))
    assert "Ikke begyndt: ark 3–6." in told
    assert "Ark 2 mangler 1: A2." in told
    assert "Anna Holm 6 1 0" in told.replace("│", " ")
    assert fresh.response(1, "review", "sag-01", "A1") == {"answer": "yes"}
    told = said(fresh.read(fresh.fill("1-review", fresh.answers("1-review", LATE_SEEN))))
    assert "Anna Holm er færdig." in told
    assert not fresh.form("1-events").exists()


def test_untouched_sheets_between_others_are_told_as_spans(fresh):
    told = said(fresh.read(fresh.fill("1-review", fresh.answers("1-review"), only=["sag-01", "sag-03"])))
    assert "Ikke begyndt: ark 1, 3, 5–6." in told


def test_a_form_that_is_read_again_changes_nothing(closed):
    before = {each.name: each.read_bytes() for each in closed.path.rglob("*.json")}
    form = closed.folder / "runde-2-review-udfyldt.xlsx"
    assert closed.read(form).code == 0
    assert {each.name: each.read_bytes() for each in closed.path.rglob("*.json")} == before


def test_where_the_events_say_something_else_the_reader_is_asked_why_and_only_there(closed):
    assert not closed.form("1-events").exists()
    asked = {(each["case_id"], each["criterion"]) for each in form_map(closed.form("2-events"))["inputs"]}
    assert asked == {("sag-03", "A1")}
    told = said(closed.read(closed.fill("2-events", {("sag-03", "A1"): ("ja, efter fristen", "Jeg overså datoen.")})))
    assert "Bo Lunds begrundelser" in told
    assert "adjudicate" in told
    assert closed.response(2, "review", "sag-03", "A1") == {"answer": "yes"}
    assert closed.response(2, "events", "sag-03", "A1") == {"answer": "yes_late", "reason": "Jeg overså datoen."}


def test_a_third_sees_only_what_is_disputed_when_everybody_is_done(closed, sentence):
    refused = run("adjudicate", closed.path, "--by", "Carl Friis")
    assert sentence("review.not_done", readers="Bo Lund").fullmatch(refused.err.strip())
    closed.explained()
    assert run("adjudicate", closed.path, "--by", "Carl Friis").code == 0
    asked = {(each["case_id"], each["criterion"]) for each in form_map(closed.form("adjudication"))["inputs"]}
    assert asked == {("sag-01", "A2"), ("sag-03", "A1"), ("sag-14", None)}


def test_agreement_is_of_the_first_answers_alone(ready):
    assert run("agree", ready.path, "--out", ready.folder / "ud").code == 0
    found = json.loads((ready.folder / "ud" / "agreement.json").read_text("utf-8"))["agreement"]
    same = {each["code"]: (each["same"], each["shared"]) for each in found["criteria"]}
    assert same == {"A1": (5, 6), "A2": (5, 6), "B1": (6, 6)}
    assert found["criticality"] == [6, 5]
    (legal,) = [each for each in found["pooled"] if each["track"] == "legal"]
    assert (legal["items"], legal["same"], legal["gwet_interval"]) == (12, 10, None)
    (events,) = found["events"]
    assert (events["items"], events["same"], events["milder"], events["stricter"]) == (12, 11, 1, 0)


def test_the_conclusion_counts_the_final_answers_and_opens_a_line_for_each_breach(ready):
    told = said(ready.conclude())
    rows = table(ready.path / "findings.csv")
    counts = {code: (row["relevant"], row["met"]) for code, row in rows.items()}
    assert counts == {"A1": ("6", "5"), "A2": ("6", "5"), "B1": ("6", "6")}
    assert (rows["A1"]["yes_late"], rows["A2"]["no"]) == ("1", "1")
    assert "Nye linjer på reparationslisten: 2" in told
    opened = ready.json("repairs.json")["steps"]
    assert {(each["case_id"], each["criterion"]) for each in opened} == {("sag-03", "A1"), ("sag-01", "A2")}
    assert [each["what"] for each in opened if each["criterion"] == "A1"] == [
        "Er den vurderet inden 24 timer? Vurderet efter tre døgn. / Jeg overså datoen."
    ]


def test_concluding_twice_changes_nothing(ready):
    assert ready.conclude().code == 0
    before = {each.name: each.read_bytes() for each in ready.path.rglob("*") if each.is_file()}
    assert ready.conclude().code == 0
    assert {each.name: each.read_bytes() for each in ready.path.rglob("*") if each.is_file()} == before


def test_the_same_answers_give_the_same_bytes(tmp_path):
    folders = []
    for name in ("en", "to"):
        (tmp_path / name).mkdir()
        found = Round(tmp_path / name).drawn().made().done(LATE_SEEN, LATE_SEEN)
        assert found.conclude().code == 0
        files = [each for each in sorted(found.path.rglob("*")) if each.is_file()]
        folders.append({str(each.relative_to(found.path)): each.read_bytes() for each in files})
    assert folders[0].keys() == folders[1].keys()
    differing = [name for name in folders[0] if folders[0][name] != folders[1][name]]
    # The hash of a form that came back is that of the file as openpyxl saved it, with the time of saving in it.
    assert [name for name in differing if name.startswith(("forms", "protocols", "round", "events"))] == []


def later(first, protocol=PROTOCOL, *more):
    """A year later: other cases, and nothing is wrong in any of them."""
    cases = [case.replace("sag", "ny") for case in CASES]
    after = Round(first.folder, name="aaret-efter", year=2025, content=log(cases, 2025, ()))
    return after.drawn(6, "--leave-out", first.draw / "draw.json").made(*more, protocol=protocol).done()


def test_open_lines_follow_into_the_next_round_and_mended_ones_do_not(ready):
    assert ready.conclude().code == 0
    line = ("repairs", ready.path, "--line", "R1", "--by", "Grethe", "--on", "2024-04-02")
    assert run(*line, "--close", "Brevet er sendt 2. april, akt 14.").code == 0
    told = said(later(ready).conclude("--previous", ready.path))
    assert "Nye linjer på reparationslisten: 0; båret over fra sidst: 1." in told
    assert "A2" in told
    carried = json.loads((ready.folder / "aaret-efter" / "repairs.json").read_text("utf-8"))["steps"]
    mended = ready.json("repairs.json")["steps"][0]["case_id"]
    assert {each["case_id"] for each in carried} == {"sag-01", "sag-03"} - {mended}


def test_a_criterion_that_asks_for_something_else_than_before_is_not_compared(ready):
    assert ready.conclude().code == 0
    changed = PROTOCOL.replace("version = 1", "version = 2").replace(
        'code = "A2"\ntheme', 'code = "A2"\nsame_since = 2\ntheme'
    )
    assert changed.count("same_since") == 1
    run_ = later(ready, changed).conclude("--previous", ready.path)
    assert run_.code == 0
    assert "A2: intet om en ændring, for der spørges om noget andet end i runden før" in said(run_)


def test_a_round_by_another_instrument_is_not_compared_and_concludes_nothing(ready, sentence):
    assert ready.conclude().code == 0
    after = later(ready)
    (after.folder / "andet.toml").write_text(PROTOCOL, "utf-8")
    other = Round(after.folder, name="tredje", year=2025, content=after.content).drawn()
    assert other.ask("--protocol", after.folder / "andet.toml").code == 0
    run_ = other.done().conclude("--previous", ready.path)
    assert (run_.code, run_.out) == (2, "")
    assert sentence("findings.another_protocol").fullmatch(run_.err.strip())
    assert not (other.path / "findings.json").exists()


def test_primary_criteria_that_were_not_those_of_the_round_before_are_refused(ready, sentence):
    assert ready.conclude().code == 0
    run_ = later(ready, PROTOCOL, "--primary", "A1").conclude("--previous", ready.path)
    assert sentence("compare.primary_changed", criteria="A1").fullmatch(run_.err.strip())


def test_a_draft_is_no_conclusion_and_opens_no_line(fresh):
    assert fresh.read(fresh.fill("1-review", fresh.answers("1-review", LATE_SEEN))).code == 0
    form = fresh.fill("2-review", fresh.answers("2-review", LATE_SEEN), only=DRAWN[:4])
    assert fresh.read(form).code == 0
    assert fresh.conclude().code == 2
    told = said(fresh.conclude("--draft"))
    assert "UDKAST" in told
    assert "4 af 6 trukne sager er læst færdig." in told
    assert not (fresh.path / "repairs.json").exists()


def test_the_organisation_is_asked_of_the_first_reader_and_waited_for(tmp_path, sentence):
    found = Round(tmp_path).drawn().made("--organisation", "organisation").done(LATE_SEEN, LATE_SEEN)
    told = said(found.read(found.folder / "runde-2-review-udfyldt.xlsx"))
    assert "1-organisation.xlsx" in told
    refused = found.conclude()
    assert sentence("review.organisation_missing", reader="Anna Holm").fullmatch(refused.err.strip())
    book = load_workbook(found.form("1-organisation"))
    asked = form_map(found.form("1-organisation"))["inputs"]
    for each in asked:
        texts = {"answer": "i høj grad", "source": "Referat af 3. marts.", "reason": ""}
        book[each["sheet"]][each["address"]] = texts.get(each["field"]) or None
    book.save(tmp_path / "o.xlsx")
    told = said(found.read(tmp_path / "o.xlsx"))
    assert "alt er afgjort" in told
    assert found.conclude().code == 0


def test_a_form_holds_nothing_of_the_events_answers_nor_of_the_other_reader(closed):
    book = " ".join(texts_of(closed.form("2-review")))
    assert "Hændelserne viser" not in book
    assert not [word for word in ("Anna", "Intet brev", "Vurderet efter") if word in book]
    assert "Anna" not in " ".join(texts_of(closed.form("2-events")))


def test_a_case_is_shown_as_it_was_known_on_the_day_of_the_frame(tmp_path):
    unseen = (
        "sag-04,plan_udarbejdet,2024-01-20 09:00,m4,2024-06-01 09:00,kb\n"
        "sag-04,underretning_modtaget,2024-02-20 09:00,m98,2024-06-01 09:00,kb\n"
    )
    found = Round(tmp_path, content=log(more=unseen)).drawn().made()
    sheet = load_workbook(found.form("1-review"))["Sag 01"]
    shown = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "sag-04" in shown
    assert not [text for text in shown if text.startswith("2024-02-20") or "m98" in text]
    assert found.json("events.json")["cases"]["sag-04"]["A1"]["answer"] == "yes"


def test_in_english_every_sentence_is_english(tmp_path):
    found = Round(tmp_path).drawn().made("--lang", "en")
    for text in texts_of(found.form("1-review")):
        assert "Begrundelse" not in text
    answers = {(case, code): text for case in DRAWN for code, text in ENGLISH.items()}
    for reader in (1, 2):
        run_ = run("read-reviews", found.path, found.fill(f"{reader}-review", answers), "--lang", "en")
        assert "Næste" not in run_.out
        assert "Some answers are not those of the events" in " ".join(run_.out.split())
    found.explained()
    for command in ("agree", "conclude"):
        run_ = run(command, found.path, "--lang", "en")
        assert (run_.code, run_.err) == (0, "")
        assert not [word for word in ("sager", "Næste", "ikke", "hændelser") if word in run_.out.replace("Lille", "")]


ENGLISH = {"A1": "yes", "A2": "yes", "B1": "to a high degree", None: "not critical"}


def test_what_is_read_may_be_written_in_either_language(fresh):
    assert GOOD["A1"] == "ja"
    answers = {(case, code): text for case in DRAWN for code, text in ENGLISH.items()}
    assert "celle" not in said(fresh.read(fresh.fill("1-review", answers)))
