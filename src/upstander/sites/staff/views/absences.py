"""Who is away, and who covers."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.confidentiality.api import Permission, absences, end_absence, record_absence, staff_with
from upstander.sites.refusals import refusing
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import offer
from upstander.sites.staff.forms.colleagues import AwayForm
from upstander.sites.staff.frame import go, show
from upstander.sites.staff.guard import staff_page


@staff_page(Permission.CASE_WORK, "GET", "POST")
def away(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Absences that last or are to come, and a form for one more: for oneself, and for managers of a board for anybody."""
    manages = desk.viewer.may(Permission.TEAM_BOARD)
    own = str(desk.viewer.staff_id)
    form = AwayForm(request.POST if request.method == "POST" else None, initial={"staff": own})
    people = [
        (str(card.id), f"{card.name}, {card.post}".rstrip(", ")) for card in staff_with(Permission.CASE_WORK)
    ]
    offer(form, "staff", people if manages else [each for each in people if each[0] == own])
    offer(form, "cover", [("", "Choose"), *people])
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        with refusing(form):
            record_absence(
                staff_id=UUID(told["staff"]),
                cover_id=UUID(told["cover"]),
                starts_at=told["starts_at"],
                ends_at=told["ends_at"],
                by=desk.viewer,
                now=desk.now,
            )
            return go("away", done="away")
    errors = form.complaints()
    context = {
        "form": form,
        "errors": errors,
        "lines": absences(desk.viewer, now=desk.now),
        "manages": manages,
        "own": own,
    }
    return show(request, desk, "staff/away.html", context, status=422 if errors else 200)


@staff_page(Permission.CASE_WORK, "POST")
def end(request: HttpRequest, desk: Desk, absence_id: UUID) -> HttpResponse:
    """Back early, or never away."""
    end_absence(absence_id=absence_id, by=desk.viewer, now=desk.now)
    return go("away", done="away-ended")
