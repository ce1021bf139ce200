"""I dag: what must happen, for which child, before when, and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sagsloft.messages import Language
from sagsloft.web.accounts import log
from sagsloft.web.accounts.speech import language_now
from sagsloft.web.accounts.views.person import here, who
from sagsloft.web.monitor.case_list import choices
from sagsloft.web.monitor.forms import TodayForm
from sagsloft.web.monitor.law import book, title
from sagsloft.web.monitor.today import Asked, today
from sagsloft.web.monitor.views.page import age, freshness, is_own_list

__all__ = ["show"]


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The whole page; for HTMX, what a filter changes of it."""
    found, language = freshness(request), language_now()
    form = _form(request, language)
    asked = _asked(request, form)
    content = {"age": age(found), "form": form, "own": is_own_list(request), "narrowed": any(_narrowing(asked))}
    if found.evaluation is not None:
        query: log.Detail = {"team": asked.team, "rule": asked.rule, "narrowed_to_caseworker": bool(asked.caseworker)}
        log.listed(municipality=here(request), by=who(request), page="monitor:today", query=query)
        content["today"] = today(who(request), here(request), asked, now=found.now, language=language)
    template = "monitor/_today.html" if request.headers.get("HX-Request") else "monitor/today.html"
    return render(request, template, content)


def _form(request: HttpRequest, language: Language) -> TodayForm:
    teams, caseworkers = ([], []) if is_own_list(request) else choices(who(request), here(request))
    rules = sorted(((rule.id, title(rule.id, language)) for rule in book().law), key=lambda each: each[1])
    return TodayForm(request.GET, teams=teams, caseworkers=caseworkers, rules=rules, language=language)


def _asked(request: HttpRequest, form: TodayForm) -> Asked:
    """What cannot be understood narrows nothing; the field says so."""
    form.is_valid()
    chosen = form.cleaned_data
    return Asked(
        team=chosen.get("team", ""),
        caseworker=chosen.get("raadgiver", ""),
        rule=chosen.get("regel", ""),
        overdue_page=request.GET.get("side"),
        soon_page=request.GET.get("snart"),
    )


def _narrowing(asked: Asked) -> tuple[str, ...]:
    return asked.team, asked.caseworker, asked.rule
