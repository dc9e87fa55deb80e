"""Writing into the mailbox of somebody who reported on the web."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.cases.api import NoSuchCase
from upstander.cases.queries.api import CasePage
from upstander.confidentiality.api import Permission
from upstander.intake.api import MailboxCard, mailboxes_of_case, settle_messages, write_to_mailbox
from upstander.sites.staff.change import FOLLOWED, change_case
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.work import MailboxForm, SettleForm
from upstander.sites.staff.guard import staff_page


@staff_page(Permission.CASE_WORK, "GET", "POST")
def reply(request: HttpRequest, desk: Desk, case_id: UUID, mailbox_id: UUID) -> HttpResponse:
    """Write to the reporter, with what was written so far in sight."""

    def save(form: MailboxForm, version: int) -> None:
        write_to_mailbox(
            mailbox_id=mailbox_id,
            case_id=case_id,
            text=form.cleaned_data["text"],
            answers=form.answers(),
            asking=form.cleaned_data["asking"],
            seen_at=form.opened_at(),
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    def context(form: MailboxForm, page: CasePage) -> dict[str, Any]:
        return {"box": _card(desk, case_id, mailbox_id)}

    return change_case(
        request,
        desk,
        case_id,
        MailboxForm,
        "staff/forms/mailbox.html",
        save,
        done="mailbox",
        states=FOLLOWED,
        context=context,
    )


@staff_page(Permission.CASE_WORK, "GET", "POST")
def settle(request: HttpRequest, desk: Desk, case_id: UUID, mailbox_id: UUID) -> HttpResponse:
    """What the reporter wrote needs no answer."""

    def save(form: SettleForm, version: int) -> None:
        settle_messages(
            mailbox_id=mailbox_id,
            case_id=case_id,
            seen_at=form.opened_at(),
            reason=form.cleaned_data["reason"],
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    def context(form: SettleForm, page: CasePage) -> dict[str, Any]:
        return {"box": _card(desk, case_id, mailbox_id)}

    return change_case(
        request,
        desk,
        case_id,
        SettleForm,
        "staff/forms/mailbox_settle.html",
        save,
        done="mailbox-settled",
        states=FOLLOWED,
        context=context,
    )


def _card(desk: Desk, case_id: UUID, mailbox_id: UUID) -> MailboxCard:
    cards = mailboxes_of_case(desk.viewer, case_id)
    found = next((each for each in cards if each.id == mailbox_id), None)
    if found is None:
        raise NoSuchCase
    return found
