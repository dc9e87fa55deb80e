"""Cases that became part of another one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from upstander.cases.models import Case, CaseState
from upstander.confidentiality.api import fetch, name_to_case, named_to, once


def stands_in(case: Case) -> Case:
    """The case in which the work of this one goes on: itself, or what it was merged into, as far as the viewer sees it."""
    while case.state == CaseState.JOINED and case.joined_to_id is not None:
        further = Case.objects.filter(pk=case.joined_to_id).first()
        if further is None:
            break
        case = further
    return case


def lock_where_it_goes_on(case_id: UUID) -> Case:
    """The case in which the work of this one goes on, locked, and asked for again once it is: it may have moved on while its lock was
    waited for. As the system: whoever writes from outside does not know that cases became one."""
    home = stands_in(Case.objects.get(pk=case_id))
    case = Case.objects.select_for_update().get(pk=home.pk)
    return case if stands_in(Case.objects.get(pk=case_id)) == home else lock_where_it_goes_on(case_id)


def one_matter(cases: set[UUID]) -> set[UUID]:
    """These cases with everything that became part of them, or that they became part of. As the system: whoever is tied to somebody
    in one of them is kept from all."""
    found, level = set(cases), set(cases)
    while level:
        rows = Case.objects.filter(Q(pk__in=level) | Q(joined_to__in=level), state=CaseState.JOINED)
        level = {each for pair in rows.values_list("pk", "joined_to_id") for each in pair if each} - found
        found |= level
    return found


def name_to_matter(case: Case, staff_id: UUID, *, now: datetime, until: datetime | None = None) -> None:
    """Let one person open the case with what became part of it, where what was told there stays. As the system."""
    for part in (case.id, *merged_into(case)):
        name_to_case(part, staff_id, now=now, until=until)


def name_to_part(part: Case, whole: Case, *, now: datetime) -> None:
    """Whoever was let in to the case is let in to what becomes part of it. As the system."""
    for staff_id, until in named_to(whole.id).items():
        if until is None or until > now:
            name_to_case(part.id, staff_id, now=now, until=until)


def merged_into(case: Case) -> list[UUID]:
    """Every case that was merged into this one, and into those. As the system, since not everybody on this one sees them."""
    return once(("merged into", case.id), lambda: _merged_into(case.id))


def _merged_into(case_id: UUID) -> list[UUID]:
    found: list[UUID] = []
    level = [case_id]
    while level:
        joined = fetch(_joined_to, level)
        level = [each for each in joined if each not in found]
        found += level
    return found


def _joined_to(cases: list[UUID]) -> QuerySet[Case, UUID]:
    return Case.objects.filter(joined_to__in=cases, state=CaseState.JOINED).values_list("id", flat=True)
