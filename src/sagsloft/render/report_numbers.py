"""Numbers of the page without a rule: volumes, the spread of outcomes, and the quality of the data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from sagsloft.core.outcomes import Outcomes
from sagsloft.core.quality import Quality
from sagsloft.render.charts import Caption, Column, columns_chart
from sagsloft.render.report_context import Context
from sagsloft.render.report_words import Words

__all__ = ["Spread", "Volume", "holes", "spreads", "unknown", "volumes"]

MONTHS_IN_YEAR = 12
OUTCOMES = {"ingen", "screening", "afdaekning", "undersoegelse", "andet"}
"""The outcomes that the vocabulary names; others may be what someone wrote about a child, and are not shown."""
FEW = 5


@dataclass(frozen=True, slots=True)
class Volume:
    """One activity in numbers: all of it, drawn, and period by period; `notes`: how the drawing is to be read."""

    title: str
    total: int
    svg: str
    periods: tuple[tuple[str, int, bool], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """One outcome: its share of all, by unit in the units' order, and its lowest and highest."""

    outcome: str
    count: int
    share: float
    by_unit: tuple[tuple[int, float], ...]
    lowest: float | None
    highest: float | None


def volumes(table: pl.DataFrame, context: Context, words: Words) -> Iterator[Volume]:
    """One for each activity, in the table's order."""
    for (activity,), rows in table.group_by("activity", maintain_order=True):
        usual = min(_months(row["first"], row["last"]) for row in rows.iter_rows(named=True))
        columns = [
            Column(
                row["first"],
                row["last"],
                row["count"],
                periods=_months(row["first"], row["last"]) // usual,
                hollow=not row["complete"],
            )
            for row in rows.iter_rows(named=True)
        ]
        yield _volume(str(activity), columns, context, words)


def _volume(activity: str, columns: list[Column], context: Context, words: Words) -> Volume:
    title, total = context.label(activity, words), sum(each.count for each in columns)
    highest = max(columns, key=lambda each: each.count)
    description = words.say(
        "columns_description",
        first=words.day(columns[0].first),
        last=words.day(columns[-1].last),
        total=words.number(total),
        highest=words.number(highest.count),
        highest_when=words.period(highest.first, highest.last),
    )
    caption = Caption(f"antal-{activity}".replace("_", "-"), title, description, words.language)
    periods = tuple((words.period(each.first, each.last), each.count, not each.hollow) for each in columns)
    return Volume(title, total, columns_chart(columns, caption), periods, tuple(_volume_notes(columns, words)))


def _volume_notes(columns: Sequence[Column], words: Words) -> Iterator[str]:
    length = min(_months(each.first, each.last) for each in columns)
    yield words.say("volume_month" if length == 1 else "volume_merged")
    if any(each.periods > 1 for each in columns):
        yield words.say("volume_mean")
    if any(each.hollow for each in columns):
        yield words.say("volume_not_over")


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * MONTHS_IN_YEAR + last.month - first.month + 1


def holes(quality: Quality, words: Words) -> str:
    """Events by month, drawn; months with suspiciously few are hollow. Empty where there are no events."""
    if quality.by_month.is_empty():
        return ""
    columns = [
        Column(row["period"], _month_end(row["period"]), row["count"], hollow=row["hole"])
        for row in quality.by_month.iter_rows(named=True)
    ]
    description = words.say(
        "holes_description",
        first=words.month(columns[0].first),
        last=words.month(columns[-1].first),
        holes=quality.holes,
    )
    return columns_chart(columns, Caption("huller", words.say("events_by_month"), description, words.language))


def spreads(outcomes: Outcomes, words: Words) -> tuple[tuple[str | None, ...], tuple[Spread, ...]]:
    """The units (None: the other teams), and each outcome over them; those that only a few have are left out."""
    units = tuple(outcomes.by_unit["unit"].unique(maintain_order=True).to_list())
    cells = {(row["unit"], row["outcome"]): row for row in outcomes.by_unit.iter_rows(named=True)}
    ends = {row["outcome"]: (row["lowest"], row["highest"]) for row in outcomes.spread.iter_rows(named=True)}
    return units, tuple(
        Spread(
            words.say(f"outcome_{row['outcome']}"),
            row["count"],
            row["share"],
            tuple((cell["count"], cell["share"]) for cell in (cells[unit, row["outcome"]] for unit in units)),
            *ends.get(row["outcome"], (None, None)),
        )
        for row in outcomes.whole.iter_rows(named=True)
        if row["outcome"] in OUTCOMES and row["count"] >= FEW
    )


def unknown(quality: Quality, words: Words) -> tuple[str, ...]:
    """How many activities are in no vocabulary, and of how many events; their names may be what someone wrote."""
    counts = quality.unknown["count"]
    if counts.is_empty():
        return ()
    return (words.counted("data_names", len(counts), events=words.number(int(counts.sum()))),)


def _month_end(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
