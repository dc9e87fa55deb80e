"""Today: what I have to do, the next thing large; what I was told; and for whoever triages, what has come in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from upstander.cases.api import dismiss_notices
from upstander.cases.complaints.api import ComplaintLine, late_with_my_people, my_complaints
from upstander.cases.joint.api import late_joint_actions
from upstander.cases.queries.api import (
    changed_since,
    closings_to_decide,
    emergencies_to_review,
    openings_waiting,
    since_yesterday,
    today,
    waiting_count,
)
from upstander.cases.visits.api import ALARMS, hears_by_email_only, looked_for, my_visits
from upstander.confidentiality.api import Permission, endings_to_settle, grants_waiting
from upstander.governance.api import campaign_tasks, my_gaps, my_impact_actions, register_tasks
from upstander.intake.api import kept_waiting, messages_waiting, queue
from upstander.lib.days import london_day
from upstander.partners.api import register_gaps
from upstander.sites.public.helplines import to_check
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import go, reads_cases, show, triages
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.timeline_kinds import changes

_FIRST, _MOST = 8, 100  # duties shown before "show all", and then
_QUEUE, _DANGER = 5, 20  # new reports shown, and those looked at for danger, which stands first
_LATE = ("overdue", "overdue_escalated")


@staff_page(None)
def my_day(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page that staff land on."""
    everything = request.GET.get("show") == "all"
    day = today(desk.viewer, now=desk.now, limit=_MOST if everything else _FIRST)
    takes_new = triages(desk.viewer)
    visits = my_visits(desk.viewer, now=desk.now)
    heard = {notice.case_id for notice in day.notices if notice.kind in ALARMS}
    alarms = looked_for(desk.viewer, heard, now=desk.now) if heard else ()
    waiting = queue(desk.viewer, now=desk.now, limit=_DANGER, opened=_QUEUE) if takes_new else []
    waits = waiting_count(desk.viewer, now=desk.now) if takes_new else None
    return show(
        request,
        desk,
        "staff/today.html",
        {
            "day": day,
            "me": desk.viewer.staff_id,
            "next": day.duties[0] if day.duties else None,
            "later": day.duties[1:],
            "more": 0 if everything else max(0, min(day.open_duties, _MOST) - _FIRST),
            "told": [notice for notice in day.notices if notice.kind not in (*_LATE, *ALARMS)],
            "alarms": alarms,  # a colleague may be in danger: at the top, until somebody has heard from them
            "ask_me": [visit for visit in visits if (visit.late or visit.silent) and not visit.covered],
            "overdue_told": [notice for notice in day.notices if notice.kind in _LATE],
            "since": since_yesterday(desk.now),
            "changed": changes(changed_since(desk.viewer, since_yesterday(desk.now), now=desk.now)),
            "visits": visits,
            "asleep": hears_by_email_only(desk.viewer),
            "unanswered": messages_waiting(desk.viewer, now=desk.now),
            "grants_waiting": grants_waiting(desk.viewer),
            "policy_tasks": _policy_tasks(desk),
            "register_gaps": register_gaps(desk.viewer, now=desk.now),
            "joint_late": len(late_joint_actions(desk.viewer, now=desk.now)),
            "complaints": _complaints(desk),
            "to_review": emergencies_to_review(desk.viewer, now=desk.now),
            "to_decide": closings_to_decide(desk.viewer),
            "late_complaints": late_with_my_people(desk.viewer, now=desk.now),
            "training_gaps": my_gaps(desk.viewer, now=desk.now),
            "endings_waiting": len(endings_to_settle(desk.viewer)),
            "helplines_to_check": to_check(desk.viewer, desk.now.date()),
            "kept": kept_waiting(desk.viewer, now=desk.now),
            "openings_waiting": openings_waiting(desk.viewer),
            "triages": takes_new,
            "waiting": waiting[:_QUEUE],
            "waits": waits,
            "endangered": [line for line in waiting if line.waiting.danger],
            "works": desk.viewer.may(Permission.CASE_WORK) or day.cases > 0,
            "goes_away": desk.viewer.may(Permission.CASE_WORK),
            "queue_first": takes_new and not reads_cases(desk.viewer),
        },
    )


def _complaints(desk: Desk) -> list[ComplaintLine]:
    """Complaints on which something is due from this person."""
    if not desk.viewer.may(Permission.COMPLAINT_HANDLE):
        return []
    return [line for line in my_complaints(desk.viewer, now=desk.now) if line.due_at]


def _policy_tasks(desk: Desk) -> dict[str, int]:
    """How much of the policy register and the calendar is this person's, and how much of it is overdue."""
    tasks = [*register_tasks(desk.viewer, now=desk.now), *campaign_tasks(desk.viewer, now=desk.now)]
    mine, today = my_impact_actions(desk.viewer), london_day(desk.now)
    late = sum(task.overdue for task in tasks) + sum(each.due_on < today for each in mine)
    return {"all": len(tasks) + len(mine), "late": late}


@staff_page(None, "POST")
def dismiss(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everything I was told, I have seen."""
    dismiss_notices(by=desk.viewer, now=desk.now)
    return go("today", done="seen")
