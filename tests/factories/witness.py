"""Somebody who saw what happened to Amina, and has a plan and a page of their own."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from factories.cast import Cast
from upstander.cases.api import PartyTold, PlanStep, add_party, agree_plan
from upstander.cases.own.api import show_in_account
from upstander.cases.queries.api import case_page
from upstander.confidentiality.api import system
from upstander.people.api import ResidentTold, import_residents, search_people

HAL = ResidentTold("P-3", "900000000016", "Hal Winter", "tenant", date(2016, 2, 1), email="hal@example.org")


def hal_saw_it(cast: Cast, case_id: UUID, now: datetime, *, role: str = "witness") -> None:
    """He signs in with hal@example.org."""
    list(import_residents(residents=[HAL], by=system("tests"), now=now))
    hal = search_people(cast.dev, HAL.name)[0].id
    told = PartyTold(role=role, affiliation="customer", name=HAL.name, person_id=hal)
    add_party(case_id=case_id, party=told, by=cast.ben, now=now)
    witness = next(each.id for each in case_page(cast.ben, case_id, now=now).parties if each.role == role)
    agree_plan(
        case_id=case_id,
        steps=[PlanStep("Walk with you to the bus", "Community Safety")],
        wishes="",
        agreed_with_survivor=True,
        at=now,
        party_id=witness,
        by=cast.ben,
        now=now,
    )
    show_in_account(case_id=case_id, shown=True, party_id=witness, by=cast.ben, now=now)
