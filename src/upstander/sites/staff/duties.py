"""Where each duty is answered: the form that records the thing itself, opened for that duty."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from upstander.cases.measures.api import kinds_for
from upstander.cases.queries.api import DutyLine
from upstander.policy.api import Deed

_BY_CONTACT = frozenset({Deed.REPLY, Deed.CONVERSATION, Deed.CONTACT})
_OWN_FORM = {
    Deed.VISIT: ("visit", "Record the visit"),
    Deed.ASSESSMENT: ("risk", "Assess risk"),
    Deed.REASSESSMENT: ("risk", "Assess risk again"),
    Deed.PLAN: ("plan", "Agree the plan"),
    Deed.FINDING: ("finding", "Record what was found"),
    Deed.SURVEY: ("survey", "Ask how we did"),
}


def action_of(duty: DutyLine, *, triages: bool = True) -> tuple[str, str]:
    """The address where this duty is answered, and what the link says. No address, and who does it, for whoever cannot: a line manager
    whom a colleague told does not triage."""
    if Deed.TRIAGE in duty.deeds:
        return (reverse("staff:queue"), "Go to new reports") if triages else ("", "Whoever triages does this")
    if duty.deeds & _BY_CONTACT:
        return f"{reverse('staff:contact', args=[duty.case_id])}?duty={duty.slug}", "Record contact"
    for deed, (name, text) in _OWN_FORM.items():
        if deed in duty.deeds:
            return reverse(f"staff:{name}", args=[duty.case_id]), text
    kinds = kinds_for(duty.deeds)
    if len(kinds) == 1:
        begin = kinds[0].next_steps("")[0]
        address = reverse("staff:measure-begin", args=[duty.case_id, kinds[0].id, begin.code])
        answers = [each for each in kinds[0].steps if duty.deeds & set(each.deeds)]
        if answers and begin not in answers:
            # What begins it does not answer the duty: `begin` leads on from what has begun already.
            return f"{address}?duty={duty.slug}", answers[0].label
        return address, begin.label
    if kinds:
        return f"{reverse('staff:measures', args=[duty.case_id])}?duty={duty.slug}", "Choose what to do"
    return answer_address(duty.case_id, duty.slug), "Decide" if duty.kind == "consider" else "Record it"


def answer_address(case_id: UUID, slug: str) -> str:
    """The plain form for one duty: done, or not and why."""
    return reverse("staff:duty", args=[case_id, slug])


def answered_in_passing(duties: Sequence[DutyLine]) -> list[tuple[str, str]]:
    """Open duties that talking to somebody may answer along the way. The others are answered one by one."""
    passing = (duty for duty in duties if duty.in_talk or Deed.CONTACT in duty.deeds)
    return list({duty.slug: duty.label for duty in passing}.items())
