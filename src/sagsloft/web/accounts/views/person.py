"""Who asks, for pages that the gate has let them into."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from sagsloft.web.accounts.models import Municipality, User
from sagsloft.web.accounts.sight import current_municipality
from sagsloft.web.accounts.speech import said

__all__ = ["here", "refuse", "tell", "who"]


def who(request: HttpRequest) -> User:
    """Raises PermissionDenied where no one is signed in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def here(request: HttpRequest) -> Municipality:
    """Raises PermissionDenied where no municipality is chosen."""
    municipality = current_municipality(request)
    if municipality is None:
        raise PermissionDenied
    return municipality


def tell(request: HttpRequest, message_id: str, **values: object) -> None:
    """Say on the next page what was done."""
    messages.success(request, said(message_id, **values))


def refuse(request: HttpRequest, message_id: str, **values: object) -> None:
    """Say on the next page what was not done, and why."""
    messages.error(request, said(message_id, **values))
