"""No small cell leaves the unit, and none can be found by subtraction from the table's one margin."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagsloft.core.disclosure import LEAST, by_period, by_unit, published_units

NAMES = [None, "Familieteamet", "Modtagelsen", "Nord", "Syd", "Ungeteamet", "Øst"]
bases = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 12), max_size=7)
months = pl.date_range(date(2022, 1, 1), date(2024, 6, 1), "1mo", eager=True)


def table(units, **columns):
    rows = {"unit": list(units), "base": list(units.values()), "count": [base // 2 for base in units.values()]}
    schema = {"unit": pl.String, "base": pl.UInt32, "count": pl.UInt32}
    return pl.DataFrame(rows, schema=schema).with_columns(**{name: pl.lit(value) for name, value in columns.items()})


@pytest.mark.parametrize(
    ("units", "published"),
    [
        ({"Nord": 5, "Syd": 7}, {"Nord": "Nord", "Syd": "Syd"}),
        ({"Nord": 20, "Syd": 9, "Øst": 3, "Vest": 2}, {"Nord": "Nord", "Syd": "Syd", "Øst": None, "Vest": None}),
        ({"Nord": 20, "Syd": 9, "Øst": 4}, {"Nord": "Nord", "Syd": None, "Øst": None}),
        ({"Syd": 9, "Nord": 9, "Øst": 9, None: 1}, {"Syd": "Syd", "Nord": None, "Øst": "Øst", None: None}),
        ({"Nord": 20, "Syd": 0, "Øst": 6}, {"Nord": "Nord", "Øst": "Øst"}),
        ({"Nord": 20, None: 6}, {"Nord": "Nord", None: None}),
        ({"Nord": 20, "Syd": 4}, {}),
        ({"Nord": 20, "Syd": 0}, {}),
        ({"Nord": 3, "Syd": 4}, {}),
        ({}, {}),
    ],
)
def test_small_units_are_put_together_and_take_the_smallest_of_the_others_with_them(units, published):
    assert published_units(units) == published


def can_be_found(unit, published, groups):
    """Is the unit's own number a sum and difference of the published numbers and the whole?"""
    members = [*groups]
    known = [[groups[name] == shown for name in members] for shown in published] + [[True] * len(members)]
    wanted = np.array([[name == unit for name in members]], dtype=float)
    system = np.array(known, dtype=float)
    return np.linalg.matrix_rank(np.vstack([system, wanted])) == np.linalg.matrix_rank(system)


@given(bases)
def test_no_small_cell_can_be_found_by_subtraction(units):
    shown = by_unit(table(units))
    groups = published_units(units) or {unit: None for unit, base in units.items() if base}
    if sum(1 for base in units.values() if base) < 2:
        return  # the whole itself, which is not a cell of any table
    for unit, base in units.items():
        if 0 < base < LEAST:
            assert not can_be_found(unit, shown["unit"].to_list(), groups)


@given(bases)
def test_what_is_shown_adds_up_to_the_whole_and_no_cell_is_small(units):
    shown = by_unit(table(units))
    assert (shown["base"] >= LEAST).all()
    assert shown.height != 1
    assert shown.is_empty() or shown["base"].sum() == sum(units.values())


def test_each_table_is_judged_by_itself_and_the_others_come_last():
    both = pl.concat(
        [
            table({"Øst": 2, "Nord": 8, "Syd": 6, "Vest": 3}, rule_id="a"),
            table({"Øst": 2, "Nord": 8}, rule_id="b"),
            table({"Syd": 9, "Nord": 8}, rule_id="c"),
        ]
    )
    assert by_unit(both).select("rule_id", "unit", "base", "count").rows() == [
        ("a", "Nord", 8, 4),
        ("a", "Syd", 6, 3),
        ("a", None, 5, 2),
        ("c", "Nord", 8, 4),
        ("c", "Syd", 9, 4),
    ]


def test_tables_may_be_told_apart_by_a_column_that_is_sometimes_empty():
    versions = pl.concat(
        [table({"Nord": 8, "Syd": 6}, basis=basis) for basis in ("trigger", None)], how="vertical_relaxed"
    )
    assert by_unit(versions)["basis"].to_list() == ["trigger", "trigger", None, None]


def counts(*bases):
    numbers = pl.Series(bases, dtype=pl.UInt32)
    return pl.DataFrame({"period": months[: len(bases)], "base": numbers, "count": numbers})


def shown(*bases):
    return [(str(first), str(last), base) for first, last, base, _ in by_period(counts(*bases)).iter_rows()]


def test_months_are_shown_where_each_reaches_five_and_empty_ones_are_left_out():
    assert shown(5, 0, 7) == [("2022-01-01", "2022-01-31", 5), ("2022-03-01", "2022-03-31", 7)]


def test_one_small_month_makes_quarters_of_the_whole_series():
    assert shown(5, 9, 4, 8, 8, 8) == [("2022-01-01", "2022-03-31", 18), ("2022-04-01", "2022-06-30", 24)]


def test_one_small_quarter_makes_years():
    assert shown(9, 9, 9, 1, 1, 1, 9, 9, 9, 1, 1, 1, *[1] * 12) == [
        ("2022-01-01", "2022-12-31", 60),
        ("2023-01-01", "2023-12-31", 12),
    ]


def test_a_small_first_or_last_period_joins_its_neighbour():
    assert shown(2, 9, 9, 9, 1) == [
        ("2022-01-01", "2022-02-28", 11),
        ("2022-03-01", "2022-03-31", 9),
        ("2022-04-01", "2022-05-31", 10),
    ]


def test_where_even_years_are_small_nothing_is_shown_by_period():
    assert shown(1, 0, 0, 1) == []
    assert shown() == []


@given(st.lists(st.integers(0, 12), max_size=30))
def test_no_period_is_small_and_together_they_are_all_there_is(bases):
    table = by_period(counts(*bases))
    assert (table["base"] >= LEAST).all()
    assert table.is_empty() or table["base"].sum() == sum(bases)
    assert (table["first"].diff().drop_nulls().dt.total_days() > 0).all()
