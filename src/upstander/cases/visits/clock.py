"""Whoever went and did not say that they are well: managers are told within a minute, and again until somebody has heard from them.

Whoever planned to go and never said that they went in (no line at the door, a dead phone) is asked, and then looked for as well.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import DateTimeField, ExpressionWrapper, F, Q, Value

from upstander.cases.models import PlannedVisit, VisitState
from upstander.cases.officers import tell
from upstander.cases.timeline import write_entry
from upstander.cases.visit_watch import ASKED, send_now, who_looks
from upstander.confidentiality.api import Viewer, acting, conflicted_staff

AGAIN = timedelta(minutes=15)
LOUD = timedelta(
    hours=1
)  # told again in this hour; after it the alarm stands on Today until somebody ends it
_SINCE = timedelta(hours=24)  # a visit of last week that nobody closed is nobody in danger
_MOST = 200


def raise_alarms(*, by: Viewer, now: datetime) -> int:
    """Tell whoever looks of every visit past its time. Returns of how many visits somebody was told."""
    with acting(by, now, "clock.visits") as act:
        told = _under_way(by, now) + _not_begun(by, now)
        act.detail["told"] = told
        if told:
            send_now(now)
    return told


def _under_way(by: Viewer, now: datetime) -> int:
    first = Q(alarm_at=None, back_by__lt=now)
    again = Q(alarm_at__lte=now - AGAIN, back_by__gt=now - LOUD) | Q(
        alarm_at__lte=now - AGAIN, help_at__gt=now - LOUD
    )
    rows = (
        PlannedVisit.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(first | again, state=VisitState.UNDER_WAY)
        .select_related("case")
        .order_by("back_by")[:_MOST]
    )
    for row in rows:
        _look(row, by, now, higher=row.alarm_at is not None)
    return len(rows)


def _not_begun(by: Viewer, now: datetime) -> int:
    over = ExpressionWrapper(
        F("at") + F("minutes") * Value(timedelta(minutes=1)) + Value(AGAIN), output_field=DateTimeField()
    )
    ask = Q(alarm_at=None)
    look = Q(over__lt=now) & (ask | Q(alarm_at__lte=F("over")))
    rows = (
        PlannedVisit.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(state=VisitState.PLANNED, at__gt=now - _SINCE, at__lt=now - AGAIN)
        .annotate(over=over)
        .filter(ask | look)
        .select_related("case")
        .order_by("at")[:_MOST]
    )
    for row in rows:
        if row.over < now:
            _look(row, by, now)
        else:
            goes = {each for each in (row.officer_id, row.second_id) if each}
            _tell(row, goes - conflicted_staff(row.case_id), ASKED, now)
    return len(rows)


def _look(row: PlannedVisit, by: Viewer, now: datetime, *, higher: bool = False) -> None:
    people = who_looks(row.case, row, now=now, higher=higher)
    _tell(row, people, "visit_help" if row.help_at else "visit_overdue", now)
    write_entry(row.case, "visit_way", by=by, at=now, now=now, codes={"what": "overdue"})


def _tell(row: PlannedVisit, people: set[UUID], kind: str, now: datetime) -> None:
    tell(row.case, people, kind, now)
    row.alarm_at = now
    row.save(update_fields=["alarm_at"])
