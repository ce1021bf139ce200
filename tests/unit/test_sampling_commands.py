"""`plan-sample`, `freeze`, `draw`, `skip`, `extend`, `verify-draw`: from an export to cases that all can draw again."""

import csv
import re
from hashlib import sha256

import pytest
from tests.unit.draws import said, saved, steps

from sagsloft.core.tickets import in_ticket_order
from sagsloft.sources import Key

HEADER = "case_id,activity,occurred_at,attr.indhold,attr.familie\n"
MAPPING = '[source]\nname = "Prøven"\n[columns]\n"attr.familie" = "attr.familie"\n'
LOG = HEADER + "".join(
    f"sag-{number:02},afgoerelse_truffet,2024-{1 + number % 12:02}-15,{kind},f{number % 25}\n"
    for number, kind in ((number, "afslag" if number % 10 == 0 else "indsats") for number in range(1, 51))
)
DECISIONS = ("--activity", "afgoerelse_truffet", "--where", "indhold=indsats,anbringelse")
YEAR = ("--from", "2024-01-01", "--to", "2024-12-31")
RULE = ("--extension-rule", "hvis færre end 10 svar er relevante", "--extend-to", "25")
DICE = "4 2 6 1 1 5 3 6 2 4"
SECRETS = {"Kommunen": "kommunens hemmelighed, lang nok", "Task Force": "Task Forcens hemmelighed, lang nok"}
BOTH_FILES = {"frame.csv", "draw.json"}


def commitments(path, *, told=False, secrets=SECRETS):
    lines = []
    for name, secret in secrets.items():
        lines += ["[[party]]", f'name = "{name}"', f'commitment = "{sha256(secret.encode()).hexdigest()}"']
        lines += [f'secret = "{secret}"'] if told else []
    path.write_text("\n".join(lines), "utf-8")
    return path


@pytest.fixture
def freeze(command, file, tmp_path):
    """`freeze(…)`: 45 decisions on support, frozen on 1 March; the folder is `ud` unless `out` says otherwise."""

    def run(*more, out="ud", chosen=(*DECISIONS, *YEAR), source=None):
        return command("freeze", source or file(LOG), *chosen, "--on", "2026-03-01", "--out", tmp_path / out, *more)

    return run


@pytest.fixture
def record(freeze, tmp_path):
    assert freeze("--count", "20").code == 0
    return tmp_path / "ud" / "draw.json"


@pytest.fixture
def drawn(command, freeze, tmp_path):
    record = tmp_path / "ud" / "draw.json"
    assert freeze("--count", "20", *RULE).code == 0
    assert command("draw", record, "--seed", DICE, "--on", "2026-03-02").code == 0
    return record


def test_freeze_writes_a_frame_and_a_record_and_tells_what_to_publish(freeze, tmp_path):
    run = freeze()
    assert (run.code, run.err) == (0, "")
    assert saved(tmp_path / "ud").keys() == BOTH_FILES
    with (tmp_path / "ud" / "frame.csv").open(encoding="utf-8") as file:
        cases = [row["case_id"] for row in csv.DictReader(file)]
    assert cases == [f"sag-{number:02}" for number in range(1, 51) if number % 10]
    (step,) = steps(tmp_path / "ud" / "draw.json")
    assert (step["cases"], step["excluded"], step["on"]) == (45, {"condition_not_met": 5}, "2026-03-01")
    assert step["frame_sha256"] == sha256((tmp_path / "ud" / "frame.csv").read_bytes()).hexdigest()
    assert step["criteria"]["events"] == [
        {"activity": "afgoerelse_truffet", "where": {"indhold": ["indsats", "anbringelse"]}}
    ]
    assert f"Rammens SHA-256 (sha256sum frame.csv): {step['frame_sha256']}." in said(run)
    assert f"Forløbets SHA-256: {step['sha256']}." in said(run)
    assert "Antallet er ikke fastlagt endnu" in said(run)
    assert "har hændelsen, men ikke med den betingelse 5" in said(run)


