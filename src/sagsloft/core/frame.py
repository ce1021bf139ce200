"""Which cases can be drawn? Those with a certain event in a period; the others are counted by the reason.

The hash of a frame is that of its file (`sha256sum frame.csv`): SHA-256, in hexadecimal, of the UTF-8 of `Frame.text`.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import reduce

import polars as pl

from sagsloft.core.attributes import ATTRIBUTE
from sagsloft.core.calendar import LocalTime
from sagsloft.core.conditions import is_given, meets
from sagsloft.core.cpr import CPR_SHAPE
from sagsloft.core.errors import UserError
from sagsloft.core.obligations import existing
from sagsloft.core.rules import Pattern
from sagsloft.core.tickets import one_text

__all__ = ["Closure", "Exclusion", "Filter", "Frame", "Framing", "build"]

OPENED, CLOSED = "sag_aabnet", "sag_afsluttet"
APOSTROPHE = "'"
"""What a spreadsheet's formula is disarmed with; an id that begins with it could not be read back."""
FORMULA = ("=", "+", "-", "@")


class Exclusion(StrEnum):
    """Why a case of the source is not in the frame: the first of these that holds."""

    NO_SUCH_EVENT = "no_such_event"
    CONDITION_NOT_MET = "condition_not_met"
    OUTSIDE_PERIOD = "outside_period"
    CASE_CLOSED = "case_closed"
    CASE_OPEN = "case_open"
    REVIEWED = "reviewed"


class Closure(StrEnum):
    """Which cases count, by whether they are closed on the day of the frame."""

    ANY = "any"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Cases with an event that matches one of the patterns, between two local days, both included."""

    patterns: tuple[Pattern, ...]
    first: date
    last: date
    closure: Closure = Closure.ANY

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise UserError("sample.period_ends_before_it_begins", first=self.first, last=self.last)


@dataclass(frozen=True, slots=True)
class Frame:
    """The cases that can be drawn, by code point; `families` says which family each is of, where that is known."""

    case_ids: tuple[str, ...]
    families: Mapping[str, str | None] | None = None

    @classmethod
    def of(cls, case_ids: Iterable[str], families: Mapping[str, str | None] | None = None) -> "Frame":
        """In any order, with or without spaces around the ids.

        Raises UserError where it is empty, a case is there twice, or an id cannot be kept or may be a CPR number.
        """
        ids = sorted(map(one_text, case_ids))
        if not ids:
            raise UserError("sample.empty_frame")
        if len(set(ids)) < len(ids):
            raise UserError("sample.case_twice", count=len(ids) - len(set(ids)))
        kin = None if families is None else {one_text(case): _family(name) for case, name in families.items()}
        _ensure_can_be_kept([*ids, *(name for name in (kin or {}).values() if name)])
        return cls(tuple(ids), None if kin is None else {case: kin.get(case) for case in ids})

    @property
    def text(self) -> str:
        """The frame as CSV: a heading, then its cases by code point (NFC), each with its family where those are known.

        Comma, a field with a comma or a quotation mark in quotation marks, `\\n`, and an apostrophe before what a
        spreadsheet would run as a formula.
        """
        rows: list[tuple[str, ...]] = [("case_id",), *((case,) for case in self.case_ids)]
        if self.families is not None:
            rows = [("case_id", "family"), *((case, self.families[case] or "") for case in self.case_ids)]
        return "".join(",".join(map(_as_field, row)) + "\n" for row in rows)

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    def siblings(self, case_ids: Collection[str]) -> tuple[tuple[str, ...], ...]:
        """The families of which more than one of these cases is; empty where the families are not known."""
        by_family: dict[str, list[str]] = {}
        for case in sorted(case_ids):
            family = (self.families or {}).get(case)
            if family is not None:
                by_family.setdefault(family, []).append(case)
        return tuple(tuple(cases) for cases in by_family.values() if len(cases) > 1)


@dataclass(frozen=True, slots=True)
class Framing:
    """A frame, and how many cases of the source are not in it, for each reason (those without any are not named)."""

    frame: Frame
    excluded: Mapping[Exclusion, int] = field(default_factory=dict)


def build(
    events: pl.DataFrame,
    chosen: Filter,
    local_time: LocalTime,
    as_of: datetime,
    *,
    known_at: datetime | None = None,
    covers: Collection[str] = frozenset(),
    reviewed: Collection[str] = frozenset(),
    family: str | None = None,
) -> Framing:
    """The frame of an event table as it was known at `as_of`; the same table in any order gives the same frame.

    `covers`: what the source would show if it had happened. `reviewed`: cases that an earlier round has read; they are
    left out and counted. `family`: the attribute that tells siblings; a case's last one counts. Raises UserError where
    an attribute is not in the table, the table does not say which cases are closed, or no case is left.
    """
    known = existing(events, as_of, known_at).with_columns(pl.col("case_id").str.normalize("NFC"))
    _ensure_read(known, chosen, family)
    if chosen.closure is not Closure.ANY and CLOSED not in {*covers, *known["activity"].unique()}:
        raise UserError("sample.closing_unknown", activity=CLOSED)
    met = reduce(pl.Expr.__or__, (_matches(pattern) for pattern in chosen.patterns))
    inside = local_time.local_day(pl.col("earliest")).is_between(chosen.first, chosen.last)
    cases = known.group_by("case_id").agg(
        pl.col("activity").is_in([pattern.activity for pattern in chosen.patterns]).any().alias("has_event"),
        met.any().alias("meets"),
        (met & inside).any().alias("inside"),
        _is_closed().alias("closed"),
    )
    reasons = cases.select("case_id", _exclusion(chosen.closure, reviewed).alias("reason"))
    left = reasons.filter(pl.col("reason").is_null())["case_id"].to_list()
    counted = dict(reasons["reason"].drop_nulls().value_counts().iter_rows())
    return Framing(
        Frame.of(left, None if family is None else _families(known, family)),
        {reason: counted[reason] for reason in Exclusion if reason in counted},
    )


def _ensure_read(events: pl.DataFrame, chosen: Filter, family: str | None) -> None:
    named = {name for pattern in chosen.patterns for name in pattern.where} | ({family} if family else set())
    for name in sorted(named):
        if f"{ATTRIBUTE}{name}" not in events.columns:
            raise UserError("sample.attribute_not_read", attribute=name)


def _matches(pattern: Pattern) -> pl.Expr:
    """Is the event of the pattern's activity, and do its own attributes meet every condition?"""
    conditions = (meets(pl.col(f"{ATTRIBUTE}{name}").cast(pl.String), each) for name, each in pattern.where.items())
    return reduce(pl.Expr.__and__, conditions, pl.col("activity") == pattern.activity)


