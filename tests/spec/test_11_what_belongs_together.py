"""Which events are judged together: matters, cases, ties and repetitions."""

from sagsloft.core.rules import Text

title = Text(da="Hvad der hører sammen", en="What belongs together")

text = Text(
    da="""
    En sag kan rumme flere forløb: hver underretning, hver undersøgelse og hver indsats er et forløb for sig. Nogle
    pligter skal opfyldes i deres eget forløb, andre kan opfyldes hvor som helst i sagen. Siger udtrækket ikke, hvilket
    forløb en hændelse hører til, kan der kun ses på hele sagen.

    Eksemplerne er vurderingen af en underretning (barnets lov § 136), samtalen med barnet (barnets lov § 5, stk. 3) og
    den løbende opfølgning (barnets lov § 95, stk. 3).
    """,
    en="""
    A case may hold several matters: each notification, each investigation and each measure is a matter of its own. Some
    duties must be fulfilled in their own matter, others may be fulfilled anywhere in the case. Where the extract does
    not say which matter an event belongs to, only the whole case can be looked at.

    The examples are the assessment of a notification (Barnets lov § 136), the conversation with the child (Barnets lov
    § 5, stk. 3) and the running follow-up (Barnets lov § 95, stk. 3).
    """,
)


def test_the_assessment_of_one_notification_does_not_count_for_another(spec):
    """Vurderingen af én underretning tæller ikke for en anden.
    The assessment of one notification does not count for another.
    """
    log = """
    case | activity              | occurred_at      | matter
    -----+-----------------------+------------------+-------
    A    | underretning_modtaget | 2024-06-03 09:00 | U1
    A    | underretning_modtaget | 2024-06-03 11:00 | U2
    A    | underretning_vurderet | 2024-06-03 15:00 | U2
    """
    expected = """
    case | matter | due_at           | fulfilled_at     | status
    -----+--------+------------------+------------------+--------
    A    | U1     | 2024-06-04 09:00 |                  | overdue
    A    | U2     | 2024-06-04 11:00 | 2024-06-03 15:00 | met
    """
    spec(log, rule="underretning-24-timer", as_of="2024-06-10", expected=expected)


def test_without_matters_one_assessment_fulfils_both(spec):
    """Uden forløb i udtrækket opfylder én vurdering begge underretninger i sagen.
    Without matters in the extract, one assessment fulfils both notifications in the case.

    Det er de samme hændelser som ovenfor. Uden forløb kan fejlen ikke ses, og det er grunden til, at en opgørelse uden
    forløb mærkes "kun på sagsniveau".

    These are the same events as above. Without matters the breach cannot be seen, and that is why figures without
    matters are marked "per case only".
    """
    log = """
    case | activity              | occurred_at
    -----+-----------------------+-----------------
    A    | underretning_modtaget | 2024-06-03 09:00
    A    | underretning_modtaget | 2024-06-03 11:00
    A    | underretning_vurderet | 2024-06-03 15:00
    """
    expected = """
    case | triggered_at     | due_at           | fulfilled_at     | status
    -----+------------------+------------------+------------------+-------
    A    | 2024-06-03 09:00 | 2024-06-04 09:00 | 2024-06-03 15:00 | met
    A    | 2024-06-03 11:00 | 2024-06-04 11:00 | 2024-06-03 15:00 | met
    """
    spec(log, rule="underretning-24-timer", as_of="2024-06-10", expected=expected)


def test_a_conversation_counts_wherever_in_the_case_it_was_held(spec):
    """En samtale tæller, uanset hvor i sagen den er holdt, men ikke i en anden sag.
    A conversation counts wherever in the case it was held, but not in another case.

    I sag A er samtalen holdt under undersøgelsen U1, og afgørelsen er truffet i forløb I1.

    In case A the conversation was held in the investigation U1, and the decision made in matter I1.
    """
    log = """
    case | activity              | occurred_at      | matter
    -----+-----------------------+------------------+-------
    A    | boernesamtale_afholdt | 2024-02-20 13:00 | U1
    A    | afgoerelse_truffet    | 2024-03-04 10:00 | I1

    B    | afgoerelse_truffet    | 2024-03-04 10:00 | I1
    """
    expected = """
    case | matter | due_at           | fulfilled_at     | status
    -----+--------+------------------+------------------+--------
    A    | I1     | 2024-03-04 10:00 | 2024-02-20 13:00 | met
    B    | I1     | 2024-03-04 10:00 |                  | overdue
    """
    spec(log, rule="samtale-foer-afgoerelse", as_of="2024-03-10", expected=expected)


def test_of_two_at_the_same_time_the_one_that_stands_first_is_first(spec):
    """Af to opfølgninger på samme tid regnes den, der står først i udtrækket, for den første.
    Of two follow-ups at the same time, the one that stands first in the extract is the first.

    En opfølgning er ikke sin egen næste opfølgning. Den første følges af den anden, og den anden venter på sin egen.

    A follow-up is not its own next follow-up. The first is followed by the second, and the second awaits its own.
    """
    log = """
    case | activity            | occurred_at      | attr.naeste_opfoelgning
    -----+---------------------+------------------+------------------------
    A    | opfoelgning_afholdt | 2024-03-04 10:00 | 2024-06-01
    A    | opfoelgning_afholdt | 2024-03-04 10:00 | 2024-09-01
    """
    expected = """
    case | due_at     | fulfilled_at     | status
    -----+------------+------------------+--------
    A    | 2024-06-01 | 2024-03-04 10:00 | met
    A    | 2024-09-01 |                  | pending
    """
    spec(log, rule="loebende-opfoelgning", as_of="2024-04-01", expected=expected)


def test_the_same_event_read_twice_is_one_event(spec):
    """Den samme hændelse læst to gange er én hændelse.
    The same event read twice is one event.

    De to første rækker har samme løbenummer og samme indhold. Den tredje er en underretning for sig.

    The first two rows have the same number and the same content. The third is a notification of its own.
    """
    log = """
    case | activity              | occurred_at      | event_id
    -----+-----------------------+------------------+---------
    A    | underretning_modtaget | 2024-06-03 09:00 | 101
    A    | underretning_modtaget | 2024-06-03 09:00 | 101
    A    | underretning_modtaget | 2024-06-03 09:00 | 102
    """
    expected = """
    case | due_at           | fulfilled_at | status
    -----+------------------+--------------+--------
    A    | 2024-06-04 09:00 |              | overdue
    A    | 2024-06-04 09:00 |              | overdue
    """
    spec(log, rule="underretning-24-timer", as_of="2024-06-10", expected=expected)
