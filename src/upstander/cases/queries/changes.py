"""What happened on somebody's cases since they last had a working day here, by others than themselves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from upstander.cases.models import TimelineEntry
from upstander.cases.queries.heads import survivor_names
from upstander.confidentiality.api import Viewer, covered_by, viewing

_LONDON = ZoneInfo("Europe/London")
_MOST = 500


@dataclass(frozen=True, slots=True)
class ChangedCase:
    """One case that went on: kinds of entries with how many, the latest kind first."""

    case_id: UUID
    reference: str
    survivor: str
    last_at: datetime
    kinds: tuple[tuple[str, int], ...]


def since_yesterday(now: datetime) -> datetime:
    """The beginning of the working day before, in London: on a Monday that of Friday."""
    day = now.astimezone(_LONDON).date() - timedelta(days=1)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return datetime.combine(day, time(), tzinfo=_LONDON).astimezone(now.tzinfo)


def changed_since(
    viewer: Viewer, since: datetime, *, now: datetime, limit: int = 12
) -> tuple[ChangedCase, ...]:
    """Cases of the viewer's and of those they cover on which something was written down since then, the latest first. What the
    viewer wrote is left out, and with it what the clock did at their word. In three queries; nothing of what was written is read."""
    if viewer.staff_id is None:
        return ()
    with viewing(viewer):
        for_whom = [viewer.staff_id, *covered_by(viewer.staff_id, now=now)]
        rows = list(
            TimelineEntry.objects.filter(case__officer_id__in=for_whom, recorded_at__gte=since)
            .exclude(by_id=viewer.staff_id)
            .order_by("-recorded_at", "id")
            .values_list("case_id", "case__reference", "kind", "recorded_at")[:_MOST]
        )
        wanted = list(dict.fromkeys(row[0] for row in rows))[:limit]
        names = survivor_names(wanted)
    found = []
    for case_id in wanted:
        mine = [row for row in rows if row[0] == case_id]
        kinds = Counter(row[2] for row in mine)
        found.append(
            ChangedCase(case_id, mine[0][1], names.get(case_id, ""), mine[0][3], tuple(kinds.items()))
        )
    return tuple(found)
