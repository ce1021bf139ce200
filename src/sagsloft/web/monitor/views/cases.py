"""Sager: find a case, keep a filter, take the list along as a file."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from sagsloft.core.errors import UserError
from sagsloft.web.accounts import log
from sagsloft.web.accounts.searching import remember, searched
from sagsloft.web.accounts.sight import sight
from sagsloft.web.accounts.speech import language_now, said
from sagsloft.web.accounts.views.person import here, refuse, tell, who
from sagsloft.web.monitor import exports
from sagsloft.web.monitor.case_list import Asked, cases, choices, rows
from sagsloft.web.monitor.filter_actions import keep_filter, note_export, throw_filter_away
from sagsloft.web.monitor.forms import CasesForm, SaveFilterForm, SearchForm
from sagsloft.web.monitor.paging import page_of
from sagsloft.web.monitor.saved_filters import SavedFilter
from sagsloft.web.monitor.views.page import age, freshness, is_own_list

__all__ = ["export", "keep", "search", "show", "throw_away"]

TYPES = {
    exports.CSV: "text/csv; charset=utf-8",
    exports.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    form = _form(request, request.GET)
    return _page(request, form, SearchForm(_searched(request), language=language_now()))


@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """Keeps what was searched for in the session; an empty field forgets it."""
    form, chosen = SearchForm(request.POST, language=language_now()), _form(request, request.GET)
    if not form.is_valid():
        return _page(request, chosen, form)
    remember(request.session, form.cleaned_data["sagsnummer"])
    return _back(chosen)


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keeps the filter that stands in the address under a name."""
    form, chosen = SaveFilterForm(request.POST, language=language_now()), _form(request, request.GET)
    if not form.is_valid():
        return _page(request, chosen, SearchForm(_searched(request), language=language_now()), form)
    name = form.cleaned_data["navn"]
    try:
        keep_filter(municipality=here(request), name=name, query=_query(chosen), by=who(request))
    except UserError as error:
        refuse(request, error.message_id, **error.values)
    else:
        tell(request, "web_cases.filter_kept", name=name)
    return _back(chosen)


@require_POST
def throw_away(request: HttpRequest, number: int) -> HttpResponse:
    kept = get_object_or_404(SavedFilter, pk=number, user=who(request), municipality=here(request))
    throw_filter_away(kept=kept, by=who(request))
    tell(request, "web_cases.filter_thrown_away", name=kept.name)
    return _back(_form(request, request.GET))


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed and searched, as a file."""
    kind = exports.XLSX if request.POST.get("slags") == exports.XLSX else exports.CSV
    form, found = _form(request, request.GET), freshness(request)
    if found.evaluation is None:
        return _back(form)
    asked, seen_as = _asked(request, form), sight(who(request), here(request))
    found_cases = list(cases(who(request), here(request), asked, seen_as)[: exports.MOST_ROWS + 1])
    if len(found_cases) > exports.MOST_ROWS:
        refuse(request, "web_cases.too_many", most=exports.MOST_ROWS)
        return _back(form)
    listed = exports.Listed(
        cases=found_cases,
        seen_as=seen_as,
        municipality=here(request).name,
        as_of=found.evaluation.as_of,
        invented=here(request).invented,
        narrowed=tuple(_narrowed(form, asked)),
    )
    note_export(municipality=here(request), kind=kind, cases=len(listed.cases), query=_logged(asked), by=who(request))
    file = exports.as_xlsx(listed, language_now()) if kind == exports.XLSX else exports.as_csv(listed)
    name = said("web_cases.file_name")
    return HttpResponse(
        file, content_type=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    )


def _page(
    request: HttpRequest, form: CasesForm, search_form: SearchForm, save_form: SaveFilterForm | None = None
) -> HttpResponse:
    found, asked = freshness(request), _asked(request, form)
    seen_as, language = sight(who(request), here(request)), language_now()
    query = cases(who(request), here(request), asked, seen_as)
    page = page_of(query, query.order_by().count(), request.GET.get("side"))
    log.listed(municipality=here(request), by=who(request), page="monitor:cases", query=_logged(asked))
    content: dict[str, Any] = {
        "age": age(found),
        "form": form,
        "search_form": search_form,
        "save_form": save_form or SaveFilterForm(language=language),
        "searched": asked.number,
        "narrowed": any((asked.team, asked.caseworker, asked.waits, asked.state, asked.number)),
        "page": page,
        "rows": rows(list(page.rows), seen_as, found.now, language),
        "kept": SavedFilter.objects.filter(user=who(request), municipality=here(request)),
        "query": _query(form),
        "has_figures": found.evaluation is not None,
    }
    return render(request, "monitor/cases.html", content)


def _form(request: HttpRequest, data: Mapping[str, Any]) -> CasesForm:
    teams, caseworkers = ([], []) if is_own_list(request) else choices(who(request), here(request))
    form = CasesForm(data, teams=teams, caseworkers=caseworkers, language=language_now())
    form.is_valid()
    return form


def _asked(request: HttpRequest, form: CasesForm) -> Asked:
    """What cannot be understood narrows nothing; the field says so."""
    chosen = form.cleaned_data
    return Asked(
        team=chosen.get("team", ""),
        caseworker=chosen.get("raadgiver", ""),
        waits=chosen.get("venter", ""),
        state=chosen.get("tilstand", ""),
        sort=chosen.get("sortering", ""),
        number=searched(request.session),
    )


def _logged(asked: Asked) -> dict[str, str]:
    """What the log tells of a list: whether a case was searched for, but not which; nor whose cases."""
    told = {name: value for name, value in asdict(asked).items() if value and name not in {"number", "caseworker"}}
    hidden = {"caseworker": asked.caseworker, "number": asked.number}
    return told | {name: "*" for name, value in hidden.items() if value}


def _narrowed(form: CasesForm, asked: Asked) -> Iterator[str]:
    """What was chosen and searched for, in words."""
    yield from form.narrowed()
    if asked.number:
        yield said("web_cases.searched", number=asked.number)


def _searched(request: HttpRequest) -> dict[str, str] | None:
    number = searched(request.session)
    return {"sagsnummer": number} if number else None


def _query(form: CasesForm) -> str:
    """What was chosen, as it stands in an address: whatever else someone writes there is carried nowhere."""
    return urlencode({name: value for name in form.fields if (value := form.cleaned_data.get(name))})


def _back(form: CasesForm) -> HttpResponse:
    query = _query(form)
    return redirect(reverse("monitor:cases") + (f"?{query}" if query else ""))
