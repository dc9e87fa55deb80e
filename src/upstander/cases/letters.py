"""A letter as it is printed: from what was written, to an address that is safe at the moment of printing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from upstander.cases.actions.outgoing import verdict_on
from upstander.cases.errors import NoSuchCase
from upstander.cases.models import Case
from upstander.confidentiality.api import Permission, Viewer, reading, vault
from upstander.lib.languages import number_held, plain_day, right_to_left
from upstander.lib.pdf import make_pdf, make_picture
from upstander.messages.api import By, Message, MessageState, safe_contact_of

_TEMPLATE = "messages/letters/letter.typ"
_ZONE = ZoneInfo("Europe/London")
# What a line may break at: not the spaces that hold a telephone number together.
_SPACES = re.compile(r"[ \t\r\n]+")
# Where one sentence ends and the next begins: easy read has one a line. Arabic and Urdu have marks of their own.
_SENTENCE = re.compile(r"(?<=[.!?؟۔])\s+")


def letter_pdf(*, viewer: Viewer, case_id: UUID, message_id: UUID, now: datetime) -> bytes:
    """One letter as a PDF. Raises NoSuchCase, and Refused when the address is not safe any more."""
    return letters_pdf([letter_of(viewer=viewer, case_id=case_id, message_id=message_id, now=now)], now=now)


def letter_picture(*, viewer: Viewer, case_id: UUID, message_id: UUID, now: datetime) -> bytes:
    """One letter as it would be printed, as a PNG to look at first. Raises NoSuchCase, Refused."""
    letter = letter_of(viewer=viewer, case_id=case_id, message_id=message_id, now=now, action="letter.look")
    return make_picture(_TEMPLATE, {"letters": [letter]}, title="A letter", language=letter["language"])


def letters_pdf(letters: Sequence[dict[str, Any]], *, now: datetime) -> bytes:
    """Letters as one PDF, each on a sheet of its own, in its own language, size and layout."""
    language = letters[0]["language"] if len(letters) == 1 else "en-GB"
    title = f"A letter from {settings.LANDLORD['name']}" if len(letters) == 1 else "Letters"
    return make_pdf(_TEMPLATE, {"letters": list(letters)}, title=title, now=now, language=language)


def letter_of(
    *, viewer: Viewer, case_id: UUID, message_id: UUID, now: datetime, action: str = "letter.print"
) -> dict[str, Any]:
    """What the template takes for one letter. The address is the one that is safe, which need not be the home (3.5.1).

    Raises NoSuchCase, and Refused when the address is not safe any more.
    """
    viewer.check(Permission.CASE_WORK).enforce()
    with reading(viewer, now, action, case_id=case_id, subject_id=message_id):
        case = Case.objects.filter(pk=case_id).first()
        row = Message.objects.filter(pk=message_id, case_id=case_id, way=By.POST.value).first()
        if case is None or row is None or row.state == MessageState.CANCELLED:
            raise NoSuchCase
        address = vault.unseal(row, "destination")
        verdict_on(case, row, to=address, now=now).decision.enforce()
        # What they asked for since it was written counts too (1.6.1).
        card = safe_contact_of(row.person_on_case_id)
        needs = card.needs if card else ()
        easy = row.easy_read or "easy_read" in needs
        landlord = settings.LANDLORD
        lines = [part.strip() for part in address.replace(",", "\n").splitlines() if part.strip()]
        return {
            "landlord": landlord["name"],
            "address": [line for line in (vault.unseal(row, "addressee"), *lines) if line],
            "day": plain_day(now.astimezone(_ZONE).date(), row.language),
            "paragraphs": _paragraphs(
                vault.unseal(row, "body").replace(landlord["phone"], number_held(landlord["phone"])),
                sentences=easy,
            ),
            "large": row.large_print or "large_print" in needs,
            "easy": easy,
            "language": row.language.partition("-")[0],
            "rtl": right_to_left(row.language),
            "foot": number_held(landlord["phone"]),
        }


def _paragraphs(body: str, *, sentences: bool) -> list[list[str]]:
    """Paragraphs, each as its lines, or in easy read as its sentences."""
    found = [part.strip() for part in re.split(r"\n[ \t]*\n", body) if part.strip()]
    if not sentences:
        return [[line.strip() for line in part.splitlines()] for part in found]
    return [[each for each in _SENTENCE.split(_SPACES.sub(" ", part)) if each] for part in found]
