"""What a report says follows from the findings: every number is theirs, and nothing is said that they do not bear."""

from dataclasses import replace
from datetime import date
from itertools import chain, combinations

import pytest
from tests.invented_overview import NEW_LAW, OLD_LAW, overview, trend
from tests.unit.reports import PRIMARY, WRITTEN, answered, document, material, second_round, told
from tests.unit.review_rounds import NO, YES, cases, criterion, found, organisation, unready_cases

from sagsloft.core.composing import compose
from sagsloft.core.critical import AlarmCounts
from sagsloft.core.deadline_chapter import deadlines
from sagsloft.core.disclosure import LEAST
from sagsloft.core.ladder import IMPROVEMENT
from sagsloft.core.overview import Measured, Series
from sagsloft.core.repairs import Repair
from sagsloft.core.report import Edition, Reach, ReportKind, Source
from sagsloft.core.report_charts import DeadlineChart
from sagsloft.core.report_material import may_be_published
from sagsloft.core.scales import Answer, Criticality
from sagsloft.core.tickets import SeedOrigin
from sagsloft.messages import Language
from sagsloft.messages.catalogue import catalogue
from sagsloft.render.document import headings

ANALYSIS, STATUS, QUARTER = ReportKind
DANISH = Language.DANISH
OF_CASES = {Source.ANSWERS, Source.THEMES, Source.CRITICALITY, Source.ALARMS, Source.REPAIRS, Source.AGREEMENT}


def first_round(**more):
    return found(cases(A1=answered(6), A2=answered(18)), primary=PRIMARY, **more)


def status(a1=(6, 18), a2=(12, 12), **more):
    first, later = second_round(a1, a2)
    return compose(STATUS, material(later, first, **more))


def statement(report, name):
    return next(each for each in report.statements if each.id == name)


def chapter(report, name):
    return next(each for each in report.sections if each.id == name)


def under(report, heading):
    """The ids of the statements under a heading of the first page."""
    section = next(each for each in chapter(report, "side1").sections if each.id == heading)
    return [each.id for block in section.blocks for each in getattr(block, "items", ()) if hasattr(each, "id")]


def ids(report):
    return {each.id for each in report.statements}


def repair(line, **more):
    return Repair(
        **{
            "line": line,
            "case_id": "sag-01",
            "criterion": "A1",
            "what": WRITTEN,
            "citations": "",
            "found_on": date(2025, 3, 1),
            "round_id": "runde-2025",
            "carried_from": "",
            "changed_on": date(2025, 3, 1),
            **more,
        }
    )


@pytest.mark.parametrize(("met", "of"), [(13, 20), (20, 20), (0, 20), (1, 3)])
def test_each_criterion_s_statement_has_the_count_of_the_findings(met, of):
    findings = found(cases(A2=answered(met, of)))
    (proof,) = statement(compose(ANALYSIS, material(findings)), "A2-1").evidence
    assert proof.count == findings.count(criterion(findings, "A2"))
    assert proof.interval == findings.interval(criterion(findings, "A2"))


def test_not_documented_stands_apart_from_no():
    given = [YES] * 10 + [NO] * 6 + [Answer.NOT_DOCUMENTED] * 4
    report = compose(ANALYSIS, material(found(cases(A2=given))))
    assert "10 ja · 6 nej · 4 fremgår ikke. (10 af 20, " in told(report)


def test_an_improvement_that_is_earned_stands_first_and_one_that_is_not_stands_below():
    report = status(a1=(6, 18), a2=(12, 13))
    assert under(report, "better") == ["A1-3"]
    assert under(report, "not_better") == ["A2-3"]
    claim = statement(report, "A1-3").message.values["phrase"]
    assert claim.phrase in IMPROVEMENT
    assert [each.count for each in statement(report, "A1-3").evidence] == [claim.earlier, claim.later]


