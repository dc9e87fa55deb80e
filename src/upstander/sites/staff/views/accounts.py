"""Accounts and teams, for whoever keeps them: they see no case here, nor how many anybody has. And who was given much, for whoever
watches over that."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.cases.api import add_colleague, change_colleague, end_colleague
from upstander.confidentiality.api import (
    ROLE_NAMES,
    AccountCard,
    Permission,
    accounts,
    add_team,
    grants_to_see,
    permissions_of,
    reopen_account,
    see_grants,
    team_names,
)
from upstander.sites.refusals import Problem, refusing
from upstander.sites.staff.access_words import may_do
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.accounts import AccountForm, TeamForm
from upstander.sites.staff.frame import go, show
from upstander.sites.staff.guard import staff_page


@staff_page(Permission.STAFF_ADMINISTER, "GET", "POST")
def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everybody, and a new team."""
    form = TeamForm(request.POST if request.method == "POST" else None)
    people = accounts(desk.viewer)
    if request.method == "POST" and form.is_valid():
        with refusing(form):
            add_team(form.cleaned_data["team"], by=desk.viewer, now=desk.now)
            return go("accounts", done="team")
    errors = form.complaints()
    keepers = sum(
        card.active and Permission.CASE_READ_SEALED in permissions_of(card.told.roles) for card in people
    )
    context = {
        "keepers": keepers if keepers < 2 else None,
        "people": people,
        "teams": team_names(desk.viewer),
        "role_names": ROLE_NAMES,
        "form": form,
        "errors": errors,
    }
    return show(request, desk, "staff/accounts.html", context, status=422 if errors else 200)


@staff_page(Permission.STAFF_ADMINISTER, "GET", "POST")
def add(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A new colleague."""
    return _form(request, desk, None)


@staff_page(Permission.STAFF_ADMINISTER, "GET", "POST")
def one(request: HttpRequest, desk: Desk, staff_id: UUID) -> HttpResponse:
    """One account: what stands on it, and what it lets somebody do."""
    card = _card(desk, staff_id)
    if card is None:
        return show(request, desk, "staff/not_found.html", {}, status=404)
    return _form(request, desk, card)


@staff_page(Permission.STAFF_ADMINISTER, "GET", "POST")
def end(request: HttpRequest, desk: Desk, staff_id: UUID) -> HttpResponse:
    """End an account, or let somebody sign in again; asked once more before it is done."""
    card = _card(desk, staff_id)
    if card is None:
        return show(request, desk, "staff/not_found.html", {}, status=404)
    problem = Problem("#form")
    if request.method == "POST":
        with refusing(problem):
            if card.active:
                end_colleague(staff_id=staff_id, by=desk.viewer, now=desk.now)
            else:
                reopen_account(staff_id, by=desk.viewer, now=desk.now)
            return go("accounts", done="account-ended" if card.active else "account-back")
    context = {"card": card, "errors": problem.errors}
    return show(request, desk, "staff/forms/account_end.html", context, status=422 if problem else 200)


@staff_page(Permission.GRANTS_REVIEW, "GET", "POST")
def grants(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who was given a powerful role, until it has been seen."""
    if request.method == "POST":
        sent = [UUID(each) for each in request.POST.getlist("grant") if _is_id(each)]
        see_grants(sent, by=desk.viewer, now=desk.now)
        return go("grants", done="grants-seen")
    context = {"lines": grants_to_see(desk.viewer), "role_names": ROLE_NAMES}
    return show(request, desk, "staff/grants.html", context)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _form(request: HttpRequest, desk: Desk, card: AccountCard | None) -> HttpResponse:
    start = AccountForm.start(card) if card else None
    form = AccountForm(request.POST if request.method == "POST" else None, initial=start)
    form.fill(accounts(desk.viewer), team_names(desk.viewer), card.id if card else None)
    if request.method == "POST" and form.is_valid():
        told, person = form.told(), form.cleaned_data["person"]
        with refusing(form):
            if card is None:
                add_colleague(told=told, person=person, by=desk.viewer, now=desk.now)
            else:
                mark = form.cleaned_data["mark"]
                change_colleague(
                    staff_id=card.id, told=told, person=person, mark=mark, by=desk.viewer, now=desk.now
                )
            return go("accounts", done="account")
    errors = form.complaints()
    context = {
        "form": form,
        "card": card,
        "errors": errors,
        "own": card is not None and card.id == desk.viewer.staff_id,
        "may": may_do(card.told.roles) if card and card.active else [],
    }
    return show(request, desk, "staff/forms/account.html", context, status=422 if errors else 200)


def _card(desk: Desk, staff_id: UUID) -> AccountCard | None:
    return next((card for card in accounts(desk.viewer) if card.id == staff_id), None)
