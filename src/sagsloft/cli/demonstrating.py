"""`demo`: the whole way on invented data."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from sagsloft import pipeline
from sagsloft.cli.findings import findings, rejected
from sagsloft.cli.options import Lang, help_text, the_day
from sagsloft.cli.screen import progress, screen
from sagsloft.messages import Language, say
from sagsloft.pipeline.results import REPORT, WORKLIST

__all__ = ["demo"]

DEFAULT = pipeline.Invention()
FIRST, LAST = DEFAULT.first.isoformat(), DEFAULT.last.isoformat()

Folder = Annotated[Path, typer.Option("--out", metavar="DIR", help=help_text("demo_out"))]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help=help_text("seed"))]
Cases = Annotated[int, typer.Option("--cases", metavar="N", help=help_text("cases"))]
First = Annotated[str, typer.Option("--first", metavar="DATE", help=help_text("first"))]
Last = Annotated[str, typer.Option("--last", metavar="DATE", help=help_text("last"))]


def demo(
    out: Folder = Path("eksempelkoebing"),
    seed: Seed = DEFAULT.seed,
    cases: Cases = DEFAULT.cases,
    first: First = FIRST,
    last: Last = LAST,
    lang: Lang = Language.DANISH,
) -> None:
    asked = pipeline.Invention(seed=seed, cases=cases, first=the_day(first, "--first"), last=the_day(last, "--last"))
    with progress(lang) as show:
        shown = pipeline.demonstrate(out, asked, lang, show)
    console = screen()
    for part in findings(shown.found, lang):
        console.print(part)
    console.print(Text(rejected(shown.found, lang)))
    console.print(Text(say("demo.exports", lang, folder=shown.lists[0].parent, log=shown.log, mappings=shown.mappings)))
    console.print(Text(say("demo.report", lang, file=shown.result / REPORT)), soft_wrap=True)
    console.print(Text(say("demo.worklist", lang, file=shown.result / WORKLIST)), soft_wrap=True)
