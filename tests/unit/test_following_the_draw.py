"""`follow-draw`: a case that cannot be read goes out of a round that has begun, and the next one comes in.

The round: six of 16 cases, read by two. The next tickets are those of `NEXT`; sag-03 and sag-07 were assessed too late.
"""

import json
import shutil

import pytest
from tests.unit.draws import said
from tests.unit.rounds import CASES, Round, form_map, log, run

from sagsloft.core.review_round import Reading, Reviewer, assign
from sagsloft.pipeline import draw_following

DRAWN = ["sag-04", "sag-01", "sag-14", "sag-03", "sag-11", "sag-02"]
NEXT = ["sag-09", "sag-07", "sag-16"]
LOG = log(late={"sag-03", "sag-07"})
LATE_SEEN = ("ja, efter fristen", "Efter tre døgn.")
ALL_SEEN = {("sag-03", "A1"): LATE_SEEN, ("sag-07", "A1"): LATE_SEEN}
NO_LETTER = ("nej", "Intet brev.")
CRITICAL = ("kritisk", "Barnet er alene hjemme.")
RULE = ("--extension-rule", "hvis færre end 10 svar er relevante", "--extend-to", 8)


@pytest.fixture(scope="session")
def begun(tmp_path_factory):
    return Round(tmp_path_factory.mktemp("begyndt"), content=LOG).drawn(6, *RULE).made()


@pytest.fixture
def fresh(begun, tmp_path):
    return begun.copy(tmp_path / "her")


def skip(found, case, reason="transferred"):
    assert run("skip", found.draw, case, "--reason", reason, "--on", "2024-03-12").code == 0


def follow(found, *more):
    return run("follow-draw", found.path, found.draw, found.events, *more)


def followed(found, *skipped):
    """The round with these cases skipped."""
    for case in skipped:
        skip(found, case)
    assert follow(found).code == 0
    return found


def read(found, form, changes=None, **more):
    """A form read as `GOOD` says, but for the changes."""
    file = found.fill(form, found.answers(form, ALL_SEEN | (changes or {})), **more)
    ended = found.read(file)
    assert ended.code == 0, ended.err
    return said(ended)


def read_all(found, second=None):
    """Every form of both, the first reader's as `GOOD` says; then every reason that is asked for."""
    for form in sorted((found.path / "forms").glob("?-review*.xlsx")):
        read(found, form.stem, second if form.stem.startswith("2") else None)
    return found.explained()


def sheets(found, form):
    """The name of the sheet of each case on a form."""
    return {each["case_id"]: each["sheet"] for each in form_map(found.form(form))["inputs"]}


def kept(found):
    return {str(each): each.read_bytes() for each in sorted(found.path.rglob("*")) if each.is_file()}


def agreement(found):
    assert run("agree", found.path, "--out", found.folder / "ud").code == 0
    return json.loads((found.folder / "ud" / "agreement.json").read_text("utf-8"))["agreement"]


def of_criterion(agreed, code):
    return next((each["shared"], each["same"]) for each in agreed["criteria"] if each["code"] == code)


def answers(found, code):
    """By answer, the cases that the findings count."""
    criteria = found.json("findings.json")["findings"]["criteria"]
    counted = next(each["answers"] for each in criteria if each["code"] == code)
    return {answer: cases for answer, cases in counted.items() if cases}


def test_a_case_skipped_before_anything_is_read_gives_way_to_the_next_ticket(fresh):
    before = {name: fresh.form(name).read_bytes() for name in ("1-review", "2-review")}
    round_id, places = fresh.plan["round_id"], sheets(fresh, "1-review")
    skip(fresh, "sag-01")
    told = said(follow(fresh))
    assert "Ark 2 læses ikke mere, fordi sagen er overgået til en anden kommune." in told
    assert "Nye ark: 7." in told
    assert fresh.plan["cases"] == [each for each in DRAWN if each != "sag-01"] + NEXT[:1]
    assert fresh.plan["round_id"] == round_id
    assert fresh.plan["since"]["record"] != fresh.plan["record"]
    assert {name: fresh.form(name).read_bytes() for name in before} == before
    for form in ("1-review-2", "2-review-2"):
        assert fresh.cases(form) == NEXT[:1]
        assert len({*places.values(), *sheets(fresh, form).values()}) == len(DRAWN) + 1


