"""Amina's case, as far as it goes into her account: a plan, an appointment and a consent."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from factories.bodies import body
from factories.cast import Cast
from factories.reports import opened
from upstander.cases.api import PlanStep, agree_plan, record_consent
from upstander.cases.queries.api import case_page
from upstander.cases.sharing.api import ConsentTold
from upstander.cases.visits.api import VisitTold, plan_visit
from upstander.messages.api import By, DayPart, SafeContactCard

CARD = SafeContactCard((By.EMAIL, By.PHONE), "07700 900123", "amina@example.org", times=(DayPart.ANY,))


def amina_rang(cast: Cast, now: datetime) -> UUID:
    """She rang at `now`; five minutes later everything is agreed. The visit is in two days."""
    case_id = opened(cast, now, channel="phone", contact=CARD)
    later = now + timedelta(minutes=5)
    steps = [PlanStep("Fit a second lock", "Community Safety")]
    agree_plan(
        case_id=case_id,
        steps=steps,
        wishes="To sleep",
        agreed_with_survivor=True,
        at=later,
        by=cast.ben,
        now=later,
    )
    visit = VisitTold(now + timedelta(days=2, hours=1), cast.staff["bella"].id, "office")
    plan_visit(case_id=case_id, told=visit, by=cast.ben, now=later)
    survivor = case_page(cast.ben, case_id, now=later).parties[0].id
    told = ConsentTold(survivor, (body(now),), ("identity",), ("crime",), True, "phone", later)
    record_consent(case_id=case_id, told=told, by=cast.ben, now=later)
    return case_id
