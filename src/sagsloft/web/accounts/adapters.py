"""What allauth asks us: nobody signs up by themselves, secrets are encrypted, and groups of the sign-on give roles."""

import base64
import hashlib
import time
from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.utils import build_absolute_uri
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from sagsloft.web.accounts.claims import address_is_verified, claims_of, is_found_by_address, sign_on
from sagsloft.web.accounts.entrance_log import note
from sagsloft.web.accounts.factors import has_factor, is_needed
from sagsloft.web.accounts.groups import follow_groups
from sagsloft.web.accounts.models import Municipality, User
from sagsloft.web.accounts.speech import said, spoken

__all__ = ["AccountAdapter", "FactorAdapter", "SignOnAdapter"]


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        del request
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """`key`: whose, and the token, with a hyphen between them; in our addresses there is a slash."""
        uid, _, token = key.partition("-")
        address = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        return str(build_absolute_uri(self.request, address))

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.mfa.stages.AuthenticateStage": "sagsloft.web.accounts.stages.SecondFactor"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has signed in this very moment need not do it again to set up the second factor."""
        records = get_authentication_records(self.request, self.request.user)
        just_now = bool(records) and time.time() - records[-1]["at"] < REAUTHENTICATION_TIMEOUT
        return not just_now and super().is_reauthentication_required(app=app, **kwargs)

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """Whoever has a second factor confirms with it: a password alone could take it away or read its codes."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        by_password = isinstance(user, User) and not has_factor(user)
        return [each for each in methods if by_password or each["id"] != "reauthenticate"]

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **more: Any) -> HttpResponse | None:
        """Whoever has roles from the municipality's own sign-on comes in there alone: who has left, and is known there
        no more, does not keep them behind a password of ours."""
        if not _from_elsewhere(more) and isinstance(user, User) and user.memberships.filter(by_sign_on=True).exists():
            messages.error(request, said("web_accounts.use_sign_on"))
            return redirect("account_login")
        answer: HttpResponse | None = super().pre_login(request, user, **more)
        return answer

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **more: Any) -> HttpResponse:
        elsewhere = _from_elsewhere(more)
        if elsewhere is not None and isinstance(user, User):
            _came_in(request, user, elsewhere)
        answer: HttpResponse = super().post_login(request, user, **more)
        return answer

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            note(user=request.user, by=request.user, action="person.sign_out")
        super().logout(request)


class FactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": spoken("web_accounts.factor_is_needed"),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not is_needed(authenticator)

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def _get_site_name(self) -> str:
        return "Sagsløft"


class SignOnAdapter(DefaultSocialAccountAdapter):
    """The provider is the municipality's own: whom it knows by a group with a role comes in, and with those roles."""

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[AbstractUser, str] | None:
        return super().authenticate_by_email(sociallogin) if address_is_verified(sociallogin) else None

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Raises PermissionDenied for anyone who also has a role elsewhere: no municipality opens another's doors. And
        for the next person who is given the address of someone who came from there before."""
        del request
        if sociallogin.state.get("process", AuthProcess.LOGIN) != AuthProcess.LOGIN:
            raise PermissionDenied
        user = sociallogin.user
        if sociallogin.is_existing and isinstance(user, User):
            if user.memberships.exclude(municipality__slug__in=sign_on().municipalities).exists():
                raise PermissionDenied
            if is_found_by_address(sociallogin) and _came_from_there(user, sociallogin):
                raise PermissionDenied

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        del request
        places = {each.municipality for each in sign_on().roles(claims_of(sociallogin))}
        return address_is_verified(sociallogin) and Municipality.objects.filter(slug__in=places).exists()


def _from_elsewhere(login: Mapping[str, Any]) -> SocialLogin | None:
    """In what allauth tells of a sign-in: that which comes from the sign-on."""
    return (login.get("signal_kwargs") or {}).get("sociallogin")


def _came_from_there(user: User, login: SocialLogin) -> bool:
    return SocialAccount.objects.filter(user=user, provider=login.account.provider).exists()


def _came_in(request: HttpRequest, user: User, login: SocialLogin) -> None:
    """Only now, with every factor shown, is the account bound to who came, and are the roles given."""
    if is_found_by_address(login):
        login.connect(request, user)
    claims = claims_of(login)
    known_as = claims.get(sign_on().known_as_claim)
    known_as = known_as if isinstance(known_as, str) else ""
    follow_groups(user=user, groups=sign_on().roles(claims), known_as=known_as, by=user)


def _cipher() -> MultiFernet:
    """The first key encrypts; former ones still decrypt."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    keys = (hashlib.sha256(b"second factors\0" + each.encode()).digest() for each in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
