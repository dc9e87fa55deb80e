"""Who is on the line: a token, the draft that it opens, and what it has sent within the hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from upstander.intake.api import LIFETIME, OpenDraft, Receipt, open_draft, receipt, unique_of
from upstander.sites.public.cookie import token_of


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody who reports. `draft` is None when there is none or its hour is over."""

    token: str
    now: datetime
    draft: OpenDraft | None

    def sent(self) -> Receipt | None:
        """The receipt of what this token sent, for an hour."""
        unique = unique_of(self.token)
        found = receipt(unique, self.now) if unique else None
        return found if found is not None and self.now - found.received_at < LIFETIME else None

    def draft_or_empty(self) -> OpenDraft:
        """Something to show a page with, when there is no draft."""
        return self.draft or OpenDraft({}, (), self.now)


def visit_of(request: HttpRequest) -> Visit:
    """The visit of this request."""
    token, now = token_of(request), timezone.now()
    return Visit(token, now, open_draft(token, now) if token else None)


def away(visit: Visit) -> HttpResponse:
    """Where to, when a page needs a draft and there is none: to what was sent, or to the beginning."""
    if visit.token and visit.sent():
        return redirect("public:received")
    return redirect(reverse("public:start") + ("?gone=1" if visit.token else ""))
