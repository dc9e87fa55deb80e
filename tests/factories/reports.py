"""Reports as a channel would hand them over, and cases opened from them."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from factories.cast import Cast
from upstander.cases.api import CaseTold, PartyTold, Triaged
from upstander.confidentiality.api import PUBLIC
from upstander.intake.api import PersonTold, ReportReceived, TriageChoice, queue, receive, triage, triage_page
from upstander.messages.api import By, DayPart, SafeContactCard

WORDS = "The woman next door shouted about my headscarf and pushed rubbish through the letterbox"


def reports_by_web(now: datetime, **changes: object) -> ReportReceived:
    """Amina's report, as the public form hands it over."""
    fields: dict[str, object] = {
        "unique": secrets.token_bytes(16),
        "channel": "web",
        "received_at": now,
        "narrative": WORDS,
        "survivor": PersonTold(
            name="Amina Yusuf", address="12 Larkfield Walk, Bootle", affiliation="customer"
        ),
        "contact": SafeContactCard(ways=(By.PHONE,), phone="07700 900123", times=(DayPart.ANY,)),
        "behaviours": ("verbal_abuse", "damage"),
        "motivations": ("religion",),
        "perpetrator": PersonTold(name="Gwen Harcastle", affiliation="customer"),
        "perpetrator_known": True,
        "incident_at_home": True,
    }
    return ReportReceived(**{**fields, **changes})  # type: ignore[arg-type]


def received(now: datetime, **changes: object) -> str:
    """Receive Amina's report from the public; answers with its reference."""
    return receive(report=reports_by_web(now, **changes), by=PUBLIC, now=now).reference


def opened(
    cast: Cast,
    now: datetime,
    *,
    officer: str = "ben",
    danger: bool = False,
    told_behaviours: tuple[str, ...] = ("verbal_abuse", "damage"),
    **changes: object,
) -> UUID:
    """Receive Amina's report and let Dev triage it to an officer; answers with the case's id."""
    reference = received(now, immediate_danger=danger, behaviours=told_behaviours, **changes)
    line = next(each for each in queue(cast.dev, now=now) if each.waiting.reference == reference)
    page = triage_page(cast.dev, line.waiting.report_id, now=now)
    match = next((m.card for m in page.people), None)
    survivor = PartyTold(
        role="survivor",
        affiliation="customer",
        name="Amina Yusuf",
        person_id=match.id if match else None,
        home_id=match.home.id if match and match.home else None,
        identified=True,
        contactable=True,
    )
    told = Triaged(
        parties=(survivor,),
        behaviours=told_behaviours,
        motivations=("religion",),
        immediate_danger=danger,
        case=CaseTold(incident_at_home=True),
    )
    choice = TriageChoice("open", told, officer_id=cast.staff[officer].id)
    return triage(
        report_id=line.waiting.report_id, choice=choice, version=page.case.head.version, by=cast.dev, now=now
    )


def join(cast: Cast, reference: str, into: UUID, now: datetime) -> None:
    """Let Dev put a report together with a known case."""
    line = next(each.waiting for each in queue(cast.dev, now=now) if each.waiting.reference == reference)
    choice = TriageChoice("join", Triaged((), ("verbal_abuse",), ("religion",), False), join_into=into)
    triage(report_id=line.report_id, choice=choice, by=cast.dev, now=now)
