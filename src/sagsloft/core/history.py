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
from functools import reduce

import polars as pl

from sagsloft.core.conditions import is_given, matches
from sagsloft.core.rules import Pattern, Scope

__all__ = [
    "NOWHERE",
    "History",
    "earlier_of",
    "first_of",
    "look_after",
    "look_back",
    "look_before",
    "look_forward",
    "nobody",
    "seen_in",
]

NOWHERE = 2**32 - 1
"""A place after every event."""

BOUNDS = ("at", "from", "midnight", "until", "past")
TAKEN = {"time": pl.Datetime("us", "UTC"), "row": pl.UInt32, "at": pl.UInt32, "dated": pl.Boolean}
"""What is known of an event that was taken: its (judged) time, row, place, and whether it lacks a time of day."""

NO_INDEX = pl.Series([None], dtype=pl.Int64)
NO_EVENTS = pl.DataFrame(
    schema={"source": pl.UInt32, "row": pl.UInt32}
    | dict.fromkeys(("earliest", "latest"), pl.Datetime("us", "UTC"))
    | {"has_matter": pl.Boolean}
    | {scope: pl.UInt32 for scope in Scope}
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
        tables = []
        for activity in filter(only, self._by_activity):
            covering = [pattern for pattern in patterns if pattern.covers(activity)]
            if covering:
                tables.append(self._of_activity(activity, covering))
        if not tables:
            return NO_EVENTS
        return tables[0] if len(tables) == 1 else pl.concat(tables).sort("matter_at")

    def candidates(
        self, patterns: Sequence[Pattern], scope: Scope, only: Callable[[str], bool] | None = None
    ) -> pl.DataFrame:
        """The matching events as the `look_…` functions take them: group, at, from, time, row, dated; in their line."""
        table = seen_in(self.matching(patterns, only), scope).select(
            *("group", "at", "from"),
            pl.col("earliest").alias("time"),
            "row",
            (pl.col("latest") > pl.col("earliest")).alias("dated"),
        )
        return table if scope is Scope.MATTER else table.sort("at")

    def _of_activity(self, activity: str, patterns: Sequence[Pattern]) -> pl.DataFrame:
        table = self._by_activity[activity]
        if not all(pattern.where for pattern in patterns):
            return table
        names = sorted({name for pattern in patterns for name in pattern.where})
        attributes = pl.DataFrame([self.attribute(name, table["source"]) for name in names])
        return table.filter(attributes.select(pl.any_horizontal(map(matches, patterns))).to_series())


def seen_in(events: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Events with the group and the bounds of one line, without prefix, and row, earliest, latest."""
    bounds = (pl.col(f"{scope}_{bound}").alias(bound) for bound in BOUNDS)
    return events.select(pl.col(scope).alias("group"), *bounds, "row", "earliest", "latest")


def look_forward(
    triggers: pl.DataFrame, others: pl.DataFrame, retriggers: pl.DataFrame | None = None, *, count: int = 1
) -> pl.DataFrame:
    """The `count`-th candidate that does not end before T, by (judged time, row); judged time is max(earliest, T).

    Among `others` every such event counts; `retriggers`, being triggers themselves, must be later in the line.
    One row for each trigger, with the columns of TAKEN (null where there is none). Semantics 5, 10 and 11.
    """
    heads = [
        _Head(others.filter("dated"), triggers["midnight"], before=triggers["from"]),
        _Head(others, triggers["from"]),
    ]
    if retriggers is not None:
        heads.append(_Head(retriggers, triggers["at"] + 1))
    heads = [head for head in heads if head.candidates.height]
    taken = nobody(triggers)
    for _ in range(count):
        picked = [head.pick(triggers) for head in heads]
        taken = reduce(earlier_of, picked) if picked else taken
        for head, pick in zip(heads, picked, strict=True):
            head.move_past((pick["row"] == taken["row"]).fill_null(False))
    return taken


class _Head:
    """Where each trigger stands in one list of candidates while it looks forward."""

    def __init__(self, candidates: pl.DataFrame, start: pl.Series, before: pl.Series | None = None) -> None:
        self.candidates = candidates
        self._index = candidates["at"].search_sorted(start)
        self._before = before

    def pick(self, triggers: pl.DataFrame) -> pl.DataFrame:
        """The candidate each trigger stands at, with its judged time."""
        taken = _pick(self.candidates, self._index, triggers, before=self._before)
        judged = pl.when(pl.col("time").is_not_null()).then(pl.max_horizontal("time", triggers["earliest"]))
        return taken.with_columns(judged.alias("time"))

    def move_past(self, taken: pl.Series) -> None:
        self._index = self._index + taken.cast(pl.UInt32)


def look_back(
    triggers: pl.DataFrame, candidates: pl.DataFrame, since: pl.Series, *, other_than_trigger: bool = False
) -> pl.DataFrame:
    """The last candidate that begins no later than the trigger ends and not before `since`. Semantics 6.

    `since` is the first instant of a local day.
    """
    index = candidates["at"].search_sorted(triggers["until"], side="right").cast(pl.Int64) - 1
    taken = _pick(candidates, index, triggers)
    if other_than_trigger:
        itself = (taken["at"] == triggers["at"]).fill_null(False)
        taken = _pick(candidates, index - itself.cast(pl.Int64), triggers)
    return _not_before(since, taken)


def look_before(triggers: pl.DataFrame, candidates: pl.DataFrame, since: pl.Series | None = None) -> pl.DataFrame:
    """The last candidate that ends before the trigger begins (and does not begin before `since`).

    Semantics 5 (`or_before`) and 10 (`not_after_end`).
    """
    timed, dated = candidates.filter(~pl.col("dated")), candidates.filter("dated")
    last_timed = timed["at"].search_sorted(triggers["from"]).cast(pl.Int64) - 1
    last_dated = dated["at"].search_sorted(triggers["midnight"]).cast(pl.Int64) - 1
    taken = later_of(_pick(timed, last_timed, triggers), _pick(dated, last_dated, triggers))
    return taken if since is None else _not_before(since, taken)


def look_after(triggers: pl.DataFrame, candidates: pl.DataFrame, bound: pl.Series) -> pl.DataFrame:
    """The first candidate in the line at or after a place. Semantics 6 (done too late) and 9."""
    return _pick(candidates, candidates["at"].search_sorted(bound), triggers)


def earlier_of(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """For each trigger the earlier of two taken events, by (time, row)."""
    earlier = (pl.col("other.time") < pl.col("time")) | (
        (pl.col("other.time") == pl.col("time")) & (pl.col("other.row") < pl.col("row"))
    )
    return _choose(one, other, earlier)


def later_of(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """For each trigger the later of two taken events, by their place in the line."""
    return _choose(one, other, pl.col("other.at") > pl.col("at"))


def first_of(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """For each trigger the first of two taken events that there is."""
    return _choose(one, other, pl.lit(False))


def nobody(triggers: pl.DataFrame) -> pl.DataFrame:
    """No event taken, for every trigger."""
    return pl.DataFrame(schema=TAKEN).clear(triggers.height)


def _choose(one: pl.DataFrame, other: pl.DataFrame, prefer_other: pl.Expr) -> pl.DataFrame:
    both = one.hstack(other.rename({name: f"other.{name}" for name in TAKEN}))
    use_other = pl.col("row").is_null() | prefer_other.fill_null(False)
    return both.select(pl.when(use_other).then(f"other.{name}").otherwise(name).alias(name) for name in TAKEN)


def _not_before(since: pl.Series, taken: pl.DataFrame) -> pl.DataFrame:
    return taken.select(pl.when(pl.col("time") >= since).then(name).alias(name) for name in TAKEN)


def _pick(
    candidates: pl.DataFrame, index: pl.Series, triggers: pl.DataFrame, before: pl.Series | None = None
) -> pl.DataFrame:
    """The candidates at these indices, where there is one, it is of the trigger's group, and lies `before` a place."""
    if candidates.is_empty():
        return nobody(triggers)
    inside = (index >= 0) & (index < candidates.height)
    found = candidates.select(pl.all().gather(index.zip_with(inside, NO_INDEX)))
    valid = (pl.col("group") == triggers["group"]) & inside
    if before is not None:
        valid &= pl.col("at") < before
    return found.select(pl.when(valid).then(name).alias(name) for name in TAKEN)


def _in_both_lines(events: pl.DataFrame) -> pl.DataFrame:
    """Events in the line of matters, with numbers for case and matter and the bounds in both lines."""
    keys = ["case_id", "matter_id", "earliest", "row"]
    line = events.select("source", *keys, "latest", "activity").sort(keys)
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
