"""What goes wrong in a round of reviews: a clear word about it, nothing lost, and a child in danger told of first."""

import json
import shutil

import pytest
from openpyxl import load_workbook
from tests.unit.draws import said
from tests.unit.rounds import GOOD, Round, form_map, log, run

from sagsloft.pipeline import review_reading

CRITICAL = {("sag-03", None): ("kritisk", "Barnet er alene hjemme.")}
LATE_SEEN = {("sag-03", "A1"): ("ja, efter fristen", "Efter tre døgn.")}
CPR = "010190-1234"


@pytest.fixture(scope="session")
def begun(tmp_path_factory):
    return Round(tmp_path_factory.mktemp("begyndt")).drawn().made()


@pytest.fixture
def fresh(begun, tmp_path):
    return begun.copy(tmp_path / "her")


def kept(found):
    return {str(each): each.read_bytes() for each in sorted(found.path.rglob("*")) if each.is_file()}


def place_of(found, form, case, code, field="answer"):
    (cell,) = [
        each
        for each in form_map(found.form(form))["inputs"]
        if (each["case_id"], each["criterion"], each["field"]) == (case, code, field)
    ]
    return cell


def hidden(book, content):
    """The map of a form, changed by hand."""
    sheet = book["sagsloft"]
    for row in sheet.iter_rows():
        for cell in row:
            cell.value = None
    sheet["A1"] = json.dumps(content, ensure_ascii=False)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda book, cell: book[cell["sheet"]].__setitem__(cell["address"], "måske"), "ikke et af dem, der kan gives"),
        (lambda book, cell: setattr(book[cell["sheet"]], "title", "Omdøbt"), "arket findes ikke"),
        (lambda book, cell: book.remove(book[cell["sheet"]]), "arket findes ikke"),
        (lambda book, cell: book[cell["sheet"]].__setitem__(cell["address"], f"ja {CPR}"), "ligner et CPR-nummer"),
        (lambda book, cell: book[cell["sheet"]].insert_rows(1), "her skal der stå"),
    ],
)
def test_a_slip_in_a_form_is_told_with_its_place_and_the_rest_is_kept(fresh, change, words):
    cell = place_of(fresh, "1-review", "sag-14", "A1")
    form = fresh.fill("1-review", fresh.answers("1-review"), touch=lambda book, _map: change(book, cell))
    run_ = fresh.read(form)
    told = said(run_)
    assert run_.code == 0
    assert "Sag 03" in told
    assert words in told
    assert "Ark 3 mangler" in told or "Ikke begyndt: ark 3." in told
    assert fresh.response(1, "review", "sag-01", "A1") == {"answer": "yes"}
    assert "sag-14" not in told
    assert CPR not in run_.out


def test_a_heading_that_was_changed_costs_its_column_alone(fresh):
    def touch(book, found):
        fixed = next(each for each in found["fixed"] if each["sheet"] == "Sag 01" and each["text"] == "Svar")
        book["Sag 01"][fixed["address"]] = "Mit svar"

    told = said(fresh.read(fresh.fill("1-review", fresh.answers("1-review"), touch=touch)))
    assert "Sag 01, celle" in told
    assert "her skal der stå »Svar«" in told
    assert fresh.response(1, "review", "sag-01", "A1") == {"answer": "yes"}


@pytest.mark.parametrize(
    "change",
    [
        lambda found: [each.update(case_id="sag-16") for each in found["inputs"] if each["case_id"] == "sag-04"],
        lambda found: found.update(reviewer="Carl Friis"),
        lambda found: found["fixed"].pop(),
    ],
)
def test_a_form_whose_map_was_edited_by_hand_is_refused(fresh, sentence, change):
    def touch(book, found):
        change(found)
        hidden(book, found)

    before = kept(fresh)
    run_ = fresh.read(fresh.fill("1-review", fresh.answers("1-review", CRITICAL), touch=touch))
    assert (run_.code, run_.out) == (2, "")
    assert sentence("review.unknown_form").fullmatch(run_.err.strip())
    assert kept(fresh) == before


