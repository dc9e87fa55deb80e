"""People of other bodies who no longer sign in: who they were is kept as long as the edition says (class `partner-person`)."""

from __future__ import annotations

from datetime import datetime

from upstander.cases.api import current_edition
from upstander.confidentiality.api import Viewer, viewing
from upstander.partners.api import forget_people
from upstander.policy.api import Clock
from upstander.records.models import AccessRequest

MOST = 500  # in one night
_WITHOUT_CLASS = Clock.parse("1 calendar year")  # what an edition that is silent means


def forget_partner_people(*, by: Viewer, now: datetime, most: int = MOST) -> int:
    """Destroy the names of those whose time is over. As long as anybody's request for their own data is open nobody's goes: it may be
    theirs. As the system. Returns how many."""
    with viewing(by):
        if AccessRequest.objects.filter(ended_at=None).exists():
            return 0
    rules = current_edition(now).retention
    keep = next((each.keep for each in rules if each.id == "partner-person"), _WITHOUT_CLASS)
    return forget_people(keep=keep, most=most, by=by, now=now)
