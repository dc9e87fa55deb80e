"""Cases that wait for triage."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection

from upstander.cases.actions.common import TRIAGE
from upstander.cases.editions import ever_answered_by
from upstander.cases.models import Case, CaseReport, CaseState, Duty, DutyState
from upstander.cases.queries.heads import survivor_names
from upstander.confidentiality.api import Viewer, viewing
from upstander.policy.api import Deed


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """A report in the queue. `due_at` is when triage is due; `why` explains it."""

    case_id: UUID
    report_id: UUID
    reference: str
    received_at: datetime
    channel: str
    reporter: str
    danger: bool
    survivor: str
    due_at: datetime | None
    why: str
    behaviours: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for triage. `latest` is when the last report came in."""

    total: int
    late: int
    latest: datetime | None

    @property
    def mark(self) -> str:
        """Changes whenever a report comes in or leaves."""
        return f"{self.total} {self.latest.isoformat() if self.latest else ''}".strip()


_OF_REPORT = ("case_id", "reference", "received_at", "channel", "reporter", "behaviours")
# Asked for every page of whoever triages: one statement. The states stand in it as words, so that the server knows how few those
# cases are when it plans it once for all.
_COUNTED = """
SELECT (SELECT count(*) FROM cases_case c JOIN cases_casereport r ON r.case_id = c.id WHERE c.state = 'received'),
  (SELECT count(*) FROM cases_case c JOIN cases_duty d ON d.case_id = c.id WHERE c.state = 'received' AND d.state = 'open'
    AND d.due_at < %(now)s AND d.slug = ANY (%(triage)s::text[])),
  (SELECT max(received_at) FROM cases_case c WHERE c.state = 'received'
    AND EXISTS (SELECT 1 FROM cases_casereport r WHERE r.case_id = c.id))
"""


def waiting_count(viewer: Viewer, *, now: datetime) -> Waiting:
    """How many reports wait, and how many for too long. No content. Raises Refused without `report.triage`."""
    viewer.check(*TRIAGE).enforce()
    with viewing(viewer), connection.cursor() as cursor:
        cursor.execute(_COUNTED, {"now": now, "triage": sorted(ever_answered_by(Deed.TRIAGE))})
        return Waiting(*cursor.fetchone())


def waiting_cases(
    viewer: Viewer, *, now: datetime, limit: int = 200, named: int | None = None
) -> list[WaitingCase]:
    """Reports nobody has triaged, danger first, then by time left; the survivor's name on the first `named`, or on all.
    Raises Refused without `report.triage`."""
    viewer.check(*TRIAGE).enforce()
    with viewing(viewer):
        waiting = Case.objects.filter(state=CaseState.RECEIVED).order_by("-danger", "received_at")
        cases = {row[0]: row[1:] for row in waiting.values_list("id", "danger", "version")[:limit]}
        duties = Duty.objects.filter(
            case_id__in=cases, slug__in=ever_answered_by(Deed.TRIAGE), state=DutyState.OPEN
        )
        due = {row[0]: row[1:] for row in duties.values_list("case_id", "due_at", "why")}
        reports = CaseReport.objects.filter(case_id__in=cases).order_by("received_at")
        lines = [
            WaitingCase(
                case_id=row.case_id,
                report_id=row.id,
                reference=row.reference,
                received_at=row.received_at,
                channel=row.channel,
                reporter=row.reporter,
                danger=cases[row.case_id][0],
                survivor="",
                due_at=due[row.case_id][0] if row.case_id in due else None,
                why=due[row.case_id][1] if row.case_id in due else "",
                behaviours=tuple(row.behaviours),
                version=cases[row.case_id][1],
            )
            for row in reports.only(*_OF_REPORT)
        ]
        lines.sort(key=lambda line: (not line.danger, line.due_at or line.received_at))
        names = survivor_names({line.case_id for line in lines[:named]})
    return [replace(line, survivor=names.get(line.case_id, "")) for line in lines]
