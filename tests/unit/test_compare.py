"""`compare`: what two rounds of counts allow to be said, and each mistake in them told in one clear sentence."""

import csv
import json
import re
from math import ceil
from pathlib import Path

import pytest

from sagsloft.core.estimates import Count
from sagsloft.core.ladder import Claim, Phrase, false_alarms, joint_false_alarm
from sagsloft.messages import Language, say

EXAMPLES = Path(__file__).parents[2] / "examples/barometer"
README = (EXAMPLES / "README.md").read_text("utf-8")
HEADER = "criterion,relevant,met,frame,law"
ONE = f"{HEADER},primary,goal\nSamtale,20,10,300,v1,ja,90\nPlan,20,18,300,v1,,100\n"
TWO = f"{HEADER}\nSamtale,20,16,300,v1\nPlan,20,20,300,v1\n"


@pytest.fixture
def compared(command, file):
    """`compared(ONE, TWO, …)`: what the command says of two files with that content, its lines joined."""

    def compare(one, two, *options):
        return command("compare", file(one, "r1.csv"), file(two, "r2.csv"), *options)

    return compare


def in_one_line(text):
    return " ".join(text.split())


def test_a_primary_criterion_gets_its_counts_its_words_and_how_often_they_are_said_by_chance(compared):
    told = in_one_line(compared(ONE, TWO).out)
    assert "Samtale: tendens til forbedring. Runde 1: 10 af 20 (50,0 %). Runde 2: 16 af 20 (80,0 %)." in told
    assert "højst 4,8 af 100 afdelinger" in told
    assert say("compare.low_start", Language.DANISH) in told


def test_the_other_criteria_get_counts_and_intervals_and_no_words(compared):
    run = compared(ONE.replace(",ja,", ",,"), TWO)
    told = [phrase for phrase in Phrase if f": {say(f'ladder.{phrase}', Language.DANISH)}. Runde" in run.out]
    assert told == []
    assert "P(bedre)" not in run.out
    assert in_one_line(say("compare.no_primary", Language.DANISH, most=5)) in in_one_line(run.out)
    assert "28,0–72,0 %" in run.out


def test_boschloo_s_test_stands_in_the_annex_and_never_beside_the_words(compared):
    above, annex = compared(ONE, TWO).out.split(say("compare.annex_title", Language.DANISH))
    assert ("0,0533" in above, "0,0533" in annex) == (False, True)
    assert ("forbedring" in above, "forbedring" in annex) == (True, False)
    assert {"0,9742", "0,8947"} <= set(annex.split())


@pytest.mark.parametrize("primary", ["ja", ""])
def test_where_some_are_primary_the_page_says_why_the_others_have_no_words(compared, primary):
    one = f"{HEADER},primary\nSamtale,20,10,300,v1,ja\nPlan,20,18,300,v1,{primary}\n"
    told = in_one_line(compared(one, TWO).out)
    assert (say("compare.no_words", Language.DANISH) in told) is (primary == "")


def test_all_met_without_a_goal_of_all_has_its_two_sided_interval(compared):
    out = compared(ONE.replace(",,100", ",,90"), TWO).out
    assert "84,0–100,0 %" in out
    assert "brud" not in out


def test_where_all_cases_were_read_there_is_no_interval(compared):
    out = compared(f"{HEADER}\nSamtale,20,10,20,v1\n", f"{HEADER}\nSamtale,20,16,20,v1\n").out
    assert out.count(say("compare.fact", Language.DANISH)) == 2
    assert "80,0–80,0" not in out


def test_none_found_has_its_one_sided_bound_and_no_interval_beside_it(compared):
    out = compared(ONE, TWO).out
    assert "Plan: ingen brud fundet; højst 13,3 % med 95 % sikkerhed." in in_one_line(out)
    assert "højst 13,3 % brud" in out
    assert "84,0–100,0 %" not in out


