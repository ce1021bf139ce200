"""For whoever protects the data: the log, and erasing a case. For whoever leads: the course, opened or closed."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from sagsloft.core.errors import UserError
from sagsloft.web.accounts import case_actions, erasure_actions
from sagsloft.web.accounts.erasure_forms import SureForm
from sagsloft.web.accounts.forms import CaseForm, CourseForm
from sagsloft.web.accounts.models import Course, Membership, User
from sagsloft.web.accounts.roles import Role
from sagsloft.web.accounts.speech import said
from sagsloft.web.accounts.views.person import here, tell, who

__all__ = ["course", "erase", "looks"]

MOST_SHOWN = 500


@require_http_methods(["GET", "POST"])
def looks(request: HttpRequest) -> HttpResponse:
    """Who has looked at a case. The question is logged with the answers that it is about."""
    form = CaseForm(request.POST or None)
    if not form.is_valid():
        return render(request, "accounts/looks.html", {"form": form})
    found = case_actions.ask_who_looked(
        municipality=here(request), case_id=form.cleaned_data["case_id"], most=MOST_SHOWN, by=who(request)
    )
    people = {str(each.public_id): each for each in User.objects.filter(public_id__in=found.people)}
    content = {
        "form": form,
        "asked": True,
        "entries": [(entry, people.get(entry.actor)) for entry in found.entries],
        "more": found.more,
    }
    return render(request, "accounts/looks.html", content)


@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """First what would be erased, then the question whether it shall be, then the erasure."""
    form = CaseForm(request.POST or None)
    if not form.is_valid():
        return render(request, "accounts/erase.html", {"form": form})
    number = form.cleaned_data["case_id"]
    sure = SureForm(request.POST if "again" in request.POST else None, initial={"case_id": number})
    if sure.is_valid():
        try:
            erased = erasure_actions.erase_case(municipality=here(request), case_id=number, by=who(request))
        except UserError as error:
            sure.add_error(None, said(error.message_id, **error.values))
        else:
            return _erased(request, form, erased=erased)
    kept = erasure_actions.ask_to_erase(municipality=here(request), case_id=number, by=who(request))
    if not kept:
        return _erased(request, form, erased=False)
    return render(request, "accounts/erase_sure.html", {"form": sure, "case_id": number, "kept": _told(kept)})


@require_http_methods(["GET", "POST"])
def course(request: HttpRequest) -> HttpResponse:
    """Open the municipality's cases to a course until a day, or close them at once."""
    if request.POST.get("close"):
        case_actions.close_course(municipality=here(request), by=who(request))
        tell(request, "web_accounts.course_closed")
        return redirect("accounts:course")
    form = CourseForm(request.POST or None)
    if form.is_valid():
        try:
            case_actions.open_course(municipality=here(request), until=form.cleaned_data["until"], by=who(request))
        except UserError as error:
            form.add_error("until", said(error.message_id, **error.values))
        else:
            tell(request, "web_accounts.course_opened")
            return redirect("accounts:course")
    consultants = Membership.objects.filter(municipality=here(request), role=Role.TASKFORCE_KONSULENT)
    content = {
        "form": form,
        "course": Course.objects.filter(municipality=here(request), opened_until__gte=timezone.localdate()).first(),
        "consultants": consultants.select_related("user").order_by("user__email"),
    }
    return render(request, "accounts/course.html", content)


def _erased(request: HttpRequest, form: CaseForm, *, erased: bool) -> HttpResponse:
    if erased:
        tell(request, "erasure.done")
        return redirect("accounts:looks")
    form.add_error("case_id", said("erasure.not_here"))
    return render(request, "accounts/erase.html", {"form": form})


def _told(kept: Mapping[str, int]) -> list[str]:
    return [said(name, count=rows) for name, rows in kept.items()]
