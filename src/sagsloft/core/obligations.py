"""THE ENGINE: what was due when, and was it done?

`evaluate` answers for one case and for ten million events alike. It follows section 4 of the rulebook's specification
point by point; each function, here and in the modules it calls, names the point it carries out:

    1 interval, day precision    events, `_day_precision`     9 or when                    due
    2 existence                  `existing`                   10 excuse, lapse, the end    facts
    3 version                    triggers                     11 at least n                periods
    4 group, 14 order            history, line                12 status                    `_status`
    5, 6 fulfilment              facts, line                  13 basis                     due
    7, 8 counting                calendar, due                15 measurable                measurable, `_measurable`

Point 16, rules about matters in a source without matters, is told by `indicators`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import numpy as np
import polars as pl

from sagsloft.core import measurable
from sagsloft.core.calendar import LocalTime, microseconds
from sagsloft.core.due import Basis, Fallback
from sagsloft.core.facts import CASE_CLOSED, CASE_OPENED, Columns, after_end, facts
from sagsloft.core.history import History
from sagsloft.core.line import NONE
from sagsloft.core.rules import Deadline, Repealed, Rule, Version, Within
from sagsloft.core.triggers import Triggers

__all__ = [
    "BASIS",
    "COLUMNS",
    "TRACE_COLUMNS",
    "Source",
    "Status",
    "conclude",
    "evaluate",
    "existing",
    "judge",
    "trace",
]


class Status(StrEnum):
    """How an obligation stands (semantics 12)."""

    MET = "met"
    LATE = "late"
    PENDING = "pending"
    OVERDUE = "overdue"
    EXCUSED = "excused"
    LAPSED = "lapsed"


INSTANT = pl.Datetime("us", "UTC")
STATUS = pl.Enum(Status)
BASIS = pl.Enum(Basis)
COLUMNS = {
    "rule_id": pl.String(),
    "version": pl.Date(),
    "citation": pl.String(),
    "case_id": pl.String(),
    "matter_id": pl.String(),
    "period": pl.Int32(),
    "triggered_at": INSTANT,
    "due_at": INSTANT,
    "fulfilled_at": INSTANT,
    "status": STATUS,
    "basis": BASIS,
    "day_precision": pl.Boolean(),
    "measurable": pl.Boolean(),
    "caseworker": pl.String(),
    "team": pl.String(),
    "municipality": pl.String(),
}
"""The obligation table, one row for each obligation (DESIGN, section 3)."""

TRACE_COLUMNS = COLUMNS | {
    "trigger_row": pl.UInt32(),
    "fulfilled_row": pl.UInt32(),
    "excused_row": pl.UInt32(),
    "lapsed_row": pl.UInt32(),
    "or_when_row": pl.UInt32(),
    "counted_from": pl.Date(),
    "fell_back": pl.String(),
}
"""The same with the rows of the events that decided, the day counted from, and dates that could not be used."""

FROM_TRIGGER = ("case_id", "matter_id", "caseworker", "team", "municipality")


def evaluate(
    events: pl.DataFrame,
    rules: Sequence[Rule],
    as_of: date | datetime,
    known_at: date | datetime | None = None,
    *,
    covers: Collection[str] = frozenset(),
) -> pl.DataFrame:
    """The obligation table (COLUMNS): what each rule required in each case, and how it stands at `as_of`.

    `events` is the event table of `sagsloft.core.events`. A date means the end of that local day. With `known_at`,
    events recorded later do not count. `covers` names activities and attributes that the source would show if they
    had happened (semantics 15). Raises UserError where a limit runs past the calendar's last known holiday.
    """
    source = Source.of(events, rules, as_of, known_at, covers=covers)
    return conclude(judge(source, rules), source, rules, COLUMNS)


def trace(
    events: pl.DataFrame,
    rules: Sequence[Rule],
    as_of: date | datetime,
    known_at: date | datetime | None = None,
    *,
    covers: Collection[str] = frozenset(),
) -> pl.DataFrame:
    """The obligation table with the rows that decided it (TRACE_COLUMNS)."""
    source = Source.of(events, rules, as_of, known_at, covers=covers)
    return conclude(judge(source, rules), source, rules, TRACE_COLUMNS)


@dataclass(frozen=True, slots=True)
class Source:
    """What every rule is judged against: the events that exist at `as_of`, in order."""

    history: History
    as_of: datetime
    begins: datetime | None
    presence: measurable.Presence
    labels: pl.DataFrame
    """What an obligation has from the event that gave rise to it: FROM_TRIGGER, for every event."""

    @classmethod
    def of(
        cls,
        events: pl.DataFrame,
        rules: Sequence[Rule],
        as_of: date | datetime,
        known_at: date | datetime | None = None,
        *,
        covers: Collection[str] = frozenset(),
    ) -> "Source":
        """Put the events in order. All rules belong to one rulebook, and so share one calendar."""
        local_time = rules[0].calendar if rules else LocalTime("UTC")
        now = local_time.instant(as_of)
        events = existing(events, now, None if known_at is None else local_time.instant(known_at))
        history = History(events, local_time, _relevant_activities(rules))
        unknown = [pl.lit(None, pl.String).alias(name) for name in FROM_TRIGGER if name not in events.columns]
        return cls(
            history=history,
            as_of=now,
            begins=events.select(pl.col("earliest").min()).item(),
            presence=measurable.Presence(history, covers),
            labels=events.with_columns(unknown).select(FROM_TRIGGER),
        )


def judge(source: Source, rules: Sequence[Rule]) -> Iterator[Columns | None]:
    """What decides each obligation, one version after the other (None: it gave rise to none), so that long work can
    show how far it has come. `conclude` makes the table of it."""
    for place, (rule, version) in enumerate(_versions(rules)):
        yield _decided(place, rule, version, source)


def conclude(
    decided: Iterable[Columns | None],
    source: Source,
    rules: Sequence[Rule],
    columns: Mapping[str, pl.DataType] = TRACE_COLUMNS,
) -> pl.DataFrame:
    """The obligation table out of what decides each obligation: its status, and where it comes from."""
    parts = [part for part in decided if part is not None]
    if not parts:
        return pl.DataFrame(schema=columns)
    table = _table(parts).with_columns(_status(source.as_of))
    known = _columns(source, _versions(rules))
    return table.select(known.get(name, pl.col(name)).alias(name) for name in columns)


def existing(events: pl.DataFrame, as_of: datetime, known_at: datetime | None = None) -> pl.DataFrame:
    """The events that exist at `as_of`, and are known at `known_at` (semantics 2)."""
    exists = pl.col("earliest") <= as_of
    written = [pl.col(name) for name in ("recorded_at", "received_at") if name in events.columns]
    if known_at is not None and written:
        exists &= (pl.coalesce(written) <= known_at).fill_null(value=True)
    return events if events.select(exists.all()).item() else events.filter(exists)


def _versions(rules: Sequence[Rule]) -> list[tuple[Rule, Version]]:
    return [(rule, version) for rule in rules for version in rule.versions]


def _decided(place: int, rule: Rule, version: Version, source: Source) -> Columns | None:
    """The columns of `facts` for each obligation, with the place of its version."""
    if isinstance(version.deadline, Repealed):
        return None
    triggers = Triggers.of(version, source.history, rule.calendar)
    if rule.not_after_end and len(triggers):
        triggers = triggers.where(~after_end(triggers, version, source.history))
    if not len(triggers):
        return None
    columns = facts(triggers, rule, version, source.history, microseconds(source.as_of)).columns()
    return columns | {"place": np.full(len(columns["source"]), place, dtype=np.uint32)}


def _table(parts: Sequence[Columns]) -> pl.DataFrame:
    """All versions' columns in one table, null where there is none; the parts are emptied on the way."""
    names = list(parts[0])
    table = pl.DataFrame({name: np.concatenate([part.pop(name) for part in parts]) for name in names})
    rows = [name for name in names if name.endswith("_row")] + ["period"]
    return table.with_columns(
        pl.col(pl.Datetime).dt.replace_time_zone("UTC"),
        *(pl.when(pl.col(name) != NONE).then(name).cast(TRACE_COLUMNS[name]).alias(name) for name in rows),
        pl.lit(pl.Series(list(Basis), dtype=BASIS)).gather(pl.col("basis")).alias("basis"),
    )