@pytest.mark.parametrize(
    ("goal", "frame", "sentence"),
    [
        ("57,3", 300, "i mål. Målet er 57,3 %, og hele intervallet (57,3–93,7 %) ligger på det eller over."),
        ("58", 300, "kan ikke afgøres. Målet er 58,0 %, og det ligger inde i intervallet (57,3–93,7 %)."),
        ("93,8 %", 300, "ikke i mål. Målet er 93,8 %, og hele intervallet (57,3–93,7 %) ligger under."),
        ("100", 300, "ikke i mål. Målet er alle, og der er fundet brud: 4."),
        ("80", 20, "i mål. Målet er 80,0 %, og alle sager er læst: 80,0 %."),
        ("80.1", 20, "ikke i mål. Målet er 80,1 %, og alle sager er læst: 80,0 %."),
    ],
)
def test_a_level_is_held_against_its_goal(compared, goal, frame, sentence):
    two = f'{HEADER},goal\nSamtale,20,16,{frame},v1,"{goal}"\n'
    assert f"Samtale: {sentence}" in in_one_line(compared(f"{HEADER}\nSamtale,20,10,300,v1\n", two).out)


@pytest.mark.parametrize(
    ("one", "two", "comparable", "told"),
    [
        ("v1", "v2", "", "Loven eller kriteriet er et andet i runde 2 (v2) end i runde 1 (v1)."),
        ("v1", "v2", "ja", "tendens til forbedring"),
        ("v1", "v1", "nej", "kan ikke afgøres"),
        ("v1", "v1", "", "tendens til forbedring"),
    ],
)
def test_other_versions_of_the_law_cannot_be_compared_unless_they_are_said_to_be(compared, one, two, comparable, told):
    earlier = f"{HEADER},primary\nSamtale,20,10,300,{one},ja\n"
    later = f"{HEADER},comparable\nSamtale,20,16,300,{two},{comparable}\n"
    assert told in in_one_line(compared(earlier, later).out)


@pytest.mark.parametrize(
    ("rule", "told"), [("underretning-24-timer", "tendens til forbedring"), ("plan-ved-indsats", "kan ikke afgøres")]
)
def test_a_criterion_named_as_a_rule_asks_the_rulebook_whether_its_versions_can_be_compared(compared, rule, told):
    earlier = f"{HEADER},primary\n{rule},20,10,300,2023-06-01,ja\n"
    later = f"{HEADER}\n{rule},20,16,300,2024-06-01\n"
    assert told in compared(earlier, later).out


def test_the_files_hold_the_same_figures_and_where_they_came_from(compared, file, tmp_path):
    run = compared(ONE, TWO, "--out", tmp_path / "ud")
    assert run.code == 0
    with (tmp_path / "ud/comparison.csv").open(encoding="utf-8", newline="") as written:
        first, second = csv.DictReader(written)
    assert (first["change"], first["relevant_2"], first["met_2"]) == ("tendency_to_improvement", "20", "16")
    assert (second["change"], second["verdict"], second["breaches_at_most"]) == ("", "none_found", "0.133333")
    content = json.loads((tmp_path / "ud/comparison.json").read_text("utf-8"))
    assert [each["file"] for each in content["rounds"]] == ["r1.csv", "r2.csv"]
    assert content["annex"] == [
        {
            "criterion": "Samtale",
            "better": 0.974186,
            "better_by_10_points": 0.894651,
            "worse_by_10_points": 0.004189,
            "boschloo": 0.053258,
        }
    ]


