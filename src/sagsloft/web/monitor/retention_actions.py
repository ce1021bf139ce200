"""What no source has told of for long is removed, for no one may keep it longer than it is needed."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from sagsloft.web.accounts import case_data
from sagsloft.web.accounts.log import record
from sagsloft.web.accounts.models import CaseKey, Municipality, User
from sagsloft.web.monitor.models import Event, StagedEvent

__all__ = ["Outdated", "months_before", "outdated", "remove_outdated"]

RETAINED = "events.retain"
"""What the log calls it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated:
    """`versions`: how many versions of events; `cases`: those of which nothing else is kept, but a key in the log."""

    versions: int
    cases: frozenset[str]


def months_before(now: datetime, months: int) -> datetime:
    """The same local time on that day of the month, or on its last day."""
    local = timezone.localtime(now)
    year, month = divmod(local.year * 12 + local.month - 1 - months, 12)
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)


def outdated(municipality: Municipality, before: datetime) -> Outdated:
    """What was withdrawn before that moment. It is kept only to tell what was known back then."""
    old = _withdrawn(municipality, before)
    not_staged = ~Exists(_staged(municipality))
    gone = old.filter(~Exists(_newer(municipality, before)), not_staged).order_by().values_list("case_id", flat=True)
    keys = CaseKey.objects.filter(~Exists(_any(municipality)), not_staged, municipality=municipality)
    bare = keys.values_list("case_id", flat=True)
    return Outdated(versions=old.count(), cases=frozenset(gone.distinct()) | frozenset(bare))


@transaction.atomic
def remove_outdated(*, municipality: Municipality, months: int, by: User | None) -> Outdated:
    """Remove it, with one entry in the log that counts; none where there is nothing to remove."""
    case_data.hold(municipality)
    before = months_before(timezone.now(), months)
    found = outdated(municipality, before)
    if found.versions or found.cases:
        _withdrawn(municipality, before).delete()
        case_data.remove(municipality, found.cases)
        detail = {"months": months, "versions": found.versions, "cases": len(found.cases)}
        record(municipality=municipality, by=by, action=RETAINED, detail=detail)
    return found


def _withdrawn(municipality: Municipality, before: datetime) -> QuerySet[Event]:
    return Event.objects.filter(municipality=municipality, withdrawn_at__lt=before)


def _any(municipality: Municipality) -> QuerySet[Event]:
    """Events of the same case as a row of another query."""
    return Event.objects.filter(municipality=municipality, case_id=OuterRef("case_id"))


def _newer(municipality: Municipality, before: datetime) -> QuerySet[Event]:
    return _any(municipality).filter(Q(withdrawn_at=None) | Q(withdrawn_at__gte=before))


def _staged(municipality: Municipality) -> QuerySet[StagedEvent]:
    """An import that is under way may bring the case back."""
    return StagedEvent.objects.filter(source_import__municipality=municipality, case_id=OuterRef("case_id"))
