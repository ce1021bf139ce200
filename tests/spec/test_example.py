"""The fixture itself: a spec test fails whenever the engine finds something else than what is drawn."""

import pytest

LOG = """
case | activity             | occurred_at
-----+----------------------+-----------------
A    | underretning_modtaget | 2024-06-03 09:00
B    | underretning_modtaget | 2024-06-03 09:00
B    | underretning_vurderet | 2024-06-04 08:00
"""
EXPECTED = """
case | due_at           | fulfilled_at     | status
-----+------------------+------------------+--------
A    | 2024-06-04 09:00 |                  | overdue
B    | 2024-06-04 09:00 | 2024-06-04 08:00 | met
"""
RULE, AS_OF = "underretning-24-timer", "2024-06-10"


def test_the_right_answer_passes(spec):
    spec(LOG, rule=RULE, as_of=AS_OF, expected=EXPECTED)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("overdue", "late"),
        ("| met", "| "),
        ("08:00 | met", "08:01 | met"),
        ("A    | 2024-06-04 09:00", "A    | 2024-06-04"),
        ("A    |", "C    |"),
        ("A    | 2024-06-04 09:00 |                  | overdue\n", ""),
        ("status\n", "status | citation\n"),
    ],
    ids=["status", "no status", "time", "end of day", "case", "a row too few", "a column too many"],
)
def test_a_wrong_answer_fails(spec, right, wrong):
    assert right in EXPECTED
    with pytest.raises((AssertionError, ValueError)):
        spec(LOG, rule=RULE, as_of=AS_OF, expected=EXPECTED.replace(right, wrong))


def test_an_answer_without_rows_fails_where_there_are_obligations(spec):
    with pytest.raises(AssertionError):
        spec(LOG, rule=RULE, as_of=AS_OF, expected="status\n------")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("underretning_vurderet", "underretning_vurdert"),
        ("2024-06-04 08:00", "2024-06-31 08:00"),
        ("2024-06-04 08:00", "4. juni 2024"),
        ("occurred_at", "occured_at"),
        ("occurred_at\n", "occurred_at | matters\n"),
    ],
    ids=["activity", "no such day", "not ISO", "column", "a column too many"],
)
def test_a_log_that_would_be_read_in_part_is_refused(spec, right, wrong):
    assert right in LOG
    with pytest.raises(Exception, match=r"not what it seems|missing_column|columns are drawn"):
        spec(LOG.replace(right, wrong), rule=RULE, as_of=AS_OF, expected=EXPECTED)


def test_an_attribute_that_the_activity_does_not_have_is_refused(spec):
    log = """
    case | activity              | occurred_at      | attr.samtale
    -----+-----------------------+------------------+-------------
    A    | underretning_modtaget | 2024-06-03 09:00 | ja
    """
    with pytest.raises(ValueError, match="underretning_modtaget: samtale"):
        spec(log, rule=RULE, as_of=AS_OF, expected=EXPECTED)


def test_invented_rules_and_no_others_are_called_examples(spec):
    with pytest.raises(ValueError, match="eksempel-"):
        spec(LOG, rule=RULE, as_of=AS_OF, expected=EXPECTED, invented="kind = 'standard'")
    with pytest.raises(ValueError, match="eksempel-"):
        spec(LOG, rule="eksempel-uden-fil", as_of=AS_OF, expected=EXPECTED)
