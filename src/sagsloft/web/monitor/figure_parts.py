"""The figures of a municipality as the report has them, for pages that are always there."""

from dataclasses import replace

from sagsloft import __version__, rulebook
from sagsloft.core.measurable import Unmeasurable
from sagsloft.core.overview import Overview
from sagsloft.core.rules import Kind, Theme
from sagsloft.messages import Language
from sagsloft.render.report_context import Context, Fingerprint
from sagsloft.render.report_rules import ThemePart, themes
from sagsloft.render.report_words import Words
from sagsloft.web.accounts.models import Municipality
from sagsloft.web.monitor.law import book, timezone
from sagsloft.web.monitor.models import Evaluation

__all__ = ["context_of", "glance", "of_theme", "words_in"]


def words_in(language: Language) -> Words:
    return Words(language, timezone())


def context_of(municipality: Municipality, evaluation: Evaluation, unmeasurable: tuple[Unmeasurable, ...]) -> Context:
    """What the report's parts need besides the figures. There is no command that gives the same page: it is live."""
    imports, law = list(evaluation.imports.only("files", "rejected").order_by("pk")), book()
    files = [file for each in imports for file in each.files]
    return Context(
        name=municipality.name,
        rules=law.law,
        calendar=law.calendar,
        labels={code: activity.label for code, activity in law.activities.items()},
        book=law.name,
        book_note=law.note,
        book_hash=law.hash,
        software=f"sagsloft {__version__}",
        files=tuple(Fingerprint(each["name"], each["sha256"]) for each in files),
        command="",
        unmeasurable=unmeasurable,
        published=rulebook.published(),
        rejected=sum(each.rejected for each in imports),
        rejected_reasons={},
        invented=municipality.invented,
    )


def glance(overview: Overview, context: Context, words: Words) -> tuple[ThemePart, ...]:
    """Theme by theme the leading figure of each rule; nothing is drawn."""
    undrawn = tuple(replace(each, trends=()) for each in overview.measured)
    return themes(replace(overview, measured=undrawn), context, words)


def of_theme(theme: Theme, overview: Overview, context: Context, words: Words) -> ThemePart | None:
    """One theme of the law with its drawings; None where nothing can be said of it."""
    ids = {rule.id for rule in context.rules if rule.theme is theme and rule.kind is Kind.LAW}
    measured = tuple(each for each in overview.measured if each.rule_id in ids)
    return next(iter(themes(replace(overview, measured=measured), context, words)), None)
