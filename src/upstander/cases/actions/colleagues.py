"""Accounts change, and with them who meets which case: the guard looks, and cases of somebody who leaves are given out."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from upstander.cases.alerts.choices import forget_own
from upstander.cases.guard import guard_colleague
from upstander.cases.models import Case, CaseState, PlannedVisit, VisitState
from upstander.cases.officers import replace_officer
from upstander.cases.planned_visits import hand_on_visits
from upstander.confidentiality.api import (
    AccountTold,
    Permission,
    Viewer,
    add_account,
    change_account,
    elevated,
    end_absences_of,
    end_account,
    set_person,
    viewing,
)
from upstander.lib.decision import refuse
from upstander.people.api import person_by_reference


def add_colleague(*, told: AccountTold, person: str = "", by: Viewer, now: datetime) -> UUID:
    """Add an account, link it to the directory when `person` is a reference there, and ask the guard. Raises Refused."""
    by.check(Permission.STAFF_ADMINISTER).enforce()
    with viewing(by):
        staff_id = add_account(told, by=by, now=now)
        _tie(staff_id, person, by=by, now=now)
    return staff_id


def change_colleague(
    *, staff_id: UUID, told: AccountTold, person: str = "", mark: str | None = None, by: Viewer, now: datetime
) -> None:
    """Change an account; an empty `person` leaves the link as it is. Raises Refused."""
    by.check(Permission.STAFF_ADMINISTER).enforce()
    with viewing(by):
        change_account(staff_id, told, mark=mark, by=by, now=now)
        _tie(staff_id, person, by=by, now=now)


def end_colleague(*, staff_id: UUID, by: Viewer, now: datetime) -> None:
    """End an account at once. Each open case goes to whoever can take it and carries least, and they are told; where nobody can,
    the managers are. Whoever ends the account learns of none. Raises Refused."""
    by.check(Permission.STAFF_ADMINISTER).enforce()
    with viewing(by):
        end_account(staff_id, by=by, now=now)
        with elevated("reassignment"):
            end_absences_of(staff_id, now=now)
            forget_own(staff_id)
            theirs = Case.objects.filter(officer_id=staff_id, state__in=(CaseState.RECEIVED, CaseState.OPEN))
            for case in theirs.select_for_update(of=("self",)).order_by("id"):
                replace_officer(case, now=now)
                case.version += 1
                case.save(update_fields=["officer", "version"])
            going = PlannedVisit.objects.filter(state=VisitState.PLANNED)
            going = going.filter(Q(officer_id=staff_id) | Q(second_id=staff_id))
            for case in Case.objects.filter(pk__in=going.values("case_id")).order_by("id"):
                hand_on_visits(case, {staff_id}, now=now)
            # What still comes to a closed case is shown to the managers.
            Case.objects.filter(officer_id=staff_id, state=CaseState.CLOSED).update(
                officer=None, version=F("version") + 1
            )


def _tie(staff_id: UUID, reference: str, *, by: Viewer, now: datetime) -> None:
    if reference.strip():
        with elevated("conflict guard"):
            person_id = person_by_reference(reference)
        if person_id is None:
            refuse("No entry in the directory has this reference. Check it in the housing system.").enforce()
        else:
            set_person(staff_id, person_id, by=by, now=now)
    guard_colleague(staff_id, now=now)
