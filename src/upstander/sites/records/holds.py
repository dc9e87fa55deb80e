"""A legal hold on one case, and the dates that its retention counts from."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from upstander.cases.api import current_edition
from upstander.confidentiality.api import Permission
from upstander.records.api import HoldPage, hold_page, place_hold, record_day, release_hold, review_hold
from upstander.sites.records.disposal import to
from upstander.sites.records.disposal_forms import DayForm, HeldForm, HoldForm
from upstander.sites.refusals import refusing
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.keeping import begin, keeps
from upstander.sites.staff.times import british_date


@staff_page(Permission.CASE_HOLD, "GET", "POST")
@keeps
def hold(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Place a hold; or look at the one in force, and keep or release it."""
    page = hold_page(desk.viewer, case_id, today=_today(desk))
    start = (
        {"mark": page.hold.mark, "review_on": british_date(page.hold.review_on)}
        if page.hold
        else {"mark": ""}
    )
    form: HeldForm | HoldForm = (
        begin(HeldForm, request, desk, initial=start) if page.hold else begin(HoldForm, request, desk)
    )
    if request.method == "POST" and form.is_valid():
        with refusing(form, stands=start):
            return _back(page, _save(form, case_id, desk))
    context = {"page": page, "form": form, "errors": form.complaints()}
    return show(request, desk, "records/hold.html", context, status=422 if form.complaints() else 200)


@staff_page(Permission.CASE_HOLD, "GET", "POST")
def dates(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Record a date that retention counts from and nothing else holds."""
    page = hold_page(desk.viewer, case_id, today=_today(desk))
    form = DayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        with refusing(form):
            record_day(case_id=case_id, event=told["event"], day=told["date"], by=desk.viewer, now=desk.now)
            return _back(page, "retention-day")
    context = {"page": page, "form": form, "errors": form.complaints()}
    return show(request, desk, "records/dates.html", context, status=422 if form.complaints() else 200)


def _save(form: HoldForm | HeldForm, case_id: UUID, desk: Desk) -> str:
    told = form.cleaned_data
    if isinstance(form, HoldForm):
        place_hold(
            case_id=case_id, reason=told["reason"], review_on=told["day"], by=desk.viewer, now=desk.now
        )
        return "held"
    if told["do"] == "review":
        review_hold(case_id=case_id, review_on=told["day"], mark=told["mark"], by=desk.viewer, now=desk.now)
        return "hold-reviewed"
    release_hold(case_id=case_id, reason=told["reason"], by=desk.viewer, now=desk.now)
    return "hold-released"


def _today(desk: Desk) -> date:
    return current_edition(desk.now).calendar.local(desk.now).date()


def _back(page: HoldPage, done: str) -> HttpResponseRedirect:
    """To the case for those who see it, else to the list."""
    if not page.sees_case:
        return to("due", done=done)
    return HttpResponseRedirect(f"{reverse('staff:case', args=[page.case_id])}?done={done}")
