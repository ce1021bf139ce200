"""The events in order, and the questions the engine asks of that order.

All events stand in one line, sorted by group, then earliest, then row number; a group is a case, or a matter of a case
(none equals none). Each event knows its place in that line and four bounds around it, so "what came first after this?"
is a search among whole numbers: no join, no grouping and no second sort, however many events a case has.

The bounds of an event are places in the line, all within its own group:

    at        its own place
    from      the first event not earlier than it begins
    midnight  the first event of its local day, if one of that day has no time of day; else as `from`
    until     the last event not later than it ends
    past      the first event not earlier than it ends

They are kept for both lines, as `case_at`, `matter_at` and so on.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, fields, replace
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from sagsloft.core.conditions import is_given, matches
from sagsloft.core.rules import Pattern, Scope

__all__ = [
    "NOWHERE",
    "History",
    "Line",
    "Taken",
    "earlier_of",
    "first_of",
    "look_after",
    "look_back",
    "look_before",
    "look_forward",
    "microseconds",
    "nobody",
    "seen_in",
]

Integers = npt.NDArray[np.integer[Any]]
Booleans = npt.NDArray[np.bool_]

NOWHERE = 2**32 - 1
"""A place after every event."""
NONE = -1
"""The row and place of no event."""

BOUNDS = ("at", "from", "midnight", "until", "past")
NO_EVENTS = pl.DataFrame(
    schema={"source": pl.UInt32, "row": pl.UInt32}
    | dict.fromkeys(("earliest", "latest"), pl.Datetime("us", "UTC"))
    | {"has_matter": pl.Boolean}
    | dict.fromkeys(Scope, pl.UInt32)
    | {f"{scope}_{bound}": pl.UInt32 for scope in Scope for bound in BOUNDS}
)


class History:
    """The events that exist, in both lines, one table for each activity.

    A table's columns: source (the event's index in `events`), row, earliest, latest, has_matter, the numbers `case`
    and `matter`, and the bounds.
    """

    def __init__(self, events: pl.DataFrame, activities: Collection[str] | None = None) -> None:
        """Only `activities` are put in order; None means all of them."""
        self.events = events
        relevant = events.with_row_index("source")
        if activities is not None:
            relevant = relevant.filter(pl.col("activity").is_in(sorted(activities)))
        tables = _in_both_lines(relevant).partition_by("activity", as_dict=True, include_key=False)
        self._by_activity = {str(activity): table for (activity,), table in tables.items()}
        self._matching: dict[object, pl.DataFrame] = {}
        self._candidates: dict[object, Line] = {}

    @property
    def activities(self) -> Collection[str]:
        return self._by_activity.keys()

    def attribute(self, name: str, source: pl.Series) -> pl.Series:
        """The attribute of these events, as text; all missing where the source has no such attribute."""
        column = f"attr.{name}"
        if column in self.events.columns:
            return self.events[column].gather(source).alias(name)
        return pl.Series(name, [None], dtype=pl.String).new_from_index(0, len(source))

    def carries(self, activity: str, attribute: str) -> bool:
        """Does at least one event of the activity have the attribute, and not empty?"""
        values = self.attribute(attribute, self._by_activity[activity]["source"])
        return bool(values.to_frame().select(is_given(pl.first()).any()).item())

    def matching(self, patterns: Sequence[Pattern], only: Callable[[str], bool] | None = None) -> pl.DataFrame:
        """The events that at least one pattern matches, each once, in the line of matters; `only` asks the activity."""
        key = self._question(patterns, only)
        if key not in self._matching:
            asked = {each: [p for p in patterns if p.covers(each)] for each in filter(only, self._by_activity)}
            tables = [self._of_activity(activity, covering) for activity, covering in asked.items() if covering]
            self._matching[key] = pl.concat(tables).sort("matter_at") if len(tables) > 1 else (*tables, NO_EVENTS)[0]
        return self._matching[key]

    def candidates(
        self, patterns: Sequence[Pattern], scope: Scope, only: Callable[[str], bool] | None = None
    ) -> "Line":
        """The matching events in the scope's line, sorted by their place."""
        key = scope, self._question(patterns, only)
        if key not in self._candidates:
            line = seen_in(self.matching(patterns, only), scope)
            self._candidates[key] = line if scope is Scope.MATTER else line.sorted()
        return self._candidates[key]

    def _question(self, patterns: Sequence[Pattern], only: Callable[[str], bool] | None) -> object:
        """What is asked, in a form that can be remembered: many rules ask for the same events."""
        asked = tuple((pattern.activity, pattern.excluded, tuple(pattern.where.items())) for pattern in patterns)
        return asked, None if only is None else tuple(filter(only, self._by_activity))

    def _of_activity(self, activity: str, patterns: Sequence[Pattern]) -> pl.DataFrame:
        table = self._by_activity[activity]
        if not all(pattern.where for pattern in patterns):
            return table
        names = sorted({name for pattern in patterns for name in pattern.where})
        attributes = pl.DataFrame([self.attribute(name, table["source"]) for name in names])
        return table.filter(attributes.select(pl.any_horizontal(map(matches, patterns))).to_series())


