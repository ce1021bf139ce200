"""What `review-forms`, `follow-draw` and `read-reviews` tell: who reads what, what is wrong, and what comes next."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sagsloft.core.cpr import masked
from sagsloft.core.draw_steps import SkipReason
from sagsloft.core.errors import MessageId
from sagsloft.core.forms import FormKind
from sagsloft.messages import Language, say
from sagsloft.pipeline.draw_following import DrawFollowed
from sagsloft.pipeline.review_reading import ReadForm
from sagsloft.pipeline.review_rounds import ReviewRound
from sagsloft.pipeline.review_state import RoundState
from sagsloft.sources.review_forms import told

__all__ = ["followed", "made", "read", "skipped", "standing"]

MANY, MOST_CODES = 20, 8
"""Slips and codes that are told one by one."""


def made(plan: ReviewRound, files: Mapping[str, Path], folder: Path, language: Language) -> Iterator[RenderableType]:
    """The round, each reader's form, and who was kept from which case."""
    values = {"cases": len(plan.cases), "frame": plan.frame, "folder": folder}
    yield Text(say("review.made", language, **values), "bold")
    yield _forms({reader: (len(plan.reading.cases[reader]), file) for reader, file in files.items()}, language)
    idle = [each.name for each in plan.reviewers if each.name not in plan.reading.cases]
    if idle:
        yield Text(say("review.idle", language, readers=", ".join(idle)))
    for reader, count in Counter(each.reviewer for each in plan.reading.conflicts).items():
        yield Text(say("review.kept_out", language, reader=reader, count=count))
    if not any(plan.worked_on.values()):
        yield Text(say("review.no_caseworkers", language), "bold")
    if plan.primary:
        yield Text(say("review.primary_fixed", language, codes=", ".join(plan.primary)))
    else:
        yield Text(say("review.no_primary", language))
    yield Text(say("review.next_read", language, folder=folder))


def followed(round_now: DrawFollowed, language: Language) -> Iterator[RenderableType]:
    """What went out of the round and what came in, the further forms, and what must not be forgotten."""
    plan = round_now.plan
    yield Text(say("review.followed", language, cases=len(plan.cases), frame=plan.frame), "bold")
    for place, reason in round_now.skipped.items():
        yield Text(say("review.skipped_sheet", language, place=place, reason=MessageId(f"sample.reason_{reason}")))
    if round_now.critical:
        yield Text(say("review.skipped_critical", language, sheets=_spans(sorted(round_now.critical))), "bold red")
    if round_now.added:
        yield Text(say("review.added", language, sheets=_spans(round_now.added)))
        new = {case for place, case in enumerate(plan.sheets, 1) if place in round_now.added}
        counts = {reader: len(new & plan.reading.cases[reader].keys()) for reader in round_now.files}
        yield _forms({reader: (counts[reader], file) for reader, file in round_now.files.items()}, language)
    for reader, count in round_now.conflicts.items():
        yield Text(say("review.kept_out", language, reader=reader, count=count))
    if round_now.is_concluded:
        yield Text(say("review.conclude_again", language), "bold")


def skipped(reasons: Iterable[SkipReason], language: Language) -> Iterator[Text]:
    """How many drawn cases are not read, and why."""
    counts = Counter(reasons)
    if counts:
        of = [(counts[reason], MessageId(f"sample.reason_{reason}")) for reason in SkipReason if counts[reason]]
        told = "; ".join(say("review.skipped_for", language, count=count, reason=reason) for count, reason in of)
        yield Text(say("review.skipped", language, told=told))


def _forms(files: Mapping[str, tuple[int, Path]], language: Language) -> Table:
    """By reader: how many cases, and in which file."""
    table = Table()
    for name in ("reader", "cases", "form"):
        table.add_column(say(f"review.{name}", language), overflow="fold")
    for reader, (cases, file) in files.items():
        table.add_row(reader, str(cases), str(file))
    return table


def read(form: ReadForm, language: Language) -> Iterator[Text]:
    """What one form said: first what cannot wait, then its slips with their cells, then what is missing.

    Why it was refused is told last of all, by the command.
    """
    if form.reviewer is None:
        return
    kept = "refused" if form.refused is not None else f"read_{form.kind}"
    yield Text(say(f"review.{kept}", language, file=masked(form.file.name), reader=form.reviewer), "bold")
    if form.critical:
        sheets = ", ".join(map(str, form.critical))
        yield Text(say("review.alarm", language, sheets=sheets, leader=form.leader), "bold red")
    for error in form.errors[:MANY]:
        yield Text(f"  {told(error, language)}")
    if len(form.errors) > MANY:
        yield Text(say("review.more_errors", language, count=len(form.errors) - MANY))
    if form.gone:
        yield Text(say("review.gone", language, count=form.gone))
    if form.refused is None:
        yield from _lacking(form, language)


def _lacking(form: ReadForm, language: Language) -> Iterator[Text]:
    """What is missing, or what comes next: the sheets that were not begun together, the others one by one."""
    untouched = [place for place, gaps in form.gaps.items() if place in form.untouched]
    if untouched:
        yield Text(say("review.not_begun", language, sheets=_spans(untouched)))
    for place, gaps in form.gaps.items():
        if place not in untouched:
            names = [gap.criterion or say("form.criticality", language) for gap in gaps]
            codes = list(dict.fromkeys(names))
            shown = ", ".join(codes[:MOST_CODES]) + (" …" if len(codes) > MOST_CODES else "")
            yield Text(say("review.lacking", language, place=place, count=len(gaps), codes=shown))
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
    if state.to_read_again:
        yield Text(say("review.read_again", language, forms=", ".join(state.to_read_again)))
    yield Text(say(_next(state), language, folder=folder))


def _next(state: RoundState) -> str:
    """Nothing waits for a leader, whose ratings are held against the others'."""
    if any(state.gaps(reader) for reader in state.independent):
        return "review.next_read"
    if not all(state.is_done(reader) for reader in state.independent):
        return "review.next_events"
    if any(case.unready(state.plan.protocol) is not None for case in state.cases):
        return "review.next_adjudicate"
    return "review.next_organisation" if state.lacks_organisation else "review.next_conclude"


def _spans(places: Sequence[int]) -> str:
    """`1–4, 7`: of rising numbers."""
    parts: list[list[int]] = []
    for place in places:
        if parts and parts[-1][-1] == place - 1:
            parts[-1].append(place)
        else:
            parts.append([place])
    return ", ".join(str(part[0]) if len(part) == 1 else f"{part[0]}–{part[-1]}" for part in parts)
