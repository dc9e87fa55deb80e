"""Cases that were opened for some hours: for whoever reviews it, and for whoever is inside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from upstander.cases.models import BreakGlass
from upstander.cases.queries.references import case_references
from upstander.confidentiality.api import (
    Permission,
    Viewer,
    elevated,
    fetch,
    fetch_one,
    reading,
    staff_cards,
    vault,
    viewing,
)


@dataclass(frozen=True, slots=True)
class GlassLine:
    """One opening. `upheld` is None until it is reviewed."""

    id: UUID
    reference: str
    staff: str
    mine: bool  # the reader's own, which somebody else reviews
    post: str
    at: datetime
    until: datetime
    reason: str
    upheld: bool | None
    reviewed_at: datetime | None
    reviewed_by: str
    review_reason: str


def openings(viewer: Viewer, *, now: datetime, limit: int = 50) -> list[GlassLine]:
    """Openings to review, the oldest first, then reviewed ones, the newest first. Raises Refused without `glass.review`."""
    viewer.check(Permission.GLASS_REVIEW).enforce()
    with reading(viewer, now, "glass.list"):
        waiting = list(BreakGlass.objects.filter(reviewed_at=None).order_by("at"))
        done = list(BreakGlass.objects.exclude(reviewed_at=None).order_by("-reviewed_at")[:limit])
        rows = [*waiting, *done]
        vault.warm({row.case_id for row in rows})
        people = staff_cards(
            {row.staff_id for row in rows} | {r.reviewed_by_id for r in done if r.reviewed_by_id}
        )
        references = case_references(viewer, {row.case_id for row in rows})
        return [
            GlassLine(
                id=row.id,
                reference=references.get(row.case_id, ""),
                staff=people[row.staff_id].name,
                mine=row.staff_id == viewer.staff_id,
                post=people[row.staff_id].post,
                at=row.at,
                until=row.until,
                reason=vault.unseal(row, "reason"),
                upheld=row.upheld,
                reviewed_at=row.reviewed_at,
                reviewed_by=people[row.reviewed_by_id].name if row.reviewed_by_id in people else "",
                review_reason=vault.unseal(row, "review_reason"),
            )
            for row in rows
        ]


def openings_waiting(viewer: Viewer) -> int:
    """How many openings wait for this viewer's review."""
    if not viewer.may(Permission.GLASS_REVIEW) or viewer.staff_id is None:
        return 0
    with viewing(viewer):
        return len(fetch(_by_others, viewer.staff_id))


def _by_others(staff_id: UUID) -> QuerySet[BreakGlass, UUID]:
    waiting = BreakGlass.objects.filter(reviewed_at=None)
    return waiting.exclude(staff_id=staff_id).values_list("id", flat=True)


def glass_until(viewer: Viewer, case_id: UUID, *, now: datetime) -> datetime | None:
    """Until when the viewer sees this case because they opened it so; None when they did not."""
    if not viewer.may(Permission.CASE_BREAK_GLASS) or viewer.staff_id is None:
        return None
    with viewing(viewer), elevated("break glass"):
        return fetch_one(_opened_until, case_id, viewer.staff_id, now)


def _opened_until(case_id: UUID, staff_id: UUID, now: datetime) -> QuerySet[BreakGlass, datetime]:
    mine = BreakGlass.objects.filter(case_id=case_id, staff_id=staff_id, until__gt=now)
    return mine.order_by("-until").values_list("until", flat=True)[:1]
