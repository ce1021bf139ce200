"""What had last happened in the same case, by a given moment?"""

import numpy as np
import polars as pl

from sagsloft.sources.synthetic.dice import NEVER, Numbers, Times

__all__ = ["Moments", "case_of", "times_of"]

A_CASE = np.int64(2**33)
"""Minutes: more than from 1970 until any year that is told of."""


class Moments:
    """Moments in cases, in order. Moments that never came are left out."""

    def __init__(self, case: Numbers, at: Times) -> None:
        came = ~np.isnat(at)
        self._order = np.argsort(_keys(case[came], at[came]), kind="stable")
        self._keys = _keys(case[came], at[came])[self._order]
        self._at = at[came][self._order]
        self._rows = np.flatnonzero(came)[self._order]

    @classmethod
    def of(cls, rows: pl.DataFrame, *names: str) -> "Moments":
        """Those of several columns together."""
        return cls(np.tile(case_of(rows), len(names)), np.concatenate([times_of(rows, name) for name in names]))

    def number(self, case: Numbers, at: Times) -> Numbers:
        """How many had come in the case by then."""
        return self._place(case, at) - np.searchsorted(self._keys, case * A_CASE, side="left")

    def last(self, case: Numbers, at: Times) -> Times:
        """The last one in the case by then; NEVER where there was none."""
        if not len(self._at):
            return np.full(len(case), NEVER)
        return np.where(self.number(case, at) > 0, self._at[self._place(case, at) - 1], NEVER)

    def next(self, case: Numbers, at: Times) -> Times:
        """The first one in the case from then on; NEVER where there is none."""
        at_or_after = np.searchsorted(self._keys, _keys(case, at), side="left")
        keys, moments = np.append(self._keys, np.int64(-1)), np.append(self._at, NEVER)
        return np.where(keys[at_or_after] // A_CASE == case, moments[at_or_after], NEVER)

    def last_row(self, case: Numbers, at: Times) -> Numbers:
        """The row that the last one came from; -1 where there was none."""
        if not len(self._at):
            return np.full(len(case), -1)
        return np.where(self.number(case, at) > 0, self._rows[self._place(case, at) - 1], -1)

    def _place(self, case: Numbers, at: Times) -> Numbers:
        return np.searchsorted(self._keys, _keys(case, at), side="right")


def case_of(rows: pl.DataFrame) -> Numbers:
    return rows["case"].to_numpy().astype(np.int64)


def times_of(rows: pl.DataFrame, name: str) -> Times:
    return rows[name].cast(pl.Datetime("us")).to_numpy().astype("datetime64[m]")


def _keys(case: Numbers, at: Times) -> Numbers:
    """NaT counts as before everything."""
    minutes = np.where(np.isnat(at), 0, at.astype(np.int64))
    return case * A_CASE + minutes
