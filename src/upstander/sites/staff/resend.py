"""A form that came too late: the session is over, or its token is. Nothing typed is lost; it can be sent again after signing in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

_OURS = ("csrfmiddlewaretoken",)
_CODES = ("version", "opened", "rows", "fold", "step", "draft")
_WORDS = 3  # what has this many words or more is shown, to be read or copied


def holds_work(request: HttpRequest) -> bool:
    """True for a form about a case, or a report being written down: only these hold words that somebody would miss."""
    return request.method == "POST" and (
        "version" in request.POST or "draft" in request.POST or "happened" in request.POST
    )


def send_again(request: HttpRequest, *, signed_in: bool) -> HttpResponse:
    """What was typed, in the open and ready to be sent once more. The person presses; nothing is sent by itself."""
    fields = [(name, value) for name, values in request.POST.lists() if name not in _OURS for value in values]
    typed = [value for name, value in fields if name not in _CODES and len(value.split()) >= _WORDS]
    sign_in = f"{reverse('account_login')}?{urlencode({'next': reverse('staff:today')})}"
    context = {
        "fields": fields,
        "typed": typed,
        "signed_in": signed_in,
        "sign_in": sign_in,
        "address": request.path,
    }
    return render(request, "staff/resend.html", context, status=403 if signed_in else 401)
