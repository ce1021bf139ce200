"""What the worklist is made of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from sagsloft.core.calendar import Calendar
from sagsloft.core.measurable import Unmeasurable
from sagsloft.core.rules import Rule, Version

__all__ = ["WorklistInput"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistInput:
    """`trace`: `obligations.TRACE_COLUMNS`, judged at `as_of` (UTC) by `rules`; `events`: what it was judged from.

    `labels`: what activities are called, in the language that is written. `source`: what the reader calls the export.
    `invented`: the data are made up, and every sheet says so. `places`: `file` and `row` (in that file) of events'
    numbers, one for each; None where an event's number is its row.
    """

    trace: pl.DataFrame
    events: pl.DataFrame
    rules: Sequence[Rule]
    calendar: Calendar
    labels: Mapping[str, str]
    as_of: datetime
    unmeasurable: Sequence[Unmeasurable]
    source: str
    invented: bool
    places: Callable[[pl.Series], pl.DataFrame] | None = None

    @property
    def versions(self) -> dict[tuple[str, date], tuple[Rule, Version]]:
        """Every version of every rule, by the columns `rule_id` and `version` of the trace."""
        return {(rule.id, version.in_force): (rule, version) for rule in self.rules for version in rule.versions}

    @property
    def has_matters(self) -> bool:
        return self.events["matter_id"].null_count() < self.events.height
