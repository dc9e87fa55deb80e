"""A reporting centre hands somebody on while they are on the telephone (3.2.6): a body is told under the consent just given (3.5.2),
by whoever took the call and sees nothing of the case."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from upstander.cases.actions.common import Work, discloses
from upstander.cases.actions.consents import consent_of_call
from upstander.cases.merged import lock_where_it_goes_on
from upstander.cases.models import (
    Case,
    CaseState,
    Discharge,
    Disclosure,
    Duty,
    DutyState,
    Party,
    PartyRole,
    TimelineEntry,
)
from upstander.cases.reconcile import reconcile
from upstander.cases.sharing.rules import SharingTold
from upstander.cases.told import Answer, SaidOnReport
from upstander.confidentiality.api import Viewer, acting, elevated
from upstander.lib.decision import Refused
from upstander.partners.api import agency


def handed_off(*, case_id: UUID, agencies: frozenset[UUID], since: datetime) -> dict[UUID, datetime]:
    """Which of these bodies have been told since, and when: on the case that the call began, or on one that it has been joined to.
    Inside an elevated step."""
    cases = [case_id]
    while (into := Case.objects.get(pk=cases[-1]).joined_to_id) is not None:
        cases.append(into)
    rows = Disclosure.objects.filter(case_id__in=cases, agency_id__in=agencies, at__gte=since).order_by("-at")
    return {row.agency_id: row.at for row in rows if row.agency_id}


def carry_handed_off(case: Case, into: Work, entry: TimelineEntry) -> None:
    """What was done for this person in the call counts on the case that their report is joined to: nobody refers them twice (3.2.6).

    What was told stays where its consent stands, and the page of sharing shows it with the case. Undone with the joining.
    """
    for row in Disclosure.objects.filter(case=case, agency__isnull=False).order_by("at"):
        slug = row.duty or next(iter(_owed(into, row.agency_id)), "")
        if slug:
            Discharge.objects.create(
                id=uuid4(),
                case=into.case,
                slug=slug,
                at=row.at,
                recorded_at=into.act.now,
                outcome="done",
                by_id=row.by_id,
                entry=entry,
            )


def _owed(work: Work, agency_id: UUID | None) -> list[str]:
    """Open duties of the case that telling this body answers."""
    if agency_id is None:
        return []
    card = agency(work.act.by, agency_id, now=work.act.now)
    rows = Duty.objects.filter(case=work.case, state=DutyState.OPEN, slug__in=card.duties).order_by("due_at")
    return [slug for slug in rows.values_list("slug", flat=True) if discloses(work.case, slug)]


def hand_off(*, case_id: UUID, said: SaidOnReport, recipient: str, by: Viewer, now: datetime) -> None:
    """Record that a body was told by telephone, and the consent that it rests on; what it answers is met. Again: no change.

    The gate is asked as for every disclosure. Raises Refused. Inside an elevated step of intake.
    """
    with acting(by, now, "case.hand_off", case_id=case_id) as act, elevated("intake.hand_off"):
        case = lock_where_it_goes_on(case_id)
        act.case_id = case.id
        if case.state not in (CaseState.RECEIVED, CaseState.OPEN):
            raise Refused("This report goes on elsewhere. Tell whoever has it that the body was told.")
        if said.agency_id in handed_off(case_id=case_id, agencies=frozenset({said.agency_id}), since=said.at):
            act.detail["again"] = True
            return
        party = Party.objects.filter(case=case, role=PartyRole.SURVIVOR).order_by("added_at").first()
        if party is None:
            raise Refused("Nobody stands on this case who could have agreed.", "3.5.2")
        work = Work(case, act)
        consent_of_call(work, party, said)
        told = SharingTold(
            ground="consent",
            agency_id=said.agency_id,
            kinds=said.kinds,
            about=(party.id,),
            purpose=said.purpose,
            method="phone",
            asked_by="us",
            informed="yes",
            recipient=recipient.strip(),
            items="Read out from the referral prepared in the call.",
        )
        slugs = _owed(work, said.agency_id)
        entry = work.entry("shared", codes={"ground": "consent", "kinds": list(said.kinds), "call": True})
        if slugs:
            work.discharge([Answer(slugs[0], "done", "", told)], at=now, entry=entry)
        else:
            work.shared(told, at=now, entry=entry)
        case.version += 1
        case.save(update_fields=["version"])
        reconcile(case, by=by, now=now)
