"""What time does to measures: whoever has the case is told, once, of what was expected and has not come."""

from __future__ import annotations

from datetime import datetime

from upstander.cases.models import ActionPlan, CaseState, Measure, Referral
from upstander.cases.officers import holders, tell
from upstander.confidentiality.api import Viewer, acting
from upstander.lib.days import london_day

_BATCH = 200


def chase_measures(*, by: Viewer, now: datetime) -> int:
    """Bodies that are silent, and steps and reviews of plans whose day has passed. Returns how many were told of."""
    with acting(by, now, "clock.measures") as act:
        silent = list(
            Referral.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(answer="", closed_at=None, chased_at=None, chase_at__lt=now)
            .select_related("case")
            .order_by("chase_at")[:_BATCH]
        )
        for page in silent:
            tell(page.case, holders(page.case, now=now), "referral_silent", now)
            page.chased_at = now
            page.save(update_fields=["chased_at"])
        late = list(
            Measure.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(ended_at=None, chased_at=None, next_on__lt=london_day(now))
            .select_related("case")
            .order_by("next_on")[:_BATCH]
        )
        for row in late:
            tell(row.case, holders(row.case, now=now), "measure_late", now)
            row.chased_at = now
            row.save(update_fields=["chased_at"])
        plans = list(
            ActionPlan.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(ended_at=None, chased_at=None, review_on__lt=london_day(now), case__state=CaseState.OPEN)
            .select_related("case")
            .order_by("review_on")[:_BATCH]
        )
        for plan in plans:
            tell(plan.case, holders(plan.case, now=now), "plan_review", now)
            plan.chased_at = now
            plan.save(update_fields=["chased_at"])
        told = len(silent) + len(late) + len(plans)
        act.detail["told"] = told
    return told