def test_a_form_from_an_older_draw_is_refused_with_both_rounds_named(fresh, tmp_path, sentence):
    older = Round(fresh.folder, name="gammel", content=log(more="sag-05,notat,2024-02-01,m5,,kb\n")).drawn().made()
    form = older.fill("1-review", older.answers("1-review"))
    run_ = fresh.read(form)
    values = {"found": older.plan["round_id"], "round": fresh.plan["round_id"]}
    assert sentence("review.another_round", **values).fullmatch(run_.err.strip())


def test_answers_of_another_round_in_the_folder_are_refused(fresh, sentence):
    other = Round(fresh.folder, name="anden").drawn(4).made()
    assert other.read(other.fill("2-review", other.answers("2-review"))).code == 0
    assert fresh.read(fresh.fill("1-review", fresh.answers("1-review"))).code == 0
    shutil.copy(other.path / "reviews" / "2-review.json", fresh.path / "reviews" / "1-review.json")
    refused = run("agree", fresh.path)
    assert sentence("reading.stray_reviews", file=fresh.path / "reviews" / "1-review.json").search(refused.err)


def test_a_form_that_is_refused_keeps_no_other_from_being_read(fresh, tmp_path, sentence):
    (tmp_path / "andet.xlsx").write_text("nej", "utf-8")
    good = fresh.fill("2-review", fresh.answers("2-review", CRITICAL | LATE_SEEN))
    run_ = fresh.read(tmp_path / "findes ikke.xlsx", tmp_path / "andet.xlsx", good)
    assert run_.code == 2
    assert "KRITISK: ark 4. Ring til Grethe Skov nu" in said(run_)
    assert "Bo Lund er færdig" in said(run_)
    first, second = run_.err.strip().splitlines()
    assert sentence("file.not_found").fullmatch(first)
    assert "andet.xlsx" in second


def test_the_same_form_twice_in_one_command_is_taken_once(fresh, sentence):
    answers = fresh.answers("1-review", LATE_SEEN)
    one, same = (fresh.fill("1-review", answers, name=name) for name in ("a.xlsx", "b.xlsx"))
    assert fresh.read(one, same).code == 0
    other = fresh.fill("1-review", answers | {("sag-04", "B1"): "i nogen grad"}, name="c.xlsx")
    run_ = fresh.read(one, other)
    assert run_.code == 2
    assert sentence("review.given_twice", file=other, other=one).fullmatch(run_.err.strip())
    assert fresh.response(1, "review", "sag-04", "B1") == {"answer": "high"}


def test_an_empty_form_does_not_wipe_out_what_was_read(fresh, sentence):
    assert fresh.read(fresh.fill("1-review", fresh.answers("1-review"))).code == 0
    before = kept(fresh)
    run_ = fresh.read(fresh.form("1-review"))
    assert sentence("review.emptied", count=24).fullmatch(run_.err.strip())
    assert kept(fresh) == before


def test_answers_that_are_gone_from_a_form_are_counted(fresh):
    answers = fresh.answers("1-review")
    assert fresh.read(fresh.fill("1-review", answers, only=["sag-04", "sag-01"])).code == 0
    told = said(fresh.read(fresh.fill("1-review", answers, only=["sag-04"])))
    assert "4 svar, der var læst ind før, står ikke længere i skemaet." in told


def test_a_critical_case_is_called_out_from_a_form_that_is_half_done_and_once(fresh):
    half = fresh.fill("1-review", {**CRITICAL, ("sag-04", "A1"): "nej"})
    run_ = fresh.read(half)
    assert "KRITISK: ark 4. Ring til Grethe Skov nu" in said(run_)
    (step,) = fresh.json("critical.json")["steps"]
    assert (step["case_id"], step["reason"]) == ("sag-03", "Barnet er alene hjemme.")
    assert "KRITISK" not in fresh.read(half).out


