"""Events as they stand in one line, and the questions that the engine asks of it: what came first after this?

All events stand in one line, sorted by group, then earliest, then row number; a group is a case, or a matter of a case
(none equals none). Each event knows its place in that line and four bounds around it, so each question is a search
among whole numbers: no join, no grouping and no further sort, however many events a case has.

The bounds of an event are places in the line, all within its own group:

    at        its own place
    start     the first event not earlier than it begins
    midnight  the first event of its local day, if one of that day has no time of day; else as `start`
    until     the last event not later than it ends
    past      the first event not earlier than it ends
"""

from dataclasses import dataclass, fields, replace
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt

from sagsloft.core.calendar import Instants

__all__ = [
    "BOUNDS",
    "NONE",
    "NOWHERE",
    "Booleans",
    "Integers",
    "Line",
    "Taken",
    "earlier_of",
    "first_from",
    "first_of",
    "look_after",
    "look_back",
    "look_before",
    "look_forward",
    "nobody",
]

Integers = npt.NDArray[np.integer[Any]]
Booleans = npt.NDArray[np.bool_]

BOUNDS = ("at", "start", "midnight", "until", "past")
NOWHERE = 2**32 - 1
"""A place after every event."""
NONE = -1
"""The row and place of no event."""


@dataclass(frozen=True, slots=True)
class Line:
    """Events as they stand in one line: arrays of equal length, one element for each event.

    `group` is the number of the case or matter; then come the bounds; `time` is the earliest instant in microseconds;
    `dated` says that there is no time of day.
    """

    group: Integers
    at: Integers
    start: Integers
    midnight: Integers
    until: Integers
    past: Integers
    time: Instants
    row: Integers
    dated: Booleans

    def __len__(self) -> int:
        return len(self.at)

    def where(self, chosen: "Booleans | Integers") -> "Line":
        """The chosen events."""
        return Line(*(getattr(self, field.name)[chosen] for field in fields(self)))

    def sorted(self) -> "Line":
        return self.where(np.argsort(self.at))


@dataclass(frozen=True, slots=True)
class Taken:
    """The event taken for each trigger: its (judged) time, row and place, and whether it has no time of day.

    Where none was taken, row and place are NONE.
    """

    time: Instants
    row: Integers
    at: Integers
    dated: Booleans

    @property
    def exists(self) -> Booleans:
        return np.not_equal(self.row, NONE)

    def only(self, condition: Booleans) -> "Taken":
        """The events for which the condition holds; none elsewhere."""
        row, at = (np.where(condition, values, NONE) for values in (self.row, self.at))
        return replace(self, row=row, at=at, dated=self.dated & condition)


def look_forward(triggers: Line, others: Line, retriggers: Line | None = None, *, count: int = 1) -> Taken:
    """The `count`-th candidate that does not end before T, by (judged time, row); judged time is max(earliest, T).

    Among `others` every such event counts; `retriggers`, being triggers themselves, must be later in the line.
    Semantics 5, 10 and 11.
    """
    heads = [
        _Head(others.where(others.dated), triggers.midnight, before=triggers.start),
        _Head(others, triggers.start),
    ]
    if retriggers is not None:
        heads.append(_Head(retriggers, triggers.at.astype(np.int64) + 1))
    heads = [head for head in heads if len(head.candidates)]
    if not heads:
        return nobody(len(triggers))
    for _ in range(count):
        picked = [head.pick(triggers) for head in heads]
        taken = reduce(earlier_of, picked)
        for head, pick in zip(heads, picked, strict=True):
            head.move_past(pick.exists & (pick.row == taken.row))
    return taken


class _Head:
    """Where each trigger stands in one list of candidates while it looks forward."""

    def __init__(self, candidates: Line, start: Integers, before: Integers | None = None) -> None:
        self.candidates = candidates
        self._index = np.searchsorted(candidates.at, start)
        self._before = before

    def pick(self, triggers: Line) -> Taken:
        """The candidate each trigger stands at, with its judged time."""
        taken = _pick(self.candidates, self._index, triggers)
        if self._before is not None:
            taken = taken.only(taken.at < self._before)
        return replace(taken, time=np.maximum(taken.time, triggers.time))

    def move_past(self, taken: Booleans) -> None:
        self._index = self._index + taken


