"""What machines bring on the demonstration: email that was kept for somebody to look at, and bodies that hand over reports by token.

All of it through the program's own doors, as the mailbox and the interface use them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from django.conf import settings

from upstander.confidentiality.api import Permission, Viewer, system
from upstander.intake.api import (
    ContactFromPartner,
    PersonTold,
    TellingOfPartner,
    receive_from_partner,
    take_mail,
)
from upstander.operations.demo.phones import mobile
from upstander.partners.api import agencies, make_token

_KINDS = ("police", "reporting_centre", "support")
# Hours ago, from, subject, what else the head says, words.
_MAIL: tuple[tuple[int, str, str, dict[str, str], str], ...] = (
    (
        30,
        "news@offers.example",
        "Ten ways to save on printing",
        {"X-Spam-Flag": "YES"},
        "Order this week and save a third. To stop these emails reply with the word stop.",
    ),
    (
        50,
        "h.whitcombe@mail.example",
        "Re: something I saw",
        {"X-Spam-Flag": "YES"},
        "I wrote to you in the summer. The same two lads were by the bins again and called the lady at the end awful names."
        " I do not know what else to do with it.",
    ),
    (
        3,
        "reception@surgery.example",
        "Automatic reply: we are closed",
        {"Auto-Submitted": "auto-replied"},
        "The surgery is closed until Monday. This mailbox is not read.",
    ),
)


def load_machines(staff: Mapping[str, Viewer], *, now: datetime) -> None:
    """Three emails that were kept, one of them a report after all; two bodies with a token, and what one of them handed over."""
    for hours, sender, subject, head, words in _MAIL:
        _kept(sender, subject, head, words, now - timedelta(hours=hours))
    keeper = next((each for each in staff.values() if each.may(Permission.PARTNERS_EDIT)), None)
    bodies = [each for each in agencies(system("demo"), now=now) if each.kind in _KINDS]
    if keeper is None or not bodies:
        return
    for body in bodies[:2]:
        make_token(
            agency_id=body.id,
            label="Their case system",
            scopes=("reports:write", "reports:read"),
            ends_on=(now + timedelta(days=300)).date(),
            by=keeper,
            now=now - timedelta(days=20),
        )
    told = TellingOfPartner(
        agency=bodies[0].called,
        their_reference="RC-20417",
        narrative=(
            "A caller says that a family in her block has had eggs thrown at their door three times this month, and that"
            " somebody shouts at them about where they come from. She saw it on Saturday. The family do not know that she rang."
        ),
        reporter="professional",
        worker="Duty worker",
        worker_contact=ContactFromPartner(phone=mobile(417)),
        survivor_knows="no",
        where="By the entrance of the block",
        behaviours=("verbal_abuse",),
        motivations=("race",),
        survivor=PersonTold(name="The family on the second floor"),
    )
    at = now - timedelta(hours=2)
    receive_from_partner(
        agency_id=bodies[0].id,
        token_id=None,
        key="demo-1",
        body=json.dumps({"their_reference": told.their_reference}).encode(),
        told=told,
        received_at=at,
        now=at,
    )


def _kept(sender: str, subject: str, head: dict[str, str], words: str, at: datetime) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, settings.LANDLORD["email"], subject
    mail["Date"], mail["Message-ID"] = format_datetime(at), f"<{at:%d%H}.demo@mail.example>"
    for name, value in head.items():
        mail[name] = value
    mail.set_content(words)
    take_mail(
        raw=mail.as_bytes(), received_at=at, own=str(settings.DEFAULT_FROM_EMAIL), by=system("mail"), now=at
    )
