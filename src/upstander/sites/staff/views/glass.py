"""Opening one case in need, and reviewing that afterwards."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.cases.api import GLASS_LASTS, break_glass, review_glass
from upstander.cases.queries.api import openings
from upstander.confidentiality.api import Permission
from upstander.lib.decision import Refused
from upstander.sites.refusals import refusing
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.glass import GlassForm, GlassReviewForm
from upstander.sites.staff.frame import go, show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.keeping import begin, keeps


@staff_page(Permission.CASE_BREAK_GLASS, "GET", "POST")
def take(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A reference and a reason. What cannot be opened gets one answer, whatever the cause."""
    form = GlassForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        with refusing(form):
            case_id = break_glass(
                reference=told["reference"], reason=told["reason"], by=desk.viewer, now=desk.now
            )
            return go("case", case_id)
    errors = form.complaints()
    context = {"form": form, "errors": errors, "hours": GLASS_LASTS.total_seconds() // 3600}
    return show(request, desk, "staff/forms/glass.html", context, status=422 if errors else 200)


@staff_page(Permission.GLASS_REVIEW)
def review_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What waits for review, and what was decided."""
    return show(request, desk, "staff/glass_list.html", {"lines": openings(desk.viewer, now=desk.now)})


@staff_page(Permission.GLASS_REVIEW, "GET", "POST")
@keeps
def review(request: HttpRequest, desk: Desk, opening_id: UUID) -> HttpResponse:
    """Judge one."""
    line = next((each for each in openings(desk.viewer, now=desk.now) if each.id == opening_id), None)
    if line is None:
        return show(request, desk, "staff/not_found.html", {}, status=404)
    if line.mine:
        raise Refused("Nobody reviews their own access.")
    form = begin(GlassReviewForm, request, desk)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        with refusing(form):
            review_glass(
                opening_id=opening_id,
                upheld=told["upheld"] == "yes",
                reason=told["reason"],
                by=desk.viewer,
                now=desk.now,
            )
            return go("glass-list", done="glass-reviewed")
    errors = form.complaints()
    context = {"form": form, "line": line, "errors": errors}
    return show(request, desk, "staff/forms/glass_review.html", context, status=422 if errors else 200)
