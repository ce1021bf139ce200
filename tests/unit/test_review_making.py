"""Which rounds of reviews cannot be made, and who reads what in those that can."""

import json

import pytest
from tests.unit.draws import said
from tests.unit.rounds import PROTOCOL, Round, log, run

from sagsloft.rulebook import SHIPPED

LATE_SEEN = {("sag-03", "A1"): ("ja, efter fristen", "Efter tre døgn.")}
CPR = "010190-1234"


@pytest.fixture
def drawn(tmp_path):
    return Round(tmp_path).drawn()


REFUSED = [
    (("--reviewers", "Anna Holm"), "reading.one_reviewer"),
    (("--reviewers", "Anna Holm,anna  HOLM"), "review.reviewer_twice"),
    (("--reviewers", "A\u030age Ny,Åge ny"), "review.reviewer_twice"),
    (("--leader", " "), "review.bad_name"),
    (("--leader", f"Grethe {CPR}"), "review.bad_name"),
    (("--director", "Dorte\x07"), "review.bad_name"),
    (("--protocol", "findes-ikke"), "rulebook.unknown_protocol"),
    (("--protocol", "organisation"), "review.other_subject"),
    (("--organisation", "ledelsestilsyn"), "review.other_subject"),
    (("--primary", "A9"), "review.unknown_criterion"),
    (("--primary", "A1,A1"), "review.primary_twice"),
    (("--goal", "A1"), "review.bad_goal"),
    (("--goal", "A1=101"), "review.bad_goal"),
    (("--goal", "A1=90", "--goal", "A1=80"), "review.bad_goal"),
    (("--goal", "G9=90"), "review.unknown_criterion"),
    (("--twice", "101"), "cli.bad_value"),
    (("--calibration", "findes-ikke.toml"), "calibration.unreadable"),
    (("--pseudonymise", "findes-ikke"), None),
]


@pytest.mark.parametrize(("more", "message"), REFUSED)
def test_a_round_that_cannot_be_is_refused_in_one_sentence_and_nothing_is_written(drawn, sentence, more, message):
    asked = drawn.ask(*more)
    assert (asked.code, asked.out) == (2, "")
    assert message is None or sentence(message).fullmatch(asked.err.strip())
    assert not drawn.path.exists()
    assert CPR not in asked.err
    assert "sag-" not in asked.err


CALIBRATIONS = [
    ("", "not_understood"),
    ("case = 5", "not_understood"),
    ('[[case]]\ncase_id = "sag-05"\n', "not_understood"),
    ('[[case]]\ncase_id = "sag-05"\nanswers.A1 = "yes"\n' * 2, "not_understood"),
    ('[[case]]\ncase_id = "sag-05"\nanswers.X1 = "yes"\n', "unknown_criterion"),
    ('[[case]]\ncase_id = "sag-05"\nanswers.A1 = "ja"\n', "wrong_answer"),
    ('[[case]]\ncase_id = "sag-05"\nanswers.B1 = ["high"]\n', "wrong_answer"),
    ('[[case]]\ncase_id = "sag-99"\nanswers.A1 = "yes"\n', "cases"),
    ('[[case]]\ncase_id = "sag-03"\nanswers.A1 = "yes"\n', "cases"),
    (f'[[case]]\ncase_id = "{CPR}"\nanswers.A1 = "yes"\n', "cpr"),
]


@pytest.mark.parametrize(("content", "message"), CALIBRATIONS)
def test_calibration_cases_that_cannot_be_used_are_refused(drawn, tmp_path, sentence, content, message):
    (tmp_path / "kendte.toml").write_text(content, "utf-8")
    asked = drawn.ask("--calibration", tmp_path / "kendte.toml")
    ids = {"cases": "review.calibration_cases", "cpr": "cpr.found_in_text"}
    assert sentence(ids.get(message, f"calibration.{message}")).fullmatch(asked.err.strip())
    assert not drawn.path.exists()
    assert CPR not in asked.err


def test_another_export_and_another_mapping_than_the_frame_s_are_refused(drawn, tmp_path, sentence):
    mapping = tmp_path / "m.toml"
    mapping.write_text('[source]\nname = "Prøven"\n', "utf-8")
    assert sentence("review.other_mapping").fullmatch(drawn.ask("--mapping", mapping).err.strip())
    drawn.events.write_text(drawn.content + "sag-01,notat,2024-02-01 10:00,m1,2024-02-01 10:00,kb\n", "utf-8")
    assert sentence("review.other_events").fullmatch(drawn.ask().err.strip())


def test_a_frame_without_a_draw_and_a_draw_that_was_edited_are_refused(drawn, sentence):
    record = drawn.draw / "draw.json"
    record.write_text(record.read_text("utf-8").replace("sag-04", "sag-05"), "utf-8")
    assert drawn.ask().code == 2
    content = json.loads(record.read_text("utf-8"))
    content["steps"] = content["steps"][:1]
    record.write_text(json.dumps(content), "utf-8")
    assert sentence("sample.not_yet_drawn").fullmatch(drawn.ask().err.strip())


