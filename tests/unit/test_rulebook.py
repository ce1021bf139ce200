"""The shipped rulebook holds every rule of the specification's table, with its limits, steps and citations."""

import tomllib
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from sagsloft import rulebook
from sagsloft.core.errors import UserError
from sagsloft.core.rules import AtLeast, Before, Given, IsFalse, IsTrue, OneOf, Open, Within

FOLDER = Path(rulebook.__file__).parent
BOOK = rulebook.load()

VERSIONS = """
rule                            | scope  | in force   | cited section                      | deadline
--------------------------------+--------+------------+------------------------------------+---------------------------
aktindsigt-7-arbejdsdage        | matter | 2014-01-01 | § 36, stk. 2                       | within 7 working_days
foerste-opfoelgning             | matter | 2024-01-01 | § 95, stk. 2                       | within 3 months, or when undersoegelse_afsluttet, afdaekning_afsluttet
foerste-opfoelgning             | matter | 2011-01-01 | § 70, stk. 1                       | within 3 months
foreloebig-vurdering            | matter | 2024-01-01 | § 20, stk. 3                       | within 4 months
foreloebig-vurdering            | matter | 2011-01-01 | § 50, stk. 7                       | within 4 months
formandsafgoerelse-endelig      | matter | 2024-01-01 | § 143                              | within 1 months
formandsafgoerelse-endelig      | matter | 2011-01-01 | § 75                               | within 1 months
formandsafgoerelse-godkendelse  | matter | 2024-01-01 | § 143, stk. 4                      | within 7 days, counting the first
formandsafgoerelse-godkendelse  | matter | 2011-01-01 | § 75, stk. 3                       | within 7 days, counting the first
formandsafgoerelse-meddelelse   | matter | 2024-01-01 | § 143                              | within 24 hours
formandsafgoerelse-meddelelse   | matter | 2011-01-01 | § 75                               | within 24 hours
fremdrift                       | case   | 2000-01-01 | ikke lov                           | within 3 months
genbehandling                   | matter | 2024-01-01 | § 50                               | on its genbehandlingsfrist, else within 1 years
genbehandling                   | matter | 2011-01-01 | § 62                               | on its genbehandlingsfrist, else within 1 years
klage-genvurdering              | matter | 1998-07-01 | § 66                               | within 4 weeks
klagevejledning-med-afgoerelse  | matter | 1987-01-01 | § 25                               | within 0 days, or up to 7 days before
loebende-opfoelgning            | matter | 2024-01-01 | § 95, stk. 3                       | on its naeste_opfoelgning, else within 12 months
loebende-opfoelgning            | matter | 2011-01-01 | § 70                               | within 6 months
mellemkommunal-underretning     | case   | 2024-01-01 | § 132                              | open
mellemkommunal-underretning     | case   | 2011-01-01 | § 152                              | open
overlevering                    | case   | 2000-01-01 | ikke lov                           | within 5 working_days
partshoering-foer-afgoerelse    | case   | 1987-01-01 | § 19                               | before, not older than 6 months
plan-foer-tvangsanbringelse     | case   | 2024-01-01 | § 91, stk. 2, og § 51, stk. 1, nr. 3 | before, not older than 12 months
plan-foer-tvangsanbringelse     | case   | 2011-01-01 | § 140                              | before, not older than 12 months
plan-ved-anbringelse            | matter | 2024-01-01 | § 91, stk. 2                       | within 3 months, or up to 12 months before
plan-ved-anbringelse            | matter | 2011-01-01 | § 140                              | before, not older than 12 months
plan-ved-indsats                | matter | 2024-01-01 | § 91, stk. 1                       | within 3 months, or up to 12 months before
plan-ved-indsats                | matter | 2011-01-01 | § 140                              | before, not older than 12 months
samtale-foer-afgoerelse         | case   | 2024-01-01 | § 5, stk. 3                        | before, not older than 6 months
samtale-foer-afgoerelse         | case   | 2011-01-01 | § 48                               | before, not older than 6 months
samtale-i-undersoegelse         | case   | 2024-01-01 | § 5, stk. 3                        | before, not older than 12 months
samtale-i-undersoegelse         | case   | 2011-01-01 | § 50, stk. 3                       | before, not older than 12 months
samtale-ved-overgreb            | case   | 2024-01-01 | § 137, stk. 3                      | open
samtale-ved-overgreb            | case   | 2011-01-01 | § 155 a, stk. 2                    | open
tilsynsbesoeg                   | matter | 2024-01-01 | § 156, stk. 5                      | at least 2, every 1 years
tilsynsbesoeg                   | matter | 2011-01-01 | § 148, stk. 1 og 3                 | at least 2, every 1 years
underretning-24-timer           | matter | 2024-01-01 | § 136                              | within 24 hours
underretning-24-timer           | matter | 2013-10-01 | § 155, stk. 2                      | within 24 hours
underretning-bekraeftelse       | matter | 2024-01-01 | § 134                              | within 6 weekdays
underretning-bekraeftelse       | matter | 2011-01-01 | § 155 b, stk. 1                    | within 6 weekdays
underretning-genvurdering       | matter | 2024-01-01 | § 137, stk. 1                      | open
underretning-genvurdering       | matter | 2011-01-01 | § 155 a, stk. 1                    | open
underretning-opfoelgning        | case   | 2024-01-01 | § 136                              | open
underretning-opfoelgning        | case   | 2011-01-01 | § 155, stk. 1                      | open
underretning-registrering       | matter | 2000-01-01 | ikke lov                           | within 24 hours
underretter-orientering         | matter | 2024-01-01 | § 134                              | open
underretter-orientering         | matter | 2011-01-01 | § 155 b, stk. 2                    | open
undersoegelse-4-maaneder        | matter | 2024-01-01 | § 20, stk. 3                       | within 4 months
undersoegelse-4-maaneder        | matter | 2011-01-01 | § 50, stk. 7                       | within 4 months
undersoegelse-foer-anbringelse  | case   | 2024-01-01 | § 20, stk. 1, §§ 46 og 51          | before, not older than 24 months
undersoegelse-foer-anbringelse  | case   | 2011-01-01 | § 50 og § 58                       | before, not older than 24 months
ungeplan-ved-16                 | case   | 2024-01-01 | § 108                              | open
"""  # noqa: E501

