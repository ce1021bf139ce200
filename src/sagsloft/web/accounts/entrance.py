"""allauth's pages that we use, at Danish addresses and under the names that allauth knows them by; no others.

Where ours asks for more than allauth's, it is one of `views.factors`.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes.views import generate_recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as sign_on
from django.urls import path

from sagsloft.web.accounts.views import factors as ours

__all__ = ["urlpatterns"]

urlpatterns = [
    path("log-ind/", account.login, name="account_login"),
    path("log-ud/", account.logout, name="account_logout"),
    path("log-ind/spaerret/", account.account_inactive, name="account_inactive"),
    path("log-ind/opret/", account.signup, name="account_signup"),
    path("log-ind/bekraeft/", account.reauthenticate, name="account_reauthenticate"),
    path("log-ind/glemt/", account.password_reset, name="account_reset_password"),
    path("log-ind/glemt/sendt/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "log-ind/glemt/<slug:uidb36>/<str:key>/",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("log-ind/skiftet/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("profil/adgangskode/", account.password_change, name="account_change_password"),
    path("profil/adgangskode/ny/", account.password_set, name="account_set_password"),
    path("log-ind/to-trin/", factors.authenticate, name="mfa_authenticate"),
    path("log-ind/noegle/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("log-ind/bekraeft/to-trin/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("log-ind/bekraeft/noegle/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("profil/to-trin/", factors.index, name="mfa_index"),
    path("profil/to-trin/app/", ours.set_up_app, name="mfa_activate_totp"),
    path("profil/to-trin/app/fjern/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("profil/to-trin/noegler/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("profil/to-trin/noegler/ny/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("profil/to-trin/noegler/<int:pk>/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("profil/to-trin/noegler/<int:pk>/fjern/", ours.remove_passkey, name="mfa_remove_webauthn"),
    path("profil/to-trin/koder/", ours.show_codes, name="mfa_view_recovery_codes"),
    path("profil/to-trin/koder/nye/", generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("profil/to-trin/koder/hent/", ours.download_codes, name="mfa_download_recovery_codes"),
    path("log-ind/afbrudt/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("log-ind/fejl/", social.login_error, name="socialaccount_login_error"),
    path("log-ind/ukendt/", social.signup, name="socialaccount_signup"),
    path("log-ind/kommune/<slug:provider_id>/", sign_on.login, name="openid_connect_login"),
    path("log-ind/kommune/<slug:provider_id>/svar/", sign_on.callback, name="openid_connect_callback"),
]
