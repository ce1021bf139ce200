"""What the commands of a draw can be told, with its help in the user's language."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from sagsloft.cli.options import LANGUAGE, the_day
from sagsloft.core.draw_steps import Extension
from sagsloft.core.errors import UserError
from sagsloft.core.frame import Closure
from sagsloft.messages import say
from sagsloft.pipeline.draw_files import FRAME, RECORD, in_folder
from sagsloft.pipeline.sampling import Plan
from sagsloft.sources.percentages import percentage

__all__ = [
    "Activity",
    "Cases",
    "CommitmentsFile",
    "Count",
    "DrawnCase",
    "ExtendTo",
    "ExtensionRule",
    "Family",
    "First",
    "FrameArgument",
    "FrameFile",
    "FrameSize",
    "FreezeOut",
    "Goal",
    "Last",
    "LeaveOut",
    "More",
    "OnDay",
    "OwnSeed",
    "Reason",
    "RecordArgument",
    "SeedText",
    "Where",
    "the_day_of",
    "the_goal",
    "the_plan",
]

TIMEZONE = ZoneInfo("Europe/Copenhagen")


def _help(name: str) -> str:
    return say(f"sample.option_{name}", LANGUAGE)


RecordArgument = Annotated[
    Path,
    typer.Argument(
        metavar="RECORD", help=_help("record"), show_default=False, callback=lambda file: in_folder(file, RECORD)
    ),
]
FrameArgument = Annotated[
    Path,
    typer.Argument(
        metavar="FRAME", help=_help("frame_argument"), show_default=False, callback=lambda file: in_folder(file, FRAME)
    ),
]
DrawnCase = Annotated[str, typer.Argument(metavar="CASE", help=_help("case"), show_default=False)]
Activity = Annotated[list[str], typer.Option("--activity", metavar="CODE", help=_help("activity"))]
Where = Annotated[list[str] | None, typer.Option("--where", metavar="NAME=VALUES", help=_help("where"))]
First = Annotated[str, typer.Option("--from", metavar="DATE", help=_help("from"))]
Last = Annotated[str, typer.Option("--to", metavar="DATE", help=_help("to"))]
Cases = Annotated[Closure, typer.Option("--cases", help=_help("cases"))]
LeaveOut = Annotated[list[Path] | None, typer.Option("--leave-out", metavar="RECORD", help=_help("leave_out"))]
Family = Annotated[str | None, typer.Option("--family", metavar="NAME", help=_help("family"))]
FreezeOut = Annotated[Path, typer.Option("--out", metavar="DIR", help=_help("freeze_out"))]
Count = Annotated[int | None, typer.Option("--count", metavar="N", help=_help("count"))]
More = Annotated[int, typer.Option("--count", metavar="N", help=_help("more"))]
ExtensionRule = Annotated[str | None, typer.Option("--extension-rule", metavar="TEXT", help=_help("extension_rule"))]
ExtendTo = Annotated[int | None, typer.Option("--extend-to", metavar="N", help=_help("extend_to"))]
SeedText = Annotated[str | None, typer.Option("--seed", metavar="TEXT", help=_help("seed"))]
CommitmentsFile = Annotated[Path | None, typer.Option("--commitments", metavar="FILE", help=_help("commitments"))]
OwnSeed = Annotated[bool, typer.Option("--own-seed", help=_help("own_seed"))]
OnDay = Annotated[str | None, typer.Option("--on", metavar="DATE", help=_help("on"))]
FrameFile = Annotated[Path | None, typer.Option("--frame", metavar="FILE", help=_help("frame_file"))]
FrameSize = Annotated[int, typer.Option("--frame", metavar="N", help=_help("frame_size"))]
Reason = Annotated[str, typer.Option("--reason", metavar="CODE", help=_help("reason"))]
Goal = Annotated[str | None, typer.Option("--goal", metavar="PERCENT", help=_help("goal"))]


def the_day_of(on: str | None) -> date:
    """The day on which a step is taken: the one that was written, or today. Nothing is reckoned from it."""
    return datetime.now(TIMEZONE).date() if on is None else the_day(on)


def the_goal(text: str | None) -> float | None:
    """A goal in percent. `0.9` is refused: nobody plans for under one percent, so it is a share written by mistake."""
    if text is None:
        return None
    goal = percentage(text)
    if goal is None or 0 < goal < 1:
        raise UserError("sample.impossible_goal")
    return float(goal)


def the_plan(count: int | None, rule: str | None, extend_to: int | None) -> Plan | None:
    """None where nothing was said of it."""
    if (rule is None) is not (extend_to is None):
        raise UserError("sample.half_a_rule")
    if count is None:
        if rule is not None:
            raise UserError("sample.not_planned")
        return None
    extension = None if rule is None or extend_to is None else Extension(extend_to, rule.strip())
    return Plan(count, extension)
