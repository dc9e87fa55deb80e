"""The register of bodies that may be told something: for all staff to read, for those who keep it to change."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.confidentiality.api import Permission
from upstander.lib.days import london_day
from upstander.partners.api import (
    INFORMATION,
    PURPOSES,
    AgencyCard,
    add_agency,
    add_agreement,
    agencies,
    agency,
    called_people,
    edit_agency,
    retire_agency,
    review_agreement,
)
from upstander.sites.refusals import refusing
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.partners import AgencyForm, AgreementDatesForm, AgreementForm
from upstander.sites.staff.frame import go, show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.keeping import begin, keeps
from upstander.sites.staff.times import british_date, typed_date


@staff_page(None)
def register(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every body in use."""
    return show(
        request,
        desk,
        "staff/partners.html",
        {"bodies": agencies(desk.viewer, now=desk.now), "today": london_day(desk.now), **_may(desk)},
    )


@staff_page(None)
def one(request: HttpRequest, desk: Desk, agency_id: UUID) -> HttpResponse:
    """One body and its agreements."""
    card = agency(desk.viewer, agency_id, now=desk.now)
    return show(
        request,
        desk,
        "staff/partner.html",
        {
            "body": card,
            "kinds": INFORMATION,
            "uses": PURPOSES,
            "today": london_day(desk.now),
            "signs_in": len(called_people(desk.viewer, {agency_id}).get(agency_id, [])),
            **_may(desk),
        },
    )


@staff_page(Permission.PARTNERS_EDIT, "GET", "POST")
@keeps
def add(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Add a body."""
    return _body_form(request, desk, None)


@staff_page(Permission.PARTNERS_EDIT, "GET", "POST")
@keeps
def edit(request: HttpRequest, desk: Desk, agency_id: UUID) -> HttpResponse:
    """Change what is known of a body."""
    return _body_form(request, desk, agency(desk.viewer, agency_id, now=desk.now))


@staff_page(Permission.PARTNERS_EDIT, "POST")
def retire(request: HttpRequest, desk: Desk, agency_id: UUID) -> HttpResponse:
    """Offer a body no more."""
    retire_agency(agency_id=agency_id, by=desk.viewer, now=desk.now)
    return go("partners", done="partner-retired")


@staff_page(Permission.PARTNERS_EDIT, "GET", "POST")
@keeps
def agree(request: HttpRequest, desk: Desk, agency_id: UUID) -> HttpResponse:
    """Record an agreement with a body."""
    card = agency(desk.viewer, agency_id, now=desk.now)
    form = begin(AgreementForm, request, desk)
    if request.method == "POST" and form.is_valid():
        with refusing(form):
            add_agreement(agency_id=agency_id, told=form.told(), by=desk.viewer, now=desk.now)
            return go("partner", agency_id, done="agreement")
    return _draw(request, desk, "staff/forms/agreement.html", form, card)


@staff_page(Permission.PARTNERS_EDIT, "GET", "POST")
def agreement(request: HttpRequest, desk: Desk, agency_id: UUID, agreement_id: UUID) -> HttpResponse:
    """End an agreement, or set when it is looked at again."""
    card = agency(desk.viewer, agency_id, now=desk.now)
    found = next((each for each in card.agreements if each.id == agreement_id), None)
    if found is None:
        return show(request, desk, "staff/not_found.html", {}, status=404)
    start = {
        "ends_on": british_date(found.ends_on) if found.ends_on else "",
        "review_on": british_date(found.review_on),
        "mark": found.mark,
    }
    form = AgreementDatesForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        with refusing(form, stands=start):
            review_agreement(
                agreement_id=agreement_id,
                ends_on=told["ends_on"],
                review_on=told["review_on"],
                mark=told["mark"],
                by=desk.viewer,
                now=desk.now,
            )
            return go("partner", agency_id, done="agreement")
    context = {"form": form, "body": card, "agreement": found, "errors": form.complaints()}
    return show(
        request, desk, "staff/forms/agreement_dates.html", context, status=422 if form.complaints() else 200
    )


def _body_form(request: HttpRequest, desk: Desk, card: AgencyCard | None) -> HttpResponse:
    start = AgencyForm.start(card, typed_date(desk.now))
    form = begin(AgencyForm, request, desk, initial=start)
    if request.method == "POST" and form.is_valid():
        told = form.told(card.duties if card else ())
        with refusing(form, stands=start, mark="version"):
            if card is None:
                id = add_agency(told=told, by=desk.viewer, now=desk.now)
            else:
                id = card.id
                version = form.cleaned_data["version"] or 0
                edit_agency(agency_id=id, told=told, version=version, by=desk.viewer, now=desk.now)
            return go("partner", id, done="partner")
    return _draw(request, desk, "staff/forms/partner.html", form, card)


def _draw(
    request: HttpRequest, desk: Desk, template: str, form: AgencyForm | AgreementForm, card: AgencyCard | None
) -> HttpResponse:
    context = {"form": form, "body": card, "errors": form.complaints()}
    return show(request, desk, template, context, status=422 if form.complaints() else 200)


def _may(desk: Desk) -> dict[str, Any]:
    return {
        "keeps": desk.viewer.may(Permission.PARTNERS_EDIT),
        "takes_reports": desk.viewer.may(Permission.REPORT_TAKE),
    }
