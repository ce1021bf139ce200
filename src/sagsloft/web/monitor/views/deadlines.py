"""Frister: what was done in time, in the period and by the team that one asks for; and the cases of what was not."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from sagsloft.messages import Language, say
from sagsloft.web.accounts import log
from sagsloft.web.accounts.sight import sight
from sagsloft.web.accounts.speech import language_now, said
from sagsloft.web.accounts.views.person import here, who
from sagsloft.web.monitor.actions import figures
from sagsloft.web.monitor.case_list import NO_TEAM
from sagsloft.web.monitor.deadlines import Line, Period, lines, periods, teams_of
from sagsloft.web.monitor.figure_parts import words_in
from sagsloft.web.monitor.forms import DeadlinesForm
from sagsloft.web.monitor.freshness import Freshness
from sagsloft.web.monitor.law import rules, title
from sagsloft.web.monitor.missed import missed, rows
from sagsloft.web.monitor.paging import page_of
from sagsloft.web.monitor.views.page import age, freshness

__all__ = ["missed_cases", "show"]


@dataclass(frozen=True, slots=True)
class Asked:
    """The period (None: ever) and the team ("": all) that were chosen, and as they stand in an address."""

    period: Period | None
    team: str
    query: dict[str, str]


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    found, language = freshness(request), language_now()
    content: dict[str, Any] = {"age": age(found)}
    if (cells := _cells(found)) is not None:
        form = _form(request, cells, language)
        asked = _asked(form, cells)
        themed = groupby(lines(cells, asked.period, asked.team), key=lambda each: rules()[each.rule_id].theme)
        content |= {
            "form": form,
            "is_readable": True,
            "of": _of(asked, language),
            "team": _team(asked.team),
            "themes": [
                (theme, say(f"theme.{theme}", language), [_line(each, asked, language) for each in those])
                for theme, those in themed
            ],
        }
    return render(request, "monitor/deadlines.html", content)


@require_GET
def missed_cases(request: HttpRequest) -> HttpResponse:
    """Raises Http404 for a line that is not there, or not this person's to ask for. Where there are no figures at all,
    the page before says so."""
    found, language = freshness(request), language_now()
    shown, cells = found.evaluation, _cells(found)
    if shown is None or cells is None:
        return redirect("monitor:deadlines")
    form = _form(request, cells, language)
    asked = _asked(form, cells)
    line = next((each for each in lines(cells, asked.period, asked.team) if _is_meant(each, request)), None)
    if line is None or not form.is_valid():
        raise Http404
    query: log.Detail = asked.query | {"rule": line.rule_id, "version": line.version.isoformat()}
    log.listed(municipality=here(request), by=who(request), page="monitor:missed", query=query)
    behind = missed(who(request), here(request), line, asked.period, asked.team, shown.as_of)
    page = page_of(behind, behind.order_by().count(), request.GET.get("side"))
    content = {
        "age": age(found),
        "line": _line(line, asked, language),
        "of": _of(asked, language),
        "page": page,
        "rows": rows(page.rows, sight(who(request), here(request)), found.now, language),
        "unseen": line.asked.missed - page.total,
        "back": urlencode(asked.query),
    }
    return render(request, "monitor/missed.html", content)


def _cells(found: Freshness) -> pl.DataFrame | None:
    """None where there are no figures, or another version of Sagsløft made them."""
    kept = None if found.evaluation is None else figures(found.evaluation)
    return None if kept is None else kept.cells


def _form(request: HttpRequest, cells: pl.DataFrame, language: Language) -> DeadlinesForm:
    words = words_in(language)
    offered = [(each.code, words.period(each.first, each.last)) for each in periods(cells)]
    teams = teams_of(who(request), here(request), cells)
    form = DeadlinesForm(request.GET, periods=offered, teams=teams, language=language)
    form.is_valid()
    return form


def _asked(form: DeadlinesForm, cells: pl.DataFrame) -> Asked:
    """What cannot be understood, or is not this person's to ask, narrows nothing; the field says so."""
    chosen = {name: value for name in form.fields if (value := form.cleaned_data.get(name))}
    period = next((each for each in periods(cells) if each.code == chosen.get("periode")), None)
    return Asked(period, chosen.get("team", ""), chosen)


def _is_meant(line: Line, request: HttpRequest) -> bool:
    meant = tuple(request.GET.get(name, "") for name in ("regel", "lov", "talt"))
    return meant == (line.rule_id, line.version.isoformat(), line.basis or "")


def _of(asked: Asked, language: Language) -> str:
    """`Team Nord, 2. kvartal 2024`."""
    words = words_in(language)
    when = said("web_deadlines.always") if asked.period is None else words.period(asked.period.first, asked.period.last)
    return f"{_team(asked.team) or said('web_deadlines.whole')}, {when}"


def _team(team: str) -> str:
    return said("web.no_team") if team == NO_TEAM else team


def _line(line: Line, asked: Asked, language: Language) -> dict[str, Any]:
    """A line in words, and the address of what it counts as not in time."""
    version = next(each for each in rules()[line.rule_id].versions if each.in_force == line.version)
    which = {"regel": line.rule_id, "lov": line.version.isoformat(), "talt": line.basis or ""}
    return {
        "title": title(line.rule_id, language),
        "citation": str(version.citation),
        "basis": None if line.basis is None else say(f"basis.{line.basis}", language),
        "asked": line.asked,
        "whole": line.whole,
        "query": urlencode(asked.query | which),
    }
