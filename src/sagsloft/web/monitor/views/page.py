"""What every page of a municipality's work begins with."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from sagsloft.web.accounts.roles import Role
from sagsloft.web.accounts.sight import current_roles
from sagsloft.web.accounts.speech import language_now
from sagsloft.web.accounts.views.person import here
from sagsloft.web.monitor.freshness import Freshness
from sagsloft.web.monitor.wording import minute_words, moment_words, relative

__all__ = ["age", "freshness", "is_own_list"]

MANY_CASES = frozenset({Role.TEAMLEDER, Role.KVALITETSKONSULENT, Role.LEDER, Role.TASKFORCE_KONSULENT})


def freshness(request: HttpRequest) -> Freshness:
    """The clock is asked here, and nowhere further in."""
    return Freshness.of(here(request), timezone.now())


def age(found: Freshness) -> dict[str, Any]:
    """How old what is shown is, in words, for `_age.html`."""
    shown, language = found.evaluation, language_now()
    if shown is None:
        return {"is_stale": False, "failed": found.failed, "judged": None}
    source = shown.source_import
    return {
        "is_stale": found.is_stale,
        "failed": None if found.failed is None else minute_words(found.failed.started_at, language),
        "judged": minute_words(shown.as_of, language),
        "read": minute_words(source.finished_at, language),
        "source": moment_words(source.last_event, language),
        "source_near": "" if source.last_event is None else relative(source.last_event, found.now, language),
    }


def is_own_list(request: HttpRequest) -> bool:
    """A caseworker sees only their own cases, as a list of what to do."""
    return current_roles(request).isdisjoint(MANY_CASES)
