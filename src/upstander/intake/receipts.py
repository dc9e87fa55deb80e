"""What a reporter is told after reporting."""

from __future__ import annotations

import hashlib
from datetime import datetime

from upstander.cases.api import Owing, current_edition, promises_of_report
from upstander.confidentiality.api import PUBLIC, elevated, viewing
from upstander.intake.models import Report
from upstander.intake.told import Promise, Receipt

# What a reporter is promised, and in this order; other duties are the landlord's own business.
TO_THE_SURVIVOR = (
    "emergency-services",
    "visit",
    "acknowledge",
    "first-contact",
    "advise-non-customer",
    "staff-route",
    "risk-assessment",
    "action-plan",
)
TO_OTHERS = ("acknowledge",)


def receipt_of(report: Report, *, again: bool = False) -> Receipt:
    """The receipt of a report. Inside an elevated step. A third party is told that it was received, and nothing more (3.2.3)."""
    owing: dict[str, Owing] = {each.slug: each for each in promises_of_report(report.case_id, report.id)}
    slugs = TO_THE_SURVIVOR if report.reporter in ("survivor", "household") else TO_OTHERS
    return Receipt(
        reference=report.reference,
        received_at=report.received_at,
        danger=bool(owing.get("emergency-services")),
        third_party=report.reporter in current_edition().third_parties,
        promises=tuple(
            Promise(owing[slug].label, owing[slug].due_at, owing[slug].why) for slug in slugs if slug in owing
        ),
        files=report.attachments.count(),
        again=again,
        reporter=report.reporter,
    )


def receipt(unique: bytes, now: datetime) -> Receipt | None:
    """The receipt of the report that this value made, or None. Whoever holds the value made the report."""
    key = hashlib.sha256(b"upstander report:" + unique).digest()
    with viewing(PUBLIC), elevated("intake.receipt"):
        row = Report.objects.filter(submit_key=key).first()
        return receipt_of(row, again=True) if row is not None else None