def _status(as_of: datetime) -> pl.Expr:
    """Semantics 12, in its own order."""
    due_at, fulfilled_at = pl.col("due_at"), pl.col("fulfilled_time")
    in_time = pl.col("done_before") | (fulfilled_at <= due_at) | (due_at.is_null() & fulfilled_at.is_not_null())
    return (
        pl.when(in_time)
        .then(pl.lit(Status.MET, STATUS))
        .when(pl.col("excused_row").is_not_null())
        .then(pl.lit(Status.EXCUSED, STATUS))
        .when(pl.col("lapsed_row").is_not_null())
        .then(pl.lit(Status.LAPSED, STATUS))
        .when(fulfilled_at.is_not_null())
        .then(pl.lit(Status.LATE, STATUS))
        .when(pl.col("at_once") | (due_at < as_of))
        .then(pl.lit(Status.OVERDUE, STATUS))
        .otherwise(pl.lit(Status.PENDING, STATUS))
        .alias("status")
    )


def _day_precision() -> pl.Expr:
    """Did the trigger, or an event that decided, lack a time of day? (Semantics 1.)"""
    status = pl.col("status")
    return pl.any_horizontal(
        pl.col("earliest") < pl.col("latest"),
        pl.col("fulfilled_dated"),
        (status == Status.EXCUSED) & pl.col("excused_dated"),
        (status == Status.LAPSED) & pl.col("lapsed_dated"),
        pl.col("or_when_dated"),
    )


