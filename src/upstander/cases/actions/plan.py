"""Agreeing an action plan with the survivor, and settling its steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from upstander.cases import rules
from upstander.cases.actions.common import working
from upstander.cases.models import ActionPlan, PlanAction
from upstander.cases.told import PlanStep
from upstander.confidentiality.api import Viewer, vault
from upstander.lib.decision import Refused, refuse
from upstander.policy.api import Deed


def agree_plan(
    *,
    case_id: UUID,
    steps: Sequence[PlanStep],
    wishes: str,
    agreed_with_survivor: bool,
    at: datetime,
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Record an action plan. Agreed with the survivor, it discharges `action-plan`; as a draft it does not (clause 3.3.1)."""
    with working(case_id, by=by, now=now, action="case.plan", version=version) as work:
        case = work.case
        rules.check_happened(at, received_at=case.received_at, now=now).enforce()
        if not steps:
            refuse("A plan needs at least one step.").enforce()
        for number, step in enumerate(steps, 1):
            if not step.what.strip() or not step.owner.strip():
                refuse(f"Step {number} needs what will be done and who does it.").enforce()
        ActionPlan.objects.filter(case=case, ended_at=None).update(ended_at=now)
        plan = ActionPlan(
            id=uuid4(),
            case=case,
            agreed_at=at,
            recorded_at=now,
            by_id=by.staff_id,
            agreed_with_survivor=agreed_with_survivor,
        )
        vault.seal(plan, wishes=wishes.strip())
        plan.save(force_insert=True)
        rows = []
        for position, step in enumerate(steps, 1):
            row = PlanAction(id=uuid4(), plan=plan, case=case, position=position, due_on=step.due_on)
            vault.seal(row, what=step.what.strip(), owner=step.owner.strip())
            rows.append(row)
        PlanAction.objects.bulk_create(rows)
        entry = work.entry(
            "plan_agreed" if agreed_with_survivor else "plan_drafted",
            at=at,
            codes={"plan": str(plan.id), "steps": len(rows)},
        )
        if agreed_with_survivor:
            work.discharge(work.answered(Deed.PLAN), at=at, entry=entry)


def settle_step(
    *,
    case_id: UUID,
    step_id: UUID,
    done: bool,
    reason: str = "",
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """A step of the plan is done, or ended undone with the reason."""
    with working(case_id, by=by, now=now, action="case.plan_step", version=version) as work:
        row = PlanAction.objects.filter(pk=step_id, case=work.case).first()
        if row is None:
            raise Refused("That step is not on this case's plan.")
        if not done and not reason.strip():
            refuse("Say why the step was not done.").enforce()
        row.state = PlanAction.State.DONE if done else PlanAction.State.NOT_DONE
        row.settled_at = now
        if reason.strip():
            vault.seal(row, reason=reason.strip())
        row.save()
        work.entry("plan_step", codes={"step": row.position, "done": done}, body=reason.strip())
