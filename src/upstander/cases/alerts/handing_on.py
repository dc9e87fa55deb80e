"""Who is told of a duty is decided as word of it leaves: in a night of quiet hours somebody may have gone away, come back, or given
the case to a colleague. Inside an action, as the system."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from upstander.cases.alerts.choices import choices_of
from upstander.cases.alerts.collecting import wants
from upstander.cases.models import Alert, Duty, DutyState, Notice
from upstander.cases.officers import on_duty
from upstander.confidentiality.api import active_staff


def hand_on(rows: Iterable[Alert], *, staff_id: UUID, now: datetime) -> set[UUID]:
    """Give what waits for this person to whoever has the duty now, and return the ids of what is theirs no longer.

    A reminder goes over as it is, into the other's own quiet hours. Of a duty that is late already a notice of their own is made, so
    that it stands on their Today too; the first stays where it is.
    """
    rows = list(rows)
    about = {row.about for row in rows if row.about}
    due = {
        duty.id: duty
        for duty in Duty.objects.filter(id__in=about, state=DutyState.OPEN).select_related("case")
    }
    late = {
        notice.id: notice.duty
        for notice in Notice.objects.filter(id__in=about, kind="overdue", seen_at=None)
        .filter(duty__state=DutyState.OPEN)
        .select_related("duty__case")
    }
    gone = set()
    for row in rows:
        duty = due.get(row.about) or late.get(row.about) if row.about else None
        to = on_duty(duty.case, now=now) if duty else None
        if duty is None or to in (None, staff_id) or to not in active_staff({to}):
            continue
        gone.add(row.id)
        if row.about in due:
            _over_to(to, row, now)
        elif not Notice.objects.filter(duty=duty, kind="overdue", staff_id=to).exists():
            Notice.objects.create(id=uuid4(), case=duty.case, duty=duty, staff_id=to, kind="overdue", at=now)
    return gone


def _over_to(staff_id: UUID, row: Alert, now: datetime) -> None:
    chosen = choices_of({staff_id})[staff_id]
    if not wants(chosen, row.group) or Alert.objects.filter(staff_id=staff_id, cause=row.cause).exists():
        row.state = "void"
    else:
        row.staff_id, row.not_before = staff_id, chosen.free_at(now)
    row.save(update_fields=["staff_id", "not_before", "state"])
