"""The second factor: who must have one, and who has shown it to us or to the municipality's own sign-on."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest

from sagsloft.web.accounts.models import Membership, User
from sagsloft.web.accounts.roles import TWO_FACTORS
from sagsloft.web.accounts.sight import held_by

__all__ = ["has_factor", "has_shown_factors_elsewhere", "is_needed", "lacks_second_factor", "note_factors_elsewhere"]

ELSEWHERE = "two_factors_elsewhere"
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_factor(user: User) -> bool:
    """An authenticator app or a passkey; recovery codes alone are none."""
    return bool(is_mfa_enabled(user, FACTORS))


def is_needed(authenticator: Authenticator) -> bool:
    """It is the last factor of someone whose role asks for one: without it a password alone would be the way in."""
    if not settings.TWO_FACTORS_REQUIRED or authenticator.type not in FACTORS:
        return False
    held = Membership.objects.filter(user_id=authenticator.user_id, role__in=TWO_FACTORS)
    others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=FACTORS).exclude(pk=authenticator.pk)
    return held.exists() and not others.exists()


def lacks_second_factor(request: HttpRequest) -> bool:
    """In some role the person may see cases, or give such roles, and has only one factor."""
    user = request.user
    if not settings.TWO_FACTORS_REQUIRED or not isinstance(user, User):
        return False
    if all(each.role not in TWO_FACTORS for each in held_by(request)):
        return False
    return not has_factor(user) and not has_shown_factors_elsewhere(request, user)


def note_factors_elsewhere(request: HttpRequest, user: User) -> None:
    """The sign-on has just asked this person for both; it counts for them only, and for this session."""
    request.session[ELSEWHERE] = str(user.public_id)


def has_shown_factors_elsewhere(request: HttpRequest, user: User) -> bool:
    return bool(request.session.get(ELSEWHERE) == str(user.public_id))
