"""When a duty ends without having been fulfilled."""

from sagsloft.core.rules import Text

title = Text(da="Bortfald, lovlig undladelse og afslutning", en="Lapse, lawful omission and the end")

text = Text(
    da="""
    En pligt bortfalder, når grunden til den ophører, før fristen er udløbet: Indsatsen slutter, sagen lukkes, eller
    underretningen viser sig at være registreret ved en fejl. Den er lovligt undladt, når loven tillader det, og det er
    noteret inden fristen. Men det, der først sker efter fristen, retter ikke op på et brud.

    Eksemplerne er den første og den løbende opfølgning (barnets lov § 95, stk. 2 og 3), barnets plan (barnets lov § 91,
    stk. 1) og vurderingen af en underretning (barnets lov § 136).
    """,
    en="""
    A duty lapses when the reason for it ends before the limit has run out: the measure ends, the case is closed, or the
    notification turns out to have been registered by mistake. It is excused where the law allows the step to be omitted
    and this is noted within the limit. But what happens only after the limit does not undo a breach.

    The examples are the first and the running follow-up (Barnets lov § 95, stk. 2 and 3), the child's plan (Barnets lov
    § 91, stk. 1) and the assessment of a notification (Barnets lov § 136).
    """,
)


def test_a_measure_that_ends_in_time_calls_for_no_follow_up(spec):
    """Slutter indsatsen inden fristen, bortfalder opfølgningen, selv om der senere står en opfølgning i sagen.
    Where the measure ends within the limit the follow-up lapses, although a follow-up is noted later.

    Den senere opfølgning vises, men den gør ikke opfølgningen for sen.

    The later follow-up is shown, but it does not make the follow-up late.
    """
    log = """
    case | activity            | occurred_at | matter
    -----+---------------------+-------------+-------
    A    | indsats_ivaerksat   | 2024-01-10  | I1
    A    | indsats_afsluttet   | 2024-02-01  | I1
    A    | opfoelgning_afholdt | 2025-01-05  | I1
    """
    expected = """
    case | matter | due_at     | fulfilled_at | status
    -----+--------+------------+--------------+-------
    A    | I1     | 2024-04-10 | 2025-01-05   | lapsed
    """
    spec(log, rule="foerste-opfoelgning", as_of="2025-02-01", expected=expected)


def test_a_mistake_found_after_the_limit_does_not_undo_the_breach(spec):
    """En underretning, der viser sig at være en fejl, bortfalder kun, hvis fejlen er noteret inden fristen.
    A notification registered by mistake lapses only if the mistake is noted within the limit.
    """
    log = """
    case | activity                     | occurred_at
    -----+------------------------------+-----------------
    A    | underretning_modtaget        | 2024-06-03 09:00
    A    | underretning_fejlregistreret | 2024-06-03 15:00

    B    | underretning_modtaget        | 2024-06-03 09:00
    B    | underretning_fejlregistreret | 2024-06-05 15:00
    """
    expected = """
    case | due_at           | fulfilled_at | status
    -----+------------------+--------------+--------
    A    | 2024-06-04 09:00 |              | lapsed
    B    | 2024-06-04 09:00 |              | overdue
    """
    spec(log, rule="underretning-24-timer", as_of="2024-06-10", expected=expected)


def test_an_omission_noted_after_the_limit_is_no_excuse(spec):
    """Et fravalg af barnets plan tæller kun, når det er noteret inden fristen.
    A decision not to make a plan counts only when it is noted within the limit.
    """
    log = """
    case | activity              | occurred_at | attr.indhold
    -----+-----------------------+-------------+-------------
    A    | afgoerelse_truffet    | 2024-02-01  | indsats
    A    | barnets_plan_fravalgt | 2024-05-01  |

    B    | afgoerelse_truffet    | 2024-02-01  | indsats
    B    | barnets_plan_fravalgt | 2024-05-02  |
    """
    expected = """
    case | due_at     | fulfilled_at | status
    -----+------------+--------------+--------
    A    | 2024-05-01 |              | excused
    B    | 2024-05-01 |              | overdue
    """
    spec(log, rule="plan-ved-indsats", as_of="2024-06-01", expected=expected)


