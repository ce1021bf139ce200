"""Whatever a Danish system calls an export is read as it is meant, or refused in a sentence that says what it is."""

import gzip
import zipfile
from io import BytesIO

import numpy as np
import polars as pl
import pytest

from sagsloft.core.cpr import CPR_SHAPE
from sagsloft.core.errors import UserError
from sagsloft.sources.exports import Options, Place, open_export
from sagsloft.sources.notes import Note
from sagsloft.sources.unpacking import ensure_unpackable

LIST = "Sagsnr.;Årsag;Modtaget\nA-1;Bekymring, æøå;05-01-2024 10:00\nA-2;;\n"
ROWS = [("A-1", "Bekymring, æøå", "05-01-2024 10:00"), ("A-2", None, None)]


@pytest.fixture
def opened(file):
    """`opened(content, name, encoding=…)`: the export in a file with that content."""

    def export(content, name="liste.csv", **options):
        return open_export(file(content, name), Options(**options))

    return export


def rows(export, *columns):
    (sheet,) = export.sheets
    return sheet.read(columns or sheet.columns).table.rows()


def numbers(export):
    return export.sheets[0].read(export.sheets[0].columns).numbers.to_list()


def said(delimiter, encoding):
    return (Note("note.dialect", {"file": "liste.csv", "delimiter": f"note.{delimiter}", "encoding": encoding}),)


@pytest.mark.parametrize(("delimiter", "name"), [(";", "semicolon"), ("\t", "tab"), ("|", None)])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252"), ("utf-16", "UTF-16")],
)
def test_every_delimiter_and_encoding_that_excel_writes_is_detected_and_said(
    opened, delimiter, name, newline, encoding, shown
):
    text = LIST.replace(";", delimiter).replace("\n", newline)
    export = opened(text.encode(encoding), delimiter=None if name else delimiter)
    assert export.sheets[0].columns == ("Sagsnr.", "Årsag", "Modtaget")
    assert (rows(export), numbers(export)) == (ROWS, [2, 3])
    assert [note.values["encoding"] for note in export.notes] == [shown]
    assert name is None or export.notes == said(name, shown)


def test_comma_and_utf8_are_as_expected_and_need_no_note(opened):
    assert opened("Sagsnr.,Årsag\nA-1,æ\n").notes == ()
    assert opened("\ufeffSagsnr.,Årsag\nA-1,æ\n").notes == ()


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_line_on_which_excel_names_the_delimiter_is_no_row(opened, mark, encoding, delimiter):
    text = (
        f"{mark if encoding == 'utf-8' else ''}sep={delimiter}\r\na{delimiter}b\r\n1{delimiter}2\r\n3{delimiter}4,5;6"
    )
    export = opened(f"{text[: text.index('4')]}4\r\n".encode(encoding))
    assert (rows(export), numbers(export)) == ([("1", "2"), ("3", "4")], [2, 3])


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ('"a, og b, og c";d\n1;2\n', ";"),
        ("a;beløb, kr.\n1;2,50\n", ";"),
        ("a,b;c,d\n1,2;3,4\n5,6;7,8\n", ","),
        ("sagsnr;note\n1;ja, nej, måske\n2;x\n", ";"),
        ("a\tb,c\n1\t2\n3\t4\n", "\t"),
        ('case_id,note\n1,"a;b;c;d"\n2,"x;y;z;æ"\n', ","),
        ("kun-en-kolonne\n1;2\n", ","),
    ],
)
def test_the_delimiter_is_the_one_that_makes_a_table(file, text, delimiter):
    sheet = open_export(file(text)).sheets[0]
    assert sheet.dialect.delimiter == delimiter


def test_what_a_mapping_says_comes_before_what_was_detected(opened):
    export = opened("a,b;c\nå,1;2\n".encode("latin-1"), encoding="iso-8859-1", delimiter=";")
    assert (rows(export), export.notes) == ([("å,1", "2")], ())
    assert rows(opened("æ;b\n1;2\n".encode("mac-roman"), encoding="mac-roman"), "æ") == [("1",)]
    assert rows(opened("a;b\næ;2\n".encode("utf-16-le"), encoding="utf-16-le")) == [("æ", "2")]


