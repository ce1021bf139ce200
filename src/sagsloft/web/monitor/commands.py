"""`sagsloft web import`, `evaluate`, `work` and `demo`: what is done, and what is told of it in one sentence each."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path

from django.conf import settings

from sagsloft.core.errors import UserError
from sagsloft.messages import Language, say
from sagsloft.messages.wording import moment
from sagsloft.web.accounts.models import Municipality
from sagsloft.web.monitor import actions, loading, working
from sagsloft.web.monitor.actions import Progress, Question, unseen
from sagsloft.web.monitor.importing import INCREMENT, SNAPSHOT
from sagsloft.web.monitor.law import book
from sagsloft.web.monitor.models import Import, Job

__all__ = ["demo", "evaluate", "import_files", "work"]

Tell = Callable[[str], None]


def import_files(
    files: Sequence[Path],
    *,
    municipality: str,
    language: Language,
    tell: Tell,
    mapping: Sequence[Path] = (),
    pseudonymise: Path | None = None,
    increment: bool = False,
    allow_sqlite: bool = False,
    much_missing: bool = False,
    progress: Progress = unseen,
) -> None:
    """Import files, and evaluate what is told then. Raises UserError where the one or the other cannot be done."""
    ours = _municipality(municipality)
    done = actions.import_events(
        by=None,
        municipality=ours,
        question=Question(events=tuple(files), mappings=tuple(mapping), key=pseudonymise),
        kind=INCREMENT if increment else SNAPSHOT,
        allow_sqlite=allow_sqlite,
        much_may_be_missing=much_missing,
        progress=progress,
    )
    tell(
        say(
            "web_import.imported",
            language,
            municipality=ours.name,
            events=done.told.events,
            files=len(files),
            added=done.change.added,
            corrected=done.change.corrected,
            withdrawn=done.change.withdrawn,
            rejected=done.told.rejected,
        )
    )
    _evaluate(ours, None, language, tell, progress)


def evaluate(
    *,
    language: Language,
    tell: Tell,
    municipality: str | None = None,
    as_of: date | datetime | None = None,
    progress: Progress = unseen,
) -> None:
    """Evaluate one municipality, or all that have data."""
    if municipality is not None:
        _evaluate(_municipality(municipality), as_of, language, tell, progress)
        return
    with_data = Municipality.objects.filter(imports__state=Import.State.CURRENT).distinct()
    for each in with_data.order_by("slug"):
        _evaluate(each, as_of, language, tell, progress)


def work(*, language: Language, tell: Tell, nightly_at: str | None = None, when_done: bool = False) -> None:
    """Work until asked to stop. `nightly_at`: such as `04:00`. Raises UserError where that is no time of day."""
    at = working.NIGHTLY_AT if nightly_at is None else _clock(nightly_at)
    tell(say("web_import.working", language, at=f"{at:%H:%M}"))
    working.work(lambda job: tell(_told(job, language)), nightly_at=at, when_done=when_done)
    tell(say("web_import.worked", language))


def demo(*, language: Language, tell: Tell) -> None:
    """Load the demo, and tell who one can sign in as; where, is told when it is served."""
    people = loading.load_demo(settings.DATA / "demo")
    tell(say("web_import.demo_ready", language))
    tell(say("web_import.demo_users", language, password=loading.PASSWORD))
    for each in people:
        role = say(f"role.{each.role}", language)
        tell(say("web_import.demo_user", language, email=each.email, role=role, municipality=each.municipality))


def _evaluate(
    municipality: Municipality, as_of: date | datetime | None, language: Language, tell: Tell, progress: Progress
) -> None:
    found = actions.evaluate(by=None, municipality=municipality, as_of=as_of, progress=progress)
    timezone = book().calendar.timezone
    overview = found.figures.content["overview"]
    tell(
        say(
            "web_import.evaluated",
            language,
            municipality=municipality.name,
            as_of=moment(found.as_of, timezone, language),
            cases=overview["cases"],
            waiting=overview["children_waiting"],
        )
    )
    if as_of is None:
        tell(say("web_import.as_of_last_day" if municipality.invented else "web_import.as_of_now", language))


def _municipality(slug: str) -> Municipality:
    found = Municipality.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Municipality.objects.order_by("slug").values_list("slug", flat=True))
        raise UserError("web_import.no_municipality", slug=slug, known=known or "–")
    return found


def _told(job: Job, language: Language) -> str:
    if not job.error:
        return say("web_import.job_done", language, kind=job.kind)
    return say("web_import.job_failed", language, kind=job.kind, reason=job.reason[language])


def _clock(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise UserError("web_import.bad_clock") from None
