"""The rules of the rulebook's section 2 that its worked examples speak of, as section 2 writes them."""

from sagsloft.core.rules import AtLeast, Before, Given, IsFalse, IsTrue, OneOf, Scope, Within

from .shorthand import of, rule, span, version

__all__ = [
    "AKTINDSIGT",
    "FOERSTE_OPFOELGNING",
    "FORMANDSAFGOERELSE_GODKENDELSE",
    "LOEBENDE_OPFOELGNING",
    "PLAN_VED_ANBRINGELSE",
    "PLAN_VED_INDSATS",
    "SAMTALE_FOER_AFGOERELSE",
    "TILSYNSBESOEG",
    "UNDERRETNING_24_TIMER",
    "UNDERRETNING_BEKRAEFTELSE",
    "UNDERSOEGELSE_4_MAANEDER",
]

SL, BL = "2011-01-01", "2024-01-01"
MARKED_AS_ERROR = of("underretning_fejlregistreret")
PLAN_MADE = of("barnets_plan_udarbejdet", "ungeplan_udarbejdet")
MEASURE_ENDED = of("indsats_afsluttet", "anbringelse_ophoert", "sag_afsluttet")
FOLLOW_UP = of("opfoelgning_afholdt")

RECEIVED = of("underretning_modtaget")
ASSESSED = of("underretning_vurderet")
IN_24_HOURS = Within(span("24 hours"))

UNDERRETNING_24_TIMER = rule(
    Scope.MATTER,
    version("2013-10-01", IN_24_HOURS, RECEIVED, ASSESSED, lapses_on=MARKED_AS_ERROR),
    version(BL, IN_24_HOURS, RECEIVED, ASSESSED, lapses_on=MARKED_AS_ERROR),
    rule_id="underretning-24-timer",
)

NOT_ANONYMOUS = of("underretning_modtaget", anonym=IsFalse())
ACKNOWLEDGED = of("underretning_bekraeftet")
IN_6_WEEKDAYS = Within(span("6 weekdays"))

UNDERRETNING_BEKRAEFTELSE = rule(
    Scope.MATTER,
    version(SL, IN_6_WEEKDAYS, NOT_ANONYMOUS, ACKNOWLEDGED, lapses_on=MARKED_AS_ERROR),
    version(BL, IN_6_WEEKDAYS, NOT_ANONYMOUS, ACKNOWLEDGED, lapses_on=MARKED_AS_ERROR),
    rule_id="underretning-bekraeftelse",
)

BEGUN = of("undersoegelse_paabegyndt")
COMPLETED = of("undersoegelse_afsluttet")
STOPPED = of("undersoegelse_indstillet")
IN_4_MONTHS = Within(span("4 months"))

UNDERSOEGELSE_4_MAANEDER = rule(
    Scope.MATTER,
    version(SL, IN_4_MONTHS, BEGUN, COMPLETED, lapses_on=STOPPED),
    version(BL, IN_4_MONTHS, BEGUN, COMPLETED, lapses_on=STOPPED),
    rule_id="undersoegelse-4-maaneder",
    counts_from="behov_kendt",
)

TALK = of("boernesamtale_afholdt")
OMITTED = of("boernesamtale_undladt")
OMITTED_WITH_SOURCE = of("boernesamtale_undladt", anden_kilde=Given())
SUPPORT_OR_PLACEMENT = of("afgoerelse_truffet", indhold=OneOf(("indsats", "anbringelse")))
FORCED = of("tvangsanbringelse_afgjort")
IN_THE_6_MONTHS_BEFORE = Before(span("6 months"))

SAMTALE_FOER_AFGOERELSE = rule(
    Scope.CASE,
    version(SL, IN_THE_6_MONTHS_BEFORE, SUPPORT_OR_PLACEMENT + FORCED, TALK, OMITTED),
    version(BL, IN_THE_6_MONTHS_BEFORE, of("afgoerelse_truffet") + FORCED, TALK, OMITTED_WITH_SOURCE),
    rule_id="samtale-foer-afgoerelse",
)

