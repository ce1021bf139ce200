"""What every answer carries, and the language of every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from sagsloft.web.accounts.language import language_of

__all__ = ["answer_headers", "language"]

Answer = Callable[[HttpRequest], HttpResponse]
WITHHELD = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-get=(self)"


def answer_headers(get_response: Answer) -> Answer:
    """Browsers and proxies keep no page: the next one at the desk cannot go back to it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", WITHHELD)
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "no-store, private"
        return response

    return middleware


def language(get_response: Answer) -> Answer:
    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = language_of(request)
        with translation.override(chosen.value):
            request.LANGUAGE_CODE = chosen.value
            response = get_response(request)
        response.headers["Content-Language"] = chosen.value  # WSGI wants a plain text
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    return middleware