@dataclass(frozen=True, slots=True)
class Line:
    """Events as they stand in one line: arrays of equal length, one element for each event.

    `group` is the number of the case or matter; `at`, `start`, `midnight`, `until` and `past` are the bounds (`start`
    is `from`); `time` is the earliest instant in microseconds; `dated` says that there is no time of day.
    """

    group: Integers
    at: Integers
    start: Integers
    midnight: Integers
    until: Integers
    past: Integers
    time: Integers
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

    time: Integers
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


def seen_in(events: pl.DataFrame, scope: Scope) -> Line:
    """Events (a table of a `History`) as they stand in one line."""
    earliest, latest = (microseconds(events[name]) for name in ("earliest", "latest"))
    return Line(
        group=events[scope].to_numpy(),
        at=events[f"{scope}_at"].to_numpy(),
        start=events[f"{scope}_from"].to_numpy(),
        midnight=events[f"{scope}_midnight"].to_numpy(),
        until=events[f"{scope}_until"].to_numpy(),
        past=events[f"{scope}_past"].to_numpy(),
        time=earliest,
        row=events["row"].to_numpy(),
        dated=latest > earliest,
    )


def microseconds(instants: pl.Series) -> Integers:
    """Instants as whole numbers; a missing one is before all others."""
    return instants.to_numpy().view(np.int64)


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
        return nobody(triggers)
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


def look_back(triggers: Line, candidates: Line, since: Integers, *, other_than_trigger: bool = False) -> Taken:
    """The last candidate that begins no later than the trigger ends and not before `since`. Semantics 6.

    `since` is the first instant of a local day.
    """
    index = np.searchsorted(candidates.at, triggers.until, side="right") - 1
    taken = _pick(candidates, index, triggers)
    if other_than_trigger:
        taken = _pick(candidates, index - (taken.at == triggers.at), triggers)
    return taken.only(taken.time >= since)


def look_before(triggers: Line, candidates: Line, since: Integers | None = None) -> Taken:
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


def earlier_of(one: Taken, other: Taken) -> Taken:
    """For each trigger the earlier of two taken events, by (time, row)."""
    earlier = (other.time < one.time) | ((other.time == one.time) & (other.row < one.row))
    return _choose(one, other, other.exists & (earlier | ~one.exists))


def first_of(one: Taken, other: Taken) -> Taken:
    """For each trigger the first of two taken events that there is."""
    return _choose(one, other, ~one.exists)


def nobody(triggers: Line) -> Taken:
    """No event taken, for every trigger."""
    none = np.full(len(triggers), NONE, dtype=np.int64)
    return Taken(time=none, row=none, at=none, dated=np.zeros(len(triggers), dtype=np.bool_))


def _choose(one: Taken, other: Taken, use_other: Booleans) -> Taken:
    return Taken(*(np.where(use_other, getattr(other, each.name), getattr(one, each.name)) for each in fields(one)))


