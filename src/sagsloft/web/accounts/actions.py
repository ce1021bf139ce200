"""Every change of people and walls: one transaction, one log entry. `by` is who does it; None is the command line."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from sagsloft.core.errors import UserError
from sagsloft.messages import Language
from sagsloft.web.accounts.log import record
from sagsloft.web.accounts.mail import send_invitation
from sagsloft.web.accounts.models import Invitation, Membership, Municipality, Team, User
from sagsloft.web.accounts.roles import Role

__all__ = [
    "Place",
    "accept",
    "change_role",
    "choose_language",
    "found",
    "grant",
    "invitation_of",
    "invite",
    "revoke",
    "withdraw",
]

INVITATION_LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a role is about: a team leader's team; what the case system calls a caseworker."""

    role: Role
    team: Team | None = None
    known_as: str = ""


@transaction.atomic
def found(*, slug: str, name: str, source_name: str, invented: bool, by: User | None) -> Municipality:
    """A new municipality. Raises UserError where there is one of that name, or the name cannot stand in a file's."""
    try:
        validate_slug(slug)
    except ValidationError:
        raise UserError("web_accounts.bad_slug", slug=slug) from None
    if Municipality.objects.filter(slug=slug).exists():
        raise UserError("web_accounts.municipality_exists", slug=slug)
    municipality = Municipality.objects.create(slug=slug, name=name, source_name=source_name, invented=invented)
    record(municipality=municipality, by=by, action="municipality.found")
    return municipality


@transaction.atomic
def invite(
    *, municipality: Municipality, email: str, place: Place, link: Callable[[str], str], by: User | None
) -> Invitation:
    """Send an invitation. `link` makes the address of the page from the token, which is kept nowhere.

    Raises UserError where the person has that role, or an invitation to it that can still be accepted, or is oneself.
    """
    email = email.lower()
    if by is not None and email == by.email.lower():
        raise UserError("web_accounts.not_oneself")
    if _holds(email, municipality, place):
        raise UserError("web_accounts.has_role")
    if _is_invited(email, municipality, place):
        raise UserError("web_accounts.is_invited")
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        municipality=municipality,
        email=email,
        role=place.role,
        team=place.team,
        known_as=place.known_as,
        token_hash=_hash(token),
        invited_by=by,
        expires_at=timezone.now() + INVITATION_LASTS,
    )
    record(municipality=municipality, by=by, action="person.invite", detail={"role": place.role})
    address = link(token)
    transaction.on_commit(lambda: send_invitation(invitation, address))
    return invitation


@transaction.atomic
def withdraw(*, invitation: Invitation, by: User) -> None:
    """The link opens nothing any more. Raises UserError where it was used already."""
    open_still = Q(accepted_at=None, withdrawn_at=None)
    if not Invitation.objects.filter(open_still, pk=invitation.pk).update(withdrawn_at=timezone.now()):
        raise UserError("web_accounts.changed_meanwhile")
    record(
        municipality=invitation.municipality,
        by=by,
        action="person.withdraw_invitation",
        detail={"role": invitation.role},
    )


def invitation_of(token: str) -> Invitation | None:
    """The one that this link is for, if it can still be accepted."""
    return Invitation.objects.select_related("municipality").filter(_open_now(), token_hash=_hash(token)).first()


@transaction.atomic
def accept(
    *, token: str, first_name: str, last_name: str, password: str, language: Language, by: User | None
) -> Membership:
    """Take an invitation. Who has an account already takes it signed in, as `by`, and gives nothing more.

    Raises UserError where the link is used or old, or is for another address than `by`'s.
    """
    invitation = invitation_of(token)
    used = {"accepted_at": timezone.now()}
    if not invitation or not Invitation.objects.filter(_open_now(), pk=invitation.pk).update(**used):
        raise UserError("web_accounts.invitation_gone")
    user = User.objects.filter(email__iexact=invitation.email).first()
    if user is None:
        user = User(email=invitation.email, first_name=first_name, last_name=last_name, language=language)
        user.set_password(password)
        _save_new(user)
    elif by is None or by.pk != user.pk:
        raise UserError("web_accounts.sign_in_first")
    place = Place(role=Role(invitation.role), team=invitation.team, known_as=invitation.known_as)
    return grant(user=user, municipality=invitation.municipality, place=place, by=user)


