"""The language of a request: the person's own, else one chosen before signing in, else the browser's, else Danish."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_from_request

from sagsloft.messages import Language
from sagsloft.web.accounts.models import User

__all__ = ["language_of"]


def language_of(request: HttpRequest) -> Language:
    if isinstance(request.user, User):
        return Language(request.user.language)
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return Language(chosen) if chosen in set(Language) else Language(get_language_from_request(request))