@pytest.mark.parametrize("left", ["round.json", "forms", "reviews", "critical.json", "repairs.json", "protocols"])
def test_a_round_is_not_made_on_top_of_what_is_left_of_another(drawn, sentence, left):
    (drawn.path / left).mkdir(parents=True)
    assert sentence("review.exists").fullmatch(drawn.ask().err.strip())


def test_a_protocol_of_one_s_own_is_kept_whatever_its_file_is_called(drawn, tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    own = tmp_path / "a" / "b" / "Vores måling (2).TXT"
    own.write_text(PROTOCOL, "utf-8")
    assert drawn.ask("--protocol", own).code == 0
    own.unlink()
    assert drawn.read(drawn.fill("1-review", drawn.answers("1-review"))).code == 0


def test_two_protocols_of_one_name_are_refused(drawn, tmp_path, sentence):
    (tmp_path / "x").mkdir()
    ours = tmp_path / "x" / "lille.toml"
    ours.write_text((SHIPPED / "protocols" / "organisation.toml").read_text("utf-8"), "utf-8")
    assert sentence("review.same_protocol_name").fullmatch(drawn.ask("--organisation", ours).err.strip())


def test_nobody_reads_a_case_that_they_have_worked_on_whatever_the_system_calls_them(tmp_path, sentence):
    after = "sag-04,notat,2024-02-28 09:00,m4,2024-05-01 09:00,ANNA  holm\n"
    found = Round(tmp_path, content=log(more=after + "sag-01,notat,2024-02-01,m1,,bl02\n")).drawn()
    readers = tmp_path / "l.toml"
    names = ("Anna Holm", "Bo Lund", "Carl Friis")
    known = {"Bo Lund": 'known_as = ["BL02"]\n'}
    readers.write_text("".join(f'[[reviewer]]\nname = "{each}"\n{known.get(each, "")}' for each in names), "utf-8")
    told = said(found.made(readers=readers).ask(readers=readers, out=found.folder / "igen"))
    assert "sag-04" not in found.cases("1-review")
    assert "sag-01" not in found.cases("2-review")
    assert {"sag-01", "sag-04"} <= set(found.cases("3-review"))
    assert "Anna Holm læser ikke 1 af sagerne" in told
    refused = Round(tmp_path / "b", content=found.content)
    refused.folder.mkdir()
    run_ = refused.drawn().ask()
    assert sentence("review.too_few_readers", place=1, wanted=2).fullmatch(run_.err.strip())


def test_a_reader_with_nothing_to_read_is_named_and_gets_no_form(drawn):
    told = said(drawn.ask("--twice", "0", readers=",".join(f"Læser {number}" for number in range(1, 9))))
    assert "Uden sager er: Læser 7, Læser 8." in told
    assert len(list((drawn.path / "forms").iterdir())) == 6
    run_ = drawn.read(drawn.fill("1-review", drawn.answers("1-review", LATE_SEEN)))
    assert run_.code == 0


ODD = (
    "=1+1",
    "'".join("ab"),
    '"citat"',
    "sag, komma;",
    "A\u030a-sag",
    "å-sag",
    "@x",
    "-5",
    "007",
    "[bold]",
    "{x}",
    "%s",
    "<b>",
)


def test_a_case_may_be_called_anything_that_a_frame_can_hold(tmp_path):
    content = log([case.replace('"', '""').join('""') for case in ODD], late=())
    found = Round(tmp_path, content=content).drawn(len(ODD)).made()
    assert sorted(found.plan["cases"]) == sorted(case.replace("A\u030a", "Å") for case in ODD)
    disputed = ("=1+1", "A2")
    found.done({disputed: ("nej", "Intet brev.")})
    assert found.explained().plan["forms"].keys() == {"1-review.xlsx", "2-review.xlsx"}
    assert run("adjudicate", found.path, "--by", "Carl, [bold]").code == 0
    assert found.read(found.fill("adjudication", {disputed: ("nej", "Intet.")})).code == 0
    assert found.conclude().code == 0
    assert "Sag =1+1" in run("repairs", found.path).out


def test_one_case_is_a_round_too(tmp_path):
    found = Round(tmp_path).drawn(1).made().done()
    assert run("agree", found.path).code == 0
    assert found.conclude().code == 0


def test_where_the_events_name_no_caseworker_that_is_said_for_nobody_can_be_kept_out(tmp_path):
    content = "".join(",".join(line.split(",")[:5]) + "\n" for line in log().splitlines())
    told = said(Round(tmp_path, content=content).drawn().ask())
    assert "Hændelserne nævner ingen rådgivere" in told
    assert "Hændelserne nævner ingen rådgivere" not in said(Round(tmp_path, name="b").drawn().ask())


def test_the_help_says_what_a_file_of_readers_holds():
    for option in ("name", "known_as", "tracks", "leader"):
        assert option in run("review-forms", "--help").out
    assert "[]" not in run("review-forms", "--help").out
