"""The list of cases: what it can be narrowed to and ordered by."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy

from sagsloft.messages import Language
from sagsloft.web.accounts.models import Municipality, User
from sagsloft.web.accounts.sight import Sight, sees_all_cases, visible_cases
from sagsloft.web.monitor.models import Case
from sagsloft.web.monitor.wording import day_words, due_words

__all__ = ["NO_TEAM", "SORTS", "STATES", "WAITS", "Asked", "CaseRow", "cases", "choices", "rows", "team_names"]

NO_TEAM = "-"
"""Asks for the cases that no event names a team of."""
WAITS = {"overskredet": "overdue", "snart": "due_soon", "uden-frist": "without_limit"}
STATES = {"aaben": "open", "lukket": "closed"}
SORTS = {"": "longest", "sag": "case", "nyeste": "newest", "flest": "most", "skift": "caseworkers"}
"""What the list can be ordered by, as it stands in the address: the name of it here."""
ORDERS: dict[str, tuple[str | OrderBy, ...]] = {
    "longest": (F("oldest_due").asc(nulls_last=True), F("next_due").asc(nulls_last=True)),
    "case": ("case_id",),
    "newest": ("-last_event",),
    "most": ("-overdue", "-due_soon"),
    "caseworkers": ("-caseworkers",),
}


MANY = 100
"""Municipalities whose teams and caseworkers a process remembers: all of Denmark's."""
Pairs = frozenset[tuple[str | None, str | None]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed to ("": all) and ordered by. `number`: how a case's number begins."""

    team: str = ""
    caseworker: str = ""
    waits: str = ""
    state: str = ""
    sort: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in words."""

    name: str
    address: UUID
    is_open: bool
    overdue: int
    due_soon: int
    without_limit: int
    waited: str
    next_due: str
    last_event: str
    caseworkers: int
    caseworker: str
    team: str


def cases(user: User | AnonymousUser, municipality: Municipality, asked: Asked, seen_as: Sight) -> QuerySet[Case]:
    """The cases that this person may see and asks for, in order."""
    found = visible_cases(user, municipality)
    if asked.number:
        found = _named(found, asked.number, seen_as)
    if asked.team:
        found = found.filter(team=None if asked.team == NO_TEAM else asked.team)
    if asked.caseworker:
        found = found.filter(caseworker=asked.caseworker)
    if asked.waits:
        found = found.filter(**{f"{WAITS[asked.waits]}__gt": 0})
    if asked.state:
        found = found.filter(is_open=STATES[asked.state] == "open")
    order = ORDERS[SORTS[asked.sort]]
    if order == ORDERS["case"] and seen_as.course is not None:
        order = ()  # the order of the numbers would tell of them
    return found.order_by(*order, "public_id")


def choices(user: User | AnonymousUser, municipality: Municipality) -> tuple[list[str | None], list[str]]:
    """The teams (None: cases without one) and the caseworkers of the cases that this person may see."""
    shown = municipality.evaluations.filter(current=True).values_list("pk", "finished_at").first()
    if shown is not None and sees_all_cases(user, municipality):
        pairs = _of_all(municipality, shown)
    else:
        pairs = _pairs(visible_cases(user, municipality))
    teams = {team for team, _ in pairs}
    caseworkers = {caseworker for _, caseworker in pairs if caseworker}
    return sorted(teams, key=lambda each: (each is None, each or "")), sorted(caseworkers)


@lru_cache(maxsize=MANY)
def _of_all(municipality: Municipality, _evaluation: tuple[int, datetime]) -> Pairs:
    """They change with an evaluation and not before: each process asks once, for it is a look at every case."""
    return _pairs(municipality.cases.all())


def _pairs(found: QuerySet[Case]) -> Pairs:
    return frozenset(found.order_by().values_list("team", "caseworker").distinct())


def team_names(municipality: Municipality) -> list[str]:
    """Of all cases, for whoever sets up teams: nothing else of them is told."""
    named = municipality.cases.exclude(team=None).order_by().values_list("team", flat=True).distinct()
    return [name for name in named if name]


def rows(found: list[Case], seen_as: Sight, now: datetime, language: Language) -> tuple[CaseRow, ...]:
    return tuple(_row(each, seen_as, now, language) for each in found)


def _named(found: QuerySet[Case], number: str, seen_as: Sight) -> QuerySet[Case]:
    """Those whose number begins so; of second pseudonyms, which no database knows, the one that is whole."""
    if seen_as.course is None:
        return found.filter(case_id__istartswith=number)
    whole = [pk for pk, case_id in found.values_list("pk", "case_id") if seen_as.name_of(case_id) == number]
    return found.filter(pk__in=whole)


def _row(case: Case, seen_as: Sight, now: datetime, language: Language) -> CaseRow:
    return CaseRow(
        name=seen_as.name_of(case.case_id),
        address=seen_as.address_of(case.public_id),
        is_open=case.is_open,
        overdue=case.overdue,
        due_soon=case.due_soon,
        without_limit=case.without_limit,
        waited="" if case.oldest_due is None else due_words(case.oldest_due, now, language),
        next_due="" if case.next_due is None else day_words(case.next_due, language),
        last_event=day_words(case.last_event, language),
        caseworkers=case.caseworkers,
        caseworker=case.caseworker or "",
        team=case.team or "",
    )
