"""Complaints, for whoever handles them: nothing of the case is shown, and not which case it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from upstander.cases.complaints.actions import (
    STEPS,
    NoSuchComplaint,
    check_complaint_step,
    handlers_for,
    stage,
)
from upstander.cases.errors import NoSuchCase
from upstander.cases.models import Case, Complaint, ComplaintStep
from upstander.confidentiality.api import Permission, Viewer, elevated, reading, vault, viewing


@dataclass(frozen=True, slots=True)
class ComplaintLine:
    """One complaint in the list. `late`: what is due is overdue."""

    id: UUID
    reference: str
    stage: str
    standing: str
    due_at: datetime | None
    late: bool
    ended: bool


@dataclass(frozen=True, slots=True)
class ComplaintCard:
    """One complaint as its handler reads it. `possible`: what may be done next, code and label."""

    line: ComplaintLine
    who: str
    about: str
    reach: str
    received_at: datetime
    steps: tuple[tuple[str, datetime, str], ...]
    possible: tuple[tuple[str, str], ...]


def my_complaints(viewer: Viewer, *, now: datetime) -> tuple[ComplaintLine, ...]:
    """Those that this person handles, what is due first. Raises Refused."""
    viewer.check(Permission.COMPLAINT_HANDLE).enforce()
    with viewing(viewer):
        lines = [_line(row, now) for row in Complaint.objects.order_by("received_at")[:500]]
    return tuple(sorted(lines, key=lambda line: (line.ended, line.due_at is None, line.due_at or now)))


def complaint_card(viewer: Viewer, complaint_id: UUID, *, now: datetime) -> ComplaintCard:
    """One of them; the look is audited. Raises Refused, NoSuchComplaint."""
    viewer.check(Permission.COMPLAINT_HANDLE).enforce()
    with reading(viewer, now, "complaint.read", subject_id=complaint_id):
        row = Complaint.objects.filter(pk=complaint_id).first()
        if row is None:
            raise NoSuchComplaint
        with elevated("complaint"):
            said = json.loads(vault.unseal(row, "content"))
            steps = tuple(
                (STEPS[each.code], each.at, vault.unseal(each, "words"))
                for each in ComplaintStep.objects.filter(complaint=row).order_by("at")
            )
        possible = tuple(
            (code, label) for code, label in STEPS.items() if check_complaint_step(row, code, "-")
        )
        return ComplaintCard(
            _line(row, now), said["who"], said["about"], said["reach"], row.received_at, steps, possible
        )


def complaint_handlers(viewer: Viewer, case_id: UUID) -> list[tuple[UUID, str]]:
    """Whom a complaint about this case may go to. Raises NoSuchCase."""
    with viewing(viewer):
        case = Case.objects.filter(pk=case_id).first()
        if case is None:
            raise NoSuchCase
        with elevated("complaint"):
            return handlers_for(case, viewer)


def _line(row: Complaint, now: datetime) -> ComplaintLine:
    standing = (
        "Ended"
        if row.ended_at
        else "Answered"
        if row.answered_at
        else "To be answered"
        if row.acknowledged_at
        else "To be acknowledged"
    )
    late = row.due_at is not None and row.due_at < now
    return ComplaintLine(
        row.id, row.reference, stage(row.stage).label, standing, row.due_at, late, row.ended_at is not None
    )
