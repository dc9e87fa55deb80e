"""What the closure gate asks about a case, read from its rows."""

from __future__ import annotations

from datetime import datetime

from upstander.cases.editions import edition
from upstander.cases.models import Case, Duty, DutyState, PlanAction, PlannedVisit
from upstander.cases.rules import ClosureState


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
    steps = PlanAction.objects.filter(case=case, plan__ended_at=None, state=PlanAction.State.TO_DO)
    return ClosureState(
        state=case.state,
        open_must_duties=len(must),
        plan_open_steps=steps.count(),
        open_visits=PlannedVisit.objects.filter(case=case, ended_at=None).count(),
        survivor_view=survivor_view,
        reason=reason,
        explanation=explanation,
    )
