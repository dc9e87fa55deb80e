"""What counted as an answer counts no more: the promise is owed again, by its first time."""

from __future__ import annotations

from uuid import UUID

from upstander.cases.models import Case, CaseState, Discharge, Duty, DutyState
from upstander.cases.reconcile import reconcile
from upstander.confidentiality.api import Act

_MET = (DutyState.MET, DutyState.MET_LATE)
_ENDED = (CaseState.JOINED, CaseState.ROUTED)


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
