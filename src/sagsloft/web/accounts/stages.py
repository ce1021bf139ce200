"""A step of signing in: the second factor, not asked for again where the municipality's own sign-on has done it."""

from typing import Any

from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.models import SocialLogin

from sagsloft.web.accounts.claims import asked_for_two_factors, is_found_by_address
from sagsloft.web.accounts.factors import has_factor, note_factors_elsewhere
from sagsloft.web.accounts.models import User

__all__ = ["SecondFactor"]


class SecondFactor(AuthenticateStage):
    def handle(self) -> tuple[Any, bool]:
        """A response, or None to go on."""
        user, elsewhere = self.login.user, (self.login.signal_kwargs or {}).get("sociallogin")
        if isinstance(user, User) and elsewhere is not None and _counts(elsewhere, user):
            note_factors_elsewhere(self.request, user)
            return None, True
        found: tuple[Any, bool] = super().handle()
        return found


def _counts(elsewhere: SocialLogin, user: User) -> bool:
    """Not the first time that an account with a factor of its own is found by its address: its owner shows that one."""
    return asked_for_two_factors(elsewhere) and not (is_found_by_address(elsewhere) and has_factor(user))
