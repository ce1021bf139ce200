"""Our sentences in the language that Django speaks at the moment."""

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import get_language

from sagsloft.messages import Language, say

__all__ = ["language_now", "said", "spoken"]


def language_now() -> Language:
    """The one of the request, which `middleware.language` has set."""
    return Language(get_language() or settings.LANGUAGE_CODE)


def said(message_id: str, **values: object) -> str:
    """An id that is not there is a bug, and raises KeyError."""
    return say(message_id, language_now(), **values)


spoken = lazy(said, str)
"""The same, said only when it is shown: for labels, which are made before any request."""
