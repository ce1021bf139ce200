"""The sections of a draft: columns, activities, values, and the events of a wide list."""

from collections.abc import Iterator, Sequence

from sagsloft.core.attributes import ATTRIBUTE
from sagsloft.sources.drafting.event_log import EventLog
from sagsloft.sources.drafting.kinds import Kinds
from sagsloft.sources.drafting.known import mentioned
from sagsloft.sources.drafting.page import Page, quoted
from sagsloft.sources.drafting.profiles import Column
from sagsloft.sources.drafting.reading import Understood
from sagsloft.sources.drafting.roles import Role
from sagsloft.sources.drafting.wide import Block, Unclear

__all__ = ["write_activities", "write_cases", "write_columns", "write_events", "write_unused", "write_values"]

OF_THE_ROW = ("case_id", "matter_id", "event_id", "recorded_at", "caseworker", "team", "municipality")
OF_THE_EVENT = ("event_id", "recorded_at")
"""Columns that a row of several events cannot have for all of them."""
OF_CASES = ("case_id", "birth_month", "district", "target_group")


def write_columns(page: Page, found: Understood) -> None:
    """[columns]: what is the same for the whole row."""
    page.section("[columns]")
    for ours in OF_THE_ROW:
        role = found.roles[ours]
        if role is not None and (found.log or ours not in OF_THE_EVENT):
            _write_role(page, ours, role)
        elif ours == "case_id":
            page.decide("map.no_case")
            page.suggestion("case_id", "…")
        elif ours == "matter_id" and found.has_matters:
            page.decide("map.no_matter")
            page.suggestion("matter_id", "…")
    if found.log is not None:
        _write_role(page, "activity", found.log.activity)
        _write_role(page, "occurred_at", found.log.occurred_at)
        for attribute, column in found.log.attributes.items():
            page.entry(f"attr.{attribute}", column.name)


def write_cases(page: Page, found: Understood) -> None:
    """[case]: a list of cases, from which the sixteenth birthday follows."""
    if not found.has_cases:
        return
    page.section("[case]")
    page.remark("map.cases")
    for ours in OF_CASES:
        role = found.roles[ours]
        if role is not None:
            page.entry(ours, role.column.name)


def write_activities(page: Page, log: EventLog) -> None:
    """[activities]: each name and its code; what is uncertain as a comment with the nearest codes."""
    page.section("[activities]")
    page.remark("map.drop")
    page.entry("drop", [])
    if not log.listed:
        page.decide("map.too_many_names", count=log.activity.column.distinct)
        return
    for name, (code, count) in log.mapped.items():
        if name != code:
            page.entry(quoted(name), code, page.said("map.times", count=count))
    if all(name == code for name, (code, _) in log.mapped.items()) and log.mapped:
        page.remark("map.already_codes")
    if log.unmapped:
        page.blank()
        page.remark("map.unmapped")
    for each in log.unmapped:
        page.decisions += 1
        page.suggestion(quoted(each.name), "…", _asked(page, each.count, mentioned(each.nearest)))
    if log.hidden:
        page.decide("map.hidden_names", count=log.hidden)


def write_values(page: Page, found: Understood) -> None:
    """[values.x]: theirs and ours."""
    for values in found.values:
        page.section(f"[values.{values.attribute}]")
        for theirs, ours in values.known.items():
            page.entry(quoted(theirs), ours)
        if values.unknown:
            page.decide("map.unknown_values")
        for theirs, count in values.unknown:
            page.suggestion(quoted(theirs), "…", page.said("map.times", count=count))


def write_events(page: Page, found: Understood) -> None:
    """[[events]]: one for each kind of event; then the columns of dates of which a person must say what they tell."""
    for block in found.wide.blocks:
        _write_block(page, block)
    for kinds in found.wide.kinds:
        if kinds.unknown:
            page.blank()
            _decide_on_kinds(page, kinds)
    for unclear in found.wide.unclear:
        page.blank()
        _write_unclear(page, unclear)


def write_unused(page: Page, found: Understood) -> None:
    """The columns of which the draft says nothing: they stay outside the door."""
    spoken = {role.column.name for role in found.roles.of_row.values()}
    spoken |= {column.name for column in _of_blocks(found.wide.blocks)} | {
        each.date.name for each in found.wide.unclear
    }
    if found.log is not None:
        spoken |= {found.log.activity.column.name, found.log.occurred_at.column.name}
        spoken |= {column.name for column in found.log.attributes.values()}
    own = [column.name for column in found.columns if column.name.startswith(ATTRIBUTE)]
    unused = [column.name for column in found.columns if column.name not in spoken | {*own}]
    if unused:
        page.blank()
        page.remark("map.unused", columns=", ".join(unused))


def _of_blocks(blocks: Sequence[Block]) -> Iterator[Column]:
    for block in blocks:
        yield block.date
        yield from block.attributes.columns.values()
        yield from (column for column in (block.kind, block.number, block.recorded) if column is not None)


def _write_role(page: Page, ours: str, role: Role) -> None:
    if not role.sure:
        page.decide("map.unsure_column", ours=ours)
    page.entry(ours, role.column.name)


def _asked(page: Page, count: int, nearest: str) -> str:
    key = "map.times_perhaps" if nearest else "map.times_undecided"
    return page.said(key, mark=page.said("map.mark"), count=count, nearest=nearest)


def _write_block(page: Page, block: Block) -> None:
    page.section("[[events]]")
    page.entry("activity", block.activity)
    page.entry("occurred_at", block.date.name, "" if block.date.filled else page.said("map.empty_column"))
    if block.kind is not None:
        one = block.values[0] if len(block.values) == 1 else list(block.values)
        page.entry("when", {block.kind.name: one})
    if block.number is not None:
        page.entry("matter_id", block.number.name)
    if block.recorded is not None:
        page.entry("recorded_at", block.recorded.name)
    for attribute, column in block.attributes.columns.items():
        page.entry(f"attr.{attribute}", column.name)
    for attribute, value in block.attributes.fixed.items():
        page.entry(f"attr.{attribute}", {"value": value})


def _decide_on_kinds(page: Page, kinds: Kinds) -> None:
    page.decide("map.unknown_kinds", column=kinds.column.name)
    for value, count in kinds.unknown:
        page.suggestion("when", {kinds.column.name: value}, page.said("map.times", count=count))


def _write_unclear(page: Page, unclear: Unclear) -> None:
    """A block that is switched off; or a sentence, where it seems to be a date on which nothing happened."""
    if unclear.planned:
        page.remark("map.planned", column=unclear.date.name)
        return
    nearest = mentioned(unclear.nearest)
    page.decide("map.unclear_date" if nearest else "map.unknown_date", column=unclear.date.name, nearest=nearest)
    page.lines.append("# [[events]]")
    page.suggestion("activity", unclear.nearest[0].code if unclear.nearest else "…")
    page.suggestion("occurred_at", unclear.date.name)
