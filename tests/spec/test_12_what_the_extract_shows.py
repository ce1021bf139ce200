"""What was not done, what was not recorded, and what the extract does not contain."""

from sagsloft.core.rules import Text

title = Text(da="Hvad udtrækket kan vise", en="What the extract can show")

text = Text(
    da="""
    Et udtræk, der mangler noget, må aldrig komme til at ligne en kommune, der ikke har gjort det, og heller ikke
    omvendt. Derfor bedømmes en regel kun, når udtrækket kan vise, om den er fulgt. Kan det ikke, står der "kan ikke
    måles", og pligten tælles hverken med som overskredet eller som overholdt. Resultatet står da i parentes.

    Eksemplerne er partshøringen (forvaltningsloven § 19), samtalen med barnet (barnets lov § 5, stk. 3),
    tilsynsbesøgene (barnets lov § 156, stk. 5) og vurderingen af en underretning (barnets lov § 136).
    """,
    en="""
    An extract that lacks a thing must never look like a municipality that did not do it, nor the other way round. A
    rule is therefore judged only where the extract can show whether it was followed. Where it cannot, it says "cannot
    be measured", and the duty is counted neither as overdue nor as kept. The outcome is then shown in parentheses.

    The examples are the hearing of the parties (forvaltningsloven § 19), the conversation with the child (Barnets lov
    § 5, stk. 3), the supervision visits (Barnets lov § 156, stk. 5) and the assessment of a notification (Barnets lov
    § 136).
    """,
)


def test_an_extract_without_a_single_hearing_cannot_show_that_none_was_made(spec):
    """Et udtræk helt uden partshøringer kan ikke vise, at der ikke er partshørt.
    An extract without a single hearing cannot show that there was no hearing.

    Første opgørelse: Partshøringerne kan være gemt et andet sted. Anden opgørelse: Kommunen har oplyst, at udtrækket
    ville vise dem, hvis de var foretaget. Så er det et brud.

    First: the hearings may be kept somewhere else. Second: the municipality has stated that the extract would show them
    if they had been made. Then it is a breach.
    """
    log = """
    case | activity           | occurred_at
    -----+--------------------+-----------------
    A    | sag_aabnet         | 2023-06-01 09:00
    A    | afgoerelse_truffet | 2024-03-04 10:00
    """
    unknown = """
    case | due_at           | fulfilled_at | status  | measurable
    -----+------------------+--------------+---------+-----------
    A    | 2024-03-04 10:00 |              | overdue | no
    """
    not_done = """
    case | due_at           | fulfilled_at | status  | measurable
    -----+------------------+--------------+---------+-----------
    A    | 2024-03-04 10:00 |              | overdue | yes
    """
    rule, as_of = "partshoering-foer-afgoerelse", "2024-04-01"
    spec(log, rule=rule, as_of=as_of, expected=unknown)
    spec(log, rule=rule, as_of=as_of, expected=not_done, covers=("partshoering_foretaget",))


def test_visits_cannot_be_measured_where_no_visit_says_whether_there_was_a_conversation(spec):
    """Siger intet besøg i udtrækket, om der var en samtale, kan tilsynet ikke måles.
    Where no visit in the extract says whether there was a conversation, supervision cannot be measured.

    I den anden opgørelse er samtalen noteret ved et besøg i en anden sag. Så kan udtrækket vise det, og besøgene i sag
    A var uden samtale.

    In the second table a conversation is noted with a visit in another case. Then the extract can show it, and the
    visits in case A were without one.
    """
    silent = """
    case | activity              | occurred_at | attr.samtale
    -----+-----------------------+-------------+-------------
    A    | anbringelse_ivaerksat | 2024-02-01  |
    A    | tilsynsbesoeg_afholdt | 2024-06-01  |
    A    | tilsynsbesoeg_afholdt | 2024-12-01  |
    """
    telling = """
    case | activity              | occurred_at | attr.samtale
    -----+-----------------------+-------------+-------------
    A    | anbringelse_ivaerksat | 2024-02-01  |
    A    | tilsynsbesoeg_afholdt | 2024-06-01  |
    A    | tilsynsbesoeg_afholdt | 2024-12-01  |
    B    | tilsynsbesoeg_afholdt | 2024-06-01  | ja
    """
    not_measured = """
    case | period | due_at     | fulfilled_at | status  | measurable
    -----+--------+------------+--------------+---------+-----------
    A    | 1      | 2025-01-31 |              | overdue | no
    A    | 2      | 2026-01-31 |              | pending | no
    """
    measured = """
    case | period | due_at     | fulfilled_at | status  | measurable
    -----+--------+------------+--------------+---------+-----------
    A    | 1      | 2025-01-31 |              | overdue | yes
    A    | 2      | 2026-01-31 |              | pending | yes
    """
    spec(silent, rule="tilsynsbesoeg", as_of="2025-02-15", expected=not_measured)
    spec(telling, rule="tilsynsbesoeg", as_of="2025-02-15", expected=measured)


