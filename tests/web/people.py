"""Invented municipalities, and the people in them: one for every role, and a colleague in another team."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from sagsloft.web.accounts.case_actions import open_course
from sagsloft.web.accounts.models import Membership, Municipality, Team, Unit, User
from sagsloft.web.accounts.roles import Role

__all__ = ["PASSWORD", "Town", "make_person", "make_town"]

PASSWORD = "en lang opdigtet adgangskode"  # noqa: S105 - of invented people
TEAMS = ("Team Nord", "Team Syd")


@dataclass
class Town:
    """`people`: by role; `colleague`: a team leader and a caseworker of the other team, by role."""

    municipality: Municipality
    teams: tuple[Team, Team]
    people: dict[Role, User] = field(default_factory=dict)
    colleague: dict[Role, User] = field(default_factory=dict)


@cache
def hashed() -> str:
    """argon2 is slow on purpose; the people share one hash."""
    return make_password(PASSWORD)


def make_person(email: str, *, factor: bool = True, **named: object) -> User:
    """Someone who can sign in with `PASSWORD`; with `factor`, has an authenticator app."""
    named = {"first_name": email.split("@", maxsplit=1)[0].title(), "password": hashed(), **named}
    user = User.objects.create(email=email, **named)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if factor:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "unused"})
    return user


def make_town(slug: str, name: str) -> Town:
    """Advisers are known as `<slug>-anna` in the first team and `<slug>-bo` in the second."""
    municipality = Municipality.objects.create(slug=slug, name=name, invented=True, source_name=name)
    unit = Unit.objects.create(municipality=municipality, name="Familieafdelingen")
    teams = tuple(Team.objects.create(unit=unit, name=team, source_name=team) for team in TEAMS)
    town = Town(municipality, teams)
    for role in Role:
        town.people[role] = make_person(f"{role}@{slug}.example")
        _give(town, town.people[role], role, teams[0], f"{slug}-anna")
    for role in (Role.RAADGIVER, Role.TEAMLEDER):
        town.colleague[role] = make_person(f"{role}-syd@{slug}.example")
        _give(town, town.colleague[role], role, teams[1], f"{slug}-bo")
    open_course(municipality=municipality, until=timezone.localdate() + timedelta(days=30), by=None)
    return town


def _give(town: Town, user: User, role: Role, team: Team, known_as: str) -> None:
    Membership.objects.create(
        user=user,
        municipality=town.municipality,
        role=role,
        team=team if role is Role.TEAMLEDER else None,
        known_as=known_as if role is Role.RAADGIVER else "",
    )
