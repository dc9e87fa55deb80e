"""Keeping the filters of a dashboard for oneself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from upstander.confidentiality.api import Permission, Viewer, acting
from upstander.lib.decision import refuse
from upstander.performance.models import SavedView

MOST = 20


def save_view(*, months: int, dimension: str, code: str, by: Viewer, now: datetime) -> None:
    """Keep this view. Saving it again changes nothing. Raises Refused."""
    by.check(Permission.MEASURES_READ).enforce()
    if by.staff_id is None:
        return
    with acting(by, now, "view.save"):
        mine = SavedView.objects.filter(staff_id=by.staff_id)
        if mine.filter(months=months, dimension=dimension, code=code).exists():
            return
        if mine.count() >= MOST:
            refuse(f"You have {MOST} saved views. Delete one first.").enforce()
        SavedView.objects.create(
            id=uuid4(), staff_id=by.staff_id, months=months, dimension=dimension, code=code, saved_at=now
        )


def forget_view(*, view_id: UUID, by: Viewer, now: datetime) -> None:
    """Delete one of one's own views."""
    by.check(Permission.MEASURES_READ).enforce()
    if by.staff_id is None:
        return
    with acting(by, now, "view.forget"):
        SavedView.objects.filter(pk=view_id, staff_id=by.staff_id).delete()