@pytest.mark.parametrize("encoding", ["utf8", "UTF-8", "utf-16-le", "utf-32-be"])
def test_a_byte_order_mark_is_no_part_of_a_name(opened, encoding):
    assert rows(opened("\ufeffa;b\næ;2\n".encode(encoding), encoding=encoding), "a") == [("æ",)]


@pytest.mark.parametrize(
    ("options", "message_id"),
    [
        ({"encoding": "klingon"}, "unknown_encoding"),
        ({"encoding": "base64"}, "unknown_encoding"),
        ({"encoding": "utf\0"}, "unknown_encoding"),
        ({"encoding": "ascii"}, "not_decodable"),
        ({"encoding": "utf-16-le"}, "no_header"),
        ({"delimiter": ""}, "bad_delimiter"),
        ({"delimiter": ";;"}, "bad_delimiter"),
        ({"delimiter": '"'}, "bad_delimiter"),
        ({"delimiter": "§"}, "bad_delimiter"),
    ],
)
def test_what_a_mapping_says_must_fit_the_file(opened, options, message_id):
    with pytest.raises(UserError, match=rf"file\.{message_id}"):
        rows(opened("a;b\n" + "x;y\n" * 30_000 + "æ;c\n1", **options))


def test_two_encodings_in_one_file_are_not_guessed_at(opened):
    with pytest.raises(UserError, match=r"file\.mixed_encoding"):
        opened("a;b\næ;1\n".encode() + "æ;2\n".encode("cp1252"))
    with pytest.raises(UserError, match=r"file\.mixed_encoding"):
        opened(b"a;b\n\x81;1\n")


def test_a_letter_far_down_decides_on_the_encoding_of_the_whole_file(opened):
    text = "a;b\n" + "1;2\n" * 300_000 + "å;1\n"
    assert opened(text.encode("cp1252")).notes == said("semicolon", "Windows-1252")
    assert opened(text.encode()).notes == said("semicolon", "UTF-8")


def test_a_character_that_stands_across_two_blocks_is_one_character(opened):
    text = "a;b\n" + "x;" * 1 + "æ" * (2**20) + "\n"
    assert rows(opened(text.encode()), "b") == [("æ" * 2**20,)]
    assert rows(opened(text.encode("utf-16")), "b") == [("æ" * 2**20,)]


def test_names_are_stripped_and_a_column_without_one_is_no_one_s(opened):
    export = opened(" Sagsnr. ;; Årsag\n1;hemmeligt;x\n")
    assert export.sheets[0].columns == ("Sagsnr.", "", "Årsag")
    assert rows(export, "Årsag", "Sagsnr.") == [("x", "1")]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_rows_that_do_not_fit_are_told_apart_in_every_dialect(opened, encoding):
    sheet = opened("a;b\n1;2;3\n\n4;æ\n5\n".encode(encoding)).sheets[0]
    raw = sheet.read(["b", "a"])
    assert (raw.table.rows(), raw.numbers.to_list(), raw.ragged) == ([("æ", "4"), (None, "5")], [4, 5], (2,))


@pytest.mark.parametrize("name", ["liste.csv", "liste.xlsx", "liste"])
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\nSagsnr.;dato\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "picture"),
        (b"GIF89a", "picture"),
        (b"II*\0\x08\0\0\0", "picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_excel"),
        (b"PK\x03\x04 and no more", "zip"),
        (gzip.compress(LIST.encode(), mtime=0), "gzip"),
        (b"<!DOCTYPE html>\n<table><tr><td>a;b\n", "html"),
        (b'\xef\xbb\xbf<html xmlns:x="urn:schemas-microsoft-com:office:excel">\n', "html"),
        (b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "xml"),
        (b"\0\0\0\x20ftypheic" + bytes(range(32)) * 4, "binary"),
        (np.random.default_rng(1).bytes(100_000), "binary"),
        ("a;b\n1;2\n".encode("utf-16-le"), "binary"),
    ],
)
def test_what_is_no_table_is_called_by_its_name_whatever_it_is_named(opened, name, content, kind):
    with pytest.raises(UserError) as refused:
        opened(content, name)
    assert (refused.value.message_id, refused.value.values["kind"]) == ("file.other_kind", f"file.kind_{kind}")


def test_a_zip_of_exports_is_no_workbook(opened):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("liste.csv", LIST)
    with pytest.raises(UserError, match="kind_zip"):
        opened(packed.getvalue(), "liste.xlsx")


