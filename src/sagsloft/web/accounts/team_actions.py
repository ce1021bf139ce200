"""Units and teams: made, renamed and removed, each in one transaction with one log entry.

Which cases a team's leader sees follows from what the events call the team; so each name stands for one team only.
"""

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.deletion import RestrictedError
from django.utils import timezone

from sagsloft.core.errors import UserError
from sagsloft.web.accounts.log import Detail, record
from sagsloft.web.accounts.models import Invitation, Municipality, Team, Unit, User

__all__ = ["add_team", "add_unit", "change_team", "remove_team", "remove_unit", "rename_unit"]

CHANGED = "web_accounts.changed_meanwhile"


@transaction.atomic
def add_unit(*, municipality: Municipality, name: str, by: User) -> Unit:
    """Raises UserError where there is one of that name."""
    try:
        with transaction.atomic():
            unit = Unit.objects.create(municipality=municipality, name=name)
    except IntegrityError:
        raise UserError("web_teams.unit_exists") from None
    record(municipality=municipality, by=by, action="unit.add", detail={"unit": unit.pk, "name": name})
    return unit


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, version: int, by: User) -> None:
    """`version`: of the unit as it was shown. Raises UserError where it was changed since, or the name is taken."""
    try:
        with transaction.atomic():
            changed = Unit.objects.filter(pk=unit.pk, version=version).update(name=name, version=F("version") + 1)
    except IntegrityError:
        raise UserError("web_teams.unit_exists") from None
    if not changed:
        raise UserError(CHANGED)
    record(municipality=unit.municipality, by=by, action="unit.rename", detail={"unit": unit.pk, "name": name})


@transaction.atomic
def remove_unit(*, unit: Unit, version: int, by: User) -> None:
    """Raises UserError where it was changed since it was shown, or has teams."""
    told: Detail = {"unit": unit.pk, "name": unit.name}
    try:
        removed, _ = Unit.objects.filter(pk=unit.pk, version=version).delete()
    except RestrictedError:
        raise UserError("web_teams.unit_in_use") from None
    if not removed:
        raise UserError(CHANGED)
    record(municipality=unit.municipality, by=by, action="unit.remove", detail=told)


@transaction.atomic
def add_team(*, unit: Unit, name: str, source_name: str, by: User) -> Team:
    """Raises UserError where the unit has one of that name, or the events' name is another team's."""
    _ensure_free(unit, source_name or name)
    try:
        with transaction.atomic():
            team = Team.objects.create(unit=unit, name=name, source_name=source_name)
    except IntegrityError:
        raise UserError("web_teams.team_exists") from None
    record(municipality=unit.municipality, by=by, action="team.add", detail=_told(team))
    return team


@transaction.atomic
def change_team(*, team: Team, name: str, source_name: str, version: int, by: User) -> None:
    """From the next page on its leader sees the cases of that name. Raises UserError as the acts above do."""
    _ensure_free(team.unit, source_name or name, but=team)
    shown = Team.objects.filter(pk=team.pk, version=version)
    try:
        with transaction.atomic():
            changed = shown.update(name=name, source_name=source_name, version=F("version") + 1)
    except IntegrityError:
        raise UserError("web_teams.team_exists") from None
    if not changed:
        raise UserError(CHANGED)
    team.refresh_from_db()
    record(municipality=team.unit.municipality, by=by, action="team.change", detail=_told(team))


@transaction.atomic
def remove_team(*, team: Team, version: int, by: User) -> None:
    """Raises UserError where it was changed since it was shown, or someone leads it or is invited to.

    Invitations that can no longer be accepted forget it.
    """
    told = _told(team)
    can_be_accepted = Q(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())
    try:
        with transaction.atomic():
            Invitation.objects.filter(~can_be_accepted, team=team).update(team=None)
            removed, _ = Team.objects.filter(pk=team.pk, version=version).delete()
    except RestrictedError:
        raise UserError("web_teams.team_in_use") from None
    if not removed:
        raise UserError(CHANGED)
    record(municipality=team.unit.municipality, by=by, action="team.remove", detail=told)


def _ensure_free(unit: Unit, known_as: str, but: Team | None = None) -> None:
    """Two people cannot take the same name at once: they wait here for each other."""
    municipality = Municipality.objects.select_for_update().get(pk=unit.municipality_id)
    named = Q(source_name=known_as) | Q(source_name="", name=known_as)
    others = Team.objects.filter(named, unit__municipality=municipality)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise UserError("web_teams.source_name_taken")


def _told(team: Team) -> Detail:
    return {"team": team.pk, "name": team.name, "known_as": team.known_as}
