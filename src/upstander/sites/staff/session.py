"""Is this session good enough for a staff page? Password and one-time code, both given in this session, at most twelve hours ago."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.http import HttpRequest
from django.urls import reverse

LONGEST = timedelta(hours=12)  # from signing in, however busy the session is


def next_step(request: HttpRequest, now: datetime) -> str | None:
    """Where this person must go before they may see a staff page, or None when nothing is missing."""
    if request.user.is_authenticated and _older_than(request, now - LONGEST):
        logout(request)
    if not request.user.is_authenticated:
        return _coming_back(request, "account_login")
    if not is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
        return reverse("mfa_activate_totp")
    if not any(record.get("method") == "mfa" for record in _records(request)):
        return _coming_back(request, "mfa_reauthenticate")
    return None


def _coming_back(request: HttpRequest, name: str) -> str:
    """The address of that step. It returns to the page asked for; a form that was sent is not sent again by itself."""
    wanted = request.get_full_path() if request.method in ("GET", "HEAD") else reverse("staff:today")
    return f"{reverse(name)}?{urlencode({'next': wanted})}"


def _older_than(request: HttpRequest, oldest: datetime) -> bool:
    return min((float(str(record["at"])) for record in _records(request)), default=0.0) < oldest.timestamp()


def _records(request: HttpRequest) -> list[dict[str, object]]:
    found: list[dict[str, object]] = get_authentication_records(request, request.user)
    return found