STEPS = """
aktindsigt-7-arbejdsdage: aktindsigt_anmodet → aktindsigt_besvaret
foerste-opfoelgning: indsats_ivaerksat, anbringelse_ivaerksat → opfoelgning_afholdt [indsats_afsluttet, anbringelse_ophoert, sag_afsluttet]
foreloebig-vurdering: undersoegelse_paabegyndt → foreloebig_vurdering, undersoegelse_afsluttet [undersoegelse_indstillet]
formandsafgoerelse-endelig: formandsafgoerelse_ivaerksat → tvangsanbringelse_afgjort [formandsafgoerelse_bortfaldet]
formandsafgoerelse-godkendelse: formandsafgoerelse_ivaerksat → formandsafgoerelse_godkendt [formandsafgoerelse_bortfaldet]
formandsafgoerelse-meddelelse: formandsafgoerelse_ivaerksat → formandsafgoerelse_meddelt
fremdrift: * but sag_afsluttet → * but sag_afsluttet [sag_afsluttet]
genbehandling: tvangsanbringelse_afgjort, genbehandling_afgjort → genbehandling_afgjort [anbringelse_ophoert, sag_afsluttet]
klage-genvurdering: klage_modtaget → klage_genvurderet
klagevejledning-med-afgoerelse: afgoerelse_truffet where not medhold → klagevejledning_givet
loebende-opfoelgning: opfoelgning_afholdt → opfoelgning_afholdt [indsats_afsluttet, anbringelse_ophoert, sag_afsluttet]
mellemkommunal-underretning: barn_fraflyttet where saerlig_stoette → mellemkommunal_underretning_sendt
overlevering: raadgiver_skiftet → overlevering_noteret
partshoering-foer-afgoerelse: afgoerelse_truffet where not medhold, tvangsanbringelse_afgjort → partshoering_foretaget (partshoering_undladt)
plan-foer-tvangsanbringelse: tvangsanbringelse_afgjort → barnets_plan_udarbejdet, ungeplan_udarbejdet
plan-ved-anbringelse: afgoerelse_truffet where indhold is anbringelse → barnets_plan_udarbejdet, ungeplan_udarbejdet [anbringelse_ophoert, sag_afsluttet]
plan-ved-indsats: afgoerelse_truffet where indhold is indsats → barnets_plan_udarbejdet, ungeplan_udarbejdet (barnets_plan_fravalgt) [indsats_afsluttet, sag_afsluttet]
samtale-foer-afgoerelse: afgoerelse_truffet, tvangsanbringelse_afgjort → boernesamtale_afholdt (boernesamtale_undladt where anden_kilde given)
samtale-i-undersoegelse: undersoegelse_afsluttet → boernesamtale_afholdt (boernesamtale_undladt where anden_kilde given)
samtale-ved-overgreb: underretning_modtaget where overgreb → boernesamtale_afholdt (boernesamtale_undladt) [underretning_fejlregistreret]
tilsynsbesoeg: anbringelse_ivaerksat → tilsynsbesoeg_afholdt where samtale [anbringelse_ophoert, sag_afsluttet]
underretning-24-timer: underretning_modtaget → underretning_vurderet [underretning_fejlregistreret]
underretning-bekraeftelse: underretning_modtaget where not anonym → underretning_bekraeftet [underretning_fejlregistreret]
underretning-genvurdering: underretning_modtaget where aktiv_indsats → underretning_genvurderet where uvildig [underretning_fejlregistreret]
underretning-opfoelgning: underretning_modtaget → underretning_afgjort, screening_foretaget, afdaekning_paabegyndt, undersoegelse_paabegyndt [underretning_fejlregistreret]
underretning-registrering: underretning_modtaget → underretning_registreret [underretning_fejlregistreret]
underretter-orientering: underretning_modtaget where underretter is fagperson → underretter_orienteret [underretning_fejlregistreret]
undersoegelse-4-maaneder: undersoegelse_paabegyndt → undersoegelse_afsluttet [undersoegelse_indstillet]
undersoegelse-foer-anbringelse: afgoerelse_truffet where indhold is anbringelse, tvangsanbringelse_afgjort → undersoegelse_afsluttet
ungeplan-ved-16: barn_fyldt_16 where har_plan → ungeplan_udarbejdet (ungeplan_fravalgt)
"""  # noqa: E501

