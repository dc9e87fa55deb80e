"""What happened before, as facts for trying out a policy: the stored cases, a batch at a time, without anyone's name.

A case is taken as it stands at the end: a fact without a date of its own counts from the first report, and of several risk
assessments the last.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from upstander.cases.facts import facts_of_many
from upstander.cases.models import Case, CaseState
from upstander.cases.queries.desk import conflicts_of
from upstander.confidentiality.api import Permission, Viewer, elevated, viewing
from upstander.policy.api import CaseFacts

_BATCH = 500


def history_size(viewer: Viewer, *, start: datetime, end: datetime) -> int:
    """How many cases `history` would go through. Raises Refused without `policy.read`."""
    viewer.check(Permission.POLICY_READ).enforce()
    with viewing(viewer):
        hidden = conflicts_of(viewer)
        with elevated("history for trying out a policy"):
            return _cases(start, end, hidden).count()


def history(viewer: Viewer, *, start: datetime, end: datetime) -> Iterator[CaseFacts]:
    """Facts of cases received from `start` until before `end`, oldest first. Sealed ones and the viewer's conflicts are left out.

    For sums only: whoever asks need not be allowed to read cases, so no single one may be shown. Nothing is elevated while the
    asker works on a batch. Raises Refused without `policy.read`.
    """
    viewer.check(Permission.POLICY_READ).enforce()
    after: tuple[datetime, UUID] | None = None
    while True:
        with viewing(viewer):
            hidden = conflicts_of(viewer)
            with elevated("history for trying out a policy"):
                cases = list(_after(_cases(start, end, hidden), after)[:_BATCH])
                facts = facts_of_many(cases)
        yield from facts
        if len(cases) < _BATCH:
            return
        after = cases[-1].received_at, cases[-1].id


def _cases(start: datetime, end: datetime, hidden: list[UUID]) -> QuerySet[Case]:
    """Joined cases have no report of their own, and another policy governs what was passed on."""
    return (
        Case.objects.filter(sealed=False, received_at__gte=start, received_at__lt=end)
        .exclude(state__in=(CaseState.JOINED, CaseState.ROUTED))
        .exclude(id__in=hidden)
    )


def _after(cases: QuerySet[Case], last: tuple[datetime, UUID] | None) -> QuerySet[Case]:
    ordered = cases.order_by("received_at", "id")
    if last is None:
        return ordered
    return ordered.filter(Q(received_at__gt=last[0]) | Q(received_at=last[0], id__gt=last[1]))
