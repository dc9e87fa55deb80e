"""Emergencies in which something was told without consent, and which wait for a manager (clauses 3.5.2, 5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from upstander.cases.models import Disclosure, Notice
from upstander.confidentiality.api import Permission, Viewer, viewing
from upstander.partners.api import agency_names


@dataclass(frozen=True, slots=True)
class ToReview:
    """One of them."""

    id: UUID
    case_id: UUID
    reference: str
    agency: str
    at: datetime
    due_at: datetime


def emergencies_to_review(viewer: Viewer, *, now: datetime, limit: int = 20) -> list[ToReview]:
    """Those that this manager may judge, the longest due first: never what they told themselves. They stand there until judged.

    Whoever sees every case gets only what is overdue or what they were asked about: the managers of its team come first.
    """
    if viewer.staff_id is None or not viewer.may(Permission.CASE_CLOSE):
        return []
    with viewing(viewer):
        rows = Disclosure.objects.filter(reviewed_at=None, review_due_at__isnull=False)
        rows = rows.exclude(by_id=viewer.staff_id).order_by("review_due_at")
        if viewer.may(Permission.CASE_READ_ALL):
            asked = Notice.objects.filter(
                case_id=OuterRef("case_id"), staff_id=viewer.staff_id, kind="sharing_review"
            )
            rows = rows.filter(Q(review_due_at__lt=now) | Exists(asked))
        found = list(
            rows.values_list("id", "case_id", "case__reference", "agency_id", "at", "review_due_at")[:limit]
        )
        bodies = agency_names({agency for _, _, _, agency, _, _ in found if agency})
        return [
            ToReview(id, case, reference, bodies[agency] if agency else "Not on the register", at, due)
            for id, case, reference, agency, at, due in found
            if due
        ]