def test_the_same_files_and_answers_give_the_same_bytes(freeze, command, tmp_path):
    folders = [tmp_path / name for name in ("en", "to")]
    for folder in folders:
        assert freeze("--count", "20", out=folder.name).code == 0
        assert command("draw", folder / "draw.json", "--seed", DICE, "--on", "2026-03-02").code == 0
    assert saved(folders[0]) == saved(folders[1])


def test_the_draw_is_told_in_ticket_order_and_verified_from_two_files_alone(command, drawn, tmp_path):
    frame = [line for line in (drawn.parent / "frame.csv").read_text().splitlines()[1:] if line]
    expected = in_ticket_order(frame, DICE)[:20]
    away = tmp_path / "hos en anden"
    away.mkdir()
    for name in BOTH_FILES:
        (away / f"kopi-{name}").write_bytes((drawn.parent / name).read_bytes())
    run = command("verify-draw", away / "kopi-draw.json", away / "kopi-frame.csv")
    assert run.code == 0
    assert "3 trin er taget om igen, og alle passer" in said(run)
    assert "Sager, der skal læses: 20 af 45" in said(run)
    assert re.findall(r"\bsag-\d\d\b", said(run)) == list(expected)
    assert [step["step"] for step in steps(drawn)] == ["frozen", "planned", "drawn"]
    assert "Frøet er givet udefra." in said(run)


def test_in_english_every_sentence_is_english(command, drawn):
    run = command("verify-draw", drawn, drawn.parent / "frame.csv", "--lang", "en")
    assert "The draw follows from the frame and the seed" in said(run)
    assert not re.search(r"\b(Sag|Trin|Rammen|Frøet|Dag)\b", run.out)


def test_skip_takes_the_next_and_extend_follows_the_rule(command, drawn):
    case = steps(drawn)[2]["cases"][4]
    run = command("skip", drawn, case, "--reason", "transferred", "--on", "2026-03-03")
    assert run.code == 0
    taken = steps(drawn)[3]["taken"]
    assert f"{case} (nr. 5) er sprunget over, fordi sagen er overgået til en anden kommune." in said(run)
    assert f"I stedet er taget {taken} (nr. 21)." in said(run)
    assert re.findall(r"\b(\d+) (sag-\d\d)\b", said(run))[4:] == [
        *((f"{number}", each) for number, each in enumerate(steps(drawn)[2]["cases"][5:], 6)),
        ("21", taken),
    ]
    assert command("extend", drawn, "--count", "5", "--on", "2026-03-04").code == 0
    run = command("extend", drawn, "--count", "1", "--on", "2026-03-04")
    assert (run.code, run.err.strip()) == (2, "Reglen tillader højst 25 sager i alt; det ville blive 26.")
    run = command("verify-draw", drawn, drawn.parent / "frame.csv")
    assert "5 trin er taget om igen" in said(run)


