"""How old is what a page shows? Nothing stale may look fresh."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.db.models import Q

from sagsloft.web.accounts.models import Municipality
from sagsloft.web.monitor.importing import newest
from sagsloft.web.monitor.models import Evaluation, Import

__all__ = ["STALE", "Freshness"]

STALE = timedelta(hours=26)
"""A nightly run that came, and the two hours that it may take."""
SILENT = timedelta(days=7)
"""Longer than any holiday keeps a whole municipality from writing anything down."""
KILLED = timedelta(hours=6)
"""No import takes so long: its process is gone."""
AGE = ("municipality", "kind", "state", "sources", "started_at", "finished_at", "last_event")
"""What is asked of an import here; its notes may be long. Without its municipality, Django asks for that of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """What is shown, and what went wrong since.

    `sources`: of each source by its name the last import of it that the evaluation rests on. `failed`: the last import
    that failed, where none of the same source has come to its end since. `now`: the moment by which the pages tell what
    is over and what is left. Invented data are not of today: theirs is the moment that they were judged as of.
    `is_stale`: the evaluation is old; `stale_sources`: those that were read too long ago; `silent_sources`: those that
    tell of nothing of late, whenever they were read, so that what seems to be missing may have been done.
    """

    evaluation: Evaluation | None
    sources: Mapping[str, Import]
    failed: Import | None
    now: datetime
    is_stale: bool
    stale_sources: tuple[str, ...] = ()
    silent_sources: tuple[str, ...] = ()

    @classmethod
    def of(cls, municipality: Municipality, now: datetime) -> Self:
        shown = municipality.evaluations.filter(current=True).first()
        if shown is None:
            failed = _failed(municipality, now)
            return cls(evaluation=None, sources={}, failed=failed, now=now, is_stale=False)
        sources = newest(shown.imports.only(*AGE))
        real = () if municipality.invented else sorted(sources.items())
        judged = shown.finished_at if municipality.invented else shown.as_of
        return cls(
            evaluation=shown,
            sources=sources,
            failed=_failed(municipality, now),
            now=shown.as_of if municipality.invented else now,
            is_stale=now - judged > STALE,
            stale_sources=tuple(name for name, each in real if _is_older(each.finished_at, now - STALE)),
            silent_sources=tuple(name for name, each in real if _is_older(each.last_event, now - SILENT)),
        )

    @property
    def read(self) -> datetime | None:
        """When the source that was read longest ago was read."""
        return min((each.finished_at for each in self.sources.values() if each.finished_at), default=None)

    @property
    def last_event(self) -> datetime | None:
        """The last event of the source that tells of the shortest time."""
        return min((each.last_event for each in self.sources.values() if each.last_event), default=None)


def _is_older(at: datetime | None, limit: datetime) -> bool:
    return at is not None and at < limit


def _failed(municipality: Municipality, now: datetime) -> Import | None:
    current = list(municipality.imports.filter(state=Import.State.CURRENT).only(*AGE))
    good, last = newest(current), max((each.pk for each in current), default=0)
    oldest = min((each.pk for each in good.values()), default=last)
    is_over = Q(state=Import.State.FAILED) | Q(state=Import.State.STAGING, started_at__lt=now - KILLED)
    for each in municipality.imports.filter(is_over, pk__gt=oldest).only(*AGE).order_by("-pk"):
        ours = [good[source].pk for source in each.sources if source in good]
        if each.pk > min(ours, default=last):  # of a source that was never read: until anything is
            return each
    return None
