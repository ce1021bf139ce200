"""What may be stated of one criterion, one theme or one judgement? Each statement with its count, and no stronger."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from math import ceil

from sagsloft.core.counterparts import Unlike
from sagsloft.core.criterion_findings import CriterionFinding
from sagsloft.core.estimates import Count
from sagsloft.core.judgements import Judgement
from sagsloft.core.ladder import FEWEST, Obstacle
from sagsloft.core.report import (
    Basis,
    Evidence,
    Joined,
    Listed,
    Message,
    Number,
    Reach,
    Source,
    Statement,
    TowardsGoal,
    Value,
    message,
)
from sagsloft.core.report_material import Material
from sagsloft.core.rounds import Finding
from sagsloft.core.theme_findings import BenchmarkFinding, Outcome, ThemeFinding
from sagsloft.core.unsaid import SMALLEST_FRAME, Unsaid, Why

__all__ = [
    "against_goal",
    "answers",
    "benchmark",
    "change",
    "judgement",
    "level",
    "numbers",
    "quoted",
    "standing_evidence",
    "theme",
    "unsaid",
]

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.FULFILLED: "analyse.theme_fulfilled",
    Outcome.PARTLY: "analyse.theme_partly",
    Outcome.NOT_FULFILLED: "analyse.theme_not_fulfilled",
    Outcome.NOT_RELEVANT: "analyse.theme_not_relevant",
}
UNLIKE = {Unlike.LAW: "analyse.law_changed", Unlike.CRITERION: "analyse.criterion_changed"}


def level(criterion: CriterionFinding, material: Material) -> Statement:
    """A1-1: the answers by kind, and how many of them meet the criterion."""
    said = message(
        "analyse.level", question=material.protocol.criterion(criterion.code).question, answers=answers(criterion)
    )
    return Statement(
        f"{criterion.code}-1", said, (standing_evidence(criterion, material),), Basis(Source.ANSWERS, (criterion.code,))
    )


def answers(criterion: CriterionFinding) -> Listed:
    """`13 ja · 2 ja, efter fristen · 4 nej · 1 fremgår ikke`: those that were given, the best first."""
    given = ((answer, len(cases)) for answer, cases in criterion.answers.items() if cases)
    return Listed(
        tuple(
            message("analyse.answered", cases=cases, answer=message(f"form.answer_{answer}")) for answer, cases in given
        )
    )


def standing_evidence(criterion: CriterionFinding, material: Material) -> Evidence:
    """One kind of bound: one-sided where the goal is all and no breach was found, else the interval."""
    none_found = criterion.goal == 1 and criterion.relevant > 0 and criterion.met == criterion.relevant
    return material.evidence(criterion.relevant, criterion.met, none_found=none_found)


def numbers(criterion: CriterionFinding, material: Material) -> Statement | None:
    """Of a criterion that takes numbers: its middle; None where no case has one."""
    if criterion.span is None or criterion.middle is None:
        return None
    asked = material.protocol.criterion(criterion.code)
    said = message(
        "analyse.numbers",
        question=asked.question,
        middle=Number(criterion.middle, 0 if criterion.middle.is_integer() else 1),
        unit="" if asked.unit is None else asked.unit,
        least=criterion.span[0],
        most=criterion.span[1],
    )
    count = Count(len(material.findings.cases), len(criterion.numbers), material.findings.frame)
    basis = Basis(Source.ANSWERS, (criterion.code,))
    return Statement(f"{criterion.code}-1", said, (Evidence(count, Reach.READ),), basis)


def against_goal(criterion: CriterionFinding, material: Material) -> Statement | None:
    """A1-2: the verdict; None without a goal, and where nothing is known of the frame."""
    standing = material.findings.standing(criterion)
    if standing is None:
        return None
    said = message("analyse.against_goal", verdict=TowardsGoal(quoted(criterion.code, material), standing))
    bound = standing_evidence(criterion, material)
    return Statement(f"{criterion.code}-2", said, (bound,), Basis(Source.ANSWERS, (criterion.code,)))


def change(found: Finding, material: Material) -> Statement | None:
    """A1-3: the phrase that the two counts have earned; None for a criterion that was not named before the draw."""
    claim, code = found.claim, found.later.name
    if claim is None or material.before is None:
        return None
    said = message("analyse.change", name=quoted(code, material), phrase=claim, why=_why(found, material))
    evidences = (
        Evidence(claim.earlier, _reach(claim.earlier), message("analyse.before")),
        Evidence(claim.later, _reach(claim.later), message("analyse.now")),
    )
    return Statement(f"{code}-3", said, evidences, Basis(Source.ANSWERS, (code,)))


def theme(found: ThemeFinding, material: Material) -> Statement:
    """In how many of the cases where it is relevant the theme is fulfilled."""
    cases = {each: len(found.together[each]) for each in Outcome}
    relevant = sum(cases.values()) - cases[Outcome.NOT_RELEVANT]
    title = next(each.title for each in material.protocol.themes if each.code == found.code)
    counted = Listed(tuple(message(OUTCOMES[each], cases=number) for each, number in cases.items() if number))
    said = message("analyse.theme", theme=title, outcomes=counted)
    bound = material.evidence(relevant, cases[Outcome.FULFILLED])
    return Statement(f"tema-{found.code}", said, (bound,), Basis(Source.THEMES, (found.code,)))


def benchmark(found: BenchmarkFinding, material: Material) -> Statement:
    """In how many cases every relevant theme of the benchmark is fulfilled."""
    met, others = len(found.all_fulfilled), len(found.some_not)
    said = message("analyse.benchmark", benchmark=message(f"findings.benchmark_{found.benchmark}"), met=met)
    bound = material.evidence(met + others, met)
    return Statement(f"pejlemaerke-{found.benchmark}", said, (bound,), Basis(Source.THEMES, found.themes))


def judgement(found: Judgement, material: Material) -> Statement:
    """Of the organisation; what the reader wrote, and the source, only where it stays in the unit."""
    assert material.organisation is not None  # noqa: S101 - there is no judgement without its protocol
    answer = found.number if found.answer is None else message(f"form.answer_{found.answer}")
    assert answer is not None  # noqa: S101 - a finished judgement has one of the two
    question = material.organisation.criterion(found.criterion).question
    said = message("analyse.judged", question=question, answer=answer)
    if not material.is_public:
        reason, source = (text.strip() for text in (found.reason, found.source))
        told = [message("analyse.reason", reason=reason)] * bool(reason)
        told += [message("analyse.rests_on", source=source)] * bool(source)
        said = message("analyse.judged_because", judged=said, told=Listed(tuple(told))) if told else said
    return Statement(f"{found.criterion}-1", said, (), Basis(Source.ORGANISATION, (found.criterion,)))


def unsaid(found: tuple[Unsaid, ...]) -> Iterator[Message]:
    """One sentence for each reason, the whole round first; the criteria that share it stand together."""
    reasons = list(Why)
    ordered = sorted(found, key=lambda each: (each.criterion is not None, reasons.index(each.why)))
    for why, group in groupby(ordered, key=lambda each: each.why):
        alike = list(group)
        codes = tuple(each.criterion for each in alike if each.criterion is not None)
        yield message(
            f"findings.why_{why}",
            about=Joined(codes),
            cases=alike[0].cases or 0,
            fewest=FEWEST,
            smallest=SMALLEST_FRAME,
        )


def quoted(code: str, material: Material) -> Message:
    """The criterion's question, as it is named within a sentence."""
    return message("analyse.quoted", question=material.protocol.criterion(code).question)


def _reach(count: Count) -> Reach:
    if not count.relevant:
        return Reach.READ
    return Reach.ALL if count.is_census else Reach.FRAME


def _why(found: Finding, material: Material) -> Value:
    """Why nothing can be told of a change; else how often so strong a word comes by chance."""
    claim = found.claim
    assert claim is not None  # noqa: S101 - asked of claims alone
    if claim.obstacle is Obstacle.TOO_FEW:
        return message("analyse.too_few", fewest=FEWEST)
    if claim.obstacle is Obstacle.NOT_COMPARABLE:
        unlike = next(each.unlike for each in material.findings.counterparts if each.code == found.later.name)
        return message(UNLIKE[unlike or Unlike.CRITERION])
    if claim.false_alarm is None:
        return ""
    # Upwards to the nearest tenth, for "at most" must be true; and never 0.
    return message("analyse.false_alarm", rate=Number(max(1, ceil(1000 * claim.false_alarm)) / 10))
