"""Searching for what a requester is to be given, for those who are named to the request."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from upstander.cases.measures.api import measures_of
from upstander.cases.visits.api import visits_of
from upstander.confidentiality.api import Permission
from upstander.lib.days import london_day
from upstander.records.api import (
    confirm_person,
    finish_search,
    held_page,
    my_searches,
    released_answers,
    search_page,
    settle_case,
)
from upstander.sites.records.access_forms import FoundForm
from upstander.sites.refusals import refusing
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.timeline_words import timeline_entries
from upstander.sites.staff.words import AFFILIATIONS

SEARCHERS = (Permission.CASE_READ_ALL, Permission.CASE_READ_SEALED)


@staff_page(SEARCHERS)
def mine(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Requests that I am named to."""
    context = {
        "lines": my_searches(desk.viewer, now=desk.now),
        "released": released_answers(desk.viewer, now=desk.now),
    }
    return show(request, desk, "records/access_mine.html", context)


@staff_page(SEARCHERS, "GET", "POST")
def search(request: HttpRequest, desk: Desk, request_id: UUID) -> HttpResponse:
    """What may be about the requester; each find is confirmed or put aside by a person."""
    form = FoundForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusing(form):
            return _save(form, desk, request_id)
    page = search_page(desk.viewer, request_id, now=desk.now)
    context = {"page": page, "form": form, "errors": form.complaints()}
    return show(
        request, desk, "records/access_search.html", context, status=422 if context["errors"] else 200
    )


def _save(form: FoundForm, desk: Desk, request_id: UUID) -> HttpResponseRedirect:
    told = form.cleaned_data
    by, now = desk.viewer, desk.now
    if told["step"] == "person":
        confirm_person(request_id=request_id, person_id=told["person_id"], by=by, now=now)
    elif told["step"] == "case":
        settle_case(
            request_id=request_id,
            case_id=told["case_id"],
            part=told["part"],
            party_id=told["party_id"],
            by=by,
            now=now,
        )
    else:
        finish_search(request_id=request_id, by=by, now=now)
        return HttpResponseRedirect(reverse("access:answer", args=[request_id]))
    return HttpResponseRedirect(reverse("access:search", args=[request_id]))


@staff_page(SEARCHERS)
def held(request: HttpRequest, desk: Desk, request_id: UUID, case_id: UUID) -> HttpResponse:
    """Everything that one case holds about the requester."""
    found = held_page(desk.viewer, request_id, case_id, now=desk.now)
    context = {
        "found": found,
        "page": found.page,
        "request_id": request_id,
        "entries": timeline_entries(found.page.timeline, found.page),
        "affiliations": AFFILIATIONS,
        "measures": measures_of(desk.viewer, case_id, today=london_day(desk.now)),
        "visits": visits_of(desk.viewer, case_id, now=desk.now),
    }
    return show(request, desk, "records/access_held.html", context)
