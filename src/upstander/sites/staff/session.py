"""Is this session good enough for a staff page? Password and one-time code, both given in this session, not too long ago, and
somebody still at the desk. Whoever may open sealed cases, decide, read the audit or change accounts has less time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from django.contrib.auth import logout
from django.http import HttpRequest
from django.urls import reverse

from upstander.confidentiality.api import Permission, fetch, permissions_of
from upstander.sites.staff.backend import codes_of
from upstander.sites.staff.single_sign_on import enough

LONGEST, IDLE = (
    timedelta(hours=12),
    timedelta(hours=2),
)  # from signing in, however busy; from the last page asked for
LONGEST_CAREFUL, IDLE_CAREFUL = timedelta(hours=8), timedelta(minutes=30)
_CAREFUL = frozenset(
    {Permission.CASE_READ_SEALED, Permission.CASE_CLOSE, Permission.AUDIT_READ, Permission.STAFF_ADMINISTER}
)
_SEEN = "seen"
_WRITE_EVERY = 60  # seconds; a session is not saved for every page
_BY_ITSELF = "waiting"  # the page of the queue asks this every few seconds, with nobody at the desk


def next_step(request: HttpRequest, now: datetime) -> str | None:
    """Where this person must go before they may see a staff page, or None when nothing is missing."""
    ended = ""
    if request.user.is_authenticated and (ended := _ended(request, now)):
        logout(request)
    if not request.user.is_authenticated:
        return _coming_back(request, "account_login") + (f"&ended={ended}" if ended else "")
    if enough(_records(request)):
        return None
    if not _has_codes(request.user):
        return reverse("mfa_activate_totp")
    if not any(record.get("method") == "mfa" for record in _records(request)):
        return _coming_back(request, "mfa_reauthenticate")
    return None


def _has_codes(staff: Any) -> bool:  # Any: what the backend adds is no field
    known = getattr(staff, "has_codes", None)
    return bool(fetch(codes_of, staff.id)) if known is None else known


def _coming_back(request: HttpRequest, name: str) -> str:
    """The address of that step. It returns to the page asked for; a form that was sent is not sent again by itself."""
    wanted = request.get_full_path() if request.method in ("GET", "HEAD") else reverse("staff:today")
    return f"{reverse(name)}?{urlencode({'next': wanted})}"


def _ended(request: HttpRequest, now: datetime) -> str:
    """Why this session is over: "long", "idle", or nothing. Notes that somebody is there."""
    careful = _CAREFUL & permissions_of(getattr(request.user, "roles", ()))
    longest, idle = (LONGEST_CAREFUL, IDLE_CAREFUL) if careful else (LONGEST, IDLE)
    given = [float(str(record["at"])) for record in _records(request)]
    at = now.timestamp()
    if at - min(given, default=0.0) > longest.total_seconds():
        return "long"
    seen = max(float(request.session.get(_SEEN, 0.0)), *given)
    if at - seen > idle.total_seconds():
        return "idle"
    match = request.resolver_match
    if at - seen > _WRITE_EVERY and (match is None or match.url_name != _BY_ITSELF):
        request.session[_SEEN] = at
    return ""


def _records(request: HttpRequest) -> list[dict[str, object]]:
    found: list[dict[str, object]] = get_authentication_records(request, request.user)
    return found
