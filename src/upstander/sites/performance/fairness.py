"""Fairness: people's own words on who they are, compared; and the watch on silence (clause 1.7)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from upstander.confidentiality.api import Permission
from upstander.performance.api import fairness, month_of, sees_exactly
from upstander.performance.api import silence as silence_of
from upstander.sites.performance import words
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import reads_cases, show
from upstander.sites.staff.guard import staff_page


@staff_page(Permission.MEASURES_READ)
def compared(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Speed, outcome or satisfaction by group, with intervals and plain words."""
    months, compared = fairness(desk.viewer, month_of(desk.now))
    chosen = next((each for each in compared if each.id == request.GET.get("of")), compared[0])
    choices = [{"text": each.name, "href": f"?of={each.id}", "current": each is chosen} for each in compared]
    context = {"months": months, "chosen": chosen, "choices": choices, "say": words}
    return show(request, desk, "performance/fairness.html", context)


@staff_page(Permission.MEASURES_READ)
def silence(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Where reports ought to be and are not."""
    return show(
        request,
        desk,
        "performance/silence.html",
        {
            "watch": silence_of(desk.viewer, month_of(desk.now)),
            "exact": sees_exactly(desk.viewer),
            "opens": reads_cases(desk.viewer),
            "say": words,
        },
    )