def test_the_same_rounds_give_the_same_bytes(compared, tmp_path):
    for folder in ("a", "b"):
        compared(ONE, TWO, "--out", tmp_path / folder)
    for name in ("comparison.csv", "comparison.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_round_is_never_replaced_by_the_result(command, file, tmp_path):
    one, two = file(ONE, "comparison.csv"), file(TWO, "r2.csv")
    run = command("compare", one, two, "--out", tmp_path)
    assert (run.code, one.read_text("utf-8")) == (2, ONE)


def test_excel_s_danish_file_reads_the_same(compared):
    assert compared(ONE.replace(",", ";").encode("windows-1252"), TWO.replace(",", ";")).out == compared(ONE, TWO).out


def test_it_speaks_english(compared):
    told = in_one_line(compared(ONE, TWO, "--lang", "en").out)
    assert "Samtale: tendency to improvement. Round 1: 10 of 20 (50.0 %). Round 2: 16 of 20 (80.0 %)." in told
    assert "forbedring" not in told


def line(*fields, header=HEADER):
    return f"{header}\n{','.join(map(str, fields))}\n"


GOOD = line("Samtale", 20, 16, 300, "v1")
MISTAKES = {
    "more_met_than_relevant": line("Samtale", 20, 21, 300, "v1"),
    "more_relevant_than_frame": line("Samtale", 20, 16, 19, "v1"),
    "empty_frame": line("Samtale", 0, 0, 0, "v1"),
    "not_whole": line("Samtale", 20, "12.5", 300, "v1"),
    "no_count": line("Samtale", "", "", 300, "v1"),
    "missing": line("Samtale", 20, 16, 300, ""),
    "empty": "",
    "no_criteria": f"{HEADER}\n",
    "no_header": line("Samtale", 20, 16, 300, "v1", header="Plan,20,16,300,2024-01-01"),
    "missing_column": "criterion,relevant,met,frame\nSamtale,20,16,300\n",
    "unknown_column": line("Samtale", 20, 16, 300, "v1", 90, header=f"{HEADER},goals"),
    "too_many_fields": line("Samtale", 20, 16, 300, "v1", "mere"),
    "repeated": GOOD + "Samtale,20,16,300,v1\n",
    "cpr": line("Samtale 010203-1234", 20, 16, 300, "v1"),
    "too_large": line("Samtale", 2501, 16, 3000, "v1"),
    "not_yes_or_no": line("Samtale", 20, 16, 300, "v1", "måske", header=f"{HEADER},primary"),
    "goal_outside": line("Samtale", 20, 16, 300, "v1", 101, header=f"{HEADER},goal"),
    "in_one_round_only": line("Plan", 20, 16, 300, "v1"),
    "too_many_primary": f"{HEADER},primary\n" + "".join(f"K{number},20,16,300,v1,ja\n" for number in range(6)),
    "primary_changed": line("Samtale", 20, 16, 300, "v1", "nej", header=f"{HEADER},primary"),
}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_is_one_clear_sentence_and_nothing_is_written(compared, sentence, tmp_path, mistake, language):
    bad, good = MISTAKES[mistake], GOOD
    if mistake == "too_many_primary":
        good = bad.replace(",primary", "").replace(",ja", "")
    one, two = (line("Samtale", 20, 16, 300, "v1", "ja", header=f"{HEADER},primary"), bad)
    if mistake != "primary_changed":
        one, two = bad, good
    run = compared(one, two, "--out", tmp_path / "ud", "--lang", language)
    assert (run.code, run.out, (tmp_path / "ud").exists()) == (2, "", False)
    assert sentence(f"compare.{mistake}", language).fullmatch(run.err.strip())
    assert "010203-1234" not in run.err


@pytest.mark.parametrize("text", ["-1", "1e2", "20,0", "2 0", "²", "x", "1.000"])
def test_a_count_is_written_with_digits_alone(compared, sentence, text):
    run = compared(f'{HEADER}\nSamtale,20,"{text}",300,v1\n', GOOD)
    assert sentence("compare.not_whole", column="met", row=2).fullmatch(run.err.strip())


@pytest.mark.parametrize("goal", ["0", "100", "41,7", "41.7 %"])
def test_a_goal_may_be_anything_from_none_to_all(compared, goal):
    assert compared(f'{HEADER},goal\nSamtale,20,10,300,v1,"{goal}"\n', GOOD).code == 0


@pytest.mark.parametrize(("relevant", "frame", "code"), [(2500, 100_000, 0), (2501, 100_000, 2), (20, 100_001, 2)])
def test_a_round_is_no_larger_than_people_can_read(compared, relevant, frame, code):
    assert compared(line("Samtale", relevant, 16, frame, "v1"), GOOD).code == code


@pytest.mark.parametrize("goal", ["-1", "100,1", "mange", "1e1", "nan"])
def test_a_goal_is_a_number_from_0_to_100(compared, sentence, goal):
    run = compared(f'{HEADER},goal\nSamtale,20,10,300,v1,"{goal}"\n', GOOD)
    assert sentence("compare.goal_outside", row=2).fullmatch(run.err.strip())


def test_the_round_that_lacks_a_criterion_is_told(compared, sentence):
    assert sentence("compare.in_one_round_only", round=2, criteria="Plan").fullmatch(
        compared(GOOD, GOOD + "Plan,20,16,300,v1\n").err.strip()
    )


def test_primary_criteria_that_the_first_round_did_not_name_are_refused(compared, sentence):
    chosen_afterwards = line("Samtale", 20, 16, 300, "v1", "ja", header=f"{HEADER},primary")
    assert sentence("compare.primary_changed", criteria="Samtale").fullmatch(
        compared(GOOD, chosen_afterwards).err.strip()
    )


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"%PDF-1.7\n", b"PAR1" + b"\x00" * 20 + b"PAR1"])
def test_what_is_no_text_is_refused(compared, content):
    run = compared(content, GOOD)
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)


