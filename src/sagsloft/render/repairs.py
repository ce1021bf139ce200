"""The repair list of a round, by case, with owner and due: in the terminal and as a workbook. Internal."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import groupby
from pathlib import Path

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sagsloft.core.logbook import Logbook
from sagsloft.core.repair_steps import Assigned, CarriedOver, Closed, Opened, Reopened, RepairStep, TakenBack, Withdrawn
from sagsloft.core.repairs import Repair, RepairState
from sagsloft.messages import Language, say
from sagsloft.messages.wording import day
from sagsloft.render import spreadsheet
from sagsloft.render.spreadsheet import Cell, Spreadsheet

__all__ = ["closed_list", "line_history", "open_list", "write_repairs"]

NOTHING = "–"
DIGITS = re.compile(r"(\d+)")
OPEN = {"line": 7, "case": 18, "criterion": 10, "what": 48, "citations": 22, "owner": 18, "due": 12, "late": 10}
SETTLED = {"line": 7, "case": 18, "criterion": 10, "what": 48, "citations": 22, "state": 14, "on": 12, "outcome": 44}
"""The columns of both sheets, and how many characters wide they are."""
FOUND = {"found": 12, "round": 14}


def open_list(found: Sequence[Repair], as_of: date, language: Language) -> Table:
    """What is still to be mended, by case."""
    table = _table("repair.open_title", ("line", "what", "citations", "owner", "due"), language)
    for repair in _under_cases(table, [each for each in found if each.is_open], language):
        table.add_row(*_breach(repair), Text(repair.owner or NOTHING), _due(repair, as_of, language))
    return table


def closed_list(found: Sequence[Repair], language: Language) -> Table:
    """What was mended, withdrawn or carried over, by case."""
    table = _table("repair.settled_title", ("line", "what", "citations", "state", "outcome"), language)
    for repair in _under_cases(table, [each for each in found if not each.is_open], language):
        state = f"{_state(repair, language)}\n{day(repair.changed_on, language)}"
        table.add_row(*_breach(repair), state, Text(_outcome(repair, language)))
    return table


def line_history(repair: Repair, log: Logbook[RepairStep], language: Language) -> Iterator[RenderableType]:
    """What was found, and all that was done about it."""
    heading = say("repair.history", language, line=repair.line, case=repair.case_id, criterion=repair.criterion)
    yield Text(heading, "bold")
    yield Text(say("repair.mark", language))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for name in ("on", "step", "by", "words"):
        table.add_column(say(f"repair.column_{name}", language), overflow="fold")
    for step in log.steps:
        if step.line == repair.line:
            name = say(f"repair.step_{log.kind.name_of(step)}", language)
            by = str(getattr(step, "by", NOTHING))  # the program opens lines, and carries them over
            table.add_row(day(step.on, language), name, Text(by), Text(_words(step, language)))
    yield table


def write_repairs(found: Sequence[Repair], as_of: date, file: Path, language: Language) -> None:
    """A sheet with the open lines and one with the others. The same input gives the same bytes."""
    dated = say("repair.as_of", language, as_of=day(as_of, language))
    book = Spreadsheet(
        title=say("repair.title", language),
        mark=say("repair.mark", language),
        dated=dated,
        created=datetime.combine(as_of, time.min),
    )
    ordered = _by_case(found)
    rows = [(*_open_cells(each, as_of), each.found_on, each.round_id) for each in ordered if each.is_open]
    _sheet(book, "open", OPEN | FOUND, rows, dated, language)
    settled = [(*_settled_cells(each, language), each.found_on, each.round_id) for each in ordered if not each.is_open]
    _sheet(book, "settled", SETTLED | FOUND, settled, dated, language)
    book.save(file)


def _sheet(
    book: Spreadsheet,
    name: str,
    columns: dict[str, int],
    rows: Sequence[Sequence[Cell]],
    dated: str,
    language: Language,
) -> None:
    """The rows, or in one line what it means that there are none."""
    lines = [f"{say(f'repair.holds_{name}', language)} {dated}"]
    headings = [say(f"repair.column_{column}", language) for column in columns]
    none = spreadsheet.Table((), (), say(f"repair.none_{name}", language))
    table = spreadsheet.Table(headings, rows) if rows else none
    book.table_sheet(say(f"repair.sheet_{name}", language), lines, table, tuple(columns.values()))


def _by_case(found: Sequence[Repair]) -> list[Repair]:
    """A case's lines together, in the order of their opening: R2 before R10."""
    return sorted(found, key=lambda each: (_natural(each.case_id), _natural(each.line)))


def _natural(text: str) -> list[tuple[int, str]]:
    parts = DIGITS.split(text)
    return [(int(part), part) if place % 2 else (0, part) for place, part in enumerate(parts)]


def _open_cells(repair: Repair, as_of: date) -> tuple[Cell, ...]:
    return *_found(repair), repair.owner or None, repair.due, _days_over(repair, as_of)


def _settled_cells(repair: Repair, language: Language) -> tuple[Cell, ...]:
    return *_found(repair), _state(repair, language), repair.changed_on, _outcome(repair, language)


def _found(repair: Repair) -> tuple[Cell, ...]:
    return repair.line, repair.case_id, repair.criterion, repair.what, repair.citations


def _days_over(repair: Repair, as_of: date) -> int | None:
    return (as_of - repair.due).days if repair.due is not None and repair.is_overdue(as_of) else None


def _state(repair: Repair, language: Language) -> str:
    return say(f"repair.state_{repair.state}", language)


def _outcome(repair: Repair, language: Language) -> str:
    is_elsewhere = repair.state is RepairState.CARRIED_OVER
    return say("repair.lives_on", language, place=repair.outcome) if is_elsewhere else repair.outcome


def _table(title: str, columns: Sequence[str], language: Language) -> Table:
    table = Table(
        title=say(title, language),
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
    )
    for name in columns:
        table.add_column(say(f"repair.column_{name}", language), overflow="fold")
    return table


def _under_cases(table: Table, found: Sequence[Repair], language: Language) -> Iterator[Repair]:
    """The lines one by one; before the first of each case, the case."""
    for case, of_case in groupby(_by_case(found), key=lambda each: each.case_id):
        table.add_section()
        table.add_row("", Text(say("repair.case", language, case=case), "bold"))
        yield from of_case


def _breach(repair: Repair) -> tuple[Text, ...]:
    return Text(repair.line), Text(f"{repair.criterion}  {repair.what}"), Text(repair.citations)


def _due(repair: Repair, as_of: date, language: Language) -> str:
    """The day, and by how many it has passed."""
    if repair.due is None:
        return NOTHING
    due, over = day(repair.due, language), _days_over(repair, as_of)
    return due if over is None else say("repair.over", language, due=due, days=over)


def _words(step: RepairStep, language: Language) -> str:
    match step:
        case Opened():
            return step.what
        case Assigned():
            return say("repair.given_to", language, owner=step.owner, due=day(step.due, language))
        case Closed():
            return step.evidence
        case CarriedOver():
            return say("repair.lives_on", language, place=f"{step.to_round} {step.to_line}")
        case Reopened() | Withdrawn() | TakenBack():
            return step.reason
    raise TypeError(type(step))
