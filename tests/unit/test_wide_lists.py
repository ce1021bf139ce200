"""A row of a management list tells of several events; several files tell of the same children."""

import pytest

from sagsloft.core.errors import UserError
from sagsloft.sources import load_mapping, read, read_exports

LIST = """\
Sagsnr.;Nr.;Modtaget;Vurderet;Type;Alvorligt;Team
17;U1;01-03-2024 10:00;02-03-2024 09:30;Lærer;Ja;Nord
17;U2;05-03-2024;;Anonym;Nej;Nord
18;U3;31-02-2024 10:00;04-03-2024 10:00;Lærer;;Syd
;U4;06-03-2024 10:00;;Lærer;;Syd
"""
MAPPING = """\
[source]
name = "Listen"
[columns]
case_id = "Sagsnr."
matter_id = "Nr."
team = "Team"
[fixed]
municipality = "Eksempelkøbing"
[values.underretter]
"Lærer" = "fagperson"
"Anonym" = "anonym"
[[events]]
activity = "underretning_modtaget"
occurred_at = "Modtaget"
attr.underretter = "Type"
attr.overgreb = "Alvorligt"
[[events]]
activity = "underretning_vurderet"
occurred_at = "Vurderet"
attr.akut = { value = "true" }
when = { "Type" = ["Lærer"] }
"""


@pytest.fixture
def reading(file):
    return read(file(LIST, "liste.csv"), file(MAPPING, "mapping.toml"))


def told(reading, *columns):
    return reading.events.select(columns).rows()


def test_each_filled_date_is_an_event_and_each_condition_is_kept(reading):
    assert told(reading, "case_id", "matter_id", "activity") == [
        ("17", "U1", "underretning_modtaget"),
        ("17", "U2", "underretning_modtaget"),
        ("17", "U1", "underretning_vurderet"),
        ("18", "U3", "underretning_vurderet"),
    ]


def test_values_become_ours_and_what_is_fixed_stands_in_every_row(reading):
    assert told(reading, "attr.underretter", "attr.overgreb", "attr.akut", "municipality") == [
        ("fagperson", "Ja", None, "Eksempelkøbing"),
        ("anonym", "Nej", None, "Eksempelkøbing"),
        (None, None, "true", "Eksempelkøbing"),
        (None, None, "true", "Eksempelkøbing"),
    ]


def test_every_event_has_a_number_of_its_own_from_which_its_row_is_found(reading):
    numbers = reading.events["row"]
    assert numbers.n_unique() == len(numbers)
    assert reading.places(numbers).rows() == [("liste.csv", 2), ("liste.csv", 3), ("liste.csv", 2), ("liste.csv", 4)]


def test_a_fault_in_a_date_costs_that_event_alone_and_is_told_as_the_file_has_it(reading):
    assert reading.rejected.rows() == [
        ("liste.csv", 4, "Modtaget", "99-99-9999 99:99", "row.no_such_time"),
        ("liste.csv", 5, "Sagsnr.", None, "row.missing"),
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("31-03-2024", "2024-03-30T23:00"),
        ("1.3.2024", "2024-02-29T23:00"),
        ("01/03/2024 07.05", "2024-03-01T06:05"),
        ("01-03-2024 kl. 7:05", "2024-03-01T06:05"),
        ("01-03-2024T07:05:30", "2024-03-01T06:05:30"),
        ("2024-03-01 07:05", "2024-03-01T06:05"),
    ],
)
def test_danish_dates_are_read_with_the_day_first(file, written, expected):
    content = f"case_id;activity;occurred_at\na;notat;{written}\n"
    (earliest,) = read(file(content)).events["earliest"]
    assert earliest.strftime("%Y-%m-%dT%H:%M:%S").removesuffix(":00") == expected


@pytest.mark.parametrize("written", ["12-31-2024", "1-3-24", "01-03-2024 25:00", "primo marts 2024"])
def test_what_is_no_danish_date_is_a_fault_of_the_row(file, written):
    reading = read(file(f"case_id;activity;occurred_at\na;notat;{written}\n"))
    assert (reading.events.height, reading.rejected.height) == (0, 1)


def test_where_iso_is_asked_for_no_other_date_is_read(file):
    mapping = file('[source]\ndates = "iso"\n', "mapping.toml")
    assert read(file("case_id;activity;occurred_at\na;notat;01-03-2024\n"), mapping).events.is_empty()


def log(*times):
    return "case_id,activity,occurred_at\n" + "".join(f"a,notat,{time}\n" for time in times)


@pytest.mark.parametrize(
    ("precision", "dated"),
    [("auto", [True, True, False, False]), ("time", [False] * 4), ("day", [True] * 4)],
)
def test_midnights_are_dates_where_there_are_many_or_where_the_mapping_says_so(file, precision, dated):
    times = ("2024-03-01 00:00", "2024-03-02T00:00:00", "2024-03-03 10:00", "2024-03-04 11:00")
    reading = read(file(log(*times)), file(f'[source]\nprecision = "{precision}"\n', "mapping.toml"))
    events = reading.events.select("earliest", "latest").rows()
    assert [latest > earliest for earliest, latest in events] == dated
    assert any(note.message_id == "note.midnights" for note in reading.notes) == (precision == "auto")


def test_a_single_midnight_among_many_times_is_a_time(file):
    times = ["2024-03-01 00:00", *(f"2024-03-02 1{hour}:00" for hour in range(9))]
    reading = read(file(log(*times)))
    assert reading.events.filter(reading.events["latest"] > reading.events["earliest"]).is_empty()


