"""Cases that wait for triage."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from upstander.cases.actions.common import TRIAGE
from upstander.cases.cards import COUNTED_TO, Waiting
from upstander.cases.editions import ever_answered_by
from upstander.cases.models import Case, CaseReport, CaseState, Duty, DutyState
from upstander.cases.queries.heads import survivor_names
from upstander.cases.queries.quietly import QUIET_DOOR, came_quietly
from upstander.confidentiality.api import Stretch, Viewer, fetch, once, viewing
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


PAGE = 50
_OF_REPORT = ("case_id", "reference", "received_at", "channel", "reporter", "behaviours")
# Asked for every page of whoever triages: one statement. The state stands in it as a word, so that the index of what waits is found,
# which is in the order of the queue: danger first, then what came first, which is due first (a clock never overtakes itself).
# Whether something is late is so asked of the first of either kind.
_COUNTED = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM cases_case WHERE state = 'received' LIMIT %(most)s) counted),
  EXISTS (
    SELECT 1 FROM (
      (SELECT id FROM cases_case WHERE state = 'received' AND danger ORDER BY danger DESC, received_at LIMIT 5)
      UNION ALL (SELECT id FROM cases_case WHERE state = 'received' AND NOT danger ORDER BY danger DESC, received_at LIMIT 5)
    ) first JOIN cases_duty d ON d.case_id = first.id
    WHERE d.state = 'open' AND d.due_at < %(now)s AND d.slug = ANY (%(triage)s::text[])),
  (SELECT max(received_at) FROM cases_case WHERE state = 'received')
"""


def waiting_count(viewer: Viewer, *, now: datetime) -> Waiting:
    """How many reports wait, and whether one waits for too long. No content. Raises Refused without `report.triage`."""
    viewer.check(*TRIAGE).enforce()
    with viewing(viewer):
        return counted_waiting(now)


def counted_waiting(now: datetime) -> Waiting:
    """Of what the viewer of the surrounding block sees."""
    return once(("waiting for triage", now), lambda: _counted(now))


def _counted(now: datetime) -> Waiting:
    with connection.cursor() as cursor:
        slugs = sorted(ever_answered_by(Deed.TRIAGE))
        cursor.execute(_COUNTED, {"now": now, "triage": slugs, "most": COUNTED_TO})
        return Waiting(*cursor.fetchone())


def waiting_cases(
    viewer: Viewer, *, now: datetime, first: int = 0, limit: int = COUNTED_TO, named: int | None = None
) -> list[WaitingCase]:
    """Reports nobody has triaged, danger first, then by time left, from the one after `first`; the survivor's name on the first
    `named` of these, or on all. Raises Refused without `report.triage`."""
    viewer.check(*TRIAGE).enforce()
    with viewing(viewer):
        cases = {row[0]: row[1:] for row in fetch(_that_wait, Stretch(first, limit))}
        quiet = came_quietly([each for each, row in cases.items() if row[2]])
        due = {row[0]: row[1:] for row in fetch(_owed, list(cases), sorted(ever_answered_by(Deed.TRIAGE)))}
        lines = [
            WaitingCase(
                case_id=row.case_id,
                report_id=row.id,
                reference=row.reference,
                received_at=row.received_at,
                channel=QUIET_DOOR if (row.case_id, row.received_at) in quiet else row.channel,
                reporter=row.reporter,
                danger=cases[row.case_id][0],
                survivor="",
                due_at=due[row.case_id][0] if row.case_id in due else None,
                why=due[row.case_id][1] if row.case_id in due else "",
                behaviours=tuple(row.behaviours),
                version=cases[row.case_id][1],
            )
            for row in fetch(_reports, list(cases))
        ]
        lines.sort(key=lambda line: (not line.danger, line.due_at or line.received_at))
        names = survivor_names({line.case_id for line in lines[:named]})
    return [replace(line, survivor=names.get(line.case_id, "")) for line in lines]


def _that_wait(stretch: Stretch) -> QuerySet[Case, tuple[UUID, bool, int, bool]]:
    waiting = Case.objects.filter(state=CaseState.RECEIVED).order_by("-danger", "received_at", "id")
    return stretch.of(waiting.values_list("id", "danger", "version", "sealed"))


def _owed(cases: list[UUID], slugs: list[str]) -> QuerySet[Duty, tuple[UUID, datetime, str]]:
    owed = Duty.objects.filter(case_id__in=cases, slug__in=slugs, state=DutyState.OPEN)
    return owed.values_list("case_id", "due_at", "why")


def _reports(cases: list[UUID]) -> QuerySet[CaseReport]:
    return CaseReport.objects.filter(case_id__in=cases).order_by("received_at").only(*_OF_REPORT)
