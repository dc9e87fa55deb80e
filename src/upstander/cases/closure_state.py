"""What the closure gate asks about a case, read from its rows."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import connection

from upstander.cases.editions import edition
from upstander.cases.measures.together import led_by_others
from upstander.cases.models import Case, Duty, DutyState, Measure
from upstander.cases.rules import ClosureState
from upstander.confidentiality.api import vault

_LEFT = """
SELECT (SELECT count(*) FROM cases_planaction a JOIN cases_actionplan p ON p.id = a.plan_id
    WHERE a.case_id = %(case)s AND p.ended_at IS NULL AND a.state = 'to_do'),
  (SELECT count(*) FROM cases_plannedvisit WHERE case_id = %(case)s AND ended_at IS NULL)
"""


def closure_state(
    case: Case, *, survivor_view: str, reason: str, explanation: str, now: datetime
) -> ClosureState:
    """The state for `rules.check_closure_proposal`. Needs a `viewing` block.

    A promise that repeats as long as the case runs holds it open only when it is overdue; it ends with the case.
    """
    rules = edition(case.edition)
    must = [
        duty
        for duty in Duty.objects.filter(case=case, state=DutyState.OPEN, kind="must")
        if duty.due_at < now or not rules.duty(duty.slug).recurs
    ]
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, {"case": case.id})
        steps, visits = cursor.fetchone()
    return ClosureState(
        state=case.state,
        open_must_duties=len(must),
        plan_open_steps=steps,
        led_elsewhere=reason == "elsewhere" and _led_elsewhere(case),
        open_visits=visits,
        survivor_view=survivor_view,
        reason=reason,
        explanation=explanation,
    )


def _led_elsewhere(case: Case) -> bool:
    rows = Measure.objects.filter(case=case, kind__in=("transfer", "joint-lead", "other-policy"))
    for row in rows.exclude(state__in=("declined", "withdrawn")).prefetch_related("steps"):
        steps = sorted(row.steps.all(), key=lambda each: each.recorded_at)
        leads = [json.loads(vault.unseal(each, "told") or "{}").get("lead", "") for each in steps]
        lead = next((each for each in reversed(leads) if each), "")
        if led_by_others(row.kind, tuple(each.code for each in steps), lead):
            return True
    return False
