"""Which reports came through the quiet door (clause 4.3), for whoever may see their case.

They are stored as from the website, so that no figure and no filter shows that there is one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from upstander.cases.models import TimelineEntry

QUIET_DOOR = "Through_the_quiet_door"  # in place of a channel, where one is shown
Quietly = frozenset[tuple[UUID, datetime]]


def came_quietly(cases: Collection[UUID]) -> Quietly:
    """Case and moment of each. Needs a `viewing` block."""
    if not cases:
        return frozenset()
    chosen = TimelineEntry.objects.filter(case_id__in=cases, kind="quiet_chosen")
    return frozenset(chosen.values_list("case_id", "at"))
