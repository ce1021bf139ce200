"""The first page, for those who decide: what is better, what is not, what cannot be said, and what they are asked."""

from collections.abc import Iterator, Sequence

from sagsloft.core.consequences import decisions
from sagsloft.core.criterion_findings import CriterionFinding
from sagsloft.core.deadline_chapter import deadlines_in_short, waiting
from sagsloft.core.following_chapter import alarm_statement, critical_statements, repair_statement
from sagsloft.core.goals import Standing, Verdict
from sagsloft.core.ladder import IMPROVEMENT, Phrase
from sagsloft.core.report import Block, Bulleted, Callout, Facts, Message, Section, Statement, message
from sagsloft.core.report_material import Material
from sagsloft.core.scales import Criticality
from sagsloft.core.statements import against_goal, change, level, theme, unsaid
from sagsloft.core.unsaid import Why

__all__ = ["front_page", "quarter"]

HALF = 0.5
FACTS_IN_SHORT = 2
MOST_POINTS = 5
REACHED, MISSED = {Verdict.REACHED, Verdict.NONE_FOUND}, {Verdict.NOT_REACHED}


def front_page(material: Material) -> Section:
    title = message("analyse.front_title")
    if material.withholds_cases:
        return Section("side1", title, (_withheld(material),), new_page=True)
    return Section(
        "side1",
        title,
        (*_lacking(material), _read(material)),
        (*_found(material), *_urgent(material), _cannot_say(material), *_asked(material)),
        new_page=True,
    )


def quarter(material: Material) -> Section:
    """One page between two measurements: where the requirements stood last, what is mended, and the deadlines now."""
    found: list[Statement] = []
    if not material.withholds_cases:
        found += [against_goal(each, material) or level(each, material) for each in named(material)]
        found += [*critical_statements(material)[:1]]
        found += [each for each in (alarm_statement(material), repair_statement(material)) if each is not None]
    found += waiting(material)
    asked = {material.protocol.criterion(each.code).rule for each in named(material)} - {None}
    rules = {each for each in asked if each is not None}
    read = _withheld(material) if material.withholds_cases else _read(material)
    told = (Bulleted(tuple(found)),) if found else ()
    blocks: tuple[Block, ...] = (*_lacking(material), read, *told, *deadlines_in_short(material, rules))
    return Section("side1", message("analyse.quarter_title"), (*blocks, Facts(material.provenance[:FACTS_IN_SHORT])))


def named(material: Material) -> list[CriterionFinding]:
    """The criteria that the round is first of all about: the primary ones, and then those with a goal."""
    judged = [each for each in material.findings.criteria if each.is_judged]
    primary = [each for each in judged if each.is_primary]
    return [*primary, *(each for each in judged if each.goal is not None and not each.is_primary)]


def _found(material: Material) -> Iterator[Section]:
    """Two headings; under each what belongs there, or that there is nothing."""
    good, bad = _changed(material) if material.before is not None else _standing(material)
    first, second = ("better", "not_better") if material.before is not None else ("succeeds", "does_not")
    for key, found in ((first, good), (second, bad)):
        yield Section(key, HEADINGS[key], (_few(found),) if found else (NOTHING[key],))


HEADINGS = {
    "better": message("analyse.better"),
    "not_better": message("analyse.not_better"),
    "succeeds": message("analyse.succeeds"),
    "does_not": message("analyse.does_not"),
}
NOTHING = {
    "better": message("analyse.nothing_better"),
    "not_better": message("analyse.nothing_not_better"),
    "succeeds": message("analyse.nothing_succeeds"),
    "does_not": message("analyse.nothing_does_not"),
}


def _changed(material: Material) -> tuple[list[Statement], list[Statement]]:
    """The primary criteria by the phrase that each has earned; then the others whose goals are missed."""
    good: list[Statement] = []
    bad: list[Statement] = []
    told: set[str] = set()
    for found in material.findings.changes:
        said = change(found, material)
        if said is None or found.claim is None:
            continue
        told.add(found.later.name)
        if found.claim.phrase is not Phrase.CANNOT_TELL:
            (good if found.claim.phrase in IMPROVEMENT else bad).append(said)
    others = [each for each in named(material) if each.code not in told and _judged(each, material) in MISSED]
    missed = (against_goal(each, material) for each in others)
    return good, [*bad, *(each for each in missed if each is not None)]