def test_the_end_of_a_measure_ends_its_own_matter_and_a_closed_case_ends_them_all(spec):
    """En indsats, der slutter, ender kun sit eget forløb; en lukket sag ender dem alle.
    The end of a measure ends only its own matter; a closed case ends them all.

    I sag A slutter den ene af to indsatser. I sag B lukkes hele sagen.

    In case A one of two measures ends. In case B the whole case is closed.
    """
    log = """
    case | activity          | occurred_at | matter
    -----+-------------------+-------------+-------
    A    | indsats_ivaerksat | 2024-01-10  | I1
    A    | indsats_ivaerksat | 2024-01-10  | I2
    A    | indsats_afsluttet | 2024-02-01  | I1

    B    | indsats_ivaerksat | 2024-01-10  | I1
    B    | indsats_ivaerksat | 2024-01-10  | I2
    B    | sag_afsluttet     | 2024-02-01  |
    """
    expected = """
    case | matter | due_at     | fulfilled_at | status
    -----+--------+------------+--------------+--------
    A    | I1     | 2024-04-10 |              | lapsed
    A    | I2     | 2024-04-10 |              | overdue
    B    | I1     | 2024-04-10 |              | lapsed
    B    | I2     | 2024-04-10 |              | lapsed
    """
    spec(log, rule="foerste-opfoelgning", as_of="2024-05-01", expected=expected)


def test_a_closing_follow_up_calls_for_no_next_one(spec):
    """En afsluttende opfølgning, efter at indsatsen er slut, udløser ikke en ny.
    A closing follow-up, after the measure has ended, calls for no next one.

    Opfølgningen i forløb I1 holdes, efter at indsatsen er afsluttet. I forløb I2 er der ingen afslutning, og dér
    opstår pligten.

    The follow-up in matter I1 is held after the measure has ended. In matter I2 nothing has ended, and there the duty
    arises.
    """
    log = """
    case | activity            | occurred_at | matter
    -----+---------------------+-------------+-------
    A    | indsats_afsluttet   | 2024-05-01  | I1
    A    | opfoelgning_afholdt | 2024-05-10  | I1
    A    | opfoelgning_afholdt | 2024-05-10  | I2
    """
    expected = """
    case | matter | due_at     | fulfilled_at | status
    -----+--------+------------+--------------+--------
    A    | I2     | 2025-05-10 |              | pending
    """
    spec(log, rule="loebende-opfoelgning", as_of="2024-06-01", expected=expected)


def test_a_reopened_case_has_duties_again(spec):
    """I en lukket sag opstår der ikke nye pligter, men i en genåbnet sag gør der.
    In a closed case no new duties arise, but in a reopened case they do.

    Opfølgningen i marts holdes, mens sagen er lukket. Opfølgningen i maj holdes, efter at den er genåbnet.

    The follow-up in March is held while the case is closed. The one in May is held after it has been reopened.
    """
    log = """
    case | activity            | occurred_at | matter
    -----+---------------------+-------------+-------
    A    | sag_aabnet          | 2024-01-02  |
    A    | sag_afsluttet       | 2024-03-01  |
    A    | opfoelgning_afholdt | 2024-03-10  | I1
    A    | sag_aabnet          | 2024-05-01  |
    A    | opfoelgning_afholdt | 2024-05-15  | I1
    """
    expected = """
    case | matter | triggered_at | due_at     | status
    -----+--------+--------------+------------+--------
    A    | I1     | 2024-05-15   | 2025-05-15 | pending
    """
    spec(log, rule="loebende-opfoelgning", as_of="2024-06-01", expected=expected)