UNDER_LOV_OM_SOCIAL_SERVICE = """
plan-ved-anbringelse: afgoerelse_truffet where indhold is anbringelse → barnets_plan_udarbejdet, ungeplan_udarbejdet
plan-ved-indsats: afgoerelse_truffet where indhold is indsats → barnets_plan_udarbejdet, ungeplan_udarbejdet (barnets_plan_fravalgt)
samtale-foer-afgoerelse: afgoerelse_truffet where indhold is indsats or anbringelse, tvangsanbringelse_afgjort → boernesamtale_afholdt (boernesamtale_undladt)
samtale-i-undersoegelse: undersoegelse_afsluttet → boernesamtale_afholdt (boernesamtale_undladt)
"""  # noqa: E501

VOCABULARY = {
    "underretning_modtaget": "underretter aarsag anonym mundtlig overgreb aktiv_indsats",
    "underretning_vurderet": "akut",
    "underretning_genvurderet": "uvildig",
    "underretning_afgjort": "udfald",
    "undersoegelse_paabegyndt": "behov_kendt",
    "boernesamtale_afholdt": "anledning",
    "boernesamtale_undladt": "begrundelse anden_kilde",
    "afgoerelse_truffet": "paragraf indhold medhold",
    "opfoelgning_afholdt": "naeste_opfoelgning",
    "tilsynsbesoeg_afholdt": "samtale",
    "tvangsanbringelse_afgjort": "genbehandlingsfrist",
    "genbehandling_afgjort": "genbehandlingsfrist",
    "barn_fyldt_16": "har_plan",
    "barn_fraflyttet": "saerlig_stoette",
}
WITHOUT_ATTRIBUTES = """
sag_aabnet sag_afsluttet notat henvendelse_modtaget underretning_bekraeftet underretter_orienteret
underretning_registreret underretning_fejlregistreret screening_foretaget afdaekning_paabegyndt afdaekning_afsluttet
undersoegelse_afsluttet undersoegelse_indstillet foreloebig_vurdering partshoering_foretaget partshoering_undladt
klagevejledning_givet barnets_plan_udarbejdet barnets_plan_fravalgt ungeplan_udarbejdet ungeplan_fravalgt
indsats_ivaerksat indsats_afsluttet anbringelse_ivaerksat anbringelse_ophoert formandsafgoerelse_ivaerksat
formandsafgoerelse_meddelt formandsafgoerelse_godkendt formandsafgoerelse_bortfaldet mellemkommunal_underretning_sendt
raadgiver_skiftet overlevering_noteret aktindsigt_anmodet aktindsigt_besvaret klage_modtaget klage_genvurderet
tidligt_tilbud_givet
"""

