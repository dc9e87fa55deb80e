"""What people on a case said about telling other bodies, as the rules read it."""

from __future__ import annotations

from upstander.cases.models import Case, Consent
from upstander.cases.sharing.rules import Consented
from upstander.confidentiality.api import fetch


def consented(case: Case) -> tuple[Consented, ...]:
    """Everything that people on the case have agreed to or refused, as the rules read it."""
    return tuple(
        Consented(
            row.id,
            row.party_id,
            row.agency_id,
            frozenset(row.kinds),
            frozenset(row.purposes),
            row.given,
            row.at,
            row.expires_at,
            row.withdrawn_at,
        )
        for row in fetch(lambda case: Consent.objects.filter(case=case).order_by("at"), case.id)
    )
