"""Who can have a case, who is told when nobody has it, and finding somebody else when an officer cannot go on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import Count

from upstander.cases.models import Case, CaseState, Notice
from upstander.cases.timeline import write_entry
from upstander.confidentiality.api import (
    Permission,
    StaffCard,
    active_staff,
    audit,
    conflicted_staff,
    cover_of,
    manager_of,
    staff_with,
    system,
    team_by_slug,
)

WORKING_TEAM = "community-safety"  # clause 4.2: case management lies with this team


def possible_officers(case: Case) -> list[StaffCard]:
    """Active caseworkers of the working team who are not kept from the case. Needs a `viewing` block."""
    kept_out = conflicted_staff(case.id)
    if case.sealed:
        people = staff_with(Permission.CASE_READ_SEALED)
    else:
        team = team_by_slug(WORKING_TEAM)
        people = staff_with(Permission.CASE_WORK, team=team.id if team else None)
    return [card for card in people if card.id not in kept_out]


def lightest(people: Iterable[StaffCard]) -> UUID | None:
    """Of these people the one with the fewest open cases. As the system: the count includes cases nobody else may know of."""
    ids = [card.id for card in people]
    load = loads_of(ids)
    return min(ids, key=lambda each: (load.get(each, 0), ids.index(each)), default=None)


def loads_of(ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many open cases each of these people has, who has any. As the system."""
    open_cases = Case.objects.filter(state=CaseState.OPEN, officer_id__in=list(ids)).values_list("officer_id")
    return dict(open_cases.annotate(n=Count("id")).values_list("officer_id", "n"))


def managers_of(case: Case) -> set[UUID]:
    """Who is told when the officer does not act, or there is none: for a sealed case its keepers. Never somebody kept from it."""
    kept_out = conflicted_staff(case.id)
    if case.sealed:
        return {card.id for card in staff_with(Permission.CASE_READ_SEALED)} - kept_out
    own = manager_of(case.officer_id) if case.officer_id else None
    if own and own not in kept_out and own in active_staff({own}):
        return {own}
    team = case.team or team_by_slug(WORKING_TEAM)
    found = {card.id for card in staff_with(Permission.TEAM_BOARD, team=team.id if team else None)}
    return found - kept_out or {card.id for card in staff_with(Permission.TEAM_BOARD)} - kept_out


def seniors_of(case: Case) -> set[UUID]:
    """Who is told when the managers do not act either: the manager of the officer's manager where they read cases, else the senior
    managers; for a sealed case its keepers again, for nobody else may know of it."""
    if case.sealed:
        return managers_of(case)
    possible = {card.id for card in staff_with(Permission.EXEMPTION_SENIOR)} - conflicted_staff(case.id)
    manager = manager_of(case.officer_id) if case.officer_id else None
    above = manager_of(manager) if manager else None
    return {above} if above in possible else possible


def holders(case: Case, *, now: datetime) -> set[UUID]:
    """Who is told what happens on a case: its officer and whoever covers for them, or the managers when neither is there."""
    cover = cover_of(case.officer_id, now=now) if case.officer_id and not case.sealed else None
    found = active_staff({each for each in (case.officer_id, cover) if each}) - conflicted_staff(case.id)
    return found or managers_of(case)


def on_duty(case: Case, *, now: datetime) -> UUID | None:
    """The officer, or whoever covers for them at this moment and may see the case; None when nobody has it."""
    cover = cover_of(case.officer_id, now=now) if case.officer_id and not case.sealed else None
    return cover if cover and cover not in conflicted_staff(case.id) else case.officer_id


def reviewers_of(case: Case, shared_by: UUID | None) -> set[UUID]:
    """Managers who may look at an emergency on this case: those told of it otherwise, but never whoever shared. Somebody with sight
    of every case steps in when nobody else is left."""
    deciders = {card.id for card in staff_with(Permission.CASE_CLOSE)} - {shared_by}
    found = managers_of(case) & deciders
    if case.sealed:  # with no other keeper who decides, its keepers name a manager to it
        return found or managers_of(case)
    if found:
        return found
    sight = {card.id for card in staff_with(Permission.CASE_READ_ALL)}
    return (sight & deciders) - conflicted_staff(case.id)


def replace_officer(case: Case, *, now: datetime, wanted: UUID | None = None) -> None:
    """Give the case to somebody who can take it: `wanted` when they can, else whoever carries least. As the system; saves nothing.

    It looks like any other giving out: nothing says why. When nobody can take it, the managers are told.
    """
    possible = possible_officers(case)
    chosen = wanted if wanted in {card.id for card in possible} else lightest(possible)
    case.officer_id = chosen
    by = system("reassignment")
    if chosen is None:
        tell(case, managers_of(case), "needs_officer", now)
    else:
        write_entry(case, "assigned", by=by, at=now, now=now, codes={"officer": str(chosen)})
        tell(case, {chosen}, "assigned", now)
    audit.record(by=by, now=now, action="case.assign", case_id=case.id)


def ask_a_reader(case_id: UUID, *, by: UUID, now: datetime) -> None:
    """Something about to leave waits for a second person: the managers hear of it. Part of a larger action by whoever made it."""
    case = Case.objects.filter(pk=case_id).first()
    if case is not None:
        tell(case, managers_of(case) - {by}, "to_read", now)


def tell_maker(case_id: UUID, maker: UUID, *, agreed: bool, by: UUID | None, now: datetime) -> None:
    """A second person has read it: whoever made it hears whether it may go. Part of a larger action by that second person."""
    case = Case.objects.filter(pk=case_id).first()
    if case is not None and maker != by:
        tell(case, {maker} - conflicted_staff(case.id), "was_read" if agreed else "sent_back", now)


def tell(case: Case, staff: Iterable[UUID], kind: str, now: datetime) -> None:
    """Put a notice on the Today page of each of them."""
    Notice.objects.bulk_create(
        [Notice(id=uuid4(), case=case, staff_id=each, kind=kind, at=now) for each in staff]
    )


def tell_anew(case: Case, staff: Iterable[UUID], kind: str, now: datetime) -> None:
    """As `tell`, of what goes on: whoever has not read the last such notice of the case gets no second one, but a new date on it."""
    people = set(staff)
    unread = Notice.objects.filter(case=case, staff_id__in=people, kind=kind, seen_at=None)
    waiting = set(unread.values_list("staff_id", flat=True))
    unread.update(at=now)
    tell(case, people - waiting, kind, now)
