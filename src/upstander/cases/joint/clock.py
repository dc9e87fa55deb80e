"""What time does to joint action groups: meetings are planned ahead, what rested on consent that has run out is stopped, bodies are
reminded of what they undertook until it is done."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q

from upstander.cases.joint.groups import plan_ahead
from upstander.cases.models import Case, ItemShare, JointAction, Pack
from upstander.cases.officers import tell
from upstander.cases.shares import queue_notice, recheck_shares
from upstander.confidentiality.api import Viewer, acting, conflicted_staff, viewing
from upstander.lib.days import london_day

REMIND_EVERY = timedelta(days=7)
_FOLLOWED = timedelta(days=100)  # after a meeting: longer than any pack is read
_BATCH = 200


def look_after_groups(*, by: Viewer, now: datetime) -> None:
    """Everything of an hour. Doing it twice does it once."""
    plan_ahead(by=by, now=now)
    stop_what_ran_out(by=by, now=now)
    remind_bodies(by=by, now=now)


def stop_what_ran_out(*, by: Viewer, now: datetime) -> int:
    """Shares that rest on consent which is not in force any more. Returns how many were stopped."""
    with viewing(by):
        cases = set(
            ItemShare.objects.filter(
                stopped_at=None, item__out_at=None, item__meeting__at__gt=now - _FOLLOWED
            ).values_list("case_id", flat=True)
        )
    stopped = 0
    for case_id in sorted(cases):
        with acting(by, now, "clock.joint", case_id=case_id) as act:
            case = Case.objects.select_for_update().get(pk=case_id)
            found = recheck_shares(case, by=by, now=now)
            act.detail["stopped"] = found
        stopped += found
    return stopped


def remind_bodies(*, by: Viewer, now: datetime) -> int:
    """A body whose action is past its day is told again that something waits, once a week, and so is whoever of us took it on. Who has
    the case is told by the measure's own clock. Returns how many actions."""
    today = london_day(now)
    with acting(by, now, "clock.joint_actions") as act:
        late = list(
            JointAction.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(state="agreed")
            .filter(Q(agency=None, case__isnull=False) | Q(agency__retired_at=None, agency__isnull=False))
            .filter(Q(measure=None, due_on__lt=today) | Q(measure__ended_at=None, measure__next_on__lt=today))
            .filter(Q(chased_at=None) | Q(chased_at__lte=now - REMIND_EVERY))
            .order_by("due_on")[:_BATCH]
        )
        for row in late:
            row.chased_at, row.chased_times = now, F("chased_times") + 1
            row.save(update_fields=["chased_at", "chased_times"])
            if row.staff_id is not None:
                case = Case.objects.get(pk=row.case_id or UUID(int=0))
                if row.staff_id not in conflicted_staff(case.id):
                    tell(case, {row.staff_id}, "joint_action_late", now)
                continue
            pack = (
                Pack.objects.select_for_update()
                .filter(meeting=row.meeting, agency=row.agency, way="page")
                .order_by("-sort")  # the pack rather than the minutes
                .first()
            )
            if pack is not None:
                queue_notice(pack)
                pack.save(update_fields=["notice"])
        act.detail["reminded"] = len(late)
    return len(late)
