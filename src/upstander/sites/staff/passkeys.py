"""Passkeys: a phone's or a key's own lock in place of password and code. allauth's pages, with our audit and our words."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.webauthn import views
from allauth.mfa.webauthn.internal import auth, flows
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from upstander.confidentiality.api import PUBLIC, acting, viewer_of

_MOST = 10  # passkeys of one person


def _for_script(options: dict[str, Any]) -> str:
    """What the browser is to be asked, for a data attribute: the content policy allows no script in the page."""
    return json.dumps(options, cls=DjangoJSONEncoder)


class Add(views.AddWebAuthnView):  # type: ignore[misc]  # allauth ships no types
    """Always one that is kept on the device and asks for the finger, the face or the PIN: it stands for both steps."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if (
            request.user.is_authenticated
            and views.Authenticator.objects.filter(user=request.user, type="webauthn").count() >= _MOST
        ):
            return HttpResponseRedirect(reverse("mfa_list_webauthn"))
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["options"] = _for_script(auth.begin_registration(self.request.user, True))
        return context

    def form_valid(self, form: Any) -> HttpResponse:  # Any: allauth's form
        with acting(viewer_of(self.request.user), timezone.now(), "staff.passkey_added"):
            answer: HttpResponse = super().form_valid(form)
        return answer

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes" if self.did_generate_recovery_codes else "mfa_list_webauthn")


class Remove(views.RemoveWebAuthnView):  # type: ignore[misc]  # allauth ships no types
    """A lost or old device no longer signs in."""

    def form_valid(self, form: Any) -> HttpResponse:  # Any: allauth's form
        with acting(viewer_of(self.request.user), timezone.now(), "staff.passkey_removed"):
            answer: HttpResponse = super().form_valid(form)
        return answer


class SignIn(views.LoginWebAuthnView):  # type: ignore[misc]  # allauth ships no types
    """Signing in with a passkey alone: the device has asked for finger, face or PIN."""

    def form_valid(self, form: Any) -> HttpResponse:  # Any: allauth's form
        authenticator = form.cleaned_data["credential"]
        login = Login(user=authenticator.user, redirect_url=get_next_redirect_url(self.request))
        answer: HttpResponse = flows.perform_passwordless_login(self.request, authenticator, login)
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        with acting(PUBLIC, timezone.now(), "staff.sign_in_failed"):
            pass
        return HttpResponseRedirect(f"{reverse('account_login')}?passkey=refused")


class Again(views.ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth ships no types
    """Is it still you? Asked of the device."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["options"] = _for_script(context["js_data"]["request_options"])
        return context

    def form_invalid(self, form: Any) -> HttpResponse:
        return HttpResponseRedirect(reverse("account_reauthenticate"))


add, remove, sign_in_with, again = Add.as_view(), Remove.as_view(), SignIn.as_view(), Again.as_view()
rename, every = views.edit_webauthn, views.list_webauthn
