"""How old is what a page shows? Nothing stale may look fresh."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from sagsloft.web.accounts.models import Municipality
from sagsloft.web.monitor.models import Evaluation, Import

__all__ = ["STALE", "Freshness"]

STALE = timedelta(hours=26)
"""A nightly run that came, and the two hours that it may take."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """What is shown, and what went wrong since.

    `now`: the moment by which the pages tell what is over and what is left. Invented data are not of today: theirs is
    the moment that they were judged as of. `failed`: the last import, where it failed.
    """

    evaluation: Evaluation | None
    failed: Import | None
    now: datetime
    is_stale: bool

    @classmethod
    def of(cls, municipality: Municipality, now: datetime) -> Self:
        shown = municipality.evaluations.filter(current=True).select_related("source_import").first()
        ended = municipality.imports.exclude(state=Import.State.STAGING).order_by("-pk")
        last = ended.only("state", "started_at").first()  # its notes may be long, and no page shows them
        failed = last if last is not None and last.state == Import.State.FAILED else None
        if shown is None:
            return cls(None, failed, now, is_stale=False)
        judged = shown.finished_at if municipality.invented else shown.as_of
        told_by = shown.as_of if municipality.invented else now
        return cls(shown, failed, told_by, is_stale=now - judged > STALE)
