"""Who is on the line: a token, the draft that it opens, and what it has sent within the hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from upstander.intake.api import LIFETIME, OpenDraft, Receipt, open_draft, receipt, unique_of
from upstander.sites.public.cookie import token_of


@dataclass(frozen=True)
class Visit:
    """One request of somebody who reports."""

    token: str
    now: datetime

    @cached_property
    def draft(self) -> OpenDraft | None:
        """The draft as it stood when this request first looked. None when there is none or its hour is over."""
        return open_draft(self.token, self.now) if self.token else None

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
    return Visit(token_of(request), timezone.now())


def away(visit: Visit) -> HttpResponse:
    """Where to, when a page needs a draft and there is none: to what was sent, or to the beginning."""
    if visit.token and visit.sent():
        return redirect("public:received")
    return redirect(reverse("public:start") + ("?gone=1" if visit.token else ""))