def test_a_critical_case_is_called_out_though_the_form_is_closed_or_cannot_be_kept(fresh, sentence):
    fresh.done()
    form = fresh.fill("1-review", fresh.answers("1-review", CRITICAL), name="senere.xlsx")
    run_ = fresh.read(form)
    assert "KRITISK: ark 4" in run_.out
    assert sentence("review.closed", file=form).fullmatch(run_.err.strip())
    (fresh.path / "reviews" / "fremmed.json").write_text("{}", "utf-8")
    run_ = fresh.read(fresh.fill("2-review", fresh.answers("2-review", {("sag-11", None): ("kritisk", "")})))
    assert run_.code == 2
    assert {each["case_id"] for each in fresh.json("critical.json")["steps"]} == {"sag-03", "sag-11"}


def test_where_the_alarms_cannot_be_written_the_sheet_is_told_all_the_same(fresh):
    (fresh.path / "critical.json").mkdir()
    run_ = fresh.read(fresh.fill("1-review", CRITICAL))
    assert run_.code == 2
    assert "KRITISK: ark 4. Ring til Grethe Skov nu" in said(run_)


def test_an_alarm_of_the_one_who_decides_is_raised_too(fresh):
    fresh.done(LATE_SEEN, LATE_SEEN | {("sag-11", None): ("bekymrende", "Tynd sag.")})
    assert run("adjudicate", fresh.path, "--by", "Carl Friis").code == 0
    decided = {("sag-11", None): ("kritisk", "Ingen har set barnet.")}
    assert "KRITISK: ark 5" in said(fresh.read(fresh.fill("adjudication", decided)))


def test_when_the_reader_has_seen_the_events_answers_are_closed_but_reasons_are_not(fresh, sentence):
    fresh.done(second=LATE_SEEN)
    before = kept(fresh)
    changed = fresh.fill("1-review", fresh.answers("1-review", {("sag-04", "A2"): ("nej", "Intet brev.")}))
    assert sentence("review.closed").fullmatch(fresh.read(changed).err.strip())
    assert kept(fresh) == before
    assert fresh.read(fresh.fill("1-review", fresh.answers("1-review", {("sag-04", "A2"): ("ja", "Akt 7.")}))).code == 0
    assert fresh.response(1, "review", "sag-04", "A2")["reason"] == "Akt 7."


def test_a_form_with_a_slip_is_not_closed_before_it_is_mended(fresh):
    cell = place_of(fresh, "1-review", "sag-04", "A1", "good_example")

    def touch(book, _map):
        book[cell["sheet"]][cell["address"]] = "meget"

    told = said(fresh.read(fresh.fill("1-review", fresh.answers("1-review"), touch=touch)))
    assert "kan ikke stå her" in told
    assert not fresh.form("1-events").exists()
    assert "events.xlsx" in said(fresh.read(fresh.fill("1-review", fresh.answers("1-review"))))


def test_where_a_form_was_lost_before_it_came_into_place_it_is_written_again(fresh, monkeypatch):
    class Killed(BaseException):
        pass

    replace_plan = review_reading.replace_plan

    def killed(plan, folder):
        replace_plan(plan, folder)
        raise Killed

    form = fresh.fill("1-review", fresh.answers("1-review"))
    monkeypatch.setattr(review_reading, "replace_plan", killed)
    with pytest.raises(Killed):
        fresh.read(form)
    monkeypatch.undo()
    assert not fresh.form("1-events").exists()
    assert run("agree", fresh.path).code == 0
    assert fresh.read(form).code == 0
    assert fresh.form("1-events").exists()
    assert fresh.explained().read(form).code == 0


