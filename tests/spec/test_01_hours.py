"""24 hours on the clock."""

from sagsloft.core.rules import Text

title = Text(da="24 timer", en="24 hours")

text = Text(
    da="""
    Når kommunen modtager en underretning, skal den inden 24 timer vurdere, om barnet har brug for hjælp med det samme
    (barnets lov § 136; før 2024 lov om social service § 155, stk. 2). Er klokkeslættet kendt, tælles timerne på uret
    fra det øjeblik, underretningen blev modtaget. De løber også om natten, i weekenden og på helligdage.
    """,
    en="""
    When the municipality receives a notification, it must assess within 24 hours whether the child needs help at once
    (Barnets lov § 136; before 2024 Lov om social service § 155, stk. 2). Where the time of day is known, the hours are
    counted on the clock from the moment of receipt. They also run at night, at weekends and on public holidays.
    """,
)


def test_24_hours_are_elapsed_hours_when_clocks_go_forward(spec):
    """De 24 timer er 24 timer på uret, også når sommertiden begynder.
    The 24 hours are 24 hours on the clock, also when summer time begins.

    Natten til søndag den 31. marts 2024 blev uret stillet en time frem. Derfor udløber fristen kl. 13.00 og ikke
    kl. 12.00. Kl. 13.00 er stadig rettidigt; et minut senere er for sent.

    In the night before Sunday 31 March 2024 clocks went forward one hour. The limit therefore ends at 13:00 and not at
    12:00. At 13:00 is still in time; a minute later is late.
    """
    log = """
    case | activity              | occurred_at
    -----+-----------------------+-----------------
    A    | underretning_modtaget | 2024-03-30 12:00
    A    | underretning_vurderet | 2024-03-31 12:59

    B    | underretning_modtaget | 2024-03-30 12:00
    B    | underretning_vurderet | 2024-03-31 13:00

    C    | underretning_modtaget | 2024-03-30 12:00
    C    | underretning_vurderet | 2024-03-31 13:01
    """
    expected = """
    case | due_at           | fulfilled_at     | status
    -----+------------------+------------------+-------
    A    | 2024-03-31 13:00 | 2024-03-31 12:59 | met
    B    | 2024-03-31 13:00 | 2024-03-31 13:00 | met
    C    | 2024-03-31 13:00 | 2024-03-31 13:01 | late
    """
    spec(log, rule="underretning-24-timer", as_of="2024-04-10", expected=expected)


def test_24_hours_are_elapsed_hours_when_clocks_go_back(spec):
    """De 24 timer er 24 timer på uret, også når sommertiden slutter.
    The 24 hours are 24 hours on the clock, also when summer time ends.

    Natten til søndag den 27. oktober 2024 blev uret stillet en time tilbage. Derfor udløber fristen kl. 11.00.

    In the night before Sunday 27 October 2024 clocks went back one hour. The limit therefore ends at 11:00.
    """
    log = """
    case | activity              | occurred_at
    -----+-----------------------+-----------------
    A    | underretning_modtaget | 2024-10-26 12:00
    A    | underretning_vurderet | 2024-10-27 11:00
    """
    expected = """
    case | due_at           | fulfilled_at     | status
    -----+------------------+------------------+-------
    A    | 2024-10-27 11:00 | 2024-10-27 11:00 | met
    """
    spec(log, rule="underretning-24-timer", as_of="2024-11-10", expected=expected)


def test_a_duty_is_judged_at_the_moment_we_look(spec):
    """Hvordan en pligt står, afhænger af, hvornår man ser efter.
    How a duty stands depends on when we look.

    Samme sag to gange: Så længe fristen ikke er udløbet, afventer pligten. Et minut efter er den overskredet.

    The same case twice: as long as the limit has not run out, the duty is pending. A minute later it is overdue.
    """
    log = """
    case | activity              | occurred_at
    -----+-----------------------+-----------------
    A    | underretning_modtaget | 2024-06-03 09:00
    """
    in_time = """
    case | due_at           | fulfilled_at | status
    -----+------------------+--------------+--------
    A    | 2024-06-04 09:00 |              | pending
    """
    after = """
    case | due_at           | fulfilled_at | status
    -----+------------------+--------------+--------
    A    | 2024-06-04 09:00 |              | overdue
    """
    spec(log, rule="underretning-24-timer", as_of="2024-06-04 09:00", expected=in_time)
    spec(log, rule="underretning-24-timer", as_of="2024-06-04 09:01", expected=after)