@pytest.mark.parametrize(
    ("arguments", "message", "values"),
    [
        (("draw", "{record}", "--seed", "andet"), "drawn_already", {"count": 20, "day": "2026-03-02"}),
        (("draw", "{record}", "--own-seed"), "drawn_already", {}),
        (("draw", "{record}", "--seed", "a", "--own-seed"), "one_seed", {}),
        (("draw", "{record}", "--on", "2026-03-02"), "one_seed", {}),
        (("draw", "{record}", "--seed", " "), "empty_seed", {}),
        (("skip", "{record}", "sag-99", "--reason", "duplicate"), "not_drawn", {}),
        (("skip", "{record}", "sag-01", "--reason", "doven"), "unknown_reason", {}),
        (("extend", "{record}", "--count", "0"), "no_count", {}),
        (("skip", "{record}", "sag-01", "--reason", "duplicate", "--on", "2026-02-01"), "before_the_last_step", {}),
        (("verify-draw", "{record}", "{record}"), "not_a_frame", {}),
        (("verify-draw", "{frame}", "{frame}"), "not_a_record", {}),
        (("verify-draw", "{record}", "{folder}/findes.ikke"), "cannot_read", {}),
        (("verify-draw", "{folder}/ingen", "{frame}"), "cannot_read", {}),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence_and_changes_nothing(
    command, drawn, sentence, arguments, message, values
):
    names = {"record": drawn, "frame": drawn.parent / "frame.csv", "folder": drawn.parent}
    if message == "before_the_last_step":
        arguments = tuple(steps(drawn)[2]["cases"][0] if word == "sag-01" else word for word in arguments)
    before = saved(drawn.parent)
    run = command(*(word.format(**names) for word in arguments))
    assert (run.code, run.out) == (2, "")
    assert sentence(f"sample.{message}", **values).fullmatch(run.err.strip())
    assert "sag-" not in run.err
    assert saved(drawn.parent) == before


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (("--seed", " "), "empty_seed"),
        (("--seed", DICE, "--count", "46"), "more_than_frame"),
        (("--seed", DICE, "--count", "0"), "no_count"),
        (("--seed", DICE, "--extension-rule", "ja"), "half_a_rule"),
        (("--seed", DICE, "--extend-to", "30"), "half_a_rule"),
        (("--seed", DICE, "--extension-rule", "ja", "--extend-to", "30"), "not_planned"),
        (("--seed", DICE, "--count", "20", "--extension-rule", "ja", "--extend-to", "20"), "extension_rule_unusable"),
        (("--seed", "010190 1234", "--count", "20"), "cpr_in_record"),
        (("--seed", DICE), "not_planned"),
    ],
)
def test_a_draw_that_cannot_be_made_leaves_the_frame_as_it_was(command, freeze, tmp_path, sentence, more, message):
    freeze()
    record = tmp_path / "ud" / "draw.json"
    before = saved(record.parent)
    run = command("draw", record, *more, "--on", "2026-03-02")
    assert run.code == 2
    assert sentence(f"sample.{message}").fullmatch(run.err.strip())
    assert saved(record.parent) == before


def test_without_a_rule_nothing_is_added_and_before_the_draw_nothing_is_skipped(command, record, sentence):
    run = command("skip", record, "sag-01", "--reason", "duplicate", "--on", "2026-03-02")
    assert sentence("sample.not_yet_drawn").fullmatch(run.err.strip())
    assert command("draw", record, "--seed", DICE, "--on", "2026-03-02").code == 0
    run = command("extend", record, "--count", "1", "--on", "2026-03-02")
    assert sentence("sample.no_extension_rule").fullmatch(run.err.strip())


def test_a_plan_that_was_frozen_with_the_frame_binds_the_draw(command, freeze, tmp_path, sentence):
    freeze("--count", "10", "--extension-rule", "altid", "--extend-to", "12")
    record = tmp_path / "ud" / "draw.json"
    run = command("draw", record, "--seed", DICE, "--count", "11", "--on", "2026-03-02")
    assert sentence("sample.planned_otherwise", planned=10).fullmatch(run.err.strip())
    assert command("draw", record, "--seed", DICE, "--on", "2026-03-02").code == 0
    assert len(steps(record)[2]["cases"]) == 10


def test_an_own_seed_is_marked_as_not_verifiable_from_outside(command, record):
    run = command("draw", record, "--own-seed", "--on", "2026-03-02")
    assert run.code == 0
    assert steps(record)[-1]["origin"] == "made_by_the_program"
    assert "Ikke efterprøvelig udefra" in said(run)
    assert len(steps(record)[-1]["seed"]) == 64
    assert "Ikke efterprøvelig udefra" in said(command("verify-draw", record, record.parent / "frame.csv"))


