"""The files of a round hold all that was found, are read back the same, and show where another hand has been."""

import csv
import hashlib
import json
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.protocol import organisation_protocol
from tests.unit.review_rounds import NAMES, PROTOCOL, cases, read_case, response, result, review

from sagsloft.core import rounds
from sagsloft.core.errors import UserError
from sagsloft.core.event_answers import EventAnswer
from sagsloft.core.findings import conclude
from sagsloft.core.reviews import CaseReview
from sagsloft.core.round_result import DrawnCase, OrganisationReview
from sagsloft.core.scales import Answer, Criticality
from sagsloft.core.tickets import SeedOrigin
from sagsloft.pipeline.findings_files import FINDINGS, ROUND, TABLE, read_findings, write_findings
from sagsloft.sources.rounds import read_round

YES, NO = Answer.YES, Answer.NO
PROVENANCE = {"software": {"name": "sagsloft", "version": "1"}, "seed": "4 2 6 1"}
ORGANISATION = OrganisationReview(
    organisation_protocol(),
    CaseReview("", "Anne", responses={"O1": response(Answer.HIGH), "O2": response(Answer.LITTLE)}),
)


def findings(met=13, earlier=None, draft=False, **more):
    drawn = cases(A2=[YES] * met + [NO] * (20 - met))
    return conclude(result(drawn, **more), earlier=earlier, draft=draft)


def draft():
    waiting = DrawnCase(case_id="sag-02", readers=NAMES)
    return conclude(result([read_case(1), waiting]), draft=True)


def files(folder):
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def rows(file):
    with file.open(encoding="utf-8", newline="") as written:
        return {row["criterion"]: row for row in csv.DictReader(written)}


def refusal(act, *arguments):
    with pytest.raises(UserError) as refused:
        act(*arguments)
    return refused.value.message_id.rpartition(".")[2]


judged = st.fixed_dictionaries(
    {
        each.code: st.sampled_from(each.scale.answers) if each.is_judged else st.integers(0, 5)
        for each in PROTOCOL.criteria
    }
)
one_case = st.tuples(st.sampled_from(Criticality), judged)
events = st.sampled_from([EventAnswer(YES, (date(2024, 1, 1),), ()), EventAnswer(None, (), ())])


@given(
    drawn=st.lists(one_case, min_size=1, max_size=6),
    event=events,
    origin=st.sampled_from([*SeedOrigin, None]),
    primary=st.frozensets(st.sampled_from(["A1", "A2", "A9", "C11"])),
    goals=st.dictionaries(st.sampled_from(["A1", "A2"]), st.floats(0, 1)),
    organisation=st.sampled_from([None, ORGANISATION]),
    alarms=st.dictionaries(st.sampled_from(["raised", "late"]), st.integers(0, 9)),
    reason=st.text(st.characters(codec="utf-8"), max_size=20),
)
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_read_is_what_was_written(tmp_path, drawn, event, reason, **changes):
    read = [read_case(place, critical, **answers) for place, (critical, answers) in enumerate(drawn, 1)]
    first = replace(read[0].reviews[0], criticality_reason=reason)
    read[0] = replace(read[0], reviews=(first, read[0].reviews[1]))
    told = {case.case_id: {"A1": event} for case in read}
    ready = [case for case in read if case.unready(PROTOCOL) is None] or [read_case(1)]
    written = conclude(result(ready, event_answers=told, **changes))
    write_findings(written, tmp_path, PROVENANCE)
    back = read_findings(tmp_path)
    assert (back.findings, back.provenance) == (written, PROVENANCE)
    assert read_findings(tmp_path / FINDINGS) == back


def test_a_round_that_was_compared_is_read_back_with_the_round_before(tmp_path):
    earlier = findings(10, primary=frozenset({"A2"}), goals={"A2": 0.9})
    write_findings(earlier, tmp_path / "1", PROVENANCE)
    later = findings(16, read_findings(tmp_path / "1").findings, year=2027, primary=frozenset({"A2"}))
    write_findings(later, tmp_path / "2", PROVENANCE)
    back = read_findings(tmp_path / "2").findings
    assert back == later
    assert [each.claim for each in back.changes] == [each.claim for each in later.changes]


