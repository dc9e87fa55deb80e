"""Whom the landlord's other systems ask us about before they write, call or visit. A reference and nothing else: never why."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from upstander.cases.links import links_of
from upstander.cases.models import CaseState, Party, PartyRole
from upstander.cases.queries.spans import read_through
from upstander.confidentiality.api import Viewer, acting, vault
from upstander.messages.api import spoken_of
from upstander.people.api import references_of

_ROLES = (PartyRole.SURVIVOR, PartyRole.WITNESS, PartyRole.REPORTER, PartyRole.HOUSEHOLD)


def ask_first(*, by: Viewer, now: datetime) -> set[str]:
    """The housing system's references of people on open cases who told us how they may be reached. As the system.

    Sealed cases are left out: their keepers look after that themselves. The same mark may come from any card, also one that only asks
    for large print, so that it says nothing of a case.
    """
    people: set[UUID] = set()
    with acting(by, now, "people.flags") as act:
        rows = Party.objects.filter(
            role__in=_ROLES,
            links__isnull=False,
            case__sealed=False,
            case__state__in=(CaseState.RECEIVED, CaseState.OPEN),
        )
        for some in read_through(rows.order_by("id")):
            told = spoken_of({party.id for party in some})
            vault.warm({party.case_id for party in some if party.id in told})
            for party in some:
                person = links_of(party)[0] if party.id in told else None
                if person:
                    people.add(person)
        found = references_of(people)
        act.detail["people"] = len(found)
    return found
