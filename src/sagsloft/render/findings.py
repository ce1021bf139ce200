"""What `conclude` tells in a terminal: what was read, how it turned out, what may be said of it, and what may not.

No case is named. The words about changes and goals are those of `render.rounds`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from rich.console import RenderableType
from rich.text import Text

from sagsloft.core.findings import Findings
from sagsloft.core.ladder import FEWEST
from sagsloft.core.protocols import Protocol
from sagsloft.core.rounds import Finding
from sagsloft.core.unsaid import SMALLEST_FRAME, Unsaid, Why
from sagsloft.messages import Language, say
from sagsloft.messages.wording import day, joined
from sagsloft.render import findings_tables as tables
from sagsloft.render import rounds
from sagsloft.render.terminal import in_language

__all__ = ["page"]


def page(
    findings: Findings, protocol: Protocol, organisation: Protocol | None, language: Language
) -> Iterator[RenderableType]:
    """From the heading to the annex. The protocols are those that the findings were made by."""
    yield from _heading(findings, protocol, language)
    yield from _parted(tables.criticality(findings, language))
    yield from _parted(tables.themes(findings, protocol, language))
    yield from _parted(tables.benchmarks(findings, language))
    yield Text(say("findings.not_pooled", language))
    yield from _parted(tables.criteria(findings, protocol, language))
    if findings.speaks_of_frame and not findings.changes:
        yield Text(say("compare.intervals", language))
    yield from _examples_and_breaches(findings, language)
    changes = [_titled(each, protocol, language) for each in findings.changes]
    yield from _changes(changes, language)
    yield from _goals(findings, protocol, language)
    yield from rounds.moved_goals(changes, language)
    if findings.organisation is not None and organisation is not None:
        yield from _parted(tables.judgements(findings.organisation, organisation, language))
    yield from _unsaid(findings.unsaid, language)
    yield from rounds.annex(changes, language)


def _heading(findings: Findings, protocol: Protocol, language: Language) -> Iterator[Text]:
    title = in_language(protocol.title, language)
    yield Text(say("findings.heading", language, round=findings.round_id, title=title), "bold")
    if findings.is_draft:
        yield Text(say("findings.draft", language), "bold")
    first, last = findings.window
    yield Text(
        say(
            "findings.read",
            language,
            cases=len(findings.cases),
            drawn=findings.drawn,
            frame=findings.frame,
            as_of=day(findings.as_of, language),
            first=day(first, language),
            last=day(last, language),
        )
    )


def _parted(table: RenderableType | None) -> Iterator[RenderableType]:
    """With a line of air above; nothing where there is nothing to show."""
    if table is not None:
        yield Text()
        yield table


def _examples_and_breaches(findings: Findings, language: Language) -> Iterator[Text]:
    shown = [each.code for each in findings.criteria if each.good_examples]
    yield Text()
    if shown:
        count = sum(len(each.good_examples) for each in findings.criteria)
        yield Text(say("findings.good_examples", language, count=count, criteria=joined(shown, language)))
    cases = len({each.case_id for each in findings.breaches})
    if cases:
        yield Text(say("findings.breaches", language, count=len(findings.breaches), cases=cases))


def _changes(changes: Sequence[Finding], language: Language) -> Iterator[RenderableType]:
    if changes:
        yield Text()
    if any(each.claim for each in changes):
        yield from rounds.changes(changes, language)
    elif changes:
        yield Text(say("findings.no_primary", language))
        yield Text()
        yield from rounds.levels(changes, language)


def _titled(finding: Finding, protocol: Protocol, language: Language) -> Finding:
    """Under the criterion's code and question instead of its code alone; both rounds by what it is called now."""
    name = _named(finding.later.name, protocol, language)
    return replace(finding, earlier=replace(finding.earlier, name=name), later=replace(finding.later, name=name))


def _named(code: str, protocol: Protocol, language: Language) -> str:
    """Within a sentence, which goes on behind it."""
    return tables.titled(code, protocol, language).removesuffix("?")


def _goals(findings: Findings, protocol: Protocol, language: Language) -> Iterator[Text]:
    standings = [(each.code, findings.standing(each)) for each in findings.criteria]
    named = [(_named(code, protocol, language), found) for code, found in standings if found is not None]
    yield from rounds.goals(named, language)


def _unsaid(unsaid: Sequence[Unsaid], language: Language) -> Iterator[Text]:
    """One sentence for each reason, the whole round first; the criteria that share it stand together."""
    if unsaid:
        yield Text("\n" + say("findings.unsaid_title", language), "bold")
    reasons = list(Why)
    ordered = sorted(unsaid, key=lambda each: (each.criterion is not None, reasons.index(each.why)))
    for why, group in groupby(ordered, key=lambda each: each.why):
        alike = list(group)
        codes = [each.criterion for each in alike if each.criterion is not None]
        values = {"cases": alike[0].cases, "fewest": FEWEST, "smallest": SMALLEST_FRAME}
        about = joined(codes, language) if codes else ""
        yield Text("· " + say(f"findings.why_{why}", language, about=about, **values))
