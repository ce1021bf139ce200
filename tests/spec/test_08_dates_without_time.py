"""A date alone is a whole day."""

from sagsloft.core.rules import Text

title = Text(da="Datoer uden klokkeslæt", en="Dates without a time of day")

text = Text(
    da="""
    Mange systemer gemmer kun datoen. Så vides det ikke, hvornår på dagen noget skete. Det, der kan være sandt til
    kommunens fordel, regnes da for sandt, og det vises, at klokkeslættet mangler.

    Eksemplerne er vurderingen af en underretning (barnets lov § 136) og samtalen med barnet før en afgørelse (barnets
    lov § 5, stk. 3).
    """,
    en="""
    Many systems keep only the date. Then nobody knows when on that day a thing happened. What may be true in the
    municipality's favour is then taken as true, and it is shown that the time of day is missing.

    The examples are the assessment of a notification (Barnets lov § 136) and the conversation with the child before a
    decision (Barnets lov § 5, stk. 3).
    """,
)


def test_24_hours_from_a_date_last_to_the_end_of_the_next_day(spec):
    """24 timer fra en dato uden klokkeslæt varer til udgangen af den næste dag.
    24 hours from a date without a time of day last to the end of the next day.

    Underretningen kan være kommet lige før midnat den 5. februar.

    The notification may have come just before midnight on 5 February.
    """
    log = """
    case | activity              | occurred_at
    -----+-----------------------+------------
    A    | underretning_modtaget | 2024-02-05
    A    | underretning_vurderet | 2024-02-06

    B    | underretning_modtaget | 2024-02-05
    B    | underretning_vurderet | 2024-02-07
    """
    expected = """
    case | due_at     | fulfilled_at | status | day_precision
    -----+------------+--------------+--------+--------------
    A    | 2024-02-06 | 2024-02-06   | met    | yes
    B    | 2024-02-06 | 2024-02-07   | late   | yes
    """
    spec(log, rule="underretning-24-timer", as_of="2024-02-29", expected=expected)


def test_a_conversation_dated_the_day_of_the_decision_may_have_come_before_it(spec):
    """En samtale, der kun har dato, kan være holdt før afgørelsen samme dag.
    A conversation that has only a date may have been held before the decision the same day.
    """
    log = """
    case | activity              | occurred_at
    -----+-----------------------+-----------------
    A    | boernesamtale_afholdt | 2024-03-04
    A    | afgoerelse_truffet    | 2024-03-04 10:00
    """
    expected = """
    case | due_at           | fulfilled_at | status | day_precision
    -----+------------------+--------------+--------+--------------
    A    | 2024-03-04 10:00 | 2024-03-04   | met    | yes
    """
    spec(log, rule="samtale-foer-afgoerelse", as_of="2024-03-31", expected=expected)


def test_a_decision_that_has_only_a_date_may_have_come_after_the_conversation(spec):
    """En afgørelse, der kun har dato, kan være truffet efter samtalen samme dag.
    A decision that has only a date may have been made after the conversation the same day.
    """
    log = """
    case | activity              | occurred_at
    -----+-----------------------+-----------------
    A    | afgoerelse_truffet    | 2024-03-04
    A    | boernesamtale_afholdt | 2024-03-04 15:00
    """
    expected = """
    case | due_at     | fulfilled_at     | status | day_precision
    -----+------------+------------------+--------+--------------
    A    | 2024-03-04 | 2024-03-04 15:00 | met    | yes
    """
    spec(log, rule="samtale-foer-afgoerelse", as_of="2024-03-31", expected=expected)


def test_with_both_times_of_day_there_is_no_doubt(spec):
    """Er begge klokkeslæt kendt, er der ingen tvivl, som kan komme kommunen til gode.
    Where both times of day are known, there is no doubt that could favour the municipality.
    """
    log = """
    case | activity              | occurred_at
    -----+-----------------------+-----------------
    A    | afgoerelse_truffet    | 2024-03-04 10:00
    A    | boernesamtale_afholdt | 2024-03-04 15:00
    """
    expected = """
    case | due_at           | fulfilled_at     | status | day_precision
    -----+------------------+------------------+--------+--------------
    A    | 2024-03-04 10:00 | 2024-03-04 15:00 | late   | no
    """
    spec(log, rule="samtale-foer-afgoerelse", as_of="2024-03-31", expected=expected)
