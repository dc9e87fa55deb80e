"""Keeping the filters of a dashboard for oneself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from upstander.confidentiality.api import Erased, Permission, Viewer, acting, destroy_keys, elevated, vault
from upstander.lib.decision import refuse
from upstander.performance.models import SavedView

MOST = 20
LONGEST_NAME = 60  # characters


def save_view(*, months: int, dimension: str, code: str, by: Viewer, now: datetime, name: str = "") -> None:
    """Keep this view under a name, or under what its filters say. Saving it again gives it the new name. Raises Refused."""
    by.check(Permission.MEASURES_READ).enforce()
    if by.staff_id is None:
        return
    with acting(by, now, "view.save"):
        mine = SavedView.objects.filter(staff_id=by.staff_id)
        name = " ".join(name.split())
        if len(name) > LONGEST_NAME:
            refuse(f"The name is too long: {LONGEST_NAME} characters fit.").enforce()
        row = mine.filter(months=months, dimension=dimension, code=code).first()
        if row is not None:
            if name:
                _call(row, name)
                row.save(update_fields=["name"])
            return
        if mine.count() >= MOST:
            refuse(f"You have {MOST} saved views. Delete one first.").enforce()
        row = SavedView(
            id=uuid4(), staff_id=by.staff_id, months=months, dimension=dimension, code=code, saved_at=now
        )
        if name:
            _call(row, name)
        row.save(force_insert=True)


def forget_view(*, view_id: UUID, by: Viewer, now: datetime) -> None:
    """Delete one of one's own views."""
    by.check(Permission.MEASURES_READ).enforce()
    if by.staff_id is None:
        return
    with acting(by, now, "view.forget"):
        rows = SavedView.objects.filter(pk=view_id, staff_id=by.staff_id)
        if rows.delete()[0]:
            with elevated("key of a saved view"):
                destroy_keys({view_id}, Erased(), now=now)


def _call(row: SavedView, name: str) -> None:
    with elevated("key of a saved view"):
        if not vault.has_key(row.id):
            vault.create_key(row.id, "view")
    vault.seal(row, name=name)
