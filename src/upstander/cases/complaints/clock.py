"""The clock of complaints: their handler is told of a new one, before something is due and when it is late, and then the line manager.

All of it in neutral words, and outside the case: nobody on the case learns of a complaint from its clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import QuerySet

from upstander.cases.actions.disclosing import standard_due
from upstander.cases.alerts.choices import Choice, choices_of
from upstander.cases.alerts.collecting import remind_at, wants
from upstander.cases.models import Alert, Complaint
from upstander.confidentiality.api import (
    Viewer,
    acting,
    active_staff,
    elevated,
    fetch,
    managed_by,
    managers_of,
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
    waiting = Complaint.objects.filter(ended_at=None).exclude(due_at=None).select_related("case")
    rows = list(waiting.order_by("due_at")[:_BATCH])
    handlers = {row.handler_id for row in rows}
    managers = managers_of(handlers)
    people = handlers | set(managers.values())
    here, chosen = active_staff(people), choices_of(people)
    return [
        Alert(
            id=uuid4(),
            staff_id=staff_id,
            cause=cause,
            group=group,
            not_before=chosen[staff_id].free_at(now),
            made_at=now,
        )
        for row in rows
        for staff_id, cause, group in _causes(row, chosen[row.handler_id], managers.get(row.handler_id), now)
        if staff_id in here and wants(chosen[staff_id], group)
    ]


def _causes(
    row: Complaint, choice: Choice, manager: UUID | None, now: datetime
) -> Iterator[tuple[UUID, str, str]]:
    if row.due_at is None:
        return
    if row.received_at > now - _SINCE:
        yield row.handler_id, f"complaint {row.id}", "soon"  # of "other" most people are told on Today alone
    until = f"{row.id} {row.due_at.isoformat()}"
    if row.due_at > now:
        at = remind_at(choice, row.due_at)
        if at is not None and at <= now:
            yield row.handler_id, f"complaint soon {until}", "soon"
        return
    yield row.handler_id, f"complaint late {until}", "late"
    if manager and manager != row.raised_by_id and standard_due(row.case, "late-manager", row.due_at) < now:
        yield manager, f"complaint late {until}", "late"


def late_with_my_people(viewer: Viewer, *, now: datetime) -> tuple[tuple[str, int], ...]:
    """Whose complaints are late long enough for their line manager to know, and how many. Of what, and about whom, is not said."""
    if viewer.staff_id is None:
        return ()
    counts: dict[UUID, int] = {}
    with viewing(viewer):
        people = managed_by(viewer.staff_id)
    if not people:
        return ()
    with viewing(viewer), elevated("complaint"):
        for row in fetch(_late_of, people, now, viewer.staff_id):
            if row.due_at and standard_due(row.case, "late-manager", row.due_at) < now:
                counts[row.handler_id] = counts.get(row.handler_id, 0) + 1
        names = staff_cards(set(counts))
    return tuple(sorted((names[id].name, count) for id, count in counts.items()))


def _late_of(handlers: list[UUID], now: datetime, but_of: UUID) -> QuerySet[Complaint]:
    late = Complaint.objects.filter(ended_at=None, due_at__lt=now, handler_id__in=handlers)
    return late.exclude(raised_by_id=but_of).select_related("case")[:_BATCH]