def _standing(material: Material) -> tuple[list[Statement], list[Statement]]:
    """Of a first round: those that reach their goal, or half of all cases; and those that do not."""
    good: list[Statement] = []
    bad: list[Statement] = []
    for each in named(material):
        verdict, said = _judged(each, material), against_goal(each, material) or level(each, material)
        if verdict in REACHED:
            good.append(said)
        elif verdict is Verdict.NOT_REACHED:
            bad.append(said)
    return good, bad


def _judged(criterion: CriterionFinding, material: Material) -> Verdict:
    """Against its goal; without one, whether the interval lies above or below half of the cases."""
    standing = material.findings.standing(criterion)
    if standing is not None:
        return standing.verdict
    if not material.findings.speaks_of_frame:
        return Verdict.CANNOT_TELL
    return Standing(material.findings.count(criterion), HALF).verdict


def _few(points: Sequence[Statement | Message]) -> Bulleted:
    """So many that all headings stand on one page."""
    if len(points) <= MOST_POINTS:
        return Bulleted(tuple(points))
    left_out = len(points) - MOST_POINTS + 1
    return Bulleted((*points[: MOST_POINTS - 1], message("analyse.and_more", count=left_out)))


def _urgent(material: Material) -> Iterator[Section]:
    """What does not wait for a plan: critical cases, children who wait, breaches that are not mended."""
    critical, mended = critical_statements(material)[:1], repair_statement(material)
    found = critical if material.findings.criticality and material.findings.criticality[Criticality.CRITICAL] else ()
    still_open = (mended,) if mended is not None and any(each.is_open for each in material.repairs) else ()
    late = tuple(each for each in waiting(material) if any(one.count.met for one in each.evidence))
    if found or late or still_open:
        yield Section("haster", message("analyse.urgent"), (Bulleted((*found, *late, *still_open)),))


def _read(material: Material) -> Message:
    findings = material.findings
    key = "analyse.front_read_again" if material.before is not None else "analyse.front_read"
    if not findings.speaks_of_frame:
        key = "analyse.front_read_some"
    return Message(key, {"cases": len(findings.cases), "frame": findings.frame})


def _cannot_say(material: Material) -> Section:
    """What concerns the whole round, the criteria that were named and remain open, and that causes are not shown."""
    whole = [each for each in material.findings.unsaid if each.criterion is None and each.why is not Why.FRAME_SMALL]
    causes = message("analyse.low_start" if material.before is not None else "analyse.no_causes")
    points: list[Statement | Message] = [causes, *unsaid(tuple(whole)), *_open_questions(material)]
    return Section("usagt", message("analyse.cannot_say"), (_few(points),))


def _open_questions(material: Material) -> Iterator[Statement]:
    if material.before is not None:
        for found in material.findings.changes:
            if found.claim is not None and found.claim.phrase is Phrase.CANNOT_TELL:
                said = change(found, material)
                yield from [said] if said is not None else []
        return
    for each in named(material):
        if each.relevant and _judged(each, material) is Verdict.CANNOT_TELL:
            yield against_goal(each, material) or level(each, material)
    if not named(material):
        yield from (theme(each, material) for each in material.findings.themes)


def _asked(material: Material) -> Iterator[Section]:
    asked = decisions(material)
    if asked:
        yield Section("beslutning", message("analyse.asked"), (Bulleted(tuple(asked)),))


def _lacking(material: Material) -> Iterator[Block]:
    if material.lacking:
        yield Callout(message("analyse.draft_lacks"), (Bulleted(material.lacking),))


def _withheld(material: Material) -> Block:
    return Callout(message("analyse.withheld_title"), (message("analyse.withheld", frame=material.findings.frame),))
