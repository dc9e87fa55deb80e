"""Bodies that may be told something, as a manager would enter them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from upstander.cases.sharing.api import SharingTold
from upstander.confidentiality.api import system
from upstander.partners.api import PURPOSES, AgencyTold, AgreementTold, add_agency, add_agreement

EVERYTHING = ("identity", "address", "account", "alleged", "risk")


def body(now: datetime, kind: str = "police", name: str = "Marsh Lane Police", **changes: object) -> UUID:
    """Add one body; answers with its id."""
    fields: dict[str, object] = {
        "kind": kind,
        "name": name,
        "reach": "By telephone through their switchboard",
        "checked_on": now.date(),
    }
    told = AgencyTold(**{**fields, **changes})  # type: ignore[arg-type]
    return add_agency(told=told, by=system("tests"), now=now)


def at_once(**changes: object) -> SharingTold:
    """An emergency: the ambulance crew was told that a child is at risk."""
    told = SharingTold(
        "emergency", kinds=("identity", "address"), body="The ambulance crew", emergency="child"
    )
    return replace(told, **changes)  # type: ignore[arg-type]


def agreed(agency_id: UUID, now: datetime, kinds: tuple[str, ...] = EVERYTHING, **changes: object) -> UUID:
    """Record a sharing agreement with a body; answers with its id."""
    fields: dict[str, object] = {
        "title": "Sharing protocol",
        "purposes": "Keeping people safe",
        "uses": tuple(PURPOSES),
        "kinds": kinds,
        "starts_on": date(2026, 1, 1),
        "review_on": date(2027, 1, 1),
    }
    told = AgreementTold(**{**fields, **changes})  # type: ignore[arg-type]
    return add_agreement(agency_id=agency_id, told=told, by=system("tests"), now=now)
