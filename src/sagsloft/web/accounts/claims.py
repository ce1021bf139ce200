"""What the municipality's own sign-on says of the person who comes from there."""

from collections.abc import Mapping
from typing import Any, cast

from allauth.socialaccount.models import SocialLogin
from django.conf import settings

from sagsloft.web.accounts.sign_on import SignOn

__all__ = ["address_is_verified", "asked_for_two_factors", "claims_of", "is_found_by_address", "sign_on"]


def sign_on() -> SignOn:
    return cast("SignOn", settings.SIGN_ON)  # no one comes from there without


def claims_of(login: SocialLogin) -> Mapping[str, Any]:
    """What it says in the token or when asked; the token counts where they differ."""
    return {**login.account.extra_data.get("userinfo", {}), **_of_the_token(login)}


def asked_for_two_factors(login: SocialLogin) -> bool:
    return sign_on().asked_for_two_factors(_of_the_token(login))


def address_is_verified(login: SocialLogin) -> bool:
    """It says of the address, there where it tells the address, that the person has shown to have it.

    Some providers let people write any address into their own profile: unverified, it opens no one's account.
    """
    told = login.account.extra_data.get("userinfo") or _of_the_token(login)
    return sign_on().addresses_are_verified or told.get("email_verified") in {True, "true"}


def is_found_by_address(login: SocialLogin) -> bool:
    """The person has an account here which has not been told of this identity there until now."""
    return login.account.pk is None and login.is_existing


def _of_the_token(login: SocialLogin) -> Mapping[str, Any]:
    found: Mapping[str, Any] = login.account.extra_data.get("id_token", {})
    return found
