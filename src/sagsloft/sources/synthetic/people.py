"""Who works on a case, and in which team?"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from sagsloft.sources.synthetic.cases import Cases
from sagsloft.sources.synthetic.dice import DAY, Flags, Numbers
from sagsloft.sources.synthetic.moments import Moments, case_of, times_of

__all__ = ["Staff"]

INTAKE, FAMILY, YOUTH = "Modtagelsen", "Familieteamet", "Ungeteamet"
TEAMS = pl.Series("team", [INTAKE, FAMILY, YOUTH])
CASES_A_CASEWORKER = np.array([100, 55, 40])
"""Of all years together: about 25 that are open."""
FEWEST = 2
YOUNG = 13 * 365 * DAY


@dataclass(frozen=True, slots=True)
class Staff:
    """The caseworkers of each team are numbered through; a case goes to the next one when it is handed over."""

    size: Numbers
    """Caseworkers in each team."""
    team: Numbers
    """Place in TEAMS, for each case."""
    changes: Moments

    @classmethod
    def of(cls, cases: Cases, hand_overs: pl.DataFrame) -> "Staff":
        team = np.where(cases.opens - cases.born > YOUNG, 2, 1)
        load = np.array([len(cases), *np.bincount(team, minlength=3)[1:]])
        return cls(np.maximum(load // CASES_A_CASEWORKER, FEWEST), team, Moments.of(hand_overs, "changed"))

    def on(self, rows: pl.DataFrame, at: str, *, intake: bool = False) -> pl.DataFrame:
        """The same rows with `team` and `caseworker` at the moment `at`.

        Modtagelsen takes what comes in (`intake`), unless a measure runs: then the child's own caseworker does.
        """
        case = case_of(rows)
        at_intake = np.full(len(case), intake) & ~_is_known(rows)
        team = np.where(at_intake, 0, self.team[case])
        turn = np.where(at_intake, np.arange(len(case)), case + self.changes.number(case, times_of(rows, at)))
        number = np.concatenate([[0], np.cumsum(self.size)])[team] + turn % self.size[team] + 1
        caseworker = pl.concat_str(pl.lit("rådgiver "), pl.Series(number).cast(pl.String)).alias("caseworker")
        return rows.with_columns(TEAMS.gather(pl.Series(team)).alias("team"), caseworker)


def _is_known(rows: pl.DataFrame) -> Flags:
    """Did a measure run when the notification came?"""
    if "active" not in rows.columns:
        return np.zeros(rows.height, dtype=np.bool_)
    return rows["active"].to_numpy()