@pytest.mark.parametrize("content", [b"\0", b"\xfe\xff\0", b"\x1f\x8b\x08\0", b"\x07garbage\x08"])
def test_a_gigabyte_of_garbage_is_refused_by_its_beginning(tmp_path, content):
    path = tmp_path / "stor.csv"
    with path.open("wb") as file:
        file.write(content * 20_000)
        file.truncate(10**9)  # the rest is nothing, and takes no room on the disk
    with pytest.raises(UserError):
        open_export(path)


def test_a_line_without_end_is_refused_and_a_long_one_is_read(opened):
    with pytest.raises(UserError, match=r"file\.endless_line"):
        opened(b"a" * (2**20))
    assert rows(opened("a;b\n" + "x" * 2_000_000 + ";2\n"), "b") == [("2",)]
    assert opened("a;b").sheets[0].columns == ("a", "b")


@pytest.mark.parametrize(
    ("content", "message_id"),
    [(b"", "empty"), (b"\n\n", "empty"), (b"a;a\n", "repeated_column"), (b"A-1;05-01-2024\n", "no_header")],
)
def test_a_first_line_must_name_each_column_once(opened, content, message_id):
    with pytest.raises(UserError, match=rf"file\.{message_id}"):
        opened(content)


CPR = "0101011234"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
@pytest.mark.parametrize(
    ("text", "place"),
    [
        (LIST, None),
        (f"a;b\n1;2\n3;x {CPR} y\n{CPR};5\n", Place(3, "b")),
        (f"a;b\n{CPR};{CPR}\n", Place(2, "a")),
        (f"a;;\n1;{CPR};\n", Place(2, "")),
        (f"a;b\n1;2\n3;4;{CPR}\n", Place(3, "")),
        (f"a;b\n1;2;3\n\n4;\n5;{CPR}\n", Place(5, "b")),
        (f'a;b\n1;"x\n{CPR}\n"\n', Place(2, "b")),
        (f"a;b\n1;1{CPR}2\n", None),
    ],
)
def test_the_first_value_that_fits_is_found_in_any_column_and_any_row(opened, encoding, text, place):
    assert opened(text.encode(encoding)).sheets[0].first_match(CPR_SHAPE) == place


def test_the_names_of_columns_are_searched_too(opened):
    assert opened("a;abc\n1;abc\n").sheets[0].first_match("bc$") == Place(1, "abc")


@pytest.fixture
def parquet(tmp_path):
    """`parquet(a=[…])`: the one sheet of a Parquet file with these columns."""

    def sheet(**columns):
        pl.DataFrame(columns).write_parquet(tmp_path / "liste.csv")
        return open_export(tmp_path / "liste.csv").sheets[0]

    return sheet


@pytest.mark.parametrize(
    "values",
    [
        ["", CPR],
        [1, int(CPR)],
        [None, float(CPR)],
        [b"\xff", CPR.encode()],
        [["x"], ["y", CPR]],
        [{"a": "x"}, {"a": CPR}],
        pl.Series(["x", CPR]).cast(pl.Categorical),
        pl.Series(["1", CPR]).cast(pl.Decimal(20, 0)),
    ],
)
def test_in_parquet_a_number_is_found_whatever_its_type_and_its_lost_zero(parquet, values):
    assert parquet(først=[1, 2], sidst=values).first_match(CPR_SHAPE) == Place(2, "sidst")


def test_parquet_is_known_by_its_content_and_keeps_its_types(parquet):
    sheet = parquet(**{" a ": [1, 2], "b": ["x", "y"]})
    raw = sheet.read(["b", "a"])
    assert (raw.table.schema, raw.numbers.to_list()) == ({"b": pl.String, "a": pl.Int64}, [1, 2])


def test_two_parquet_columns_that_differ_by_a_space_are_not_told_apart(parquet):
    with pytest.raises(UserError, match=r"file\.repeated_column"):
        parquet(**{"a": [1], " a": [2]})


def test_a_packed_file_may_grow_much_or_become_large_but_not_both(file):
    packed = file(b"x" * 1000, "log.xes.gz")
    ensure_unpackable(packed, 10**9)
    ensure_unpackable(packed, 200_000, most=1)
    with pytest.raises(UserError, match=r"file\.bomb"):
        ensure_unpackable(packed, 10**9 + 1)