def test_a_form_that_waits_to_be_filled_in_is_not_replaced(fresh):
    fresh.done(LATE_SEEN | {("sag-04", "A2"): ("nej", "Intet brev.")}, LATE_SEEN)
    for _ in range(2):
        run_ = run("adjudicate", fresh.path, "--by", "Carl Friis")
        assert "adjudication.xlsx" in said(run_)
    fresh.form("adjudication").write_bytes(b"svarene")
    assert "adjudication.xlsx" in said(run("adjudicate", fresh.path, "--by", "Carl Friis"))
    assert "adjudication-2.xlsx" in said(run("adjudicate", fresh.path, "--by", "Dan Brink"))
    assert fresh.form("adjudication").read_bytes() == b"svarene"


def test_a_new_form_for_the_third_keeps_what_was_decided(fresh, sentence):
    fresh.done(second=LATE_SEEN | {("sag-04", "A2"): ("nej", "Intet brev.")}).explained()
    assert run("adjudicate", fresh.path, "--by", "Carl Friis").code == 0
    decided = fresh.fill("adjudication", {("sag-04", "A2"): ("ja", "Akt 3."), ("sag-03", "A1"): ("nej", "Intet.")})
    assert fresh.read(decided).code == 0
    again = fresh.fill("1-events", {("sag-03", "A1"): ("ja, efter fristen", "Alligevel.")})
    assert fresh.read(again).code == 0
    assert "1 svar er forskellige" in said(run("adjudicate", fresh.path, "--by", "Carl Friis"))
    cell = place_of(fresh, "adjudication-2", "sag-04", "A2")
    assert load_workbook(fresh.form("adjudication-2"))[cell["sheet"]][cell["address"]].value == GOOD["A2"]
    assert sentence("review.unknown_form", file=decided).fullmatch(fresh.read(decided).err.strip())


@pytest.mark.parametrize("third", ["bo LUND", "Karla Bak", "bl02"])
def test_who_has_read_or_worked_on_a_disputed_case_does_not_decide_it(tmp_path, sentence, third):
    found = Round(tmp_path, content=log(more="sag-04,notat,2024-02-01,m4,,Karla Bak\n")).drawn()
    readers = tmp_path / "l.toml"
    readers.write_text('[[reviewer]]\nname = "Anna"\n[[reviewer]]\nname = "Bo Lund"\nknown_as = ["BL02"]\n', "utf-8")
    found.made(readers=readers).done(LATE_SEEN | {("sag-04", "A2"): ("nej", "Intet brev.")}, LATE_SEEN)
    refused = run("adjudicate", found.path, "--by", third)
    assert sentence("review.adjudicator_near", place=1).fullmatch(refused.err.strip())
    refused = run("adjudicate", found.path, "--by", "Carl", "--known-as", third)
    assert sentence("review.adjudicator_near", place=1).fullmatch(refused.err.strip())


@pytest.mark.parametrize(
    "command", [("read-reviews", "x.xlsx"), ("agree",), ("conclude",), ("adjudicate", "--by", "C")]
)
def test_a_folder_that_is_no_round_s_is_refused(tmp_path, sentence, command):
    name, *more = command
    run_ = run(name, tmp_path, *more)
    assert (run_.code, run_.out) == (2, "")
    assert sentence("review.not_a_round", folder=tmp_path).fullmatch(run_.err.strip())


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("round.json", "sag-04", "sag-05"),
        ("events.json", '"yes"', '"no"'),
        ("protocols/lille.toml", "A2", "A3"),
        ("reviews/1-review.json", '"yes"', '"no"'),
    ],
)
def test_what_was_changed_by_another_hand_is_seen_by_every_command(fresh, name, old, new):
    fresh.read(fresh.fill("1-review", fresh.answers("1-review")))
    file = fresh.path / name
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    for command in ("agree", "conclude"):
        run_ = run(command, fresh.path)
        assert (run_.code, run_.out) == (2, "")
        assert file.name in run_.err