def test_both_parties_are_bound_before_either_secret_is_told(command, record, tmp_path, sentence):
    file = commitments(tmp_path / "parter.toml", told=True)
    run = command("draw", record, "--commitments", file, "--on", "2026-03-02")
    assert sentence("sample.not_committed").fullmatch(run.err.strip())
    commitments(file)
    run = command("draw", record, "--commitments", file, "--on", "2026-03-02")
    assert (run.code, "2 parter er bundet" in said(run)) == (0, True)
    assert not any(secret in record.read_text("utf-8") for secret in SECRETS.values())
    commitments(file, told=True)
    assert command("draw", record, "--commitments", file, "--on", "2026-03-03").code == 0
    assert [step["step"] for step in steps(record)] == ["frozen", "planned", "committed", "drawn"]
    assert "Ingen af dem har valgt det alene." in said(command("verify-draw", record, record.parent / "frame.csv"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "not_commitments"),
        ("[[party]\n", "not_commitments"),
        ("party = 1", "not_commitments"),
        ('[[party]]\nname = "A"', "not_commitments"),
        (f'[[party]]\nname = "A"\ncommitment = "{"a" * 64}"', "too_few_parties"),
        (
            f'[[party]]\nname = "A"\ncommitment = "{"a" * 64}"\n[[party]]\nname = "B"\ncommitment = "b"',
            "not_a_commitment",
        ),
        (
            f'party = [{{ name = "A", commitment = "{"a" * 64}" }}, {{ name = "B", commitment = "b", secret = "x" }}]',
            "secrets_missing",
        ),
    ],
)
def test_a_file_of_commitments_that_cannot_be_used_is_told(command, record, file, sentence, content, message):
    run = command("draw", record, "--commitments", file(content, "parter.toml"), "--on", "2026-03-02")
    assert run.code == 2
    assert sentence(f"sample.{message}").fullmatch(run.err.strip())


def test_a_party_cannot_commit_itself_anew(command, record, tmp_path, sentence):
    file = commitments(tmp_path / "parter.toml")
    command("draw", record, "--commitments", file, "--on", "2026-03-02")
    commitments(file, told=True, secrets={**SECRETS, "Task Force": "en ny hemmelighed, der passer bedre"})
    run = command("draw", record, "--commitments", file, "--on", "2026-03-02")
    assert sentence("sample.other_commitments").fullmatch(run.err.strip())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text + "sag-99\n", "other_number"),
        (lambda text: text.replace("sag-01\n", ""), "other_number"),
        (lambda text: text.replace("sag-01\n", "sag-99\n"), "other_frame"),
        (lambda text: text.replace("sag-01\n", "sag- 01\n"), "other_frame"),
        (lambda text: text.replace("case_id\n", "case_id;family\n").replace("\n", ";\n")[1:], "not_a_frame"),
        (lambda text: text + "sag-01\n", "case_twice"),
        (lambda _text: "case_id\n", "empty_frame"),
        (lambda _text: "", "not_a_frame"),
        (lambda text: text + "010190-1234\n", "cpr_in_frame"),
        (lambda text: text + "sag-99,b\n", "not_a_frame"),
    ],
)
def test_a_frame_that_was_edited_is_refused_by_every_command(command, drawn, sentence, change, message):
    frame = drawn.parent / "frame.csv"
    frame.write_text(change(frame.read_text("utf-8")), "utf-8")
    case = steps(drawn)[2]["cases"][0]
    for arguments in (
        ("verify-draw", drawn, frame),
        ("skip", drawn, case, "--reason", "duplicate", "--on", "2026-03-03"),
        ("extend", drawn, "--count", "1", "--on", "2026-03-03"),
    ):
        run = command(*arguments)
        assert run.code == 2
        assert sentence(f"sample.{message}").fullmatch(run.err.strip())


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\n".join(["case_id", *reversed(text.splitlines()[1:])]),
        lambda text: "\ufeff" + text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", " \n").replace("case_id ", "case_id"),
        lambda text: text + "\n\n",
    ],
)
def test_the_same_cases_in_another_order_or_saved_by_a_spreadsheet_are_the_same_frame(command, drawn, change):
    frame = drawn.parent / "frame.csv"
    frame.write_bytes(change(frame.read_text("utf-8")).encode())
    assert command("verify-draw", drawn, frame).code == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace(DICE, DICE[::-1]), "step_changed"),
        (lambda text: text.replace("sagsloft-draw-1", "sagsloft-draw-2"), "another_format"),
        (lambda text: text.replace('"cases": 45', '"cases": 46'), "step_changed"),
        (lambda text: text.replace('"count": 20', '"count": 10, "count": 20'), "not_a_record"),
        (lambda text: text[:-20], "not_a_record"),
        (lambda _text: "[" * 100_000, "not_a_record"),
        (lambda _text: "{}", "not_a_record"),
        (lambda _text: "\udcff", "not_utf8"),
    ],
)
def test_a_record_that_was_edited_is_refused(command, drawn, sentence, change, message):
    drawn.write_bytes(change(drawn.read_text("utf-8")).encode(errors="surrogateescape"))
    run = command("verify-draw", drawn, drawn.parent / "frame.csv")
    assert run.code == 2
    assert sentence(f"sample.{message}").fullmatch(run.err.strip())


