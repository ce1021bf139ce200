"""What people do at the entrance and with their factors, as entries in the log of each municipality where they are.

allauth does these acts. It tells of most by signals, which `listen` hears; of the rest the gate, the adapter and the
pages tell. No entry holds an address: what someone typed may be anybody's.
"""

from allauth.account import signals as account
from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social
from allauth.socialaccount.models import SocialLogin
from django.contrib.auth import signals as auth
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from sagsloft.web.accounts.log import Detail, record
from sagsloft.web.accounts.models import Municipality, User

__all__ = ["listen", "note"]


@transaction.atomic
def note(*, user: User, by: User | None, action: str, detail: Detail | None = None) -> None:
    """One entry in each municipality where `user` has a role; someone without one leaves no trace, and needs none.

    `by`: None where it was done in their name by nobody knows whom, or by the program; the entry tells of whom.
    """
    told = {**(detail or {}), **({"person": str(user.public_id)} if by is None else {})}
    for municipality in Municipality.objects.filter(memberships__user=user).distinct().order_by("pk"):
        record(municipality=municipality, by=by, action=action, detail=told)


def listen() -> None:
    """From now on; called once, when Django is set up."""
    account.user_logged_in.connect(_signed_in)
    auth.user_login_failed.connect(_wrong_password)
    factors.authentication_failed.connect(_wrong_code)
    factors.authenticator_added.connect(_factor_added)
    factors.authenticator_removed.connect(_factor_removed)
    factors.authenticator_reset.connect(_codes_made)
    social.social_account_added.connect(_sign_on_found)
    account.password_changed.connect(_password_changed)
    account.password_set.connect(_password_changed)
    account.password_reset.connect(_password_reset)


def _signed_in(*, request: HttpRequest, user: User, **_: object) -> None:
    steps = [str(each.get("type") or each["method"]) for each in get_authentication_records(request, user)]
    note(user=user, by=user, action="person.sign_in", detail={"how": ", ".join(dict.fromkeys(steps))})


def _wrong_password(*, credentials: dict[str, str], **_: object) -> None:
    user = User.objects.filter(email__iexact=credentials.get("email", "")).first()
    if user is not None:
        note(user=user, by=None, action="person.sign_in_failed", detail={"how": "password"})


def _wrong_code(*, user: User, authenticator: Authenticator, **_: object) -> None:
    note(user=user, by=None, action="person.sign_in_failed", detail={"how": authenticator.type})


def _factor_added(*, request: HttpRequest, user: User, authenticator: Authenticator, **_: object) -> None:
    _end_other_sessions(request, user, authenticator)
    note(user=user, by=user, action="factor.add", detail={"kind": authenticator.type})


def _factor_removed(*, request: HttpRequest, user: User, authenticator: Authenticator, **_: object) -> None:
    _end_other_sessions(request, user, authenticator)
    note(user=user, by=user, action="factor.remove", detail={"kind": authenticator.type})


def _codes_made(*, user: User, **_: object) -> None:
    note(user=user, by=user, action="factor.make_codes")


def _sign_on_found(*, sociallogin: SocialLogin, **_: object) -> None:
    user = sociallogin.user
    if isinstance(user, User):
        note(user=user, by=user, action="person.sign_on_found")


def _password_changed(*, user: User, **_: object) -> None:
    note(user=user, by=user, action="person.change_password")


def _password_reset(*, user: User, **_: object) -> None:
    note(user=user, by=user, action="person.reset_password")


def _end_other_sessions(request: HttpRequest, user: User, authenticator: Authenticator) -> None:
    """A session that began before has not shown the new factor, or has shown one that is gone."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    User.objects.filter(pk=user.pk).update(factor_changes=F("factor_changes") + 1)
    user.refresh_from_db(fields=["factor_changes"])
    update_session_auth_hash(request, user)
