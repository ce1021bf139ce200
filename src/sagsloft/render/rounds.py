"""What `compare` tells in a terminal: the primary criteria in words, all counts with intervals, the goals, the annex.

`conclude` tells the same of its two rounds. The only place where the words of the ladder are said: of a `Claim`, which
works them out itself.
"""

from collections.abc import Iterator, Sequence
from math import ceil

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sagsloft.core.boschloo import p_value
from sagsloft.core.estimates import Count, none_found_at_most
from sagsloft.core.goals import Standing, Verdict
from sagsloft.core.ladder import FEWEST, Claim, Obstacle, joint_false_alarm
from sagsloft.core.rounds import MOST_PRIMARY, CriterionCount, Finding
from sagsloft.messages import Language, say
from sagsloft.messages.wording import decimal, percent

__all__ = [
    "against_goal",
    "annex",
    "chance",
    "changes",
    "comparison",
    "counted",
    "goals",
    "level",
    "levels",
    "moved_goals",
    "phrase",
]

NOTHING = "–"
DIGITS = 4
"""Of the chances in the annex."""


def comparison(findings: Sequence[Finding], language: Language) -> Iterator[RenderableType]:
    """From the primary criteria to the annex."""
    yield from changes(findings, language)
    standings = [(finding.name, finding.standing) for finding in findings if finding.standing is not None]
    yield from goals(standings, language)
    yield from moved_goals(findings, language)
    yield from annex(findings, language)


def changes(findings: Sequence[Finding], language: Language) -> Iterator[RenderableType]:
    """The primary criteria in words, and the levels of all."""
    claims = [(finding, finding.claim) for finding in findings if finding.claim is not None]
    yield from _primary(claims, language)
    yield Text()
    yield from levels(findings, language)
    if claims and len(claims) < len(findings):
        yield Text(say("compare.no_words", language))


def levels(findings: Sequence[Finding], language: Language) -> Iterator[RenderableType]:
    """Every criterion: both counts with what they say about the frame."""
    yield _levels(findings, language)
    yield Text(say("compare.intervals", language))


def moved_goals(findings: Sequence[Finding], language: Language) -> Iterator[Text]:
    """A goal that is another than in the round before is told: else it could be met by lowering it."""
    for finding in findings:
        before, after = finding.earlier.goal, finding.later.goal
        if before is not None and after is not None and before != after:
            shown = {"earlier": percent(before, language), "later": percent(after, language)}
            yield Text(say("compare.goal_moved", language, criterion=finding.name, **shown))


def goals(standings: Sequence[tuple[str, Standing]], language: Language) -> Iterator[Text]:
    """A sentence for each criterion that has one; nothing where none has."""
    if standings:
        yield Text("\n" + say("compare.goals_title", language), "bold")
        yield from (Text(against_goal(name, standing, language)) for name, standing in standings)


def annex(findings: Sequence[Finding], language: Language) -> Iterator[RenderableType]:
    """The chances behind the words, and Boschloo's test, which never stands beside them; nothing without words."""
    claims = [(finding, claim) for finding in findings if (claim := finding.claim) and claim.obstacle is None]
    if claims:
        yield Text()
        yield _annex(claims, language)
        yield Text(say("compare.annex_note", language))


def _primary(claims: Sequence[tuple[Finding, Claim]], language: Language) -> Iterator[Text]:
    if not claims:
        yield Text(say("compare.no_primary", language, most=MOST_PRIMARY))
        return
    yield Text(say("compare.primary_title", language), "bold")
    for finding, claim in claims:
        yield Text(" ".join(_said(finding, claim, language)))
    told = [claim for _, claim in claims if claim.obstacle is None]
    if len(told) > 1:
        rate = decimal(ceil(100 * joint_false_alarm(told)), language, 0)
        yield Text(say("compare.joint_false_alarm", language, count=len(told), rate=rate))
    yield Text(say("compare.low_start", language))


