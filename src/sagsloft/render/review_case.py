"""The sheets of a reader's form: what happened in a case, the criteria theme by theme, and the case as a whole."""

from collections.abc import Mapping, Sequence
from math import ceil

from xlsxwriter.utility import xl_rowcol_to_cell

from sagsloft.core.protocols import Protocol
from sagsloft.core.scales import Criticality
from sagsloft.messages.wording import day
from sagsloft.render.review_cells import FormBook, FormSheet, quoted
from sagsloft.render.review_criteria import PLACES, WIDTHS, write_criticality, write_theme
from sagsloft.render.review_input import CaseSheet, TimelineRow
from sagsloft.render.review_progress import Part, part, tell_missing
from sagsloft.render.terminal import in_language

__all__ = ["write_case", "write_organisation"]

TITLE, FIRST_LINKS = 1, 2
"""Rows of the head, which stays when the sheet is scrolled."""
TOLD, ALARM = 2, 3
"""Columns of what is missing, and of what must be done at once."""
LINKS, RUNNING_ON = (1, 2, 3, 5, 6), (3, 6)
"""Columns of links; and those of them whose text runs on into the next column, which is left empty."""
TIMELINE = ("day", "event", "details", "matter", "caseworker")


def write_case(form: FormBook, protocol: Protocol, case: CaseSheet) -> Part:
    name = form.say("sheet_case", place=f"{case.place:02}")
    asked = protocol.of_tracks(case.tracks)
    themes = [theme for theme in protocol.themes if any(each.theme == theme.code for each in asked)]
    sheet, row = _begin(form, name, len(themes) + 3)
    sheet.fix(TITLE, 1, case.case_id, "bold")
    read_for = form.say(f"read_for_{next(iter(case.tracks)) if len(case.tracks) == 1 else 'both'}")
    sheet.write(row, 0, _known(form, read_for), "line")
    targets = {form.say("timeline"): row + 2}
    begin = row = _timeline(sheet, row + 2, case.timeline)
    if case.timeline:
        sheet.page.set_h_pagebreaks([begin])
    for theme in themes:
        targets[in_language(theme.title, form.head.language)] = row
        criteria = [each for each in asked if each.theme == theme.code]
        row = write_theme(sheet, row, theme, criteria, case.case_id) + 1
    if protocol.criticality:
        targets[form.say("criticality")] = row
        row = write_criticality(sheet, row, protocol.criticality, case.case_id)
        _call_when_critical(sheet, row)
    found = part(sheet, (begin, row), PLACES, case.case_id, read_for)
    _head(sheet, targets, found)
    return found


def write_organisation(form: FormBook, protocol: Protocol) -> Part:
    """The one sheet of a protocol that judges the organisation."""
    sheet, begin = _begin(form, form.say("sheet_organisation"), len(protocol.themes) + 1)
    row, targets = begin, {}
    for theme in protocol.themes:
        targets[in_language(theme.title, form.head.language)] = row
        row = write_theme(sheet, row, theme, protocol.of_theme(theme.code), "") + 1
    title = in_language(protocol.title, form.head.language)
    found = part(sheet, (begin, row), PLACES, title)
    _head(sheet, targets, found)
    return found


def _begin(form: FormBook, name: str, links: int) -> tuple[FormSheet, int]:
    """A sheet with room for its head, and the row below that."""
    sheet = form.sheet(name, tuple(WIDTHS.values()))
    sheet.write(TITLE, 0, name, "title")
    row = FIRST_LINKS + ceil(links / len(LINKS))
    sheet.page.freeze_panes(row, 0)
    sheet.page.repeat_rows(0, TITLE)
    return sheet, row + 1


def _head(sheet: FormSheet, targets: Mapping[str, int], found: Part) -> None:
    """What is missing, and links to where it may be."""
    tell_missing(sheet, TITLE, TOLD, found.missing)
    links = {sheet.form.say("to_start"): (sheet.form.say("sheet_start"), 0)}
    links |= {text: (sheet.name, row) for text, row in targets.items()}
    for place, (text, target) in enumerate(links.items()):
        row, column = place // len(LINKS), LINKS[place % len(LINKS)]
        sheet.link(FIRST_LINKS + row, column, target, text, "jump" if column in RUNNING_ON else "tight_jump")


def _known(form: FormBook, read_for: str) -> str:
    first, last, known = (day(each, form.head.language) for each in (*form.head.window, form.head.as_of.date()))
    return form.say("case_as_of", read_for=read_for, day=known, first=first, last=last)


def _timeline(sheet: FormSheet, row: int, events: Sequence[TimelineRow]) -> int:
    """The events, which can be folded and filtered; the row after them, with one free between."""
    sheet.band(row, sheet.form.say("timeline_title"))
    if not events:
        sheet.write(row + 1, 0, sheet.form.say("no_timeline"), "line")
        return row + 3
    sheet.headings(row + 1, TIMELINE, fixed=False)
    for place, event in enumerate(events, row + 2):
        cells = (event.when, event.label, event.details, event.matter, event.caseworker)
        for column, cell in enumerate(cells):
            sheet.form.book.write(sheet.page, place, column, cell)
        sheet.fit(place, ["", *map(str, cells[1:])], level=1)
    sheet.page.outline_settings(symbols_below=False)
    last = row + 1 + len(events)
    sheet.page.autofilter(row + 1, 0, last, len(TIMELINE) - 1)
    return last + 2


def _call_when_critical(sheet: FormSheet, row: int) -> None:
    """When that row's answer says that the case is critical, the head says at once whom to call."""
    form = sheet.form
    answer = xl_rowcol_to_cell(row, PLACES.answer, row_abs=True, col_abs=True)
    is_critical = f"TRIM({answer})={quoted(form.say(f'criticality_{Criticality.CRITICAL}'))}"
    call = quoted(form.say("call_now", leader=form.head.leader))
    sheet.formula(TITLE, ALARM, f'IF({is_critical},{call},"")', "bold", "")
    rule = {"type": "formula", "criteria": f"={is_critical}", "format": form.styles["alarm"]}
    sheet.page.conditional_format(TITLE, ALARM, TITLE, PLACES.reason, rule)
