"""Visits that are planned: planning one, and what whoever goes presses on the way, on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from upstander.cases.api import NoSuchCase
from upstander.cases.queries.api import NO_ENTRIES, CasePage, case_page
from upstander.cases.visits.api import (
    PLACES,
    VisitLine,
    ask_for_help,
    cancel_visit,
    check_in,
    closed_to_them_meanwhile,
    end_visit,
    looks_after,
    nobody_is_woken,
    plan_visit,
    start_visit,
    visits_of,
)
from upstander.confidentiality.api import Permission
from upstander.lib.decision import Refused
from upstander.sites.refusals import Problem, refusing
from upstander.sites.staff.change import change_case
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.visits import PlanVisitForm
from upstander.sites.staff.frame import go, show
from upstander.sites.staff.guard import staff_page

_DO: dict[str, tuple[Callable[..., None], str]] = {
    "start": (start_visit, "visit-started"),
    "well": (check_in, "visit-well"),
    "help": (ask_for_help, "visit-help"),
    "back": (end_visit, "visit-back"),
    "cancel": (cancel_visit, "visit-cancelled"),
}


@staff_page(Permission.CASE_WORK, "GET", "POST")
def plan(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Plan a visit. The clock of a visit that is owed shows what is left."""

    booking = ""

    def save(form: PlanVisitForm, version: int) -> None:
        nonlocal booking
        told = form.told()
        made = plan_visit(case_id=case_id, told=told, version=version, by=desk.viewer, now=desk.now)
        if told.interpreter:
            address = reverse("staff:measure-begin", args=[case_id, "interpreter", "booked"])
            booking = f"{address}?visit={made}&done=visit-planned-book"

    def context(form: PlanVisitForm, page: CasePage) -> dict[str, Any]:
        survivor = next((each for each in page.parties if each.role == "survivor"), None)
        return {
            "survivor": survivor,
            "owed": next((each for each in page.open_duties if "visit" in each.deeds), None),
            "two": page.head.danger or page.head.risk_level == "high",
            "asleep": nobody_is_woken(desk.viewer, case_id, desk.staff.id, now=desk.now),
            "women": bool(survivor and survivor.facts.get("wants_female_staff")),
        }

    answer = change_case(
        request,
        desk,
        case_id,
        PlanVisitForm,
        "staff/forms/plan_visit.html",
        save,
        done="visit-planned",
        context=context,
    )
    # Nobody comes by being wished for: the booking is what is done next.
    return HttpResponseRedirect(booking) if booking else answer


@staff_page(Permission.CASE_WORK, "GET", "POST")
def way(request: HttpRequest, desk: Desk, case_id: UUID, visit_id: UUID) -> HttpResponse:
    """One visit: what to know before going in, and large buttons."""
    problem, unseen = Problem(), closed_to_them_meanwhile(case_id, visit_id, desk.viewer)
    if request.method == "POST":
        act, done = _DO.get(request.POST.get("do", ""), (None, ""))
        with refusing(problem):
            if act is None:
                raise Refused("Press one of the buttons.")
            act(case_id=case_id, visit_id=visit_id, by=desk.viewer, now=desk.now)
            if unseen and act is end_visit:
                return go("today", done=done)
            return go("visit-way", case_id, visit_id, done=done)
    if unseen:
        told = {"problem": problem.reason}
        return show(request, desk, "staff/visit_unseen.html", told, status=409 if problem else 200)
    page = case_page(desk.viewer, case_id, now=desk.now, entries=NO_ENTRIES)
    found = next(
        (each for each in visits_of(desk.viewer, case_id, now=desk.now) if each.id == visit_id), None
    )
    if found is None:
        raise NoSuchCase
    context = {
        "page": page,
        "visit": found,
        "problem": problem.reason,
        "survivor": next((each for each in page.parties if each.role == "survivor"), None),
        "mine": _goes(desk, found),
        "looks": looks_after(desk.viewer),
        "asleep": not found.over
        and nobody_is_woken(desk.viewer, case_id, found.officer_id, found.second_id, now=desk.now),
        "record": f"{reverse('staff:visit', args=[case_id])}?where={_recorded(found)}",
    }
    return show(request, desk, "staff/visit_way.html", context, status=409 if problem else 200)


def _recorded(visit: VisitLine) -> str:
    """Where it was planned, as the form that records it has it."""
    return "home" if visit.at_home else "office" if visit.where == PLACES["office"] else "elsewhere"


def _goes(desk: Desk, visit: VisitLine) -> bool:
    return desk.staff.id in (visit.officer_id, visit.second_id)