def commands():
    """The files of each command in the examples' README."""
    return re.findall(r"^    sagsloft compare (\S+) (\S+)$", README, re.MULTILINE)


def test_every_example_file_is_used_by_a_command_of_the_readme():
    used = {name for pair in commands() for name in pair}
    assert used == {path.name for path in EXAMPLES.glob("*.csv")}


@pytest.mark.parametrize("pair", commands(), ids=lambda pair: pair[0])
def test_the_examples_run_and_say_no_more_than_the_readme_allows(command, pair):
    run = command("compare", *(EXAMPLES / name for name in pair))
    if "24-timer" in pair[0]:
        assert (run.code, run.out) == (2, "")
        assert "En andel uden antal kan ikke sammenlignes" in run.err
    else:
        assert run.code == 0
        assert ("forbedring" in run.out) is pair[0].startswith("eksempelkoebing")


def test_toender_2016_allows_what_the_readme_says(command):
    out = command("compare", EXAMPLES / "toender-2016.csv", EXAMPLES / "toender-2018.csv").out
    assert "7 af 20 (35,0 %)" in out
    assert "15,4–59,2 %" in out
    assert "mellem 15,4 og 59,2 %" in README


def test_what_41_to_81_percent_would_have_allowed_is_worked_out_in_the_readme():
    rows = re.findall(r"^\| (\d+) \| (\d+) \| (\d+) \| (.+) \|$", README, re.MULTILINE)
    assert len(rows) == 4
    for relevant, earlier, later, words in rows:
        counts = Count(int(relevant), int(earlier)), Count(int(relevant), int(later))
        assert [count.met for count in counts] == [round(share * int(relevant)) for share in (0.41, 0.81)]
        assert say(f"ladder.{Claim(*counts, comparable=True).phrase}", Language.DANISH) == words


def test_the_barometer_s_counts_are_its_shares_of_its_bases(command):
    out = command(
        "compare", EXAMPLES / "boernesagsbarometret-2021.csv", EXAMPLES / "boernesagsbarometret-2020-2022.csv"
    ).out
    assert (round(0.61 * 708), round(0.57 * 2140), round(0.50 * 2140)) == (432, 1220, 1070)
    for cell in ("432 af 708 (61,0 %)", "1220 af 2140 (57,0 %)", "1070 af 2140 (50,0 %)"):
        assert cell in out


def test_a_goal_that_was_moved_between_the_rounds_is_told(compared):
    told = in_one_line(compared(ONE, f"{HEADER},goal\nSamtale,20,16,300,v1,80\nPlan,20,20,300,v1,\n").out)
    assert "Samtale: målet er flyttet fra 90,0 % i runde 1 til 80,0 % i runde 2. Det nye er brugt." in told
    assert "Plan: målet er flyttet" not in told


def test_a_round_that_calls_itself_not_comparable_says_so_and_not_that_the_law_changed(compared):
    two = f"{HEADER},comparable\nSamtale,20,16,300,v1,nej\nPlan,20,20,300,v1,\n"
    told = in_one_line(compared(ONE, two).out)
    assert say("compare.said_not_comparable", Language.DANISH) in told
    assert "Loven eller kriteriet er et andet" not in told


def test_several_criteria_tell_how_often_one_of_them_would_speak_by_chance(compared):
    one = f"{HEADER},primary\n" + "".join(f"{name},20,10,300,v1,ja\n" for name in "ABCDE")
    claims = [Claim(Count(20, 10, 300), Count(20, 10, 300), comparable=True)] * 5
    rates = false_alarms(20, 20)
    either = rates[Phrase.WEAK_TENDENCY_TO_IMPROVEMENT] + rates[Phrase.WEAK_TENDENCY_TO_WORSENING]
    assert joint_false_alarm(claims) == pytest.approx(1 - (1 - either) ** 5)
    assert f"i op til {ceil(100 * joint_false_alarm(claims))} af 100" in in_one_line(compared(one, one).out)
    assert "ved mindst ét af dem" not in compared(ONE, TWO).out


def test_one_file_given_twice_is_no_comparison(command, file, sentence):
    once = file(ONE, "runde.csv")
    run = command("compare", once, once)
    assert run.code == 2
    assert sentence("compare.same_file").fullmatch(run.err.strip())
