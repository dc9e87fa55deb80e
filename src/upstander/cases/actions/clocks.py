"""What time does by itself: open duties become overdue, the officer is told, then the manager, then a senior manager."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import Exists, OuterRef, Q

from upstander.cases.actions.disclosing import standard_due
from upstander.cases.models import Disclosure, Duty, DutyState, Notice, PlannedVisit, WithdrawalTask
from upstander.cases.officers import managers_of, on_duty, reviewers_of, seniors_of, tell
from upstander.cases.timeline import write_entry
from upstander.cases.visit_watch import ALARMS, alarmed
from upstander.confidentiality.api import Viewer, acting, conflicted_staff

_BATCH = 500


def mark_overdue(*, by: Viewer, now: datetime) -> int:
    """Mark every open duty past its time, once, and tell the officer, or their manager when nobody has the case. Returns how many."""
    marked = 0
    while True:
        with acting(by, now, "clock.overdue") as act:
            due = list(
                Duty.objects.select_for_update(skip_locked=True, of=("self",))
                .filter(state=DutyState.OPEN, overdue_at=None, due_at__lt=now)
                .select_related("case")
                .order_by("due_at")[:_BATCH]
            )
            for duty in due:
                duty.overdue_at = now
                duty.save(update_fields=["overdue_at"])
                codes = {
                    "slug": duty.slug,
                    "label": duty.label,
                    "due_at": duty.due_at.isoformat(),
                    "clause": duty.clause,
                }
                write_entry(duty.case, "duty_overdue", by=by, at=duty.due_at, now=now, codes=codes)
                _tell_officer(duty, now)
            act.detail["marked"] = len(due)
        marked += len(due)
        if len(due) < _BATCH:
            return marked


def escalate(*, by: Viewer, now: datetime) -> int:
    """Tell the manager of every duty that stays open after its officer was told, and then a senior manager. How long each has is the
    edition's standard (`late-manager`, `late-senior`). A danger case told the manager at once. Returns how many."""
    with acting(by, now, "clock.escalate") as act:
        late = Duty.objects.select_for_update(skip_locked=True, of=("self",)).filter(state=DutyState.OPEN)
        late = late.select_related("case")
        told = 0
        first = late.filter(told_manager_at=None, told_officer_at__isnull=False).order_by("told_officer_at")
        for duty in first[:_BATCH]:
            if standard_due(duty.case, "late-manager", duty.told_officer_at or now) < now:
                _tell_manager(duty, now)
                told += 1
        second = late.filter(told_senior_at=None, told_manager_at__isnull=False).order_by("told_manager_at")
        for duty in second[:_BATCH]:
            if standard_due(duty.case, "late-senior", duty.told_manager_at or now) < now:
                _notice(duty, seniors_of(duty.case), "overdue_senior", now)
                duty.told_senior_at = now
                duty.save(update_fields=["told_senior_at"])
                told += 1
        act.detail["escalated"] = told
    return told


def chase_sharing(*, by: Viewer, now: datetime) -> int:
    """Tell those responsible, once each, of emergencies not reviewed and of withdrawals not acknowledged in time. Returns how many."""
    with acting(by, now, "clock.sharing") as act:
        told = 0
        late = Disclosure.objects.filter(reviewed_at=None, review_due_at__lt=now, chased_at=None)
        for row in late.select_for_update(skip_locked=True, of=("self",)).select_related("case")[:_BATCH]:
            people = reviewers_of(row.case, row.by_id)
            tell(row.case, people, "sharing_review_late", now)
            row.chased_at = now if people else None
            row.save(update_fields=["chased_at"])
            told += 1
        open_tasks = WithdrawalTask.objects.filter(acknowledged_at=None, due_at__lt=now, chased_at=None)
        for task in open_tasks.select_for_update(skip_locked=True, of=("self",)).select_related("case")[
            :_BATCH
        ]:
            people = managers_of(task.case) | ({task.case.officer_id} if task.case.officer_id else set())
            tell(task.case, people - conflicted_staff(task.case_id), "withdrawal_late", now)
            task.chased_at = now
            task.save(update_fields=["chased_at"])
            told += 1
        act.detail["told"] = told
    return told


def _tell_officer(duty: Duty, now: datetime) -> None:
    told = on_duty(duty.case, now=now)
    if told is None:
        _tell_manager(duty, now)
        return
    _notice(duty, {told}, "overdue", now)
    duty.told_officer_at = now
    duty.save(update_fields=["told_officer_at"])
    if duty.case.danger:
        _tell_manager(duty, now)


def _tell_manager(duty: Duty, now: datetime) -> None:
    _notice(duty, managers_of(duty.case), "overdue_escalated", now)
    duty.told_manager_at = now
    duty.save(update_fields=["told_manager_at"])


def _notice(duty: Duty, staff: set[UUID], kind: str, now: datetime) -> None:
    Notice.objects.bulk_create(
        [Notice(id=uuid4(), case=duty.case, duty=duty, staff_id=each, kind=kind, at=now) for each in staff]
    )


def dismiss_notices(*, by: Viewer, now: datetime) -> None:
    """The person has seen what they were told. That a colleague is looked for stands until somebody has heard from them."""
    if by.staff_id is None:
        return
    with acting(by, now, "notices.seen"):
        looked_for = PlannedVisit.objects.filter(alarmed(), case=OuterRef("case"))
        seen = Notice.objects.filter(staff_id=by.staff_id, seen_at=None)
        seen.exclude(Q(kind__in=ALARMS) & Exists(looked_for)).update(seen_at=now)
