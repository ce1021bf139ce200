"""Units and teams, for an administrator: made, renamed, and removed where nobody needs them."""

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from sagsloft.core.errors import UserError
from sagsloft.web.accounts import team_actions
from sagsloft.web.accounts.models import Team, Unit
from sagsloft.web.accounts.speech import said
from sagsloft.web.accounts.team_forms import KNOWN_NAMES, TeamForm, UnitForm
from sagsloft.web.accounts.team_names import names_in_events
from sagsloft.web.accounts.views.person import here, tell, who

__all__ = ["add_team", "remove_team", "remove_unit", "team", "unit", "units"]


@require_http_methods(["GET", "POST"])
def units(request: HttpRequest) -> HttpResponse:
    """All of them, and a form for one more."""
    form = UnitForm(request.POST or None)
    if form.is_valid() and _done(
        form,
        lambda: team_actions.add_unit(municipality=here(request), name=form.cleaned_data["name"], by=who(request)),
    ):
        tell(request, "web_teams.unit_added", name=form.cleaned_data["name"])
        return redirect("accounts:units")
    known = names_in_events(here(request))
    teams = Prefetch("teams", Team.objects.order_by("name"))
    found = list(Unit.objects.filter(municipality=here(request)).prefetch_related(teams).order_by("name"))
    named = {each.known_as for unit in found for each in unit.teams.all()}
    content = {
        "form": form,
        "units": found,
        "known": frozenset(known),
        "without_team": [name for name in known if name not in named],
    }
    return render(request, "accounts/units.html", content)


@require_http_methods(["GET", "POST"])
def unit(request: HttpRequest, number: int) -> HttpResponse:
    """Rename it."""
    found = _unit(request, number)
    form = UnitForm(request.POST or None, initial={"name": found.name, "version": found.version})
    if form.is_valid() and _done(
        form,
        lambda: team_actions.rename_unit(
            unit=found, name=form.cleaned_data["name"], version=_version(form), by=who(request)
        ),
    ):
        tell(request, "web_teams.saved")
        return redirect("accounts:units")
    content = {"form": form, "title": said("web_teams.rename_unit", name=found.name)}
    return render(request, "accounts/unit.html", content)


@require_http_methods(["GET", "POST"])
def add_team(request: HttpRequest, number: int) -> HttpResponse:
    found = _unit(request, number)
    form = TeamForm(request.POST or None)
    if form.is_valid() and _done(form, lambda: team_actions.add_team(unit=found, by=who(request), **_names(form))):
        tell(request, "web_teams.team_added", name=form.cleaned_data["name"])
        return redirect("accounts:units")
    return _team_page(request, form, said("web_teams.add_team_to", name=found.name))


@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, number: int) -> HttpResponse:
    """Rename it, or say anew what the events call it."""
    found = _team(request, number)
    shown = {"name": found.name, "source_name": found.source_name, "version": found.version}
    form = TeamForm(request.POST or None, initial=shown)
    if form.is_valid() and _done(
        form,
        lambda: team_actions.change_team(team=found, version=_version(form), by=who(request), **_names(form)),
    ):
        tell(request, "web_teams.saved")
        return redirect("accounts:units")
    return _team_page(request, form, said("web_teams.change_team", name=found.name))


@require_http_methods(["GET", "POST"])
def remove_unit(request: HttpRequest, number: int) -> HttpResponse:
    """First the question, then the act."""
    found = _unit(request, number)
    return _removal(
        request, found, lambda version: team_actions.remove_unit(unit=found, version=version, by=who(request))
    )


@require_http_methods(["GET", "POST"])
def remove_team(request: HttpRequest, number: int) -> HttpResponse:
    found = _team(request, number)
    return _removal(
        request, found, lambda version: team_actions.remove_team(team=found, version=version, by=who(request))
    )


def _removal(request: HttpRequest, found: Unit | Team, remove: Callable[[int], None]) -> HttpResponse:
    refused = ""
    if request.method == "POST":
        version = request.POST.get("version", "")
        try:
            remove(int(version) if version.isdecimal() else 0)
        except UserError as error:
            refused = said(error.message_id, **error.values)
        else:
            tell(request, "web_teams.removed", name=found.name)
            return redirect("accounts:units")
    content = {"found": found, "refused": refused, "is_team": isinstance(found, Team)}
    return render(request, "accounts/remove_team.html", content)


def _team_page(request: HttpRequest, form: TeamForm, title: str) -> HttpResponse:
    content = {"form": form, "title": title, "names": names_in_events(here(request)), "names_id": KNOWN_NAMES}
    return render(request, "accounts/unit.html", content)


def _done(form: UnitForm, act: Callable[[], object]) -> bool:
    """What the act refuses is told on the form."""
    try:
        act()
    except UserError as error:
        form.add_error(None, said(error.message_id, **error.values))
        return False
    return True


def _names(form: TeamForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("name", "source_name")}


def _version(form: UnitForm) -> int:
    return form.cleaned_data["version"] or 0


def _unit(request: HttpRequest, number: int) -> Unit:
    """One of this municipality's. Raises Http404."""
    return get_object_or_404(Unit.objects.select_related("municipality"), pk=number, municipality=here(request))


def _team(request: HttpRequest, number: int) -> Team:
    """The same."""
    teams = Team.objects.select_related("unit__municipality")
    return get_object_or_404(teams, pk=number, unit__municipality=here(request))