def test_a_skipped_sheet_may_stand_empty_and_the_round_is_concluded_without_it(fresh):
    followed(fresh, "sag-01")
    for reader in "12":
        told = read(fresh, f"{reader}-review", only=[each for each in DRAWN if each != "sag-01"])
        assert "Ikke begyndt: ark 7." in told
        assert "ark 2" not in told
        assert "er færdig." in read(fresh, f"{reader}-review-2")
    ended = fresh.conclude()
    assert ended.code == 0, ended.err
    assert "sprunget over: 1, fordi sagen er overgået til en anden kommune." in said(ended)
    assert answers(fresh, "A2") == {"yes": fresh.plan["cases"]}
    provenance = fresh.json("findings.json")["provenance"]
    record = json.loads((fresh.draw / "draw.json").read_text("utf-8"))
    assert provenance["draw"] == record["steps"][-1]["sha256"] != fresh.plan["record"]
    assert provenance["skipped"] == {"transferred": 1}
    assert fresh.json("findings.json")["findings"]["frame"] == len(CASES)


def test_where_the_skipped_case_was_all_that_was_missing_the_form_is_to_be_read_again(fresh):
    rest = [each for each in DRAWN if each != "sag-01"]
    file = fresh.fill("1-review", fresh.answers("1-review"), only=rest)
    assert "Ikke begyndt: ark 2." in said(fresh.read(file))
    skip(fresh, "sag-01")
    assert "Disse skemaer mangler nu intet" in said(follow(fresh))
    assert not fresh.form("1-events").exists()
    told = said(fresh.read(file))
    assert "1-events.xlsx" in told
    assert "Disse skemaer mangler nu intet" not in told
    assert fresh.cases("1-events") == ["sag-03"]


def test_a_half_read_case_that_is_skipped_keeps_its_answers_and_counts_nowhere(fresh):
    half = fresh.answers("1-review", ALL_SEEN | {("sag-01", "A2"): NO_LETTER})
    del half["sag-01", None]
    assert fresh.read(fresh.fill("1-review", half)).code == 0
    read(fresh, "2-review", {("sag-01", "A2"): NO_LETTER})
    before = fresh.json("reviews/1-review.json")
    followed(fresh, "sag-01")
    assert fresh.json("reviews/1-review.json") == before
    read(fresh, "1-review-2")
    read(fresh, "2-review-2")
    assert fresh.json("reviews/1-review.json") == before
    assert fresh.conclude().code == 0
    assert answers(fresh, "A2") == {"yes": fresh.plan["cases"]}
    breaches = fresh.json("findings.json")["findings"]["breaches"]
    assert [(each["case_id"], each["criterion"]) for each in breaches] == [("sag-03", "A1")]


def test_a_closed_form_stays_closed_and_the_new_case_gets_an_events_form_of_its_own(fresh, sentence):
    fresh.done(second={("sag-03", "A1"): LATE_SEEN}).explained()
    assert fresh.cases("1-events") == ["sag-03"]
    followed(fresh, "sag-14", NEXT[0])
    new = fresh.fill("1-review-2", fresh.answers("1-review-2"))
    assert "1-events-2.xlsx" in said(fresh.read(new))
    assert fresh.cases("1-events-2") == ["sag-07"]
    changed = fresh.fill("1-review", fresh.answers("1-review", {("sag-04", "A2"): NO_LETTER}))
    assert sentence("review.closed").fullmatch(fresh.read(changed).err.strip())
    changed = fresh.fill("1-review-2", fresh.answers("1-review-2", {("sag-07", "A2"): NO_LETTER}))
    assert sentence("review.closed").fullmatch(fresh.read(changed).err.strip())
    told = said(fresh.read(fresh.fill("1-events-2", {("sag-07", "A1"): ("ja, efter fristen", "Overset.")})))
    assert "Anna Holm 6 6 0" in told.replace("│", " ")
    assert fresh.response(1, "events", "sag-03", "A1")["reason"] == "Registreret forkert."
    assert fresh.response(1, "events-2", "sag-07", "A1")["reason"] == "Overset."


