"""The tables of a concluded round: the cases as a whole, themes, benchmarks, criteria, and the organisation."""

from collections.abc import Iterator, Mapping

from rich import box
from rich.table import Table
from rich.text import Text

from sagsloft.core.criterion_findings import CriterionFinding
from sagsloft.core.estimates import Count
from sagsloft.core.findings import Findings
from sagsloft.core.judgements import Judgement, Organisation
from sagsloft.core.protocols import Protocol
from sagsloft.core.scales import Answer, Criticality
from sagsloft.core.theme_findings import Outcome
from sagsloft.messages import Language, say
from sagsloft.messages.wording import decimal, percent
from sagsloft.render.rounds import counted, level
from sagsloft.render.terminal import in_language

__all__ = ["benchmarks", "criteria", "criticality", "judgements", "themes", "titled"]

NOTHING = "–"
BETWEEN = " · "


def titled(code: str, protocol: Protocol, language: Language) -> str:
    """`A1 Er underretningen vurderet inden 24 timer?`"""
    return f"{code} {in_language(protocol.criterion(code).question, language)}"


def criticality(findings: Findings, language: Language) -> Table | None:
    """How many are critical, with what that says of the frame; the others as they are."""
    if not findings.criticality:
        return None
    table = _table("criticality_title", language)
    for name in ("judgement", "cases", "among_all"):
        table.add_column(say(f"findings.{name}", language), justify="left" if name == "judgement" else "right")
    for judgement, cases in findings.criticality.items():
        among = _critical(findings, language) if judgement is Criticality.CRITICAL else ""
        count = counted(Count(len(findings.cases), len(cases)), language)
        table.add_row(say(f"form.criticality_{judgement}", language), count, among)
    return table


def themes(findings: Findings, protocol: Protocol, language: Language) -> Table:
    """Of both tracks together, and of each apart where a theme is judged by both."""
    table = _table("themes_title", language)
    table.add_column(say("findings.theme", language), overflow="fold")
    table.add_column(say("findings.track", language))
    for outcome in Outcome:
        table.add_column(say(f"findings.outcome_{outcome}", language), justify="right")
    titles = {each.code: in_language(each.title, language) for each in protocol.themes}
    for theme in findings.themes:
        together = "together" if len(theme.apart) != 1 else next(iter(theme.apart))
        table.add_row(Text(titles[theme.code]), *_outcomes(together, theme.together, language))
        if len(theme.apart) > 1:
            for track, cases in theme.apart.items():
                table.add_row("", *_outcomes(track, cases, language), style="dim")
    return table


def benchmarks(findings: Findings, language: Language) -> Table:
    """The cases in which all relevant themes of each are fulfilled, and those in which some are not."""
    table = _table("benchmarks_title", language)
    table.add_column(say("findings.benchmark", language))
    for name in ("all_fulfilled", "some_not", "none_relevant"):
        table.add_column(say(f"findings.{name}", language), justify="right")
    for each in findings.benchmarks:
        counts = (len(cases) for cases in (each.all_fulfilled, each.some_not, each.none_relevant))
        table.add_row(say(f"findings.benchmark_{each.benchmark}", language), *map(str, counts))
    return table


def criteria(findings: Findings, protocol: Protocol, language: Language) -> Table:
    """Theme by theme: how many meet the requirement, what that says of the frame, and every answer."""
    table = _table("criteria_title", language)
    for name in ("criterion", "met", "answers"):
        table.add_column(say(f"findings.{name}", language), overflow="fold")
    for theme in protocol.themes:
        table.add_row(Text(in_language(theme.title, language), "bold"), "", "")
        for each in (one for one in findings.criteria if one.theme == theme.code):
            mark = f"\n{say('findings.primary', language)}" if each.is_primary else ""
            title = Text.assemble(titled(each.code, protocol, language), (mark, "dim"))
            told = "\n".join(_told(each, protocol, language))
            table.add_row(title, _level(findings, each, language), told)
    return table


def judgements(organisation: Organisation, protocol: Protocol, language: Language) -> Table:
    """What was judged of steering and management, with its sources."""
    table = _table("organisation_title", language)
    for name in ("criterion", "judgement", "source"):
        table.add_column(say(f"findings.{name}", language), overflow="fold")
    for theme in protocol.themes:
        table.add_row(Text(in_language(theme.title, language), "bold"), "", "")
        for each in (one for one in organisation.judgements if one.theme == theme.code):
            table.add_row(Text(titled(each.criterion, protocol, language)), _judged(each, language), Text(each.source))
    return table


def _critical(findings: Findings, language: Language) -> str:
    """One kind of bound: one-sided where none was found, else the interval."""
    count, at_most = findings.critical, findings.critical_at_most
    if count is None:
        return NOTHING
    if count.is_census:
        return say("compare.fact", language)
    if at_most is not None:
        return say("findings.at_most", language, most=percent(at_most, language))
    lower, upper = (percent(share, language) for share in count.interval)
    return say("compare.span", language, lower=lower.removesuffix(" %"), upper=upper)


def _outcomes(track: str, cases: Mapping[Outcome, tuple[str, ...]], language: Language) -> Iterator[str]:
    yield say(f"findings.track_{track}", language)
    yield from (str(len(cases[outcome])) for outcome in Outcome)


def _level(findings: Findings, criterion: CriterionFinding, language: Language) -> Text:
    """With an interval only where anything is known of the frame."""
    if not criterion.is_judged:
        return Text(NOTHING)
    if findings.speaks_of_frame:
        return level(findings.counted(criterion), criterion.goal, language)
    return Text(counted(findings.count(criterion), language))


def _told(criterion: CriterionFinding, protocol: Protocol, language: Language) -> Iterator[str]:
    """The answers that were given, the best first; numbers by their middle; and what the events say to the same."""
    given = [
        f"{say(f'form.answer_{answer}', language)} {len(cases)}" for answer, cases in criterion.answers.items() if cases
    ]
    if given:
        yield BETWEEN.join(given)
    if criterion.span is not None and criterion.middle is not None:
        unit = protocol.criterion(criterion.code).unit
        yield say(
            "findings.numbers",
            language,
            middle=decimal(criterion.middle, language, 0 if criterion.middle.is_integer() else 1),
            unit="" if unit is None else in_language(unit, language),
            least=criterion.span[0],
            most=criterion.span[1],
        )
    if criterion.events is not None:
        counts = {str(match): len(cases) for match, cases in criterion.events.items()}
        yield say("findings.events", language, **counts)


def _judged(judgement: Judgement, language: Language) -> str:
    answer: Answer | None = judgement.answer
    return str(judgement.number) if answer is None else say(f"form.answer_{answer}", language)


def _table(title: str, language: Language) -> Table:
    return Table(
        title=say(f"findings.{title}", language),
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
    )
