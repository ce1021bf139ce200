"""The chair's provisional decisions on placement without consent: told of, approved, and made final or lapsed?"""

import numpy as np
import polars as pl

from sagsloft.sources.synthetic.dice import Dice, Flags, Times, only
from sagsloft.sources.synthetic.moments import case_of, times_of
from sagsloft.sources.synthetic.setting import Setting, table

__all__ = ["chair_decisions"]

URGENT = 0.6
"""So many placements without consent began with one."""
LAPSING = 0.2
"""As many lapsed decisions come on top, as a share of these: no placement followed."""
SOON, LATE = (8, 27), (34, 50)
"""Days until the final decision, which must come within a month (barnets lov § 143)."""


def chair_decisions(setting: Setting, measures: pl.DataFrame) -> pl.DataFrame:
    """One row for each, under the number of its placement (`measure`); one that lapsed has none."""
    dice = setting.dice
    compulsory = measures.filter(pl.col("content") == "uden samtykke")
    urgent = compulsory.filter(pl.Series(dice.happens(URGENT, compulsory.height), dtype=pl.Boolean))
    until_final = dice.soon_or_late(dice.happens(0.9, urgent.height), SOON, LATE)
    lapsing = compulsory.filter(pl.Series(_some(dice, compulsory.height), dtype=pl.Boolean))
    before = np.concatenate([until_final, dice.days(60, 90, lapsing.height)])
    executed: Times = np.concatenate([times_of(urgent, "decided"), times_of(lapsing, "decided")]) - before
    count = len(executed)
    has_lapsed = np.arange(count) >= urgent.height
    told = executed + dice.soon_or_late(dice.happens(0.88, count), (0.05, 0.9), (1.1, 3))
    approved = executed + dice.soon_or_late(dice.happens(0.93, count), (1, 5), (7.5, 10))
    return table(
        case=np.concatenate([case_of(urgent), case_of(lapsing)]),
        measure=pl.concat([urgent["matter"], pl.Series([None] * lapsing.height, dtype=pl.String)]),
        executed=executed,
        told=only(told, dice.happens(0.97, count)),
        approved=only(approved, ~has_lapsed),
        lapsed=only(executed + dice.days(0.5, 6, count), has_lapsed),
    )


def _some(dice: Dice, count: int) -> Flags:
    """At least one, where there is any."""
    return dice.happens(max(LAPSING, min(1.0, 1.0 / max(count, 1))), count)
