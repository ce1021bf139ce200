"""What is to be done again in every period."""

from sagsloft.core.rules import Text

title = Text(da="To besøg i hvert år", en="Two visits in every year")

text = Text(
    da="""
    Er et barn anbragt, skal kommunen føre tilsyn med mindst 2 besøg om året, hvor der tales med barnet (barnets lov
    § 156, stk. 5; før 2024 lov om social service § 148). Årene regnes fra den dag, barnet blev anbragt, og hvert år er
    en pligt for sig. Et år følger den lov, der gælder på årets første dag.
    """,
    en="""
    Where a child is placed, the municipality must make at least 2 supervision visits a year with a conversation with
    the child (Barnets lov § 156, stk. 5; before 2024 Lov om social service § 148). The years run from the day the child
    was placed, and each year is a duty of its own. A year follows the law in force on its first day.
    """,
)


def test_each_year_is_judged_on_its_own_and_under_its_own_law(spec):
    """Hvert år bedømmes for sig og efter sin egen lov.
    Each year is judged on its own and under its own law.

    Det andet besøg i det første år opfyldte pligten. I det andet år var der kun ét besøg. Det tredje år er lige
    begyndt, og det følger barnets lov.

    The second visit of the first year fulfilled the duty. In the second year there was only one. The third year has
    just begun, and it follows Barnets lov.
    """
    log = """
    case | activity              | occurred_at | attr.samtale
    -----+-----------------------+-------------+-------------
    A    | anbringelse_ivaerksat | 2022-03-01  |
    A    | tilsynsbesoeg_afholdt | 2022-06-01  | ja
    A    | tilsynsbesoeg_afholdt | 2023-01-10  | ja
    A    | tilsynsbesoeg_afholdt | 2023-05-05  | ja
    """
    expected = """
    case | period | version    | due_at     | fulfilled_at | status
    -----+--------+------------+------------+--------------+--------
    A    | 1      | 2011-01-01 | 2023-02-28 | 2023-01-10   | met
    A    | 2      | 2011-01-01 | 2024-02-29 |              | overdue
    A    | 3      | 2024-01-01 | 2025-02-28 |              | pending
    """
    spec(log, rule="tilsynsbesoeg", as_of="2024-03-01", expected=expected)


def test_a_visit_without_a_conversation_does_not_count(spec):
    """Et besøg uden samtale med barnet tæller ikke som et af de to.
    A visit without a conversation with the child is not one of the two.
    """
    log = """
    case | activity              | occurred_at | attr.samtale
    -----+-----------------------+-------------+-------------
    A    | anbringelse_ivaerksat | 2024-02-01  |
    A    | tilsynsbesoeg_afholdt | 2024-06-01  | ja
    A    | tilsynsbesoeg_afholdt | 2024-12-01  | nej

    B    | anbringelse_ivaerksat | 2024-02-01  |
    B    | tilsynsbesoeg_afholdt | 2024-06-01  | ja
    B    | tilsynsbesoeg_afholdt | 2024-12-01  | ja
    """
    expected = """
    case | period | due_at     | fulfilled_at | status
    -----+--------+------------+--------------+--------
    A    | 1      | 2025-01-31 |              | overdue
    A    | 2      | 2026-01-31 |              | pending
    B    | 1      | 2025-01-31 | 2024-12-01   | met
    B    | 2      | 2026-01-31 |              | pending
    """
    spec(log, rule="tilsynsbesoeg", as_of="2025-02-15", expected=expected)


def test_no_year_begins_after_the_placement_has_ended(spec):
    """Ophører anbringelsen, bortfalder det år, der er i gang, og der begynder ikke flere.
    When the placement ends, the year that is running lapses, and no more begin.

    I sag B var det første år allerede gået uden besøg. At anbringelsen ophører senere, ændrer ikke på det.

    In case B the first year had already passed without visits. That the placement ends later changes nothing about it.
    """
    log = """
    case | activity              | occurred_at
    -----+-----------------------+------------
    A    | anbringelse_ivaerksat | 2024-02-01
    A    | anbringelse_ophoert   | 2024-11-15

    B    | anbringelse_ivaerksat | 2024-02-01
    B    | anbringelse_ophoert   | 2025-04-15
    """
    expected = """
    case | period | due_at     | fulfilled_at | status
    -----+--------+------------+--------------+--------
    A    | 1      | 2025-01-31 |              | lapsed
    B    | 1      | 2025-01-31 |              | overdue
    B    | 2      | 2026-01-31 |              | lapsed
    """
    spec(log, rule="tilsynsbesoeg", as_of="2026-06-01", expected=expected)
