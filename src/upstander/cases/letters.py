"""A letter as it is printed: from what was written, to an address that is safe at the moment of printing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from upstander.cases.actions.outgoing import verdict_on
from upstander.cases.errors import NoSuchCase
from upstander.cases.models import Case
from upstander.confidentiality.api import Permission, Viewer, reading, vault
from upstander.lib.pdf import make_pdf
from upstander.messages.api import By, Message, MessageState

_ZONE = ZoneInfo("Europe/London")


def letter_pdf(*, viewer: Viewer, case_id: UUID, message_id: UUID, now: datetime) -> bytes:
    """The PDF, in large print where that is needed. Raises NoSuchCase, and Refused when the address is not safe any more."""
    viewer.check(Permission.CASE_WORK).enforce()
    with reading(viewer, now, "letter.print", case_id=case_id, subject_id=message_id):
        case = Case.objects.filter(pk=case_id).first()
        row = Message.objects.filter(pk=message_id, case_id=case_id, way=By.POST.value).first()
        if case is None or row is None or row.state == MessageState.CANCELLED:
            raise NoSuchCase
        address = vault.unseal(row, "destination")
        verdict_on(case, row, to=address, now=now).decision.enforce()
        landlord = settings.LANDLORD
        local = now.astimezone(_ZONE)
        data = {
            "landlord": landlord["name"],
            "addressee": vault.unseal(row, "addressee"),
            "address": "\n".join(
                part.strip() for part in address.replace(",", "\n").splitlines() if part.strip()
            ),
            "day": f"{local.day} {local:%B %Y}",
            "body": vault.unseal(row, "body"),
            "large": row.large_print,
            "foot": landlord["phone"],
        }
    return make_pdf("messages/letters/letter.typ", data, title=f"A letter from {landlord['name']}", now=now)
