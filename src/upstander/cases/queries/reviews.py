"""What waits for a manager's word: emergencies in which something was told without consent (clauses 3.5.2, 5.2), and closing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from upstander.cases.models import CaseState, Closure, Disclosure, Notice
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


@dataclass(frozen=True, slots=True)
class ToDecide:
    """A proposal to close."""

    case_id: UUID
    reference: str
    proposed_at: datetime


def closings_to_decide(viewer: Viewer, *, limit: int = 20) -> list[ToDecide]:
    """Those that this manager may decide on, the longest first: never their own case or proposal. They stand there until decided.
    Whoever sees every case gets only those they were asked about."""
    if viewer.staff_id is None or not viewer.may(Permission.CASE_CLOSE):
        return []
    with viewing(viewer):
        rows = Closure.objects.filter(decided_at=None, case__state=CaseState.OPEN)
        rows = rows.exclude(proposed_by_id=viewer.staff_id).exclude(case__officer_id=viewer.staff_id)
        if viewer.may(Permission.CASE_READ_ALL):
            asked = Notice.objects.filter(
                case_id=OuterRef("case_id"), staff_id=viewer.staff_id, kind="closure_proposed"
            )
            rows = rows.filter(Exists(asked))
        found = rows.order_by("proposed_at").values_list("case_id", "case__reference", "proposed_at")
        return [ToDecide(*each) for each in found[:limit]]
