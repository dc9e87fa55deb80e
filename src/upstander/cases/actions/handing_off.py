"""A reporting centre hands somebody on while they are on the telephone (3.2.6): a body is told under the consent just given (3.5.2),
by whoever took the call and sees nothing of the case."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from upstander.cases.actions.common import Work, discloses
from upstander.cases.actions.consents import consent_of_call
from upstander.cases.models import Case, CaseState, Disclosure, Duty, DutyState, Party, PartyRole
from upstander.cases.reconcile import reconcile
from upstander.cases.sharing.rules import SharingTold
from upstander.cases.told import Answer, SaidOnReport
from upstander.confidentiality.api import Viewer, acting, elevated
from upstander.lib.decision import Refused
from upstander.partners.api import agency


def handed_off(*, case_id: UUID, agencies: frozenset[UUID]) -> dict[UUID, datetime]:
    """Which of these bodies have been told on this case, and when. Inside an elevated step."""
    rows = Disclosure.objects.filter(case_id=case_id, agency_id__in=agencies).order_by("-at")
    return {row.agency_id: row.at for row in rows if row.agency_id}


def hand_off(*, case_id: UUID, said: SaidOnReport, recipient: str, by: Viewer, now: datetime) -> None:
    """Record that a body was told by telephone, and the consent that it rests on; what it answers is met. Again: no change.

    The gate is asked as for every disclosure. Raises Refused. Inside an elevated step of intake.
    """
    with acting(by, now, "case.hand_off", case_id=case_id) as act, elevated("intake.hand_off"):
        case = Case.objects.select_for_update().get(pk=case_id)
        while case.joined_to_id is not None:
            case = Case.objects.select_for_update().get(pk=case.joined_to_id)
        act.case_id = case.id
        if case.state not in (CaseState.RECEIVED, CaseState.OPEN):
            raise Refused("This report goes on elsewhere. Tell whoever has it that the body was told.")
        if said.agency_id in handed_off(case_id=case.id, agencies=frozenset({said.agency_id})):
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
        card = agency(by, said.agency_id, now=now)
        owed = Duty.objects.filter(case=case, state=DutyState.OPEN, slug__in=card.duties)
        slugs = [slug for slug in owed.values_list("slug", flat=True) if discloses(case, slug)]
        entry = work.entry("shared", codes={"ground": "consent", "kinds": list(said.kinds), "call": True})
        if slugs:
            work.discharge([Answer(slugs[0], "done", "", told)], at=now, entry=entry)
        else:
            work.shared(told, at=now, entry=entry)
        case.version += 1
        case.save(update_fields=["version"])
        reconcile(case, by=by, now=now)
