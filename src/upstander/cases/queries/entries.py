"""Entries of a case's timeline: those that a page shows, and no others. Long cases have hundreds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from django.db.models import Count, QuerySet

from upstander.cases.models import TimelineEntry
from upstander.confidentiality.api import Viewer, fetch, viewing


class Most(Enum):
    """How many, of the newest; None: every one."""

    NONE = 0
    ONE = 1
    FEW = 15
    MANY = 50
    ALL = None


@dataclass(frozen=True, slots=True)
class Entries:
    """Which entries of a timeline, the newest first: of these kinds alone, where some are given; written down since then."""

    most: Most
    kinds: tuple[str, ...] = ()
    since: datetime | None = None


ALL, NONE = Entries(Most.ALL), Entries(Most.NONE)


def entries_of(case_id: UUID, wanted: Entries) -> list[TimelineEntry]:
    """Rows with their sealed words. Needs a `viewing` block."""
    return (
        fetch(_wanted, case_id, wanted.kinds or None, wanted.since, wanted.most)
        if wanted.most is not Most.NONE
        else []
    )


def _wanted(
    case_id: UUID, kinds: tuple[str, ...] | None, since: datetime | None, most: Most
) -> QuerySet[TimelineEntry]:
    rows = TimelineEntry.objects.filter(case=case_id).order_by("-at", "-recorded_at", "id")
    if kinds is not None:
        rows = rows.filter(kind__in=kinds)
    if since is not None:
        rows = rows.filter(recorded_at__gte=since)
    return rows[: most.value]


def entries_by_kind(viewer: Viewer, case_id: UUID) -> dict[str, int]:
    """How many entries of each kind the viewer may see; of none is anything read. Part of the case page's own read."""
    with viewing(viewer):
        return dict(fetch(_by_kind, case_id))


def _by_kind(case_id: UUID) -> QuerySet[TimelineEntry, tuple[str, int]]:
    return TimelineEntry.objects.filter(case=case_id).order_by().values_list("kind").annotate(Count("kind"))
