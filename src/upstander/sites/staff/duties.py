"""Where each duty is answered: the form that records the thing itself, opened for that duty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from upstander.cases.api import OUTWARD, DutyLine

# Duties that a contact answers by itself or may answer in passing.
BY_CONTACT = frozenset(
    {"acknowledge", "first-contact", "progress-update", "discreet-enquiry", "closure-follow-up", "case-review-notice"}
)
OWN_FORM = {
    "visit": ("visit", "Record the visit"),
    "risk-assessment": ("risk", "Assess risk"),
    "risk-review": ("risk", "Assess risk again"),
    "action-plan": ("plan", "Agree the plan"),
    "validate": ("finding", "Record what was found"),
}
# Met by the kind of contact itself, so not ticked by hand.
BY_ITSELF = frozenset({"acknowledge", "first-contact"})


def action_of(duty: DutyLine) -> tuple[str, str]:
    """The address where this duty is answered, and what the link says."""
    if duty.slug == "triage":
        return reverse("staff:queue"), "Go to new reports"
    if duty.slug in BY_CONTACT:
        return f"{reverse('staff:contact', args=[duty.case_id])}?duty={duty.slug}", "Record contact"
    if duty.slug in OWN_FORM:
        name, text = OWN_FORM[duty.slug]
        return reverse(f"staff:{name}", args=[duty.case_id]), text
    return answer_address(duty.case_id, duty.slug), "Decide" if duty.kind == "consider" else "Record it"


def answer_address(case_id: UUID, slug: str) -> str:
    """The plain form for one duty: done, or not and why."""
    return reverse("staff:duty", args=[case_id, slug])


def answered_in_passing(duties: Sequence[DutyLine]) -> list[tuple[str, str]]:
    """Open duties that a contact or visit may answer along the way: those with no form of their own that tell nobody else."""
    found = {
        duty.slug: duty.label
        for duty in duties
        if duty.slug not in OUTWARD and duty.slug not in OWN_FORM and duty.slug not in BY_ITSELF and duty.slug != "triage"
    }
    return list(found.items())


def duty_card_args(duty: DutyLine) -> dict[str, Any]:
    """Arguments of the duty macro. Any: of several kinds."""
    href, text = action_of(duty)
    why = f"{duty.why}\n\n{duty.detail}" if duty.detail and duty.detail != duty.why else duty.why
    return {
        "name": duty.label,
        "state": duty.state,
        "due_at": duty.due_at,
        "kind": duty.kind,
        "clause_number": duty.clause,
        "source": duty.source,
        "why": why,
        "action_text": text,
        "action_href": href,
    }
