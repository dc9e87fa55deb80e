"""Addresses for signing in: those of allauth that we need, with its names. Nobody signs up here."""

from allauth.account import views as account
from allauth.mfa.base import views as codes
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path

from upstander.sites.staff import passkeys, password_link, single_sign_on
from upstander.sites.staff.sign_in import give_code, set_up_codes

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("directory/login/", single_sign_on.begin, name="openid_connect_login"),
    path(
        "directory/login/callback/",
        single_sign_on.come_back,
        {"provider_id": single_sign_on.DIRECTORY},
        name="openid_connect_callback",
    ),
    path("directory/signed-out/", single_sign_on.signed_out, name="directory_signed_out"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/link/", password_link.ask, name="password_link"),
    path("password/link/<uuid:staff_id>/<str:token>/", password_link.follow, name="password_link_set"),
    path("2fa/", codes.index, name="mfa_index"),
    path("2fa/authenticate/", give_code, name="mfa_authenticate"),
    path("2fa/reauthenticate/", codes.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", set_up_codes, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"
    ),
    path(
        "2fa/recovery-codes/download/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"
    ),
    path("passkey/", passkeys.sign_in_with, name="mfa_login_webauthn"),
    path("2fa/passkeys/", passkeys.every, name="mfa_list_webauthn"),
    path("2fa/passkeys/add/", passkeys.add, name="mfa_add_webauthn"),
    path("2fa/passkeys/reauthenticate/", passkeys.again, name="mfa_reauthenticate_webauthn"),
    path("2fa/passkeys/<int:pk>/rename/", passkeys.rename, name="mfa_edit_webauthn"),
    path("2fa/passkeys/<int:pk>/remove/", passkeys.remove, name="mfa_remove_webauthn"),
]
