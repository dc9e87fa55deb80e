"""Whether the survivor sees a case in their own account, and a witness their plan: what staff wrote down when they asked."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.cases.own.api import show_in_account
from upstander.confidentiality.api import Permission
from upstander.sites.staff.change import FOLLOWED, change_case
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.own_account import OwnAccountForm
from upstander.sites.staff.guard import staff_page


@staff_page(Permission.CASE_WORK, "GET", "POST")
def shown(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Show it there, or not."""

    def save(form: OwnAccountForm, version: int) -> None:
        show_in_account(
            case_id=case_id,
            party_id=UUID(form.cleaned_data["whose"]),
            shown=form.cleaned_data["shown"] == "yes",
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    return change_case(
        request,
        desk,
        case_id,
        OwnAccountForm,
        "staff/forms/own_account.html",
        save,
        done="own-account",
        states=FOLLOWED,
    )
