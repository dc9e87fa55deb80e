"""What happened on somebody's cases since they last had a working day here, by others than themselves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from upstander.cases.queries.heads import survivor_names
from upstander.cases.queries.today import own_work
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
    viewer: Viewer, since: datetime, *, now: datetime, limit: int = 12
) -> tuple[ChangedCase, ...]:
    """Cases of the viewer's and of those they cover on which something was written down since then, no earlier than
    `since_yesterday`; the latest first. What the viewer wrote is left out, and with it what the clock did at their word. Nothing of
    what was written is read."""
    if viewer.staff_id is None:
        return ()
    with viewing(viewer):
        work = own_work(viewer, now=now)
        entries = [row for row in work.entries if row[2] >= since]
        wanted = list(dict.fromkeys(row[0] for row in entries))[:limit]
        names = survivor_names(wanted)
    found = []
    for case_id in wanted:
        mine = [(kind, at) for case, kind, at in entries if case == case_id]
        kinds = Counter(kind for kind, _ in mine)
        found.append(
            ChangedCase(
                case_id, work.cases[case_id], names.get(case_id, ""), mine[0][1], tuple(kinds.items())
            )
        )
    return tuple(found)
