"""Agreeing an action plan with the survivor, and settling its steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from upstander.cases import rules
from upstander.cases.actions.common import working
from upstander.cases.models import ActionPlan, Case, Party, PartyRole, PlanAction
from upstander.cases.told import PlanStep
from upstander.confidentiality.api import Viewer, vault
from upstander.lib.days import london_day
from upstander.lib.decision import Refused, refuse
from upstander.messages.api import By, check_contact, safe_contact_of
from upstander.policy.api import Deed


def agree_plan(
    *,
    case_id: UUID,
    steps: Sequence[PlanStep],
    wishes: str,
    agreed_with_survivor: bool,
    at: datetime,
    party_id: UUID | None = None,
    review_on: date | None = None,
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Record an action plan. Agreed with the survivor, it discharges `action-plan`; as a draft it does not (clause 3.3.1), and
    takes the place of no plan that was agreed.

    `party_id`: a witness or another person affected has a plan of their own, beside the survivor's (clause 1.4).
    """
    with working(case_id, by=by, now=now, action="case.plan", version=version) as work:
        case = work.case
        rules.check_happened(at, received_at=case.received_at, now=now).enforce()
        if not steps:
            refuse("A plan needs at least one step.").enforce()
        for number, step in enumerate(steps, 1):
            if not step.what.strip() or not step.owner.strip():
                refuse(f"Step {number} needs what will be done and who does it.").enforce()
        whose = _whose(case, party_id)
        before = ActionPlan.objects.filter(case=case, party=whose, ended_at=None)
        if not agreed_with_survivor and before.filter(agreed_with_survivor=True).exists():
            refuse(
                "The plan that was agreed stands until another is agreed. Keep this one for later, and save it once they agree."
            ).enforce()
        before.update(ended_at=now)
        plan = ActionPlan(
            party=whose,
            review_on=review_on,
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
            rows.append(_step(plan, position, step))
        PlanAction.objects.bulk_create(rows)
        entry = work.entry(
            "plan_agreed" if agreed_with_survivor else "plan_drafted",
            at=at,
            codes={"plan": str(plan.id), "steps": len(rows), "role": whose.role if whose else ""},
        )
        if agreed_with_survivor and whose is None:
            work.discharge(work.answered(Deed.PLAN), at=at, entry=entry)


def settle_step(
    *,
    case_id: UUID,
    step_id: UUID,
    done: bool,
    reason: str = "",
    instead: PlanStep | None = None,
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """A step of the plan is done, or ended undone with the reason; `instead` takes the place of a step that is changed."""
    with working(case_id, by=by, now=now, action="case.plan_step", version=version) as work:
        row = PlanAction.objects.filter(pk=step_id, case=work.case).select_related("plan").first()
        if row is None:
            raise Refused("That step is not on this case's plan.")
        if not done and not reason.strip():
            why = "was changed" if instead is not None else "was not done"
            refuse(f"Say why the step {why}.").enforce()
        if instead is not None:
            if not instead.what.strip() or not instead.owner.strip():
                refuse("Say what will be done instead, and who does it.").enforce()
            last = PlanAction.objects.filter(plan=row.plan).order_by("-position").first()
            _step(row.plan, last.position + 1 if last else 1, instead).save(force_insert=True)
        state = PlanAction.State.CHANGED if instead is not None else PlanAction.State.NOT_DONE
        row.state = PlanAction.State.DONE if done else state
        row.settled_at = now
        if reason.strip():
            vault.seal(row, reason=reason.strip())
        row.save()
        codes = {"step": row.position, "done": done, "changed": instead is not None}
        work.entry("plan_step", codes=codes, body=reason.strip())


def set_plan_review(
    *,
    case_id: UUID,
    review_on: date | None,
    instead_of: date | None = None,
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> date | None:
    """When the plan is looked at together with the survivor. Answers with the day it was before. `instead_of`: only where that is the
    day now. Raises Refused, NoSuchCase, StaleEdit."""
    with working(case_id, by=by, now=now, action="case.plan_review", version=version) as work:
        plan = ActionPlan.objects.filter(case=work.case, party=None, ended_at=None).first()
        if plan is None:
            raise Refused("There is no plan yet. Agree one with them first.")
        if instead_of is not None and plan.review_on != instead_of:
            refuse("Somebody has set another day since.").enforce()
        if instead_of is None and (review_on is None or review_on <= london_day(now)):
            refuse("Give a day that is still to come.").enforce()
        was: date | None = plan.review_on
        plan.review_on, plan.chased_at = review_on, None
        plan.save(update_fields=["review_on", "chased_at"])
        work.entry("plan_review", codes={"on": review_on.isoformat() if review_on else ""})
    return was


def hand_over_plan(
    *,
    case_id: UUID,
    plan_id: UUID,
    way: str,
    read: bool = False,
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """They have their copy: in their hand, or by post to an address that is safe now. `read`: they have read or heard it, and say that
    it is right. Raises Refused, NoSuchCase, StaleEdit."""
    with working(case_id, by=by, now=now, action="case.plan_copy", version=version) as work:
        plan = ActionPlan.objects.filter(pk=plan_id, case=work.case, ended_at=None).first()
        if plan is None:
            raise Refused("That plan has been replaced. Open the case again.")
        if way not in HANDED_OVER:
            refuse("Say how they got it.").enforce()
        if not plan.agreed_with_survivor:
            refuse("It is a draft. Agree it with them first.").enforce()
        if way == "post":
            role = PartyRole.SURVIVOR
            whose = plan.party or Party.objects.filter(case=work.case, role=role).first()
            card = safe_contact_of(whose.id) if whose else None
            check_contact(card, By.POST, at=now, danger=work.case.danger).enforce()
        if way == "read" and not read:
            refuse(
                "It was read to them: do they say that it is right? If not, change the plan with them."
            ).enforce()
        work.entry(
            "plan_copy", codes={"way": way, "role": plan.party.role if plan.party else "", "read": read}
        )


def _whose(case: Case, party_id: UUID | None) -> Party | None:
    """None for the survivor's own plan."""
    if party_id is None:
        return None
    party = Party.objects.filter(pk=party_id, case=case).exclude(role=PartyRole.PERPETRATOR).first()
    if party is None:
        raise Refused("Choose whose plan it is.")
    return None if party.role == PartyRole.SURVIVOR else party


def _step(plan: ActionPlan, position: int, step: PlanStep) -> PlanAction:
    if step.doer not in PlanAction.Doer.values:
        raise Refused("Say whether we, they themselves, or another body does it.")
    row = PlanAction(
        id=uuid4(), plan=plan, case_id=plan.case_id, position=position, due_on=step.due_on, doer=step.doer
    )
    vault.seal(row, what=step.what.strip(), owner=step.owner.strip())
    return row


HANDED_OVER = {
    "hand": "Put in their hand",
    "read": "Read to them, or recorded for them",
    "post": "By post, to a safe address",
}
