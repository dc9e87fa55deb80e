"""A member of staff's calendar, fetched by their own program under a secret address, which is the only key: no cookie is read."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from upstander.cases.alerts.api import calendar_behind


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Duties and visits in neutral words, or 304. An address that ended and one that never was get the same 404."""
    content = calendar_behind(token, now=timezone.now())
    if content is None:
        return HttpResponse(status=404)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    known = {each.strip().removeprefix("W/") for each in request.headers.get("If-None-Match", "").split(",")}
    if tag in known:
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        answer["Content-Disposition"] = 'inline; filename="calendar.ics"'
    answer["ETag"] = tag
    answer["X-Robots-Tag"] = "noindex"
    return answer
