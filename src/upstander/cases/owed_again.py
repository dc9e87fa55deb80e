"""What counted as an answer counts no more: the promise is owed again, by its first time."""

from __future__ import annotations

from uuid import UUID

from upstander.cases.editions import edition
from upstander.cases.models import Case, CaseState, Discharge, DischargeOutcome, Duty, DutyState
from upstander.cases.reconcile import reconcile
from upstander.cases.timeline import write_entry
from upstander.confidentiality.api import Act
from upstander.policy.api import Deed, Outcome, Validity

_MET = (DutyState.MET, DutyState.MET_LATE)
_ENDED = (CaseState.JOINED, CaseState.ROUTED)


def owed_after_all(case: Case, outcome: Outcome, act: Act) -> None:
    """That it was not fitting to establish whether a report holds up, since all of it was messages online, counts until something else
    is reported: from then on it is owed, by its first time (clauses 3.2.5 and 3.1.4)."""
    slugs = {
        each.id
        for each in outcome.duties
        if each.met_at and Deed.FINDING in edition(each.edition).duty(each.id).answered_by
    }
    if not slugs or case.validity != Validity.NOT_ASSESSED or outcome.restricted("advice-only"):
        return
    said = Discharge.objects.filter(case=case, slug__in=slugs, outcome=DischargeOutcome.NOT_APPROPRIATE)
    for slug in sorted({each.slug for each in said}):
        mine = [each for each in said if each.slug == slug]
        again = reopen(case, mine, because="The answer was taken back", act=act)
        codes = {"slug": slug, "duties": again}
        write_entry(case, "answer_taken_back", by=act.by, at=act.now, now=act.now, codes=codes)


def reopen(case: Case, answered: list[Discharge], *, because: str, act: Act) -> list[dict[str, str]]:
    """Take these answers of the case back. The duties that are owed again, in the codes of a timeline entry.

    A duty keeps its due time; its clocks begin to chase anew. What something else has answered meanwhile stays met.
    """
    Discharge.objects.filter(pk__in=[each.pk for each in answered]).update(undone_at=act.now)
    taken_back = {(each.slug, each.at) for each in answered}
    open_now: set[tuple[str, UUID | None]] = set(
        Duty.objects.filter(case=case, state=DutyState.OPEN).values_list("slug", "report_id")
    )  # one of a kind: what was opened since asks for the same
    again = []
    for duty in Duty.objects.filter(case=case, state__in=_MET).order_by("due_at"):
        key = (duty.slug, duty.report_id)
        if (duty.slug, duty.met_at) not in taken_back:
            continue
        if key in open_now or case.state in _ENDED:
            duty.state, duty.withdrawn_at, duty.withdrawn_because = DutyState.WITHDRAWN, act.now, because
            duty.save(update_fields=["state", "withdrawn_at", "withdrawn_because"])
            continue
        duty.state, duty.met_at = DutyState.OPEN, None
        duty.overdue_at = duty.told_officer_at = duty.told_manager_at = None
        duty.save(update_fields=["state", "met_at", "overdue_at", "told_officer_at", "told_manager_at"])
        open_now.add(key)
        again.append(duty)
    if not again:
        return []
    reconcile(case, by=act.by, now=act.now)
    # Met by something else after all, or no longer owed: nothing to say of those.
    open_still = Duty.objects.filter(pk__in=[each.pk for each in again], state=DutyState.OPEN)
    return [
        {"slug": d.slug, "label": d.label, "due_at": d.due_at.isoformat(), "clause": d.clause}
        for d in open_still.order_by("due_at")
    ]