def _said(finding: Finding, claim: Claim, language: Language) -> Iterator[str]:
    """The phrase that the counts have earned, the counts, and how often as much is said by chance."""
    yield say(
        "compare.claim",
        language,
        criterion=finding.name,
        phrase=phrase(claim, language),
        earlier=counted(claim.earlier, language),
        later=counted(claim.later, language),
    )
    if claim.obstacle is Obstacle.TOO_FEW:
        yield say("compare.too_few", language, fewest=FEWEST)
    elif claim.obstacle is Obstacle.NOT_COMPARABLE:
        laws = {"earlier": finding.earlier.law, "later": finding.later.law}
        is_told = finding.earlier.law == finding.later.law
        yield say("compare.said_not_comparable" if is_told else "compare.not_comparable", language, **laws)
    elif claim.false_alarm is not None:
        # Upwards to the nearest tenth, for "at most" must be true; and never 0.
        rate = max(1, ceil(1000 * claim.false_alarm)) / 10
        yield say("compare.false_alarm", language, rate=decimal(rate, language))


def phrase(claim: Claim, language: Language) -> str:
    """The words that its counts have earned."""
    return say(f"ladder.{claim.phrase}", language)


def counted(count: Count, language: Language) -> str:
    """`13 af 20 (65,0 %)`."""
    if count.share is None:
        return say("compare.no_answers", language)
    return say("compare.count", language, met=count.met, relevant=count.relevant, share=percent(count.share, language))


def _levels(findings: Sequence[Finding], language: Language) -> Table:
    table = _table("compare.levels_title", language)
    for name in ("criterion", "earlier", "later"):
        table.add_column(say(f"compare.{name}", language), overflow="fold")
    for finding in findings:
        cells = (level(criterion, finding.goal, language) for criterion in (finding.earlier, finding.later))
        table.add_row(Text(finding.name), *cells)
    return table


def level(criterion: CriterionCount, goal: float | None, language: Language) -> Text:
    """A count, and one kind of bound beside it: never both a one-sided and a two-sided."""
    count = criterion.count
    if not count.relevant:
        return Text(NOTHING)
    if count.is_census:
        bound = say("compare.fact", language)
    elif goal == 1 and not count.breaches:
        most = percent(none_found_at_most(count.relevant, count.frame), language)
        bound = say("compare.none_found_short", language, most=most)
    else:
        bound = say("compare.span", language, **_ends(count, language))
    return Text.assemble(counted(count, language), "\n", (bound, "dim"))


def _ends(count: Count, language: Language) -> dict[str, str]:
    lower, upper = count.interval
    return {"lower": percent(lower, language).removesuffix(" %"), "upper": percent(upper, language)}


def against_goal(name: str, standing: Standing, language: Language) -> str:
    """The verdict, and what it rests on."""
    count, verdict = standing.count, standing.verdict
    if standing.breaches_at_most is not None:
        most = percent(standing.breaches_at_most, language)
        return say("compare.none_found", language, criterion=name, most=most)
    if verdict is Verdict.NOT_REACHED and standing.goal == 1:
        return say("compare.not_reached_all", language, criterion=name, breaches=count.breaches)
    goal = percent(standing.goal, language)
    if count.is_census and count.share is not None:
        share = percent(count.share, language)
        return say(f"compare.{verdict}_fact", language, criterion=name, goal=goal, share=share)
    return say(f"compare.{verdict}", language, criterion=name, goal=goal, **_ends(count, language))


def _annex(claims: Sequence[tuple[Finding, Claim]], language: Language) -> Table:
    table = _table("compare.annex_title", language)
    table.add_column(say("compare.criterion", language), overflow="fold")
    for name in ("better", "better_by_margin", "worse_by_margin", "boschloo"):
        table.add_column(say(f"compare.{name}", language), justify="right")
    for finding, claim in claims:
        tested = p_value(claim.earlier, claim.later)
        figures = (claim.better, claim.better_by_margin, claim.worse_by_margin, tested)
        table.add_row(Text(finding.name), *(chance(figure, language) for figure in figures))
    return table


def chance(figure: float | None, language: Language) -> str:
    """With four decimals; 0 and 1 are only ever written of what is impossible or certain."""
    if figure is None:
        return NOTHING
    least = 10**-DIGITS
    return decimal(min(max(figure, least), 1 - least) if 0 < figure < 1 else figure, language, DIGITS)


def _table(title: str, language: Language) -> Table:
    return Table(
        title=say(title, language),
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
    )
