"""allauth's pages about the second factor, where we ask for more: an app is replaced without a moment in between, the
last factor that a role needs stays, and whoever looks at the recovery codes leaves a trace.
"""

from http import HTTPStatus
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.internal.flows.add import redirect_if_add_not_allowed
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.generic.edit import FormView

from sagsloft.web.accounts.entrance_log import note
from sagsloft.web.accounts.speech import said
from sagsloft.web.accounts.views.person import who

__all__ = ["download_codes", "remove_passkey", "set_up_app", "show_codes"]


@method_decorator((redirect_if_add_not_allowed, reauthentication_required(app="allauth.mfa")), name="dispatch")
class SetUpApp(ActivateTOTPView):
    """Also for someone who has an app already, on the telephone that is to be replaced."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return FormView.dispatch(self, request, *args, **kwargs)  # allauth's sends those with an app away

    @transaction.atomic
    def form_valid(self, form: Form) -> HttpResponse:
        former = Authenticator.objects.filter(user=who(self.request), type=Authenticator.Type.TOTP).first()
        if former is not None:
            former.delete()
            note(user=former.user, by=former.user, action="factor.remove", detail={"kind": former.type})
        answer: HttpResponse = super().form_valid(form)
        return answer


class RemovePasskey(RemoveWebAuthnView):
    def form_valid(self, form: Form) -> HttpResponse:
        if not get_adapter().can_delete_authenticator(self.object):
            messages.error(self.request, said("web_accounts.factor_is_needed"))
            return redirect("mfa_list_webauthn")
        answer: HttpResponse = super().form_valid(form)
        return answer


set_up_app = SetUpApp.as_view()
remove_passkey = RemovePasskey.as_view()


def show_codes(request: HttpRequest) -> HttpResponseBase:
    return _seen(request, codes.view_recovery_codes(request))


def download_codes(request: HttpRequest) -> HttpResponseBase:
    return _seen(request, codes.download_recovery_codes(request))


def _seen(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """Noted before the answer is sent; who must confirm first, or has no codes, has seen none."""
    if request.method == "GET" and answer.status_code == HTTPStatus.OK:
        note(user=who(request), by=who(request), action="factor.see_codes")
    return answer
