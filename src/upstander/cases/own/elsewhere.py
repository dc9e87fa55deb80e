"""A visit, in the words of the edition or, to whoever must not be visited at home, as a meeting elsewhere (clause 3.5.1)."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_noop

from upstander.cases.models import Party, PartyRole
from upstander.messages.api import safe_contacts_of
from upstander.policy.api import DutyRule, Listener

_ELSEWHERE = {
    Listener.SURVIVOR: gettext_noop("We meet you somewhere safe that you choose"),
    Listener.HOUSEHOLD: gettext_noop("We meet the person it happened to somewhere safe that they choose"),
}
# Who shares the home that would be visited: what one of a household said of it holds for what they are told of the visit.
_AT_THAT_HOME = {
    Listener.SURVIVOR: (PartyRole.SURVIVOR,),
    Listener.HOUSEHOLD: (PartyRole.SURVIVOR, PartyRole.REPORTER),
}


def told_of(rule: DutyRule, listener: Listener, case_id: UUID) -> str:
    """What this listener is told of this duty, or nothing. Inside an elevated step."""
    says = rule.told.get(listener, "")
    if says and rule.visit and listener in _ELSEWHERE:
        there = Party.objects.filter(case_id=case_id, role__in=_AT_THAT_HOME[listener])
        cards = safe_contacts_of(there.values_list("pk", flat=True))
        if any(card.not_at_home for card in cards.values()):
            return _ELSEWHERE[listener]
    return says
