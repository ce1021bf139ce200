"""People and their roles, for an administrator; and the link of an invitation, for whoever was invited."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sagsloft.core.errors import UserError
from sagsloft.web.accounts import actions
from sagsloft.web.accounts.forms import AcceptForm, InviteForm, RoleForm
from sagsloft.web.accounts.models import Invitation, Membership, Municipality, User
from sagsloft.web.accounts.roles import Role
from sagsloft.web.accounts.speech import language_now, said
from sagsloft.web.accounts.views.person import here, refuse, tell, who

__all__ = ["accept", "invite", "people", "revoke", "role", "withdraw"]


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    held = Membership.objects.filter(municipality=here(request)).select_related("user", "team")
    content = {
        "held": held.order_by("user__first_name", "user__last_name", "user__email", "role"),
        "invitations": _open_invitations(here(request)).order_by("expires_at"),
    }
    return render(request, "accounts/people.html", content)


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(here(request), request.POST or None)
    if form.is_valid():
        try:
            actions.invite(
                municipality=here(request),
                email=form.cleaned_data["email"],
                place=form.cleaned_data["place"],
                link=lambda token: request.build_absolute_uri(reverse("accounts:accept", args=[token])),
                by=who(request),
            )
        except UserError as error:
            form.add_error("email", said(error.message_id, **error.values))
        except OSError:  # the invitation stands, but nobody knows of it
            form.add_error(None, said("web_accounts.mail_failed"))
        else:
            tell(request, "web_accounts.invited", email=form.cleaned_data["email"])
            return redirect("accounts:people")
    content = {"form": form, "roles_told": [(each, f"role.about_{each.name.lower()}") for each in Role]}
    return render(request, "accounts/invite.html", content)


@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    invitation = get_object_or_404(_open_invitations(here(request)), pk=number)
    try:
        actions.withdraw(invitation=invitation, by=who(request))
    except UserError as error:  # it was taken up in this very moment
        refuse(request, error.message_id, **error.values)
    else:
        tell(request, "web_accounts.withdrawn", email=invitation.email)
    return redirect("accounts:people")


@require_http_methods(["GET", "POST"])
def role(request: HttpRequest, number: int) -> HttpResponse:
    """Change what a role is about."""
    membership = _membership(request, number)
    shown = {"team": membership.team, "known_as": membership.known_as, "version": membership.version}
    form = RoleForm(Role(membership.role), here(request), request.POST or None, initial=shown)
    if form.is_valid():
        place: actions.Place = form.cleaned_data["place"]
        try:
            actions.change_role(
                membership=membership,
                team=place.team,
                known_as=place.known_as,
                version=form.cleaned_data["version"],
                by=who(request),
            )
        except UserError as error:
            form.add_error(None, said(error.message_id, **error.values))
        else:
            tell(request, "web_accounts.role_changed")
            return redirect("accounts:people")
    return render(request, "accounts/role.html", {"form": form, "membership": membership})


@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    membership = _membership(request, number)
    version = request.POST.get("version", "")
    try:
        actions.revoke(membership=membership, version=int(version) if version.isdecimal() else 0, by=who(request))
    except UserError as error:
        form = RoleForm(Role(membership.role), here(request), {**request.POST.dict(), "version": membership.version})
        form.add_error(None, said(error.message_id, **error.values))
        return render(request, "accounts/role.html", {"form": form, "membership": membership})
    tell(request, "web_accounts.revoked")
    return redirect("accounts:people")


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    invitation = actions.invitation_of(token)
    if invitation is None:
        return render(request, "accounts/invitation_gone.html", status=404)
    known = User.objects.filter(email__iexact=invitation.email).exists()
    form = None if known else AcceptForm(invitation.email, request.POST or None)
    content = {"form": form, "invitation": invitation, "known": known, "refused": ""}
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            return _accepted(request, token, {} if form is None else form.cleaned_data)
        except UserError as error:
            content["refused"] = said(error.message_id, **error.values)
    return render(request, "accounts/accept.html", content)


def _accepted(request: HttpRequest, token: str, given: dict[str, Any]) -> HttpResponse:
    membership = actions.accept(
        token=token,
        first_name=given.get("first_name", ""),
        last_name=given.get("last_name", ""),
        password=given.get("password", ""),
        language=language_now(),
        by=request.user if isinstance(request.user, User) else None,
    )
    tell(request, "web_accounts.accepted", municipality=membership.municipality.name)
    return redirect("start")


def _membership(request: HttpRequest, number: int) -> Membership:
    """One of this municipality's, and not one's own. Raises Http404."""
    held = Membership.objects.select_related("user", "team", "municipality")
    membership = get_object_or_404(held, pk=number, municipality=here(request))
    if membership.user_id == who(request).pk:
        raise Http404
    return membership


def _open_invitations(municipality: Municipality) -> QuerySet[Invitation]:
    open_still = Q(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())
    return Invitation.objects.filter(open_still, municipality=municipality).select_related("team")
