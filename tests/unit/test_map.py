"""`sagsloft map`: a first draft of a mapping, which can be used at once and says what a person must decide."""

import random
import re
import tomllib
from pathlib import Path

import pytest
import xlsxwriter

import sagsloft as package
from sagsloft.core.errors import UserError
from sagsloft.messages import Language
from sagsloft.pipeline import Question, check, draft_mappings
from sagsloft.sources import Key, load_mapping
from sagsloft.sources.synthetic import invent, write_exports

DANISH, ENGLISH = Language.DANISH, Language.ENGLISH
SHIPPED = Path(package.__file__).parent / "demo" / "mappings"
EXAMPLES = Path(__file__).parents[2] / "examples" / "wabo"
LISTS = ("underretninger", "undersoegelser", "afgoerelser", "opfoelgninger", "sager")
MARK = re.compile(r"# (?:AFGØR:|.*# AFGØR)")


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    """The files of an invented municipality, and the folder with their drafts."""
    folder = tmp_path_factory.mktemp("exports")
    files = write_exports(invent(7, cases=200), folder)
    draft_mappings(tuple(files), folder / "drafts", (), None, DANISH)
    return {file.name.split(".")[0]: file for file in files}, folder / "drafts"


@pytest.fixture
def drafted(file, tmp_path):
    """`drafted("Sagsnr;…", name="klager.csv")`: the text of the draft of such a file, and the mapping that it is."""

    def draft(content, name="liste.csv", language=DANISH, only_rules=None):
        [written] = draft_mappings((file(content, name),), tmp_path / "drafts", (), only_rules, language)
        text = written.file.read_text("utf-8")
        if language is DANISH:
            assert written.decisions == sum(bool(MARK.match(line)) for line in text.splitlines())
        return text, load_mapping(written.file)

    return draft


def table(header, rows):
    return "\n".join([header, *rows]) + "\n"


def events(mapping):
    """What a mapping finds, and when."""
    return {
        (event.activity, event.columns["occurred_at"]): {name: set(one.values) for name, one in event.when.items()}
        for event in mapping.events
    }


def days(count, start=1):
    return [f"{1 + (start + each) % 28:02}-{1 + each % 12:02}-2024" for each in range(count)]


@pytest.mark.parametrize("name", LISTS)
def test_the_draft_of_a_management_list_finds_the_events_that_the_shipped_mapping_finds(exports, name):
    _, drafts = exports
    ours, shipped = load_mapping(drafts / f"{name}.toml"), load_mapping(SHIPPED / f"{name}.toml")
    assert events(ours) == events(shipped)
    assert ours.columns == shipped.columns
    assert ours.cases == shipped.cases


@pytest.mark.parametrize("name", LISTS)
def test_the_draft_of_a_management_list_finds_nearly_all_attributes(exports, name):
    _, drafts = exports
    ours, shipped = (
        {(event.activity, attribute, column) for event in mapping.events for attribute, column in event.columns.items()}
        for mapping in (load_mapping(drafts / f"{name}.toml"), load_mapping(SHIPPED / f"{name}.toml"))
    )
    assert shipped - ours <= {("genbehandling_afgjort", "attr.genbehandlingsfrist", "Næste opfølgning")}
    assert ours <= shipped


def test_values_are_translated_into_those_that_rules_know(exports):
    _, drafts = exports
    notifications = load_mapping(drafts / "underretninger.toml").values
    assert notifications["underretter"]["Barnet selv"] == "barnet"
    assert notifications["anonym"] == {"Anonym": "ja"}
    assert notifications["udfald"]["Børnefaglig undersøgelse"] == "undersoegelse"


def test_check_runs_on_the_drafts_as_they_are(exports):
    files, drafts = exports
    lists = check(Question(events=tuple(files[name] for name in LISTS), mappings=(drafts,)))
    shipped = check(Question(events=tuple(files[name] for name in LISTS), mappings=(SHIPPED,)))
    log = check(Question(events=(files["haendelser"],), mappings=(drafts,)))
    assert lists.reading.events.height == shipped.reading.events.height
    assert lists.reading.rejected.height == shipped.reading.rejected.height
    assert {each.rule.id for each in lists.unmeasurable} == {each.rule.id for each in shipped.unmeasurable}
    assert log.reading.events.height > lists.reading.events.height


