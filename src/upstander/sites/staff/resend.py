"""A form that came too late: the session is over, or its token is. Nothing typed is lost; it can be sent again after signing in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

_OURS = ("csrfmiddlewaretoken",)
_CODES = ("version", "opened", "rows", "fold", "step", "draft")
_BEGUN = ("version", "draft", "happened")
_WORDS = 3  # what has this many words or more is shown, to be read or copied


def holds_work(request: HttpRequest) -> bool:
    """True for a form of ours with words that somebody would miss, or about something that may have changed meanwhile. What another
    site sends is not offered to be sent again: whoever pressed would do what that site wants."""
    ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    return (request.method == "POST" and ours) and (
        not request.POST.keys().isdisjoint(_BEGUN)
        or any(_is_typed(name, value) for name, values in request.POST.lists() for value in values)
    )


def send_again(request: HttpRequest, *, signed_in: bool) -> HttpResponse:
    """What was typed, in the open and ready to be sent once more. The person presses; nothing is sent by itself."""
    fields = [(name, value) for name, values in request.POST.lists() if name not in _OURS for value in values]
    typed = [value for name, value in fields if _is_typed(name, value)]
    sign_in = f"{reverse('account_login')}?{urlencode({'next': reverse('staff:today')})}"
    context = {
        "fields": fields,
        "typed": typed,
        "signed_in": signed_in,
        "sign_in": sign_in,
        "address": request.get_full_path(),
    }
    return render(request, "staff/resend.html", context, status=403 if signed_in else 401)


def _is_typed(name: str, value: str) -> bool:
    return name not in (*_OURS, *_CODES) and len(value.split()) >= _WORDS
