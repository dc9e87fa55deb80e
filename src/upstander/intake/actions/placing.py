"""Where a report went is undone within the hour, or put right later; its way back goes along (decision 0057)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from upstander.cases.api import Undone
from upstander.cases.api import merge_cases as merge_in_cases
from upstander.cases.api import take_out as take_out_of_case
from upstander.cases.api import undo_triage as undo_in_cases
from upstander.confidentiality.api import Viewer, elevated, viewing
from upstander.intake.actions.mailbox import move_mailboxes
from upstander.intake.models import Report


def undo_triage(*, decision_id: UUID, by: Viewer, now: datetime) -> UUID:
    """Back into the queue, as before somebody triaged it; answers with the report's id, to be triaged again.

    Raises Refused when the hour is over or work has begun, NoSuchCase.
    """
    with viewing(by):
        done = undo_in_cases(decision_id=decision_id, by=by, now=now)
        _back(done, again=True)
        return done.reports[0]


def take_out(*, case_id: UUID, report_id: UUID, reason: str, by: Viewer, now: datetime) -> str:
    """A report leaves a case that it does not belong to; answers with what becomes of it: "queue" or "case". Raises Refused."""
    with viewing(by):
        done = take_out_of_case(case_id=case_id, report_id=report_id, reason=reason, by=by, now=now)
        merged = done.decision == "merge"
        _back(done, again=not merged)
        return "case" if merged else "queue"


def merge_cases(
    *, case_id: UUID, into_id: UUID, reason: str, version: int | None = None, by: Viewer, now: datetime
) -> None:
    """Two open cases of one matter become one. Raises Refused, NoSuchCase, StaleEdit."""
    with viewing(by):
        merge_in_cases(case_id=case_id, into_id=into_id, reason=reason, version=version, by=by, now=now)
        move_mailboxes(from_case=case_id, to_case=into_id)


def _back(done: Undone, *, again: bool) -> None:
    with elevated("triage"):
        if again:
            Report.objects.filter(pk__in=done.reports).update(triaged_at=None, triaged_by_id=None)
    if done.into is not None:
        move_mailboxes(from_case=done.into, to_case=done.case_id, reports=done.reports)
