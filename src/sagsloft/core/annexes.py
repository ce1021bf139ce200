"""The annexes: every criterion with all its answers, and how the figures were made, so that an outsider can check."""

from collections.abc import Iterator
from math import ceil

from sagsloft.core.agreement import Pooled
from sagsloft.core.boschloo import p_value
from sagsloft.core.criterion_findings import CriterionFinding
from sagsloft.core.estimates import Interval
from sagsloft.core.ladder import Claim, joint_false_alarm
from sagsloft.core.protocols import ReviewTheme
from sagsloft.core.report import (
    Block,
    Chance,
    Evidence,
    Facts,
    Listed,
    Message,
    Number,
    Reach,
    Section,
    Table,
    Value,
    message,
)
from sagsloft.core.report_charts import AnswersChart, AnswersRow
from sagsloft.core.report_material import Material, evidence
from sagsloft.core.statements import answers, standing_evidence

__all__ = ["case_measurement", "method"]

NOTHING = "–"


def case_measurement(material: Material) -> Section:
    """Theme by theme: each criterion's answers, level and interval, now and before."""
    blocks: list[Block] = [message("analyse.measurement_intro")]
    for theme in material.protocol.themes:
        criteria = [each for each in material.findings.criteria if each.theme == theme.code]
        blocks += [_table(theme, criteria, material), *_chart(theme, criteria, material)]
    return Section("sagsmaaling", message("analyse.measurement"), tuple(blocks), new_page=True)


def method(material: Material) -> Section:
    """How the readers agree, what lies behind the words, and the hashes of all that went in."""
    blocks: list[Block] = [message("analyse.method_intro")]
    if not material.withholds_cases:
        blocks += [*_agreement(material), *_words(material)]
    blocks += [message("analyse.provenance"), Facts(material.provenance)]
    return Section("metode", message("analyse.method"), tuple(blocks), new_page=True)


def _table(theme: ReviewTheme, criteria: list[CriterionFinding], material: Material) -> Table:
    has_before = material.before is not None
    headings = (
        "analyse.criterion",
        "analyse.answers",
        "analyse.met",
        *(("analyse.before_heading",) if has_before else ()),
    )
    return Table(
        message("analyse.measurement_of", theme=theme.title),
        tuple(Message(each, {}) for each in headings),
        tuple(_row(each, material, has_before=has_before) for each in criteria),
    )


def _row(criterion: CriterionFinding, material: Material, *, has_before: bool) -> tuple[Value, ...]:
    """A criterion that takes numbers has its middle for its answers, and no level."""
    title = message(
        "analyse.titled", code=criterion.code, question=material.protocol.criterion(criterion.code).question
    )
    now = _level(standing_evidence(criterion, material)) if criterion.is_judged and criterion.relevant else NOTHING
    cells = (title, _answered(criterion), now)
    if not has_before:
        return cells
    before = material.counted_before(criterion.code)
    if before is None or not before.count.relevant or material.before is None:
        return (*cells, NOTHING)
    return (*cells, _level(evidence(material.before, before.count.relevant, before.count.met)))


def _level(evidence: Evidence) -> Value:
    return Listed((evidence.count, evidence)) if evidence.reach is not Reach.READ else evidence.count


def _answered(criterion: CriterionFinding) -> Value:
    if criterion.is_judged:
        return answers(criterion)
    if criterion.span is None or criterion.middle is None:
        return NOTHING
    least, most = criterion.span
    middle = Number(criterion.middle, 0 if criterion.middle.is_integer() else 1)
    return message("analyse.middle", middle=middle, least=least, most=most, cases=len(criterion.numbers))


def _chart(theme: ReviewTheme, criteria: list[CriterionFinding], material: Material) -> Iterator[Block]:
    rows = tuple(
        AnswersRow(
            each.code,
            material.protocol.criterion(each.code).question,
            each.scale,
            {answer: len(cases) for answer, cases in each.answers.items()},
        )
        for each in criteria
        if each.is_judged
    )
    if rows:
        yield AnswersChart(f"svar-{theme.code}".replace("_", "-"), theme.title, rows)


def _agreement(material: Material) -> Iterator[Block]:
    rows = tuple(_pooled(each) for each in material.agreement.pooled if each.items)
    if rows:
        keys = ("agree.track", "agree.scale", "agree.same", "agree.gwet", "agree.alpha")
        yield Table(
            message("analyse.agreement"),
            tuple(Message(key, {}) for key in keys),
            rows,
            (2, 3, 4),
            message("agree.pooled_note"),
        )


def _pooled(found: Pooled) -> tuple[Value, ...]:
    return (
        message(f"review.{found.track}"),
        message(f"agree.scale_{found.scale}"),
        message("agree.of", same=found.same, items=found.items),
        _coefficient(found.gwet, found.gwet_interval),
        _coefficient(found.alpha, found.alpha_interval),
    )


def _coefficient(value: float | None, interval: Interval | None) -> Message:
    if value is None:
        return message("agree.cannot_tell")
    told = Number(value, 2)
    if interval is None:
        return message("analyse.text", text=told)
    return message("agree.with_interval", value=told, lower=Number(interval.lower, 2), upper=Number(interval.upper, 2))


def _words(material: Material) -> Iterator[Block]:
    """The chances behind the phrases, and Boschloo's test, which stands nowhere else (method, section 2)."""
    if material.before is None:
        return
    pairs = [(each.later.name, each.claim) for each in material.findings.changes]
    claims = [(code, claim) for code, claim in pairs if claim is not None and claim.obstacle is None]
    if not claims:
        yield message("analyse.no_words")
        return
    rate = ceil(100 * joint_false_alarm([claim for _, claim in claims]))
    yield message("analyse.ladder")
    if len(claims) > 1:
        yield message("compare.joint_false_alarm", count=len(claims), rate=rate)
    keys = ("compare.criterion", "compare.better", "compare.better_by_margin", "compare.worse_by_margin")
    yield Table(
        message("compare.annex_title"),
        tuple(Message(key, {}) for key in (*keys, "compare.boschloo")),
        tuple((code, *_chances(claim)) for code, claim in claims),
        (1, 2, 3, 4),
        message("compare.annex_note"),
    )


def _chances(claim: Claim) -> tuple[Chance, ...]:
    tested = p_value(claim.earlier, claim.later)
    return tuple(map(Chance, (claim.better, claim.better_by_margin, claim.worse_by_margin, tested)))
