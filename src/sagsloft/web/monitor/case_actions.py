"""To look into a case: it is judged there and then, and the look is logged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import transaction

from sagsloft.core.measurable import Missing
from sagsloft.web.accounts import log
from sagsloft.web.accounts.models import User
from sagsloft.web.monitor.actions import JudgedCase, judge_case
from sagsloft.web.monitor.models import Case, Evaluation

__all__ = ["Looked", "look_into"]

PAGE = "monitor:case"


@dataclass(frozen=True, slots=True)
class Looked:
    """A case as it stood `as_of`: its events in order, and what was required of it (`obligations.TRACE_COLUMNS`).

    `missing`: what the source lacks to judge a version, by rule and day in force. `tells_when`: some event says when it
    was written, or there is none that could.
    """

    case: Case
    as_of: datetime
    events: tuple[Mapping[str, Any], ...]
    trace: pl.DataFrame
    missing: Mapping[tuple[str, date], Missing]
    tells_when: bool


def look_into(*, case: Case, shown: Evaluation, known_on: date | None, by: User) -> Looked | None:
    """As the evaluation sees the case; `known_on`: as it stood, and was known, when that day ended.

    None where the evaluation cannot be read. The entry in the log is kept before anything is shown, and by itself: no
    one waits for the log while a case is judged. Raises Case.DoesNotExist where the case was erased meanwhile; the log
    is written by one at a time, so that it is known here, and the entry does not bring the case's key back.
    """
    with transaction.atomic():
        log.look(municipality=case.municipality, by=by, case_id=case.case_id, page=PAGE)
        Case.objects.only("pk").get(pk=case.pk)
    judged = judge_case(case=case, shown=shown, known_at=known_on)
    if judged is None:
        return None
    written = judged.events["recorded_at"]
    return Looked(
        case=case,
        as_of=judged.as_of,
        events=tuple(judged.events.iter_rows(named=True)),
        trace=judged.trace,
        missing={} if judged.trace["measurable"].all() else _missing(judged),
        tells_when=written.is_empty() or written.null_count() < len(written),
    )


def _missing(judged: JudgedCase) -> Mapping[tuple[str, date], Missing]:
    lacking = judged.figures.unmeasurable(judged.rules, judged.book)
    return {(each.rule.id, each.version.in_force): each.missing for each in lacking}
