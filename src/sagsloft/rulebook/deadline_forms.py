"""The forms a deadline can take: `within`, `before`, `at_least`, `open` and `none`, one in each version."""

import re
from collections.abc import Callable, Collection

from sagsloft.core.calendar import Span, Unit
from sagsloft.core.rules import AtLeast, Before, Deadline, Open, Repealed, Within
from sagsloft.rulebook.patterns import PatternReader
from sagsloft.rulebook.tables import Table

__all__ = ["A_DEADLINE", "read_deadline"]

SPAN = re.compile("([0-9]{1,4}) ([a-z_]+)")
LOOK_BACKS = (Unit.DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS)
"""How far back in time, and how long a period: no hours, and no days that depend on holidays."""


def read_deadline(table: Table, patterns: PatternReader) -> Deadline:
    for form, read in FORMS.items():
        if form in table:
            return read(table, patterns)
    raise table.wrong("", A_DEADLINE)


def _within(table: Table, patterns: PatternReader) -> Within:
    table.allow("within", "counting_first_day", "on_date_in", "or_when", "or_before")
    span = _span(table, "within", tuple(Unit))
    return Within(
        span=span,
        counting_first_day=_counting_first_day(table, span),
        on_date_in=table.possible_text("on_date_in"),
        or_when=patterns.read(table, "or_when") if "or_when" in table else (),
        or_before=_span(table, "or_before", LOOK_BACKS) if "or_before" in table else None,
    )


def _before(table: Table, _: PatternReader) -> Before:
    table.allow("before", "not_older_than")
    _must_be_true(table, "before")
    return Before(_span(table, "not_older_than", LOOK_BACKS))


def _at_least(table: Table, _: PatternReader) -> AtLeast:
    table.allow("at_least", "every")
    return AtLeast(table.number("at_least", 1, 9999), _span(table, "every", LOOK_BACKS, least=1))


def _open(table: Table, _: PatternReader) -> Open:
    table.allow("open")
    _must_be_true(table, "open")
    return Open()


def _none(table: Table, _: PatternReader) -> Repealed:
    table.allow("none")
    _must_be_true(table, "none")
    return Repealed()


FORMS: dict[str, Callable[[Table, PatternReader], Deadline]] = {
    "within": _within,
    "before": _before,
    "at_least": _at_least,
    "open": _open,
    "none": _none,
}
A_DEADLINE = f"{{ {' | '.join(FORMS)} }}"


def _span(table: Table, key: str, units: Collection[Unit], least: int = 0) -> Span:
    allowed = f'"{least}…9999 {" | ".join(units)}"'
    match = SPAN.fullmatch(table.text(key, allowed))
    if match is None or match[2] not in units or int(match[1]) < least:
        raise table.wrong(key, allowed)
    return Span(int(match[1]), Unit(match[2]))


def _counting_first_day(table: Table, span: Span) -> bool:
    if "counting_first_day" not in table:
        return False
    if span.unit not in (Unit.DAYS, Unit.WEEKS) or span.count < 1:
        raise table.mistake("only_with", "counting_first_day", allowed='within = "1…9999 days | weeks"')
    return table.flag("counting_first_day")


def _must_be_true(table: Table, key: str) -> None:
    if not table.flag(key):
        raise table.wrong(key, "true")
