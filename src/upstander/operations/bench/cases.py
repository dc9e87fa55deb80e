"""Invented cases for measuring: the same every time, and as mixed as a landlord's ten years."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from upstander.policy.api import Affiliation, Edition, ReporterRole

_BEGIN = datetime(2016, 1, 4, tzinfo=UTC)
_TEN_YEARS = 10 * 365 * 24 * 60
NOW = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)


def typical_case() -> dict[str, object]:
    """A tenant reports once, somebody assesses the risk, most of what was due is done, the case is open."""
    return {
        "now": NOW.isoformat(),
        "reports": [
            {
                "received_at": "2026-11-16T10:20:00+00:00",
                "channel": "phone",
                "reporter": "survivor",
                "reporter_contactable": True,
                "incident_on": "2026-11-15",
                "behaviours": ["verbal_abuse", "damage"],
                "motivations": ["race"],
                "triaged_at": "2026-11-16T11:02:00+00:00",
            }
        ],
        "survivor": {
            "affiliation": "customer",
            "identified": True,
            "contactable": True,
            "wants_updates": True,
        },
        "perpetrators": [{"known": True, "affiliation": "customer"}],
        "incident_at_home": True,
        "risk": {"level": "medium", "assessed_at": "2026-11-17T15:00:00+00:00"},
        "evidence": "some",
        "discharged": [
            {"duty": "acknowledge", "at": "2026-11-16T10:30:00+00:00"},
            {"duty": "first-contact", "at": "2026-11-16T14:00:00+00:00"},
            {"duty": "risk-assessment", "at": "2026-11-17T15:00:00+00:00"},
        ],
    }


def lines(count: int, edition: Edition, seed: int = 1) -> Iterator[str]:
    """So many cases as lines of JSON, in the words of the edition."""
    chance = Random(seed)  # noqa: S311 - invented cases, no secret
    for _ in range(count):
        yield json.dumps(_case(chance, edition), separators=(",", ":"))


def _case(chance: Random, edition: Edition) -> dict[str, object]:
    received = _BEGIN + timedelta(minutes=chance.randrange(_TEN_YEARS))
    reports = [_report(chance, edition, received)]
    while chance.random() < 0.25 and len(reports) < 5:
        reports.append(_report(chance, edition, received + timedelta(minutes=chance.randrange(60 * 24 * 90))))
    assessed = received + timedelta(hours=chance.expovariate(1 / 40))
    closed = received + timedelta(days=chance.uniform(10, 180))
    case: dict[str, object] = {
        "now": NOW.isoformat(),
        "reports": reports,
        "survivor": _survivor(chance),
        "perpetrators": [
            {"known": chance.random() < 0.6, "affiliation": chance.choice(["customer", "public", "unknown"])}
        ],
        "crime_likely": chance.choice([None, True, False]),
        "incident_at_home": chance.random() < 0.5,
        "evidence": chance.choice(["none", "some", "some", "strong"]),
        "validity": chance.choice(["not_assessed", "substantiated", "partly", "unsubstantiated"]),
        "discharged": [
            {"duty": rule.id, "at": _iso(received + timedelta(hours=chance.expovariate(1 / 30)))}
            for rule in edition.duties
            if chance.random() < 0.4
        ],
        "closed_at": _iso(closed) if chance.random() < 0.9 else None,
    }
    if chance.random() < 0.8:
        case["risk"] = {
            "level": chance.choice(["standard", "standard", "medium", "high"]),
            "assessed_at": _iso(assessed),
        }
    return case


def _report(chance: Random, edition: Edition, at: datetime) -> dict[str, object]:
    return {
        "received_at": _iso(at),
        "channel": chance.choice(edition.channels).id,
        "reporter": chance.choice(list(ReporterRole)).value,
        "reporter_contactable": chance.random() < 0.9,
        "incident_on": (at - timedelta(days=chance.randrange(5))).date().isoformat(),
        "immediate_danger": chance.random() < 0.08,
        "behaviours": [chance.choice(edition.behaviours).id for _ in range(chance.choice([1, 1, 2]))],
        "motivations": [chance.choice(edition.strands).id for _ in range(chance.choice([0, 1, 1, 1, 2]))],
        "triaged_at": _iso(at + timedelta(hours=chance.expovariate(1 / 3))),
    }


def _survivor(chance: Random) -> dict[str, object]:
    return {
        "affiliation": chance.choices(
            [
                Affiliation.CUSTOMER.value,
                Affiliation.HOUSEHOLD_MEMBER.value,
                Affiliation.PUBLIC.value,
                Affiliation.EMPLOYEE.value,
            ],
            [75, 12, 10, 3],
        )[0],
        "identified": chance.random() < 0.95,
        "contactable": chance.random() < 0.9,
        "safeguarding": ["adult"] if chance.random() < 0.05 else [],
        "wants_to_move": chance.random() < 0.15,
        "support_needs": chance.random() < 0.1,
        "wants_updates": chance.random() < 0.8,
    }


def _iso(at: datetime) -> str:
    return at.replace(microsecond=0).isoformat()
