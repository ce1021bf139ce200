"""`report` and `trace`: from a concluded round to a report, and from a figure in it back to the cases."""

from pathlib import Path

from rich.text import Text

from sagsloft.cli.options import Lang, question
from sagsloft.cli.reporting_options import (
    AccountFile,
    ClaimArgument,
    Draft,
    Events,
    Kind,
    Mapping,
    Measures,
    OnDay,
    PreviousRound,
    Public,
    ReportArgument,
    ReportOut,
    RoundArgument,
    RoundFolder,
    the_measures,
)
from sagsloft.cli.sampling_options import the_day_of
from sagsloft.cli.screen import screen
from sagsloft.core.report import Edition, ReportKind
from sagsloft.messages import Language, say
from sagsloft.messages.wording import day
from sagsloft.pipeline import reporting, tracing
from sagsloft.render import tracing as traced

__all__ = ["report", "trace"]


def report(
    round_folder: RoundArgument,
    out: ReportOut,
    kind: Kind = ReportKind.ANALYSIS,
    previous: PreviousRound = None,
    events: Events = None,
    mapping: Mapping = None,
    account: AccountFile = None,
    measure: Measures = None,
    public: Public = False,
    draft: Draft = False,
    on: OnDay = None,
    lang: Lang = Language.DANISH,
) -> None:
    asked = reporting.Reporting(
        round_folder=round_folder,
        kind=kind,
        on=the_day_of(on),
        previous=previous,
        question=question(events, mapping=mapping) if events else None,
        account=account,
        measures=the_measures(measure),
        edition=Edition.PUBLIC if public else Edition.INTERNAL,
        is_draft=draft,
        language=lang,
    )
    for line in _told(reporting.make_report(asked, out), out, lang):
        screen().print(line, soft_wrap=True)


def trace(
    report_file: ReportArgument, claim: ClaimArgument, round_folder: RoundFolder = None, lang: Lang = Language.DANISH
) -> None:
    found = tracing.trace(report_file, claim, round_folder)
    console = screen()
    for part in traced.page(found.statement, found.rounds, found.files, found.command, lang):
        console.print(part, soft_wrap=isinstance(part, Text))


def _told(made: reporting.MadeReport, folder: Path, language: Language) -> list[Text]:
    """Where it lies, what has changed in it, and how to see what lies behind."""
    names = ", ".join(each.name for each in made.files)
    lines = [Text(say("reporting.made", language, folder=folder, files=names))]
    if made.report.is_draft:
        lines.append(Text(say("reporting.is_draft", language), "bold"))
    for name, each in made.changed.items():
        told = {"on": day(each.on, language), "id": name, "before": each.words}
        lines.append(Text(say("reporting.changed", language, **told), "bold"))
    if made.gone:
        on = day(min(each.on for each in made.gone.values()), language)
        lines.append(Text(say("reporting.gone", language, on=on, ids=", ".join(made.gone)), "bold"))
    claims = made.report.statements
    if claims:
        file, example = made.files[-1], claims[0].id
        lines.append(Text(say("reporting.made_claims", language, count=len(claims), file=file, example=example)))
    return lines