SUPPORT = of("afgoerelse_truffet", indhold=OneOf(("indsats",)))
PLACEMENT = of("afgoerelse_truffet", indhold=OneOf(("anbringelse",)))
NO_PLAN = of("barnets_plan_fravalgt")
PLAN_BEFORE = Before(span("12 months"))
PLAN_WITHIN = Within(span("3 months"), or_before=span("12 months"))

PLAN_VED_INDSATS = rule(
    Scope.MATTER,
    version(SL, PLAN_BEFORE, SUPPORT, PLAN_MADE, NO_PLAN),
    version(BL, PLAN_WITHIN, SUPPORT, PLAN_MADE, NO_PLAN, of("indsats_afsluttet", "sag_afsluttet")),
    rule_id="plan-ved-indsats",
)

PLAN_VED_ANBRINGELSE = rule(
    Scope.MATTER,
    version(SL, PLAN_BEFORE, PLACEMENT, PLAN_MADE),
    version(BL, PLAN_WITHIN, PLACEMENT, PLAN_MADE, lapses_on=of("anbringelse_ophoert", "sag_afsluttet")),
    rule_id="plan-ved-anbringelse",
)

MEASURE_BEGUN = of("indsats_ivaerksat", "anbringelse_ivaerksat")
IN_3_MONTHS = Within(span("3 months"))
IN_3_MONTHS_OR_WHEN = Within(span("3 months"), or_when=of("undersoegelse_afsluttet", "afdaekning_afsluttet"))

FOERSTE_OPFOELGNING = rule(
    Scope.MATTER,
    version(SL, IN_3_MONTHS, MEASURE_BEGUN, FOLLOW_UP, lapses_on=MEASURE_ENDED),
    version(BL, IN_3_MONTHS_OR_WHEN, MEASURE_BEGUN, FOLLOW_UP, lapses_on=MEASURE_ENDED),
    rule_id="foerste-opfoelgning",
)

IN_6_MONTHS = Within(span("6 months"))
ON_NEXT_DATE = Within(span("12 months"), on_date_in="naeste_opfoelgning")

LOEBENDE_OPFOELGNING = rule(
    Scope.MATTER,
    version(SL, IN_6_MONTHS, FOLLOW_UP, FOLLOW_UP, lapses_on=MEASURE_ENDED),
    version(BL, ON_NEXT_DATE, FOLLOW_UP, FOLLOW_UP, lapses_on=MEASURE_ENDED),
    rule_id="loebende-opfoelgning",
    not_after_end=True,
)

PLACED = of("anbringelse_ivaerksat")
VISIT_WITH_TALK = of("tilsynsbesoeg_afholdt", samtale=IsTrue())
PLACEMENT_ENDED = of("anbringelse_ophoert", "sag_afsluttet")
TWICE_A_YEAR = AtLeast(2, span("1 years"))

TILSYNSBESOEG = rule(
    Scope.MATTER,
    version(SL, TWICE_A_YEAR, PLACED, VISIT_WITH_TALK, lapses_on=PLACEMENT_ENDED),
    version(BL, TWICE_A_YEAR, PLACED, VISIT_WITH_TALK, lapses_on=PLACEMENT_ENDED),
    rule_id="tilsynsbesoeg",
)

EXECUTED = of("formandsafgoerelse_ivaerksat")
APPROVED = of("formandsafgoerelse_godkendt")
FALLEN_AWAY = of("formandsafgoerelse_bortfaldet")
IN_7_DAYS_FIRST_COUNTED = Within(span("7 days"), counting_first_day=True)

FORMANDSAFGOERELSE_GODKENDELSE = rule(
    Scope.MATTER,
    version(SL, IN_7_DAYS_FIRST_COUNTED, EXECUTED, APPROVED, lapses_on=FALLEN_AWAY),
    version(BL, IN_7_DAYS_FIRST_COUNTED, EXECUTED, APPROVED, lapses_on=FALLEN_AWAY),
    rule_id="formandsafgoerelse-godkendelse",
)

IN_7_WORKING_DAYS = Within(span("7 working_days"))

AKTINDSIGT = rule(
    Scope.MATTER,
    version("2014-01-01", IN_7_WORKING_DAYS, of("aktindsigt_anmodet"), of("aktindsigt_besvaret")),
    rule_id="aktindsigt-7-arbejdsdage",
)
