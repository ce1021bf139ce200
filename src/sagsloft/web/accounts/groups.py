"""The roles that the groups of a municipality's own sign-on give, and take away again."""

from collections.abc import Iterable

from django.db import transaction

from sagsloft.web.accounts.actions import Place, change_role, grant, revoke
from sagsloft.web.accounts.models import Municipality, Team, User
from sagsloft.web.accounts.roles import Role
from sagsloft.web.accounts.sign_on import GroupRole

__all__ = ["follow_groups"]


@transaction.atomic
def follow_groups(*, user: User, groups: Iterable[GroupRole], known_as: str, by: User) -> None:
    """Give what the groups give, and take what an earlier sign-on gave and this one does not; each with its log entry.

    A caseworker who is called something else now is known by that. What an administrator has given stays. A group whose
    municipality or team is not here gives nothing, nor does one whose team may be either of two.
    """
    places = (place for each in groups if (place := _place(each, known_as)) is not None)
    wanted = {(municipality.pk, place.role, place.team): (municipality, place) for municipality, place in places}
    for held in user.memberships.select_related("municipality", "team"):
        found = wanted.pop((held.municipality_id, Role(held.role), held.team), None)
        if not held.by_sign_on:
            continue
        if found is None:
            revoke(membership=held, version=held.version, by=by)
        elif (known_as := found[1].known_as) != held.known_as:
            change_role(membership=held, team=held.team, known_as=known_as, version=held.version, by=by)
    for municipality, given in wanted.values():
        grant(user=user, municipality=municipality, place=given, by=by, by_sign_on=True)


def _place(group: GroupRole, known_as: str) -> tuple[Municipality, Place] | None:
    municipality = Municipality.objects.filter(slug=group.municipality).first()
    if municipality is None or group.role not in set(Role):
        return None
    role = Role(group.role)
    teams = Team.objects.filter(unit__municipality=municipality, name=group.team) if group.team else [None]
    if len(teams) != 1:  # units may have teams of the same name
        return None
    return municipality, Place(role=role, team=teams[0], known_as=known_as if role is Role.RAADGIVER else "")
