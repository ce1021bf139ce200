"""Two exports of the same source: what is new, what was corrected, what was withdrawn."""

import csv

import pytest

from sagsloft.sources import read
from sagsloft.sources.comparison import compare

HEADER = "event_id,case_id,activity,occurred_at,team,attr.indhold\n"
OLD = """\
h1,a,notat,2024-03-01,Nord,
h2,a,afgoerelse_truffet,2024-03-02,Nord,indsats
h3,b,notat,2024-03-03,Syd,
"""
NEW = """\
h1,a,notat,2024-03-01,Nord,
h2,a,afgoerelse_truffet,2024-03-05,Nord,anbringelse
h4,c,notat,2024-03-04,Syd,
"""


def changes(file, old, new, **options):
    found = compare(read(file(HEADER + old, "old.csv")), read(file(HEADER + new, "new.csv")), **options)
    return found.select("change", "case_id", "event_id", "columns").rows()


def test_an_event_id_tells_what_is_new_corrected_and_withdrawn(file):
    assert changes(file, OLD, NEW) == [
        ("corrected", "a", "h2", "occurred_at precision attr.indhold"),
        ("withdrawn", "b", "h3", None),
        ("new", "c", "h4", None),
    ]


def test_an_increment_withdraws_nothing(file):
    assert [kind for kind, *_ in changes(file, OLD, NEW, increment=True)] == ["corrected", "new"]


def test_the_same_export_has_no_changes_whatever_its_order(file):
    turned = "".join(reversed(OLD.splitlines(keepends=True)))
    assert changes(file, OLD, turned) == []


def test_without_an_id_an_event_is_known_by_what_and_when_and_equal_ones_by_their_number(file):
    old = ",a,notat,2024-03-01,Nord,\n" * 2
    new = ",a,notat,2024-03-01,Nord,\n" * 3 + ",a,notat,2024-03-02,Nord,\n"
    assert [kind for kind, *_ in changes(file, old, new)] == ["new", "new"]
    assert changes(file, old, ",a,notat,2024-03-01,Nord,\n,a,notat,2024-03-01,Syd,\n") == [
        ("corrected", "a", None, "team")
    ]


def test_a_column_that_appears_is_a_correction_where_it_says_something(file):
    old, new = (
        file("case_id,activity,occurred_at\na,notat,2024-03-01\n", "old.csv"),
        file("case_id,activity,occurred_at,attr.indhold\na,notat,2024-03-01,indsats\n", "new.csv"),
    )
    assert compare(read(old), read(new))["columns"].to_list() == ["attr.indhold"]


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_command_counts_them_and_writes_them(command, file, tmp_path, language):
    run = command(
        "diff", file(HEADER + OLD, "o.csv"), file(HEADER + NEW, "n.csv"), "--out", tmp_path / "ud", "--lang", language
    )
    total = next(line for line in run.out.splitlines() if line.split()[:1] in (["I"], ["In"]))
    assert total.split()[-3:] == ["1", "1", "1"]
    with (tmp_path / "ud/changes.csv").open(encoding="utf-8", newline="") as written:
        assert [each["change"] for each in csv.DictReader(written)] == ["corrected", "withdrawn", "new"]


def test_two_equal_exports_are_said_to_be_equal(command, file):
    assert "de samme hændelser" in command("diff", file(HEADER + OLD, "o.csv"), file(HEADER + OLD, "n.csv")).out
