"""The events that exist, in order: sorted once, and found by activity for the rules to ask for.

There are two lines (see `core.line`): of matters and of cases. An event is known by its number, which is its place in
the line of matters; each event keeps its bounds in both lines.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from sagsloft.core.calendar import Days, Instants, LocalTime
from sagsloft.core.conditions import is_given, matches
from sagsloft.core.line import BOUNDS, Booleans, Integers, Line
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
        table = _in_both_lines(relevant)
        self.earliest = _microseconds(table["earliest"])
        self.latest = _microseconds(table["latest"])
        self.source = table["source"].to_numpy()
        self.has_matter = table["has_matter"].to_numpy()
        self.lines = {
            scope: Line(
                group=table[scope].to_numpy(),
                **{bound: table[f"{scope}_{bound}"].to_numpy() for bound in BOUNDS},
                time=self.earliest,
                row=table["row"].to_numpy(),
                dated=self.latest > self.earliest,
            )
            for scope in Scope
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


def _in_both_lines(events: pl.DataFrame) -> pl.DataFrame:
    """Events in the line of matters, with numbers for case and matter and the bounds in both lines."""
    line = events.with_columns(pl.when(pl.col("matter_id") != "").then("matter_id"))
    line = line.sort("case_id", "matter_id", "earliest", "row")
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
    """The bounds of every event of a sorted line, as `<scope>_at`, `<scope>_start`, …"""
    begins, ends, group = pl.col("earliest"), pl.col("latest"), pl.col(scope)
    opens_instant = group.ne_missing(group.shift()) | (begins != begins.shift())
    last_of_instant = opens_instant.shift(-1, fill_value=True)
    places = line.select(begins, ends, group, pl.int_range(pl.len(), dtype=pl.UInt32).alias("at")).with_columns(
        pl.when(opens_instant).then("at").forward_fill().alias("start"),
        pl.when(last_of_instant).then("at").backward_fill().alias("until"),
    )
    if line.select((begins == ends).all()).item():
        places = places.with_columns(pl.col("start").alias("midnight"), pl.col("start").alias("past"))
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
        pl.when(in_its_day).then(pl.when(dated).then("start").forward_fill()).otherwise("start").alias("midnight"),
        pl.when(dated).then(pl.when(last_of_day).then("at").backward_fill()).otherwise("until").alias("until"),
    )
    last_begins = begins.gather(pl.col("until"))
    after_day = (
        pl.when(last_begins == ends).then(pl.col("start").gather(pl.col("until"))).otherwise(pl.col("until") + 1)
    )
    return places.with_columns(pl.when(dated).then(after_day).otherwise("start").alias("past"))
