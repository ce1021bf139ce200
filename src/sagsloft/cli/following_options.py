"""What `critical` and `repairs` can be told, with its help in the user's language."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from sagsloft.cli.options import LANGUAGE
from sagsloft.cli.sampling_options import TIMEZONE
from sagsloft.core.errors import UserError
from sagsloft.core.logbook import StepT
from sagsloft.messages import say

__all__ = [
    "Acknowledge",
    "AlarmCase",
    "Answer",
    "At",
    "By",
    "Close",
    "Due",
    "Escalate",
    "Evidence",
    "Line",
    "Owner",
    "Reopen",
    "ReopenLine",
    "RoundArgument",
    "ShowAll",
    "Undo",
    "UndoLine",
    "WithdrawLine",
    "Workbook",
    "the_one_step",
    "the_time_of",
]

LONGEST_DAY = 10
"""Characters of a day without a time: 2026-03-02."""


def _alarm(name: str) -> str:
    return say(f"critical.option_{name}", LANGUAGE)


def _line(name: str) -> str:
    return say(f"repair.option_{name}", LANGUAGE)


RoundArgument = Annotated[Path, typer.Argument(metavar="ROUND", help=_alarm("round"), show_default=False)]
AlarmCase = Annotated[str | None, typer.Option("--case", metavar="CASE", help=_alarm("case"))]
Acknowledge = Annotated[str | None, typer.Option("--acknowledge", metavar="NAME", help=_alarm("acknowledge"))]
Answer = Annotated[str | None, typer.Option("--answer", metavar="TEXT", help=_alarm("answer"))]
Close = Annotated[bool, typer.Option("--close", help=_alarm("close"))]
Escalate = Annotated[bool, typer.Option("--escalate", help=_alarm("escalate"))]
Reopen = Annotated[str | None, typer.Option("--reopen", metavar="REASON", help=_alarm("reopen"))]
Undo = Annotated[str | None, typer.Option("--undo", metavar="REASON", help=_alarm("undo"))]
By = Annotated[str, typer.Option("--by", metavar="NAME", help=_alarm("by"), show_default=False)]
At = Annotated[str | None, typer.Option("--at", metavar="TIME", help=_alarm("at"))]
ShowAll = Annotated[bool, typer.Option("--all", help=_line("all"))]
Line = Annotated[str | None, typer.Option("--line", metavar="LINE", help=_line("line"))]
Owner = Annotated[str | None, typer.Option("--owner", metavar="NAME", help=_line("owner"))]
Due = Annotated[str | None, typer.Option("--due", metavar="DATE", help=_line("due"))]
Evidence = Annotated[str | None, typer.Option("--close", metavar="EVIDENCE", help=_line("close"))]
ReopenLine = Annotated[str | None, typer.Option("--reopen", metavar="REASON", help=_line("reopen"))]
WithdrawLine = Annotated[str | None, typer.Option("--withdraw", metavar="REASON", help=_line("withdraw"))]
UndoLine = Annotated[str | None, typer.Option("--undo", metavar="REASON", help=_line("undo"))]
Workbook = Annotated[Path | None, typer.Option("--out", metavar="FILE", help=_line("out"))]


def the_time_of(at: str | None) -> datetime:
    """Local time: the one that was written, or now."""
    if at is None:
        return datetime.now(TIMEZONE).replace(microsecond=0)
    try:
        found = datetime.fromisoformat(at)
    except ValueError:
        raise UserError("critical.not_a_time") from None
    if len(at) <= LONGEST_DAY:
        raise UserError("critical.not_a_time")
    return found.replace(tzinfo=TIMEZONE) if found.tzinfo is None else found.astimezone(TIMEZONE)


def the_one_step(steps: Sequence[StepT], options: str) -> StepT | None:
    """The step that was asked for; None where none was. Never two at a time."""
    if len(steps) > 1:
        raise UserError("logbook.one_step", options=options)
    return steps[0] if steps else None
