"""How the promises of each clause stand: counts of stored duties, and the duties behind them for those who may see them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from upstander.cases.models import Duty, DutyState
from upstander.cases.queries.desk import conflicts_of
from upstander.confidentiality.api import Permission, Viewer, elevated, viewing

AT_RISK = timedelta(hours=24)
"""An open duty is at risk when less than this is left."""

STANDINGS = ("broken", "at_risk", "under_way", "kept")
"""How a duty stands, worst first."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Duties in one span: broken (late during it, done since or not), at risk and under way (open now), kept (done in time)."""

    broken: int = 0
    at_risk: int = 0
    under_way: int = 0
    kept: int = 0

    @property
    def state(self) -> str:
        """broken, at_risk, under_way or kept, the worst there is; "quiet" when nothing was asked."""
        return next((name for name in STANDINGS if getattr(self, name)), "quiet")

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, name) + getattr(other, name) for name in STANDINGS))


@dataclass(frozen=True, slots=True)
class DutyStanding:
    """One duty of one clause, over the spans asked for."""

    slug: str
    clause: str
    spans: Mapping[str, Tally]


@dataclass(frozen=True, slots=True)
class DutyBehind:
    """A duty on a case that the viewer may open. No name and no content."""

    case_id: UUID
    reference: str
    slug: str
    label: str
    standing: str
    due_at: datetime
    met_at: datetime | None


def duty_standings(
    viewer: Viewer, *, spans: Mapping[str, datetime], now: datetime
) -> tuple[DutyStanding, ...]:
    """Counts for each duty and clause. `spans` gives each span's name its start; each ends now. Raises Refused without `policy.read`.

    Those who read every case count what they see. For everybody else the landlord's whole is counted, without sealed cases and
    without those they are in conflict with.
    """
    viewer.check(Permission.POLICY_READ).enforce()
    counts: dict[str, Any] = {
        f"{name}__{standing}": Count("id", filter=_standing(standing, start, now))
        for name, start in spans.items()
        for standing in STANDINGS
    }
    with _countable(viewer) as duties:
        found = duties.values("slug", "clause").annotate(**counts).order_by("slug", "clause")
        rows: list[dict[str, Any]] = [dict(row) for row in found]  # Any: columns named at run time
    return tuple(
        DutyStanding(
            slug=row["slug"],
            clause=row["clause"],
            spans={name: Tally(*(row[f"{name}__{standing}"] for standing in STANDINGS)) for name in spans},
        )
        for row in rows
    )


def duties_behind(
    viewer: Viewer,
    *,
    clause: str,
    standing: str,
    since: datetime,
    now: datetime,
    limit: int = 50,
) -> tuple[DutyBehind, ...]:
    """The duties of a clause that stand so, on cases the viewer may open, the most pressing first."""
    viewer.check(Permission.POLICY_READ).enforce()
    if standing not in STANDINGS:
        return ()
    with viewing(viewer):
        found = Duty.objects.filter(_standing(standing, since, now))
        found = found.filter(clause__regex=rf"(^|, ){re.escape(clause)}(,|$)")
        rows = list(found.select_related("case").order_by("due_at", "id")[:limit])
        return tuple(
            DutyBehind(row.case_id, row.case.reference, row.slug, row.label, standing, row.due_at, row.met_at)
            for row in rows
        )


@contextmanager
def _countable(viewer: Viewer) -> Iterator[QuerySet[Duty]]:
    with viewing(viewer):
        if viewer.may(Permission.CASE_READ_ALL):
            yield Duty.objects.all()
            return
        hidden = conflicts_of(viewer)
        with elevated("counts for the clause page"):
            yield Duty.objects.filter(case__sealed=False).exclude(case_id__in=hidden)


def _standing(standing: str, start: datetime, now: datetime) -> Q:
    soon = now + AT_RISK
    still = Q(state=DutyState.OPEN)
    return {
        "broken": Q(still, due_at__lt=now) | Q(state=DutyState.MET_LATE, met_at__gte=start),
        "at_risk": Q(still, due_at__gte=now, due_at__lt=soon),
        "under_way": Q(still, due_at__gte=soon),
        "kept": Q(state=DutyState.MET, met_at__gte=start),
    }[standing]
