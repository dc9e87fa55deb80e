"""What Amina finds in her account on the demonstration: a report that she made on the telephone, a plan, an appointment, and
something she agreed to share. All of it through the program's own actions, like the rest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from upstander.cases.api import PartyTold, PlanStep, Triaged, agree_plan, record_consent, record_contact
from upstander.cases.queries.api import case_page, waiting_cases
from upstander.cases.sharing.api import ConsentTold
from upstander.cases.visits.api import VisitTold, plan_visit
from upstander.confidentiality.api import Viewer, system
from upstander.intake.api import PersonTold, ReportReceived, TriageChoice, receive, triage
from upstander.messages.api import By, DayPart, SafeContactCard
from upstander.operations.demo.cast import AMINA_EMAIL, AMINA_REFERENCE
from upstander.operations.demo.phones import mobile
from upstander.partners.api import agencies
from upstander.people.api import person_by_reference, person_cards

_DEMO = system("demo")
_LONDON = ZoneInfo("Europe/London")
_WORDS = (
    "The woman downstairs shouts about my headscarf whenever I bring the children home. On Monday she kicked the pram."
    " My daughter will not go down the stairs any more."
)
_WISHES = "To be left alone, and for the children to play outside again"


def load_account(staff: Mapping[str, Viewer], *, now: datetime) -> None:
    """Six days ago she rang; since then Ben has worked on it with her."""
    person_id = person_by_reference(AMINA_REFERENCE)
    if person_id is None:
        return
    told_at, triaged_at, spoke_at = (now - timedelta(days=6, hours=each) for each in (5, 4, 2))
    case_id = _told(person_id, staff, told_at, triaged_at)
    ben = staff["ben"]
    survivor = next(p.id for p in case_page(_DEMO, case_id, now=spoke_at).parties if p.role == "survivor")
    record_contact(
        case_id=case_id, party_id=survivor, way="phone", outcome="spoke", inbound=True, at=spoke_at,
        said="She wants the shouting to stop and asked to meet at our office.", by=ben, now=spoke_at,
    )  # fmt: skip
    soon = (now + timedelta(days=9)).date()
    agree_plan(
        case_id=case_id,
        steps=[
            PlanStep("Fit a second lock and a letterbox guard", "Community Safety", soon),
            PlanStep("Write down what happens, with the time", "Amina", doer="survivor"),
        ],
        wishes=_WISHES,
        agreed_with_survivor=True,
        at=spoke_at,
        review_on=soon + timedelta(days=14),
        by=ben,
        now=spoke_at,
    )
    body = next((card.id for card in agencies(_DEMO, now=spoke_at) if card.kind == "support"), None)
    if body is not None:
        told = ConsentTold(survivor, (body,), ("identity", "account"), ("support",), True, "phone", spoke_at)
        record_consent(case_id=case_id, told=told, by=ben, now=spoke_at)
    _appointment(case_id, staff, now)


def _told(person_id: UUID, staff: Mapping[str, Viewer], told_at: datetime, triaged_at: datetime) -> UUID:
    card = person_cards(_DEMO, [person_id])[person_id]
    safe = SafeContactCard(
        ways=(By.EMAIL, By.PHONE),
        email=AMINA_EMAIL,
        phone=mobile(1),
        times=(DayPart.AFTERNOON,),
    )
    home_id = card.home.id if card.home else None
    person = PersonTold(card.name, affiliation="customer", person_id=person_id, home_id=home_id)
    report = ReportReceived(
        b"upstander demo: Amina rings",
        "phone",
        told_at,
        _WORDS,
        survivor=person,
        contact=safe,
        behaviours=("verbal_abuse",),
        motivations=("religion",),
        incident_at_home=True,
    )
    reference = receive(report=report, by=staff["dev"], now=told_at).reference
    line = next(each for each in waiting_cases(_DEMO, now=told_at) if each.reference == reference)
    survivor = PartyTold(
        "survivor", "customer", card.name, person_id=person_id, home_id=home_id, identified=True, contactable=True
    )  # fmt: skip
    triaged = Triaged((survivor,), ("verbal_abuse",), ("religion",), immediate_danger=False)
    choice = TriageChoice("open", triaged, officer_id=staff["ben"].staff_id)
    return triage(report_id=line.report_id, choice=choice, by=staff["dev"], now=triaged_at)


def _appointment(case_id: UUID, staff: Mapping[str, Viewer], now: datetime) -> None:
    day = now.astimezone(_LONDON).date() + timedelta(days=2)
    while day.weekday() > 4:
        day += timedelta(days=1)
    at = datetime.combine(day, time(14, 30), _LONDON).astimezone(now.tzinfo)
    ben = staff["ben"]
    if ben.staff_id is not None:
        told = VisitTold(at, ben.staff_id, "office", minutes=45, interpreter=True)
        plan_visit(case_id=case_id, told=told, by=ben, now=now)
