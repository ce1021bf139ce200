"""What `review-forms` and `read-reviews` tell: who reads what, what is wrong or missing, and what comes next."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sagsloft.core.forms import FormKind
from sagsloft.messages import Language, say
from sagsloft.pipeline.review_reading import ReadForm
from sagsloft.pipeline.review_rounds import ReviewRound
from sagsloft.pipeline.review_state import RoundState
from sagsloft.sources.review_forms import told

__all__ = ["made", "read", "standing"]

MANY = 20
"""Slips and gaps that are told one by one; the others are counted."""


def made(plan: ReviewRound, files: Mapping[str, Path], folder: Path, language: Language) -> Iterator[RenderableType]:
    """The round, each reader's form, and who was kept from which case."""
    values = {"cases": len(plan.cases), "frame": plan.frame, "folder": folder}
    yield Text(say("review.made", language, **values), "bold")
    table = Table()
    for name in ("reader", "cases", "form"):
        table.add_column(say(f"review.{name}", language), overflow="fold")
    for reader, file in files.items():
        table.add_row(reader, str(len(plan.reading.cases[reader])), str(file))
    yield table
    for reader in dict.fromkeys(each.reviewer for each in plan.reading.conflicts):
        count = sum(each.reviewer == reader for each in plan.reading.conflicts)
        yield Text(say("review.kept_out", language, reader=reader, count=count))
    if plan.primary:
        yield Text(say("review.primary_fixed", language, codes=", ".join(plan.primary)))
    else:
        yield Text(say("review.no_primary", language))
    yield Text(say("review.next_read", language, folder=folder))


def read(form: ReadForm, language: Language) -> Iterator[Text]:
    """What one form said: first what cannot wait, then its slips with their cells, then what is missing."""
    yield Text(say(f"review.read_{form.kind}", language, file=form.file.name, reader=form.reviewer), "bold")
    if form.alarms:
        yield Text(say("review.alarm", language, count=len(form.alarms), leader=form.alarms[0].leader), "bold red")
    for error in form.errors[:MANY]:
        yield Text(f"  {told(error, language)}")
    if len(form.errors) > MANY:
        yield Text(say("review.more_errors", language, count=len(form.errors) - MANY))
    for place, gaps in form.gaps.items():
        codes = ", ".join(dict.fromkeys(gap.criterion or say("form.criticality", language) for gap in gaps[:MANY]))
        yield Text(say("review.lacking", language, place=place, count=len(gaps), codes=codes))
    if form.next_form is not None:
        yield Text(say("review.events_form", language, reader=form.reviewer, file=form.next_form))
    elif form.kind is FormKind.REVIEW and not form.gaps and not form.errors:
        yield Text(say("review.finished", language, reader=form.reviewer))


def standing(state: RoundState, folder: Path, language: Language) -> Iterator[RenderableType]:
    """How far each reader is, and what is to be done next."""
    table = Table(title=say("review.standing", language), title_justify="left")
    for name in ("reader", "cases", "finished_cases", "unexplained"):
        table.add_column(say(f"review.{name}", language), justify="left" if name == "reader" else "right")
    for reader, cases in state.plan.reading.cases.items():
        unexplained = sum(not each.reason for each in state.differing(reader))
        table.add_row(reader, str(len(cases)), str(len(cases) - len(state.gaps(reader))), str(unexplained))
    yield table
    yield Text(say(_next(state), language, folder=folder))


def _next(state: RoundState) -> str:
    if any(state.gaps(reader) for reader in state.plan.reading.cases):
        return "review.next_read"
    if not all(state.is_done(reader) for reader in state.plan.reading.cases):
        return "review.next_events"
    unresolved = any(case.unready(state.plan.protocol) is not None for case in state.cases)
    return "review.next_adjudicate" if unresolved else "review.next_conclude"
