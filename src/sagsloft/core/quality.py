"""How good are the data themselves: late, thin, unknown, or with holes?"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from sagsloft.core.attributes import ATTRIBUTE
from sagsloft.core.calendar import LocalTime
from sagsloft.core.conditions import is_given
from sagsloft.core.rules import Rule, Within

__all__ = ["Delay", "Quality", "quality"]

WITHIN_DAYS = (1, 7, 30)
SECONDS_IN_DAY = 24 * 60 * 60
HOLE = 3
"""A month with fewer events than the median month divided by this looks like a hole."""
COVERAGE = {
    "activity": pl.String(),
    "attribute": pl.String(),
    "given": pl.UInt32(),
    "base": pl.UInt32(),
    "share": pl.Float64(),
}
BY_MONTH = {"period": pl.Date(), "count": pl.UInt32(), "hole": pl.Boolean()}


@dataclass(frozen=True, slots=True)
class Delay:
    """From an event to its being written down, over the `base` events that say when they were recorded.

    `within`: days (1, 7, 30) → share recorded within so many days of the event. `median_days`: one decimal. An event
    without a time of day is counted from the end of its day; what was recorded before it happened, as at once.
    """

    base: int
    within: dict[int, float]
    median_days: float


@dataclass(frozen=True, slots=True)
class Quality:
    """What the source holds up to `as_of`.

    `first`, `last`: local days of the first and the last event (None: there is none). `matters`: distinct (case_id,
    matter_id). `dated`: events without a time of day. `delay`: None where nothing says when it was recorded.
    `coverage`: activity, attribute, given, base, share: of the events of the activities that the rules ask it of, how
    many carry it. `unknown`: activity, count (most first): in no vocabulary. `by_month`: period (first of month),
    count, hole (Boolean: under a third of the median month); months without events are in it; the first month and one
    that is not over are never called holes.
    """

    events: int
    cases: int
    matters: int
    first: date | None
    last: date | None
    dated: int
    delay: Delay | None
    coverage: pl.DataFrame
    unknown: pl.DataFrame
    by_month: pl.DataFrame

    @property
    def holes(self) -> int:
        """How many months look as if something is missing from the source."""
        return int(self.by_month["hole"].sum())


def quality(
    events: pl.DataFrame,
    rules: Sequence[Rule],
    local_time: LocalTime,
    as_of: datetime,
    vocabulary: Collection[str],
) -> Quality:
    """The quality of the events up to `as_of`. `vocabulary`: the codes of the activities that are known."""
    existing = events.filter(pl.col("earliest") <= as_of)
    days = local_time.local_day(pl.col("earliest"))
    matters = existing.select("case_id", "matter_id").drop_nulls().n_unique()
    first, last = existing.select(days.min().alias("first"), days.max().alias("last")).row(0)
    unknown = existing.filter(~pl.col("activity").is_in(sorted(vocabulary)))
    return Quality(
        events=existing.height,
        cases=existing["case_id"].n_unique(),
        matters=matters,
        first=first,
        last=last,
        dated=existing.filter(pl.col("earliest") < pl.col("latest")).height,
        delay=_delay(existing),
        coverage=_coverage(existing, rules),
        unknown=unknown.group_by("activity")
        .agg(pl.len().cast(pl.UInt32).alias("count"))
        .sort("count", "activity", descending=[True, False]),
        by_month=_by_month(existing, local_time, as_of),
    )


def _delay(existing: pl.DataFrame) -> Delay | None:
    written = existing.drop_nulls("recorded_at").select(
        ((pl.col("recorded_at") - pl.col("latest")).dt.total_seconds() / SECONDS_IN_DAY).clip(0).alias("days")
    )["days"]
    if written.is_empty():
        return None
    median = written.median()
    assert isinstance(median, float)  # noqa: S101 - there is at least one
    return Delay(
        base=len(written),
        within={days: written.filter(written <= days).len() / len(written) for days in WITHIN_DAYS},
        median_days=round(median, 1),
    )


def _coverage(existing: pl.DataFrame, rules: Sequence[Rule]) -> pl.DataFrame:
    rows = []
    for activity, attribute in sorted(set(_asked_for(rules))):
        carriers = existing.filter(pl.col("activity") == activity)
        if carriers.is_empty():
            continue
        column = f"{ATTRIBUTE}{attribute}"
        given = carriers.filter(is_given(pl.col(column).cast(pl.String))).height if column in carriers.columns else 0
        rows.append((activity, attribute, given, carriers.height, given / carriers.height))
    return pl.DataFrame(rows, schema=COVERAGE, orient="row")


def _asked_for(rules: Sequence[Rule]) -> Iterator[tuple[str, str]]:
    """Each attribute that a rule asks for, with each activity that it asks it of."""
    for rule in rules:
        for version in rule.versions:
            in_triggers = [rule.counts_from]
            if isinstance(version.deadline, Within):
                in_triggers.append(version.deadline.on_date_in)
            yield from ((each.activity, name) for each in version.trigger for name in in_triggers if name)
            yield from ((each.activity, name) for each in version.patterns for name in each.where)


def _by_month(existing: pl.DataFrame, local_time: LocalTime, as_of: datetime) -> pl.DataFrame:
    if existing.is_empty():
        return pl.DataFrame(schema=BY_MONTH)
    month = local_time.local_day(pl.col("earliest")).dt.truncate("1mo").alias("period")
    counts = existing.group_by(month).agg(pl.len().alias("count"))
    next_day = local_time.local_day(pl.lit(as_of) + pl.duration(microseconds=1))
    last = local_time.local_day(pl.lit(as_of)).dt.truncate("1mo")
    table = (
        counts.select(pl.date_range(pl.col("period").min(), last, "1mo").alias("period"))
        .join(counts, on="period", how="left", maintain_order="left")
        .with_columns(pl.col("count").fill_null(0))
    )
    is_whole = (pl.col("period") > pl.col("period").min()) & (pl.col("period").dt.month_end() < next_day)
    median = pl.col("count").filter(is_whole).median()
    hole = (is_whole & (pl.col("count") * HOLE < median)).fill_null(value=False).alias("hole")
    return table.with_columns(hole).select(pl.col(name).cast(dtype) for name, dtype in BY_MONTH.items())
