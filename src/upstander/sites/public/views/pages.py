"""Home, help, safety, privacy, accessibility, contact; and the way out."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from upstander.cases.api import current_edition
from upstander.governance.api import public_campaigns
from upstander.intake.api import discard_draft, end_visit, sign_out
from upstander.lib.days import london_day
from upstander.sites.public.cookie import account_token_of, take_cookies_away, token_of, visit_token_of
from upstander.sites.public.helplines import helplines_on
from upstander.sites.public.topics import BY_NAME, TOPICS

logger = logging.getLogger(__name__)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """In danger now; report; help. In that order. A campaign of today comes last, and a database that fails takes away only that."""
    try:
        told = public_campaigns(get_language() or "en-gb", now=datetime.now(UTC))
    except Error as error:
        logger.warning("the campaigns of today could not be read: %s", type(error).__name__)
        told = []
    return render(request, "public/home.html", {"campaigns": told})


@require_safe
def exit_page(request: HttpRequest) -> HttpResponse:
    """Forget the visit and go somewhere harmless. Nothing may stand in the way of leaving, not even a broken database."""
    answer = HttpResponseRedirect(settings.LANDLORD["exit_url"])
    # A browser that only guesses that somebody might leave must not delete what they typed.
    if "prefetch" in request.headers.get("Sec-Purpose", ""):
        return answer
    take_cookies_away(answer)
    draft, visit, account = token_of(request), visit_token_of(request), account_token_of(request)
    if draft or visit or account:
        for leave, held in ((sign_out, account), (discard_draft, draft), (end_visit, visit)):
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
    return render(request, "public/help/index.html", {"topics": TOPICS})


@require_safe
def topic(request: HttpRequest, name: str) -> HttpResponse:
    """One topic to read."""
    return render(request, "public/help/topic.html", {**_words(), "topic": BY_NAME[name]})


@require_safe
def help_print(request: HttpRequest) -> HttpResponse:
    """Everything to read, for paper."""
    return render(request, "public/help/print.html", {**_words(), "topics": TOPICS})


@require_safe
def easy_read(request: HttpRequest) -> HttpResponse:
    """The same in the fewest and easiest words."""
    return render(request, "public/help/easy.html")


def _words() -> dict[str, Any]:
    """What the topics draw on: the edition in force, the helplines, and the day on which they are read."""
    now = datetime.now(UTC)
    return {
        "edition": current_edition(now),
        "helplines": helplines_on(london_day(now)),
        "today": london_day(now),
    }


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