READ_IN_THE_ACT = {
    "foerste-opfoelgning",
    "foreloebig-vurdering",
    "mellemkommunal-underretning",
    "plan-ved-anbringelse",
    "plan-ved-indsats",
    "samtale-foer-afgoerelse",
    "samtale-i-undersoegelse",
    "samtale-ved-overgreb",
    "tilsynsbesoeg",
    "underretning-genvurdering",
    "undersoegelse-4-maaneder",
}
NOT_COMPARABLE = {
    "foerste-opfoelgning",
    "loebende-opfoelgning",
    "plan-foer-tvangsanbringelse",
    "plan-ved-anbringelse",
    "plan-ved-indsats",
    "samtale-foer-afgoerelse",
    "samtale-i-undersoegelse",
}


def test_every_version_of_the_table_is_in_the_book_and_no_other():
    stated = [tuple(cell.strip() for cell in row.split("|")) for row in VERSIONS.strip().splitlines()[2:]]
    assert [
        (rule.id, rule.scope, str(version.in_force), version.citation.section, in_words(version.deadline))
        for rule in BOOK.rules
        for version in rule.versions
    ] == stated


def test_every_rule_has_the_steps_of_the_table():
    assert [f"{rule.id}: {steps(rule.versions[0])}" for rule in BOOK.rules] == STEPS.strip().splitlines()


def test_lov_om_social_service_restates_the_steps_in_which_it_differs():
    differing = [rule for rule in BOOK.law if steps(rule.versions[-1]) != steps(rule.versions[0])]
    assert [
        f"{rule.id}: {steps(rule.versions[-1])}" for rule in differing
    ] == UNDER_LOV_OM_SOCIAL_SERVICE.strip().splitlines()


def test_the_vocabulary_is_that_of_the_specification():
    stated = {code: tuple(names.split()) for code, names in VOCABULARY.items()}
    stated |= dict.fromkeys(WITHOUT_ATTRIBUTES.split(), ())
    assert {code: activity.attributes for code, activity in BOOK.activities.items()} == stated


def test_the_law_follows_lov_om_social_service_until_the_last_day_of_2023():
    rule = BOOK.rule("underretning-24-timer")
    assert rule.version_on(date(2023, 12, 31)).citation.act == "Lov om social service"
    assert rule.version_on(date(2024, 1, 1)).citation.act == "Barnets lov"
    assert rule.version_on(date(2013, 9, 30)) is None


def test_each_version_lasts_until_the_next_newer_one():
    assert [version.until for version in BOOK.rule("loebende-opfoelgning").versions] == [None, date(2024, 1, 1)]


def test_investigations_count_from_the_day_the_need_was_known():
    counting = {rule.id: rule.counts_from for rule in BOOK.rules if rule.counts_from}
    assert counting == {"undersoegelse-4-maaneder": "behov_kendt", "foreloebig-vurdering": "behov_kendt"}


def test_running_obligations_do_not_arise_after_the_end():
    assert {rule.id for rule in BOOK.rules if rule.not_after_end} == {"loebende-opfoelgning", "genbehandling"}


def test_only_sections_read_in_the_act_itself_are_verified():
    verified = {
        (rule.id, v.in_force.year, v.verified.source) for rule in BOOK.rules for v in rule.versions if v.verified
    }
    assert verified == {(rule_id, 2024, "LBK nr 282 af 17/03/2025") for rule_id in READ_IN_THE_ACT}


def test_results_are_not_compared_where_trigger_limit_or_excuse_changed():
    changed = {rule.id for rule in BOOK.rules for v in rule.versions if v.comparable_with_previous is False}
    assert changed == NOT_COMPARABLE


def test_every_assumption_of_ours_is_noted_where_it_is_used():
    """Look-backs, fallback dates, parallel investigations, Saturdays and assumed first days are not law."""
    silent = [(rule.id, version.in_force.year) for rule in BOOK.law for version in rule.versions if not version.note]
    assumed = [(rule_id, year) for rule_id, year in silent if year == 2011 or assumes(BOOK.rule(rule_id), year)]
    assert assumed == []
    assert "212-214" in BOOK.note.da
    assert "212-214" in BOOK.note.en


def test_every_citation_links_to_the_section_or_to_nothing():
    for version in (version for rule in BOOK.rules for version in rule.versions):
        assert version.citation.url == "" or version.citation.url.startswith("https://")
        assert version.citation.url or version.verified is None


