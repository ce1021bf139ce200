"""`compare`: two rounds of cases that were read."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from sagsloft.cli.options import Lang, Out, language_of
from sagsloft.cli.screen import screen
from sagsloft.messages import Language, say
from sagsloft.pipeline import rounds
from sagsloft.render.rounds import comparison

__all__ = ["compare"]

LANGUAGE = language_of(sys.argv)

Earlier = Annotated[Path, typer.Argument(metavar="ROUND1", help=say("compare.round_1", LANGUAGE), show_default=False)]
Later = Annotated[Path, typer.Argument(metavar="ROUND2", help=say("compare.round_2", LANGUAGE), show_default=False)]


def compare(round_1: Earlier, round_2: Later, out: Out = None, lang: Lang = Language.DANISH) -> None:
    found = rounds.compare(round_1, round_2)
    if out is not None:
        rounds.write_comparison(found, out)
    console = screen()
    console.print(Text(say("compare.heading", lang, earlier=round_1.name, later=round_2.name), "bold"))
    for part in comparison(found.findings, lang):
        console.print(part)
    said = say("check.not_saved", lang) if out is None else say("compare.saved", lang, folder=out)
    console.print(Text(said), soft_wrap=True)