def test_the_command_says_what_it_wrote_and_how_much_is_left_to_decide(command, file, tmp_path):
    events_file = file(table("Sagsnr;Klage modtaget", [f"{n};{day}" for n, day in enumerate(days(9))]), "klager.csv")
    run = command("map", events_file, "--out", tmp_path / "ud")
    assert (run.code, run.err) == (0, "")
    assert f"{tmp_path / 'ud' / 'klager.toml'} er skrevet. Steder, der skal afgøres: 2." in run.out
    assert command("map", events_file, "--out", tmp_path / "out", "--lang", "en").out.count("has been written") == 1


def test_an_existing_file_is_not_replaced_and_then_nothing_is_written(file, tmp_path):
    files = (file(table("Sagsnr;Åbnet", ["1;01-02-2024"]), "a.csv"), file(table("Sagsnr;Åbnet", ["1;2"]), "b.csv"))
    kept = file("min egen", "b.toml")
    with pytest.raises(UserError, match=r"map\.exists"):
        draft_mappings(files, tmp_path, (), None, DANISH)
    assert kept.read_text() == "min egen"
    assert not (tmp_path / "a.toml").exists()


def test_two_files_that_would_get_the_same_draft_are_told_apart_by_the_user(file, tmp_path):
    files = (file(table("Sagsnr;Åbnet", ["1;2"]), "a.csv"), file(table("Sagsnr;Åbnet", ["1;2"]), "x/a.csv"))
    with pytest.raises(UserError, match=r"map\.same_name"):
        draft_mappings(files, tmp_path / "out", (), None, DANISH)


OTHER_WORDS = """\
Journalnr.;Underretningsdato;Oprettet;Hvem har underrettet;Vold/overgreb;Åben sag;24 t. vurdering foretaget;\
Frist 24 timer;Kvitteringsbrev;Tilbagemelding til fagperson;Visitationsdato;Beslutning;Samtale med barnet;\
Ansvarlig rådgiver;Bemærkninger"""


def other_words(count=30):
    rows = [
        f"G01-{n % 20};{day} kl. 10.{n:02};{day};{['Skole', 'Nabo', 'Anonym'][n % 3]};{['Ja', 'Nej'][n % 2]};"
        f"{['X', ''][n % 2]};{day} kl. 15.00;{day};{day};{day};{day};{['BFU', 'Ingen yderligere'][n % 2]};{day};"
        f"{['KB', 'LM'][n % 2]};Barnet hedder Malthe{n}"
        for n, day in enumerate(days(count))
    ]
    return table(OTHER_WORDS, rows)


def test_other_headings_than_ours_are_understood(drafted):
    _, mapping = drafted(other_words(), "Modtagne underretninger 2024.csv")
    assert mapping.columns == {"case_id": "Journalnr.", "caseworker": "Ansvarlig rådgiver"}
    assert events(mapping).keys() == {
        ("underretning_modtaget", "Underretningsdato"),
        ("underretning_registreret", "Oprettet"),
        ("underretning_vurderet", "24 t. vurdering foretaget"),
        ("underretning_bekraeftet", "Kvitteringsbrev"),
        ("underretter_orienteret", "Tilbagemelding til fagperson"),
        ("underretning_afgjort", "Visitationsdato"),
        ("boernesamtale_afholdt", "Samtale med barnet"),
    }
    assert mapping.values["underretter"] == {"Skole": "fagperson", "Nabo": "borger", "Anonym": "anonym"}
    assert mapping.values["aktiv_indsats"] == {"X": "ja"}
    assert mapping.values["udfald"] == {"BFU": "undersoegelse", "Ingen yderligere": "ingen"}


def test_a_deadline_is_no_event(drafted):
    text, mapping = drafted(other_words(), "Modtagne underretninger 2024.csv")
    assert "Frist 24 timer" not in {column for _, column in events(mapping)}
    assert "# Frist 24 timer ser ud til at være en frist" in text


def test_what_someone_wrote_is_never_in_the_draft(drafted):
    text, _ = drafted(other_words(), "Modtagne underretninger 2024.csv")
    assert "Bemærkninger" in text
    assert "Malthe" not in text


