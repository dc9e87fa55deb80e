"""A visit that was planned, when what it was planned on changes: how it is safe to meet, whom they asked for, who can go
(clauses 3.3.1, 3.5.1)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from upstander.cases.links import moved_of
from upstander.cases.models import Case, Party, PartyRole, PlannedVisit, VisitState
from upstander.cases.officers import holders, managers_of, tell
from upstander.confidentiality.api import conflicted_staff, elevated
from upstander.messages.api import By, SafeContactCard, check_contact, safe_contact_of


def misfit(visit: PlannedVisit, survivor: Party | None, card: SafeContactCard | None) -> str:
    """What speaks against the visit as things stand now, in a sentence; empty when nothing does, or it is over."""
    if visit.state != VisitState.PLANNED or survivor is None:
        return ""
    if survivor.wants_female_staff and not visit.female_only:
        return "They have asked for women only. Plan it anew with women."
    if visit.where == "home" and nowhere(survivor):
        return "They have moved, and where to is not written here. Agree another place with them."
    if visit.where == "home" and card is not None and card.ways:
        return check_contact(card, By.VISIT, at=visit.at).reason
    return ""


def nowhere(survivor: Party) -> bool:
    """They left the home on the case, and did not want written down where they live now."""
    left_on, lives_at = moved_of(survivor)
    return left_on is not None and not lives_at


def recheck_visits(case: Case, *, now: datetime) -> None:
    """What is known of the survivor was changed: whoever goes, and whoever has the case, hears of a visit that no longer fits. Part of
    the action that changed it."""
    planned = list(PlannedVisit.objects.filter(case=case, state=VisitState.PLANNED, at__gt=now))
    if not planned:
        return
    survivor = Party.objects.filter(case=case, role=PartyRole.SURVIVOR).first()
    card = safe_contact_of(survivor.id) if survivor else None
    unfit = [visit for visit in planned if misfit(visit, survivor, card)]
    if unfit:
        with elevated("notice about a message"):
            goes = {each for visit in unfit for each in (visit.officer_id, visit.second_id) if each}
            tell(case, (goes | holders(case, now=now)) - conflicted_staff(case.id), "visit_unfit", now)


def who_goes(case: Case) -> set[UUID]:
    """Colleagues on visits of this case that are still to come."""
    planned = PlannedVisit.objects.filter(case=case, state=VisitState.PLANNED)
    return {each for pair in planned.values_list("officer_id", "second_id") for each in pair if each}


def hand_on_visits(case: Case, cannot: Collection[UUID], *, now: datetime) -> None:
    """These colleagues cannot go on this case's visits any more: each goes to its second person, or to the officer of the case. Where
    nobody is left the managers are told. As the system; nothing says why."""
    theirs = PlannedVisit.objects.filter(
        Q(officer_id__in=cannot) | Q(second_id__in=cannot), case=case, state=VisitState.PLANNED, at__gt=now
    )
    for visit in theirs.select_for_update(of=("self",)).order_by("id"):
        able = [each for each in (visit.officer_id, visit.second_id) if each and each not in cannot]
        goes = able[0] if able else case.officer_id
        if goes is None or goes in cannot:
            tell(case, managers_of(case), "visit_nobody", now)
            continue
        if goes != visit.officer_id:
            visit.ring = None  # it was the other's number
        visit.officer_id, visit.second_id = goes, None
        visit.save(update_fields=["officer", "second", "ring"])
        tell(case, {goes} | holders(case, now=now), "visit_planned" if not able else "visit_alone", now)
