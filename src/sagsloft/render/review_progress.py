"""What is still missing in a form? Live numbers, so that a reader sees at any time how far there is to go."""

from collections.abc import Mapping
from dataclasses import dataclass

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from sagsloft.render.review_answers import Places
from sagsloft.render.review_cells import FormSheet, quoted

__all__ = ["Part", "part", "tell_missing"]


@dataclass(frozen=True, slots=True)
class Part:
    """Questions that belong together, as the first sheet lists them: a case, or the organisation.

    `target`: the sheet and the row where they begin. `missing`: for each thing that can be missing, the formula that
    counts it, and what that gives while the form is as it was written.
    """

    target: tuple[str, int]
    about: str
    read_for: str
    missing: Mapping[str, tuple[str, int]]


def part(sheet: FormSheet, rows: tuple[int, int], places: Places, about: str, read_for: str = "") -> Part:
    """The questions that were written last, in these rows (the first and the last), with what is missing coloured."""
    _colour(sheet, rows, places)
    missing = {key: (_count(sheet, rows, places, key), sheet.lacking[key]) for key in sheet.form.can_miss}
    sheet.lacking.clear()
    return Part((sheet.name, rows[0]), about, read_for, missing)


def tell_missing(sheet: FormSheet, row: int, column: int, missing: Mapping[str, tuple[str, int]]) -> None:
    """A sentence that follows while the reader answers."""
    say, message = sheet.form.say, "missing_now_sources" if sheet.form.needs_sources else "missing_now"
    counting = say(message, **{f"{key}s": f'"&{formula}&"' for key, (formula, _) in missing.items()})
    left = "+".join(formula for formula, _ in missing.values())
    at_first = say(message, **{f"{key}s": number for key, (_, number) in missing.items()})
    if not any(number for _, number in missing.values()):
        at_first = say("nothing_missing")
    sheet.formula(row, column, f'IF({left}=0,{quoted(say("nothing_missing"))},"{counting}")', "bold", at_first)


def _count(sheet: FormSheet, rows: tuple[int, int], places: Places, key: str) -> str:
    cells = xl_range_abs(rows[0], places.missing, rows[1], places.missing)
    return f"COUNTIF('{sheet.name}'!{cells},{quoted(sheet.form.say(f'missing_{key}'))})"


def _colour(sheet: FormSheet, rows: tuple[int, int], places: Places) -> None:
    """The word beside it says the same to those who see no colours."""
    word = xl_rowcol_to_cell(rows[0], places.missing, col_abs=True)
    columns = {"answer": places.answer, "reason": places.reason, "source": places.source}
    for key in sheet.form.can_miss:
        condition = f"={word}={quoted(sheet.form.say(f'missing_{key}'))}"
        rule = {"type": "formula", "criteria": condition, "format": sheet.form.styles["wanted"]}
        for column in (columns[key], places.missing):
            sheet.page.conditional_format(rows[0], column, rows[1], column, rule)
