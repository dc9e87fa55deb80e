"""What every page of an account opens with."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from upstander.intake.api import SignedOut, customer_of
from upstander.sites.public.cookie import account_token_of, hand_account_token

View = Callable[..., HttpResponse]


def posted(view: View) -> View:
    """Changes something, so only by pressing a button; whoever comes by a link is taken to the account."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if request.method == "POST" else redirect("account:home")

    return guarded


def signed_in(view: View) -> View:
    """Only for somebody who is signed in; others are asked to."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = account_token_of(request)
        try:
            who = customer_of(token, timezone.now())
        except SignedOut:
            return redirect(reverse("account:home") + ("?note=shut" if token else ""))
        answer = view(request, who, *args, **kwargs)
        hand_account_token(answer, token)
        return answer

    return guarded
