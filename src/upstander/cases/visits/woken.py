"""Whom an alarm from a visit wakes: a text does at any hour, an email wakes nobody."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from upstander.cases.alerts.choices import woken
from upstander.cases.errors import NoSuchCase
from upstander.cases.models import PlannedVisit
from upstander.cases.rows import case_row
from upstander.cases.visit_watch import looks_after, who_looks
from upstander.confidentiality.api import Permission, Viewer, elevated, staff_with, viewing


def hears_by_email_only(viewer: Viewer) -> bool:
    """They would have to look for a colleague, and no text would tell them so."""
    if viewer.staff_id is None or not looks_after(viewer):
        return False
    with viewing(viewer):
        return not woken({viewer.staff_id})


def nobody_is_woken(
    viewer: Viewer, case_id: UUID, officer: UUID, second: UUID | None = None, *, now: datetime
) -> bool:
    """None of those who would look for the officer, and for who goes with them, is told by text. Raises NoSuchCase."""
    with viewing(viewer):
        case = case_row(case_id)
        if case is None:
            raise NoSuchCase
        visit = PlannedVisit(case_id=case_id, officer_id=officer, second_id=second)
        with elevated("a colleague's visit"):
            return not woken(who_looks(case, visit, now=now) - {officer, second})


def unwoken_managers(by: Viewer) -> tuple[int, int]:
    """How many managers no text would tell of a colleague in trouble, and how many there are. As the system."""
    with viewing(by):
        managers = {card.id for card in staff_with(Permission.TEAM_BOARD)}
        return len(managers - woken(managers)), len(managers)
