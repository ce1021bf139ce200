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


def _help(name: str) -> str:
    return say(f"reporting.option_{name}", LANGUAGE)


RoundArgument = Annotated[Path, typer.Argument(metavar="ROUND", help=_help("round"), show_default=False)]
ReportArgument = Annotated[Path, typer.Argument(metavar="REPORT", help=_help("report"), show_default=False)]
ClaimArgument = Annotated[str, typer.Argument(metavar="CLAIM", help=_help("claim"), show_default=False)]
Kind = Annotated[ReportKind, typer.Option("--kind", help=_help("kind"))]
ReportOut = Annotated[Path, typer.Option("--out", metavar="DIR", help=_help("out"))]
PreviousRound = Annotated[Path | None, typer.Option("--previous", metavar="ROUND", help=_help("previous"))]
Events = Annotated[list[Path] | None, typer.Option("--events", metavar="FILE", help=_help("events"))]
Mapping = Annotated[list[Path] | None, typer.Option("--mapping", metavar="FILE|DIR", help=help_text("mapping"))]
AccountFile = Annotated[Path | None, typer.Option("--account", metavar="FILE", help=_help("account"))]
Measures = Annotated[list[str] | None, typer.Option("--measure", metavar="DATE=NAME", help=_help("measure"))]
Public = Annotated[bool, typer.Option("--public", help=_help("public"))]
Draft = Annotated[bool, typer.Option("--draft", help=_help("draft"))]
OnDay = Annotated[str | None, typer.Option("--on", metavar="DATE", help=_help("on"))]
RoundFolder = Annotated[Path | None, typer.Option("--round", metavar="DIR", help=_help("trace_round"))]


def the_measures(texts: list[str] | None) -> tuple[Measure, ...]:
    """`2025-10-01=Vagtordning`, the earliest first."""
    found = []
    for text in texts or ():
        written, _, name = text.partition("=")
        if not name.strip():
            raise UserError("reporting.bad_measure")
        found.append(Measure(the_day(written, "--measure"), name.strip()))
    return tuple(sorted(found, key=lambda each: (each.day, each.name)))