def _is_closed() -> pl.Expr:
    """Was the case closed after it was last opened? On one day without a time, the end comes after the beginning."""
    opened = pl.col("earliest").filter(pl.col("activity") == OPENED).max()
    closed = pl.col("latest").filter(pl.col("activity") == CLOSED).max()
    return closed.is_not_null() & (opened.is_null() | (closed >= opened))


def _exclusion(closure: Closure, reviewed: Collection[str]) -> pl.Expr:
    """The first reason that holds of each case; null where none does."""
    closed = pl.col("closed")
    return (
        pl.when(~pl.col("has_event"))
        .then(pl.lit(Exclusion.NO_SUCH_EVENT))
        .when(~pl.col("meets"))
        .then(pl.lit(Exclusion.CONDITION_NOT_MET))
        .when(~pl.col("inside"))
        .then(pl.lit(Exclusion.OUTSIDE_PERIOD))
        .when(closed & pl.lit(closure is Closure.OPEN))
        .then(pl.lit(Exclusion.CASE_CLOSED))
        .when(~closed & pl.lit(closure is Closure.CLOSED))
        .then(pl.lit(Exclusion.CASE_OPEN))
        .when(pl.col("case_id").is_in(list(map(one_text, reviewed))))
        .then(pl.lit(Exclusion.REVIEWED))
    )


def _families(events: pl.DataFrame, family: str) -> Mapping[str, str | None]:
    """The last family that each case's events name; of two on one instant the later row's."""
    named = pl.col(f"{ATTRIBUTE}{family}").cast(pl.String)
    order = [name for name in ("earliest", "row") if name in events.columns]
    last = events.filter(is_given(named)).sort(order).group_by("case_id").agg(named.last().alias("family"))
    return dict(last.select("case_id", "family").iter_rows())


def _family(name: str | None) -> str | None:
    return one_text(name or "") or None


def _as_field(text: str) -> str:
    harmless = f"{APOSTROPHE}{text}" if text.startswith(FORMULA) else text
    return '"' + harmless.replace('"', '""') + '"' if set('",') & set(harmless) else harmless


def _ensure_can_be_kept(texts: Iterable[str]) -> None:
    """A text with a line break or a tab could make two frames look alike; one like a CPR number stays out."""
    for text in texts:
        if re.search(CPR_SHAPE, text):
            raise UserError("sample.cpr_in_frame")
        if not text.isprintable() or text.startswith(APOSTROPHE) or not text:
            raise UserError("sample.bad_case_id")
