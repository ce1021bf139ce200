"""What every page of a municipality's work begins with."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from sagsloft.web.accounts.roles import MANY_CASES
from sagsloft.web.accounts.sight import current_roles
from sagsloft.web.accounts.speech import language_now, said
from sagsloft.web.accounts.views.person import here
from sagsloft.web.monitor.freshness import Freshness
from sagsloft.web.monitor.wording import minute_words, moment_words, relative

__all__ = ["age", "freshness", "is_own_list"]


def freshness(request: HttpRequest) -> Freshness:
    """The clock is asked here, and not by what the page is made of."""
    return Freshness.of(here(request), timezone.now())


def age(found: Freshness) -> dict[str, Any]:
    """How old what is shown is, in words, for `_age.html`."""
    shown, language, last = found.evaluation, language_now(), found.last_event
    failed = None if found.failed is None else minute_words(found.failed.started_at, language)
    if shown is None:
        return {"failed": failed}
    return {
        "is_stale": found.is_stale,
        "stale_sources": [
            (name or said("web_figures.unnamed_source"), minute_words(found.sources[name].finished_at, language))
            for name in found.stale_sources
        ],
        "silent_sources": [
            (name or said("web_figures.unnamed_source"), moment_words(found.sources[name].last_event, language))
            for name in found.silent_sources
        ],
        "failed": failed,
        "judged": minute_words(shown.as_of, language),
        "read": minute_words(found.read, language),
        "source": moment_words(last, language),
        "source_near": "" if last is None else relative(last, found.now, language),
    }


def is_own_list(request: HttpRequest) -> bool:
    """A caseworker sees only their own cases, as a list of what to do."""
    return current_roles(request).isdisjoint(MANY_CASES)
