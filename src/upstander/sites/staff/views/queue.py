"""New reports: danger first, then time left; and triage of one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse

from upstander.cases.api import current_edition, edition
from upstander.cases.queries.api import COUNTED_TO, PAGE, my_decisions, triage_officers, waiting_count
from upstander.confidentiality.api import Permission, StaleEdit
from upstander.intake.api import (
    MAY_LET_GO,
    NoSuchReport,
    TriagePage,
    kept_count,
    mailboxes_of_case,
    queue,
    triage,
    triage_page,
)
from upstander.lib.decision import Refused
from upstander.policy.api import Deed
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.people import survivor_of
from upstander.sites.staff.forms.triage import TriageForm
from upstander.sites.staff.frame import TRIAGE, go, reads_cases, show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.keeping import forget_typed, is_to_keep, keep_typed, typed_or_kept
from upstander.sites.staff.timeline_words import timeline_entries

_LAST = 20_000  # a page further on is not looked for
_DONE = {"open": "triaged", "join": "joined", "route": "routed"}


@staff_page(TRIAGE)
def new_reports(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What nobody has triaged, a page of it."""
    number = request.GET.get("from", "")
    first = min(int(number), _LAST) if number.isdecimal() and len(number) < 6 else 0
    lines = queue(desk.viewer, now=desk.now, first=first, limit=PAGE + 1, opened=PAGE)
    context = {
        "lines": lines[:PAGE],
        "first": first,
        "page": PAGE,
        "before": max(0, first - PAGE),
        "after": first + PAGE if len(lines) > PAGE else 0,
        "policy": current_edition(desk.now),
        "kept": kept_count(desk.viewer),
        "decided": my_decisions(desk.viewer, now=desk.now),
    }
    return show(request, desk, "staff/queue.html", context)


@staff_page(TRIAGE)
def waiting(request: HttpRequest, desk: Desk) -> HttpResponse:
    """How many wait, for the page to notice a new one by itself. No content."""
    found = waiting_count(desk.viewer, now=desk.now)
    return JsonResponse(
        {"waiting": found.total if found.total < COUNTED_TO else found.said, "mark": found.mark}
    )


@staff_page(TRIAGE, "GET", "POST")
def one_report(request: HttpRequest, desk: Desk, report_id: UUID) -> HttpResponse:
    """One report: as told, likely matches, and one form."""
    if is_to_keep(request):
        return keep_typed(request, desk, lambda done: go("queue", done=done))
    try:
        page = triage_page(desk.viewer, report_id, now=desk.now)
    except NoSuchReport:
        if request.method == "POST":
            return _gone(request, desk)
        raise
    if page.case.head.state != "received":
        return show(request, desk, "staff/triage_done.html", {"page": page}, status=409)
    officers = triage_officers(desk.viewer, page.case.head.id)
    if request.method != "POST":
        typed, kept = typed_or_kept(request, desk)
        form = TriageForm(typed, page=page.case, desk=desk).for_report(page, officers)
        return _draw(request, desk, form, kept=kept)
    form = TriageForm(request.POST, page=page.case, desk=desk).for_report(page, officers)
    if form.take_step(request.POST.get("step", "")):
        return _draw(request, desk, form)
    if not form.is_valid():
        return _draw(request, desk, form, status=422)
    return _carry_out(request, desk, report_id, form, officers)


def _carry_out(
    request: HttpRequest, desk: Desk, report_id: UUID, form: TriageForm, officers: list[Any]
) -> HttpResponse:
    choice = form.decided()
    version = int(form.cleaned_data["version"])
    try:
        case_id = triage(report_id=report_id, choice=choice, version=version, by=desk.viewer, now=desk.now)
    except Refused as refused:
        form.refuse(refused.reason, refused.clause)
        return _draw(request, desk, form, status=422)
    except NoSuchReport:
        return _gone(request, desk)
    except StaleEdit:
        since = form.opened_at()
        page = triage_page(desk.viewer, report_id, now=desk.now)
        form.for_report(page, officers).renew(page.case)
        changed = [entry for entry in page.case.timeline if entry.recorded_at >= since]
        return _draw(request, desk, form, status=409, stale=timeline_entries(changed, page.case))
    forget_typed(request, desk)
    done = _DONE[choice.decision]
    if reads_cases(desk.viewer):
        return go("case", case_id, done=done)
    return go("queue", done=done)


def _draw(
    request: HttpRequest,
    desk: Desk,
    form: TriageForm,
    *,
    status: int = 200,
    stale: list[dict[str, Any]] | None = None,
    kept: datetime | None = None,
) -> HttpResponse:
    page: TriagePage = form.triage
    context = {
        "triage": page,
        "page": page.case,
        "policy": edition(page.case.head.edition),
        "survivor": survivor_of(page.case),
        "works": desk.viewer.may(Permission.CASE_WORK),
        "lets_go": bool(desk.viewer.check(*MAY_LET_GO)),
        "mailboxes": [box for box in mailboxes_of_case(desk.viewer, page.case.head.id) if box.messages],
        "duty": next((duty for duty in page.case.open_duties if Deed.TRIAGE in duty.deeds), None),
        "form": form,
        "errors": form.complaints(),
        "stale": stale,
        "kept": kept,
    }
    return show(request, desk, "staff/triage.html", context, status=status)


def _gone(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A colleague was faster, or it never was there: the words typed are shown, to be copied."""
    return show(request, desk, "staff/triage_gone.html", {"note": request.POST.get("note", "")}, status=404)