def test_a_column_that_says_the_kind_of_row_tells_the_events_apart(drafted):
    kinds = ["Familiebehandling", "Plejefamilie", "Tvangsanbringelse", "Afslag"]
    rows = [f"S{n % 9};{n};{kinds[n % 4]};{day};{day};{day}" for n, day in enumerate(days(40))]
    _, mapping = drafted(table("Sag;Foranstaltning nr;Type;Bevillingsdato;Opstart;Slut", rows), "Foranstaltninger.csv")
    assert mapping.columns["matter_id"] == "Foranstaltning nr"
    assert events(mapping) == {
        ("afgoerelse_truffet", "Bevillingsdato"): {"Type": {"Familiebehandling", "Plejefamilie", "Afslag"}},
        ("tvangsanbringelse_afgjort", "Bevillingsdato"): {"Type": {"Tvangsanbringelse"}},
        ("indsats_ivaerksat", "Opstart"): {"Type": {"Familiebehandling"}},
        ("anbringelse_ivaerksat", "Opstart"): {"Type": {"Plejefamilie", "Tvangsanbringelse"}},
        ("indsats_afsluttet", "Slut"): {"Type": {"Familiebehandling"}},
        ("anbringelse_ophoert", "Slut"): {"Type": {"Plejefamilie", "Tvangsanbringelse"}},
    }
    assert mapping.values["indhold"] == {
        "Familiebehandling": "indsats",
        "Plejefamilie": "anbringelse",
        "Afslag": "afslag",
    }


def test_kinds_that_nothing_is_known_of_are_left_to_a_person(drafted):
    rows = [f"{n};{['Opfølgning', 'Tilsynsbesøg', 'Kanelsnegl'][n % 3]};{day}" for n, day in enumerate(days(30))]
    text, mapping = drafted(table("Sagsnr;Type;Dato", rows), "opfoelgninger.csv")
    assert events(mapping) == {
        ("opfoelgning_afholdt", "Dato"): {"Type": {"Opfølgning"}},
        ("tilsynsbesoeg_afholdt", "Dato"): {"Type": {"Tilsynsbesøg"}},
    }
    assert '# when = { "Type" = "Kanelsnegl" }  # antal: 10' in text


def test_without_a_kind_a_date_of_two_meanings_is_only_suggested(drafted):
    text, mapping = drafted(table("Sagsnr;Truffet;Iværksat", [f"1;{day};{day}" for day in days(9)]), "afgoerelser.csv")
    assert events(mapping) == {("afgoerelse_truffet", "Truffet"): {}}
    assert "Nærmest er: indsats_ivaerksat, anbringelse_ivaerksat." in text
    assert '# occurred_at = "Iværksat"' in text


def test_columns_that_only_differ_by_a_number_tell_of_the_same(drafted):
    rows = [f"1;{day};{day};{day}" for day in days(9)]
    _, mapping = drafted(table("Sagsnr;Opfølgning 1;Opfølgning 2;Næste opfølgning", rows), "opfølgning.csv")
    assert events(mapping) == {
        ("opfoelgning_afholdt", "Opfølgning 1"): {},
        ("opfoelgning_afholdt", "Opfølgning 2"): {},
    }
    assert all(event.columns["attr.naeste_opfoelgning"] == "Næste opfølgning" for event in mapping.events)


NAMES = ["Underretning ind", "24-timers vurd.", "Opstart BFU", "Tlf. samtale", "Kanelsnegl"]


def log(names=NAMES, count=100):
    rows = [f"{n},A-{n % 7},{names[n % len(names)]},2024-03-{1 + n % 28:02} 10:00:00,kb" for n in range(count)]
    return table("Løbenr,Sag,Sagsskridt,Udført,Bruger", rows)


def test_an_event_log_is_drafted_with_a_code_for_each_name_that_is_near_one(drafted):
    text, mapping = drafted(log(), "aktiviteter.csv")
    assert mapping.columns == {
        "case_id": "Sag",
        "event_id": "Løbenr",
        "caseworker": "Bruger",
        "activity": "Sagsskridt",
        "occurred_at": "Udført",
    }
    assert mapping.activities == {
        "Underretning ind": "underretning_modtaget",
        "24-timers vurd.": "underretning_vurderet",
        "Opstart BFU": "undersoegelse_paabegyndt",
    }
    assert '# "Tlf. samtale" = "…"  # AFGØR (antal: 20); måske: henvendelse_modtaget, notat' in text
    assert '# "Kanelsnegl" = "…"  # AFGØR (antal: 20)' in text


def test_a_name_that_few_rows_have_is_counted_and_not_shown(drafted):
    text, _ = drafted(log() + "991,A-1,Mail fra Hanne Jensen,2024-03-01 10:00:00,kb\n")
    assert "Hanne" not in text
    assert "vises ikke, fordi de kan handle om nogen: 1." in text


