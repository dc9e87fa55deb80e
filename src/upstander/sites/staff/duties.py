"""Where each duty is answered: the form that records the thing itself, opened for that duty."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from upstander.cases.api import DutyLine

# Duties that a contact answers by itself or may answer in passing.
BY_CONTACT = frozenset(
    {
        "acknowledge",
        "first-contact",
        "progress-update",
        "discreet-enquiry",
        "closure-follow-up",
        "case-review-notice",
    }
)
OWN_FORM = {
    "visit": ("visit", "Record the visit"),
    "risk-assessment": ("risk", "Assess risk"),
    "risk-review": ("risk", "Assess risk again"),
    "action-plan": ("plan", "Agree the plan"),
    "validate": ("finding", "Record what was found"),
}
# What talking to somebody can do besides; acknowledgement and first contact are met by the contact itself.
IN_TALK = frozenset(
    {
        "accessible-format",
        "advise-non-customer",
        "case-review-notice",
        "closure-follow-up",
        "discreet-enquiry",
        "female-staff",
        "online-abuse-advice",
        "progress-update",
        "rehousing-advice",
        "satisfaction",
    }
)


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
    """Open duties that talking to somebody may answer along the way. The others are answered one by one."""
    return list({duty.slug: duty.label for duty in duties if duty.slug in IN_TALK}.items())
