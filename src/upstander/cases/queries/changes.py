"""What happened on somebody's cases since they last had a working day here, by others than themselves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from upstander.cases.queries.heads import survivor_names
from upstander.cases.queries.today import SHOWN_CHANGES, own_work
from upstander.confidentiality.api import Viewer, viewing


@dataclass(frozen=True, slots=True)
class ChangedCase:
    """One case that went on: kinds of entries with how many, the latest kind first."""

    case_id: UUID
    reference: str
    survivor: str
    last_at: datetime
    kinds: tuple[tuple[str, int], ...]


def changed_since(
    viewer: Viewer, since: datetime, *, now: datetime, limit: int = SHOWN_CHANGES
) -> tuple[ChangedCase, ...]:
    """Cases of the viewer's and of those they cover on which something was written down since then, no earlier than
    `since_yesterday`; the latest first. What the viewer wrote is left out, and with it what the clock did at their word. Nothing of
    what was written is read."""
    if viewer.staff_id is None:
        return ()
    with viewing(viewer):
        work = own_work(viewer, now=now)
        entries: dict[UUID, list[tuple[str, datetime]]] = {}
        for case_id, kind, at in work.entries:
            if at >= since:
                entries.setdefault(case_id, []).append((kind, at))
        wanted = list(entries)[:limit]
        names = survivor_names(wanted)
    return tuple(
        ChangedCase(
            case_id,
            work.cases[case_id],
            names.get(case_id, ""),
            entries[case_id][0][1],
            tuple(Counter(kind for kind, _ in entries[case_id]).items()),
        )
        for case_id in wanted
    )