def test_too_many_names_are_not_listed(drafted):
    text, mapping = drafted(log([f"Navn {n:03}x" for n in range(300)], 3000))
    assert "Navn 001" not in text
    assert "300 forskellige navne" in text
    assert mapping.columns["activity"] == "Sagsskridt"


def test_an_english_log_is_drafted_in_english(drafted):
    names = ["Notification received", "Acute assessment made", "Investigation completed", "Coffee"]
    rows = [f"c{n % 9},{names[n % 4]},2024-03-{1 + n % 28:02}T10:00:00Z,ann" for n in range(80)]
    text, mapping = drafted(table("Case ID,Event,Timestamp,Resource", rows), language=ENGLISH)
    assert mapping.activities == {
        "Notification received": "underretning_modtaget",
        "Acute assessment made": "underretning_vurderet",
        "Investigation completed": "undersoegelse_afsluttet",
    }
    assert '# "Coffee" = "…"  # DECIDE (count: 20)' in text
    assert "AFGØR" not in text


def test_the_words_of_another_rulebook_are_used_in_its_place(drafted):
    names = ["Confirmation of receipt", "T02 Check confirmation of receipt"]
    rows = [f"c{n % 9},{names[n % 2]},2011-03-{1 + n % 28:02}T10:00:00Z" for n in range(40)]
    header = "case:concept:name,concept:name,time:timestamp"
    _, mapping = drafted(table(header, rows), only_rules=EXAMPLES / "rules")
    assert mapping.activities == {
        "Confirmation of receipt": "confirmation_of_receipt",
        "T02 Check confirmation of receipt": "t02_check_confirmation",
    }


def test_an_xes_log_is_drafted_and_can_be_checked(file, tmp_path):
    steps = [("Underretning modtaget", "10"), ("24-timers vurdering", "15")]
    traces = "".join(
        f'<trace><string key="concept:name" value="c{n}"/>'
        + "".join(
            f'<event><string key="concept:name" value="{name}"/>'
            f'<date key="time:timestamp" value="2024-01-02T{hour}:00:00+01:00"/></event>'
            for name, hour in steps
        )
        + "</trace>"
        for n in range(10)
    )
    events_file = file(f'<?xml version="1.0"?><log xes.version="1.0">{traces}</log>', "sager.xes")
    [written] = draft_mappings((events_file,), tmp_path, (), None, DANISH)
    found = check(Question(events=(events_file,), mappings=(written.file,)))
    assert found.reading.events["activity"].unique().sort().to_list() == [
        "underretning_modtaget",
        "underretning_vurderet",
    ]


def test_each_sheet_of_a_workbook_gets_a_draft_unless_it_tells_of_nothing(tmp_path):
    path = tmp_path / "ledelsesinformation.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, header in {"Forside": ("Udtræk", "Side"), "Klager": ("Sagsnr", "Klage modtaget"),
                             "Tilsyn": ("Sagsnr", "Tilsynsdato")}.items():  # fmt: skip
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, header)
            for row in range(1, 9):
                sheet.write_row(row, 0, (f"s{row}", f"2024-03-0{row}" if name != "Forside" else "x"))
    written = draft_mappings((path,), tmp_path / "drafts", (), None, DANISH)
    assert [each.file.name for each in written] == ["ledelsesinformation.toml", "ledelsesinformation-tilsyn.toml"]
    mappings = [load_mapping(each.file) for each in written]
    assert [mapping.options.sheet for mapping in mappings] == ["Klager", "Tilsyn"]
    found = check(Question(events=(path, path), mappings=tuple(each.file for each in written)))
    assert found.reading.events.height == 16
    assert "ledelsesinformation-tilsyn.toml" in written[0].file.read_text("utf-8")


@pytest.mark.parametrize("content", ["noget\nx\ny\n", "Dato\n01-02-2024\n", "a;b\n;\n", "Sagsnr;Bemærkning\n1;x\n"])
def test_a_file_that_tells_of_nothing_gets_a_draft_that_says_so_and_loads(drafted, content):
    text, mapping = drafted(content)
    assert "Der er ikke fundet både en sag, en dato og en aktivitet." in text
    assert mapping.events == ()