@pytest.mark.parametrize(
    ("chosen", "more", "message"),
    [
        (("--activity", "skovtur", *YEAR), (), "unknown_activity"),
        ((*DECISIONS, "--where", "farve=blå", *YEAR), (), "unknown_attribute"),
        ((*DECISIONS, "--where", "indhold=afslag", *YEAR), (), "condition_twice"),
        (("--activity", "afgoerelse_truffet", "--where", "indhold", *YEAR), (), "bad_condition"),
        (("--activity", "afgoerelse_truffet", "--where", "indhold=a,,b", *YEAR), (), "bad_condition"),
        (("--activity", "afgoerelse_truffet", "--where", "=a", *YEAR), (), "bad_condition"),
        ((*DECISIONS, "--from", "2024-12-31", "--to", "2024-01-01"), (), "period_ends_before_it_begins"),
        ((*DECISIONS, "--from", "2019-01-01", "--to", "2019-12-31"), (), "empty_frame"),
        ((*DECISIONS, *YEAR), ("--family", "mor"), "attribute_not_read"),
        ((*DECISIONS, *YEAR), ("--cases", "open"), "closing_unknown"),
        ((*DECISIONS, *YEAR), ("--count", "46"), "more_than_frame"),
    ],
)
def test_a_frame_that_cannot_be_asked_for_writes_nothing(freeze, tmp_path, sentence, chosen, more, message):
    run = freeze(*more, chosen=chosen)
    assert run.code == 2
    assert sentence(f"sample.{message}").fullmatch(run.err.strip())
    assert not (tmp_path / "ud").exists()


def test_a_draw_is_never_replaced(freeze, record, sentence):
    before = saved(record.parent)
    assert sentence("sample.exists").fullmatch(freeze().err.strip())
    assert saved(record.parent) == before


def test_a_second_round_leaves_out_what_the_first_reviewed_and_counts_it(freeze, drawn, tmp_path, command):
    skipped = steps(drawn)[2]["cases"][0]
    command("skip", drawn, skipped, "--reason", "restricted", "--on", "2026-03-03")
    run = freeze("--leave-out", drawn, out="anden")
    assert run.code == 0
    (step,) = steps(tmp_path / "anden" / "draw.json")
    assert (step["cases"], step["excluded"]["reviewed"]) == (25, 20)
    assert skipped in (tmp_path / "anden" / "frame.csv").read_text()
    assert step["source"]["left_out"][0]["sha256"] == steps(drawn)[-1]["sha256"]


def test_an_earlier_round_must_have_drawn_and_call_the_cases_the_same(freeze, drawn, tmp_path, sentence):
    freeze(out="kun-ramme")
    run = freeze("--leave-out", tmp_path / "kun-ramme" / "draw.json", out="anden")
    assert sentence("sample.nothing_drawn_in").fullmatch(run.err.strip())
    Key.make(tmp_path / "noegle")
    run = freeze("--leave-out", drawn, "--pseudonymise", tmp_path / "noegle", out="anden")
    assert sentence("sample.other_names").fullmatch(run.err.strip())


def test_siblings_name_each_others_places(command, freeze, file, tmp_path):
    run = freeze("--mapping", file(MAPPING, "m.toml"), "--family", "familie")
    assert run.code == 0
    record = tmp_path / "ud" / "draw.json"
    run = command("draw", record, "--seed", DICE, "--count", "45", "--on", "2026-03-02")
    assert len(steps(record)[-1]["siblings"]) == 20
    places = dict(re.findall(r"(\d+) (sag-\d\d) med nr", said(run)))
    families = [{int(case[4:]) % 25 for case in family} for family in steps(record)[-1]["siblings"]]
    assert len(places) == 40
    assert all(len(family) == 1 for family in families)
    assert command("verify-draw", record, tmp_path / "ud" / "frame.csv").code == 0


