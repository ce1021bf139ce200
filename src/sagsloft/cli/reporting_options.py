"""What `report` and `trace` can be told, with its help in the user's language."""

from pathlib import Path
from typing import Annotated

import typer

from sagsloft.cli.options import LANGUAGE, help_text, the_day
from sagsloft.core.errors import UserError
from sagsloft.core.report import ReportKind
from sagsloft.core.report_charts import Measure
from sagsloft.messages import say

__all__ = [
    "AccountFile",
    "ClaimArgument",
    "Draft",
    "Events",
    "Kind",
    "Mapping",
    "Measures",
    "OnDay",
    "PreviousRound",
    "Public",
    "ReportArgument",
    "ReportOut",
    "RoundArgument",
    "RoundFolder",
    "the_measures",
]


RoundArgument = Annotated[
    Path, typer.Argument(metavar="ROUND", help=say("reporting.option_round", LANGUAGE), show_default=False)
]
ReportArgument = Annotated[
    Path, typer.Argument(metavar="REPORT", help=say("reporting.option_report", LANGUAGE), show_default=False)
]
ClaimArgument = Annotated[
    str, typer.Argument(metavar="CLAIM", help=say("reporting.option_claim", LANGUAGE), show_default=False)
]
Kind = Annotated[ReportKind, typer.Option("--kind", help=say("reporting.option_kind", LANGUAGE))]
ReportOut = Annotated[Path, typer.Option("--out", metavar="DIR", help=say("reporting.option_out", LANGUAGE))]
PreviousRound = Annotated[
    Path | None, typer.Option("--previous", metavar="ROUND", help=say("reporting.option_previous", LANGUAGE))
]
Events = Annotated[
    list[Path] | None, typer.Option("--events", metavar="FILE", help=say("reporting.option_events", LANGUAGE))
]
Mapping = Annotated[list[Path] | None, typer.Option("--mapping", metavar="FILE|DIR", help=help_text("mapping"))]
AccountFile = Annotated[
    Path | None, typer.Option("--account", metavar="FILE", help=say("reporting.option_account", LANGUAGE))
]
Measures = Annotated[
    list[str] | None, typer.Option("--measure", metavar="DATE=NAME", help=say("reporting.option_measure", LANGUAGE))
]
Public = Annotated[bool, typer.Option("--public", help=say("reporting.option_public", LANGUAGE))]
Draft = Annotated[bool, typer.Option("--draft", help=say("reporting.option_draft", LANGUAGE))]
OnDay = Annotated[str | None, typer.Option("--on", metavar="DATE", help=say("reporting.option_on", LANGUAGE))]
RoundFolder = Annotated[
    Path | None, typer.Option("--round", metavar="DIR", help=say("reporting.option_trace_round", LANGUAGE))
]


def the_measures(texts: list[str] | None) -> tuple[Measure, ...]:
    """`2025-10-01=Vagtordning`, the earliest first."""
    found = []
    for text in texts or ():
        written, _, name = text.partition("=")
        if not name.strip():
            raise UserError("reporting.bad_measure")
        found.append(Measure(the_day(written, "--measure"), name.strip()))
    return tuple(sorted(found, key=lambda each: (each.day, each.name)))
