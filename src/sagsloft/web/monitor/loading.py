"""The demo of the web: two invented municipalities, and someone to sign in as for every role."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from sagsloft.core.errors import UserError
from sagsloft.web.accounts import actions as people
from sagsloft.web.accounts.actions import Place
from sagsloft.web.accounts.case_actions import open_course
from sagsloft.web.accounts.models import Membership, Municipality, Team, Unit, User
from sagsloft.web.accounts.roles import Role
from sagsloft.web.monitor import actions
from sagsloft.web.monitor.models import Case, Import

__all__ = ["PASSWORD", "DemoUser", "load_demo"]

PASSWORD = "opdigtede-boern"  # noqa: S105 - printed for everyone to see; it opens nothing that is real
UNIT = "Familieafdelingen"
LAST = date(2025, 12, 29)
"""The day of the demo: a Monday on which clocks run, and more is due within the week."""
COURSE = 120
"""Days for which Eksempelkøbing is open to the Task Force."""


@dataclass(frozen=True, slots=True)
class Town:
    """`seed`: of all possible ones."""

    slug: str
    name: str
    seed: int


TOWNS = (Town("eksempelkoebing", "Eksempelkøbing", 2024), Town("nabokoebing", "Nabokøbing", 2025))


@dataclass(frozen=True, slots=True)
class DemoUser:
    email: str
    role: Role
    municipality: str


def load_demo(folder: Path) -> list[DemoUser]:
    """Make what is not there yet: the municipalities, their data (files in `folder`), and the people.

    Raises UserError where the demo was not asked for, or a real municipality is in the database.
    """
    if not settings.DEMO or Municipality.objects.filter(invented=False).exists():
        raise UserError("web_import.demo_not_here")
    return [person for town in TOWNS for person in _load(town, folder)]


def _load(town: Town, folder: Path) -> Iterator[DemoUser]:
    municipality = Municipality.objects.filter(slug=town.slug).first() or people.found(
        slug=town.slug, name=town.name, source_name=town.name, invented=True, by=None
    )
    if not Import.objects.filter(municipality=municipality, state=Import.State.CURRENT).exists():
        actions.import_invented(
            by=None, municipality=municipality, folder=folder / town.slug, seed=town.seed, until=LAST
        )
    actions.evaluate(by=None, municipality=municipality)
    if not hasattr(municipality, "course"):
        open_course(municipality=municipality, until=timezone.localdate() + timedelta(days=COURSE), by=None)
    for role in Role:
        _ensure_person(municipality, role)
        yield DemoUser(_address(municipality, role), role, town.name)


@transaction.atomic
def _ensure_person(municipality: Municipality, role: Role) -> None:
    email = _address(municipality, role)
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User(username=email, email=email, first_name=role.label, last_name=f"i {municipality.name}")
        user.set_password(PASSWORD)
        user.save()
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if not Membership.objects.filter(user=user, municipality=municipality, role=role).exists():
        people.grant(user=user, municipality=municipality, place=_place(municipality, role), by=None)


def _place(municipality: Municipality, role: Role) -> Place:
    """The caseworker and the team with most to do, so that there is something to see."""
    if role is Role.RAADGIVER:
        return Place(role=role, known_as=_busiest(municipality, "caseworker"))
    if role is Role.TEAMLEDER:
        return Place(role=role, team=_teams(municipality)[_busiest(municipality, "team")])
    return Place(role=role)


def _teams(municipality: Municipality) -> dict[str, Team]:
    """Those that the events name."""
    unit, _ = Unit.objects.get_or_create(municipality=municipality, name=UNIT)
    cases = Case.objects.filter(municipality=municipality, team__isnull=False)
    names = cases.order_by("team").values_list("team", flat=True).distinct()
    return {
        name: Team.objects.get_or_create(unit=unit, name=name, defaults={"source_name": name})[0]
        for name in names
        if name is not None
    }


def _busiest(municipality: Municipality, what: str) -> str:
    cases = Case.objects.filter(municipality=municipality, **{f"{what}__isnull": False})
    found = cases.values(what).annotate(waiting=Sum("overdue")).order_by("-waiting", what).first()
    return "" if found is None else str(found[what])


def _address(municipality: Municipality, role: Role) -> str:
    return f"{role}@{municipality.slug}.example"
