"""What a mapping file changes about a reading, and what it may not say."""

import pytest

from sagsloft.core.errors import UserError
from sagsloft.sources import Mapping, Note, load_mapping, read

THEIRS = """\
Sagsnr,Hændelse,Tidspunkt,Team,Dato,Skrevet af
17, Underretning ind ,2024-03-01 10:00,Nord,2024-02-01,kb
17,Kaffepause,2024-03-01 11:00,Nord,,kb
17,notat,i går,Syd,,kb
"""
MAPPING = """\
[source]
name = "Fagsystemet"
covers = ["partshoering_foretaget"]
[columns]
case_id = "Sagsnr"
activity = "Hændelse"
occurred_at = "Tidspunkt"
attr.behov_kendt = "Dato"
[activities]
drop = ["Kaffepause"]
"Underretning ind" = "underretning_modtaget"
"""


@pytest.fixture
def reading(file):
    return read(file(THEIRS), file(MAPPING, "mapping.toml"))


def test_columns_and_activities_get_our_names_and_spaces_around_a_name_do_not_matter(reading):
    assert reading.events.select("row", "case_id", "activity", "attr.behov_kendt").rows() == [
        (2, "17", "underretning_modtaget", "2024-02-01")
    ]


def test_a_rejected_row_is_told_under_the_names_of_the_file(reading):
    assert reading.rejected.rows() == [("events.csv", 4, "Tidspunkt", "x xxx", "row.not_iso")]


def test_what_was_left_out_is_told(reading):
    assert reading.notes == (
        Note("note.dropped_columns", {"columns": "Team, Skrevet af"}),
        Note("note.dropped_events", {"count": 1}),
    )


def test_the_mapping_goes_with_the_reading(reading):
    assert (reading.name, reading.covers) == ("Fagsystemet", {"partshoering_foretaget"})


def test_an_activity_without_an_entry_keeps_its_name(file):
    events = read(file(THEIRS), file(MAPPING.replace('drop = ["Kaffepause"]\n', ""), "mapping.toml")).events
    assert events["activity"].to_list() == ["underretning_modtaget", "Kaffepause"]


def test_a_named_column_comes_before_one_that_has_our_name_by_chance(file):
    events = file("case_id,activity,occurred_at,id\ncpr,notat,2024-03-01,sag-1\n")
    found = read(events, file('[columns]\ncase_id = "id"\n', "mapping.toml"))
    assert found.events["case_id"].to_list() == ["sag-1"]
    assert found.notes == (Note("note.dropped_columns", {"columns": "case_id"}),)


def test_one_column_may_serve_two_purposes(file):
    events = file("case_id,activity,occurred_at\nsag-1,notat,2024-03-01\n")
    columns = '[columns]\noccurred_at = "occurred_at"\nattr.dato = "occurred_at"\n'
    assert read(events, file(columns, "mapping.toml")).events["attr.dato"].to_list() == ["2024-03-01"]


def test_an_attribute_that_the_mapping_names_is_kept_even_where_no_rule_asks_for_it(file):
    events = file("case_id,activity,occurred_at,frist,attr.farve\nsag-1,notat,2024-03-01,snart,blå\n")
    found = read(events, file('[columns]\n"attr.min_frist" = "frist"\n', "mapping.toml"), attributes=["behov_kendt"])
    assert found.events["attr.min_frist"].to_list() == ["snart"]
    assert "attr.farve" not in found.events.columns
    assert found.notes == (Note("note.dropped_attributes", {"attributes": "farve"}),)


def test_an_empty_mapping_changes_nothing(file, log):
    assert read(log, file("", "mapping.toml")).events.equals(read(log).events)
    path = file("# intet\n", "mapping.toml")
    assert load_mapping(path) == Mapping(file=path)


@pytest.mark.parametrize(
    ("text", "message_id", "key"),
    [
        ("[kolonner]\na = 1", "mapping.unknown_key", "kolonner"),
        ('[source]\nnavn = "x"', "mapping.unknown_key", "source.navn"),
        ('[columns]\nsagsnr = "Sagsnr"', "mapping.unknown_key", "columns.sagsnr"),
        ("columns = 1", "mapping.wrong_value", "columns"),
        ("source = []", "mapping.wrong_value", "source"),
        ("[source]\nname = 1", "mapping.wrong_value", "source.name"),
        ('[source]\ncovers = "notat"', "mapping.wrong_value", "source.covers"),
        ("[source]\ncovers = [1]", "mapping.wrong_value", "source.covers"),
        ("[columns]\ncase_id = 17", "mapping.wrong_value", "columns.case_id"),
        ('[columns]\ncase_id = ["Sagsnr"]', "mapping.wrong_value", "columns.case_id"),
        ('[columns]\nattr = "Dato"', "mapping.wrong_value", "columns.attr"),
        ('[columns]\nattr.a.b = "Dato"', "mapping.wrong_value", "columns.attr.a"),
        ("[activities]\nNotat = true", "mapping.wrong_value", "activities.Notat"),
        ('[activities]\ndrop = "Notat"', "mapping.wrong_value", "activities.drop"),
    ],
)
def test_whatever_is_not_in_the_format_is_refused_with_its_place(file, text, message_id, key):
    path = file(text, "mapping.toml")
    with pytest.raises(UserError) as refused:
        load_mapping(path)
    assert (refused.value.message_id, refused.value.values["key"]) == (message_id, key)
    assert refused.value.values["file"] == path


@pytest.mark.parametrize("content", [b"case_id = ", b"[columns\n", '[source]\nname = "Sæby"'.encode("latin-1")])
def test_what_is_no_toml_is_refused(file, content):
    with pytest.raises(UserError, match=r"mapping\.not_toml"):
        load_mapping(file(content, "mapping.toml"))


@pytest.mark.parametrize("path", ["nowhere.toml", ".", "x" * 300])
def test_a_mapping_that_cannot_be_opened_is_refused(tmp_path, path):
    with pytest.raises(UserError, match=r"mapping\.unreadable"):
        load_mapping(tmp_path / path)


def test_a_column_that_is_not_in_the_file_is_named_with_those_that_are(file):
    events, mapping = file(THEIRS), file(MAPPING.replace("Sagsnr", "Sags-id"), "mapping.toml")
    with pytest.raises(UserError) as refused:
        read(events, mapping)
    assert refused.value.message_id == "mapping.no_such_column"
    assert refused.value.values["columns"] == "Sags-id"
    assert refused.value.values["found"] == "Sagsnr, Hændelse, Tidspunkt, Team, Dato, Skrevet af"
