"""Lists of cases."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from upstander.cases.api import my_cases
from upstander.confidentiality.api import Permission
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page

_STATES = {"open": "Open", "received": "Waiting for triage", "closed": "Closed", "routed": "Passed on"}
_ALL = (Permission.CASE_READ_TEAM, Permission.CASE_READ_ALL, Permission.CASE_READ_SEALED)


@staff_page(None)
def list_of_cases(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Mine, or all that I may see, in one state."""
    state = request.GET.get("state", "open")
    state = state if state in _STATES else "open"
    sees_more = any(desk.viewer.may(each) for each in _ALL)
    everyone = sees_more and request.GET.get("whose") == "all"
    cases = my_cases(desk.viewer, now=desk.now, everyone=everyone or state == "received", state=state)
    context = {
        "cases": cases,
        "state": state,
        "states": _STATES,
        "everyone": everyone,
        "sees_more": sees_more,
    }
    return show(request, desk, "staff/cases.html", context)
