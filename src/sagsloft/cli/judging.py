"""`check`, `explain` and `rules`."""

from rich.text import Text

from sagsloft import pipeline
from sagsloft.cli.findings import explained, findings, rejected
from sagsloft.cli.options import (
    AsOf,
    CaseArgument,
    EventsArgument,
    KnownAt,
    Lang,
    MappingFiles,
    On,
    OnlyRules,
    Out,
    Pseudonymise,
    Rules,
    Standards,
    question,
    the_day,
)
from sagsloft.cli.screen import progress, screen
from sagsloft.messages import Language, say
from sagsloft.messages.wording import day
from sagsloft.pipeline.results import REPORT, WORKLIST
from sagsloft.render import terminal

__all__ = ["check", "explain", "rules"]


def check(
    events: EventsArgument,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    rules: Rules = None,
    only_rules: OnlyRules = None,
    standards: Standards = False,
    mapping: MappingFiles = None,
    pseudonymise: Pseudonymise = None,
    out: Out = None,
    lang: Lang = Language.DANISH,
) -> None:
    asked = question(events, as_of, known_at, rules, only_rules, standards, mapping, pseudonymise)
    with progress(lang) as show:
        found = pipeline.check(asked, show)
        if out is not None:
            pipeline.write(found, out, lang)
    console = screen()
    for part in findings(found, lang):
        console.print(part)
    if out is None:
        console.print(Text(say("check.not_saved", lang)))
    else:
        console.print(Text(say("check.saved", lang, folder=out)))
        console.print(Text(say("check.open", lang, report=out / REPORT, worklist=out / WORKLIST)))
    console.print(Text(rejected(found, lang)))


def explain(
    events: EventsArgument,
    case: CaseArgument,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    rules: Rules = None,
    only_rules: OnlyRules = None,
    standards: Standards = False,
    mapping: MappingFiles = None,
    pseudonymise: Pseudonymise = None,
    lang: Lang = Language.DANISH,
) -> None:
    asked = question(events, as_of, known_at, rules, only_rules, standards, mapping, pseudonymise)
    with progress(lang) as show:
        explanation = pipeline.explain(asked, case, show)
    console = screen()
    for part in explained(explanation, lang):
        console.print(part)


def rules(
    on: On = None,
    rules: Rules = None,  # the option's name is the command's
    only_rules: OnlyRules = None,
    lang: Lang = Language.DANISH,
) -> None:
    on_day = None if on is None else the_day(on)
    book, in_force = pipeline.law_on(on_day, tuple(rules or ()), only_rules)
    console = screen()
    console.print(Text(terminal.in_language(book.name, lang), "bold"))
    console.print(Text(say("rules.newest", lang) if on_day is None else say("rules.on", lang, day=day(on_day, lang))))
    console.print(terminal.law(in_force, lang))