def test_the_same_findings_give_the_same_bytes(tmp_path):
    for folder in ("a", "b"):
        write_findings(findings(organisation=ORGANISATION), tmp_path / folder, PROVENANCE)
    assert files(tmp_path / "a") == files(tmp_path / "b")
    assert files(tmp_path / "a").keys() == {FINDINGS, TABLE, ROUND}


def test_the_tables_name_no_case_and_no_reason(tmp_path):
    write_findings(findings(), tmp_path, PROVENANCE)
    for name in (TABLE, ROUND):
        assert not re.search("sag-|fordi|journalen", (tmp_path / name).read_text("utf-8"))


def test_the_table_has_a_row_for_each_criterion_with_every_answer_apart(tmp_path):
    silent = [YES] * 13 + [NO] * 3 + [Answer.NOT_DOCUMENTED] * 4
    made = conclude(result(cases(A2=silent, G4=[1, 2, 2, 7] * 5), goals={"A2": 1.0}))
    write_findings(made, tmp_path, PROVENANCE)
    table = rows(tmp_path / TABLE)
    assert list(table) == ["A1", "A2", "A9", "C11", "G4"]
    a2 = {name: table["A2"][name] for name in ("yes", "no", "not_documented", "relevant", "met", "yes_late", "verdict")}
    assert list(a2.values()) == ["13", "3", "4", "20", "13", "", "not_reached"]
    assert (round(float(table["A2"]["lower"]), 3), round(float(table["A2"]["upper"]), 3)) == (0.417, 0.84)
    g4 = {name: table["G4"][name] for name in ("numbers", "median", "least", "most", "relevant", "share", "lower")}
    assert list(g4.values()) == ["20", "2.0", "1", "7", "", "", ""]


@pytest.mark.parametrize("goal", [0.0, 0.29, 0.417, 0.5, 0.9, 0.9999, 1.0])
def test_the_counts_are_read_by_compare_as_they_were_found(tmp_path, goal):
    made = findings(primary=frozenset({"A2"}), goals={"A2": goal})
    write_findings(made, tmp_path, PROVENANCE)
    read = read_round(tmp_path / ROUND)
    assert read == tuple(
        replace(made.counted(each), primary=each.code == "A2") for each in made.criteria if each.is_judged
    )


def test_two_rounds_of_counts_earn_the_same_words_as_the_findings(tmp_path):
    primary = frozenset({"A2"})
    earlier = findings(10, primary=primary)
    later = findings(16, earlier, year=2027, primary=primary)
    for name, made in (("1", earlier), ("2", later)):
        write_findings(made, tmp_path / name, PROVENANCE)
    compared = rounds.compare(*(read_round(tmp_path / name / ROUND) for name in ("1", "2")), {})
    assert [each.claim for each in compared] == [each.claim for each in later.changes]


def law(changed, year, **more):
    criteria = tuple(replace(each, law_changed=changed) for each in PROTOCOL.criteria)
    made = findings(year=year, protocol=replace(PROTOCOL, criteria=criteria), **more)
    return next(each.law for each in made.criteria if each.code == "A2")


def test_counts_alone_are_of_the_same_law_only_where_it_did_not_change():
    """Windows: 2024 to 2025, and 2026 to 2027, from 1 March to 1 March."""
    before, between, within = date(2023, 1, 1), date(2025, 6, 1), date(2024, 6, 1)
    assert law((), 2025) == law((), 2027) == "lille 1"
    assert law((before,), 2025) == law((before,), 2027) == "lille 1, 2023-01-01"
    assert law((between,), 2025) != law((between,), 2027)
    assert law((within,), 2025) != law((within,), 2027)
    assert law((within,), 2025, round_id="a") != law((within,), 2025, round_id="b")


