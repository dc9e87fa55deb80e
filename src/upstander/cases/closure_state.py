"""What the closure gate asks about a case, read from its rows."""

from __future__ import annotations

from upstander.cases.models import Case, Duty, DutyState, PlanAction
from upstander.cases.rules import ClosureState

# Repeating promises that run as long as the case does end with it; they do not hold it open.
RUNNING = frozenset({"progress-update", "risk-review"})


def closure_state(case: Case, *, survivor_view: str, reason: str, explanation: str) -> ClosureState:
    """The state for `rules.check_closure_proposal`. Needs a `viewing` block."""
    must = Duty.objects.filter(case=case, state=DutyState.OPEN, kind="must").exclude(slug__in=RUNNING)
    steps = PlanAction.objects.filter(case=case, plan__ended_at=None, state=PlanAction.State.TO_DO)
    return ClosureState(
        state=case.state,
        open_must_duties=must.count(),
        plan_open_steps=steps.count(),
        survivor_view=survivor_view,
        reason=reason,
        explanation=explanation,
    )
