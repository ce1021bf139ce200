"""Weekdays and working days, and the holidays that are neither."""

from sagsloft.core.rules import Text

title = Text(da="Hverdage, arbejdsdage og helligdage", en="Weekdays, working days and public holidays")

text = Text(
    da="""
    Hverdage er mandag til lørdag. Arbejdsdage er mandag til fredag. Helligdage er ingen af delene. Der tælles fra dagen
    efter, og fristen varer til og med den sidste dag, der er talt.

    En underretning skal bekræftes inden 6 hverdage (barnets lov § 134; før 2024 lov om social service § 155 b, stk. 1).
    En anmodning om aktindsigt skal besvares inden 7 arbejdsdage (lov om offentlighed i forvaltningen § 36, stk. 2).
    """,
    en="""
    Weekdays (hverdage) are Monday to Saturday. Working days (arbejdsdage) are Monday to Friday. Public holidays are
    neither. Counting starts the day after, and the limit lasts to the end of the last day counted.

    A notification must be acknowledged within 6 weekdays (Barnets lov § 134; before 2024 Lov om social service § 155 b,
    stk. 1). A request for access to documents must be answered within 7 working days (Lov om offentlighed i
    forvaltningen § 36, stk. 2).
    """,
)


def test_easter_is_not_counted_and_saturday_is_a_weekday(spec):
    """Påskens helligdage tæller ikke med i de 6 hverdage, men lørdagen gør.
    The holidays of Easter are not among the 6 weekdays, but Saturday is.

    De 6 hverdage er lørdag den 30. marts og tirsdag den 2. april til lørdag den 6. april.

    The 6 weekdays are Saturday 30 March and Tuesday 2 April to Saturday 6 April.
    """
    log = """
    case | activity                | occurred_at
    -----+-------------------------+-----------------
    A    | underretning_modtaget   | 2024-03-27 14:00
    A    | underretning_bekraeftet | 2024-04-06 10:00

    B    | underretning_modtaget   | 2024-03-27 14:00
    B    | underretning_bekraeftet | 2024-04-08 08:00
    """
    expected = """
    case | due_at     | fulfilled_at     | status
    -----+------------+------------------+-------
    A    | 2024-04-06 | 2024-04-06 10:00 | met
    B    | 2024-04-06 | 2024-04-08 08:00 | late
    """
    spec(log, rule="underretning-bekraeftelse", as_of="2024-04-15", expected=expected)


def test_great_prayer_day_was_a_holiday_until_2023(spec):
    """Store bededag tæller ikke med i 2023, men i 2024 er dagen en almindelig fredag.
    Great Prayer Day is not counted in 2023, but in 2024 the day is an ordinary Friday.

    Store bededag blev afskaffet som helligdag fra 2024. I begge sager er underretningen kommet torsdagen før. Fristen
    er en dag længere i 2023.

    Great Prayer Day was abolished as a public holiday from 2024. In both cases the notification came on the Thursday
    before. The limit is a day longer in 2023.
    """
    log = """
    case | activity                | occurred_at
    -----+-------------------------+-----------------
    A    | underretning_modtaget   | 2023-05-04 11:00
    A    | underretning_bekraeftet | 2023-05-12 15:00

    B    | underretning_modtaget   | 2024-04-25 11:00
    B    | underretning_bekraeftet | 2024-05-02 15:00
    """
    expected = """
    case | version    | due_at     | fulfilled_at     | status
    -----+------------+------------+------------------+-------
    A    | 2011-01-01 | 2023-05-12 | 2023-05-12 15:00 | met
    B    | 2024-01-01 | 2024-05-02 | 2024-05-02 15:00 | met
    """
    spec(log, rule="underretning-bekraeftelse", as_of="2024-05-31", expected=expected)


def test_counting_starts_the_day_after_also_from_a_sunday(spec):
    """Der tælles fra dagen efter, hvad enten underretningen kom en lørdag eller en søndag.
    Counting starts the day after, whether the notification came on a Saturday or a Sunday.

    Mandag er i begge sager den første af de 6 hverdage.

    In both cases Monday is the first of the 6 weekdays.
    """
    log = """
    case | activity              | occurred_at
    -----+-----------------------+-----------------
    A    | underretning_modtaget | 2024-06-08 20:00
    B    | underretning_modtaget | 2024-06-09 08:00
    """
    expected = """
    case | due_at     | fulfilled_at | status
    -----+------------+--------------+--------
    A    | 2024-06-15 |              | overdue
    B    | 2024-06-15 |              | overdue
    """
    spec(log, rule="underretning-bekraeftelse", as_of="2024-06-16", expected=expected)


def test_christmas_eve_and_new_year_s_eve_are_working_days(spec):
    """Juleaften og nytårsaften er arbejdsdage; juledagene og nytårsdag er ikke.
    Christmas Eve and New Year's Eve are working days; the days of Christmas and New Year's Day are not.

    De 7 arbejdsdage er 24., 27., 30. og 31. december og 2., 3. og 6. januar.

    The 7 working days are 24, 27, 30 and 31 December and 2, 3 and 6 January.
    """
    log = """
    case | activity            | occurred_at
    -----+---------------------+-----------------
    A    | aktindsigt_anmodet  | 2024-12-23 09:00
    A    | aktindsigt_besvaret | 2025-01-06 15:00

    B    | aktindsigt_anmodet  | 2024-12-23 09:00
    B    | aktindsigt_besvaret | 2025-01-07 09:00
    """
    expected = """
    case | due_at     | fulfilled_at     | status
    -----+------------+------------------+-------
    A    | 2025-01-06 | 2025-01-06 15:00 | met
    B    | 2025-01-06 | 2025-01-07 09:00 | late
    """
    spec(log, rule="aktindsigt-7-arbejdsdage", as_of="2025-01-15", expected=expected)