def _pick(candidates: Line, index: Integers, triggers: Line) -> Taken:
    """The candidates at these indices, where there is one and it is of the trigger's group."""
    if not len(candidates):
        return nobody(triggers)
    inside = (index >= 0) & (index < len(candidates))
    index = np.where(inside, index, 0)
    row, at = (values[index].astype(np.int64) for values in (candidates.row, candidates.at))  # NONE is negative
    taken = Taken(candidates.time[index], row, at, candidates.dated[index])
    return taken.only(inside & (candidates.group[index] == triggers.group))


def _in_both_lines(events: pl.DataFrame) -> pl.DataFrame:
    """Events in the line of matters, with numbers for case and matter and the bounds in both lines."""
    keys = ["case_id", "matter_id", "earliest", "row"]
    matter = pl.when(pl.col("matter_id") != "").then("matter_id")
    line = events.select("source", *keys, "latest", "activity").with_columns(matter).sort(keys)
    new_case = pl.col("case_id").ne_missing(pl.col("case_id").shift())
    new_matter = new_case | pl.col("matter_id").ne_missing(pl.col("matter_id").shift())
    line = line.select(
        *("source", "row", "activity", "earliest", "latest"),
        pl.col("matter_id").is_not_null().alias("has_matter"),
        new_case.cum_sum().cast(pl.UInt32).alias(Scope.CASE),
        new_matter.cum_sum().cast(pl.UInt32).alias(Scope.MATTER),
    )
    by_matter = _bounds(line, Scope.MATTER)
    if line["has_matter"].any():
        by_case = _bounds_in_line_of_cases(line)
    else:
        by_case = by_matter.rename({f"matter_{bound}": f"case_{bound}" for bound in BOUNDS})
    return line.hstack(by_matter).hstack(by_case)


def _bounds_in_line_of_cases(line_of_matters: pl.DataFrame) -> pl.DataFrame:
    """The bounds in the line of cases, in the order of the line of matters."""
    line = line_of_matters.select("earliest", "latest", "row", Scope.CASE).with_row_index("place")
    line = line.sort(Scope.CASE, "earliest", "row")
    return _bounds(line, Scope.CASE).with_columns(line["place"]).sort("place").drop("place")


def _bounds(line: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """The bounds (see the module's docstring) of every event of a sorted line, as `<scope>_at`, `<scope>_from`, …"""
    begins, ends, group = pl.col("earliest"), pl.col("latest"), pl.col(scope)
    opens_instant = group.ne_missing(group.shift()) | (begins != begins.shift())
    last_of_instant = opens_instant.shift(-1, fill_value=True)
    places = line.select(begins, ends, group, pl.int_range(pl.len(), dtype=pl.UInt32).alias("at")).with_columns(
        pl.when(opens_instant).then("at").forward_fill().alias("from"),
        pl.when(last_of_instant).then("at").backward_fill().alias("until"),
    )
    if line.select((begins == ends).all()).item():
        places = places.with_columns(pl.col("from").alias("midnight"), pl.col("from").alias("past"))
    else:
        places = _with_days(places, group)
    return places.select(pl.col(bound).alias(f"{scope}_{bound}") for bound in BOUNDS)


def _with_days(places: pl.DataFrame, group: pl.Expr) -> pl.DataFrame:
    """`midnight`, `until` and `past` where some events have no time of day, and so fill their whole local day.

    Such an event begins at midnight, hence before all others of its day, and the last one seen tells when its day ends.
    """
    begins, ends = pl.col("earliest"), pl.col("latest")
    dated = ends > begins
    day_ends = pl.when(dated).then(ends).forward_fill()
    same_group = pl.when(dated).then(group).forward_fill() == group
    in_its_day = (same_group & (begins <= day_ends)).fill_null(False)
    last_of_day = group.ne_missing(group.shift(-1)) | (begins.shift(-1) > day_ends)
    places = places.with_columns(
        pl.when(in_its_day).then(pl.when(dated).then("from").forward_fill()).otherwise("from").alias("midnight"),
        pl.when(dated).then(pl.when(last_of_day).then("at").backward_fill()).otherwise("until").alias("until"),
    )
    last_begins = begins.gather(pl.col("until"))
    after_day = pl.when(last_begins == ends).then(pl.col("from").gather(pl.col("until"))).otherwise(pl.col("until") + 1)
    return places.with_columns(pl.when(dated).then(after_day).otherwise("from").alias("past"))
