"""What does each column of a sheet hold? Told by its content, of which nothing is kept but what many rows share."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from sagsloft.core.attributes import ATTRIBUTE
from sagsloft.core.cpr import CPR_SHAPE, masked
from sagsloft.core.timestamps import SHAPE
from sagsloft.sources.drafting.lexicon import Lexicon, Words
from sagsloft.sources.sheets import RawTable
from sagsloft.sources.times import DAY_FIRST

__all__ = ["FEW_ROWS", "Column", "Content", "profiles"]

SAMPLE = 2_000
"""Values of a column that are looked at closely; spread over the whole file."""
MOST_VALUES = 200
"""Different values that are counted: more than that are no names of anything."""
FEW_ROWS = 5
"""What fewer rows share may be about someone (as in `pipeline.checking`)."""
NEARLY_ALL = 0.8
"""Share of the values that must have a form: real lists have slips."""
MOST_LABELS = 40
WORDY = 40
"""Letters from which a text is what someone wrote."""
MONTH = r"^\s*(?:\d{4}-\d{2}|\d{1,2}[-./]\d{4})\s*$"
WITHOUT_SIGNS = r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
ODD_DATE = rf"^\s*(?:\d{{1,2}}[-./]\d{{1,2}}[-./]\d{{2}}|{WITHOUT_SIGNS}|\d{{4}}[./]\d{{1,2}}[./]\d{{1,2}})(?:\s.*)?$"
"""Dates in forms that are not read."""
CLOCK = r"[T\s]\D*(?:0?[1-9]|1\d|2\d|0?0[:.](?:0[1-9]|[1-5]\d))[:.]?\d*"
"""A time of day other than midnight."""
NUMBERED = r"^\S*\d\S*$"


class Content(StrEnum):
    """What a column holds."""

    EMPTY = "empty"
    DAY = "day"
    TIME = "time"
    ODD_DATE = "odd_date"
    MONTH = "month"
    FLAG = "flag"
    LABEL = "label"
    NUMBER = "number"
    TEXT = "text"

    @property
    def is_date(self) -> bool:
        return self in {Content.DAY, Content.TIME}


FORMS = {Content.MONTH: MONTH, Content.ODD_DATE: ODD_DATE, Content.NUMBER: f"(?:{NUMBERED})|(?:{CPR_SHAPE})"}
"""What nearly all values of such a column look like; the first that fits."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the words of the name, and its content. `filled`: rows with a value; `distinct`: values."""

    name: str
    words: Words
    content: Content
    rows: int
    filled: int
    distinct: int
    values: tuple[tuple[str, int], ...] = ()
    """Of a column of few values: each, and how many rows have it; the most frequent first."""
    day_first: bool = False
    """Are its dates written as `31-03-2024`?"""

    @property
    def is_full(self) -> bool:
        return self.filled >= NEARLY_ALL * self.rows and self.filled > 0

    @property
    def is_unique(self) -> bool:
        return self.distinct == self.filled > 0

    @property
    def may_be_date(self) -> bool:
        """Nothing speaks against it."""
        return self.content.is_date or self.content is Content.EMPTY


def profiles(raw: RawTable, names: Sequence[str], lexicon: Lexicon) -> list[Column]:
    """A profile of each of these columns. A name that may be someone's number is left out."""
    return [_profile(name, raw.table[name], lexicon) for name in names if masked(name) == name]


def _profile(name: str, values: pl.Series, lexicon: Lexicon) -> Column:
    words = lexicon.words(name.removeprefix(ATTRIBUTE))
    if isinstance(values.dtype, pl.Date | pl.Datetime):
        content = Content.DAY if isinstance(values.dtype, pl.Date) else Content.TIME
        known = values.drop_nulls()
        return Column(name, words, content, len(values), len(known), known.n_unique())
    text = values.cast(pl.String).str.strip_chars()
    filled = text.filter(text.str.len_bytes().fill_null(0) > 0)
    distinct = filled.n_unique()
    counts = _counts(filled) if distinct <= MOST_VALUES else ()
    return Column(
        name=name,
        words=words,
        content=_content(filled, distinct, counts, lexicon),
        rows=len(values),
        filled=len(filled),
        distinct=distinct,
        values=counts,
        day_first=bool(filled.head(SAMPLE).str.contains(DAY_FIRST).any()),
    )


def _counts(filled: pl.Series) -> tuple[tuple[str, int], ...]:
    counted = filled.rename("value").value_counts(name="count").sort("count", "value", descending=[True, False])
    return tuple(counted.iter_rows())


def _content(filled: pl.Series, distinct: int, counts: Sequence[tuple[str, int]], lexicon: Lexicon) -> Content:
    if filled.is_empty():
        return Content.EMPTY
    sample = filled.gather_every(max(1, len(filled) // SAMPLE))

    if _mostly(sample, f"(?:{SHAPE})|(?:{DAY_FIRST})"):
        return Content.TIME if sample.str.contains(CLOCK).any() else Content.DAY
    if counts and _is_flag([value for value, _ in counts], lexicon):
        return Content.FLAG
    for content, pattern in FORMS.items():
        if _mostly(sample, pattern):
            return content
    return Content.LABEL if _are_labels(sample, distinct, len(filled)) else Content.TEXT


def _mostly(sample: pl.Series, pattern: str) -> bool:
    return int(sample.str.contains(pattern).sum()) >= NEARLY_ALL * len(sample)


def _is_flag(values: Sequence[str], lexicon: Lexicon) -> bool:
    known = {*lexicon.listed("yes"), *lexicon.listed("no")}
    return {re.sub(r"\W", "", value.casefold()) for value in values} <= known


def _are_labels(sample: pl.Series, distinct: int, filled: int) -> bool:
    """Few and short texts that come again and again."""
    are_short = bool((sample.str.len_chars() <= WORDY).all())
    return are_short and distinct <= MOST_LABELS and 2 * distinct <= max(filled, 2)
