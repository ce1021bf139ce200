"""What is done about the walls around cases: they open to a course, and one asks who has looked at a case."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from sagsloft.core.errors import UserError
from sagsloft.web.accounts.case_data import hold
from sagsloft.web.accounts.log import PROGRAM, entries_about, record
from sagsloft.web.accounts.models import CaseKey, Course, LogEntry, Membership, Municipality, User
from sagsloft.web.accounts.roles import Role

__all__ = ["Answer", "ask_who_looked", "close_course", "open_course"]


@dataclass(frozen=True, slots=True)
class Answer:
    """The newest entries about a case. `people`: the ids of those who acted; `more`: how many entries are not shown."""

    entries: tuple[LogEntry, ...]
    people: frozenset[UUID]
    more: int


@transaction.atomic
def open_course(*, municipality: Municipality, until: date, by: User | None) -> Course:
    """The consultants of the Task Force see the cases until that day, under pseudonyms of this course.

    One that has run out is over, as if it had been closed: what follows it has a key of its own.

    Raises UserError where the day has passed.
    """
    if until < timezone.localdate():
        raise UserError("web_accounts.day_has_passed")
    Course.objects.filter(municipality=municipality, opened_until__lt=timezone.localdate()).delete()
    course, _ = Course.objects.update_or_create(municipality=municipality, defaults={"opened_until": until})
    _consultants(municipality, until)
    record(municipality=municipality, by=by, action="course.open", detail={"until": until.isoformat()})
    return course


@transaction.atomic
def close_course(*, municipality: Municipality, by: User | None) -> None:
    """At once. Its key is gone with it, so that its pseudonyms lead to no case. Nothing happens where none is open."""
    if Course.objects.filter(municipality=municipality).delete()[0]:
        _consultants(municipality, None)
        record(municipality=municipality, by=by, action="course.close")


@transaction.atomic
def ask_who_looked(*, municipality: Municipality, case_id: str, most: int, by: User) -> Answer:
    """The question is an entry of its own, about the case where the log knows it: it stands in the next answer."""
    hold(municipality)  # the entry would bring back the key of a case that is erased meanwhile
    about = entries_about(municipality, case_id)
    entries = tuple(about[:most])
    more = about.count() - len(entries)
    people = frozenset(UUID(entry.actor) for entry in entries if entry.actor != PROGRAM)
    known = CaseKey.objects.filter(municipality=municipality, case_id=case_id).exists()
    detail = {"entries": len(entries) + more}
    record(municipality=municipality, by=by, action="log.search", case_id=case_id if known else None, detail=detail)
    return Answer(entries, people, more)


def _consultants(municipality: Municipality, until: date | None) -> None:
    held = Membership.objects.filter(municipality=municipality, role=Role.TASKFORCE_KONSULENT)
    held.update(opened_until=until, version=F("version") + 1)
