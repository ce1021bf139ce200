"""Which version of a rule applies."""

from sagsloft.core.rules import Text

title = Text(da="Når loven ændres", en="When the law changes")

text = Text(
    da="""
    En pligt følger den lov, der gjaldt den dag, pligten opstod. Den 1. januar 2024 afløste barnets lov reglerne om børn
    og unge i lov om social service. En pligt, der opstod før, bedømmes efter den gamle lov, også når fristen udløber
    efter. Det er en arbejdsantagelse; forbeholdet står på manualens forside.
    """,
    en="""
    A duty follows the law in force on the day it arose. On 1 January 2024 Barnets lov replaced the rules on children
    and young people in Lov om social service. A duty that arose before is judged under the old act, also when its limit
    runs out afterwards. This is a working assumption; the reservation stands on the manual's front page.
    """,
)

REPEALED = """
title = { da = "Eksempel: Henvendelse noteret inden 24 timer", en = "Example: Request noted within 24 hours" }
kind = "standard"
theme = "sag"
scope = "case"
trigger = [{ activity = "henvendelse_modtaget" }]
fulfilled_by = [{ activity = "notat" }]

[[versions]]
in_force = 2026-07-01
deadline = { none = true }
citation = { act = "Eksempelloven", section = "§ 1 (ophævet)", url = "" }
comparable_with_previous = false
reason = { da = "Reglen er ophævet.", en = "The rule has been repealed." }

[[versions]]
in_force = 2024-01-01
deadline = { within = "24 hours" }
citation = { act = "Eksempelloven", section = "§ 1", url = "" }
"""


def test_the_plan_follows_the_law_on_the_day_of_the_decision(spec):
    """Barnets plan skulle før 2024 ligge før afgørelsen; efter barnets lov er der 3 måneder.
    Before 2024 the child's plan had to come before the decision; under Barnets lov there are 3 months.

    De to afgørelser er truffet med en dags mellemrum, og planen er lavet samme dag. Kun den ene er rettidig.

    The two decisions were made a day apart, and the plans on the same day. Only one of them is in time.
    """
    log = """
    case | activity                | occurred_at | attr.indhold
    -----+-------------------------+-------------+-------------
    A    | afgoerelse_truffet      | 2023-12-31  | indsats
    A    | barnets_plan_udarbejdet | 2024-02-15  |

    B    | afgoerelse_truffet      | 2024-01-01  | indsats
    B    | barnets_plan_udarbejdet | 2024-02-15  |
    """
    expected = """
    case | version    | due_at     | fulfilled_at | status
    -----+------------+------------+--------------+-------
    A    | 2011-01-01 | 2023-12-31 | 2024-02-15   | late
    B    | 2024-01-01 | 2024-04-01 | 2024-02-15   | met
    """
    spec(log, rule="plan-ved-indsats", as_of="2024-06-01", expected=expected)


def test_follow_ups_in_one_case_follow_each_its_own_law(spec):
    """To opfølgninger i samme sag kan følge hver sin lov.
    Two follow-ups in the same case may follow each its own law.

    Opfølgningen i 2023 giver 6 måneder til den næste. Opfølgningen i 2024 giver den dag, kommunen har fastsat.

    The follow-up in 2023 gives 6 months to the next. The one in 2024 gives the day that the municipality has set.
    """
    log = """
    case | activity            | occurred_at | matter | attr.naeste_opfoelgning
    -----+---------------------+-------------+--------+------------------------
    A    | opfoelgning_afholdt | 2023-11-01  | I1     |
    A    | opfoelgning_afholdt | 2024-02-01  | I2     | 2024-03-15
    """
    expected = """
    case | matter | version    | due_at     | status  | basis
    -----+--------+------------+------------+---------+-----------
    A    | I1     | 2011-01-01 | 2024-05-01 | pending | trigger
    A    | I2     | 2024-01-01 | 2024-03-15 | overdue | on_date_in
    """
    spec(log, rule="loebende-opfoelgning", as_of="2024-04-01", expected=expected)


def test_the_day_counted_from_does_not_choose_the_law(spec):
    """Det er dagen, hvor pligten opstod, der afgør loven, og ikke den dag, fristen regnes fra.
    The day on which the duty arose decides the law, and not the day the limit is counted from.

    Behovet blev kendt i 2023, men undersøgelsen blev påbegyndt i 2024.

    The need became known in 2023, but the investigation was begun in 2024.
    """
    log = """
    case | activity                 | occurred_at | attr.behov_kendt
    -----+--------------------------+-------------+-----------------
    A    | undersoegelse_paabegyndt | 2024-01-10  | 2023-12-15
    """
    expected = """
    case | version    | due_at     | status  | basis
    -----+------------+------------+---------+------------
    A    | 2024-01-01 | 2024-04-15 | pending | counts_from
    """
    spec(log, rule="undersoegelse-4-maaneder", as_of="2024-02-01", expected=expected)


def test_from_2024_every_decision_calls_for_a_conversation(spec):
    """Før 2024 krævede et afslag ikke en samtale med barnet; efter barnets lov gør det.
    Before 2024 a refusal called for no conversation with the child; under Barnets lov it does.

    I sag A opstår der ingen pligt, og derfor er der ingen række.

    In case A no duty arises, and so there is no row.
    """
    log = """
    case | activity           | occurred_at      | attr.indhold
    -----+--------------------+------------------+-------------
    A    | afgoerelse_truffet | 2023-12-20 10:00 | afslag
    B    | afgoerelse_truffet | 2024-01-15 10:00 | afslag
    """
    expected = """
    case | version    | due_at           | fulfilled_at | status
    -----+------------+------------------+--------------+--------
    B    | 2024-01-01 | 2024-01-15 10:00 |              | overdue
    """
    spec(log, rule="samtale-foer-afgoerelse", as_of="2024-02-01", expected=expected)


def test_before_the_first_version_there_is_no_duty(spec):
    """Før en regel trådte i kraft, er der ingen pligt.
    Before a rule came into force there is no duty.

    Barnet i sag A fyldte 16 år dagen før, barnets lov § 108 kom til at gælde.

    The child of case A turned 16 the day before Barnets lov § 108 came into force.
    """
    log = """
    case | activity      | occurred_at | attr.har_plan
    -----+---------------+-------------+--------------
    A    | barn_fyldt_16 | 2023-12-31  | ja
    B    | barn_fyldt_16 | 2024-01-01  | ja
    """
    expected = """
    case | version    | due_at | status
    -----+------------+--------+--------
    B    | 2024-01-01 |        | pending
    """
    spec(log, rule="ungeplan-ved-16", as_of="2024-06-01", expected=expected)


def test_after_repeal_there_is_no_duty(spec):
    """Når en regel er ophævet, opstår der ikke flere pligter, men de gamle består.
    When a rule has been repealed no more duties arise, but the old ones remain.

    Henvendelsen i sag A kom dagen før ophævelsen, henvendelsen i sag B på selve dagen.

    The request in case A came the day before the repeal, the one in case B on the day itself.
    """
    log = """
    case | activity             | occurred_at
    -----+----------------------+-----------------
    A    | henvendelse_modtaget | 2026-06-30 14:00
    B    | henvendelse_modtaget | 2026-07-01 09:00
    """
    expected = """
    case | due_at           | fulfilled_at | status
    -----+------------------+--------------+--------
    A    | 2026-07-01 14:00 |              | overdue
    """
    spec(log, rule="eksempel-ophaevet", as_of="2026-07-31", expected=expected, invented=REPEALED)