def test_a_sample_extended_by_its_rule_gives_each_reader_a_further_form(fresh):
    read(fresh, "1-review")
    assert run("extend", fresh.draw, "--count", 2, "--on", "2024-03-12").code == 0
    told = said(follow(fresh))
    assert "8 sager ud af 16" in told
    assert "Nye ark: 7–8." in told
    assert fresh.plan["cases"] == DRAWN + NEXT[:2]
    assert fresh.cases("1-review-2") == fresh.cases("2-review-2") == NEXT[:2]
    read_all(fresh)
    assert fresh.conclude().code == 0
    assert fresh.json("findings.json")["findings"]["drawn"] == 8


def test_a_second_step_gives_a_third_form_and_a_case_may_come_and_go_between_the_two(fresh):
    followed(fresh, "sag-01")
    followed(fresh, NEXT[0], NEXT[1])
    assert fresh.cases("1-review-3") == [NEXT[2]]
    assert list(sheets(fresh, "1-review-3").values()) != list(sheets(fresh, "1-review-2").values())
    assert fresh.plan["since"]["added"] == [NEXT[0], NEXT[2]]
    assert read_all(fresh).conclude().code == 0
    assert answers(fresh, "A2") == {"yes": fresh.plan["cases"]}


def test_where_no_case_is_left_the_round_has_one_fewer_and_nobody_gets_a_form(tmp_path):
    found = Round(tmp_path, content=log(CASES[:6])).drawn(6).made()
    skip(found, "sag-01", "duplicate")
    told = said(follow(found))
    assert "5 sager ud af 6" in told
    assert "Nye ark" not in told
    assert not found.form("1-review-2").exists()
    for form in ("1-review", "2-review"):
        read(found, form)
    assert found.explained().conclude().code == 0
    assert found.json("findings.json")["findings"]["drawn"] == 5


def test_what_has_no_further_step_is_refused_and_nothing_is_written(fresh, sentence):
    assert sentence("review.nothing_drawn_since").fullmatch(follow(fresh).err.strip())
    followed(fresh, "sag-01")
    before = kept(fresh)
    assert sentence("review.nothing_drawn_since").fullmatch(follow(fresh).err.strip())
    assert kept(fresh) == before


def test_what_was_stopped_half_way_is_done_by_the_same_command_again(fresh, monkeypatch):
    class Killed(BaseException):
        pass

    def killed(*_):
        raise Killed

    skip(fresh, "sag-01")
    plan = fresh.plan
    monkeypatch.setattr(draw_following, "replace_plan", killed)
    with pytest.raises(Killed):
        follow(fresh)
    monkeypatch.undo()
    assert fresh.plan == plan
    assert follow(fresh).code == 0
    assert fresh.cases("1-review-2") == NEXT[:1]
    assert "er færdig" not in read(fresh, "1-review-2")


def test_a_record_of_another_draw_or_an_older_one_and_other_events_are_refused(fresh, tmp_path, sentence):
    before = kept(fresh)
    (tmp_path / "anden").mkdir()
    other = Round(tmp_path / "anden", content=log(CASES[:12])).drawn(6)
    skip(other, next(case for case in DRAWN if case in CASES[:12]))
    refused = run("follow-draw", fresh.path, other.draw, other.events)
    assert sentence("review.another_draw", round=fresh.plan["round_id"]).fullmatch(refused.err.strip())
    skip(fresh, "sag-01")
    refused = run("follow-draw", fresh.path, fresh.draw, other.events)
    assert sentence("review.other_events").fullmatch(refused.err.strip())
    assert kept(fresh) == before
    older = shutil.copytree(fresh.draw, tmp_path / "ældre")
    followed(fresh, "sag-04")
    before = kept(fresh)
    assert sentence("review.older_draw").fullmatch(run("follow-draw", fresh.path, older, fresh.events).err.strip())
    assert kept(fresh) == before


