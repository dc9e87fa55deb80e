"""A link for a first or forgotten password: works once and for an hour, goes only to the account's own address, and the page that
asks for it answers alike whether or not there is such an account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from upstander.confidentiality.api import PUBLIC, acting, staff_of_address, viewing
from upstander.sites.jobs import send_password_link
from upstander.sites.staff.even_time import even_time
from upstander.sites.staff.forms.base import StaffForm

_TAKES = 0.5  # seconds; writing down a job takes a fraction of it
_A_WHILE, _MOST = 60 * 60, 3  # links for one account in that many seconds: all of them still work
_KEPT = "password_link"  # in the session: the address bar must not keep the token
_CLEAN = "set"


class AskForm(StaffForm):
    """Whose password."""

    email = forms.EmailField(
        max_length=200,
        error_messages={
            "required": "Give your work email address.",
            "invalid": "Give an email address, like name@landlord.org.",
        },
    )


class SetForm(StaffForm):
    """A new password, twice."""

    password1 = forms.CharField(
        max_length=500, strip=False, error_messages={"required": "Choose a password."}
    )
    password2 = forms.CharField(max_length=500, strip=False, error_messages={"required": "Type it again."})

    def __init__(self, data: Any, staff: AbstractBaseUser) -> None:  # Any: what was sent
        super().__init__(data)
        self.staff = staff

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        one, two = told.get("password1"), told.get("password2")
        if one and two and one != two:
            self.add_error("password2", "The two passwords are not the same.")
        elif one and two:
            try:
                get_adapter().clean_password(one, user=self.staff)
            except forms.ValidationError as wrong:
                self.add_error("password1", wrong)
        return told


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a link."""
    form = AskForm(request.POST if request.method == "POST" else None)
    sent = False
    if request.method == "POST" and form.is_valid() and settings.UPSTANDER_SENDS_EMAIL:
        with even_time(_TAKES):
            if ratelimit.consume(request, action="reset_password"):
                _order(form.cleaned_data["email"])
        sent = True
    errors = form.complaints()
    context = {"form": form, "errors": errors, "sent": sent, "can": settings.UPSTANDER_SENDS_EMAIL}
    return render(request, "account/password_link.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, staff_id: UUID, token: str) -> HttpResponse:
    """Set the password. The token leaves the address bar at once; looking at the page uses nothing up."""
    given = request.session.get(_KEPT) if token == _CLEAN else token
    staff = get_user_model().objects.filter(pk=staff_id, is_active=True).first()
    if staff is None or not default_token_generator.check_token(staff, given):
        return render(request, "account/password_link_over.html", {}, status=410)
    if token != _CLEAN:
        request.session[_KEPT] = token
        return HttpResponseRedirect(reverse("password_link_set", args=[staff_id, _CLEAN]))
    form = SetForm(request.POST if request.method == "POST" else None, staff)
    if request.method == "POST" and form.is_valid():
        get_adapter().set_password(staff, form.cleaned_data["password1"])
        request.session.pop(_KEPT, None)
        return HttpResponseRedirect(f"{reverse('account_login')}?password=set")
    errors = form.complaints()
    context = {"form": form, "errors": errors}
    return render(request, "account/password_link_set.html", context, status=422 if errors else 200)


def _order(email: str) -> None:
    """Have a worker send it, when there is such an account. The request and its answer are the same otherwise."""
    now = timezone.now()
    with acting(PUBLIC, now, "staff.password_link"):
        staff_id = staff_of_address(email)
        # By the hour of the clock, so that nobody can keep somebody else from a link by asking without end.
        count = f"password link {staff_id or email.strip().lower()} {now.timestamp() // _A_WHILE}"
        tries = cache.get(count, 0) + 1
        cache.set(count, tries, _A_WHILE)
        if tries > _MOST or staff_id is None:
            return
        with viewing(PUBLIC):
            send_password_link.defer(staff_id=str(staff_id))
