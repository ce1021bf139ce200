"""Every row of a file is read or reported, under the number that a spreadsheet shows, whatever wrote the file."""

from datetime import UTC, date, datetime, time, timedelta

import polars as pl
import pytest

from sagsloft.core.calendar import LocalTime
from sagsloft.core.errors import UserError
from sagsloft.core.timestamps import local_days
from sagsloft.sources import Note, read

HEADER = "case_id,activity,occurred_at\n"
WITH_ID = "event_id,case_id,activity,occurred_at,attributes\n"


def rows(reading, *columns):
    return reading.events.select("row", *(columns or ("case_id",))).rows()


def rejected(reading):
    return reading.rejected.select("row", "column", "reason").rows()


@pytest.mark.parametrize("content", ["{}", "\ufeff{}", "{}\n", "\ufeff{}\n"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_byte_order_mark_windows_newlines_and_a_missing_last_newline_do_not_matter(file, content, newline):
    text = content.format(HEADER + 'sag-1,notat,2024-03-01\n"sag-2",notat,"2024-03-02"')
    reading = read(file(text.replace("\n", newline)))
    assert rows(reading) == [(2, "sag-1"), (3, "sag-2")]
    assert (rejected(reading), reading.notes) == ([], ())


def test_commas_newlines_and_quotation_marks_within_quotation_marks_are_content(file):
    reading = read(
        file(HEADER + '"sag\n1",notat,2024-03-01\n"sag, 2",notat,2024-03-02\n"sag ""3""",notat,2024-03-03\n')
    )
    assert rows(reading) == [(2, "sag\n1"), (3, "sag, 2"), (4, 'sag "3"')]


def test_blank_lines_are_no_rows_but_are_counted(file):
    reading = read(file(HEADER + "\nsag-1,notat,2024-03-01\n\n,,\nsag-2,notat,i går\n"))
    assert (rows(reading), rejected(reading)) == ([(3, "sag-1")], [(6, "occurred_at", "row.not_iso")])


def test_a_row_with_too_few_fields_lacks_the_last_ones(file):
    reading = read(file(HEADER + "sag-1,notat\nsag-2,notat,2024-03-02\nsag-3\n"))
    assert rows(reading) == [(3, "sag-2")]
    assert rejected(reading) == [
        (2, "occurred_at", "row.missing"),
        (4, "activity", "row.missing"),
        (4, "occurred_at", "row.missing"),
    ]


def test_a_row_with_too_many_fields_is_reported_and_the_others_are_read_under_their_own_numbers(file):
    reading = read(
        file(HEADER + "sag-1,notat,2024-03-01,?\nsag-2,notat,2024-03-02\n\nsag-3,notat,i går\nsag-4,notat\n")
    )
    assert rows(reading) == [(3, "sag-2")]
    assert rejected(reading) == [
        (2, "", "row.too_many_fields"),
        (5, "occurred_at", "row.not_iso"),
        (6, "occurred_at", "row.missing"),
    ]


@pytest.mark.parametrize(
    "broken", ['sag-2,"notat,2024-03-02', '"sag-2,notat,2024-03-02', 'sag-2,notat,"2024-03-02', 'sag-2,n"otat,2024"\n"']
)
def test_a_quotation_mark_that_is_never_closed_does_not_swallow_the_rest_of_the_file_unseen(file, broken):
    with pytest.raises(UserError, match=r"file\.broken_csv"):
        read(file(HEADER + f"sag-1,notat,2024-03-01\n{broken}\nsag-3,notat,2024-03-03\nsag-4,notat,2024-03-04\n"))


def test_a_nul_byte_is_a_character_like_any_other(file):
    reading = read(file(HEADER + "sag\0-1,notat,2024-03-01\nsag-2,notat,2024\0-03-02\nsag-3,notat,2024-03-03\n"))
    assert rows(reading) == [(2, "sag\0-1"), (4, "sag-3")]
    assert rejected(reading) == [(3, "occurred_at", "row.not_iso")]


@pytest.mark.parametrize("name", ["export[1].csv", "export*.csv", "~.csv", "år 2024?.csv", "EVENTS.CSV", "events"])
def test_a_files_name_is_only_a_name(file, name):
    file(HEADER + "en-anden,notat,2024-03-01\n", "export1.csv")
    assert rows(read(file(HEADER + "sag-1,notat,2024-03-01\n", name))) == [(2, "sag-1")]


def test_every_fault_of_a_row_is_reported_and_its_content_is_masked(file):
    columns = "case_id,activity,occurred_at,recorded_at,attributes\n"
    reading = read(file(columns + ",,31-02-2024,i går kl. 12,[1]\n"))
    assert reading.rejected.drop("file").rows() == [
        (2, "case_id", None, "row.missing"),
        (2, "activity", None, "row.missing"),
        (2, "occurred_at", "99-99-9999", "row.no_such_time"),
        (2, "recorded_at", "x xxx xx. 99", "row.not_iso"),
        (2, "attributes", "[9]", "row.not_a_json_object"),
    ]


@pytest.mark.parametrize("year", ["0001-01-01", "9999-12-31", "1899-12-31", "2100-01-01", "9999-12-31T23:59:59Z"])
def test_an_empty_date_written_as_a_far_year_is_no_event(file, year):
    both = read(file(f"case_id,activity,occurred_at,recorded_at\na,notat,{year},\nb,notat,2024-03-01,{year}\n"))
    assert rejected(both) == [(2, "occurred_at", "row.implausible_year"), (3, "recorded_at", "row.implausible_year")]


def test_an_event_id_seen_again_with_the_same_content_is_the_same_event(file):
    log = WITH_ID + 'h1,a,notat,2024-03-01,"{""x"": 1, ""y"": true}"\nh2,a,notat,2024-03-01,\n'
    again = 'h1, a ,notat,2024-03-01T00:00+01:00,\nh1,a,notat,2024-03-01,"{""y"": true, ""x"": 1}"\n'
    reading = read(file(log + again + log.removeprefix(WITH_ID)))
    assert rows(reading, "event_id") == [(2, "h1"), (3, "h2")]
    assert rejected(reading) == [(4, "event_id", "row.event_id_taken")]
    assert reading.notes == (Note("note.repeated_events", {"count": 3}),)


def test_interleaved_repetitions_are_each_held_against_the_first(file):
    same, other = "h1,a,notat,2024-03-01,\n", "h1,b,notat,2024-03-01,\n"
    reading = read(file(WITH_ID + same + other + same + other + other + same))
    assert rows(reading, "case_id") == [(2, "a")]
    assert rejected(reading) == [(row, "event_id", "row.event_id_taken") for row in (3, 5, 6)]
    assert reading.notes == (Note("note.repeated_events", {"count": 2}),)


def test_without_event_ids_equal_rows_are_as_many_events(file):
    assert rows(read(file(HEADER + "sag-1,notat,2024-03-01\n" * 3))) == [(2, "sag-1"), (3, "sag-1"), (4, "sag-1")]


@pytest.mark.thorough
@pytest.mark.parametrize(("event_id", "left"), [("h1", 1), ("", 1_000_000)])
def test_a_million_equal_rows_are_one_event_with_an_id_and_a_million_without(file, event_id, left):
    reading = read(file(WITH_ID + f'{event_id},a,notat,2024-03-01 10:00,"{{""x"": 1}}"\n' * 1_000_000))
    assert reading.events.height == left
    assert [note.values for note in reading.notes] == ([{"count": 999_999}] if event_id else [])
    assert reading.rejected.is_empty()


def attributes(file, *texts):
    quoted = ('"' + text.replace('"', '""') + '"' for text in texts)
    return read(
        file("case_id,activity,occurred_at,attributes\n" + "".join(f"a,notat,2024-03-01,{q}\n" for q in quoted))
    )


def test_each_name_in_a_json_object_becomes_a_column_of_text(file):
    text = '{"ja": true, "tal": 1.5, "liste": [1, {"a": null}], "ingen": null, "navn": "Søren", "tom": ""}'
    reading = attributes(file, text, "{}", "")
    names = ("attr.ja", "attr.tal", "attr.liste", "attr.ingen", "attr.navn", "attr.tom")
    first = (2, "true", "1.5", '[1, {"a": null}]', None, "Søren", "")
    assert rows(reading, *names) == [first, *((row, *[None] * 6) for row in (3, 4))]


@pytest.mark.parametrize(
    "text", ["ja", "[1]", '"tekst"', "3", "null", "{'a': 1}", '{"a": 1', '{"a": 1} {"b": 2}', '{"a": ' + "[" * 100_000]
)
def test_what_is_no_json_object_is_a_fault_of_its_row_alone(file, text):
    reading = attributes(file, text, '{"a": 1}')
    assert rejected(reading) == [(2, "attributes", "row.not_a_json_object")]
    assert rows(reading, "attr.a") == [(3, "1")]


@pytest.mark.parametrize("text", [r'{"a": "\ud800"}', r'{"\ud800": 1}'])
def test_half_a_character_in_json_is_a_fault_of_its_row_alone(file, text):
    assert rows(attributes(file, text, '{"b": 1}'), "attr.b") == [(3, "1")]


def test_json_of_whatever_depth_is_read_or_reported(file):
    texts = [f'{{"a": {"[" * depth}{"]" * depth}}}' for depth in range(900, 1010)]
    reading = attributes(file, *texts)
    assert reading.events.height + reading.rejected.height == len(texts)


def test_a_column_of_an_attribute_comes_before_the_same_name_in_the_json(file):
    columns = 'case_id,activity,occurred_at,attr.x,attributes\na,notat,2024-03-01,egen,"{""x"": ""json""}"\n'
    reading = read(file(columns + 'a,notat,2024-03-01,,"{""x"": ""json""}"\n'))
    assert rows(reading, "attr.x") == [(2, "egen"), (3, "json")]


@pytest.fixture
def parquet(tmp_path):
    """`parquet(team=…)`: the reading of a Parquet file of two events with these columns besides the required ones."""

    def reading(**columns):
        always = {"case_id": ["a", "b"], "activity": ["notat"] * 2, "occurred_at": [date(2024, 3, 1)] * 2}
        pl.DataFrame(always | columns).write_parquet(tmp_path / "events.parquet")
        return read(tmp_path / "events.parquet")

    return reading


FAR_AWAY = pl.Series([2**62, 0]).cast(pl.Datetime("ms"))
CLOCKS = pl.Series([datetime(2024, 3, 31, 2, 30), datetime(2024, 10, 27, 2, 30)])  # noqa: DTZ001 - as clocks show it


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_a_parquet_time_without_a_zone_is_local_whatever_its_precision(parquet, unit):
    reading = parquet(occurred_at=CLOCKS.cast(pl.Datetime(unit)))
    assert rejected(reading) == [(1, "occurred_at", "row.skipped_by_clock")]
    assert rows(reading, "earliest", "latest") == [(2, *[datetime(2024, 10, 27, 0, 30, tzinfo=UTC)] * 2)]


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
@pytest.mark.parametrize(
    ("zone", "utc_hours"), [("UTC", (2, 2)), ("America/New_York", (6, 6)), ("Asia/Tokyo", (17, 17))]
)
def test_a_parquet_time_with_a_zone_is_that_instant(parquet, unit, zone, utc_hours):
    reading = parquet(occurred_at=CLOCKS.cast(pl.Datetime(unit)).dt.replace_time_zone(zone))
    assert [earliest.hour for _, earliest in rows(reading, "earliest")] == list(utc_hours)
    assert reading.events["earliest"].equals(reading.events["latest"])


def test_a_parquet_date_is_a_whole_day_and_a_text_is_read_as_in_csv(parquet):
    day = [(1, datetime(2024, 2, 29, 23, tzinfo=UTC)), (2, datetime(2024, 2, 29, 23, tzinfo=UTC))]
    assert rows(parquet(), "earliest") == day
    dictionary = pl.Series(["2024-03-01", "1/3"]).cast(pl.Categorical)
    assert rows(parquet(occurred_at=dictionary), "earliest") == day[:1]


def test_parquet_columns_of_any_plain_type_become_text(parquet):
    columns = {"event_id": [7, 8], "matter_id": pl.Series(["m", None]).cast(pl.Enum(["m"])), "team": [None, None]}
    attributes = {"attr.ja": [True, False], "attr.dag": [date(2024, 1, 31), None], "attr.tal": [1.5, None]}
    local = CLOCKS.dt.offset_by("1h").cast(pl.Datetime("ns"))
    times = {"attr.lokal": local, "attr.utc": local.dt.replace_time_zone("UTC")}
    reading = parquet(**columns, **attributes, **times)
    names = ("event_id", "matter_id", "team", *attributes)
    assert rows(reading, *names) == [
        (1, "7", "m", None, "true", "2024-01-31", "1.5"),
        (2, "8", None, None, "false", None, None),
    ]
    days = (local_days(reading.events[name].cast(pl.String), LocalTime("Europe/Copenhagen"))[0] for name in times)
    assert list(days) == [date(2024, 3, 31)] * 2


@pytest.mark.parametrize("column", ["case_id", "occurred_at", "attr.x"])
@pytest.mark.parametrize(
    "values", [[["l"], []], [{"a": 1}, {"a": None}], [b"\xe6", b"a"], [timedelta(1)] * 2, [time(1)] * 2, FAR_AWAY]
)
def test_a_parquet_column_of_any_other_type_is_read_or_refused(parquet, column, values):
    try:
        reading = parquet(**{column: values})
    except UserError:
        return
    assert reading.events.height + reading.rejected["row"].n_unique() == 2


@pytest.mark.parametrize("content", [b"", b"case_id,activity,occurred_at\n", b"PAR1 and no more"])
def test_a_parquet_file_that_is_none_is_refused(file, content):
    with pytest.raises(UserError, match=r"file\.not_parquet"):
        read(file(content, "events.parquet"))
