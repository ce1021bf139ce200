"""What must be done before a decision, or may be."""

from sagsloft.core.rules import Text

title = Text(da="Før afgørelsen", en="Before the decision")

text = Text(
    da="""
    Nogle skridt skal være taget, før afgørelsen træffes: samtalen med barnet (barnets lov § 5, stk. 3), partshøringen
    (forvaltningsloven § 19) og undersøgelsen før en anbringelse (barnets lov § 20, stk. 1). Er skridtet ikke taget, er
    fristen overskredet i samme øjeblik, afgørelsen er truffet. Tages det bagefter, er det for sent.

    Skridtet må heller ikke være for gammelt. Hvor gammelt det må være, er en arbejdsantagelse, som står sidst i
    kapitlet.
    """,
    en="""
    Some steps must have been taken before the decision is made: the conversation with the child (Barnets lov § 5,
    stk. 3), the hearing of the parties (forvaltningsloven § 19) and the investigation before a placement (Barnets lov
    § 20, stk. 1). Where the step has not been taken, the limit has passed at the moment of the decision. Taken
    afterwards, it is late.

    Nor may the step be too old. How old it may be is a working assumption, which stands at the end of the chapter.
    """,
)


def test_a_hearing_after_the_decision_is_late_and_a_missing_one_is_overdue_at_once(spec):
    """En partshøring efter afgørelsen er for sent, og mangler den, er fristen overskredet med det samme.
    A hearing after the decision is late, and where there is none, the limit has passed at once.

    I sag C er afgørelsen truffet i samme øjeblik, sagen gøres op.

    In case C the decision was made at the very moment of looking.
    """
    log = """
    case | activity               | occurred_at
    -----+------------------------+-----------------
    A    | partshoering_foretaget | 2024-02-20 09:00
    A    | afgoerelse_truffet     | 2024-03-04 10:00

    B    | afgoerelse_truffet     | 2024-03-04 10:00
    B    | partshoering_foretaget | 2024-03-06 09:00

    C    | afgoerelse_truffet     | 2024-03-10 09:00
    """
    expected = """
    case | due_at           | fulfilled_at     | status
    -----+------------------+------------------+--------
    A    | 2024-03-04 10:00 | 2024-02-20 09:00 | met
    B    | 2024-03-04 10:00 | 2024-03-06 09:00 | late
    C    | 2024-03-10 09:00 |                  | overdue
    """
    spec(log, rule="partshoering-foer-afgoerelse", as_of="2024-03-10 09:00", expected=expected)


def test_an_old_conversation_does_not_count(spec):
    """En samtale, der er mere end 6 måneder gammel, tæller ikke.
    A conversation more than 6 months old does not count.

    6 måneder før den 30. september er den 30. marts. En samtale på selve dagen tæller med.

    6 months before 30 September is 30 March. A conversation on that very day counts.
    """
    log = """
    case | activity              | occurred_at
    -----+-----------------------+-----------------
    A    | boernesamtale_afholdt | 2024-03-30 09:00
    A    | afgoerelse_truffet    | 2024-09-30 10:00

    B    | boernesamtale_afholdt | 2024-03-29 15:00
    B    | afgoerelse_truffet    | 2024-09-30 10:00
    """
    expected = """
    case | due_at           | fulfilled_at     | status
    -----+------------------+------------------+--------
    A    | 2024-09-30 10:00 | 2024-03-30 09:00 | met
    B    | 2024-09-30 10:00 |                  | overdue
    """
    spec(log, rule="samtale-foer-afgoerelse", as_of="2024-10-10", expected=expected)


def test_a_conversation_may_be_omitted_only_where_the_child_s_view_was_obtained_otherwise(spec):
    """Samtalen kan kun undlades, når det er oplyst, hvordan barnets holdning er søgt belyst i stedet.
    The conversation may be omitted only where it is stated how the child's view was obtained instead.

    I begge sager er det noteret, at samtalen er undladt. Kun i sag B står der, hvad der trådte i stedet.

    In both cases it is noted that the conversation was omitted. Only case B says what took its place.
    """
    log = """
    case | activity              | occurred_at      | attr.anden_kilde
    -----+-----------------------+------------------+-----------------
    A    | boernesamtale_undladt | 2024-03-01       |
    A    | afgoerelse_truffet    | 2024-03-04 10:00 |

    B    | boernesamtale_undladt | 2024-03-01       | dagtilbud
    B    | afgoerelse_truffet    | 2024-03-04 10:00 |
    """
    expected = """
    case | due_at           | fulfilled_at | status
    -----+------------------+--------------+--------
    A    | 2024-03-04 10:00 |              | overdue
    B    | 2024-03-04 10:00 |              | excused
    """
    spec(log, rule="samtale-foer-afgoerelse", as_of="2024-03-10", expected=expected)


def test_a_plan_made_before_the_decision_counts(spec):
    """En plan, der er lavet inden afgørelsen om anbringelse, tæller med.
    A plan made before the decision on placement counts.

    Efter barnets lov er der 3 måneder til planen efter afgørelsen. Den må også være lavet op til 12 måneder før.

    Under Barnets lov there are 3 months for the plan after the decision. It may also be made up to 12 months before.
    """
    log = """
    case | activity                | occurred_at | attr.indhold
    -----+-------------------------+-------------+-------------
    A    | barnets_plan_udarbejdet | 2024-02-20  |
    A    | afgoerelse_truffet      | 2024-03-01  | anbringelse
    """
    expected = """
    case | due_at     | fulfilled_at | status
    -----+------------+--------------+-------
    A    | 2024-06-01 | 2024-02-20   | met
    """
    spec(log, rule="plan-ved-anbringelse", as_of="2024-03-15", expected=expected)


def test_complaint_guidance_comes_the_same_day_or_up_to_seven_days_before(spec):
    """Klagevejledning gives samme dag som afgørelsen eller op til 7 dage før.
    Complaint guidance is given on the day of the decision or up to 7 days before.

    I sag A er vejledningen givet samme dag, i sag B 7 dage før, i sag C 8 dage før og i sag D dagen efter.

    In case A guidance was given the same day, in case B 7 days before, in case C 8 days before and in case D the day
    after.
    """
    log = """
    case | activity              | occurred_at
    -----+-----------------------+-----------------
    A    | afgoerelse_truffet    | 2024-03-14 10:00
    A    | klagevejledning_givet | 2024-03-14 15:00

    B    | klagevejledning_givet | 2024-03-07 08:00
    B    | afgoerelse_truffet    | 2024-03-14 10:00

    C    | klagevejledning_givet | 2024-03-06 15:00
    C    | afgoerelse_truffet    | 2024-03-14 10:00

    D    | afgoerelse_truffet    | 2024-03-14 10:00
    D    | klagevejledning_givet | 2024-03-15 08:00
    """
    expected = """
    case | due_at     | fulfilled_at     | status
    -----+------------+------------------+--------
    A    | 2024-03-14 | 2024-03-14 15:00 | met
    B    | 2024-03-14 | 2024-03-07 08:00 | met
    C    | 2024-03-14 |                  | overdue
    D    | 2024-03-14 | 2024-03-15 08:00 | late
    """
    spec(log, rule="klagevejledning-med-afgoerelse", as_of="2024-03-31", expected=expected)
