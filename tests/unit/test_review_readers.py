"""Readers who are not two alike: leaders, calibration cases among the others, and one track each."""

import json

import pytest
from tests.unit.draws import said
from tests.unit.rounds import CASES, PROTOCOL, Round, run, texts_of

LATE_SEEN = {("sag-03", "A1"): ("ja, efter fristen", "Efter tre døgn.")}
KNOWN = (
    '[[case]]\ncase_id = "sag-08"\nanswers = { A1 = "yes_late", B1 = "little" }\n'
    '[[case]]\ncase_id = "sag-05"\nanswers.A1 = "yes"\n'
)
LEADER = '[[reviewer]]\nname = "Anna"\n[[reviewer]]\nname = "Bo"\n[[reviewer]]\nname = "Lis"\nleader = true\n'


def reader(name, *tracks):
    return f'[[reviewer]]\nname = "{name}"\ntracks = {json.dumps(tracks)}\n'


@pytest.fixture
def asked(tmp_path):
    """`asked(readers, …)`: a round with these readers (TOML)."""

    def make(readers, *more, **named):
        (tmp_path / "l.toml").write_text(readers, "utf-8")
        return Round(tmp_path).drawn().made(*more, readers=tmp_path / "l.toml", **named)

    return make


@pytest.fixture
def calibrated(asked, tmp_path):
    """Six drawn cases and two with known answers, read by two; one drawn case in six by both."""
    (tmp_path / "kendte.toml").write_text(KNOWN, "utf-8")
    readers = '[[reviewer]]\nname = "Anna"\n[[reviewer]]\nname = "Bo"\n'
    return asked(readers, "--calibration", tmp_path / "kendte.toml", "--twice", "16")


def agreement_of(found):
    assert run("agree", found.path, "--out", found.folder / "ud").code == 0
    return json.loads((found.folder / "ud" / "agreement.json").read_text("utf-8"))["agreement"]


def test_calibration_cases_are_read_by_all_stand_among_the_others_and_are_not_marked(calibrated):
    forms = [calibrated.cases(f"{number}-review") for number in (1, 2)]
    for cases in forms:
        assert {"sag-05", "sag-08"} <= set(cases)
        assert cases[-1] not in {"sag-05", "sag-08"}
    # One in six is one case that both read: 4 + 3 drawn cases, and the two.
    assert sorted(len(cases) for cases in forms) == [5, 6]
    everything = " ".join(text for number in (1, 2) for text in texts_of(calibrated.form(f"{number}-review")))
    assert not [word for word in ("kalibrering", "kendte", "Kalibrering") if word in everything]


def test_drift_is_told_by_reader_in_the_order_of_the_sheets_and_the_findings_know_nothing_of_it(calibrated):
    assert calibrated.plan["cases"] == ["sag-04", "sag-01", "sag-14", "sag-03", "sag-11", "sag-02"]
    wrong = {("sag-05", "A1"): ("nej", "Intet notat.")}
    right = {("sag-08", "A1"): ("ja, efter fristen", "Tre døgn."), ("sag-08", "B1"): ("i mindre grad", "Tynd.")}
    calibrated.done(LATE_SEEN | wrong | {("sag-08", None): ("kritisk", "Fare.")}, LATE_SEEN | right)
    found = agreement_of(calibrated)
    told = {each["name"]: (each["items"], each["same"], each["by_case"]) for each in found["calibration"]}
    # Anna: sag-08 by A1 yes against yes_late, B1 high against little; sag-05 no against yes.
    assert told["Anna"] == (3, 0, [[2, 0], [1, 0]])
    assert told["Bo"] == (3, 3, [[2, 2], [1, 1]])
    milder = {each["name"]: (each["milder"], each["stricter"]) for each in found["calibration"]}
    assert milder == {"Anna": (2, 1), "Bo": (0, 0)}
    assert found["cases"] == 1
    assert "0/2 · 0/1" in run("agree", calibrated.path).out
    assert calibrated.conclude().code == 0
    text = (calibrated.path / "findings.json").read_text("utf-8")
    assert "sag-08" not in text
    assert "sag-05" not in text
    assert calibrated.json("findings.json")["findings"]["alarms"]["raised"] == 0
    assert [each["case_id"] for each in calibrated.json("critical.json")["steps"]] == ["sag-08"]