def test_an_alarm_about_a_skipped_case_stands_is_counted_and_can_still_be_raised(fresh):
    assert "KRITISK: ark 2" in read(fresh, "1-review", {("sag-01", None): CRITICAL})
    skip(fresh, "sag-01")
    assert "KRITISK: ark 2 er sprunget over, men alarmen står" in said(follow(fresh))
    assert "sag-01" in said(run("critical", fresh.path, "--at", "2024-03-13T10:00"))
    skip(fresh, "sag-14")
    assert "KRITISK" not in said(follow(fresh))
    assert "KRITISK: ark 3" in read(fresh, "2-review", {("sag-14", None): CRITICAL})
    read_all(fresh)
    assert fresh.conclude().code == 0
    found = fresh.json("findings.json")["findings"]
    assert found["criticality"]["critical"] == []
    assert found["alarms"]["raised"] == 2


def test_agreement_is_of_the_cases_that_are_read_now(fresh):
    fresh.done({("sag-01", "A2"): NO_LETTER} | ALL_SEEN, ALL_SEEN)
    assert of_criterion(agreement(fresh), "A2") == (6, 5)
    followed(fresh, "sag-01", NEXT[0])
    assert of_criterion(agreement(fresh), "A2") == (5, 5)
    read(fresh, "1-review-2")
    read(fresh, "2-review-2", {("sag-07", "A1"): "ja", ("sag-07", "B1"): ("i mindre grad", "Uden barnet.")})
    agreed = agreement(fresh)
    assert (agreed["cases"], of_criterion(agreed, "A1"), of_criterion(agreed, "A2")) == (6, (6, 5), (6, 6))
    assert agreed["criticality"] == [6, 6]
    assert [(each["name"], each["items"], each["same"]) for each in agreed["events"]] == [("A1", 12, 11)]


def test_the_third_decides_of_old_and_new_and_what_was_decided_of_a_skipped_case_is_kept(fresh):
    fresh.done(ALL_SEEN | dict.fromkeys([("sag-01", "A2"), ("sag-14", "A2")], NO_LETTER), ALL_SEEN)
    assert run("adjudicate", fresh.path, "--by", "Carl Friis").code == 0
    decided = {("sag-01", "A2"): ("nej", "Intet."), ("sag-14", "A2"): ("nej", "Intet.")}
    assert fresh.read(fresh.fill("adjudication", decided)).code == 0
    followed(fresh, "sag-01")
    read(fresh, "1-review-2")
    read(fresh, "2-review-2", {(NEXT[0], "A2"): NO_LETTER})
    assert "2 svar er forskellige" in said(run("adjudicate", fresh.path, "--by", "Carl Friis"))
    assert fresh.cases("adjudication-2") == ["sag-14", NEXT[0]]
    told = said(fresh.read(fresh.fill("adjudication-2", {(NEXT[0], "A2"): ("ja", "Akt 3.")})))
    assert "står ikke længere" not in told
    assert fresh.response(3, "adjudication", "sag-01", "A2")["answer"] == "no"
    assert fresh.conclude().code == 0
    assert answers(fresh, "A2")["no"] == ["sag-14"]
    assert answers(fresh, "A1")["yes_late"] == ["sag-03"]


def test_an_events_form_that_is_written_anew_without_the_skipped_case_leaves_the_old_one_valid(fresh):
    read(fresh, "2-review")
    changes = {("sag-03", "A1"): "ja", ("sag-01", "A1"): ("nej", "Intet notat.")}
    first = fresh.fill("1-review", fresh.answers("1-review", changes))
    assert fresh.read(first).code == 0
    assert fresh.cases("1-events") == ["sag-01", "sag-03"]
    asked = [(each["case_id"], each["criterion"]) for each in form_map(fresh.form("1-events"))["inputs"]]
    answered = fresh.fill("1-events", dict.fromkeys(asked, (None, "Registreret forkert.")))
    fresh.form("1-events").unlink()
    followed(fresh, "sag-01")
    assert fresh.read(first).code == 0
    assert fresh.cases("1-events") == ["sag-03"]
    assert "Bo Lund" in said(fresh.read(answered))
    assert fresh.response(1, "events", "sag-03", "A1")["reason"] == "Registreret forkert."