def test_standards_are_judged_only_when_asked_for():
    assert {rule.id for rule in BOOK.standards} == {"underretning-registrering", "overlevering", "fremdrift"}
    assert BOOK.asked_for(standards=False) == BOOK.law
    assert BOOK.asked_for(standards=True) == BOOK.rules


def test_the_book_names_the_attributes_that_its_rules_ask_about():
    assert BOOK.attributes == {
        *("aktiv_indsats", "anden_kilde", "anonym", "behov_kendt", "genbehandlingsfrist", "har_plan", "indhold"),
        *("medhold", "naeste_opfoelgning", "overgreb", "saerlig_stoette", "samtale", "underretter", "uvildig"),
    }


def test_a_rule_is_found_by_its_id_and_an_unknown_one_is_the_users_mistake():
    assert BOOK.rule("tilsynsbesoeg").title.da == "Mindst 2 tilsynsbesøg med samtale om året"
    with pytest.raises(UserError, match=r"rulebook\.unknown_rule"):
        BOOK.rule("tilsynsbesøg")


def test_all_rules_share_the_calendar_of_the_country():
    assert (BOOK.country, BOOK.calendar.timezone) == ("DK", "Europe/Copenhagen")
    assert all(rule.calendar is BOOK.calendar for rule in BOOK.rules)


def test_an_outsider_can_recompute_the_hash():
    names = sorted(
        ["rulebook.toml", "activities.toml", "holidays.toml", *(f"deadlines/{r.id}.toml" for r in BOOK.rules)]
    )
    lines = [f"{sha256((FOLDER / name).read_bytes()).hexdigest()}  0/{name}\n" for name in names]
    assert sha256("".join(lines).encode()).hexdigest() == BOOK.hash


def test_a_rule_is_one_file_that_fits_on_a_screen():
    lengths = {file.stem: len(file.read_text(encoding="utf-8").splitlines()) for file in FOLDER.glob("deadlines/*")}
    assert set(lengths) == {rule.id for rule in BOOK.rules}
    assert max(lengths.values()) <= 60


def test_versions_repeat_nothing_that_they_can_take_from_their_rule():
    for file in FOLDER.glob("deadlines/*.toml"):
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        for version in table["versions"]:
            assert not [key for key in version if key in table and version[key] == table[key]], file.name


def in_words(deadline):
    match deadline:
        case Within():
            return within_in_words(deadline)
        case Before(not_older_than):
            return f"before, not older than {not_older_than}"
        case AtLeast(count, every):
            return f"at least {count}, every {every}"
        case Open():
            return "open"


def within_in_words(deadline):
    words = f"on its {deadline.on_date_in}, else " if deadline.on_date_in else ""
    words += f"within {deadline.span}"
    words += ", counting the first" if deadline.counting_first_day else ""
    words += f", or when {listed(deadline.or_when)}" if deadline.or_when else ""
    return words + (f", or up to {deadline.or_before} before" if deadline.or_before else "")


def steps(version):
    """`trigger → fulfilled by (excused by) [lapses on]`, as the specification writes it."""
    words = f"{listed(version.trigger)} → {listed(version.fulfilled_by)}"
    words += f" ({listed(version.excused_by)})" if version.excused_by else ""
    return words + (f" [{listed(version.lapses_on)}]" if version.lapses_on else "")


def listed(patterns):
    return ", ".join(pattern_in_words(pattern) for pattern in patterns)


def pattern_in_words(pattern):
    words = pattern.activity + (f" but {', '.join(pattern.excluded)}" if pattern.excluded else "")
    conditions = [condition_in_words(name, condition) for name, condition in pattern.where.items()]
    return words + (f" where {' and '.join(conditions)}" if conditions else "")


def condition_in_words(name, condition):
    match condition:
        case IsTrue():
            return name
        case IsFalse():
            return f"not {name}"
        case Given():
            return f"{name} given"
        case OneOf(values):
            return f"{name} is {' or '.join(values)}"


def assumes(rule, year):
    version = next(version for version in rule.versions if version.in_force.year == year)
    deadline = version.deadline
    is_looking_back = isinstance(deadline, Before) or (isinstance(deadline, Within) and deadline.or_before is not None)
    is_falling_back = rule.counts_from or (isinstance(deadline, Within) and (deadline.on_date_in or deadline.or_when))
    return is_looking_back or bool(is_falling_back) or rule.id == "underretning-bekraeftelse"