def test_a_worsening_is_told_and_somebody_is_asked_to_find_out_why():
    report = status(a1=(18, 6))
    assert under(report, "not_better") == ["A1-3", "A2-3"]
    assert "anbefaling-A1-3" in ids(report)
    assert "»Er underretningen vurderet inden 24 timer?«: markant forværring." in told(report)


def test_where_nothing_is_better_the_report_says_so():
    assert "Ingen af de krav, der blev valgt på forhånd, viser en fremgang" in told(status(a1=(12, 12)))


def test_words_about_a_change_go_to_the_criteria_that_were_named_and_to_no_others():
    report = status()
    assert {each.id for each in report.statements if each.id.endswith("-3")} == {"A1-3", "A2-3"}


def test_a_phrase_carries_its_own_rate_of_false_alarms():
    said = told(status(a1=(6, 18), a2=(12, 13)))
    assert "markant forbedring. Siges i højst 0,4 af 100 afdelinger, hvor intet er ændret." in said
    assert "ingen sikker ændring. (før" in said


def test_what_begins_low_is_told_to_rise_by_itself_once():
    assert told(status()).count("Det, der er lavt, stiger ofte af sig selv") == 1
    assert "stiger ofte af sig selv" not in told(compose(ANALYSIS, material(first_round())))


def test_boschloo_stands_in_the_annex_of_method_and_nowhere_else():
    report = status()
    alone = replace(report, sections=(chapter(report, "metode"),))
    assert told(report).count("Boschloo") == told(alone).count("Boschloo") > 0


def test_in_a_first_round_the_levels_stand_above_or_below_half_of_all_cases_or_cannot_be_told():
    findings = found(cases(A1=answered(3), A2=answered(18), A9=[Answer.HIGH] * 10 + [Answer.LITTLE] * 10))
    findings = replace(
        findings,
        criteria=tuple(replace(each, is_primary=each.code in {"A1", "A2", "A9"}) for each in findings.criteria),
    )
    report = compose(ANALYSIS, material(findings))
    assert (under(report, "succeeds"), under(report, "does_not")) == (["A2-1"], ["A1-1"])
    assert "A9-1" in under(report, "usagt")


def test_a_goal_that_is_missed_is_told_and_becomes_a_recommendation_and_one_that_is_reached_does_not():
    findings = first_round(goals={"A1": 1.0, "A2": 0.5})
    report = compose(ANALYSIS, material(findings))
    assert (under(report, "succeeds"), under(report, "does_not")) == (["A2-2"], ["A1-2"])
    assert {"anbefaling-A1"} == {each for each in ids(report) if each.startswith("anbefaling-A")}
    assert "At der lægges en plan for de krav, hvis mål ikke er nået: A1." in told(report)


def test_none_found_has_the_one_sided_bound_and_no_interval():
    findings = found(cases(A1=answered(20)), goals={"A1": 1.0})
    (proof,) = statement(compose(ANALYSIS, material(findings)), "A1-1").evidence
    assert proof.reach is Reach.NONE_FOUND
    assert "højst 13,3 % brud" in told(compose(ANALYSIS, material(findings)))


def test_a_draft_says_nothing_of_other_cases_and_is_marked():
    draft = found(unready_cases(), draft=True, goals={"A1": 1.0})
    report = compose(ANALYSIS, material(draft))
    assert report.is_draft
    assert "UDKAST" in document(report).marks
    assert {proof.reach for each in report.statements for proof in each.evidence} <= {Reach.READ, Reach.ALL}
    assert "A1-2" not in ids(report)
    assert "De siger intet om de andre" in told(report)


def test_what_cannot_be_said_stands_with_its_reason():
    findings = found(cases(A2=[Answer.NOT_RELEVANT] * 20), origin=None)
    said = told(compose(ANALYSIS, material(findings)))
    assert "A2: intet, for kravet var ikke relevant i nogen sag." in said
    assert "det er ikke et tilfældigt udsnit" in said


