"""Which deadlines were not met: the cases behind a line of `deadlines`. Who worked on them is not told here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from sagsloft.core.obligations import Status
from sagsloft.messages import Language, say
from sagsloft.messages.wording import days_between
from sagsloft.web.accounts.models import Municipality, User
from sagsloft.web.accounts.sight import Sight, visible_obligations
from sagsloft.web.monitor.case_list import NO_TEAM
from sagsloft.web.monitor.deadlines import Line, Period
from sagsloft.web.monitor.law import book, timezone
from sagsloft.web.monitor.models import Obligation
from sagsloft.web.monitor.wording import counted, due_words, moment_words

__all__ = ["MissedRow", "missed", "rows"]

NOT_IN_TIME = (Status.LATE, Status.OVERDUE)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MissedRow:
    """One obligation: when it was due, and how late it was done, or that it has not been done."""

    case: str
    address: UUID
    due: str
    is_done: bool
    how: str


def missed(
    user: User | AnonymousUser,
    municipality: Municipality,
    line: Line,
    period: Period | None,
    team: str,
    as_of: datetime,
) -> QuerySet[Obligation]:
    """Those that the line counts as not in time, as far as this person sees their cases; the latest first."""
    found = visible_obligations(user, municipality).filter(
        measurable=True, status__in=NOT_IN_TIME, due_at__lte=as_of, rule_id=line.rule_id, version=line.version
    )
    if line.basis is not None:
        found = found.filter(basis=line.basis)
    if team:
        found = found.filter(team=None if team == NO_TEAM else team)
    if period is not None:
        before, last = (book().calendar.end_of(day) for day in (period.first - A_DAY, period.last))
        found = found.filter(due_at__gt=before, due_at__lte=last)
    return found.select_related("case").order_by("-due_at", "case__public_id", "pk")


def rows(found: Iterable[Obligation], seen_as: Sight, now: datetime, language: Language) -> tuple[MissedRow, ...]:
    return tuple(
        MissedRow(
            case=seen_as.name_of(each.case.case_id),
            address=seen_as.address_of(each.case.public_id),
            due=moment_words(each.due_at, language),
            is_done=each.fulfilled_at is not None,
            how=_how(each, now, language),
        )
        for each in found
    )


def _how(each: Obligation, now: datetime, language: Language) -> str:
    assert each.due_at is not None  # noqa: S101 - what has no limit is never late
    if each.fulfilled_at is None:
        return due_words(each.due_at, now, language)
    days = days_between(each.due_at, each.fulfilled_at, timezone())
    return counted("web_deadlines.done_late", days, language) if days else say("web_deadlines.done_same_day", language)
