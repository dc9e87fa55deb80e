"""What each officer carries: open cases, and the promises that are open on theirs."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from upstander.confidentiality.api import Permission, Viewer

_LONDON = ZoneInfo("Europe/London")
_SUMMED = "SELECT * FROM cases_carried_seen(%(now)s, %(end)s)"
COUNTED = """
WITH seen AS (
  SELECT id, officer_id, true AS goes_on, risk_level = 'high' AS high, danger FROM cases_case WHERE state = 'open'
  UNION ALL SELECT id, officer_id, false, false, false FROM cases_case WHERE owes_still
  UNION ALL SELECT id, officer_id, false, false, false FROM cases_case WHERE state = 'received' AND officer_id IS NOT NULL
)
SELECT officer_id,
  count(*) FILTER (WHERE goes_on) AS cases,
  count(*) FILTER (WHERE high) AS high,
  count(*) FILTER (WHERE danger) AS danger,
  coalesce(sum(p.open), 0)::int AS open_duties,
  coalesce(sum(p.late), 0)::int AS overdue,
  coalesce(sum(p.today), 0)::int AS due_today
FROM seen LEFT JOIN cases_promises_carried(%(now)s, %(end)s) p ON p.case_id = seen.id
WHERE goes_on OR p.open > 0
GROUP BY officer_id
"""


def carried_by_officer(viewer: Viewer, now: datetime) -> dict[UUID | None, dict[str, int]]:
    """Open cases that the viewer sees, and the promises that are open on them and on others that have an officer or had, by officer;
    not those of reports that wait, which are nobody's load. Inside `viewing` of this viewer.

    Whoever sees every case that is not sealed is told from sums that the database keeps (decision 0187); for anybody else they are
    counted, with whether a case is seen asked once of each (decision 0149)."""
    summed = viewer.may(Permission.CASE_READ_ALL) and not viewer.may(Permission.CASE_READ_SEALED)
    with connection.cursor() as cursor:
        cursor.execute(_SUMMED if summed else COUNTED, {"now": now, "end": end_of_day(now)})
        names = [each.name for each in cursor.description[1:]]
        return {officer: dict(zip(names, counts, strict=True)) for officer, *counts in cursor.fetchall()}


def end_of_day(now: datetime) -> datetime:
    """When this day is over in London."""
    local = now.astimezone(_LONDON).date() + timedelta(days=1)
    return datetime.combine(local, time(), tzinfo=_LONDON).astimezone(UTC)
