"""Which cells of a form can still be trusted? Not those whose heading, code or case is no longer what it was, nor a row
that holds a CPR number.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sagsloft.core.cpr import holds_cpr
from sagsloft.core.errors import MessageId
from sagsloft.core.forms import Field, Fixed, FormMap, Input
from sagsloft.sources.form_cells import FormCells, column_of, row_of, same_name
from sagsloft.sources.form_errors import FormError, error_at
from sagsloft.sources.form_values import shape_of

__all__ = ["Trust", "trust"]

LONGEST_EXPECTED = 60
"""Characters that are shown of a text that must stand in the form."""
Place = tuple[str, int | str]
"""A sheet, and a row or a column of it."""


@dataclass(frozen=True, slots=True)
class Trust:
    """`refused`: the inputs that are not taken; `errors`: why."""

    refused: frozenset[Input]
    errors: tuple[FormError, ...]


def trust(cells: FormCells) -> Trust:
    """Hold a form's cells against its map."""
    layout = _Layout.of(cells.map)
    refused: set[Input] = set()
    errors = list(_missing_sheets(cells))
    for fixed in cells.map.fixed:
        sheet = cells.sheets.get(same_name(fixed.sheet))
        found = sheet.texts.get(fixed.address, "") if sheet else fixed.text
        if found.split() != fixed.text.split():
            lost, inputs = layout.depending_on(fixed)
            refused |= inputs
            errors.append(_changed(fixed, found, lost, is_case=fixed.text in layout.cases))
    for each in _with_cpr_numbers(cells):
        # That a case is critical is never lost, whatever is written beside it.
        refused |= {cell for cell in layout.rows[_row(each)] if cell is each or cell.field is not Field.CRITICALITY}
        errors.append(error_at(each, "reading.cpr"))
    return Trust(frozenset(refused), tuple(errors))


@dataclass(frozen=True, slots=True)
class _Layout:
    """The inputs of each row and column of a sheet, those of each case on it, and the rows of the fixed texts in each
    column."""

    rows: dict[Place, set[Input]]
    columns: dict[Place, set[Input]]
    on_sheet: dict[tuple[str, str], set[Input]]
    fixed: dict[Place, list[int]]
    cases: frozenset[str]

    @classmethod
    def of(cls, form: FormMap) -> "_Layout":
        cases = frozenset(each.case_id for each in form.inputs)
        layout = cls(defaultdict(set), defaultdict(set), defaultdict(set), defaultdict(list), cases)
        for each in form.inputs:
            layout.rows[_row(each)].add(each)
            layout.columns[_column(each)].add(each)
            layout.on_sheet[same_name(each.sheet), each.case_id].add(each)
        for fixed in sorted(form.fixed, key=lambda each: row_of(each.address)):
            layout.fixed[_column(fixed)].append(row_of(fixed.address))
        return layout

    def depending_on(self, fixed: Fixed) -> tuple[str, set[Input]]:
        """The inputs beside it; else, of a case's number, those of the case; else those below it, to the next heading.

        With the word for what they are together.
        """
        beside = self.rows.get(_row(fixed))
        if beside:
            return "row", beside
        of_case = self.on_sheet.get((same_name(fixed.sheet), fixed.text))
        if of_case:
            return "case", of_case
        row, headings = row_of(fixed.address), self.fixed[_column(fixed)]
        following = headings[bisect_right(headings, row) :]
        inputs = self.columns.get(_column(fixed), set())
        below = {
            each for each in inputs if row < row_of(each.address) < min(following, default=row_of(each.address) + 1)
        }
        return ("column" if below else "nothing"), below


def _missing_sheets(cells: FormCells) -> Iterator[FormError]:
    for name, written in {same_name(each.sheet): each.sheet for each in cells.map.inputs}.items():
        if name not in cells.sheets:
            yield FormError(written, "", "reading.sheet_missing", {})


def _changed(fixed: Fixed, found: str, lost: str, *, is_case: bool) -> FormError:
    """What stood there is told, but not a case's number."""
    values: dict[str, object] = {"found": shape_of(found), "lost": MessageId(f"reading.lost_{lost}")}
    if is_case:
        return error_at(fixed, "reading.case_changed", values)
    if not fixed.text.strip():
        return error_at(fixed, "reading.fixed_filled", values)
    what = "reading.fixed_changed" if found.strip() else "reading.fixed_gone"
    return error_at(fixed, what, {"expected": fixed.text[:LONGEST_EXPECTED], **values})


def _with_cpr_numbers(cells: FormCells) -> Iterator[Input]:
    """A whole number of nine digits is searched with the zero in front that a number loses."""
    for each in cells.map.inputs:
        sheet = cells.sheets.get(same_name(each.sheet))
        text = sheet.texts.get(each.address, "") if sheet else ""
        if sheet and holds_cpr(f"0{text}" if each.address in sheet.short_numbers else text):
            yield each


def _row(cell: Input | Fixed) -> Place:
    return same_name(cell.sheet), row_of(cell.address)


def _column(cell: Input | Fixed) -> Place:
    return same_name(cell.sheet), column_of(cell.address)
