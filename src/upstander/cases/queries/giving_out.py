"""Many cases to be given out: which there are, and who would get which. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from upstander.cases.cards import CaseHead
from upstander.cases.models import Case, CaseState
from upstander.cases.officers import WORKING_TEAM, loads_of, possible_officers
from upstander.cases.queries.heads import case_heads
from upstander.confidentiality.api import (
    Permission,
    StaffCard,
    Viewer,
    elevated,
    staff_with,
    team_by_slug,
    viewing,
)

AT_MOST = 100  # cases on one page


@dataclass(frozen=True, slots=True)
class Planned:
    """What would become of one case. `to` is None when nobody can take it; it then stays."""

    head: CaseHead
    to: StaffCard | None


def cases_to_give(
    viewer: Viewer, *, officer_id: UUID | None, chosen: Iterable[UUID] | None = None, now: datetime
) -> list[CaseHead]:
    """Open cases of one officer, or of nobody; or the `chosen` of all that the viewer sees. Raises Refused without `case.assign`."""
    viewer.check(Permission.CASE_ASSIGN).enforce()
    with viewing(viewer):
        rows = Case.objects.filter(state=CaseState.OPEN)
        rows = rows.filter(officer_id=officer_id) if chosen is None else rows.filter(id__in=list(chosen))
        return case_heads(rows.order_by("received_at")[:AT_MOST], now=now)


def receivers(viewer: Viewer) -> list[StaffCard]:
    """Who may be chosen to take cases: whoever works on them. Whether they can take each is asked case by case."""
    viewer.check(Permission.CASE_ASSIGN).enforce()
    with viewing(viewer):
        team = team_by_slug(WORKING_TEAM)
        return staff_with(Permission.CASE_WORK, team=team.id if team else None)


def plan_giving(viewer: Viewer, case_ids: Iterable[UUID], *, to: UUID | None, now: datetime) -> list[Planned]:
    """Each case with whom it would go to: `to` where they can take it, else whoever carries least and has not got it. Changes nothing.

    Nothing says why somebody cannot take a case. Raises Refused.
    """
    viewer.check(Permission.CASE_ASSIGN).enforce()
    wanted = list(dict.fromkeys(case_ids))[:AT_MOST]
    with viewing(viewer):
        rows = Case.objects.filter(id__in=wanted, state=CaseState.OPEN).order_by("received_at")
        heads = case_heads(rows, now=now)
        cases = {case.id: case for case in rows}
        with elevated("officers without conflict"):
            possible = {head.id: possible_officers(cases[head.id]) for head in heads}
            load = loads_of({card.id for cards in possible.values() for card in cards})
        found = []
        for head in heads:
            others = [card for card in possible[head.id] if card.id != head.officer_id]
            chosen = next((card for card in others if card.id == to), None)
            chosen = chosen or min(others, key=lambda card: load.get(card.id, 0), default=None)
            if chosen is not None:
                load[chosen.id] = load.get(chosen.id, 0) + 1
            found.append(Planned(head, chosen))
        return found
