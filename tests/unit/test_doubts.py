"""What may make figures wrong is said, before anyone relies on them."""

from datetime import date

import pytest

HEADER = "case_id,activity,occurred_at,matter_id\n"
TWO_YEARS = "".join(
    f"s{n},underretning_modtaget,202{3 + n // 12}-{n % 12 + 1:02}-1{n % 9},u{n}\n" for n in range(24) for _ in range(12)
)


@pytest.fixture
def notes(checked):
    def found(content, **question):
        return {note.message_id: note.values for note in checked(content, **question).notes}

    return found


def test_a_draft_that_no_one_has_decided_is_told_with_the_number_of_its_marks(notes, file):
    marks = '# AFGØR: er det rigtigt?\n[source]\n# AFGØR: og det?\nname = "x"\n'
    found = notes(HEADER + TWO_YEARS, mappings=(file(marks, "kladde.toml"),))
    assert found["note.undecided"] == {"file": "kladde.toml", "count": 2}
    assert "note.undecided" not in notes(HEADER + TWO_YEARS, mappings=(file(marks.replace("AFGØR", ""), "ny.toml"),))


def test_events_without_any_number_of_a_matter_are_told(notes):
    without = "case_id,activity,occurred_at\ns1,underretning_modtaget,2024-03-01\n"
    assert "note.no_matters" in notes(without)
    assert "note.no_matters" not in notes(HEADER + TWO_YEARS)


def test_one_date_far_ahead_of_all_others_is_questioned_unless_the_day_is_given(notes):
    slip = HEADER + TWO_YEARS + "s1,underretning_vurderet,2029-03-01,u1\n"
    assert notes(slip)["note.lonely_end"] == {"last": "2029-03-01", "count": 1}
    assert "note.lonely_end" not in notes(HEADER + TWO_YEARS)
    assert "note.lonely_end" not in notes(slip, as_of=date(2025, 1, 31))


def test_a_later_export_under_another_name_is_compared_by_the_same_mapping(command, file, tmp_path):
    mapping = file('[columns]\ncase_id = "Sag"\n', "mappings/marts.toml").parent
    old = file("Sag,activity,occurred_at\na,notat,2024-03-01\n", "marts.csv")
    new = file("Sag,activity,occurred_at\na,notat,2024-03-01\nb,notat,2024-04-01\n", "april.csv")
    run = command("diff", old, new, "--mapping", mapping)
    assert (run.code, "1" in run.out) == (0, True)


def test_what_cannot_be_measured_is_not_headed_as_overdue(command, file):
    run = command("explain", file(HEADER + "a,underretning_modtaget,2024-03-01,u1\na,notat,2024-06-01,\n"), "a")
    headings = [line for line in run.out.splitlines() if " · Barnets lov § 136 · " in line]
    assert headings
    assert all(line.endswith("kan ikke måles") for line in headings)