def test_a_draft_or_what_is_not_random_leaves_no_counts_that_could_be_compared(tmp_path):
    for name, made in (("udkast", draft()), ("rota", findings(origin=None))):
        write_findings(made, tmp_path / name, PROVENANCE)
        assert files(tmp_path / name).keys() == {FINDINGS, TABLE}
        assert {row["lower"] for row in rows(tmp_path / name / TABLE).values()} == {""}


def test_a_draft_gives_way_to_the_conclusion_and_never_takes_its_place(tmp_path):
    write_findings(draft(), tmp_path, PROVENANCE)
    write_findings(findings(), tmp_path, PROVENANCE)
    before = files(tmp_path)
    assert refusal(write_findings, draft(), tmp_path, PROVENANCE) == "concluded_already"
    assert files(tmp_path) == before


def test_a_cpr_number_in_a_reason_is_not_written(tmp_path):
    broken = review("sag-01", "Anne", A1=NO)
    named = replace(broken.responses["A1"], reason="barnet 010203-1234 blev glemt")
    broken = replace(broken, responses={**broken.responses, "A1": named})
    drawn = DrawnCase(case_id="sag-01", readers=NAMES, reviews=(broken, replace(broken, reviewer="Bo")))
    assert refusal(write_findings, conclude(result([drawn])), tmp_path, PROVENANCE) == "cpr"
    assert files(tmp_path) == {}


def tampered(tmp_path, change):
    write_findings(findings(), tmp_path, PROVENANCE)
    content = json.loads((tmp_path / FINDINGS).read_text("utf-8"))
    changed = change(content)
    (tmp_path / FINDINGS).write_text(json.dumps(content if changed is None else changed), "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda content: content["findings"].update(frame=500), "changed"),
        (lambda content: content["provenance"].update(seed="1 2 3"), "changed"),
        (lambda content: content.update(format="sagsloft-findings-2"), "another_format"),
        (lambda content: content.update(format="noget"), "not_ours"),
        (lambda content: content.pop("sha256") and None, "changed"),
        (lambda _: [], "not_ours"),
        (lambda _: {"format": "sagsloft-draw-1", "steps": []}, "not_ours"),
    ],
)
def test_a_file_that_another_hand_has_changed_is_refused(tmp_path, change, message):
    assert refusal(read_findings, tampered(tmp_path, change)) == message


def hashed_anew(content):
    """What someone does who changes a file and knows how its hash is made."""
    content.pop("sha256")
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    content["sha256"] = hashlib.sha256(written.encode()).hexdigest()


@pytest.mark.parametrize(
    "change",
    [
        lambda found: found.update(frame="300"),
        lambda found: found.update(frame=True),
        lambda found: found.update(frame=5),
        lambda found: found.update(mere=1),
        lambda found: found.pop("alarms"),
        lambda found: found.update(as_of="20250301"),
        lambda found: found.update(window=["2024-03-01"]),
        lambda found: found.update(origin="mine"),
        lambda found: found["criteria"][0].update(goal=2.0),
        lambda found: found["criteria"][0].update(scale="noget"),
        lambda found: found["criteria"][0]["answers"].pop("yes_late"),
        lambda found: found["criteria"][0]["answers"].update(high=[]),
    ],
)
def test_what_cannot_be_findings_is_refused_also_with_a_hash_made_anew(tmp_path, change):
    def changed(content):
        change(content["findings"])
        hashed_anew(content)

    assert refusal(read_findings, tampered(tmp_path, changed)) == "not_ours"


def test_a_file_that_is_not_there_or_is_no_text_is_told_in_a_sentence(tmp_path):
    assert refusal(read_findings, tmp_path) == "unreadable"
    for content in (b"", b"\xff\xfe", b"{" * 100_000, b'{"format": 1, "format": 2}'):
        (tmp_path / FINDINGS).write_bytes(content)
        assert refusal(read_findings, tmp_path) == "not_ours"
