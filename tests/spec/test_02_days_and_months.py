"""Days, weeks and months are counted in the calendar."""

from sagsloft.core.rules import Text

title = Text(da="Dage, uger og måneder", en="Days, weeks and months")

text = Text(
    da="""
    En frist i dage, uger eller måneder varer til og med sin sidste dag. Den dag, hvor fristen begynder, tælles ikke
    med, medmindre loven siger det. En frist i måneder ender på samme dato i måneden. Har måneden ikke den dato, ender
    den på månedens sidste dag.

    Eksemplerne er den børnefaglige undersøgelse (barnets lov § 20, stk. 3), formandens foreløbige afgørelse (barnets
    lov § 143, stk. 4) og kommunens egen genvurdering af en klage (retssikkerhedsloven § 66).
    """,
    en="""
    A limit in days, weeks or months lasts to the end of its last day. The day on which it begins is not counted, unless
    the law says so. A limit in months ends on the same date of the month. Where the month does not have that date, it
    ends on the month's last day.

    The examples are the investigation (Barnets lov § 20, stk. 3), the chair's provisional decision (Barnets lov § 143,
    stk. 4) and the municipality's own reconsideration of a complaint (retssikkerhedsloven § 66).
    """,
)


def test_four_months_end_on_the_same_date_or_the_last_of_the_month(spec):
    """4 måneder fra den 31. maj er den 30. september.
    4 months from 31 May is 30 September.

    Måneder tælles som måneder: 120 dage ville være den 28. september.

    Months are counted as months: 120 days would be 28 September.
    """
    log = """
    case | activity                 | occurred_at
    -----+--------------------------+------------
    A    | undersoegelse_paabegyndt | 2024-05-31
    A    | undersoegelse_afsluttet  | 2024-09-30

    B    | undersoegelse_paabegyndt | 2024-05-31
    B    | undersoegelse_afsluttet  | 2024-10-01
    """
    expected = """
    case | due_at     | fulfilled_at | status
    -----+------------+--------------+-------
    A    | 2024-09-30 | 2024-09-30   | met
    B    | 2024-09-30 | 2024-10-01   | late
    """
    spec(log, rule="undersoegelse-4-maaneder", as_of="2024-10-15", expected=expected)


def test_seven_days_with_the_first_day_counted_end_on_the_sixth_day_after(spec):
    """Når første dag tælles med, er 7 dage fra en fredag den følgende torsdag.
    Where the first day is counted, 7 days from a Friday end on the following Thursday.

    Fredagen er dag 1, selv om afgørelsen først blev iværksat kl. 22.00. Torsdagen er dag 7, og hele torsdagen er med.

    The Friday is day 1, although the decision was not executed until 22:00. The Thursday is day 7, and all of it
    counts.
    """
    log = """
    case | activity                     | occurred_at
    -----+------------------------------+-----------------
    A    | formandsafgoerelse_ivaerksat | 2024-05-17 22:00
    A    | formandsafgoerelse_godkendt  | 2024-05-23 16:00

    B    | formandsafgoerelse_ivaerksat | 2024-05-17 22:00
    B    | formandsafgoerelse_godkendt  | 2024-05-24 09:00
    """
    expected = """
    case | due_at     | fulfilled_at     | status
    -----+------------+------------------+-------
    A    | 2024-05-23 | 2024-05-23 16:00 | met
    B    | 2024-05-23 | 2024-05-24 09:00 | late
    """
    spec(log, rule="formandsafgoerelse-godkendelse", as_of="2024-06-01", expected=expected)


def test_a_limit_that_ends_on_a_holiday_is_not_moved(spec):
    """En frist i uger flyttes ikke, selv om den ender på en helligdag.
    A limit in weeks is not moved, although it ends on a public holiday.

    4 uger fra mandag den 4. marts 2024 er mandag den 1. april, som var anden påskedag. Dagen efter er for sent. Det
    samme gælder frister i dage, måneder og år, og det gælder også lørdage og søndage.

    4 weeks from Monday 4 March 2024 is Monday 1 April, which was Easter Monday. The day after is late. The same goes
    for limits in days, months and years, and for Saturdays and Sundays too.
    """
    log = """
    case | activity          | occurred_at
    -----+-------------------+-----------------
    A    | klage_modtaget    | 2024-03-04 10:00
    A    | klage_genvurderet | 2024-03-27 14:00

    B    | klage_modtaget    | 2024-03-04 10:00
    B    | klage_genvurderet | 2024-04-02 09:00
    """
    expected = """
    case | due_at     | fulfilled_at     | status
    -----+------------+------------------+-------
    A    | 2024-04-01 | 2024-03-27 14:00 | met
    B    | 2024-04-01 | 2024-04-02 09:00 | late
    """
    spec(log, rule="klage-genvurdering", as_of="2024-04-15", expected=expected)