def test_critical_cases_alarms_and_repairs_are_counted_and_those_that_wait_are_urgent():
    drawn = (*cases(A2=answered(18, 18)), *critical_cases())
    lines = (repair("R1"), repair("R2", state="closed"), repair("R3", case_id="sag-02"))
    made = material(found(drawn), alarms=AlarmCounts(2, 1, 1, 1), repairs=lines)
    report = compose(ANALYSIS, made)
    assert under(report, "haster") == ["kritisk-1", "rettelser"]
    assert statement(report, "kritisk-1").evidence[0].count.met == 2
    assert "Besvaret samme dag: 1. For sent: 1. Ikke lukket 10. marts 2025: 1. (1 af 2, alle talt)" in told(report)
    assert "3 i 2 sager. Åbne 10. marts 2025: 2. (2 af 3, alle talt)" in told(report)


def critical_cases():
    return tuple(
        replace(
            each, case_id=f"sag-{place}", reviews=tuple(replace(one, case_id=f"sag-{place}") for one in each.reviews)
        )
        for place, each in enumerate(
            (
                replace(one, reviews=tuple(replace(r, criticality=Criticality.CRITICAL) for r in one.reviews))
                for one in cases(A2=answered(2, 2))
            ),
            19,
        )
    )


def test_a_report_without_anything_wrong_recommends_nothing():
    report = compose(ANALYSIS, material(found(cases(A2=answered(20)))))
    assert not any(each.startswith("anbefaling") for each in ids(report))
    assert "Tallene giver ikke anledning til anbefalinger" in told(report)


def test_every_recommendation_rests_on_what_the_findings_count():
    report = compose(ANALYSIS, material(first_round(goals={"A1": 1.0}), repairs=(repair("R1"),)))
    advice = [each for each in report.statements if each.id.startswith("anbefaling")]
    assert {each.id for each in advice} == {"anbefaling-A1", "anbefaling-underretning", "anbefaling-rettelser"}
    assert all(each.evidence for each in advice)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", ReportKind)
@pytest.mark.parametrize("edition", Edition)
def test_every_message_of_every_report_is_said_in_both_languages(kind, edition, language):
    first, later = second_round()
    later = replace(later, organisation=found(cases(A2=answered(20)), organisation=organisation()).organisation)
    made = material(later, first, overview=overview(), edition=edition, repairs=(repair("R1"),))
    report = compose(kind, made)
    said = told(report, language)
    assert not set("{}") & set(said)
    titles = {section.title for _, section in headings(document(report, language))}
    assert titles
    if language is Language.ENGLISH:
        danish = {text for key, text in catalogue(DANISH).items() if key.startswith("analyse.") and " " in text}
        assert not any(each in said for each in danish)


def test_the_same_material_makes_the_same_report():
    assert status() == status()


def test_a_status_needs_the_round_before():
    with pytest.raises(ValueError, match="the round before"):
        compose(STATUS, material(first_round()))


@pytest.mark.parametrize(
    ("frame", "origin", "is_public"),
    [(40, SeedOrigin.DICE, True), (40, SeedOrigin.OWN, True), (39, SeedOrigin.DICE, False), (300, None, False)],
)
def test_counts_of_the_cases_leave_the_unit_only_from_a_random_draw_of_a_frame_of_forty(frame, origin, is_public):
    findings = first_round(frame=frame, origin=origin)
    assert may_be_published(findings) is is_public
    report = compose(ANALYSIS, material(findings, edition=Edition.PUBLIC, overview=overview()))
    told_of = {each.rests_on.source for each in report.statements}
    assert bool(told_of & OF_CASES) is is_public
    assert ("Tal fra de læste sager vises ikke" in told(report)) is not is_public


def test_where_all_cases_of_the_frame_were_drawn_nothing_about_them_leaves_the_unit():
    assert not may_be_published(found(cases(A2=answered(40, 40)), frame=40))


