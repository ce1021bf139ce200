"""Dates written with an event, and events that bring a limit forward."""

from sagsloft.core.rules import Text

title = Text(da="Hvad fristen regnes fra", en="What the limit is counted from")

text = Text(
    da="""
    De fleste frister regnes fra den hændelse, der udløser pligten. Nogle regnes fra en anden dag, som er oplyst sammen
    med hændelsen. Nogle ender på en dag, som kommunen selv har fastsat. Og en enkelt kan blive fremrykket af noget, der
    sker i sagen. Tabellen siger derfor altid, hvad fristen er regnet fra.

    Ved den børnefaglige undersøgelse afgør det, hvad tallet betyder. Efter barnets lov § 20, stk. 3 løber de 4 måneder
    fra den dag, kommunen blev opmærksom på, at barnet kan have brug for støtte. Er den dag ikke oplyst, regnes fra
    undersøgelsens start. En frist, der er overholdt regnet derfra, viser ikke, at loven er overholdt.
    """,
    en="""
    Most limits are counted from the event that gives rise to the duty. Some are counted from another day, given with
    the event. Some end on a day that the municipality itself has set. And one may be brought forward by something that
    happens in the case. The table therefore always says what the limit was counted from.

    For the investigation this decides what the figure means. Under Barnets lov § 20, stk. 3 the 4 months run from the
    day the municipality became aware that the child may need support. Where that day is not given, counting begins when
    the investigation does. A limit kept when counted from there does not show that the law was kept.
    """,
)


def test_the_investigation_is_counted_from_the_day_of_awareness(spec):
    """Undersøgelsens 4 måneder regnes fra den dag, behovet blev kendt, og ikke fra undersøgelsens start.
    The investigation's 4 months are counted from the day of awareness, and not from its start.

    4 måneder fra den 31. oktober 2023 er den 29. februar 2024, fordi februar ikke har flere dage.

    4 months from 31 October 2023 is 29 February 2024, since February has no more days.
    """
    log = """
    case | activity                 | occurred_at | attr.behov_kendt
    -----+--------------------------+-------------+-----------------
    A    | undersoegelse_paabegyndt | 2023-11-10  | 2023-10-31
    """
    expected = """
    case | due_at     | fulfilled_at | status  | basis
    -----+------------+--------------+---------+------------
    A    | 2024-02-29 |              | pending | counts_from
    """
    spec(log, rule="undersoegelse-4-maaneder", as_of="2024-02-29", expected=expected)


def test_without_a_usable_day_of_awareness_counting_begins_at_the_start(spec):
    """Kan dagen, hvor behovet blev kendt, ikke bruges, regnes fra undersøgelsens start.
    Where the day of awareness cannot be used, counting begins when the investigation does.

    I sag A kan dagen bruges. I sag B mangler den. I sag C og D står der noget, som ikke kan læses som en dato. I sag E
    ligger dagen efter undersøgelsens start, og det kan ikke være rigtigt.

    In case A the day can be used. In case B it is missing. In cases C and D there is something that cannot be read as a
    date. In case E the day lies after the investigation's start, which cannot be right.
    """
    log = """
    case | activity                 | occurred_at | attr.behov_kendt
    -----+--------------------------+-------------+-----------------
    A    | undersoegelse_paabegyndt | 2024-03-01  | 2024-02-15
    B    | undersoegelse_paabegyndt | 2024-03-01  |
    C    | undersoegelse_paabegyndt | 2024-03-01  | uvist
    D    | undersoegelse_paabegyndt | 2024-03-01  | 2024-02-15 ca.
    E    | undersoegelse_paabegyndt | 2024-03-01  | 2024-03-02
    """
    expected = """
    case | due_at     | status  | basis
    -----+------------+---------+------------
    A    | 2024-06-15 | overdue | counts_from
    B    | 2024-07-01 | pending | trigger
    C    | 2024-07-01 | pending | trigger
    D    | 2024-07-01 | pending | trigger
    E    | 2024-07-01 | pending | trigger
    """
    spec(log, rule="undersoegelse-4-maaneder", as_of="2024-06-20", expected=expected)


def test_the_next_follow_up_is_due_on_the_day_that_was_set(spec):
    """Næste opfølgning skal holdes den dag, kommunen har fastsat; uden en dag inden 12 måneder.
    The next follow-up is due on the day the municipality has set; without one, within 12 months.

    I sag C ligger den fastsatte dag før opfølgningen selv. Den kan ikke bruges, og fristen er 12 måneder.

    In case C the day that was set lies before the follow-up itself. It cannot be used, and the limit is 12 months.
    """
    log = """
    case | activity            | occurred_at | attr.naeste_opfoelgning
    -----+---------------------+-------------+------------------------
    A    | opfoelgning_afholdt | 2024-02-01  | 2024-05-15
    B    | opfoelgning_afholdt | 2024-02-01  |
    C    | opfoelgning_afholdt | 2024-02-01  | 2024-01-15
    """
    expected = """
    case | due_at     | status  | basis
    -----+------------+---------+-----------
    A    | 2024-05-15 | overdue | on_date_in
    B    | 2025-02-01 | pending | trigger
    C    | 2025-02-01 | pending | trigger
    """
    spec(log, rule="loebende-opfoelgning", as_of="2024-06-01", expected=expected)


def test_a_completed_investigation_brings_the_first_follow_up_forward(spec):
    """Afsluttes en undersøgelse i sagen, skal den første opfølgning holdes samme dag.
    Where an investigation in the case is completed, the first follow-up is due the same day.

    Uden undersøgelsen var fristen den 1. maj 2024. Undersøgelsen hører til et andet forløb, men til samme sag.

    Without the investigation the limit would have been 1 May 2024. It is another matter, but the same case.
    """
    log = """
    case | activity                | occurred_at | matter
    -----+-------------------------+-------------+-------
    A    | indsats_ivaerksat       | 2024-02-01  | I1
    A    | undersoegelse_afsluttet | 2024-02-20  | U1
    A    | opfoelgning_afholdt     | 2024-04-01  | I1
    """
    expected = """
    case | matter | due_at     | fulfilled_at | status | basis
    -----+--------+------------+--------------+--------+--------
    A    | I1     | 2024-02-20 | 2024-04-01   | late   | or_when
    """
    spec(log, rule="foerste-opfoelgning", as_of="2024-06-01", expected=expected)


def test_an_investigation_never_postpones_the_first_follow_up(spec):
    """En undersøgelse rykker kun fristen frem, når den afsluttes efter iværksættelsen og inden fristens udløb.
    An investigation brings the limit forward only when it ends after the start and before the limit does.

    I sag A var undersøgelsen allerede afsluttet. I sag B blev den afsluttet efter de 3 måneder.

    In case A the investigation had already ended. In case B it ended after the 3 months.
    """
    log = """
    case | activity                | occurred_at
    -----+-------------------------+------------
    A    | undersoegelse_afsluttet | 2024-01-20
    A    | indsats_ivaerksat       | 2024-02-01
    A    | opfoelgning_afholdt     | 2024-04-30

    B    | indsats_ivaerksat       | 2024-02-01
    B    | undersoegelse_afsluttet | 2024-06-15
    B    | opfoelgning_afholdt     | 2024-06-15
    """
    expected = """
    case | due_at     | fulfilled_at | status | basis
    -----+------------+--------------+--------+--------
    A    | 2024-05-01 | 2024-04-30   | met    | trigger
    B    | 2024-05-01 | 2024-06-15   | late   | trigger
    """
    spec(log, rule="foerste-opfoelgning", as_of="2024-07-01", expected=expected)
