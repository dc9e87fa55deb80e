"""A closed case, and a run that two people agreed to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from factories.cast import Cast
from factories.reports import opened
from upstander.cases.models import Case, CaseState
from upstander.confidentiality.api import Viewer, system, viewing
from upstander.records.api import approve_disposal, prepare_disposal

WORDS = "zebracrossing lanternfish at the letterbox"


def closed(cast: Cast, at: datetime, *, sealed: bool = False, **changes: Any) -> UUID:
    """Amina's case, received at that time and closed 30 days later. Closing's own gate has its tests elsewhere."""
    case_id = opened(cast, at, narrative=WORDS, **changes)
    with viewing(system("tests")):
        Case.objects.filter(pk=case_id).update(
            state=CaseState.CLOSED, closed_at=at + timedelta(days=30), sealed=sealed
        )
    return case_id


def agreed(prepared_by: Viewer, approved_by: Viewer, now: datetime) -> UUID:
    """A run that one prepared and another approved; answers with its id."""
    run_id = prepare_disposal(by=prepared_by, now=now)
    approve_disposal(run_id=run_id, by=approved_by, now=now)
    return run_id
