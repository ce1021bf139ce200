"""Today's list: which children wait for what, since when, and what is due before the week is out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Min, Q, QuerySet

from sagsloft.core.obligations import Status
from sagsloft.messages import Language
from sagsloft.web.accounts.models import Municipality, User
from sagsloft.web.accounts.sight import Sight, sight, visible_obligations
from sagsloft.web.monitor.case_list import NO_TEAM
from sagsloft.web.monitor.law import book, clock_rules, local_day, title
from sagsloft.web.monitor.models import WAITING, Obligation
from sagsloft.web.monitor.paging import Page, page_of
from sagsloft.web.monitor.wording import clock_words, day_words, due_words, moment_words, relative

__all__ = ["SOON", "Asked", "Need", "Row", "Today", "today"]

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed to ("" : all), and which pages of it are asked for."""

    team: str = ""
    caseworker: str = ""
    rule: str = ""
    overdue_page: str | None = None
    soon_page: str | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """What children wait for under one rule: how many, and when the oldest was due."""

    rule_id: str
    title: str
    children: int
    oldest: str
    oldest_due: str


@dataclass(frozen=True, slots=True)
class Row:
    """One obligation on the list. `due`: how near or how far over; `due_at`: the moment itself. `since`: its clock's
    beginning. `has_passed`: it ran out after the evaluation, which therefore cannot say whether it was done."""

    case: str
    address: UUID
    title: str
    citation: str
    due: str
    due_at: str
    since: str
    caseworker: str
    team: str
    is_open: bool
    has_passed: bool


@dataclass(frozen=True, slots=True)
class Today:
    """`children_overdue`, `children_soon`: distinct children. `clocks`: what is counted in hours and runs.

    `overdue`: that of open cases first. `soon`: what is due within a week besides the clocks.
    """

    children_overdue: int
    children_soon: int
    needs: tuple[Need, ...]
    clocks: tuple[Row, ...]
    overdue: Page[Row]
    soon: Page[Row]

    @property
    def is_empty(self) -> bool:
        return not (self.clocks or self.overdue.total or self.soon.total)


@dataclass(frozen=True, slots=True)
class Teller:
    """Makes rows for one person."""

    seen_as: Sight
    now: datetime
    language: Language

    def rows(self, obligations: Iterable[Obligation], *, by_the_clock: bool = False) -> tuple[Row, ...]:
        return tuple(self._row(each, by_the_clock=by_the_clock) for each in obligations)

    def page(self, found: Page[Obligation]) -> Page[Row]:
        return Page(self.rows(found.rows), found.number, found.pages, found.total)

    def _row(self, each: Obligation, *, by_the_clock: bool) -> Row:
        assert each.due_at is not None  # noqa: S101 - only what has a limit is on the list
        due = (clock_words if by_the_clock else due_words)(each.due_at, self.now, self.language)
        due_at = relative(each.due_at, self.now, self.language)
        return Row(
            case=self.seen_as.name_of(each.case.case_id),
            address=self.seen_as.address_of(each.case.public_id),
            title=title(each.rule_id, self.language),
            citation=each.citation,
            due=due,
            due_at=due_at if by_the_clock else moment_words(each.due_at, self.language),
            since=relative(each.triggered_at, self.now, self.language),
            caseworker=each.case.caseworker or "",
            team=each.case.team or "",
            is_open=each.case.is_open,
            has_passed=each.status == Status.PENDING and each.due_at < self.now,
        )


def today(
    user: User | AnonymousUser,
    municipality: Municipality,
    asked: Asked,
    *,
    now: datetime,
    language: Language,
) -> Today:
    """What this person may see of what waits; days and hours are told from `now`."""
    visible = _narrowed(visible_obligations(user, municipality).filter(measurable=True), asked)
    overdue = visible.filter(status=Status.OVERDUE)
    within_a_week = Q(status=Status.PENDING, due_at__lte=_end_of_week(now))
    by_the_clock = Q(rule_id__in=clock_rules())
    counts = visible.filter(status__in=WAITING).aggregate(
        overdue=Count("case", distinct=True, filter=Q(status=Status.OVERDUE)),
        overdue_steps=Count("case", filter=Q(status=Status.OVERDUE)),
        soon=Count("case", distinct=True, filter=within_a_week),
        soon_steps=Count("case", filter=within_a_week & ~by_the_clock),
    )
    soon = visible.filter(within_a_week)
    teller = Teller(sight(user, municipality), now, language)
    return Today(
        children_overdue=counts["overdue"],
        children_soon=counts["soon"],
        needs=tuple(_needs(overdue, now, language)),
        clocks=teller.rows(_in_order(soon.filter(by_the_clock)), by_the_clock=True),
        overdue=teller.page(page_of(_in_order(overdue, "-case__is_open"), counts["overdue_steps"], asked.overdue_page)),
        soon=teller.page(page_of(_in_order(soon.exclude(by_the_clock)), counts["soon_steps"], asked.soon_page)),
    )


def _narrowed(waiting: QuerySet[Obligation], asked: Asked) -> QuerySet[Obligation]:
    if asked.team:
        waiting = waiting.filter(case__team=None if asked.team == NO_TEAM else asked.team)
    if asked.caseworker:
        waiting = waiting.filter(case__caseworker=asked.caseworker)
    return waiting.filter(rule_id=asked.rule) if asked.rule else waiting


def _in_order(waiting: QuerySet[Obligation], *before: str) -> QuerySet[Obligation]:
    """The oldest first; what is equally old keeps its place from one page to the next, which is not that of the cases'
    numbers."""
    return waiting.select_related("case").order_by(*before, "due_at", "case__public_id", "pk")


def _end_of_week(now: datetime) -> datetime:
    """The last instant of the seventh local day from now."""
    return book().calendar.end_of(local_day(now) + SOON)


def _needs(overdue: QuerySet[Obligation], now: datetime, language: Language) -> Iterable[Need]:
    by_rule = overdue.order_by().values("rule_id").annotate(children=Count("case", distinct=True), oldest=Min("due_at"))
    for each in sorted(by_rule, key=lambda rule: (-rule["children"], rule["rule_id"])):
        yield Need(
            each["rule_id"],
            title(each["rule_id"], language),
            each["children"],
            due_words(each["oldest"], now, language),
            day_words(each["oldest"], language),
        )
