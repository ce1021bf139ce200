"""The first and the last sheet of the worklist: what the reader must know, and the rules that were used."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import polars as pl

from sagsloft.core.rules import Kind, Rule, Version
from sagsloft.messages import Language, say
from sagsloft.messages.wording import decimal, moment
from sagsloft.render.limits import limit
from sagsloft.render.spreadsheet import Cell, Spreadsheet, Table, TextSheet
from sagsloft.render.terminal import in_language
from sagsloft.render.urgency import Urgency
from sagsloft.render.worklist_input import WorklistInput
from sagsloft.render.worklist_rows import cited

__all__ = ["Listed", "write_cover", "write_rules"]

PARAGRAPHS = ("what", "how", "law", "people", "who")
COVER_WIDTHS = (26, 92, 11, 11)
RULE_WIDTHS = {"rule": 40, "citation": 34, "limit": 38, "since": 12, "until": 12, "read": 12, "note": 60}


@dataclass(frozen=True, slots=True)
class Listed:
    """One sheet of the list: its name, what it holds, how many obligations, in how many cases."""

    sheet: str
    holds: str
    obligations: int
    cases: int


def write_cover(
    book: Spreadsheet,
    found: WorklistInput,
    listed: Sequence[Listed],
    urgencies: dict[Urgency, int],
    language: Language,
) -> None:
    """`urgencies`: how many open obligations of law there are of each, also of those that no sheet holds."""
    sheet = book.text_sheet(say("worklist.sheet_cover", language), COVER_WIDTHS)
    sheet.line(say("worklist.title", language), "title")
    if found.invented:
        sheet.line(say("worklist.invented", language), "mark")
    sheet.gap()
    sheet.paragraph(say("worklist.source", language), found.source)
    as_of = moment(found.as_of, found.calendar.timezone, language)
    sheet.paragraph(say("worklist.judged", language), say("worklist.judged_as_of", language, as_of=as_of))
    sheet.gap()
    headings = [say(f"worklist.{each}", language) for each in ("sheet", "holds", "obligations", "cases")]
    rows = [(each.sheet, each.holds, each.obligations, each.cases) for each in listed]
    sheet.table(Table(headings, rows), [each.sheet for each in listed])
    sheet.gap()
    for each in PARAGRAPHS:
        sheet.paragraph(say(f"worklist.{each}", language), say(f"worklist.{each}_text", language))
    for urgency in (Urgency.LATER, Urgency.NOT_MEASURABLE):
        count = decimal(urgencies.get(urgency, 0), language, 0)
        sheet.paragraph(say(f"worklist.{urgency}", language), say(f"worklist.{urgency}_text", language, count=count))
    _write_unmeasurable(sheet, found, language)


def write_rules(
    book: Spreadsheet, found: WorklistInput, used: pl.DataFrame, lines: Sequence[str], language: Language
) -> None:
    """The versions that the listed obligations (`used`) follow, law before standards."""
    keys = set(used.select("rule_id", "version").unique().rows())
    versions = [both for key, both in found.versions.items() if key in keys]
    versions.sort(key=lambda both: both[0].kind is Kind.STANDARD)
    rows = [
        (
            in_language(rule.title, language),
            cited(found, rule, version, language),
            limit(version.deadline, language),
            version.in_force,
            version.until,
            _read(rule, version, language),
            None if version.note is None else in_language(version.note, language).strip(),
        )
        for rule, version in versions
    ]
    headings = [say(f"worklist.{each}", language) for each in RULE_WIDTHS]
    table = Table(headings, rows) if rows else Table((), (), say("worklist.none_rules", language))
    book.table_sheet(say("worklist.sheet_rules", language), lines, table, tuple(RULE_WIDTHS.values()))


def _read(rule: Rule, version: Version, language: Language) -> Cell:
    """When the text of the act was last read; a standard is in no act."""
    if version.verified is not None:
        return version.verified.on
    return None if rule.kind is Kind.STANDARD else say("worklist.not_read", language)


def _write_unmeasurable(sheet: TextSheet, found: WorklistInput, language: Language) -> None:
    """What no sheet shows because the export does not; a line for each rule, as the source lacks the same."""
    together = groupby(found.unmeasurable, key=lambda each: (each.rule, each.missing))
    rows = [
        (
            in_language(rule.title, language),
            say(
                "worklist.lacks",
                language,
                citations=" · ".join(dict.fromkeys(str(each.version.citation) for each in versions)),
                missing=", ".join(found.labels.get(name, name) for name in missing.names),
            ),
        )
        for (rule, missing), versions in together
    ]
    if rows:
        sheet.gap()
        sheet.table(Table([say("worklist.rule", language), say("worklist.unmeasurable", language)], rows))
