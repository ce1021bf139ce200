"""What concerns oneself: where to begin, one's profile, language and municipality."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sagsloft.messages import Language
from sagsloft.web.accounts import actions
from sagsloft.web.accounts.access import BY_URL, may_open
from sagsloft.web.accounts.factors import has_factor, has_shown_factors_elsewhere
from sagsloft.web.accounts.models import User
from sagsloft.web.accounts.sight import (
    choose_municipality,
    current_municipality,
    current_roles,
    held_by,
    municipalities,
)
from sagsloft.web.accounts.views.person import who

__all__ = ["failed_form", "language", "municipality", "profile", "start"]

FIRST_PAGES = ("monitor:today", "monitor:figures", "accounts:people", "accounts:looks")


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """On to the first page that is for this person."""
    if current_municipality(request) is None and municipalities(request):
        return redirect("accounts:municipality")
    for url in FIRST_PAGES:
        if url in BY_URL and may_open(BY_URL[url], signed_in=True, roles=current_roles(request)):
            return redirect(url)
    return redirect("accounts:profile")


@require_GET
def profile(request: HttpRequest) -> HttpResponse:
    user = who(request)
    content = {
        "person": user,
        "memberships": held_by(request),
        "has_factor": has_factor(user),
        "factors_elsewhere": has_shown_factors_elsewhere(request, user),
        "languages": settings.LANGUAGES,
    }
    return render(request, "accounts/profile.html", content)


@require_http_methods(["GET", "POST"])
def municipality(request: HttpRequest) -> HttpResponse:
    """Choose between those in which one has a role."""
    if request.method == "POST":
        chosen = next((each for each in municipalities(request) if each.slug == request.POST.get("municipality")), None)
        if chosen is None:
            raise Http404
        choose_municipality(request, chosen)
        rotate_token(request)  # a form left open in another window would act in the wrong municipality
        return redirect("start")
    return render(request, "accounts/municipality.html")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on, on the page one comes from."""
    wanted = request.POST.get("language", "")
    if wanted not in set(Language):
        raise Http404
    response = redirect(_back(request))
    if isinstance(request.user, User):
        actions.choose_language(
            user=request.user,
            language=Language(wanted),
            municipality=current_municipality(request),
            by=request.user,
        )
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        wanted,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def failed_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: most often a page that was left open for too long. Nothing was done."""
    del reason  # it is for developers
    return render(request, "accounts/failed_form.html", status=403)


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/"):
        return wanted
    return "/"
