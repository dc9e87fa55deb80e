"""The named people of a body who sign in: added, seen to be still there, ended when they leave."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.confidentiality.api import Permission
from upstander.partners.api import (
    add_person,
    agency,
    confirm_person,
    end_person,
    people_of_agency,
)
from upstander.sites.refusals import refusing
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import StaffForm, words
from upstander.sites.staff.frame import go, show
from upstander.sites.staff.guard import staff_page


class PersonForm(StaffForm):
    """Somebody of a body."""

    name = words("Give their name.", longest=120)
    post = words("Say what they do there.", longest=80)
    email = words("Give their email address at work.", longest=254)


@staff_page(Permission.PARTNERS_EDIT, "GET", "POST")
def listing(request: HttpRequest, desk: Desk, agency_id: UUID) -> HttpResponse:
    """Who signs in for a body, and adding somebody."""
    card = agency(desk.viewer, agency_id, now=desk.now)
    form = PersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        with refusing(form):
            add_person(
                agency_id=agency_id,
                name=told["name"],
                post=told["post"],
                email=told["email"],
                by=desk.viewer,
                now=desk.now,
            )
            return go("partner-people", agency_id, done="recorded")
    errors = form.complaints()
    context = {
        "body": card,
        "people": people_of_agency(desk.viewer, agency_id, now=desk.now),
        "form": form,
        "errors": errors,
    }
    return show(request, desk, "staff/partner_people.html", context, status=422 if errors else 200)


@staff_page(Permission.PARTNERS_EDIT, "POST")
def settle(request: HttpRequest, desk: Desk, agency_id: UUID, person_id: UUID) -> HttpResponse:
    """They are still there, or they left."""
    if request.POST.get("do") == "end":
        end_person(person_id=person_id, by=desk.viewer, now=desk.now)
    else:
        confirm_person(person_id=person_id, by=desk.viewer, now=desk.now)
    return go("partner-people", agency_id, done="recorded")
