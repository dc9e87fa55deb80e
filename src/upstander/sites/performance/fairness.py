"""Fairness: people's own words on who they are, compared; and the watch on silence (clause 1.7)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from upstander.confidentiality.api import Permission
from upstander.performance.api import fairness, month_of
from upstander.performance.api import silence as silence_of
from upstander.sites.performance import words
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page


@staff_page(Permission.MEASURES_READ)
def compared(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Speed by group, with intervals and plain words."""
    months, asked = fairness(desk.viewer, month_of(desk.now))
    return show(
        request, desk, "performance/fairness.html", {"months": months, "questions": asked, "say": words}
    )


@staff_page(Permission.MEASURES_READ)
def silence(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Where reports ought to be and are not."""
    return show(
        request,
        desk,
        "performance/silence.html",
        {"watch": silence_of(desk.viewer, month_of(desk.now)), "say": words},
    )
