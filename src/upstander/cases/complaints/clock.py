"""The clock of complaints: their handler is told of a new one, before something is due and when it is late, and then the line manager.

All of it in neutral words, and outside the case: nobody on the case learns of a complaint from its clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from upstander.cases.actions.disclosing import standard_due
from upstander.cases.alerts.choices import choices_of
from upstander.cases.alerts.collecting import remind_at, wants
from upstander.cases.models import Alert, Complaint
from upstander.confidentiality.api import (
    Viewer,
    acting,
    active_staff,
    elevated,
    manager_of,
    staff_cards,
    viewing,
)
from upstander.messages.api import By, configured

_SINCE = timedelta(hours=24)
_BATCH = 500


def collect_complaints(*, by: Viewer, now: datetime) -> int:
    """Write an alert for each thing that is to be told of a complaint; once for each cause. Returns how many were looked at. Nothing
    where nothing can be sent."""
    if not any(configured(way) for way in (By.EMAIL, By.TEXT)):
        return 0
    with acting(by, now, "alerts.complaints") as act:
        made = _alerts(now)
        Alert.objects.bulk_create(made, ignore_conflicts=True)
        act.detail["made"] = len(made)
    return len(made)


def _alerts(now: datetime) -> list[Alert]:
    rows = (
        Complaint.objects.filter(ended_at=None).exclude(due_at=None).select_related("case").order_by("due_at")
    )
    causes = [each for row in rows[:_BATCH] for each in _causes(row, now)]
    people = {staff_id for staff_id, _, _ in causes}
    here, chosen = active_staff(people), choices_of(people)
    made = []
    for staff_id, cause, group in causes:
        if staff_id in here and wants(chosen[staff_id], group):
            free_at = chosen[staff_id].free_at(now)
            made.append(
                Alert(
                    id=uuid4(), staff_id=staff_id, cause=cause, group=group, not_before=free_at, made_at=now
                )
            )
    return made


def _causes(row: Complaint, now: datetime) -> Iterator[tuple[UUID, str, str]]:
    if row.due_at is None:
        return
    if row.received_at > now - _SINCE:
        yield row.handler_id, f"complaint {row.id}", "soon"  # of "other" most people are told on Today alone
    until = f"{row.id} {row.due_at.isoformat()}"
    if row.due_at > now:
        at = remind_at(choices_of({row.handler_id})[row.handler_id], row.due_at)
        if at is not None and at <= now:
            yield row.handler_id, f"complaint soon {until}", "soon"
        return
    yield row.handler_id, f"complaint late {until}", "late"
    manager = manager_of(row.handler_id)
    if manager and manager != row.raised_by_id and standard_due(row.case, "late-manager", row.due_at) < now:
        yield manager, f"complaint late {until}", "late"


def late_with_my_people(viewer: Viewer, *, now: datetime) -> tuple[tuple[str, int], ...]:
    """Whose complaints are late long enough for their line manager to know, and how many. Of what, and about whom, is not said."""
    if viewer.staff_id is None:
        return ()
    counts: dict[UUID, int] = {}
    with viewing(viewer), elevated("complaint"):
        late = Complaint.objects.filter(ended_at=None, due_at__lt=now).select_related("case")
        for row in late[:_BATCH]:
            mine = manager_of(row.handler_id) == viewer.staff_id and row.raised_by_id != viewer.staff_id
            if mine and row.due_at and standard_due(row.case, "late-manager", row.due_at) < now:
                counts[row.handler_id] = counts.get(row.handler_id, 0) + 1
        names = staff_cards(set(counts))
    return tuple(sorted((names[id].name, count) for id, count in counts.items()))
