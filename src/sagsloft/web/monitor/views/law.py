"""Lovgrundlag: every rule in words, its versions, where they are written, and whether the text has been read."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from sagsloft.core.rules import Pattern, Repealed, Rule, Theme, Version
from sagsloft.messages import Language, say
from sagsloft.messages.wording import day
from sagsloft.render.limits import limit
from sagsloft.web.accounts.speech import language_now
from sagsloft.web.monitor.law import book, labels, local_day, spoken

__all__ = ["rule", "show"]

ONE_DAY = timedelta(days=1)


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """All rules of law, theme by theme, as they are today."""
    language, today = language_now(), local_day(timezone.now())
    themes = list(Theme)
    ordered = sorted(book().law, key=lambda each: themes.index(each.theme))
    rows = [
        (
            say(f"theme.{theme}", language),
            [_row(each, each.version_on(today) or each.versions[0], language) for each in of],
        )
        for theme, of in groupby(ordered, key=lambda each: each.theme)
    ]
    note = book().note
    told = None if note is None else spoken(note, language)
    content = {"themes": rows, "note": told, "book": spoken(book().name, language), "hash": book().hash}
    return render(request, "monitor/law.html", content)


@require_GET
def rule(request: HttpRequest, rule_id: str) -> HttpResponse:
    """One rule through time. Raises Http404 where there is none such."""
    shown = next((each for each in book().law if each.id == rule_id), None)
    if shown is None:
        raise Http404
    language = language_now()
    content = {
        "title": spoken(shown.title, language),
        "theme": say(f"theme.{shown.theme}", language),
        "scope": say(f"web_law.scope_{shown.scope}", language),
        "versions": [_version(each, language) for each in shown.versions],
    }
    return render(request, "monitor/rule.html", content)


def _row(each: Rule, version: Version, language: Language) -> dict[str, Any]:
    return {
        "id": each.id,
        "title": spoken(each.title, language),
        "citation": str(version.citation),
        "limit": limit(version.deadline, language),
        "since": day(version.in_force, language),
        "read": None if version.verified is None else day(version.verified.on, language),
        "versions": len(each.versions),
    }


def _version(version: Version, language: Language) -> dict[str, Any]:
    verified, note, reason = version.verified, version.note, version.reason
    return {
        "citation": version.citation,
        "since": day(version.in_force, language),
        "until": None if version.until is None else day(version.until - ONE_DAY, language),
        "limit": limit(version.deadline, language),
        "is_repealed": isinstance(version.deadline, Repealed),
        "parts": list(_parts(version, language)),
        "read": None if verified is None else day(verified.on, language),
        "read_in": "" if verified is None else verified.source,
        "note": "" if note is None else spoken(note, language),
        "municipal": version.municipal,
        "compared": _compared(version, language),
        "reason": "" if reason is None else spoken(reason, language),
    }


def _parts(version: Version, language: Language) -> Iterator[tuple[str, list[str]]]:
    """What gives rise to it, what fulfils it, what excuses it and what ends it."""
    for name in ("trigger", "fulfilled_by", "excused_by", "lapses_on"):
        patterns: tuple[Pattern, ...] = getattr(version, name)
        if patterns:
            yield say(f"web_law.{name}", language), list(dict.fromkeys(_named(each, language) for each in patterns))


def _named(pattern: Pattern, language: Language) -> str:
    """What the activity is called, and the names of what its events must say."""
    if pattern.is_any_activity:
        return say("worklist.any_activity", language)
    activity = labels(language).get(pattern.activity, pattern.activity)
    if not pattern.where:
        return activity
    return say("web_law.with_condition", language, activity=activity, names=", ".join(pattern.where))


def _compared(version: Version, language: Language) -> str:
    answer = {True: "comparable", False: "not_comparable"}.get(version.comparable_with_previous)  # type: ignore[arg-type]
    return "" if answer is None else say(f"report.{answer}", language, since=day(version.in_force, language))
