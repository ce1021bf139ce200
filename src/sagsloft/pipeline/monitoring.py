"""Judge the events that a municipality has told of so far, for pages that are looked at day after day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import polars as pl

from sagsloft.core import measurable, obligations
from sagsloft.core.attributes import ATTRIBUTE
from sagsloft.core.calendar import LocalTime
from sagsloft.core.conditions import is_given
from sagsloft.core.history import History
from sagsloft.core.indicators import by_team_and_quarter, split_by_basis
from sagsloft.core.measurable import Presence, Unmeasurable
from sagsloft.core.overview import Overview, overview
from sagsloft.core.rules import Rule
from sagsloft.pipeline.case_table import case_table
from sagsloft.pipeline.checking import Progress, ensure_within_calendar, judged, unseen
from sagsloft.rulebook import Rulebook

__all__ = ["Extent", "Figures", "Judgement", "judge", "judge_case"]


@dataclass(frozen=True, kw_only=True)
class Extent:
    """What the whole source holds. Without it a single case cannot tell what was not done from what is never told.

    `begins`: the first event of all. `held`: activity → the attributes that some event of it carries. `covers`: what
    the source would show if it had happened.
    """

    begins: datetime | None
    held: Mapping[str, tuple[str, ...]]
    covers: tuple[str, ...]

    @classmethod
    def of(cls, events: pl.DataFrame, covers: Collection[str]) -> "Extent":
        names = sorted(name for name in events.columns if name.startswith(ATTRIBUTE))
        carried = [is_given(pl.col(name).cast(pl.String)).any().alias(name) for name in names]
        by_activity = events.group_by("activity").agg(carried).sort("activity")
        held = {
            row.pop("activity"): tuple(name.removeprefix(ATTRIBUTE) for name, is_held in row.items() if is_held)
            for row in by_activity.iter_rows(named=True)
        }
        return cls(
            begins=events["earliest"].min(),  # type: ignore[arg-type] # a column of timestamps
            held=held,
            covers=tuple(sorted(covers)),
        )

    @cached_property
    def presence(self) -> Presence:
        """That of the least history that holds and carries the same; made once, for every case asks for it."""
        names = sorted({name for carried in self.held.values() for name in carried})
        columns = {
            f"{ATTRIBUTE}{name}": ["1" if name in carried else None for carried in self.held.values()] for name in names
        }
        events = pl.DataFrame(
            {"case_id": "", "activity": list(self.held), "row": range(len(self.held)), **columns},
            schema_overrides={"activity": pl.String, "row": pl.UInt32} | dict.fromkeys(columns, pl.String),
        ).with_columns(
            pl.lit(None, pl.String).alias("matter_id"),
            *(pl.lit(self.begins, pl.Datetime("us", "UTC")).alias(name) for name in ("earliest", "latest")),
        )
        return Presence(History(events, LocalTime("UTC")), self.covers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What pages without a case are made of; all of it may be kept as JSON (`figures_json`).

    `cells`: those of `indicators.by_team_and_quarter`. They have not passed `disclosure`: none is for those who see
    aggregates alone.
    """

    overview: Overview
    extent: Extent
    cells: pl.DataFrame

    def unmeasurable(self, rules: Sequence[Rule], book: Rulebook) -> tuple[Unmeasurable, ...]:
        """What these rules cannot judge between the first event and the day of the figures."""
        begins, as_of = self.extent.begins, self.overview.as_of
        if begins is None:
            return ()
        zone = ZoneInfo(book.calendar.timezone)
        first, last = begins.astimezone(zone).date(), as_of.astimezone(zone).date()
        return tuple(measurable.unmeasurable(rules, self.extent.presence, first, last))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """`trace`: `obligations.TRACE_COLUMNS`; `cases`: `case_table.CASES`."""

    trace: pl.DataFrame
    cases: pl.DataFrame
    figures: Figures


def judge(
    events: pl.DataFrame,
    covers: Collection[str],
    as_of: datetime,
    rules: Sequence[Rule],
    book: Rulebook,
    progress: Progress = unseen,
) -> Judgement:
    """Judge every case of an event table as `check` does. Raises UserError where `as_of` is beyond the calendar."""
    ensure_within_calendar(as_of, book)
    source = obligations.Source.of(events, rules, as_of, covers=covers)
    found = judged(events, source, rules, book, progress)
    figures = Figures(
        overview=overview(
            events,
            found.trace,
            found.indicators,
            rules,
            book.calendar,
            as_of,
            vocabulary=book.activities,
            covers=covers,
        ),
        extent=Extent.of(obligations.existing(events, as_of), covers),
        cells=by_team_and_quarter(split_by_basis(found.trace, rules), book.calendar, as_of),
    )
    cases = case_table(events, found.trace, rules, book.calendar, as_of)
    return Judgement(trace=found.trace, cases=cases, figures=figures)


def judge_case(
    events: pl.DataFrame,
    extent: Extent,
    as_of: datetime,
    rules: Sequence[Rule],
    known_at: datetime | None = None,
) -> pl.DataFrame:
    """The trace of one case, as it is in the whole: `extent` says what can be measured."""
    asked = _with_a_trigger(rules, events)
    source = obligations.Source.of(events, asked, as_of, known_at)
    seen = replace(source, begins=extent.begins, presence=extent.presence)
    trace = obligations.conclude(obligations.judge(seen, asked), seen, asked)
    return trace.sort("triggered_at", "trigger_row", "rule_id", "period")


def _with_a_trigger(rules: Sequence[Rule], events: pl.DataFrame) -> list[Rule]:
    """The rules that something in these events may give rise to; a single case meets few of the law's."""
    activities = events["activity"].unique().to_list()
    return [
        rule
        for rule in rules
        if any(pattern.covers(each) for version in rule.versions for pattern in version.trigger for each in activities)
    ]
