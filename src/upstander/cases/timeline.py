"""Writing the timeline: one entry for each thing that happened."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from upstander.cases.models import Case, TimelineEntry
from upstander.confidentiality.api import Viewer, insert_rows, vault


def write_entry(
    case: Case,
    kind: str,
    *,
    by: Viewer,
    at: datetime,
    now: datetime,
    codes: dict[str, Any] | None = None,
    body: str = "",
) -> TimelineEntry:
    """Add an entry in the surrounding transaction. `codes` never holds words that somebody wrote; those go in `body`, sealed.

    Any: codes is JSON, whose shape the entry's `kind` gives.
    """
    entry = TimelineEntry(
        id=uuid4(), case=case, kind=kind, at=at, recorded_at=now, by_id=by.staff_id, codes=codes or {}
    )
    if body:
        vault.seal(entry, body=body)
    insert_rows([entry])
    return entry
