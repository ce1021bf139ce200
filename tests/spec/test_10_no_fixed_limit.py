"""Duties to which the law sets no limit."""

from sagsloft.core.rules import Text

title = Text(da="Pligter uden fast frist", en="Duties without a fixed limit")

text = Text(
    da="""
    Nogle skridt skal tages, uden at loven sætter en frist. En sådan pligt kan ikke være for sen eller overskredet. Den
    afventer, til den er opfyldt, lovligt undladt eller bortfaldet. Det, der kan vises, er, hvor længe den har ventet.

    Eksemplerne er samtalen med barnet efter en underretning om overgreb (barnets lov § 137, stk. 3) og genvurderingen
    af en ny underretning i en sag med en aktiv indsats (barnets lov § 137, stk. 1).
    """,
    en="""
    Some steps must be taken without the law setting a limit. Such a duty cannot be late or overdue. It is pending until
    it has been fulfilled, excused, or has lapsed. What can be shown is how long it has waited.

    The examples are the conversation with the child after a notification of abuse (Barnets lov § 137, stk. 3) and the
    reassessment of a new notification in a case with an active measure (Barnets lov § 137, stk. 1).
    """,
)


def test_without_a_limit_nothing_is_late_or_overdue(spec):
    """Uden en fast frist er intet for sent, og intet er overskredet.
    Without a fixed limit nothing is late, and nothing is overdue.

    I sag A blev samtalen holdt efter 5 måneder. I sag B venter den stadig. I sag C er den undladt, i sag D var
    underretningen en fejl. I sag E handler underretningen ikke om overgreb, og der opstår ingen pligt.

    In case A the conversation was held after 5 months. In case B it is still awaited. In case C it was omitted, in case
    D the notification was a mistake. In case E the notification is not about abuse, and no duty arises.
    """
    log = """
    case | activity                     | occurred_at      | attr.overgreb
    -----+------------------------------+------------------+--------------
    A    | underretning_modtaget        | 2024-03-01 09:00 | ja
    A    | boernesamtale_afholdt        | 2024-08-01 13:00 |

    B    | underretning_modtaget        | 2024-03-01 09:00 | ja

    C    | underretning_modtaget        | 2024-03-01 09:00 | ja
    C    | boernesamtale_undladt        | 2024-03-05 10:00 |

    D    | underretning_modtaget        | 2024-03-01 09:00 | ja
    D    | underretning_fejlregistreret | 2024-03-05 10:00 |

    E    | underretning_modtaget        | 2024-03-01 09:00 | nej
    """
    expected = """
    case | due_at | fulfilled_at     | status
    -----+--------+------------------+--------
    A    |        | 2024-08-01 13:00 | met
    B    |        |                  | pending
    C    |        |                  | excused
    D    |        |                  | lapsed
    """
    spec(log, rule="samtale-ved-overgreb", as_of="2025-03-01", expected=expected)


def test_a_reassessment_counts_only_when_made_by_someone_uninvolved(spec):
    """Genvurderingen tæller kun, når den er foretaget af en uvildig.
    The reassessment counts only when made by someone uninvolved.
    """
    log = """
    case | activity                 | occurred_at      | attr.aktiv_indsats | attr.uvildig
    -----+--------------------------+------------------+--------------------+-------------
    A    | underretning_modtaget    | 2024-03-01 09:00 | ja                 |
    A    | underretning_genvurderet | 2024-03-04 10:00 |                    | ja

    B    | underretning_modtaget    | 2024-03-01 09:00 | ja                 |
    B    | underretning_genvurderet | 2024-03-04 10:00 |                    | nej
    """
    expected = """
    case | due_at | fulfilled_at     | status
    -----+--------+------------------+--------
    A    |        | 2024-03-04 10:00 | met
    B    |        |                  | pending
    """
    spec(log, rule="underretning-genvurdering", as_of="2024-06-01", expected=expected)
