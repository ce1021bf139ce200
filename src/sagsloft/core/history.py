"""The events that exist, in order: sorted once, and kept by activity for the rules to ask for.

There are two lines (see `core.line`): of matters and of cases. Each event keeps its bounds in both, as `case_at`,
`matter_at` and so on.
"""

from collections.abc import Callable, Collection, Sequence

import polars as pl

from sagsloft.core.conditions import is_given, matches
from sagsloft.core.line import BOUNDS, Line, microseconds
from sagsloft.core.rules import Pattern, Scope

__all__ = ["History", "seen_in"]

NEEDED = ("case_id", "matter_id", "earliest", "latest", "row", "activity")
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
        relevant = events.select(NEEDED).with_row_index("source")
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
            return self.events[column].gather(source).cast(pl.String).alias(name)
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

    def candidates(self, patterns: Sequence[Pattern], scope: Scope, only: Callable[[str], bool] | None = None) -> Line:
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


def seen_in(events: pl.DataFrame, scope: Scope) -> Line:
    """Events (a table of a `History`) as they stand in one line."""
    earliest, latest = (microseconds(events[name]) for name in ("earliest", "latest"))
    return Line(
        group=events[scope].to_numpy(),
        at=events[f"{scope}_at"].to_numpy(),
        start=events[f"{scope}_start"].to_numpy(),
        midnight=events[f"{scope}_midnight"].to_numpy(),
        until=events[f"{scope}_until"].to_numpy(),
        past=events[f"{scope}_past"].to_numpy(),
        time=earliest,
        row=events["row"].to_numpy(),
        dated=latest > earliest,
    )


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
