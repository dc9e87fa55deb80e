"""The quiet door: to whom a colleague's own report goes first (clause 4.3)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from upstander.cases.actions.again import link_to_closed
from upstander.cases.actions.parties import put_parties
from upstander.cases.guard import guard_case
from upstander.cases.models import Case, CaseState
from upstander.cases.officers import managers_of, tell
from upstander.cases.timeline import write_entry
from upstander.cases.told import PartyTold
from upstander.confidentiality.api import (
    Permission,
    Viewer,
    conflicted_staff,
    name_to_case,
    staff_with,
)
from upstander.lib.decision import ALLOWED, Decision, refuse

MANAGER, PEOPLE = "manager", "people_and_learning"


def check_quiet_door(
    to: str, *, manager_id: UUID | None, about_id: UUID | None, keepers: Collection[UUID]
) -> Decision:
    """May it go there? Never to the line manager when it is about them, nor to People and Learning when nobody is left there. Pure."""
    if to not in (MANAGER, PEOPLE):
        return refuse("Say who should hear of it first.", "4.3")
    if to == MANAGER and manager_id is None:
        return refuse("No line manager is on record for you. Choose People and Learning.", "4.3")
    if to == MANAGER and manager_id == about_id:
        return refuse(
            "It is about your line manager. Choose People and Learning: your manager never sees it.", "4.3"
        )
    if to == PEOPLE and not set(keepers) - {about_id} and manager_id not in (None, about_id):
        return refuse(
            "It is about the only colleague there who could read it. Choose your line manager.", "4.3"
        )
    return ALLOWED


def begin_quiet(
    case_id: UUID,
    *,
    manager_id: UUID | None,
    also: Sequence[tuple[str, bool]] = (),
    before: Collection[UUID] = (),
    by: Viewer,
    now: datetime,
) -> bool:
    """Whoever was chosen hears of it and can see it, and nobody else is told. True when it is the line manager.

    `also`: names of others who did it, and whether they are of us; they are kept from it as the first is. `before`: cases of what they
    told through this door before; the last of these that is closed is linked, for whoever may see both.
    Part of intake's action, inside its elevated step, in the transaction in which it was received. A line manager who is kept from the
    case (a tie that nobody may know of) is passed over: then its keepers hear of it, so that it lies with nobody's silence.
    """
    case = Case.objects.select_for_update().get(pk=case_id)
    if also:
        people = [
            PartyTold("perpetrator", "employee" if ours else "unknown", name=name, identified=True)
            for name, ours in also
        ]
        put_parties(case, people, by=by, now=now)
        case.save()
        guard_case(case, people, now=now)
    ended = Case.objects.filter(pk__in=before, state=CaseState.CLOSED).order_by("-closed_at")
    if (last := ended.values_list("pk", flat=True).first()) is not None:
        link_to_closed(case, by=by, now=now, earlier=last)
    fit = manager_id is not None and manager_id not in conflicted_staff(case_id)
    if manager_id is not None and fit:
        name_to_case(case_id, manager_id, now=now)
        if manager_id in {card.id for card in staff_with(Permission.CASE_WORK)}:
            case.officer_id = (
                manager_id  # what they write privately, and what falls due, is told to whom they chose
            )
            case.save(update_fields=["officer"])
        tell(case, {manager_id}, "quiet_report", now)
        write_entry(
            case, "quiet_chosen", by=by, at=now, now=now, codes={"to": MANAGER, "officer": str(manager_id)}
        )
        return True
    tell(case, managers_of(case), "quiet_report", now)
    write_entry(case, "quiet_chosen", by=by, at=now, now=now, codes={"to": PEOPLE})
    return False
