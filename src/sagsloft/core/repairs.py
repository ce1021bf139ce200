"""Is every breach that was found mended in its case? A line for each, open across rounds until there is evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sagsloft.core.cpr import masked
from sagsloft.core.errors import UserError
from sagsloft.core.logbook import Logbook, in_words, standing, words
from sagsloft.core.repair_steps import (
    Assigned,
    CarriedOver,
    Closed,
    Opened,
    Reopened,
    RepairStep,
    Withdrawn,
)

__all__ = ["Breach", "Repair", "RepairState", "carry_over", "from_breaches", "repairs", "take"]

SHORTEST_EVIDENCE = 10
"""Characters. "Done" is no evidence."""


class RepairState(StrEnum):
    """How a line stands."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    CARRIED_OVER = "carried_over"


@dataclass(frozen=True, slots=True)
class Breach:
    """A legal criterion that the final record finds not met. `what`: the question, or the reason; `citations`: where it
    is written, as text."""

    case_id: str
    criterion: str
    what: str
    citations: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A line of the repair list, as its standing steps leave it.

    `round_id`: the round that found the breach; `carried_from`: its id there, "" where it is this round. `outcome`: the
    evidence, or the reason of withdrawal, or the round that has it now. `changed_on`: the day of the last step.
    """

    line: str
    case_id: str
    criterion: str
    what: str
    citations: str
    found_on: date
    round_id: str
    carried_from: str
    changed_on: date
    state: RepairState = RepairState.OPEN
    owner: str = ""
    due: date | None = None
    outcome: str = ""

    @property
    def is_open(self) -> bool:
        return self.state is RepairState.OPEN

    @property
    def origin(self) -> tuple[str, str]:
        """The round that found it, and its id there: the same in every list that it comes to."""
        return self.round_id, self.carried_from or self.line

    def is_overdue(self, as_of: date) -> bool:
        return self.is_open and self.due is not None and self.due < as_of


def from_breaches(
    log: Logbook[RepairStep], breaches: Sequence[Breach], *, round_id: str, on: date
) -> Logbook[RepairStep]:
    """A new line for each breach that has none: an open one, or one of the same round whatever became of it.

    So the same breach twice changes nothing, and one that a later round finds again after it was mended is a new line.
    What may be a CPR number is masked, for no breach may fall out of the list because of a text.
    """
    known = {(each.case_id, each.criterion) for each in repairs(log) if each.is_open or each.round_id == round_id}
    for breach in breaches:
        key = (breach.case_id, breach.criterion)
        if key in known:
            continue
        known.add(key)
        log = log.then(
            Opened(
                on=on,
                line=_next(log),
                round_id=round_id,
                case_id=breach.case_id,
                criterion=breach.criterion,
                what=masked(words(breach.what)),
                citations=masked(words(breach.citations)),
            )
        )
    return log


def take(log: Logbook[RepairStep], step: RepairStep) -> Logbook[RepairStep]:
    """Add a step to a line. Raises UserError, which says what to do, where it cannot be taken now."""
    step = in_words(step)
    _ensure_said(step)
    before = _history(log, step.line)
    if not before:
        raise UserError("repair.no_line", known=len({each.line for each in log.steps}))
    _repair([*before, step])
    return log.then(step)


def repairs(log: Logbook[RepairStep]) -> tuple[Repair, ...]:
    """In the order in which they were opened. Raises UserError where a step cannot have been taken."""
    by_line: dict[str, list[RepairStep]] = {}
    found: dict[str, Repair] = {}
    for number, step in enumerate(log.steps, 1):
        steps = by_line.setdefault(step.line, [])
        steps.append(step)
        try:
            found[step.line] = _repair(steps)
        except UserError:
            raise UserError("logbook.not_understood", number=number) from None
    return tuple(found.values())


def carry_over(
    earlier: Logbook[RepairStep], later: Logbook[RepairStep], *, round_id: str, on: date
) -> tuple[Logbook[RepairStep], Logbook[RepairStep]]:
    """The open lines of an earlier round, with all that was done to them, in the list of a later one (`round_id`).

    Each is told in the earlier list to live on in the later, so that a line is worked on in one place. A line that came
    over before does not come twice.
    """
    there = {each.origin: each.line for each in repairs(later)}
    for repair in repairs(earlier):
        if not repair.is_open:
            continue
        line = there.get(repair.origin)
        if line is None:
            line = _next(later)
            for step in _history(earlier, repair.line):
                later = later.then(_moved(step, line, repair.origin[1]))
        gone = CarriedOver(on=max(on, repair.changed_on), line=repair.line, to_round=round_id, to_line=line)
        earlier = earlier.then(gone)
    return earlier, later


def _moved(step: RepairStep, line: str, first_id: str) -> RepairStep:
    return replace(step, line=line, carried_from=first_id) if isinstance(step, Opened) else replace(step, line=line)


def _next(log: Logbook[RepairStep]) -> str:
    return f"R{1 + sum(isinstance(step, Opened) for step in log.steps)}"


def _history(log: Logbook[RepairStep], line: str) -> list[RepairStep]:
    return [step for step in log.steps if step.line == line]


def _ensure_said(step: RepairStep) -> None:
    """Refuse words that say nothing, and a day that has passed already."""
    match step:
        case Closed() if len(step.evidence) < SHORTEST_EVIDENCE:
            raise UserError("repair.no_evidence", least=SHORTEST_EVIDENCE)
        case Assigned(owner=""):
            raise UserError("repair.no_owner")
        case Assigned() if step.due < step.on:
            raise UserError("repair.due_has_passed", due=step.due, on=step.on)


def _repair(steps: Sequence[RepairStep]) -> Repair:
    """A line after its steps. Raises UserError where one of them cannot be taken after those before."""
    first = steps[0]
    if not isinstance(first, Opened):
        raise UserError("repair.no_line", known=0)
    repair = Repair(
        line=first.line,
        case_id=first.case_id,
        criterion=first.criterion,
        what=first.what,
        citations=first.citations,
        found_on=first.on,
        round_id=first.round_id,
        carried_from=first.carried_from,
        changed_on=first.on,
    )
    for step in standing(steps)[1:]:
        repair = _after(repair, step)
    last = steps[-1]
    if last.takes_back:
        _ensure_later(repair, last)
        if repair.state is RepairState.CARRIED_OVER:
            raise UserError("repair.is_carried_over")
    return repair


def _after(repair: Repair, step: RepairStep) -> Repair:
    _ensure_later(repair, step)
    repair = replace(repair, changed_on=step.on)
    match step:
        case Assigned() if repair.is_open:
            return replace(repair, owner=step.owner, due=step.due)
        case Closed() if repair.is_open:
            return replace(repair, state=RepairState.CLOSED, outcome=step.evidence)
        case Withdrawn() if repair.is_open:
            return replace(repair, state=RepairState.WITHDRAWN, outcome=step.reason)
        case CarriedOver() if repair.is_open:
            return replace(repair, state=RepairState.CARRIED_OVER, outcome=f"{step.to_round} {step.to_line}")
        case Reopened() if repair.state in {RepairState.CLOSED, RepairState.WITHDRAWN}:
            return replace(repair, state=RepairState.OPEN, outcome="")
    raise UserError(f"repair.is_{repair.state}")


def _ensure_later(repair: Repair, step: RepairStep) -> None:
    if step.on < repair.changed_on:
        raise UserError("repair.before_the_last_step", last=repair.changed_on)
