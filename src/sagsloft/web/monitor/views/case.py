"""Sag: one child's case, drawn to scale and explained."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sagsloft.web.accounts.models import User
from sagsloft.web.accounts.sight import sight, visible_cases
from sagsloft.web.accounts.speech import language_now
from sagsloft.web.accounts.views.person import here, who
from sagsloft.web.monitor.case_actions import Looked, look_into
from sagsloft.web.monitor.case_story import story
from sagsloft.web.monitor.forms import KnownForm
from sagsloft.web.monitor.law import local_day
from sagsloft.web.monitor.models import Case, Evaluation
from sagsloft.web.monitor.timeline import drawn
from sagsloft.web.monitor.views.page import age, freshness

__all__ = ["show"]


@require_GET
def show(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Raises Http404 for a case that is not there and for one that this person may not see alike."""
    seen_as, language = sight(who(request), here(request)), language_now()
    case = _case(request, seen_as.behind(public_id))
    found = freshness(request)
    form = KnownForm(request.GET, latest=local_day(found.now), language=language)
    known_on = form.cleaned_data["kendt"] if form.is_valid() else None
    content: dict[str, Any] = {"case": case, "form": form, "known_on": known_on, "age": age(found)}
    shown = found.evaluation
    looked = None if shown is None else _looked(case, shown, known_on, who(request))
    if looked is not None:
        told = story(looked, seen_as, language)
        content |= {
            "story": told,
            "timeline": drawn(told.happened, told.required, looked.as_of, language),
            "tells_when": looked.tells_when,
        }
    return render(request, "monitor/case.html", content)


def _looked(case: Case, shown: Evaluation, known_on: date | None, by: User) -> Looked | None:
    """A case that was erased since it was found is as one that is not there."""
    try:
        return look_into(case=case, shown=shown, known_on=known_on, by=by)
    except Case.DoesNotExist:
        raise Http404 from None


def _case(request: HttpRequest, public_id: UUID) -> Case:
    case = visible_cases(who(request), here(request)).filter(public_id=public_id).first()
    if case is None:
        raise Http404
    return case