def _measurable(source: Source, versions: Sequence[tuple[Rule, Version]]) -> pl.Expr:
    """Does the source hold what the version needs, and reach as far back as it looks? (Semantics 15.)"""
    lacking = [bool(measurable.missing(version, source.presence)) for _, version in versions]
    reaches_beyond = (pl.col("since") < source.begins).fill_null(value=False)
    return ~_of_version(lacking) & (~reaches_beyond | (pl.col("status") == Status.MET))


def _columns(source: Source, versions: Sequence[tuple[Rule, Version]]) -> dict[str, pl.Expr]:
    """How those columns of the obligation table come about that are not among the facts."""
    return {
        "rule_id": _of_version([rule.id for rule, _ in versions]),
        "version": _of_version([version.in_force for _, version in versions]),
        "citation": _of_version([str(version.citation) for _, version in versions]),
        "triggered_at": pl.col("earliest"),
        "fulfilled_at": pl.col("fulfilled_time"),
        "fell_back": _fell_back([(rule, version.deadline) for rule, version in versions]),
        "day_precision": _day_precision(),
        "measurable": _measurable(source, versions),
        **{name: pl.lit(source.labels[name]).gather(pl.col("source")) for name in FROM_TRIGGER},
    }


def _fell_back(deadlines: Sequence[tuple[Rule, Deadline]]) -> pl.Expr:
    """Which attribute held no date that could be used, and why: as `behov_kendt:missing` (semantics 8)."""
    attributes = {
        "on_date_in_unused": [each.on_date_in if isinstance(each, Within) else None for _, each in deadlines],
        "counts_from_unused": [rule.counts_from for rule, _ in deadlines],
    }
    reasons = pl.lit(pl.Series(list(Fallback), dtype=pl.String))
    written = [
        pl.format("{}:{}", _of_version(names), reasons.gather(pl.when(pl.col(role) != NONE).then(role)))
        for role, names in attributes.items()
    ]
    text = pl.concat_str(written, separator=" ", ignore_nulls=True)
    return pl.when(text != "").then(text)


def _of_version(values: Sequence[object]) -> pl.Expr:
    """The value for each obligation's version."""
    return pl.lit(pl.Series(values)).gather(pl.col("place"))


def _relevant_activities(rules: Sequence[Rule]) -> set[str] | None:
    """The activities that some rule asks for; None where one asks for any activity."""
    patterns = [pattern for rule in rules for version in rule.versions for pattern in version.patterns]
    if any(pattern.is_any_activity for pattern in patterns):
        return None
    return {CASE_OPENED.activity, CASE_CLOSED.activity} | {pattern.activity for pattern in patterns}
