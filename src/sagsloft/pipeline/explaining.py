"""One case of a source: its events in order, and what was required in it."""

from dataclasses import dataclass

import polars as pl

from sagsloft.core import obligations
from sagsloft.core.errors import UserError
from sagsloft.pipeline.checking import Check, Progress, check, unseen
from sagsloft.pipeline.question import Question
from sagsloft.sources import Key

__all__ = ["Explanation", "explain"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One case: its events in order, and its part of the trace."""

    case_id: str
    check: Check
    events: pl.DataFrame
    trace: pl.DataFrame


def explain(question: Question, case_id: str, progress: Progress = unseen) -> Explanation:
    """Judge the source (what can be measured depends on all of it), and keep one case.

    With a key, the case may be named by its own number or by its pseudonym. Raises UserError where there is none such.
    """
    found = check(question, progress)
    names = [case_id.strip()]
    if question.key is not None:
        names.append(Key.load(question.key).pseudonym(case_id))
    existing = obligations.existing(found.reading.events, found.as_of, found.known_at)
    events = existing.filter(pl.col("case_id").is_in(names))
    if events.is_empty():
        files = ", ".join(file.name for file in question.events)
        raise UserError("explain.no_such_case", file=files, count=found.rejected_rows)
    required = found.trace.filter(pl.col("case_id").is_in(names))
    return Explanation(
        case_id=events["case_id"][0],
        check=found,
        events=events.sort("earliest", "row"),
        trace=required.sort("triggered_at", "trigger_row", "rule_id", "period"),
    )
