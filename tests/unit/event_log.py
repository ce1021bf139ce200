"""A short log as text becomes the event table that the core works on."""

import io

import polars as pl

from sagsloft import rulebook
from sagsloft.core.events import check

__all__ = ["BOOK", "CALENDAR", "RULES", "VOCABULARY", "events"]

BOOK = rulebook.load()
CALENDAR = BOOK.calendar
RULES = BOOK.asked_for()
VOCABULARY = frozenset(BOOK.activities)


def events(text: str) -> pl.DataFrame:
    """The event table of a CSV text with a heading."""
    raw = pl.read_csv(io.StringIO(text), infer_schema=False, truncate_ragged_lines=True)
    checked = check(raw.with_row_index("row", offset=2), CALENDAR)
    assert checked.rejected.is_empty(), checked.rejected
    return checked.events
