"""Signing in: what allauth does, with the audit entries and the rights that our database asks for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core import context
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.totp.views import ActivateTOTPView
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from upstander.confidentiality.api import (
    PUBLIC,
    acting,
    elevated,
    note_sign_in,
    staff_of_address,
    viewer_of,
)
from upstander.sites.staff.single_sign_on import came_through_directory


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Each sign-in, refusal, sign-out and change of password stands in the audit. An address typed wrongly does not."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by an administrator."""
        return False

    def post_login(
        self, request: HttpRequest, user: Any, **given: Any
    ) -> HttpResponse:  # Any: as allauth gives them
        with acting(viewer_of(user), timezone.now(), "staff.sign_in") as act:
            way = act.detail["way"] = way_in(get_authentication_records(request, user))
            self.note(request, user.pk, str(way))
        answer: HttpResponse = super().post_login(request, user, **given)
        return answer

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        with acting(PUBLIC, timezone.now(), "staff.sign_in_failed"):
            # The same work whether or not there is such an account.
            self.note(request, staff_of_address(str(credentials.get("email", ""))), "password", refused=True)

    def note(self, request: HttpRequest, staff_id: UUID | None, way: str, *, refused: bool = False) -> None:
        """Write a sign-in down for the person's own history, and for administrators."""
        note_sign_in(
            staff_id,
            way=way,
            refused=refused,
            address=self.get_client_ip(request),
            agent=request.headers.get("User-Agent", ""),
            now=timezone.now(),
        )

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """allauth counts failures by account alone, so that anybody could lock out anybody. By the pair of address and account,
        whoever guesses slows down only themselves, and those who share their address."""
        key: str = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{self.get_client_ip(request)}"

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.mfa.stages.AuthenticateStage": "upstander.sites.staff.single_sign_on.SecondStep"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        if request.user.is_authenticated and came_through_directory(request):
            return reverse("directory_signed_out")
        address: str = super().get_logout_redirect_url(request)
        return address

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            with acting(viewer_of(request.user), timezone.now(), "staff.sign_out"):
                pass
        super().logout(request)

    def set_password(self, user: Any, password: str) -> None:  # Any: allauth's user
        """Staff may not write the table of staff, except for this one column of their own row."""
        user.set_password(password)
        with acting(viewer_of(user), timezone.now(), "staff.password"), elevated("own password"):
            user.save(update_fields=["password"])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return f"{reverse('staff:today')}?done=password"

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """allauth looks the person up by a verified address, which our staff do not keep with it."""
        return user.check_password(password)

    def is_reauthentication_required(self, *, app: str, **given: Any) -> bool:
        """Not again within minutes of signing in."""
        request = context.request
        at = [float(record["at"]) for record in get_authentication_records(request, request.user)]
        recent = timezone.now().timestamp() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        if max(at, default=0.0) > recent:
            return False
        required: bool = super().is_reauthentication_required(app=app, **given)
        return required


def way_in(records: list[dict[str, Any]]) -> str:
    """How somebody signed in, as a code: "passkey", "directory" or "password"."""
    if any(record.get("passwordless") for record in records):
        return "passkey"
    return "directory" if any(record.get("method") == "socialaccount" for record in records) else "password"


class SetUpCodes(ActivateTOTPView):  # type: ignore[misc]  # allauth ships no types
    """Setting up one-time codes gives the first code, so it is not asked for again at once."""

    def form_valid(self, form: Any) -> HttpResponse:  # Any: allauth's form
        answer: HttpResponse = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type="totp", reauthenticated=True)
        return answer


class GiveCode(AuthenticateView):  # type: ignore[misc]  # allauth ships no types
    """A wrong code after a right password is what somebody most wants to know of their own account."""

    def form_invalid(self, form: Any) -> HttpResponse:  # Any: allauth's form
        get_adapter().note(self.request, self.stage.login.user.pk, "code", refused=True)
        answer: HttpResponse = super().form_invalid(form)
        return answer


set_up_codes = SetUpCodes.as_view()
give_code = GiveCode.as_view()