def test_a_round_before_from_a_small_frame_is_not_told_of_outside():
    first = found(cases(A1=answered(6)), year=2024, primary=PRIMARY, frame=39)
    later = found(cases(A1=answered(18)), earlier=first, primary=PRIMARY)
    report = compose(STATUS, material(later, first, edition=Edition.PUBLIC))
    assert not any(each.endswith("-3") for each in ids(report))
    assert all(len(each.evidence) <= 1 for each in report.statements)
    assert "Sidste runde" not in told(report)


def test_the_public_edition_names_no_case_and_nothing_that_a_reader_wrote():
    judged = found(cases(A2=answered(20)), organisation=organisation(O1=Answer.LITTLE)).organisation
    drawn = cases(A2=answered(12))
    findings = replace(found(drawn), organisation=judged)
    findings = replace(
        findings, criteria=tuple(replace(each, good_examples=findings.cases[:2]) for each in findings.criteria)
    )
    said = {each: told(compose(ANALYSIS, material(findings, edition=each))) for each in Edition}
    for secret in ("sag-01", "Begrundelse:", "journalen"):
        assert secret in said[Edition.INTERNAL], secret
        assert secret not in said[Edition.PUBLIC], secret


def test_nobody_finds_fewer_than_five_by_subtracting_what_is_published_of_a_deadline():
    """Every table and chart of a rule, held against each other: the totals and any row of the periods."""
    made = material(first_round(), edition=Edition.PUBLIC, overview=_with_small_numbers())
    section = deadlines(made)
    totals = {
        each.id: each.evidence[0].count.relevant for each in compose(ANALYSIS, made).statements if _is_deadline(each)
    }
    charts = [block for block in section.blocks if isinstance(block, DeadlineChart)]
    assert totals
    assert charts
    for chart in charts:
        bases = [point.base for each in chart.trends for point in each.points]
        of_rule = [total for name, total in totals.items() if chart.name.rpartition("-")[0] in name]
        assert sum(bases) == sum(of_rule)
        parts = chain.from_iterable(combinations(bases, size) for size in range(1, len(bases) + 1))
        known = {sum(part) for part in parts} | {0}
        left = {abs(total - one) for total in (*of_rule, sum(of_rule)) for one in known}
        assert not left & set(range(1, LEAST))


def _with_small_numbers():
    """One law with few and one with many, that are not compared: what is too small has not come this far."""
    series = tuple(Series((law,), None, trend(law, 3)) for law in (NEW_LAW, OLD_LAW))
    some = overview()
    one = some.measured[0]
    return replace(some, measured=(Measured(one.rule_id, one.indicators, series, one.by_team),))


def _is_deadline(statement):
    return statement.id.startswith("frist-")


@pytest.mark.parametrize(("waiting", "is_told"), [(0, True), (1, False), (LEAST - 1, False), (LEAST, True)])
def test_a_few_children_who_wait_are_not_told_of_outside(waiting, is_told):
    made = material(first_round(), edition=Edition.PUBLIC, overview=replace(overview(), children_waiting=waiting))
    assert ("venter" in ids(compose(QUARTER, made))) is is_told
    assert "venter" in ids(compose(QUARTER, replace(made, edition=Edition.INTERNAL)))


def test_the_quarter_is_short_and_has_the_newest_law_alone():
    made = material(first_round(), overview=overview())
    report = compose(QUARTER, made)
    assert document(report).is_short
    assert report.as_of == made.on
    assert len(report.sections) == 1


def test_an_account_that_is_empty_is_a_place_to_write_inside_and_nothing_outside():
    inside = compose(ANALYSIS, material(first_round(), account=()))
    outside = compose(ANALYSIS, material(first_round(), account=(), edition=Edition.PUBLIC))
    assert "redegoerelse" in {each.id for each in inside.sections}
    assert "redegoerelse" not in {each.id for each in outside.sections}
