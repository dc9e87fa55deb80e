"""A person's own copy of their plan, as a PDF in large print where they need that. Nothing on it says what the case is about but
what was agreed with them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings

from upstander.cases.errors import NoSuchCase
from upstander.cases.models import ActionPlan, Case, Party, PartyRole, PlanAction
from upstander.confidentiality.api import Permission, Viewer, reading, vault
from upstander.lib.days import london_day
from upstander.lib.pdf import make_pdf
from upstander.messages.api import safe_contact_of


def plan_copy(*, viewer: Viewer, case_id: UUID, plan_id: UUID, now: datetime) -> bytes:
    """The PDF. Raises NoSuchCase."""
    viewer.check(Permission.CASE_WORK).enforce()
    with reading(viewer, now, "plan.print", case_id=case_id, subject_id=plan_id):
        case = Case.objects.filter(pk=case_id).first()
        plan = ActionPlan.objects.filter(pk=plan_id, case_id=case_id, ended_at=None).select_related("party")
        found = plan.first()
        if case is None or found is None:
            raise NoSuchCase
        whose = found.party or Party.objects.filter(case=case, role=PartyRole.SURVIVOR).first()
        card = safe_contact_of(whose.id) if whose else None
        landlord = settings.LANDLORD
        day = london_day(found.agreed_at)
        data = {
            "landlord": landlord["name"],
            "large": card is not None and "large_print" in card.needs,
            "agreed": f"{day.day} {day:%B %Y}",
            "wishes": vault.unseal(found, "wishes"),
            "review": f"{found.review_on.day} {found.review_on:%B %Y}" if found.review_on else "",
            "steps": [
                {
                    "what": vault.unseal(step, "what"),
                    "who": "You" if step.doer == PlanAction.Doer.SURVIVOR else vault.unseal(step, "owner"),
                    "by": f"{step.due_on.day} {step.due_on:%B %Y}" if step.due_on else "",
                }
                for step in found.actions.filter(state=PlanAction.State.TO_DO).order_by("position")
            ],
            "phone": landlord["phone"],
            "hours": landlord["opening_hours"],
        }
    return make_pdf("cases/plans/plan.typ", data, title="What we agreed", now=now)
