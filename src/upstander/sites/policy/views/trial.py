"""Trying out a change: choose what to change, see what it would have meant, and take away what to send for review."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from upstander.confidentiality.api import Permission
from upstander.governance.api import Trial, changeable_numbers, changed_text, try_draft
from upstander.lib.decision import Refused
from upstander.policy.api import Number, PolicyError
from upstander.sites.policy import words
from upstander.sites.policy.forms import MONTHS, UNITS, months_before, read_draft, read_months, read_numbers
from upstander.sites.policy.note import review_note
from upstander.sites.policy.views.editions import as_file
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page


@staff_page(Permission.POLICY_TRY)
def choose(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every duty with its times, and a place for a whole draft."""
    return _choose(request, desk)


@staff_page(Permission.POLICY_TRY, "GET", "POST")
def change(request: HttpRequest, desk: Desk, duty: str) -> HttpResponse:
    """Other times for one duty."""
    numbers = [n for n in changeable_numbers(desk.viewer, now=desk.now) if n.id.split("/")[0] == duty]
    if not numbers:
        raise Http404
    context: dict[str, Any] = {
        "numbers": numbers,
        "units": UNITS,
        "months": MONTHS,
        "chosen": read_months(request),
    }
    if request.method == "POST":
        asked = read_numbers(request, numbers)
        context |= {"asked": asked, "errors": asked.errors}
        if not asked.errors:
            try:
                text = changed_text(desk.viewer, asked.changes, now=desk.now)
                return _result(request, desk, text)
            except (PolicyError, Refused) as fault:
                context["errors"] = [{"text": _said(fault), "href": "#count-0"}]
    return show(request, desk, "policy/try_duty.html", context)


@staff_page(Permission.POLICY_TRY, "POST")
def result(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The effect of a whole draft."""
    text, wrong = read_draft(request)
    if wrong:
        return _choose(request, desk, wrong, text)
    try:
        return _result(request, desk, text)
    except (PolicyError, Refused) as fault:
        return _choose(request, desk, _said(fault), text)


@staff_page(Permission.POLICY_TRY, "POST")
def download(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The draft, or the note that goes with it. Both come back from the page itself: nothing of a draft is kept."""
    text, wrong = read_draft(request)
    if wrong:
        return _choose(request, desk, wrong, text)
    if request.POST.get("what") != "note":
        return as_file(text, "draft.yaml", "application/yaml")
    try:
        return as_file(review_note(_trial(request, desk, text)), "what-would-change.txt", "text/plain")
    except (PolicyError, Refused) as fault:
        return _choose(request, desk, _said(fault), text)


def _trial(request: HttpRequest, desk: Desk, text: str) -> Trial:
    start = months_before(desk.now, read_months(request))
    return try_draft(text=text, start=start, end=desk.now, by=desk.viewer, now=desk.now)


def _result(request: HttpRequest, desk: Desk, text: str) -> HttpResponse:
    trial = _trial(request, desk, text)
    context = {"trial": trial, "report": trial.report, "say": words, "chosen": read_months(request)}
    return show(request, desk, "policy/try_result.html", context)


def _choose(request: HttpRequest, desk: Desk, wrong: str = "", text: str = "") -> HttpResponse:
    duties: dict[str, list[Number]] = {}
    for number in changeable_numbers(desk.viewer, now=desk.now):
        duties.setdefault(number.id.split("/")[0], []).append(number)
    errors = [{"text": wrong, "href": "#draft"}] if wrong else []
    context = {
        "duties": duties,
        "months": MONTHS,
        "chosen": read_months(request),
        "errors": errors,
        "draft": text,
    }
    return show(request, desk, "policy/try.html", context)


def _said(fault: Exception) -> str:
    return fault.reason if isinstance(fault, Refused) else str(fault)