def test_what_may_lie_before_the_extract_begins_is_not_counted_as_missing(spec):
    """Det, der kan ligge før udtrækkets begyndelse, regnes ikke for at mangle.
    What may lie before the extract begins is not counted as missing.

    Udtrækket begynder den 1. januar 2024, og samtalen må højst være 6 måneder gammel. I sag A kan den være holdt i
    2023. I sag B kan den ikke. I sag C er den fundet, og så er der intet at tvivle på.

    The extract begins on 1 January 2024, and the conversation may be at most 6 months old. In case A it may have been
    held in 2023. In case B it cannot have been. In case C it was found, and there is nothing to doubt.
    """
    log = """
    case | activity              | occurred_at
    -----+-----------------------+-----------------
    A    | sag_aabnet            | 2024-01-01
    A    | afgoerelse_truffet    | 2024-03-04 10:00

    B    | afgoerelse_truffet    | 2024-07-01 10:00

    C    | boernesamtale_afholdt | 2024-02-20 13:00
    C    | afgoerelse_truffet    | 2024-03-04 10:00
    """
    expected = """
    case | due_at           | fulfilled_at     | status  | measurable
    -----+------------------+------------------+---------+-----------
    A    | 2024-03-04 10:00 |                  | overdue | no
    B    | 2024-07-01 10:00 |                  | overdue | yes
    C    | 2024-03-04 10:00 | 2024-02-20 13:00 | met     | yes
    """
    spec(log, rule="samtale-foer-afgoerelse", as_of="2024-07-10", expected=expected)


def test_what_has_not_happened_yet_does_not_count(spec):
    """Det, der sker efter opgørelsen, er ikke sket endnu.
    What happens after the day of looking has not happened yet.

    Den 2. juni er der ingen underretning. Den 3. juni er den modtaget, men ikke vurderet. Den 4. juni er den vurderet.

    On 2 June there is no notification. On 3 June it has been received, but not assessed. On 4 June it has been
    assessed.
    """
    log = """
    case | activity              | occurred_at
    -----+-----------------------+-----------------
    A    | underretning_modtaget | 2024-06-03 09:00
    A    | underretning_vurderet | 2024-06-04 08:00
    """
    nothing = """
    case | due_at | fulfilled_at | status
    -----+--------+--------------+-------
    """
    received = """
    case | due_at           | fulfilled_at | status
    -----+------------------+--------------+--------
    A    | 2024-06-04 09:00 |              | pending
    """
    assessed = """
    case | due_at           | fulfilled_at     | status
    -----+------------------+------------------+-------
    A    | 2024-06-04 09:00 | 2024-06-04 08:00 | met
    """
    spec(log, rule="underretning-24-timer", as_of="2024-06-02", expected=nothing)
    spec(log, rule="underretning-24-timer", as_of="2024-06-03", expected=received)
    spec(log, rule="underretning-24-timer", as_of="2024-06-04", expected=assessed)


def test_what_was_written_down_late_was_not_known_before(spec):
    """Det, der er skrevet ind for sent, var ikke kendt før.
    What was written down late was not known before.

    Vurderingen var rettidig, men den blev først skrevet ind seks dage efter. Ser man på, hvad der var kendt den 5.
    juni, er fristen overskredet; ser man på, hvad der var kendt den 10. juni, er den overholdt. Sen registrering og sen
    handling er to forskellige ting.

    The assessment was in time, but it was written down six days later. By what was known on 5 June the limit has
    passed; by what was known on 10 June it was kept. Late recording and late action are two different things.
    """
    log = """
    case | activity              | occurred_at      | recorded_at
    -----+-----------------------+------------------+-----------------
    A    | underretning_modtaget | 2024-06-03 09:00 | 2024-06-03 09:30
    A    | underretning_vurderet | 2024-06-04 08:00 | 2024-06-10 14:00
    """
    then = """
    case | due_at           | fulfilled_at | status
    -----+------------------+--------------+--------
    A    | 2024-06-04 09:00 |              | overdue
    """
    later = """
    case | due_at           | fulfilled_at     | status
    -----+------------------+------------------+-------
    A    | 2024-06-04 09:00 | 2024-06-04 08:00 | met
    """
    spec(log, rule="underretning-24-timer", as_of="2024-06-30", known_at="2024-06-05", expected=then)
    spec(log, rule="underretning-24-timer", as_of="2024-06-30", known_at="2024-06-10", expected=later)
