"""What comes back while a measure runs: follow-ups, supervision visits, and re-hearings of compulsory placements."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from sagsloft.sources.synthetic.dice import DAY, NEVER, Flags, Lengths, Numbers, Times, only
from sagsloft.sources.synthetic.measures import PLACEMENTS
from sagsloft.sources.synthetic.moments import Moments, case_of, times_of
from sagsloft.sources.synthetic.setting import Setting, table

__all__ = ["follow_ups"]

FIRST_LOW, FIRST_HIGH = 0.46, 0.78
"""The first follow-up within three months: 44 % in 2019, 75 % in 2024 (Børnesagsbarometret)."""
NEXT_IN_TIME = 0.64
NEXT_NAMED = 0.87
DILIGENT = 0.78
YEAR = 365 * DAY
ROWS = {
    "row": pl.Int64(), "case": pl.Int64(), "kind": pl.String(), "at": pl.Datetime("us"), "spoken": pl.Boolean(),
    "next_on": pl.Date(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Running:
    """Measures that run: row of the measures, case, and until when."""

    row: Numbers
    case: Numbers
    at: Times
    until: Times

    def where(self, chosen: Flags) -> "Running":
        return Running(self.row[chosen], self.case[chosen], self.at[chosen], self.until[chosen])

    def moved(self, at: Times) -> "Running":
        """Those of the same measures that still run at the next moment."""
        return Running(self.row, self.case, at, self.until).where(at < self.until)


def follow_ups(setting: Setting, measures: pl.DataFrame, investigations: pl.DataFrame) -> pl.DataFrame:
    """One row for each: `measure` (its matter), `kind`, `at`, `spoken` (visits) and `next_on`."""
    parallel = Moments.of(investigations, "ended", "mapped_until")
    parts = [*_follow_ups(setting, measures, parallel), *_visits(setting, measures), *_rehearings(setting, measures)]
    rows = pl.concat([pl.DataFrame(schema=ROWS), *parts])
    matters = measures["matter"].gather(rows["row"])
    return rows.with_columns(matters.alias("measure")).drop("row")


def _running(setting: Setting, measures: pl.DataFrame, contents: tuple[str, ...], begins: str = "started") -> Running:
    is_meant = measures["content"].is_in(contents).to_numpy() & measures[begins].is_not_null().to_numpy()
    ended = times_of(measures, "ended")
    until = np.where(np.isnat(ended), setting.ends, ended)
    rows = np.arange(measures.height)
    return Running(rows, case_of(measures), times_of(measures, begins), until).where(is_meant)


def _rows(kind: str, held: Running, next_on: Times, spoken: Flags | None = None) -> pl.DataFrame:
    count = len(held.row)
    said = pl.repeat(None, count, dtype=pl.Boolean, eager=True) if spoken is None else pl.Series(spoken)
    next_day = next_on.astype("datetime64[D]")
    return table(row=held.row, case=held.case, kind=np.full(count, kind), at=held.at, spoken=said, next_on=next_day)


def _follow_ups(setting: Setting, measures: pl.DataFrame, parallel: Moments) -> Iterator[pl.DataFrame]:
    """The first, and then as the law of the day says: lov om social service § 70, barnets lov § 95."""
    dice = setting.dice
    running = _running(setting, measures, ("indsats", *PLACEMENTS))
    soon = dice.happens(setting.rising(running.at, FIRST_LOW, FIRST_HIGH), len(running.at))
    running = running.moved(_first(setting, running, soon, parallel))
    while len(running.at):
        planned = dice.in_office(running.at + dice.days(60, 230, len(running.at)))
        is_own_rhythm = setting.under_barnets_lov(running.at) & dice.happens(NEXT_NAMED, len(running.at))
        named = only(planned, is_own_rhythm)
        yield _rows("opfoelgning", running, named)
        running = running.moved(dice.in_office(running.at + _until_next(setting, running, named)))


def _first(setting: Setting, begun: Running, soon: Flags, parallel: Moments) -> Times:
    """Within three months, or when an investigation alongside ends before (barnets lov § 95, stk. 2); or too late."""
    dice = setting.dice
    first = dice.in_office(begun.at + dice.soon_or_late(soon, (35, 87), (97, 220)))
    ended = parallel.next(begun.case, begun.at)
    return np.where(soon & setting.under_barnets_lov(begun.at) & (ended < first), ended, first)


def _until_next(setting: Setting, held: Running, named: Times) -> Lengths:
    """Every six months, or on the day that was named."""
    dice, count = setting.dice, len(held.at)
    soon = dice.happens(NEXT_IN_TIME, count)
    usual = dice.soon_or_late(soon, (120, 178), (188, 290))
    own = np.maximum(named - held.at + dice.soon_or_late(soon, (-12, -3), (4, 90)), 10 * DAY)
    return np.where(np.isnat(named), usual, own)


def _visits(setting: Setting, measures: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """At least two a year with a conversation (barnets lov § 156): most places get them, and some do not."""
    dice = setting.dice
    running = _running(setting, measures, PLACEMENTS)
    is_diligent = dice.happens(DILIGENT, measures.height)
    while True:
        diligent = is_diligent[running.row]
        running = running.moved(dice.in_office(running.at + dice.soon_or_late(diligent, (95, 160), (170, 320))))
        if not len(running.at):
            return
        said = dice.happens(np.where(is_diligent[running.row], 0.96, 0.7), len(running.at))
        yield _rows("tilsynsbesoeg", running, np.full(len(running.at), NEVER), said)


def _rehearings(setting: Setting, measures: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """A compulsory placement is heard again by its deadline: a year, and then two."""
    dice = setting.dice
    running = _running(setting, measures, ("uden samtykke",), "decided")
    due = running.at + YEAR
    while True:
        late = ~dice.happens(0.9, len(due))
        held = dice.in_office(due + dice.soon_or_late(late, (5, 40), (-30, -4)))
        lasting = held < running.until
        running, due = running.moved(held), held[lasting] + 2 * YEAR
        if not len(running.at):
            return
        yield _rows("genbehandling", running, due)
