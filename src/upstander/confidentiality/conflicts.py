"""Keeping staff from cases about themselves, their household or their family, and naming staff to a sealed case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from upstander.confidentiality.models import Conflict, NamedAccess, Staff
from upstander.confidentiality.viewer import system, viewing


def exclude_for_conflict(case_id: UUID, people: Iterable[UUID], *, now: datetime) -> None:
    """Keep from the case every member of staff who is one of these people (parties and those who live with them). Clause 3.5.1.

    Part of a larger action, in its transaction, seen as the system.
    """
    staff = Staff.objects.filter(person_id__in=list(people)).values_list("id", flat=True)
    Conflict.objects.bulk_create(
        [Conflict(case_id=case_id, staff_id=each, found_at=now) for each in staff], ignore_conflicts=True
    )


def conflicted_staff(case_id: UUID) -> set[UUID]:
    """Who is kept from the case. Inside a `viewing` block; never shown to anyone."""
    with viewing(system("conflict guard")):
        return set(Conflict.objects.filter(case_id=case_id).values_list("staff_id", flat=True))


def name_to_case(case_id: UUID, staff_id: UUID, *, now: datetime) -> None:
    """Let one person open the case whatever their team, unless a conflict excludes them. Part of a larger action."""
    NamedAccess.objects.bulk_create(
        [NamedAccess(case_id=case_id, staff_id=staff_id, given_at=now)], ignore_conflicts=True
    )
