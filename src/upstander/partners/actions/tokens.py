"""Tokens of bodies that hand over reports by computer: made, revoked, and asked at every call."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import connection

from upstander.confidentiality.api import Permission, Viewer, acting
from upstander.lib.days import london_day
from upstander.lib.decision import refuse
from upstander.partners.actions.agencies import locked_agency
from upstander.partners.errors import NoSuchAgency
from upstander.partners.models import ApiToken

SCOPES = {
    "reports:write": "Hand over reports and their files",
    "reports:read": "Ask whether a report of theirs was received",
    "housing:write": "Hand over homes, people and tenancies. For your own housing system alone, entered here as a body",
    "housing:flags": "Ask about whom to ask first. Whoever reads the mark there may guess that there is a case",
}
PER_MINUTE = 120
_LONGEST_DAYS = 400


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """Whose token it is, and what it may do. `within`: this call is within the token's limit for a minute."""

    token_id: UUID
    agency_id: UUID
    agency: str
    scopes: frozenset[str]
    within: bool


def make_token(
    *,
    agency_id: UUID,
    label: str,
    scopes: Collection[str],
    ends_on: date,
    per_minute: int = PER_MINUTE,
    by: Viewer,
    now: datetime,
) -> str:
    """A new token. It is answered once and kept nowhere. Raises Refused, NoSuchAgency."""
    by.check(Permission.PARTNERS_EDIT).enforce()
    if not label.strip():
        refuse("Say which computer or programme of theirs uses it.").enforce()
    if not scopes or not set(scopes) <= set(SCOPES):
        refuse("Tick what it may do.").enforce()
    if not 0 < (ends_on - london_day(now)).days <= _LONGEST_DAYS:
        refuse(
            "Give its last day, within 13 months from now, so that a forgotten one ends by itself."
        ).enforce()
    if per_minute < 1:
        refuse("Give how many calls a minute are allowed.").enforce()
    token = f"up_{secrets.token_urlsafe(32)}"
    with acting(by, now, "partners.token", subject_id=agency_id):
        agency = locked_agency(agency_id)
        if agency.retired_at is not None:
            refuse("This body is no longer in use.").enforce()
        ApiToken.objects.create(
            id=uuid4(),
            agency=agency,
            label=label.strip()[:80],
            digest=_digest(token),
            scopes=sorted(set(scopes)),
            per_minute=per_minute,
            made_at=now,
            made_by_id=by.staff_id,
            ends_on=ends_on,
        )
    return token


def revoke_token(*, token_id: UUID, by: Viewer, now: datetime) -> None:
    """It opens nothing from this moment on. Again: no change. Raises Refused, NoSuchAgency."""
    by.check(Permission.PARTNERS_EDIT).enforce()
    with acting(by, now, "partners.token_revoke") as act:
        row = ApiToken.objects.select_for_update().filter(pk=token_id).first()
        if row is None:
            raise NoSuchAgency
        act.subject_id = row.agency_id
        if row.revoked_at is None:
            row.revoked_at, row.revoked_by_id = now, by.staff_id
            row.save(update_fields=["revoked_at", "revoked_by_id"])


def token_holder(token: str, *, now: datetime) -> TokenHolder | None:
    """Whose token this is, counting the call; None when it opens nothing (unknown, revoked, over, or of a retired body)."""
    if not token.startswith("up_") or len(token) > 100:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM partners_token_used(%s, %s, %s)", [_digest(token), london_day(now), now]
        )
        row = cursor.fetchone()
    return TokenHolder(row[0], row[1], row[2], frozenset(row[3]), row[4]) if row else None


def _digest(token: str) -> bytes:
    return hashlib.sha256(b"upstander partner token:" + token.encode("utf-8", "replace")).digest()
