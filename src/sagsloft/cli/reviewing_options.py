"""What the commands of a round of reviews can be told, with its help in the user's language."""

from pathlib import Path
from typing import Annotated

import typer

from sagsloft.cli.options import LANGUAGE
from sagsloft.core.cpr import holds_cpr
from sagsloft.core.errors import UserError
from sagsloft.messages import say
from sagsloft.sources.percentages import percentage

__all__ = [
    "Calibration",
    "Director",
    "Draft",
    "Filled",
    "Goals",
    "KnownAs",
    "Leader",
    "OrganisationProtocol",
    "Previous",
    "Primary",
    "ProtocolName",
    "Reviewers",
    "RoundOut",
    "SeedNumber",
    "Third",
    "Twice",
    "the_goals",
    "the_name",
    "the_names",
    "the_share",
]
LONGEST_NAME = 100
"""Characters: of what stands on each sheet."""


def _help(name: str) -> str:
    return say(f"review.option_{name}", LANGUAGE)


Filled = Annotated[list[Path], typer.Argument(metavar="WORKBOOK…", help=_help("filled"), show_default=False)]
Reviewers = Annotated[str, typer.Option("--reviewers", metavar="A,B|FILE", help=_help("reviewers"))]
Leader = Annotated[str, typer.Option("--leader", metavar="NAME", help=_help("leader"))]
Director = Annotated[str, typer.Option("--director", metavar="NAME", help=_help("director"))]
ProtocolName = Annotated[str, typer.Option("--protocol", metavar="NAME|FILE", help=_help("protocol"))]
OrganisationProtocol = Annotated[
    str | None, typer.Option("--organisation", metavar="NAME|FILE", help=_help("organisation"))
]
Primary = Annotated[str | None, typer.Option("--primary", metavar="A1,C2", help=_help("primary"))]
Goals = Annotated[list[str] | None, typer.Option("--goal", metavar="A1=100", help=_help("goal"))]
Twice = Annotated[str, typer.Option("--twice", metavar="PERCENT", help=_help("twice"))]
Calibration = Annotated[Path | None, typer.Option("--calibration", metavar="FILE", help=_help("calibration"))]
RoundOut = Annotated[Path, typer.Option("--out", metavar="DIR", help=_help("out"))]
Third = Annotated[str, typer.Option("--by", metavar="NAME", help=_help("third"))]
KnownAs = Annotated[str | None, typer.Option("--known-as", metavar="A,B", help=_help("known_as"))]
SeedNumber = Annotated[int, typer.Option("--seed", metavar="N", min=0, help=_help("seed"))]
Previous = Annotated[Path | None, typer.Option("--previous", metavar="ROUND", help=_help("previous"))]
Draft = Annotated[bool, typer.Option("--draft", help=_help("draft"))]


def the_names(text: str | None) -> tuple[str, ...]:
    """Names or codes with commas between them."""
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def the_name(text: str, option: str) -> str:
    """A person's name on one line. Raises UserError, which does not show it."""
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or holds_cpr(name):
        raise UserError("review.bad_name", option=option, most=LONGEST_NAME)
    return name


def the_share(text: str, option: str) -> float:
    found = percentage(text)
    if found is None:
        raise UserError("cli.bad_value", parameter=option)
    return float(found / 100)


def the_goals(texts: list[str] | None) -> dict[str, float]:
    """`A1=100` → 1.0, by criterion."""
    goals: dict[str, float] = {}
    for text in texts or ():
        code, _, written = text.partition("=")
        goal = percentage(written)
        if not code.strip() or goal is None or code.strip() in goals:
            raise UserError("review.bad_goal")
        goals[code.strip()] = float(goal / 100)
    return goals
