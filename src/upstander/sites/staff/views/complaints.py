"""Complaints beside a case: passed on from it, and handled by somebody who sees nothing of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.cases.complaints.api import (
    complaint_card,
    complaint_handlers,
    my_complaints,
    raise_complaint,
    take_complaint_step,
)
from upstander.confidentiality.api import Permission
from upstander.sites.refusals import refusing
from upstander.sites.staff.change import FOLLOWED, change_case
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import offer
from upstander.sites.staff.forms.complaints import ComplaintForm, ComplaintStepForm
from upstander.sites.staff.frame import go, show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.keeping import begin, keeps


@staff_page(Permission.CASE_WORK, "GET", "POST")
def pass_on(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Give a complaint to whoever handles it."""

    def build(*args: Any, **given: Any) -> ComplaintForm:  # Any: as change_case builds every form
        form = ComplaintForm(*args, **given)
        offer(form, "handler", [(str(id), name) for id, name in complaint_handlers(desk.viewer, case_id)])
        return form

    def save(form: ComplaintForm, version: int) -> None:
        raise_complaint(case_id=case_id, told=form.told(), version=version, by=desk.viewer, now=desk.now)

    return change_case(
        request, desk, case_id, build, "staff/forms/complaint.html", save, done="complaint", states=FOLLOWED
    )


@staff_page(Permission.COMPLAINT_HANDLE)
def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Those that one handles."""
    return show(request, desk, "staff/complaints.html", {"lines": my_complaints(desk.viewer, now=desk.now)})


@staff_page(Permission.COMPLAINT_HANDLE, "GET", "POST")
@keeps
def one(request: HttpRequest, desk: Desk, complaint_id: UUID) -> HttpResponse:
    """One complaint: what they say, how to reach them, what is due, what was done."""
    card = complaint_card(desk.viewer, complaint_id, now=desk.now)
    form = begin(ComplaintStepForm, request, desk).for_card(card)
    if request.method == "POST" and form.is_valid():
        with refusing(form):
            take_complaint_step(
                complaint_id=complaint_id,
                code=form.cleaned_data["code"],
                words=form.cleaned_data["words"],
                by=desk.viewer,
                now=desk.now,
            )
            return go("complaint", complaint_id, done="complaint-step")
    errors = form.complaints()
    context = {"card": card, "form": form, "errors": errors}
    return show(request, desk, "staff/complaint.html", context, status=422 if errors else 200)
