"""Nøgletal: how it goes, by theme, period and team; and Datakvalitet: how good the figures' source is. No case here."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sagsloft.core.errors import MessageId
from sagsloft.core.overview import Overview
from sagsloft.core.rules import Theme
from sagsloft.messages import Language, say
from sagsloft.render import report_numbers as numbers
from sagsloft.render import report_parts as parts
from sagsloft.render.report_context import Context
from sagsloft.render.report_words import Words
from sagsloft.web.accounts.sight import sees_aggregates_only
from sagsloft.web.accounts.speech import language_now, said
from sagsloft.web.accounts.views.person import here
from sagsloft.web.monitor.actions import figures
from sagsloft.web.monitor.figure_parts import context_of, glance, of_theme, words_in
from sagsloft.web.monitor.freshness import Freshness
from sagsloft.web.monitor.law import book
from sagsloft.web.monitor.models import Import
from sagsloft.web.monitor.outside import few, outside
from sagsloft.web.monitor.views.page import age, freshness
from sagsloft.web.monitor.wording import DASH, moment_words

__all__ = ["quality", "show", "theme"]

MOST_IMPORTS = 10
INSIDE = frozenset({"note.hidden_sheets"})


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    found = freshness(request)
    content: dict[str, Any] = {"age": age(found)}
    if (shown := _shown(request, found)) is not None:
        overview, context, words = shown
        units, spreads = ((), ()) if overview.outcomes is None else numbers.spreads(overview.outcomes, words)
        content |= {
            "overview": overview,
            "few": _few(request, found),
            "is_outside": sees_aggregates_only(request),
            "overdue": parts.overdue(overview, context, words),
            "without_limit": parts.without_limit(overview, context, words),
            "unseen_rules": len({each.rule.id for each in context.unmeasurable}),
            "all_rules": len(context.rules),
            "themes": [(each.key.removeprefix("theme."), each) for each in glance(overview, context, words)],
            "stocks": [(each, [context.label(code, words) for code in each.missing]) for each in overview.stocks],
            "volumes": tuple(numbers.volumes(overview.volumes, context, words)),
            "not_held": [context.label(code, words) for code in overview.not_held],
            "units": units,
            "spreads": spreads,
        }
    return render(request, "monitor/figures.html", content)


@require_GET
def theme(request: HttpRequest, theme: str) -> HttpResponse:
    """One chapter of casework, drawn. Raises Http404 for one that is not there."""
    if theme not in set(Theme):
        raise Http404
    found = freshness(request)
    content: dict[str, Any] = {"age": age(found), "title": said(f"theme.{theme}")}
    if (shown := _shown(request, found)) is not None:
        content |= {"is_readable": True, "theme": of_theme(Theme(theme), *shown)}
    return render(request, "monitor/theme.html", content)


@require_GET
def quality(request: HttpRequest) -> HttpResponse:
    """What was read, what was refused, and what the source does not show."""
    found, language = freshness(request), language_now()
    content: dict[str, Any] = {"age": age(found), "imports": _imports(request)}
    if (shown := _shown(request, found)) is not None:
        overview, context, words = shown
        content |= {
            "quality": overview.quality,
            "months": list(overview.quality.by_month.iter_rows(named=True)),
            "coverage": [
                row | {"label": context.label(row["activity"], words)}
                for row in overview.quality.coverage.iter_rows(named=True)
            ],
            "delays": [
                words.counted("data_delay_within", days, share=words.share(share))
                for days, share in (overview.quality.delay.within.items() if overview.quality.delay else ())
            ],
            "unknown": numbers.unknown(overview.quality, words),
            "holes": numbers.holes(overview.quality, words),
            "unseen": parts.unseen(context, words),
            "context": context,
            "notes": _notes(found, language),
        }
    return render(request, "monitor/quality.html", content)


def _shown(request: HttpRequest, found: Freshness) -> tuple[Overview, Context, Words] | None:
    """The figures that are shown now; None where there are none, or another version of Sagsløft made them."""
    kept = None if found.evaluation is None else figures(found.evaluation)
    if kept is None or found.evaluation is None:
        return None
    context = context_of(here(request), found.evaluation, kept.unmeasurable(book().law, book()))
    overview = outside(kept.overview) if sees_aggregates_only(request) else kept.overview
    return overview, context, words_in(language_now())


def _few(request: HttpRequest, found: Freshness) -> frozenset[str]:
    """The numbers of children that this person is only told are few."""
    if found.evaluation is None or not sees_aggregates_only(request):
        return frozenset()
    kept = figures(found.evaluation)
    return frozenset() if kept is None else few(kept.overview)


def _imports(request: HttpRequest) -> list[dict[str, Any]]:
    """The last imports in words, the newest first."""
    language = language_now()
    read = here(request).imports.exclude(state=Import.State.STAGING).order_by("-pk")[:MOST_IMPORTS]
    return [
        {
            "when": moment_words(each.finished_at or each.started_at, language),
            "last_event": moment_words(each.last_event, language),
            "source": ", ".join(name or said("web_figures.unnamed_source") for name in each.sources) or DASH,
            "kind": said(f"web_figures.kind_{each.kind}"),
            "state": said(f"web_figures.state_{each.state}"),
            "events": each.events,
            "rejected": each.rejected,
        }
        for each in read
    ]


def _notes(found: Freshness, language: Language) -> list[str]:
    """What was worth knowing of the sources, without names that may be those of people, or what someone wrote."""
    imports = () if found.evaluation is None else found.evaluation.imports.only("notes").order_by("pk")
    notes = [note for each in imports for note in each.notes if note["id"] not in INSIDE]
    told = [
        say(note["id"], language, **{name: _value(value) for name, value in note["values"].items()}) for note in notes
    ]
    return list(dict.fromkeys(told))


def _value(value: object) -> object:
    return MessageId(value["message"]) if isinstance(value, dict) else value
