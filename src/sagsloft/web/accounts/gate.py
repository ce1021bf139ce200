"""The gate before every page: is the session alive, is the second factor set up, is the page for this person?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from sagsloft.web.accounts.access import BY_URL, Audience, Page, may_open
from sagsloft.web.accounts.entrance_log import note
from sagsloft.web.accounts.factors import lacks_second_factor
from sagsloft.web.accounts.models import User
from sagsloft.web.accounts.sight import current_municipality, current_roles, municipalities

__all__ = ["Gate", "page_of"]

BEGAN, USED = "session_began", "session_used"
NOTED_EVERY = timedelta(minutes=1)
"""The session is not written at each request: its idle end comes at most so much too early."""
Answer = Callable[[HttpRequest], HttpResponse]


class Gate:
    """Middleware. A page without an entry in the access table is not there; a session that has ended is signed out."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The session is looked at here: an address that is not there has no view, and yet a page greets its reader."""
        if isinstance(request.user, User) and not _alive(request):
            note(user=request.user, by=None, action="person.session_ended")
            logout(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: Any, kwargs: Any) -> HttpResponse | None:
        del view, args, kwargs  # Django's contract; the URL's name decides
        page = page_of(request)
        if not request.user.is_authenticated:
            return None if page.to is Audience.ANYONE else redirect_to_login(request.get_full_path())
        if not page.until_set_up and lacks_second_factor(request):
            return redirect("mfa_index")
        return _for_roles(request, page)


def page_of(request: HttpRequest) -> Page:
    """Raises Http404 where the access table has no such page."""
    match = request.resolver_match
    page = BY_URL.get(match.view_name) if match else None
    if page is None:
        raise Http404
    return page


def _for_roles(request: HttpRequest, page: Page) -> HttpResponse | None:
    if isinstance(page.to, Audience):
        return None
    if current_municipality(request) is None and municipalities(request):
        return redirect("accounts:municipality")
    if not may_open(page, signed_in=True, roles=current_roles(request)):
        raise PermissionDenied
    return None


def _alive(request: HttpRequest) -> bool:
    """Used within the last half hour, and begun within ten hours."""
    now = timezone.now()
    began, used = (_noted(request, name, now) for name in (BEGAN, USED))
    if now - used > settings.SESSION_IDLE or now - began > settings.SESSION_LONGEST:
        return False
    if now - used >= NOTED_EVERY:
        request.session[USED] = now.timestamp()
    return True


def _noted(request: HttpRequest, name: str, now: datetime) -> datetime:
    return datetime.fromtimestamp(request.session.setdefault(name, now.timestamp()), UTC)
