"""The conversation with the child before a decision: held in time, lawfully omitted, or missing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from sagsloft.sources.synthetic.decisions import Decided
from sagsloft.sources.synthetic.dice import DAY, NEVER, Flags, Numbers, Texts, Times, only
from sagsloft.sources.synthetic.investigations import OTHER_SOURCES, REASONS
from sagsloft.sources.synthetic.moments import Moments, case_of, times_of

__all__ = ["conversations"]

IN_TIME = 0.57
"""Before the decision or lawfully omitted: 56 % in 2019, 57 % in 2020-2022, 65 % in 2024 (Børnesagsbarometret)."""
BY_CHANCE = 0.04
"""So many more come to be in time: a conversation before one decision counts for another of the same quarter too."""
COUNTS_FOR = 181 * DAY
"""A conversation counts for six months (the rule's working assumption): here a few days less."""
QUARTER = 91 * DAY
OMITTED = 0.3


@dataclass(frozen=True, slots=True)
class Talks:
    """For each decision: when a conversation was held for its sake, or omitted, and whether the omission is lawful."""

    spoken: Times
    omitted: Times
    is_lawful: Flags
    owed: npt.NDArray[np.float64]
    """How many more should have been in time until now: without a measure, and with one."""


def conversations(made: Decided, earlier: Sequence[pl.DataFrame], *, of_measure: Flags) -> dict[str, Times | Texts]:
    """What was done about it for each decision: `spoken`, `omitted`, `omission_reason`, `other_source`.

    `earlier` hold conversations of other occasions, which count when they are recent. `of_measure`: a measure or a
    placement was decided on; before barnets lov only these decisions needed one. The share in time is the same for
    both, before and after barnets lov, and before and in the course, which does not move it.
    """
    talks = _talks(made, earlier, of_measure)
    dice, count = made.setting.dice, len(made)
    is_omitted = ~np.isnat(talks.omitted)
    is_sourced = talks.is_lawful & (made.setting.under_barnets_lov(made.at) | dice.happens(0.5, count))
    return {
        "spoken": talks.spoken,
        "omitted": talks.omitted,
        "omission_reason": np.where(is_omitted, dice.one_of(REASONS, count), ""),
        "other_source": np.where(is_sourced, dice.one_of(OTHER_SOURCES, count), ""),
    }


def _talks(made: Decided, earlier: Sequence[pl.DataFrame], of_measure: Flags) -> Talks:
    """Quarter by quarter, since what was said before one decision counts for the next."""
    count = len(made)
    talks = Talks(np.full(count, NEVER), np.full(count, NEVER), np.zeros(count, dtype=np.bool_), np.zeros(2))
    cases = np.concatenate([made.case, *map(case_of, earlier)])
    elsewhere = [times_of(rows, "spoken") for rows in earlier]
    quarters = (made.at - made.setting.begins) // QUARTER
    for quarter in np.unique(quarters):
        rows = np.flatnonzero(quarters == quarter)
        part = made.where(rows)
        last = Moments(cases, np.concatenate([talks.spoken, *elsewhere])).last(part.case, part.at)
        is_recent = ~np.isnat(last) & (part.at - last < COUNTS_FOR)
        _of_quarter(part, talks, rows, is_recent, of_measure[rows])
    return talks


def _of_quarter(made: Decided, talks: Talks, rows: Numbers, is_recent: Flags, of_measure: Flags) -> None:
    """Writes down, in these rows, what was done about the quarter's decisions.

    Of those without a recent conversation, so many get one that the whole comes to be IN_TIME.
    """
    dice, count, members = made.setting.dice, len(made), of_measure.astype(np.int64)
    talks.owed[:] += np.bincount(members, (IN_TIME - BY_CHANCE) - is_recent, minlength=2)
    share = np.clip(talks.owed / np.maximum(np.bincount(members, ~is_recent, minlength=2), 1), 0, 1)
    needed = dice.happens(share[members] * ~is_recent, count)
    talks.owed[:] -= np.bincount(members, needed, minlength=2)
    lawful = dice.happens(OMITTED * needed, count)
    missing = ~needed & ~is_recent
    unlawful = dice.happens(0.12 * (missing & made.setting.under_barnets_lov(made.at)), count)
    before = made.earlier(3, 40)
    afterwards = only(dice.in_office(made.at + dice.days(6, 60, count)), dice.happens(0.2 * missing, count))
    talks.spoken[rows] = np.where(needed & ~lawful, before, afterwards)
    talks.omitted[rows] = only(before, lawful | unlawful)
    talks.is_lawful[rows] = lawful
