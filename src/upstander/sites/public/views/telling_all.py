"""The policy in short, and the campaigns of today: words that two people agreed to."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from upstander.cases.api import current_edition
from upstander.governance.api import public_campaigns, public_summary
from upstander.lib.languages import right_to_left


@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    """The approved policy in short."""
    now = datetime.now(UTC)
    told = public_summary(_language(), now=now)
    context = {
        "told": told,
        "edition": current_edition(now),
        "rtl": right_to_left,
        "language_now": _language(),
    }
    return render(request, "public/policy.html", context)


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """What we take part in today."""
    told = public_campaigns(_language(), now=datetime.now(UTC))
    return render(request, "public/campaigns.html", {"campaigns": told, "rtl": right_to_left})


def _language() -> str:
    return get_language() or "en-gb"