def look_back(triggers: Line, candidates: Line, since: Instants, *, other_than_trigger: bool = False) -> Taken:
    """The last candidate that begins no later than the trigger ends and not before `since`. Semantics 6.

    `since` is the first instant of a local day.
    """
    index = np.searchsorted(candidates.at, triggers.until, side="right") - 1
    taken = _pick(candidates, index, triggers)
    if other_than_trigger:
        taken = _pick(candidates, index - (taken.at == triggers.at), triggers)
    return taken.only(taken.time >= since)


def look_before(triggers: Line, candidates: Line, since: Instants | None = None) -> Taken:
    """The last candidate that ends before the trigger begins (and does not begin before `since`).

    Semantics 5 (`or_before`) and 10 (`not_after_end`).
    """
    timed, dated = candidates.where(~candidates.dated), candidates.where(candidates.dated)
    last_timed = _pick(timed, np.searchsorted(timed.at, triggers.start) - 1, triggers)
    last_dated = _pick(dated, np.searchsorted(dated.at, triggers.midnight) - 1, triggers)
    taken = _choose(last_timed, last_dated, last_dated.at > last_timed.at)
    return taken if since is None else taken.only(taken.time >= since)


def look_after(triggers: Line, candidates: Line, bound: Integers) -> Taken:
    """The first candidate at or after a place of the line. Semantics 6 (done too late) and 9."""
    return _pick(candidates, np.searchsorted(candidates.at, bound), triggers)


def first_from(group: Integers, instants: Instants, candidates: Line) -> Integers:
    """The place from which the group's candidates do not begin before the instant; NOWHERE if all of them do.

    A binary search within each group, for all questions at once.
    """
    first = np.searchsorted(candidates.group, group)
    end = last = np.searchsorted(candidates.group, group, side="right")
    while np.any(first < last):
        middle = (first + last) // 2
        too_early = (first < last) & (candidates.time[np.minimum(middle, len(candidates) - 1)] < instants)
        first, last = np.where(too_early, middle + 1, first), np.where(too_early, last, np.minimum(middle, last))
    return np.append(candidates.start.astype(np.int64), NOWHERE)[np.where(first < end, first, len(candidates))]


def earlier_of(one: Taken, other: Taken) -> Taken:
    """For each trigger the earlier of two taken events, by (time, row)."""
    earlier = (other.time < one.time) | ((other.time == one.time) & (other.row < one.row))
    return _choose(one, other, other.exists & (earlier | ~one.exists))


def first_of(one: Taken, other: Taken) -> Taken:
    """For each trigger the first of two taken events that there is."""
    return _choose(one, other, ~one.exists)


def nobody(count: int) -> Taken:
    """No event taken, for so many triggers."""
    none = np.full(count, NONE, dtype=np.int64)
    return Taken(time=none, row=none, at=none, dated=np.zeros(count, dtype=np.bool_))


def _choose(one: Taken, other: Taken, use_other: Booleans) -> Taken:
    return Taken(*(np.where(use_other, getattr(other, each.name), getattr(one, each.name)) for each in fields(one)))


def _pick(candidates: Line, index: Integers, triggers: Line) -> Taken:
    """The candidates at these indices, where there is one and it is of the trigger's group."""
    if not len(candidates):
        return nobody(len(triggers))
    inside = (index >= 0) & (index < len(candidates))
    index = np.where(inside, index, 0)
    row, at = (values[index].astype(np.int64) for values in (candidates.row, candidates.at))  # NONE is negative
    taken = Taken(candidates.time[index], row, at, candidates.dated[index])
    return taken.only(inside & (candidates.group[index] == triggers.group))
