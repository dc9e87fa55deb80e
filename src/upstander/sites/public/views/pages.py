"""Home, help, safety, privacy, accessibility, contact; and the way out."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from upstander.cases.api import current_edition
from upstander.intake.api import discard_draft, end_visit
from upstander.sites.public.cookie import take_cookies_away, token_of, visit_token_of
from upstander.sites.public.helplines import helplines

logger = logging.getLogger(__name__)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """In danger now; report; help. In that order."""
    return render(request, "public/home.html")


@require_safe
def exit_page(request: HttpRequest) -> HttpResponse:
    """Forget the visit and go somewhere harmless. Nothing may stand in the way of leaving, not even a broken database."""
    answer = HttpResponseRedirect(settings.LANDLORD["exit_url"])
    # A browser that only guesses that somebody might leave must not delete what they typed.
    if "prefetch" in request.headers.get("Sec-Purpose", ""):
        return answer
    take_cookies_away(answer)
    draft, visit = token_of(request), visit_token_of(request)
    if draft or visit:
        for leave, held in ((discard_draft, draft), (end_visit, visit)):
            try:
                leave(held)
            except Error as error:
                logger.warning(
                    "something was not deleted on leaving and will go with its time: %s", type(error).__name__
                )
    return answer


@require_safe
def help_index(request: HttpRequest) -> HttpResponse:
    """What there is to read."""
    return render(request, "public/help/index.html")


@require_safe
def hate(request: HttpRequest) -> HttpResponse:
    """What harassment and hate are, in the landlord's own words and lists."""
    return render(request, "public/help/hate.html", {"edition": current_edition(datetime.now(UTC))})


@require_safe
def what_we_do(request: HttpRequest) -> HttpResponse:
    """What is promised, from the edition in force."""
    return render(request, "public/help/what_we_do.html", {"edition": current_edition(datetime.now(UTC))})


@require_safe
def choices(request: HttpRequest) -> HttpResponse:
    """What the person decides for themselves."""
    return render(request, "public/help/choices.html")


@require_safe
def lines(request: HttpRequest) -> HttpResponse:
    """Others who can help, and when their details were last checked."""
    return render(request, "public/help/helplines.html", {"helplines": helplines()})


@require_safe
def safety(request: HttpRequest) -> HttpResponse:
    """Using this site without being found out."""
    return render(request, "public/safety.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, for how long, and who sees it."""
    return render(request, "public/privacy.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How this site can be used, and what to do where it cannot."""
    return render(request, "public/accessibility.html")


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Every other way to tell us."""
    return render(request, "public/contact.html", {"edition": current_edition(datetime.now(UTC))})
