"""What do the events say to a criterion that a rule answers too?

It is never shown before the reader has answered; it is then the reader's own, and a difference asks for a reason.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from sagsloft.core.calendar import LocalTime
from sagsloft.core.obligations import Status
from sagsloft.core.protocols import Protocol
from sagsloft.core.scales import Answer, Scale

__all__ = ["Derived", "EventAnswer", "event_answers"]

DECIDED = (Status.MET, Status.EXCUSED, Status.LATE, Status.OVERDUE)
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EventAnswer:
    """The events' own answer about one case; None where they cannot say.

    `versions`: the days from which the versions of the rule that were applied are in force. `why`: paragraphs that
    explain it, internal.
    """

    answer: Answer | None
    versions: tuple[date, ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Derived:
    """An answer, and the obligations that it follows from (rows of `obligations.TRACE_COLUMNS`)."""

    answer: Answer | None
    obligations: tuple[Row, ...]


def event_answers(
    trace: pl.DataFrame,
    protocol: Protocol,
    case_ids: Sequence[str],
    window: tuple[date, date],
    local_time: LocalTime,
    unmeasurable: Collection[str],
) -> Mapping[str, Mapping[str, Derived]]:
    """By case and criterion, of the criteria that a rule answers.

    An obligation belongs to the window by the local day on which it was due (without a limit: arose). As the reader is
    asked, the one that was handled worst decides. `unmeasurable`: ids of rules that the source cannot show.
    """
    day = local_time.local_day(pl.coalesce("due_at", "triggered_at"))
    wanted = [each.rule for each in protocol.criteria if each.rule is not None]
    inside = trace.filter(
        pl.col("case_id").is_in(list(case_ids)), pl.col("rule_id").is_in(wanted), day.is_between(*window)
    ).sort("triggered_at", "trigger_row", "period")
    found: dict[tuple[str, str], list[Row]] = {}
    for row in inside.iter_rows(named=True):
        found.setdefault((row["case_id"], row["rule_id"]), []).append(row)
    return {
        case: {
            each.code: _derived(found.get((case, each.rule), []), each.scale, each.rule in unmeasurable)
            for each in protocol.criteria
            if each.rule is not None
        }
        for case in case_ids
    }


def _derived(rows: Sequence[Row], scale: Scale, is_unmeasurable: bool) -> Derived:
    """What can be seen to be wrong is wrong, whatever else cannot be seen."""
    decided = [row for row in rows if row["measurable"] and row["status"] in DECIDED]
    worst = _worst({row["status"] for row in decided}, scale)
    is_hidden = is_unmeasurable or any(not row["measurable"] for row in rows)
    is_open = len(decided) < len(rows)
    if worst in {Answer.NO, Answer.YES_LATE}:
        return Derived(worst, tuple(decided))
    if is_hidden or (is_open and not decided):
        return Derived(None, tuple(rows))
    return Derived(worst, tuple(decided))


def _worst(statuses: Collection[str], scale: Scale) -> Answer:
    if Status.OVERDUE in statuses:
        return Answer.NO
    if Status.LATE in statuses:
        return Answer.YES_LATE if Answer.YES_LATE in scale.answers else Answer.NO
    return Answer.YES if statuses else Answer.NOT_RELEVANT
