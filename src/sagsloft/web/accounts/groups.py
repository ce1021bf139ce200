"""The roles that the groups of a municipality's own sign-on give, and take away again."""

from collections.abc import Iterable

from django.db import transaction

from sagsloft.web.accounts.actions import Place, grant, revoke
from sagsloft.web.accounts.models import Municipality, Team, User
from sagsloft.web.accounts.roles import Role
from sagsloft.web.accounts.sign_on import GroupRole

__all__ = ["follow_groups"]


@transaction.atomic
def follow_groups(*, user: User, groups: Iterable[GroupRole], known_as: str, by: User) -> None:
    """Give what the groups give, and take what an earlier sign-on gave and this one does not; each with its log entry.

    What an administrator has given stays. A group whose municipality or team is not here gives nothing.
    """
    places = (place for each in groups if (place := _place(each, known_as)) is not None)
    wanted = {(municipality.pk, place.role, place.team): (municipality, place) for municipality, place in places}
    for held in user.memberships.select_related("municipality", "team"):
        key = (held.municipality_id, Role(held.role), held.team)
        if wanted.pop(key, None) is None and held.by_sign_on:
            revoke(membership=held, version=held.version, by=by)
    for municipality, given in wanted.values():
        grant(user=user, municipality=municipality, place=given, by=by, by_sign_on=True)


def _place(group: GroupRole, known_as: str) -> tuple[Municipality, Place] | None:
    municipality = Municipality.objects.filter(slug=group.municipality).first()
    if municipality is None or group.role not in set(Role):
        return None
    role = Role(group.role)
    team = Team.objects.filter(unit__municipality=municipality, name=group.team).first() if group.team else None
    if group.team and team is None:
        return None
    return municipality, Place(role=role, team=team, known_as=known_as if role is Role.RAADGIVER else "")