def test_a_slip_on_a_skipped_sheet_does_not_keep_the_form_open(fresh):
    followed(fresh, "sag-01")

    def touch(book, found):
        del book[next(each["sheet"] for each in found["inputs"] if each["case_id"] == "sag-01")]

    told = said(fresh.read(fresh.fill("1-review", fresh.answers("1-review"), touch=touch)))
    assert "arket findes ikke" in told
    assert fresh.cases("1-events") == ["sag-03"]


def test_who_worked_on_the_new_case_does_not_read_it_and_where_nobody_is_left_nothing_is_written(tmp_path, sentence):
    lines = [line.replace(",kb", ",anna holm") if line.startswith(NEXT[0]) else line for line in LOG.splitlines()]
    for readers, folder in (("Anna Holm,Bo Lund,Carl Friis", "tre"), ("Anna Holm,Bo Lund", "to")):
        (tmp_path / folder).mkdir()
        found = Round(tmp_path / folder, content="\n".join(lines) + "\n").drawn().made(readers=readers)
        skip(found, "sag-01")
        before = kept(found)
        ended = follow(found)
        if folder == "tre":
            assert "Anna Holm læser ikke 1 af sagerne" in said(ended)
            assert not found.form("1-review-2").exists()
            assert found.cases("2-review-2") == found.cases("3-review-2") == NEXT[:1]
        else:
            assert sentence("review.nobody_for_new_case", place=6).fullmatch(ended.err.strip())
            assert kept(found) == before


def test_a_case_with_known_answers_that_the_draw_takes_is_refused(tmp_path, sentence):
    known = tmp_path / "kendte.toml"
    known.write_text(f'[[case]]\ncase_id = "{NEXT[0]}"\nanswers = {{ A2 = "yes" }}\n', "utf-8")
    found = Round(tmp_path).drawn().made("--calibration", known)
    skip(found, "sag-01")
    before = kept(found)
    assert sentence("review.calibration_drawn", place=6).fullmatch(follow(found).err.strip())
    assert kept(found) == before


def test_what_was_concluded_before_is_told_to_be_of_the_round_as_it_was(fresh):
    fresh.done(ALL_SEEN, ALL_SEEN)
    assert fresh.conclude().code == 0
    skip(fresh, "sag-01", "restricted")
    told = said(follow(fresh, "--lang", "en"))
    assert "because those who review may not see the case" in told
    assert "Conclude again when the new cases are read" in told


def test_a_form_of_before_is_read_as_before_and_adds_to_what_is_read(fresh):
    followed(fresh, "sag-01")
    read(fresh, "1-review-2", {(NEXT[0], "A2"): NO_LETTER})
    read(fresh, "1-review")
    assert fresh.response(1, "review-2", NEXT[0], "A2")["answer"] == "no"
    assert fresh.response(1, "review", "sag-01", "A2")["answer"] == "yes"
    read(fresh, "1-review-2")
    assert fresh.response(1, "review-2", NEXT[0], "A2")["answer"] == "yes"


def test_the_first_of_the_new_cases_fill_up_the_share_that_two_read():
    readers = [Reviewer("Anna"), Reviewer("Bo")]
    cases = [f"sag-{number}" for number in range(1, 11)]
    before = assign(cases, readers, {}, twice=0.2)
    assert [len(before.readers(case)) for case in cases] == [2, 2, *[1] * 8]
    left = Reading({name: {case: of[case] for case in of if case != "sag-1"} for name, of in before.cases.items()})
    now_read = [*cases[1:], "ny-1", "ny-2", "ny-3"]
    now = assign(now_read, readers, {}, twice=0.2, before=left)
    # A fifth of twelve, rounded up, is three; one of the two from before is left.
    assert [len(now.readers(case)) for case in now_read] == [2, *[1] * 8, 2, 2, 1]
    assert all(now.cases[name][case] == of[case] for name, of in left.cases.items() for case in of)
