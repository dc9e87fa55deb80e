"""Tokens with which another body's computer hands over reports: made, shown once, revoked."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.confidentiality.api import Permission
from upstander.partners.api import (
    SCOPES,
    AgencyCard,
    agency,
    make_token,
    revoke_token,
    tokens_of,
)
from upstander.sites.refusals import refusing
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.partners import TokenForm
from upstander.sites.staff.frame import go, show
from upstander.sites.staff.guard import staff_page


@staff_page(Permission.PARTNERS_EDIT, "GET", "POST")
def listing(request: HttpRequest, desk: Desk, agency_id: UUID) -> HttpResponse:
    """The tokens of a body, and a new one. What was made is on this answer and nowhere else."""
    card = agency(desk.viewer, agency_id, now=desk.now)
    form = TokenForm(
        request.POST if request.method == "POST" else None,
        initial=TokenForm.start(desk),
    )
    if request.method == "POST" and form.is_valid():
        with refusing(form):
            token = make_token(agency_id=agency_id, by=desk.viewer, now=desk.now, **form.told())
            return _draw(request, desk, card, TokenForm(initial=TokenForm.start(desk)), made=token)
    return _draw(request, desk, card, form)


@staff_page(Permission.PARTNERS_EDIT, "POST")
def revoke(request: HttpRequest, desk: Desk, agency_id: UUID, token_id: UUID) -> HttpResponse:
    """It opens nothing from now on."""
    revoke_token(token_id=token_id, by=desk.viewer, now=desk.now)
    return go("tokens", agency_id, done="token-revoked")


def _draw(
    request: HttpRequest, desk: Desk, card: AgencyCard, form: TokenForm, made: str = ""
) -> HttpResponse:
    errors = form.complaints()
    context = {
        "body": card,
        "tokens": tokens_of(desk.viewer, card.id, now=desk.now),
        "scopes": SCOPES,
        "form": form,
        "errors": errors,
        "made": made,
    }
    return show(request, desk, "staff/tokens.html", context, status=422 if errors else 200)
