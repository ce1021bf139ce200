"""A municipality's own standards, which are not law."""

from sagsloft.core.rules import Text

title = Text(da="Kommunens egne standarder", en="A municipality's own standards")

text = Text(
    da="""
    En standard er ikke lov. Det er et mål, en kommune sætter for sig selv. De standarder, der følger med, er slået fra,
    til nogen beder om dem, og de vises altid for sig.
    """,
    en="""
    A standard is not law. It is a goal that a municipality sets for itself. The standards that come with the program
    are switched off until somebody asks for them, and they are always shown apart.
    """,
)


def test_a_case_must_not_stand_still_and_closing_it_ends_the_wait(spec):
    """En sag må ikke stå stille i 3 måneder, og når den lukkes, er der ikke mere at vente på.
    A case must not stand still for 3 months, and when it is closed there is nothing more to wait for.

    Hver hændelse skal følges af en ny. I sag A lukkes sagen, inden de 3 måneder er gået; det er ikke fremdrift, men det
    ender pligten. I sag B kom det næste notat for sent, og siden er der intet sket.

    Each event must be followed by a new one. In case A the case is closed before the 3 months have passed; that is no
    progress, but it ends the duty. In case B the next note came late, and nothing has happened since.
    """
    log = """
    case | activity      | occurred_at
    -----+---------------+------------
    A    | sag_aabnet    | 2024-01-08
    A    | notat         | 2024-03-01
    A    | sag_afsluttet | 2024-05-02

    B    | notat         | 2024-01-08
    B    | notat         | 2024-05-20
    """
    expected = """
    case | triggered_at | due_at     | fulfilled_at | status
    -----+--------------+------------+--------------+--------
    A    | 2024-01-08   | 2024-04-08 | 2024-03-01   | met
    A    | 2024-03-01   | 2024-06-01 |              | lapsed
    B    | 2024-01-08   | 2024-04-08 | 2024-05-20   | late
    B    | 2024-05-20   | 2024-08-20 |              | overdue
    """
    spec(log, rule="fremdrift", as_of="2024-09-01", expected=expected)


def test_a_handover_is_noted_within_five_working_days(spec):
    """Ved rådgiverskift noteres overleveringen inden 5 arbejdsdage.
    With a new caseworker the handover is noted within 5 working days.

    Weekenderne og anden pinsedag tælles ikke med.

    The weekends and Whit Monday are not counted.
    """
    log = """
    case | activity             | occurred_at
    -----+----------------------+------------
    A    | raadgiver_skiftet    | 2024-05-17
    A    | overlevering_noteret | 2024-05-27

    B    | raadgiver_skiftet    | 2024-05-17
    B    | overlevering_noteret | 2024-05-28
    """
    expected = """
    case | due_at     | fulfilled_at | status
    -----+------------+--------------+-------
    A    | 2024-05-27 | 2024-05-27   | met
    B    | 2024-05-27 | 2024-05-28   | late
    """
    spec(log, rule="overlevering", as_of="2024-06-15", expected=expected)
