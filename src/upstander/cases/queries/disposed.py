"""Sums over cases that were disposed of. Groups small enough to point to somebody are not told apart."""

from __future__ import annotations

from datetime import date

from django.db.models import Sum

from upstander.cases.models import DisposedCount
from upstander.confidentiality.api import Permission, Viewer, elevated, viewing

FEWEST = 5


def disposed_sums(viewer: Viewer, *, before: date) -> dict[str, dict[str, int | None]]:
    """By measure and code, over all cases received before that day. None: fewer than five. Raises Refused without `policy.read`."""
    viewer.check(Permission.POLICY_READ).enforce()
    with viewing(viewer), elevated("sums of disposed cases"):
        rows = (
            DisposedCount.objects.filter(quarter__lt=before)
            .values_list("measure", "code")
            .annotate(n=Sum("count"))
            .order_by("measure", "code")
        )
        found: dict[str, dict[str, int | None]] = {}
        for measure, code, n in rows:
            found.setdefault(measure, {})[code] = n if n >= FEWEST else None
        return found