def test_case_ids_that_a_spreadsheet_would_run_come_back_as_they_were(command, freeze, file, tmp_path):
    log = LOG.replace("sag-01", "=1+1").replace("sag-02", "-æ,b").replace("-æ,b", '"-æ,b"')
    assert freeze(source=file(log, "formler.csv")).code == 0
    record = tmp_path / "ud" / "draw.json"
    assert "\n'=1+1\n" in (tmp_path / "ud" / "frame.csv").read_text("utf-8")
    assert command("draw", record, "--seed", DICE, "--count", "45", "--on", "2026-03-02").code == 0
    assert {"=1+1", "-æ,b"} <= set(steps(record)[-1]["cases"])
    assert command("verify-draw", record, tmp_path / "ud" / "frame.csv").code == 0


def test_no_cpr_number_comes_into_a_draw(freeze, file, tmp_path):
    log = file(LOG.replace("sag-01", "010190-1234"), "010190-1235.csv")
    assert freeze(source=log).code == 2
    Key.make(tmp_path / "noegle")
    run = freeze("--pseudonymise", tmp_path / "noegle", source=log)
    assert run.code == 0
    written = "".join(each.read_text("utf-8") for each in (tmp_path / "ud").iterdir())
    assert "010190" not in written + run.out
    assert "999999-9999.csv" in written


def test_what_is_worth_knowing_about_the_source_is_told(freeze, file):
    run = freeze(source=file(LOG + "sag-51,notat,2024-05-01,,\nsag-52,notat,i går,,\n"))
    assert "Ikke brugt af nogen regel, og derfor ikke gemt, er oplysningerne: familie." in said(run)
    assert "Afviste rækker: 1." in said(run)


def test_a_small_frame_says_what_may_not_be_published(freeze):
    few = (*DECISIONS, "--from", "2024-01-01", "--to", "2024-06-30")
    run = freeze(chosen=few)
    assert "Rammen har under 40 sager" in said(run)
    assert "Offentliggør disse to tal" not in said(run)
    assert "Rammen har under 40 sager" not in said(freeze(out="alle"))


def test_a_value_that_no_event_has_and_no_rule_names_is_taken_for_a_slip(freeze, sentence, tmp_path):
    run = freeze(chosen=("--activity", "afgoerelse_truffet", "--where", "indhold=indsats,anbringels", *YEAR))
    assert run.code == 2
    slip = sentence("sample.value_not_found", value="anbringels", attribute="indhold", found="afslag, indsats")
    assert slip.fullmatch(run.err.strip())
    assert not (tmp_path / "ud").exists()


def test_a_period_beyond_the_source_and_earlier_cases_that_it_lacks_are_told(command, freeze, drawn, file):
    later = file(LOG.replace("sag-", "ny-"), "ny.csv")
    run = freeze("--leave-out", drawn, source=later, out="runde-2", chosen=(*DECISIONS, *YEAR[:3], "2025-06-30"))
    assert run.code == 0
    assert "Perioden går til 2025-06-30, men kildens sidste hændelse er fra 2024-12-15." in said(run)
    assert "Ingen af sagerne fra draw.json er i kilden" in said(run)
    assert "er gennemgået i en tidligere runde 0" in said(run)


def test_all_cases_of_a_frame_are_no_sample(command, freeze, tmp_path):
    assert freeze("--count", "45").code == 0
    assert "Det er ikke en stikprøve" in said(command("draw", tmp_path / "ud", "--seed", DICE, "--on", "2026-03-02"))


def test_a_critic_sees_what_was_fixed_before_the_draw(command, drawn):
    told = said(command("verify-draw", drawn.parent, drawn.parent))
    assert "afgoerelse_truffet indhold indsats, anbringelse" in told
    assert "sager, der læses 20" in told
    assert "højst 25 i alt: hvis færre end 10 svar er relevante" in told
    assert f"Forløbets SHA-256 før trækningen: {steps(drawn)[1]['sha256']}." in told
