"""Whoever went and did not say that they are well: a manager is told, within a minute."""

from __future__ import annotations

from datetime import datetime

from upstander.cases.models import PlannedVisit, VisitState
from upstander.cases.officers import holders, managers_of, tell
from upstander.cases.timeline import write_entry
from upstander.confidentiality.api import Viewer, acting


def raise_alarms(*, by: Viewer, now: datetime) -> int:
    """Tell managers, and whoever has the case, of every visit past its time, once. Returns how many."""
    with acting(by, now, "clock.visits") as act:
        late = list(
            PlannedVisit.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(state=VisitState.UNDER_WAY, alarm_at=None, back_by__lt=now)
            .select_related("case")
            .order_by("back_by")[:200]
        )
        for row in late:
            people = managers_of(row.case) | holders(row.case, now=now)
            if row.second_id:
                people.add(row.second_id)
            tell(row.case, people, "visit_overdue", now)
            row.alarm_at = now
            row.save(update_fields=["alarm_at"])
            write_entry(row.case, "visit_way", by=by, at=now, now=now, codes={"what": "overdue"})
        act.detail["told"] = len(late)
    return len(late)