def test_cpr_numbers_are_nowhere_in_the_draft_which_says_that_a_key_is_needed(file, tmp_path):
    numbers = [f"{1 + n:02}0310-{4000 + n}" for n in range(28)]
    rows = [f"{number};{day};{number} ringede;{number}" for number, day in zip(numbers, days(28), strict=True)]
    events_file = file(table("CPR;Klage modtaget;Udfald;Type", [*rows, *rows[:1] * 9]), "klager.csv")
    [written] = draft_mappings((events_file,), tmp_path, (), None, DANISH)
    text = written.file.read_text("utf-8")
    assert not re.search(r"\d{4}-?\d{4}", text)
    assert "--pseudonymise NØGLEFIL" in text
    key = tmp_path / "key"
    Key.make(key)
    found = check(Question(events=(events_file,), mappings=(written.file,), key=key))
    assert found.reading.events["activity"].unique().to_list() == ["klage_modtaget"]


def test_signs_that_toml_uses_survive_in_names(drafted):
    header = '"Sags ""nr""";"Klage\nmodtaget";"Børne\\samtale = [x]";"Partshøring # foretaget";"Til.syn\x7fsbesøg"'
    rows = [f"{n};{day};{day};{day};{day}" for n, day in enumerate(days(9))]
    text, mapping = drafted(table(header, rows))
    assert mapping.columns["case_id"] == 'Sags "nr"'
    assert {
        ("klage_modtaget", "Klage\nmodtaget"),
        ("partshoering_foretaget", "Partshøring # foretaget"),
    } <= events(mapping).keys()
    assert '# occurred_at = "Børne\\\\samtale = [x]"' in text
    switched_on = re.sub(r'^# (\[\[events|activity = "[a-z_]+"|occurred_at)', r"\1", text, flags=re.MULTILINE)
    dates = {event["occurred_at"] for event in tomllib.loads(switched_on)["events"]}
    assert {"Børne\\samtale = [x]", "Til.syn\x7fsbesøg"} <= dates


def test_signs_that_toml_uses_survive_in_names_of_activities(drafted):
    names = ['Under"retning modtaget', "BFU.start", "Opfølgning = afholdt", "Notat \\ [x]"]
    rows = [f'{n},"{names[n % 4].replace(chr(34), chr(34) * 2)}",2024-03-{1 + n % 28:02}' for n in range(80)]
    text, mapping = drafted(table("Sagsnr,Aktivitet,Dato", rows))
    assert mapping.activities.keys() >= {"BFU.start", "Opfølgning = afholdt"}
    assert r'"Under\"retning modtaget" = ' in text
    assert r'"Notat \\ [x]" = ' in text


def test_dates_that_cannot_be_read_are_told_of(drafted):
    text, _ = drafted(table("Sagsnr;Klage modtaget", [f"{n};{day[:6]}24" for n, day in enumerate(days(9))]))
    assert "# AFGØR: Datoerne i Klage modtaget er skrevet på en måde, der ikke kan læses." in text


def test_the_same_file_always_gives_the_same_draft(exports, tmp_path):
    files, drafts = exports
    draft_mappings((files["afgoerelser"],), tmp_path, (), None, DANISH)
    assert (tmp_path / "afgoerelser.toml").read_bytes() == (drafts / "afgoerelser.toml").read_bytes()


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_columns_and_rows_makes_no_difference_to_what_is_found(drafted, seed):
    dice = random.Random(seed)  # noqa: S311 - no secret
    rows = [line.split(";") for line in other_words().splitlines()]
    order = dice.sample(range(len(rows[0])), len(rows[0]))
    header, *others = [";".join(row[place] for place in order) for row in rows]
    dice.shuffle(others)
    _, plain = drafted(other_words(), "Modtagne underretninger 2024.csv")
    _, mapping = drafted(table(header, others), f"Modtagne underretninger 2024 {'abc'[seed]}.csv")
    assert events(mapping) == events(plain)
    assert mapping.columns == plain.columns
    assert mapping.values == plain.values


@pytest.mark.parametrize("numbers", [["1", "0"], ["20240101", "20240212"], ["2024-15", "2024-16"], ["a", "b"]])
def test_a_column_with_the_name_of_the_case_number_is_it_whatever_the_numbers_look_like(drafted, numbers):
    text, mapping = drafted(table("Sagsnr;Klage nr;Klage modtaget", [f"{n};{n};01-02-2024" for n in numbers * 5]))
    assert mapping.columns == {"case_id": "Sagsnr", "matter_id": "Klage nr"}
    assert "ikke kan læses" not in text