def test_nobody_concludes_before_the_differences_from_the_events_are_explained(fresh, sentence):
    fresh.done()
    names = "Anna Holm, Bo Lund"
    assert sentence("review.events_unanswered", readers=names).fullmatch(fresh.conclude().err.strip())
    assert sentence("review.not_done", readers=names).fullmatch(run("adjudicate", fresh.path, "--by", "C").err.strip())
    fresh.explained()
    assert sentence("review.nothing_disputed").fullmatch(run("adjudicate", fresh.path, "--by", "C").err.strip())
    assert fresh.conclude().code == 0


def test_a_case_that_is_unread_is_told_before_reasons_that_are_missing(fresh):
    assert fresh.read(fresh.fill("1-review", fresh.answers("1-review"))).code == 0
    assert "Ikke læst: 1, 2, 3, 4, 5, 6." in fresh.conclude().err


def test_a_log_that_is_gone_stops_the_conclusion_for_what_was_done_would_be_forgotten(fresh, sentence):
    changes = {("sag-04", "A2"): ("nej", "Intet brev.")}
    fresh.done(changes, changes).explained()
    assert fresh.conclude().code == 0
    (fresh.path / "repairs.json").unlink()
    assert sentence("repair.log_gone").fullmatch(fresh.conclude().err.strip())
    assert not (fresh.path / "repairs.json").exists()


def test_a_second_review_that_is_missing_is_told_with_its_places(fresh, sentence):
    assert fresh.read(fresh.fill("1-review", fresh.answers("1-review", LATE_SEEN))).code == 0
    run_ = fresh.conclude()
    assert sentence("findings.not_finished", count=6, unread="1, 2, 3, 4, 5, 6").fullmatch(run_.err.strip())
    assert not (fresh.path / "findings.json").exists()


def test_a_draft_before_the_differences_are_explained_is_marked_and_opens_no_line(fresh):
    fresh.done({("sag-04", "A2"): ("nej", "Intet brev.")}, {("sag-04", "A2"): ("nej", "Intet brev.")})
    assert "UDKAST" in said(fresh.conclude("--draft"))
    assert fresh.json("findings.json")["findings"]["is_draft"]
    assert not (fresh.path / "repairs.json").exists()


def test_a_round_before_that_was_not_concluded_is_refused_and_nothing_is_written(fresh, begun, sentence):
    fresh.done(LATE_SEEN, LATE_SEEN)
    before = kept(fresh)
    refused = fresh.conclude("--previous", begun.path)
    assert sentence("review.previous_not_concluded", folder=begun.path).fullmatch(refused.err.strip())
    assert kept(fresh) == before


@pytest.mark.parametrize(
    ("length", "is_kept"), [(2_000, True), (2_001, False), (32_000, False)], ids=["longest", "too-long", "a-whole-file"]
)
def test_a_reason_that_is_far_too_long_is_told_with_its_cell_and_the_answer_is_kept(fresh, length, is_kept):
    reason = "æ" * length
    told = said(fresh.read(fresh.fill("1-review", fresh.answers("1-review", {("sag-04", "A2"): ("nej", reason)}))))
    assert ("Sag 01, celle" in told) == (not is_kept)
    response = fresh.response(1, "review", "sag-04", "A2")
    assert response == ({"answer": "no", "reason": reason} if is_kept else {"answer": "no"})


def test_a_seed_that_cannot_be_is_refused(fresh, sentence):
    run_ = run("agree", fresh.path, "--seed", "-1")
    assert sentence("cli.bad_value", parameter="--seed").fullmatch(run_.err.strip())


def test_what_is_said_of_a_form_shows_no_number_of_a_citizen_in_its_name(fresh):
    run_ = fresh.read(fresh.fill("1-review", fresh.answers("1-review"), name=f"{CPR} Anna.xlsx"))
    assert run_.code == 0
    assert CPR not in run_.out
    assert CPR not in (fresh.path / "reviews" / "1-review.json").read_text("utf-8")
