"""`sagsloft web reapply-erasures` and `retain`, and the look that `serve` and `work` take before they begin."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from sagsloft.core.errors import UserError
from sagsloft.messages import Language, say
from sagsloft.web.accounts import restoring
from sagsloft.web.accounts.erasure_actions import not_done, reapply_erasures
from sagsloft.web.accounts.models import Municipality
from sagsloft.web.monitor.retention_actions import months_before, outdated, remove_outdated

__all__ = ["ensure_not_restored", "reapply", "retain"]

Tell = Callable[[str], None]


def ensure_not_restored() -> None:
    """Raises UserError where the database is older than what stands outside it: erased cases may be back.

    The demo is made anew whenever anyone likes, and holds no one's data.
    """
    for each in () if settings.DEMO else Municipality.objects.order_by("slug"):
        if not_done(each) or restoring.lost_now(each, settings.LOG_HEADS):
            raise UserError("erasure.restored", municipality=each.name)


def reapply(*, language: Language, tell: Tell) -> None:
    """After a restore: note what the log has lost, and erase again what had been erased. Once more changes nothing."""
    for each in Municipality.objects.order_by("slug"):
        lost = restoring.note_loss(municipality=each, folder=settings.LOG_HEADS, by=None)
        if lost is not None:
            tell(say("erasure.lost", language, municipality=each.name, first=lost.first, last=lost.last))
        done = reapply_erasures(municipality=each, by=None)
        told = {"municipality": each.name, "erasures": done.erasures, "cases": done.cases}
        tell(say("erasure.reapplied" if done.erasures else "erasure.nothing_to_reapply", language, **told))


def retain(*, months: int, remove: bool, language: Language, tell: Tell, municipality: str | None = None) -> None:
    """Tell what is older than it may be, and remove it if asked to, with the sessions that have ended."""
    for each in _asked(municipality):
        found = (
            remove_outdated(municipality=each, months=months, by=None)
            if remove
            else outdated(each, months_before(timezone.now(), months))
        )
        told = {"municipality": each.name, "versions": found.versions, "cases": len(found.cases), "months": months}
        tell(say("erasure.retained" if remove else "erasure.would_retain", language, **told))
    if remove:
        SessionStore.clear_expired()


def _asked(slug: str | None) -> Iterable[Municipality]:
    found = Municipality.objects.order_by("slug")
    if slug is None:
        return found
    if not found.filter(slug=slug).exists():
        raise UserError("web_import.no_municipality", slug=slug, known=", ".join(each.slug for each in found) or "–")
    return found.filter(slug=slug)
