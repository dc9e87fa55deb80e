"""People on a case, and the directory."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.cases.api import NoSuchCase, add_party, set_card, update_survivor
from upstander.cases.queries.api import NO_ENTRIES, CasePage, case_page
from upstander.confidentiality.api import Permission
from upstander.policy.api import Affiliation
from upstander.sites.staff.change import change_case
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.directory import find_people_and_homes
from upstander.sites.staff.forms.people import (
    PersonForm,
    SafeContactForm,
    SurvivorForm,
    TheirContactForm,
    survivor_of,
)
from upstander.sites.staff.frame import go, show
from upstander.sites.staff.guard import staff_page

_LONGEST_SEARCH = 200


@staff_page(Permission.CASE_WORK, "GET", "POST")
def person(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Add somebody to a case."""

    def save(form: PersonForm, version: int) -> None:
        add_party(case_id=case_id, version=version, party=form.told(), by=desk.viewer, now=desk.now)

        seals.append(_seals(form.told().affiliation, desk, case_id))

    seals: list[bool] = []
    answer = change_case(request, desk, case_id, PersonForm, "staff/forms/person.html", save, done="person")
    return go("today", done="sealed") if any(seals) else answer


def _seals(affiliation: str, desk: Desk, case_id: UUID) -> bool:
    """Whether that closed the case to whoever typed it: it is about somebody who works for us (clauses 2.6, 4.3)."""
    if affiliation != Affiliation.EMPLOYEE:
        return False
    try:
        case_page(desk.viewer, case_id, now=desk.now, entries=NO_ENTRIES)
    except NoSuchCase:
        return True
    return False


@staff_page(Permission.CASE_WORK, "GET", "POST")
def survivor(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Change what is known of the survivor."""

    def save(form: SurvivorForm, version: int) -> None:
        note = form.cleaned_data["note"]
        update_survivor(
            case_id=case_id, version=version, survivor=form.told(), note=note, by=desk.viewer, now=desk.now
        )
        seals.append(_seals(form.told().affiliation, desk, case_id))

    seals: list[bool] = []
    answer = change_case(
        request, desk, case_id, SurvivorForm, "staff/forms/survivor.html", save, done="survivor"
    )
    return go("today", done="sealed") if any(seals) else answer


@staff_page(Permission.CASE_WORK, "GET", "POST")
def safe_contact(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Change how it is safe to reach the survivor."""

    def save(form: SafeContactForm, version: int) -> None:
        update_survivor(case_id=case_id, version=version, survivor=form.told(), by=desk.viewer, now=desk.now)

    return change_case(
        request,
        desk,
        case_id,
        SafeContactForm,
        "staff/forms/safe_contact.html",
        save,
        done="safe-contact",
        context=lambda form, page: {"whose": survivor_of(page)},
    )


@staff_page(Permission.CASE_WORK, "GET", "POST")
def safe_contact_of(request: HttpRequest, desk: Desk, case_id: UUID, party_id: UUID) -> HttpResponse:
    """Change how it is safe to reach a witness, or somebody else who is not the survivor."""

    def save(form: SafeContactForm, version: int) -> None:
        set_card(
            case_id=case_id,
            party_id=party_id,
            card=form.card(),
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    def context(form: SafeContactForm, page: CasePage) -> dict[str, Any]:
        if form.whose(page) is None:
            raise NoSuchCase
        return {"whose": form.whose(page)}

    return change_case(
        request,
        desk,
        case_id,
        type("OneContactForm", (TheirContactForm,), {"party_id": party_id}),
        "staff/forms/safe_contact.html",
        save,
        done="safe-contact",
        context=context,
    )


@staff_page(Permission.DIRECTORY_SEARCH, "GET", "POST")
def directory(request: HttpRequest, desk: Desk) -> HttpResponse:
    """People and homes. What is searched for is sent in the body, so that no name stands in an address."""
    text = _searched(request)
    people, homes = find_people_and_homes(desk, text)
    return show(
        request,
        desk,
        "staff/people.html",
        {"text": text, "people": people, "homes": homes, "searched": bool(text)},
    )


def _searched(request: HttpRequest) -> str:
    return request.POST.get("q", "").strip()[:_LONGEST_SEARCH] if request.method == "POST" else ""
