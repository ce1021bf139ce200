"""`sagsloft web …`: what the command line reaches by name. Django is set up here, and only here."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from sagsloft.core.errors import UserError
from sagsloft.messages import Language, say
from sagsloft.messages.wording import moment

__all__ = [
    "begin",
    "demo",
    "evaluate",
    "import_files",
    "prepare",
    "publish_log",
    "reapply_erasures",
    "retain",
    "serve",
    "verify_log",
    "work",
]

Tell = Callable[[str], None]


def prepare(*, demo: bool = False) -> None:
    """Set Django up, and the database with it. Raises UserError where a setting is missing or not understood."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sagsloft.web.settings")
    if demo:
        os.environ["SAGSLOFT_DEMO"] = "1"
    try:
        django.setup()
        settings.DATA.mkdir(parents=True, exist_ok=True)
    except ImproperlyConfigured as error:
        raise UserError("web_commands.settings", reason=str(error)) from None
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def serve(*, language: Language, tell: Tell, host: str = "127.0.0.1", workers: int | None = None) -> None:
    """Answer until asked to stop."""
    prepare()
    from sagsloft.web import serving  # noqa: PLC0415 - not before Django is set up

    _ensure_not_restored()
    serving.serve(host=host, workers=workers, language=language, tell=tell)


def begin(
    *, slug: str, name: str, source_name: str, invented: bool, email: str, host: str, tell: Tell, language: Language
) -> None:
    """Set up a municipality, and invite its first administrator: the link is told, and sent."""
    prepare()
    from sagsloft.web.accounts import actions  # noqa: PLC0415 - not before Django is set up
    from sagsloft.web.accounts.roles import Role  # noqa: PLC0415 - the same

    def link(token: str) -> str:
        address = f"{host.rstrip('/')}{reverse('accounts:accept', args=[token])}"
        tell(say("web_commands.invited", language, email=email, link=address))
        return address

    municipality = actions.found(slug=slug, name=name, source_name=source_name or name, invented=invented, by=None)
    place = actions.Place(role=Role.ADMINISTRATOR)
    actions.invite(municipality=municipality, email=email, place=place, link=link, by=None)


def verify_log(*, language: Language, tell: Tell, folder: Path | None = None) -> None:
    """Tell of each municipality's log whether it is whole. Raises UserError where one is not."""
    prepare()
    from sagsloft.web.accounts import log_chain, log_heads, restoring  # noqa: PLC0415 - not before Django is set up
    from sagsloft.web.accounts.models import Municipality  # noqa: PLC0415 - the same

    whole, heads = True, folder or settings.LOG_HEADS
    for each in Municipality.objects.order_by("slug"):
        losses = restoring.losses(each, heads)
        verdict = log_chain.verify(each, restoring.still_published(log_heads.published(each, heads), losses))
        faults = [say(f"log.fault_{fault.kind}", language, number=fault.number) for fault in verdict.faults]
        faults += [say("erasure.loss", language, first=loss.first, last=loss.last) for loss in losses if loss.is_news]
        told: dict[str, Any] = {"municipality": each.name, "entries": verdict.entries, "faults": len(faults)}
        tell(say("log.broken" if faults else "log.whole", language, **told))
        for sentence in [*faults, *(_noted(loss, language) for loss in losses if not loss.is_news)]:
            tell(f"  {sentence}")
        whole = whole and not faults
    if not whole:
        raise UserError("log.not_whole")


def publish_log(*, language: Language, tell: Tell, folder: Path | None = None) -> None:
    """Write the hash of each finished day's last entry outside the database; `work` does it every night."""
    prepare()
    from sagsloft.web.accounts import log_heads  # noqa: PLC0415 - not before Django is set up
    from sagsloft.web.accounts.models import Municipality  # noqa: PLC0415 - the same

    where = folder or settings.LOG_HEADS
    for each in Municipality.objects.order_by("slug"):
        heads = log_heads.publish(each, where, timezone.localdate())
        tell(say("log.published", language, municipality=each.name, count=len(heads), folder=where))


def reapply_erasures(**asked: Any) -> None:
    prepare()
    from sagsloft.web.monitor import upkeep  # noqa: PLC0415 - not before Django is set up

    upkeep.reapply(**asked)


def retain(**asked: Any) -> None:
    prepare()
    from sagsloft.web.monitor import upkeep  # noqa: PLC0415 - not before Django is set up

    upkeep.retain(**asked)


def import_files(*files: Path, **asked: Any) -> None:
    prepare()
    from sagsloft.web.monitor import commands  # noqa: PLC0415 - not before Django is set up

    commands.import_files(files, **asked)


def evaluate(**asked: Any) -> None:
    prepare()
    from sagsloft.web.monitor import commands  # noqa: PLC0415 - not before Django is set up

    commands.evaluate(**asked)


def work(**asked: Any) -> None:
    prepare()
    from sagsloft.web.monitor import commands  # noqa: PLC0415 - not before Django is set up

    _ensure_not_restored()
    commands.work(**asked)


def demo(*, language: Language, tell: Tell, and_serve: bool = True) -> None:
    """Invent, import and evaluate two municipalities, and show them at http://localhost:8000."""
    prepare(demo=True)
    from sagsloft.web.monitor import commands  # noqa: PLC0415 - not before Django is set up

    commands.demo(language=language, tell=tell)
    if and_serve:
        serve(language=language, tell=tell)


def _ensure_not_restored() -> None:
    from sagsloft.web.monitor import upkeep  # noqa: PLC0415 - not before Django is set up

    upkeep.ensure_not_restored()


def _noted(loss: Any, language: Language) -> str:
    at = moment(loss.noted_at, settings.TIME_ZONE, language)
    return say("erasure.loss_noted", language, first=loss.first, last=loss.last, at=at)
