"""Signing in through the landlord's own directory (OpenID Connect). It names people; whether they work here, we know ourselves.

No account is ever made, and nothing that the directory tells of a person is kept but the identifier it knows them by.
"""

from __future__ import annotations

from typing import Any, NoReturn

import requests
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.adapter import get_adapter as get_directory
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.base import AuthError
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter, callback, login
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from upstander.confidentiality.api import PUBLIC, acting, viewer_of

DIRECTORY = "directory"  # what allauth calls the one provider there is
_WHY = {
    "stopped": "You stopped signing in there. Nothing has changed.",
    "unknown": "Your directory says who you are, but nobody here has that work email. Ask your administrator to check it.",
    "other": "This account here belongs to another identity in your directory. Ask your administrator to look at it.",
    "silent": "Your directory does not answer, or answers wrongly. Try again in a few minutes, or sign in with your password.",
    "again": "That sign-in took too long or was begun in another window. Start again from the sign-in page.",
}


class DirectoryAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Maps what the directory says to a member of staff, or refuses in plain words."""

    def populate_user(
        self, request: HttpRequest, sociallogin: Any, data: Any
    ) -> Any:  # Any: as allauth gives them
        sociallogin.account.extra_data = {}  # names, pictures, telephone numbers: not ours to keep
        return super().populate_user(request, sociallogin, data)

    def authenticate_by_email(self, sociallogin: Any) -> None:
        """Left to `pre_social_login`: allauth's own way would wipe the person's password."""
        return

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.state.get("process") != "login":
            refuse(request, "again")
        if sociallogin.is_existing:
            return
        said = [each.email.lower() for each in sociallogin.email_addresses if each.verified is True]
        staff = get_user_model()._default_manager.filter(email__in=said, is_active=True).first()
        if staff is None:
            refuse(request, "unknown")
        if SocialAccount.objects.filter(user=staff).exists():
            refuse(request, "other")  # an address that was given to somebody new opens no old account
        account = SocialAccount(
            user=staff, provider=sociallogin.account.provider, uid=sociallogin.account.uid, extra_data={}
        )
        with acting(viewer_of(staff), timezone.now(), "staff.directory_linked"):
            account.save()
        sociallogin.account, sociallogin.user = account, staff

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        if error == AuthError.CANCELLED:
            refuse(request, "stopped")
        begun = "state_id" not in (extra_context or {})
        refuse(request, "silent" if begun else "again")


class SecondStep(AuthenticateStage):  # type: ignore[misc]  # allauth ships no types
    """Our one-time code, also after the directory, unless the landlord has said that the directory's second step is enough."""

    def _should_handle(self, request: HttpRequest) -> bool:
        if enough(get_authentication_records(request, self.login.user)):
            return False
        needed: bool = super()._should_handle(request)
        return needed


def enough(records: list[dict[str, Any]]) -> bool:
    """Whether this session came through the directory, and the landlord lets the directory's second step count."""
    return settings.UPSTANDER_OIDC_SECOND_STEP == DIRECTORY and any(
        record.get("method") == "socialaccount" for record in records
    )


def came_through_directory(request: HttpRequest) -> bool:
    """Whether whoever is signed in came that way."""
    return any(
        record.get("method") == "socialaccount"
        for record in get_authentication_records(request, request.user)
    )


def refuse(request: HttpRequest, why: str) -> NoReturn:
    """Stop here with a page that says why. Raises ImmediateHttpResponse."""
    with acting(PUBLIC, timezone.now(), "staff.sign_in_failed"):
        pass
    raise ImmediateHttpResponse(_sorry(request, why))


def _sorry(request: HttpRequest, why: str) -> HttpResponse:
    status = 503 if why == "silent" else 403
    return render(request, "socialaccount/authentication_error.html", {"why": _WHY[why]}, status=status)


def begin(request: HttpRequest) -> HttpResponse:
    """Off to the directory."""
    try:
        answer: HttpResponse = login(request, DIRECTORY)
    except (requests.RequestException, KeyError, ValueError):
        return _sorry(request, "silent")
    return answer


def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the directory."""
    try:
        answer: HttpResponse = callback(request, provider_id)
    except ImmediateHttpResponse as refused:
        answer = refused.response
    except (requests.RequestException, KeyError, ValueError):
        answer = _sorry(request, "silent")
    return answer


def signed_out(request: HttpRequest) -> HttpResponse:
    """Signed out here; the directory may still know this browser, so there is a way to sign out there too."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(reverse("account_logout"))
    leave = ""
    if settings.SOCIALACCOUNT_PROVIDERS:
        try:
            known = OpenIDConnectOAuth2Adapter(request, DIRECTORY)
            end = str(known.openid_config.get("end_session_endpoint", ""))
            client = get_directory().get_app(request, DIRECTORY).client_id
        except (requests.RequestException, ValueError):
            end = client = ""
        back = f"{settings.UPSTANDER_BASE_URL}{reverse('account_login')}"
        if end:
            given = urlencode({"client_id": client, "post_logout_redirect_uri": back})
            leave = f"{end}{'&' if '?' in end else '?'}{given}"
    return render(request, "socialaccount/signed_out.html", {"leave": leave})