def test_two_files_are_one_source_of_events(file):
    first, second = file(log("2024-03-01"), "a.csv"), file(LIST, "b.csv")
    reading = read_exports([(first, load_mapping(file("", "m.toml"))), (second, load_mapping(file(MAPPING, "n.toml")))])
    assert reading.events["row"].n_unique() == 5
    assert reading.places(reading.events["row"])["file"].to_list() == ["a.csv", *["b.csv"] * 4]
    assert (reading.name, reading.rejected["file"].unique().to_list()) == ("a.csv, Listen", ["b.csv"])


def with_id(name, place, file):
    return (
        file(f"case_id,activity,occurred_at,event_id,team\na,notat,2024-03-0{place},h1,Nord\n", f"{name}.csv"),
        load_mapping(file(f'[source]\nname = "{name.rstrip("12")}"\n', f"{name}.toml")),
    )


def test_files_of_one_source_that_contradict_each_other_are_told_and_the_first_counts(file):
    reading = read_exports([with_id("fag1", 1, file), with_id("fag2", 2, file)])
    assert reading.events.height == 1
    assert reading.rejected.select("file", "row", "column", "reason").rows() == [
        ("fag2.csv", 2, "event_id", "row.event_id_taken")
    ]


def test_two_sources_may_use_the_same_event_id(file):
    assert read_exports([with_id("fag", 1, file), with_id("lon", 2, file)]).events.height == 2


CASES = """\
Sagsnr.;Født;Distrikt
17;2008-05;Øst
18;06-2008;Vest
19;17-07-2008;Vest
20;ukendt;Vest
17;2009-01;Øst
"""
OF_CASES = '[case]\ncase_id = "Sagsnr."\nbirth_month = "Født"\ndistrict = "Distrikt"\n'
PLANS = """\
case_id,activity,occurred_at
17,sag_aabnet,2024-01-01
17,barnets_plan_udarbejdet,2024-02-01
18,barnets_plan_udarbejdet,2024-08-01
19,notat,2024-05-20
"""


@pytest.fixture
def with_cases(file):
    cases = (file(CASES, "sager.csv"), load_mapping(file(OF_CASES, "sager.toml")))
    return read_exports([(file(PLANS, "log.csv"), load_mapping(file("", "log.toml"))), cases])


def test_a_list_of_cases_tells_when_a_child_turns_sixteen_and_whether_it_had_a_plan(with_cases):
    birthdays = with_cases.events.filter(with_cases.events["activity"] == "barn_fyldt_16")
    days = birthdays["latest"].dt.convert_time_zone("Europe/Copenhagen").dt.date().dt.to_string()
    assert list(zip(birthdays["case_id"], days, birthdays["attr.har_plan"], strict=True)) == [
        ("17", "2024-05-01", "true"),
        ("18", "2024-06-01", "false"),
        ("19", "2024-07-01", "false"),
    ]


def test_what_cannot_be_true_of_a_case_is_told(with_cases):
    assert with_cases.rejected.drop("value").rows() == [
        ("sager.csv", 5, "Født", "row.not_a_month"),
        ("sager.csv", 6, "Født", "row.case_contradicts"),
    ]
    assert with_cases.cases.select("case_id", "district").rows() == [("17", "Øst"), ("18", "Vest"), ("19", "Vest")]


def test_a_birthday_to_come_does_not_move_the_last_day_of_the_source(with_cases):
    assert with_cases.last_event.date().isoformat() == "2024-07-31"


@pytest.mark.parametrize(
    ("content", "message_id", "place"),
    [
        ('[[events]]\nactivity = "notat"\n', "mapping.missing_key", "events[1].occurred_at"),
        ('[case]\ndistrict = "Distrikt"\n', "mapping.missing_key", "case.case_id"),
        ('[[events]]\nactivity = "notat"\noccurred_at = 1\n', "mapping.wrong_value", "events[1].occurred_at"),
        ('[[events]]\nactivity = "notat"\noccurred_at = "x"\nfarve = "y"\n', "mapping.unknown_key", "events[1].farve"),
        (
            '[[events]]\nactivity = "n"\noccurred_at = "x"\nwhen = { a = 1 }\n',
            "mapping.wrong_value",
            "events[1].when.a",
        ),
        ('[source]\nprecision = "uge"\n', "mapping.wrong_value", "source.precision"),
        ('[source]\ndelimiter = "|"\n', "mapping.wrong_value", "source.delimiter"),
        ('[source]\nencoding = "dansk"\n', "mapping.wrong_value", "source.encoding"),
        ('[fixed]\ncase_id = "1"\n', "mapping.unknown_key", "fixed.case_id"),
        ('[values.indhold]\n"A" = 1\n', "mapping.wrong_value", "values.indhold.A"),
    ],
)
def test_whatever_is_not_in_the_format_is_refused_with_its_place(file, content, message_id, place):
    with pytest.raises(UserError) as refusal:
        load_mapping(file(content, "mapping.toml"))
    assert (refusal.value.message_id, refusal.value.values["key"]) == (message_id, place)


@pytest.mark.parametrize(
    "content",
    ['[columns]\ncase_id = "A"\ncase_id = "B"\n', '[columns]\n"attr.x" = "A"\nattr.x = "B"\n'],
)
def test_two_columns_for_one_name_are_refused(file, content):
    with pytest.raises(UserError) as refusal:
        load_mapping(file(content, "mapping.toml"))
    assert refusal.value.message_id == "mapping.said_twice"
