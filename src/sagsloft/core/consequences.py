"""What follows from the findings? Good examples to learn from, and recommendations, each tied to what it rests on."""

from collections.abc import Iterator
from dataclasses import replace

from sagsloft.core.estimates import Count
from sagsloft.core.following_chapter import repair_statement
from sagsloft.core.goals import Verdict
from sagsloft.core.ladder import WORSENING
from sagsloft.core.report import (
    Account,
    Basis,
    Block,
    Bulleted,
    Evidence,
    Joined,
    Message,
    Reach,
    Section,
    Source,
    Statement,
    Value,
    message,
)
from sagsloft.core.report_material import Material
from sagsloft.core.rules import Text
from sagsloft.core.statements import change, quoted, standing_evidence
from sagsloft.core.theme_findings import Outcome, ThemeFinding

__all__ = ["decisions", "good_examples", "recommendations"]

ADVICE = "anbefaling"
MOST_GOALS, MOST_THEMES = 5, 2
"""That stand on the first page."""


def good_examples(material: Material) -> Section:
    """How many, by criterion; which cases only inside the unit."""
    shown = tuple(
        _example(each.code, each.good_examples, material) for each in material.findings.criteria if each.good_examples
    )
    intro = message("analyse.examples_intro" if shown else "analyse.no_examples")
    return Section(
        "eksempler", message("analyse.examples"), (intro, *((Bulleted(shown),) if shown else ())), new_page=True
    )


def recommendations(material: Material) -> Section:
    """Computed from the findings; and where people write their own."""
    found = tuple(_recommended(material))
    blocks: list[Block] = [message("analyse.advice_intro" if found else "analyse.no_advice")]
    blocks += [Bulleted(found)] if found else []
    if not material.is_public:
        blocks.append(Account(message("analyse.own_advice"), message("analyse.own_advice_guidance")))
    return Section("anbefalinger", message("analyse.advice"), tuple(blocks), new_page=True)


def decisions(material: Material) -> tuple[Message, ...]:
    """What a committee is asked: the recommendations by kind, few and short."""
    below, themes = _below_goal(material), sorted(_mostly_not(material), key=_share_missed, reverse=True)
    asked = [message("analyse.ask_goals", criteria=_first(tuple(below), MOST_GOALS))] if below else []
    if themes:
        titles = tuple(message("analyse.quoted", question=_title(each, material)) for each in themes[:MOST_THEMES])
        asked.append(message("analyse.ask_themes", themes=Joined(titles)))
    if _open_lines(material):
        asked.append(message("analyse.ask_repairs", count=_open_lines(material)))
    if material.alarms.late or material.alarms.open:
        asked.append(message("analyse.ask_alarms"))
    return (*asked, message("analyse.ask_again" if material.before is not None else "analyse.ask_plan"))


def _recommended(material: Material) -> Iterator[Statement]:
    by_code = {each.code: each for each in material.findings.criteria}
    for code in _below_goal(material):
        said = message("analyse.advice_goal", name=quoted(code, material))
        bound = standing_evidence(by_code[code], material)
        yield Statement(f"{ADVICE}-{code}", said, (bound,), Basis(Source.ANSWERS, (code,)))
    for found in material.findings.changes:
        said_of = change(found, material)
        if said_of is not None and found.claim is not None and found.claim.phrase in WORSENING:
            said = message("analyse.advice_worse", name=quoted(found.later.name, material), phrase=found.claim)
            yield replace(said_of, id=f"{ADVICE}-{found.later.name}-3", message=said)
    for each in _mostly_not(material):
        said = message("analyse.advice_theme", theme=message("analyse.quoted", question=_title(each, material)))
        relevant, missed = _missed(each)
        bound = Evidence(Count(relevant, missed, material.findings.frame), Reach.READ)
        yield Statement(f"{ADVICE}-{each.code}", said, (bound,), Basis(Source.THEMES, (each.code,)))
    mended = repair_statement(material)
    if mended is not None and _open_lines(material):
        yield replace(mended, id=f"{ADVICE}-rettelser", message=message("analyse.advice_repairs"))


def _open_lines(material: Material) -> int:
    return sum(each.is_open for each in material.repairs)


def _first(parts: tuple[Value, ...], most: int) -> Joined:
    """No more than so many; the others are counted."""
    if len(parts) <= most:
        return Joined(parts)
    return Joined((*parts[:most], message("analyse.others", count=len(parts) - most)))


def _below_goal(material: Material) -> list[str]:
    standings = ((each.code, material.findings.standing(each)) for each in material.findings.criteria)
    return [code for code, found in standings if found is not None and found.verdict is Verdict.NOT_REACHED]


def _mostly_not(material: Material) -> list[ThemeFinding]:
    """Themes that more than half of the cases read, where they are relevant, do not fulfil."""
    return [each for each in material.findings.themes if _missed(each)[1] * 2 > _missed(each)[0]]


def _missed(theme: ThemeFinding) -> tuple[int, int]:
    """Relevant in so many cases, and not fulfilled, not even in part, in so many of them."""
    cases = {each: len(theme.together[each]) for each in Outcome}
    return sum(cases.values()) - cases[Outcome.NOT_RELEVANT], cases[Outcome.NOT_FULFILLED]


def _share_missed(theme: ThemeFinding) -> float:
    relevant, missed = _missed(theme)
    return missed / relevant


def _example(code: str, cases: tuple[str, ...], material: Material) -> Statement:
    said = message("analyse.example", name=quoted(code, material))
    if not material.is_public:
        said = message("analyse.example_cases", name=quoted(code, material), cases=Joined(cases))
    count = Count(len(material.findings.cases), len(cases), material.findings.frame)
    basis = Basis(Source.ANSWERS, (code,))
    return Statement(f"eksempel-{code}", said, (Evidence(count, Reach.READ),), basis)


def _title(theme: ThemeFinding, material: Material) -> Text:
    return next(each.title for each in material.protocol.themes if each.code == theme.code)
