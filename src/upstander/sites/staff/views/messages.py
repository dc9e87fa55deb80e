"""Messages to people on a case: writing one, deciding about one, and printing a letter."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.cases.api import NoSuchCase, letter_pdf, letter_picture, send_to_person, settle_message
from upstander.cases.queries.api import CasePage, MessageLine, case_messages
from upstander.confidentiality.api import Permission
from upstander.messages.api import KINDS, shipped
from upstander.sites.paper import pdf
from upstander.sites.staff.change import FOLLOWED, change_case
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.messages import MessageForm, SettleForm
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.views.files import confined


@staff_page(Permission.CASE_WORK, "GET", "POST")
def write(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Write a message; only what is safe is offered, and what is not says why."""

    def save(form: MessageForm, version: int) -> None:
        told = form.cleaned_data
        party_id, way, to = form.chosen()
        send_to_person(
            case_id=case_id,
            party_id=party_id,
            way=way,
            to=to,
            kind=told["kind"],
            words=told["words"],
            details={"day": told["day"], "time": told["time"]},
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    return change_case(
        request,
        desk,
        case_id,
        MessageForm,
        "staff/forms/message.html",
        save,
        done="message",
        states=FOLLOWED,
        context=lambda form, page: {
            "unsafe": form.unsafe,
            "said": [(kind.label, shipped()[slug]["text"]) for slug, kind in KINDS.items()],
        },
    )


@staff_page(Permission.CASE_WORK, "GET", "POST")
def settle(request: HttpRequest, desk: Desk, case_id: UUID, message_id: UUID) -> HttpResponse:
    """What becomes of a message that waits, is held, or could not be sent."""
    line = _line(desk, case_id, message_id)

    def save(form: SettleForm, version: int) -> None:
        told = form.cleaned_data
        settle_message(
            case_id=case_id,
            message_id=message_id,
            ending=told["ending"],
            at=told["moment"],
            override=told["override"],
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    def context(form: SettleForm, page: CasePage) -> dict[str, Any]:
        return {"line": line}

    return change_case(
        request,
        desk,
        case_id,
        lambda *args, **given: SettleForm(*args, **given).for_message(line),
        "staff/forms/message_settle.html",
        save,
        done="message-settled",
        states=FOLLOWED,
        context=context,
    )


@staff_page(Permission.CASE_WORK)
def letter(request: HttpRequest, desk: Desk, case_id: UUID, message_id: UUID) -> HttpResponse:
    """The letter as a PDF, for as long as the address is one that they call safe."""
    content = letter_pdf(viewer=desk.viewer, case_id=case_id, message_id=message_id, now=desk.now)
    return pdf(content, "letter")


@staff_page(Permission.CASE_WORK)
def letter_seen(request: HttpRequest, desk: Desk, case_id: UUID, message_id: UUID) -> HttpResponse:
    """The letter as it would be printed, as a picture: nothing in it can run, and no PDF is opened in the page."""
    content = letter_picture(viewer=desk.viewer, case_id=case_id, message_id=message_id, now=desk.now)
    return confined(HttpResponse(content, content_type="image/png", headers={"Cache-Control": "no-store"}))


def _line(desk: Desk, case_id: UUID, message_id: UUID) -> MessageLine:
    lines = case_messages(desk.viewer, case_id)
    found = next((each for each in lines if each.id == message_id), None)
    if found is None:
        raise NoSuchCase
    return found
