"""Cases that wait for triage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max

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


def waiting_count(viewer: Viewer, *, now: datetime) -> Waiting:
    """How many reports wait, and how many for too long. No content. Raises Refused without `report.triage`."""
    viewer.check(*TRIAGE).enforce()
    with viewing(viewer):
        reports = CaseReport.objects.filter(case__state=CaseState.RECEIVED)
        late = Duty.objects.filter(
            case__state=CaseState.RECEIVED,
            slug__in=ever_answered_by(Deed.TRIAGE),
            state=DutyState.OPEN,
            due_at__lt=now,
        )
        seen = reports.aggregate(total=Count("id"), latest=Max("case__received_at"))
        return Waiting(seen["total"], late.count(), seen["latest"])


def waiting_cases(viewer: Viewer, *, now: datetime, limit: int = 200) -> list[WaitingCase]:
    """Reports nobody has triaged, danger first, then by time left. Raises Refused without `report.triage`."""
    viewer.check(*TRIAGE).enforce()
    with viewing(viewer):
        cases = {
            c.id: c
            for c in Case.objects.filter(state=CaseState.RECEIVED).order_by("-danger", "received_at")[:limit]
        }
        reports = CaseReport.objects.filter(case_id__in=cases).order_by("received_at")
        due = {
            d.case_id: d
            for d in Duty.objects.filter(
                case_id__in=cases, slug__in=ever_answered_by(Deed.TRIAGE), state=DutyState.OPEN
            )
        }
        names = survivor_names(cases)
        lines = [
            WaitingCase(
                case_id=row.case_id,
                report_id=row.id,
                reference=row.reference,
                received_at=row.received_at,
                channel=row.channel,
                reporter=row.reporter,
                danger=cases[row.case_id].danger,
                survivor=names.get(row.case_id, ""),
                due_at=due[row.case_id].due_at if row.case_id in due else None,
                why=due[row.case_id].why if row.case_id in due else "",
                behaviours=tuple(row.behaviours),
                version=cases[row.case_id].version,
            )
            for row in reports
        ]
    return sorted(lines, key=lambda line: (not line.danger, line.due_at or line.received_at))
