"""The invented cases, their matters, and the book in which their events are collected."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
import polars as pl

from dice import DAY, Dice, Flags, Numbers, Times, microseconds

__all__ = [
    "ATTRIBUTES",
    "BEGINS",
    "CONTENT",
    "ENDS",
    "NOTIFIER",
    "OUTCOME",
    "REASON",
    "Book",
    "Cases",
    "Matters",
    "rounds",
]

BEGINS = int(datetime(2019, 12, 31, 23, tzinfo=UTC).timestamp()) * 1_000_000
ENDS = int(datetime(2025, 12, 31, 23, tzinfo=UTC).timestamp()) * 1_000_000
"""Danish midnights: four years under the old act and two under the new one."""

NO_MATTER = 0
SKEW = 1.0
"""How unequal cases are: the spread of a log-normal weight. A few cases get hundreds of events."""
USUAL_LENGTH = 300
"""Half of the cases of weight one are open for fewer days than this."""
OPEN_BEFORE = 3 * 365 * DAY
"""Cases are opened from this long before the log begins, so that its first year is as full as the others."""

NOTIFIER = pl.Enum(["fagperson", "borger", "anonym", "barnet"])
REASON = pl.Enum(["omsorgssvigt", "vold", "misbrug", "skolefravaer", "kriminalitet", "andet"])
OUTCOME = pl.Enum(["ingen", "screening", "afdaekning", "undersoegelse", "andet"])
CONTENT = pl.Enum(["indsats", "anbringelse", "afslag", "andet"])

ATTRIBUTES: Mapping[str, pl.DataType] = {
    "underretter": NOTIFIER,
    "aarsag": REASON,
    "anonym": pl.Boolean(),
    "overgreb": pl.Boolean(),
    "aktiv_indsats": pl.Boolean(),
    "uvildig": pl.Boolean(),
    "udfald": OUTCOME,
    "behov_kendt": pl.Date(),
    "anden_kilde": pl.Boolean(),
    "indhold": CONTENT,
    "medhold": pl.Boolean(),
    "naeste_opfoelgning": pl.Date(),
    "samtale": pl.Boolean(),
    "genbehandlingsfrist": pl.Date(),
    "har_plan": pl.Boolean(),
    "saerlig_stoette": pl.Boolean(),
}
"""Two of them, aarsag and udfald, are named by no rule: an export always brings some of those."""


@dataclass(frozen=True, slots=True)
class Matters:
    """One row for each matter: its case, its number (unique in the log), and when it begins."""

    case: Numbers
    number: Numbers
    begins: Times

    def __len__(self) -> int:
        return len(self.case)

    def where(self, chosen: Flags) -> "Matters":
        return Matters(self.case[chosen], self.number[chosen], self.begins[chosen])

    def beginning(self, at: Times) -> "Matters":
        """The same matters, told from another moment on."""
        return Matters(self.case, self.number, at)


@dataclass(slots=True)
class Book:
    """Events as they are made. Nothing outside the log's years is written down."""

    dice: Dice
    parts: list[pl.DataFrame] = field(default_factory=list)
    matters: list[Matters] = field(default_factory=list)
    _numbers_used: int = NO_MATTER

    @property
    def count(self) -> int:
        return sum(part.height for part in self.parts)

    def open_matters(self, case: Numbers, begins: Times) -> Matters:
        """New matters, with numbers that no other matter has."""
        numbers = np.arange(1, len(case) + 1, dtype=np.uint32) + np.uint32(self._numbers_used)
        self._numbers_used += len(case)
        opened = Matters(case, numbers, begins)
        self.matters.append(opened)
        return opened

    def later(self, matters: Matters, delay: Times) -> Times:
        """So long after the matters begin, in office hours."""
        return self.dice.in_office(matters.begins + delay)

    def write(self, activity: str, matters: Matters, at: Times, share: float = 1.0, **attributes: pl.Series) -> None:
        """One event for this share of the matters."""
        kept = (at >= BEGINS) & (at < ENDS) & self.dice.happens(share, len(matters))
        happened = pl.DataFrame(
            {"case": matters.case, "matter": matters.number, "occurred_at": at, **attributes},
            schema_overrides={name: ATTRIBUTES[name] for name in attributes},
        ).filter(pl.Series(kept))
        self.parts.append(happened.insert_column(2, pl.lit(activity).alias("activity").cast(pl.Categorical)))


@dataclass(frozen=True, slots=True)
class Cases:
    """One row for each case: how much happens in it, and from when until when."""

    weight: pl.Series
    opens: Times
    closes: Times

    @classmethod
    def draw(cls, count: int, dice: Dice) -> "Cases":
        weight = dice.generator.lognormal(-(SKEW**2) / 2, SKEW, count)
        opens = dice.in_office(dice.generator.integers(BEGINS - OPEN_BEFORE, ENDS, count))
        length = microseconds(USUAL_LENGTH * np.sqrt(weight) * dice.generator.lognormal(0, SKEW, count))
        return cls(pl.Series(weight), opens, opens + 30 * DAY + length)

    def __len__(self) -> int:
        return len(self.opens)

    def matters(self, rate: float, book: Book, *, in_office: bool = True) -> Matters:
        """About `rate` matters for each case, more of them where more happens, begun while the case is open."""
        dice = book.dice.generator
        case = np.repeat(np.arange(len(self), dtype=np.uint32), dice.poisson(rate * self.weight.to_numpy()))
        return book.open_matters(case, self._while_open(case, book.dice, in_office=in_office))

    def everywhere(self, begins: Times) -> Matters:
        """Every case itself, as if it were a matter: for events that concern no matter in particular."""
        case = np.arange(len(self), dtype=np.uint32)
        return Matters(case, np.full(len(self), NO_MATTER, dtype=np.uint32), begins)

    def anywhere(self, count: int, dice: Dice) -> Matters:
        """This many moments while cases are open, more of them where more happens."""
        edges = self.weight.cum_sum().to_numpy()
        drawn = np.searchsorted(edges, dice.generator.random(count) * edges[-1], side="right")
        case = np.minimum(drawn, len(self) - 1).astype(np.uint32)
        nothing = np.full(count, NO_MATTER, dtype=np.uint32)
        return Matters(case, nothing, self._while_open(case, dice))

    def stay_open_until(self, matters: Matters, ends: Times) -> None:
        """A case is not closed before its measures have ended."""
        np.maximum.at(self.closes, matters.case, ends + 14 * DAY)

    def _while_open(self, case: Numbers, dice: Dice, *, in_office: bool = True) -> Times:
        opens, closes = self.opens[case], self.closes[case]
        at = opens + (dice.generator.random(len(case)) * (closes - opens)).astype(np.int64)
        return dice.in_office(at) if in_office else at


def rounds(matters: Matters, starts: Times, ends: Times, *, every: int, most: int) -> Iterator[tuple[Matters, Times]]:
    """What comes back every so many days, somewhat off the beat: the matters that still run, and the moments."""
    at = starts
    for _ in range(most):
        at = at + every * DAY + (matters.number.astype(np.int64) % 60 - 20) * DAY
        running = at < ends
        yield matters.where(running), at[running]
