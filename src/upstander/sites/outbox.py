"""What the demonstration would have sent, for whoever sits at its machine. In no other installation has this page an address."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_address
from itertools import islice

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from upstander.lib.kept_messages import FOLDER, kept_messages

_MOST = 100


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The newest first, to this machine's own browsers alone: nothing behind a proxy or a tunnel, and no other host's name."""
    if not _at_this_machine(request):
        return HttpResponse(status=404)
    found = list(islice(kept_messages(settings.UPSTANDER_DATA / FOLDER), _MOST))
    shown = [{"message": each, "at": datetime.fromtimestamp(each.at, UTC)} for each in found]
    return render(request, "outbox.html", {"shown": shown})


def outbox_address() -> list[URLPattern]:
    """The page's address where messages are kept, which settings allow to the demonstration alone; elsewhere none."""
    return [path("outbox/", outbox, name="outbox")] if settings.UPSTANDER_KEEPS_MESSAGES else []


def _at_this_machine(request: HttpRequest) -> bool:
    forwarded = {"HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED"} & request.META.keys()
    host = request.get_host().rsplit(":", 1)[0]
    if forwarded or host not in {"127.0.0.1", "localhost", "[::1]"}:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