def _save_new(user: User) -> None:
    """Raises UserError where the person has taken another invitation in the same moment."""
    try:
        with transaction.atomic():
            user.save()
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    except IntegrityError:
        raise UserError("web_accounts.sign_in_first") from None


@transaction.atomic
def grant(
    *, user: User, municipality: Municipality, place: Place, by: User | None, by_sign_on: bool = False
) -> Membership:
    """Raises UserError where the person has that role."""
    course = getattr(municipality, "course", None) if place.role is Role.TASKFORCE_KONSULENT else None
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                user=user,
                municipality=municipality,
                role=place.role,
                team=place.team,
                known_as=place.known_as,
                opened_until=course.opened_until if course else None,
                by_sign_on=by_sign_on,
            )
    except IntegrityError:
        raise UserError("web_accounts.has_role") from None
    record(municipality=municipality, by=by, action="role.grant", detail=_told(membership))
    return membership


@transaction.atomic
def change_role(*, membership: Membership, team: Team | None, known_as: str, version: int, by: User) -> None:
    """`version`: of the membership as it was shown. Raises UserError where it has been changed since."""
    if not membership.by_sign_on:
        _not_oneself(membership, by)
    try:
        with transaction.atomic():
            changed = Membership.objects.filter(pk=membership.pk, version=version).update(
                team=team, known_as=known_as, version=F("version") + 1
            )
    except IntegrityError:
        raise UserError("web_accounts.has_role") from None
    if not changed:
        raise UserError("web_accounts.changed_meanwhile")
    membership.refresh_from_db()
    record(municipality=membership.municipality, by=by, action="role.change", detail=_told(membership))


@transaction.atomic
def revoke(*, membership: Membership, version: int, by: User | None) -> None:
    """Take a role away, from the next page on. Raises UserError where it has been changed since it was shown."""
    if by is not None and not membership.by_sign_on:
        _not_oneself(membership, by)
    told = _told(membership)
    deleted, _ = Membership.objects.filter(pk=membership.pk, version=version).delete()
    if not deleted:
        raise UserError("web_accounts.changed_meanwhile")
    record(municipality=membership.municipality, by=by, action="role.revoke", detail=told)


@transaction.atomic
def choose_language(*, user: User, language: Language, municipality: Municipality | None, by: User) -> None:
    """`municipality`: in whose log it stands; who has no role anywhere leaves no trace, and needs none."""
    user.language = language
    user.save(update_fields=["language"])
    if municipality is not None:
        record(municipality=municipality, by=by, action="person.language", detail={"language": language})


def _told(membership: Membership) -> dict[str, str | int | bool | None]:
    """For the log: the person by the id that stands for them, and no name."""
    team = membership.team.pk if membership.team else None
    return {"person": str(membership.user.public_id), "role": membership.role, "team": team}


def _not_oneself(membership: Membership, by: User) -> None:
    if membership.user_id == by.pk:
        raise UserError("web_accounts.not_oneself")


def _holds(email: str, municipality: Municipality, place: Place) -> bool:
    held = Membership.objects.filter(user__email__iexact=email, municipality=municipality)
    return held.filter(role=place.role, team=place.team).exists()


def _is_invited(email: str, municipality: Municipality, place: Place) -> bool:
    sent = Invitation.objects.filter(email=email, municipality=municipality, role=place.role, team=place.team)
    return sent.filter(_open_now()).exists()


def _open_now() -> Q:
    return Q(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
