"""The events that exist, in order: sorted once, and found by activity for the rules to ask for.

There are two lines (see `core.line`): of matters and of cases. An event is known by its number, which is its place in
the line of matters; each event keeps its bounds in both lines.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from sagsloft.core.bounds import bounds
from sagsloft.core.calendar import Days, Instants, LocalTime
from sagsloft.core.conditions import is_given, matches
from sagsloft.core.line import Booleans, Integers, Line
from sagsloft.core.rules import Pattern, Scope
from sagsloft.core.timestamps import local_days

__all__ = ["History", "WrittenDays"]

NEEDED = ("case_id", "matter_id", "earliest", "latest", "row", "activity")
NOBODY = np.array([], dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class WrittenDays:
    """The days that stand in an attribute: `read` is NaT where nothing is `given`, or nothing that is a date."""

    read: Days
    given: Booleans

    def where(self, chosen: Integers) -> "WrittenDays":
        return WrittenDays(self.read[chosen], self.given[chosen])


class History:
    """The events that exist, in both lines: arrays with one element for each event.

    `lines` hold them in the order of the line of matters; `source` is their index in `events`; `earliest` and
    `latest` are the instants between which they happened; `has_matter` says that they have a matter of their own.
    """

    def __init__(self, events: pl.DataFrame, local_time: LocalTime, activities: Collection[str] | None = None) -> None:
        """Only `activities` are put in order; None means all of them."""
        self.events = events
        self._local_time = local_time
        relevant = events.select(NEEDED).with_row_index("source")
        if activities is not None:
            relevant = relevant.filter(pl.col("activity").is_in(sorted(activities)))
        table = _in_order(relevant)
        self.earliest = _microseconds(table["earliest"])
        self.latest = _microseconds(table["latest"])
        self.source = table["source"].to_numpy()
        self.has_matter = table["has_matter"].to_numpy()
        by_matter = bounds(table[Scope.MATTER].to_numpy(), self.earliest, self.latest)
        by_case = _bounds_in_line_of_cases(table) if self.has_matter.any() else by_matter
        self.lines = {
            scope: Line(
                group=table[scope].to_numpy(),
                **found,
                time=self.earliest,
                row=table["row"].to_numpy(),
                dated=self.latest > self.earliest,
            )
            for scope, found in ((Scope.CASE, by_case), (Scope.MATTER, by_matter))
        }
        self._by_activity = _by_activity(table["activity"])
        self._matching: dict[object, Integers] = {}
        self._candidates: dict[object, Line] = {}
        self._days: dict[object, WrittenDays] = {}

    @property
    def activities(self) -> Collection[str]:
        return self._by_activity.keys()

    def attribute(self, name: str, numbers: Integers) -> pl.Series:
        """The attribute of these events, as text; all missing where the source has no such attribute."""
        column = f"attr.{name}"
        if column in self.events.columns:
            return self.events[column].gather(self.source[numbers]).cast(pl.String).alias(name)
        return pl.Series(name, [None], dtype=pl.String).new_from_index(0, len(numbers))

    def carries(self, activity: str, attribute: str) -> bool:
        """Does at least one event of the activity have the attribute, and not empty?"""
        values = self.attribute(attribute, self._by_activity[activity])
        return bool(values.to_frame().select(is_given(pl.first()).any()).item())

    def matching(self, patterns: Sequence[Pattern], only: Callable[[str], bool] | None = None) -> Integers:
        """The numbers of the events that at least one pattern matches, in order; `only` asks the activity."""
        key = self._question(patterns, only)
        if key not in self._matching:
            asked = {each: [p for p in patterns if p.covers(each)] for each in filter(only, self._by_activity)}
            found = [self._of_activity(activity, covering) for activity, covering in asked.items() if covering]
            self._matching[key] = np.sort(np.concatenate(found)) if len(found) > 1 else (*found, NOBODY)[0]
        return self._matching[key]

    def candidates(self, patterns: Sequence[Pattern], scope: Scope, only: Callable[[str], bool] | None = None) -> Line:
        """The matching events in the scope's line, sorted by their place."""
        key = scope, self._question(patterns, only)
        if key not in self._candidates:
            line = self.lines[scope].where(self.matching(patterns, only))
            self._candidates[key] = line if scope is Scope.MATTER else line.sorted()
        return self._candidates[key]

    def days_in(self, attribute: str, patterns: Sequence[Pattern]) -> WrittenDays:
        """The days in that attribute of all events that the patterns match."""
        key = attribute, self._question(patterns, None)
        if key not in self._days:
            written = self.attribute(attribute, self.matching(patterns))
            given = written.to_frame().select(is_given(pl.first())).to_series().to_numpy()
            self._days[key] = WrittenDays(local_days(written, self._local_time).to_numpy(), given)
        return self._days[key]

    def _question(self, patterns: Sequence[Pattern], only: Callable[[str], bool] | None) -> object:
        """What is asked, in a form that can be remembered: many rules ask for the same events."""
        asked = tuple((pattern.activity, pattern.excluded, tuple(pattern.where.items())) for pattern in patterns)
        return asked, None if only is None else tuple(filter(only, self._by_activity))

    def _of_activity(self, activity: str, patterns: Sequence[Pattern]) -> Integers:
        numbers = self._by_activity[activity]
        if not all(pattern.where for pattern in patterns):
            return numbers
        names = sorted({name for pattern in patterns for name in pattern.where})
        attributes = pl.DataFrame([self.attribute(name, numbers) for name in names])
        chosen: Booleans = attributes.select(pl.any_horizontal(map(matches, patterns))).to_series().to_numpy()
        return numbers[chosen]


def _by_activity(activities: pl.Series) -> dict[str, Integers]:
    """The numbers of each activity's events, in order."""
    groups = activities.to_frame().with_row_index("number").group_by("activity", maintain_order=True).agg("number")
    return {activity: numbers.to_numpy() for activity, numbers in zip(*groups, strict=True)}


def _microseconds(instants: pl.Series) -> Instants:
    return instants.to_physical().to_numpy()


def _in_order(events: pl.DataFrame) -> pl.DataFrame:
    """The line of matters, with numbers for case and matter."""
    line = events.with_columns(pl.when(pl.col("matter_id") != "").then("matter_id"))
    line = line.sort("case_id", "matter_id", "earliest", "row")
    new_case = pl.col("case_id").ne_missing(pl.col("case_id").shift())
    new_matter = new_case | pl.col("matter_id").ne_missing(pl.col("matter_id").shift())
    return line.select(
        *("source", "row", "activity", "earliest", "latest"),
        pl.col("matter_id").is_not_null().alias("has_matter"),
        new_case.cum_sum().cast(pl.UInt32).alias(Scope.CASE),
        new_matter.cum_sum().cast(pl.UInt32).alias(Scope.MATTER),
    )


def _bounds_in_line_of_cases(line_of_matters: pl.DataFrame) -> dict[str, Integers]:
    """The bounds in the line of cases, in the order of the line of matters."""
    line = line_of_matters.select("earliest", "latest", "row", Scope.CASE).with_row_index("place")
    line = line.sort(Scope.CASE, "earliest", "row")
    place = line["place"].to_numpy()
    found = bounds(line[Scope.CASE].to_numpy(), _microseconds(line["earliest"]), _microseconds(line["latest"]))
    return {name: _put_back(values, place) for name, values in found.items()}


def _put_back(values: Integers, place: Integers) -> Integers:
    """Each value at its place."""
    there = np.empty_like(values)
    there[place] = values
    return there
