"""Lists of cases."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from upstander.cases.queries.api import CaseFilter, CaseHead, filter_from, listed_cases
from upstander.confidentiality.api import Permission
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.ids import read_page
from upstander.sites.staff.search_words import filter_words, filters_for
from upstander.sites.staff.views.many import last_of_many

_STATES = {"open": "Open", "received": "Waiting for triage", "closed": "Closed", "routed": "Passed on"}
_ALL = (Permission.CASE_READ_TEAM, Permission.CASE_READ_ALL, Permission.CASE_READ_SEALED)
_MOST = 100
_PAGES = 50  # the database asks of every case before a page whether it may be seen


@staff_page(None)
def list_of_cases(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Mine, or all that I may see, in one state, narrowed by what stands in the address: codes, never a name. Whoever may see more and
    has none of their own is shown all unless they chose."""
    only = filter_from(request.GET)
    sees_more = any(desk.viewer.may(each) for each in _ALL)
    state = only.state or "open"
    if not sees_more or ("whose" not in request.GET and state != "received"):
        only = replace(only, whose="mine")
    only = replace(only, state=state, whose="" if state == "received" else only.whose)

    page = min(read_page(request.GET.get("page", "")), _PAGES)

    def listed(only: CaseFilter) -> tuple[list[CaseHead], bool]:
        skip = (page - 1) * _MOST
        return listed_cases(desk.viewer, now=desk.now, state=state, only=only, skip=skip, limit=_MOST)

    cases, more = listed(only)
    if not cases and page == 1 and sees_more and "whose" not in request.GET:
        only = replace(only, whose="")
        cases, more = listed(only)
    filters = filters_for(desk)
    own = replace(only, state="", whose="" if only.whose == "mine" else only.whose)
    context = {
        "cases": cases,
        "only": only,
        "codes": {"whose": only.whose, **only.codes()},
        "filters": filters if sees_more else [each for each in filters if each[0] not in ("whose", "team")],
        "said": filter_words(own, filters),
        "states": _STATES,
        "most": _MOST,
        "page": page,
        "more": more and page < _PAGES,
        "narrow": more and page == _PAGES,
        "sees_more": sees_more,
        "works": desk.viewer.may(Permission.CASE_WORK),
        "gives_out": desk.viewer.may(Permission.CASE_ASSIGN),
        "last": last_of_many(request, desk),
    }
    return show(request, desk, "staff/cases.html", context)
