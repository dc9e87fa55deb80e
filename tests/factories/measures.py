"""Measures as staff record them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.test import override_settings

from factories.bodies import agreed, body
from upstander.cases.api import record_consent
from upstander.cases.measures.api import Item, SecurePage, StepTold, record_step
from upstander.cases.models import Referral
from upstander.cases.sharing.api import ConsentTold, SharingTold
from upstander.confidentiality.api import Viewer, system, viewing

WANTED = {"wanted": "Somebody to talk to in her language"}


def support_body(now: datetime, mailbox: str = "referrals@help.example") -> UUID:
    """A support agency with a shared mailbox and an agreement."""
    agency = body(now, "support", "Harbour Listeners", mailbox=mailbox)
    agreed(agency, now, kinds=("identity", "account", "health"))
    return agency


def consented(case_id: UUID, amina: UUID, agency: UUID, by: Viewer, now: datetime) -> None:
    """Amina agrees that they are told her name and what happened."""
    told = ConsentTold(amina, (agency,), ("identity", "account"), ("support",), True, "phone", now)
    record_consent(case_id=case_id, told=told, by=by, now=now)


def support_step(amina: UUID, agency: UUID, now: datetime, *items: Item) -> StepTold:
    """A referral to a support agency on a secure page."""
    chosen = items or (
        Item("identity", "Survivor: name", "Amina Yusuf"),
        Item("account", "What happened", "Shouting"),
    )
    kinds = tuple(dict.fromkeys(each.kind for each in chosen))
    return StepTold(
        "support",
        "sent",
        WANTED,
        now,
        about_id=amina,
        sharing=SharingTold("consent", agency, kinds, (amina,), "support", "portal"),
        page=SecurePage(chosen),
    )


def sent_to_a_page(case_id: UUID, amina: UUID, by: Viewer, now: datetime) -> UUID:
    """A referral whose secure page waits; answers with the page's id."""
    agency = support_body(now)
    consented(case_id, amina, agency, by, now)
    with override_settings(UPSTANDER_SENDS_EMAIL=True):
        record_step(case_id=case_id, step=support_step(amina, agency, now), by=by, now=now)
    with viewing(system("tests")):
        return Referral.objects.get(agency_id=agency).id
