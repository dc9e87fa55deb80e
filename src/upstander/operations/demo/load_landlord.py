"""Loads the demo: homes, people, staff, and a year of cases. Loading again does nothing.

Homes and people go in batches and may be repeated. Staff and cases come in one transaction at the end, so that a demo that was
interrupted begins them again from nothing, and one whose staff are there is whole.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from upstander.confidentiality.api import Permission, system, viewing
from upstander.operations.demo.directory import households
from upstander.operations.demo.landlord import FULL_HOMES, QUICK_HOMES, homes
from upstander.operations.demo.load_account import load_account
from upstander.operations.demo.load_decisions import load_decisions
from upstander.operations.demo.load_governance import load_governance
from upstander.operations.demo.load_joint import load_joint
from upstander.operations.demo.load_machines import load_machines
from upstander.operations.demo.load_measures import load_measures
from upstander.operations.demo.load_people import load_homes, load_residents
from upstander.operations.demo.load_performance import load_performance
from upstander.operations.demo.load_play import Player
from upstander.operations.demo.load_sharing import load_bodies
from upstander.operations.demo.load_staff import hire_staff, landlord_loaded, somebody_else_works_here
from upstander.operations.demo.load_told import Directory
from upstander.operations.demo.people import Household
from upstander.operations.demo.stories import stories
from upstander.operations.errors import OperatorError


def load(*, quick: bool, say: Callable[[str], None], now: datetime) -> None:
    """Load the landlord unless it is there. Raises OperatorError on a database that has staff of its own."""
    check_ours()
    if landlord_loaded():
        say("The demonstration landlord is loaded already")
        return
    count = QUICK_HOMES if quick else FULL_HOMES
    say(f"Inventing a landlord with {count:,} homes")
    stock = list(homes(count=count))
    settled = list(households(stock, today=now.date(), count=count))
    load_homes(stock, say=say, now=now)
    load_residents(settled, say=say, now=now)
    say("Playing a year of reports and what was done about them")
    with transaction.atomic(), viewing(system("demo")):
        load_bodies(now=now)
        staff = hire_staff(now=now)
        player = Player(staff, Directory(_tenancies(settled)), now)
        player.play(stories(settled, now=now, quick=quick), say=say)
        officers = [each for each in staff.values() if each.may(Permission.CASE_WORK)]
        load_measures(officers, now=now)
        load_decisions(officers, now=now)
        load_governance(staff, now=now)
        load_account(staff, now=now)
        load_joint(staff, now=now)
        load_machines(staff, now=now)
        load_performance(player.reports(), staff, homes=len(stock), now=now, say=say)


def check_ours() -> None:
    """Raises OperatorError on a database that has staff of its own."""
    if somebody_else_works_here():
        raise OperatorError(
            "This database belongs to a landlord already. A demo needs one of its own: use another --data."
        )


def _tenancies(settled: list[Household]) -> dict[str, str]:
    return {
        person.reference: household.tenancy.reference
        for household in settled
        if household.tenancy
        for person in household.people
    }