def test_a_leader_s_ratings_are_no_blind_reading_and_nothing_waits_for_them(asked):
    found = asked(LEADER, "--twice", "0")
    mine = [set(found.cases(f"{number}-review")) for number in (1, 2, 3)]
    assert mine[2] == set(found.plan["cases"])
    assert mine[0].isdisjoint(mine[1])
    for number in (1, 2):
        changes = LATE_SEEN if "sag-03" in mine[number - 1] else {}
        assert found.read(found.fill(f"{number}-review", found.answers(f"{number}-review", changes))).code == 0
    milder = {("sag-04", "A2"): ("nej", "Intet brev."), ("sag-01", "B1"): ("slet ikke", "Intet.")}
    told = said(found.read(found.fill("3-review", found.answers("3-review", milder))))
    assert "events.xlsx" in told
    assert "alt er afgjort" in told
    agreed = agreement_of(found)
    assert (agreed["cases"], agreed["criticality"]) == (0, [0, 0])
    (leader,) = agreed["leaders"]
    # 6 cases by 3 criteria; not the same: A2 of sag-04, B1 of sag-01, and A1 of sag-03, which the leader calls in time.
    assert (leader["name"], leader["items"], leader["same"]) == ("Lis", 18, 15)
    assert (leader["milder"], leader["stricter"]) == (1, 2)
    (events,) = agreed["events"]
    assert (events["items"], events["same"]) == (6, 6)
    assert found.conclude().code == 0
    assert "sag-04" not in json.dumps(found.json("repairs.json"))


def test_readers_of_one_track_each_answer_that_alone_and_all_judge_the_case(asked):
    pairs = (("Anna", "legal"), ("Bo", "legal"), ("Carl", "professional"), ("Dina", "professional"))
    found = asked("".join(reader(*each) for each in pairs))
    codes = {number: set() for number in range(1, 5)}
    for number in codes:
        assert found.cases(f"{number}-review") == found.plan["cases"]
        answers = {(case, code): said_ for (case, code), said_ in found.answers("1-review").items()}
        answers[("sag-14", "B1")] = "i nogen grad" if number == 3 else "i meget høj grad"
        form = found.fill(f"{number}-review", answers | LATE_SEEN)
        assert found.read(form).code == 0
        codes[number] = set(found.json(f"reviews/{number}-review.json")["reviews"][0]["responses"])
    assert list(codes.values()) == [{"A1", "A2"}, {"A1", "A2"}, {"B1"}, {"B1"}]
    agreed = agreement_of(found)
    same = {each["code"]: (each["same"], each["shared"]) for each in agreed["criteria"]}
    assert same == {"A1": (6, 6), "A2": (6, 6), "B1": (5, 6)}
    assert agreed["cases"] == 6
    assert agreed["criticality"] == [36, 36]
    assert run("adjudicate", found.path, "--by", "Eva").code == 0
    assert found.read(found.fill("adjudication", {("sag-14", "B1"): ("i høj grad", "Nogenlunde.")})).code == 0
    assert found.conclude().code == 0


def test_two_who_read_for_a_track_each_share_no_answer(asked):
    found = asked(reader("Anna", "legal") + reader("Bo", "professional"), "--twice", "0")
    found.done(LATE_SEEN)
    agreed = agreement_of(found)
    assert (agreed["cases"], agreed["criticality"]) == (0, [6, 6])
    told = said(run("agree", found.path))
    assert "Ingen sag er endnu læst færdig af to" in told
    assert "om en sag er kritisk: 6. Ens: 6." in told
    assert found.conclude().code == 0


def test_a_protocol_of_one_track_needs_readers_of_that_track_alone(asked):
    legal = PROTOCOL[: PROTOCOL.rindex("[[criteria]]")]
    found = asked(reader("Anna", "legal") + reader("Bo", "legal"), protocol=legal)
    assert found.done(LATE_SEEN, LATE_SEEN).conclude().code == 0
    assert len(CASES) == 16
