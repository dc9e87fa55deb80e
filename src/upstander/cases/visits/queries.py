"""Planned visits: of a case, and of one person in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from upstander.cases.models import PlannedVisit, VisitState
from upstander.cases.queries.heads import survivor_names
from upstander.cases.visits.actions import PLACES
from upstander.confidentiality.api import StaffCard, Viewer, staff_cards, vault, viewing


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One planned visit. `late`: they should have said by now that they are well."""

    id: UUID
    case_id: UUID
    case_reference: str
    survivor: str
    at: datetime
    minutes: int
    where: str
    at_home: bool
    place: str
    notes: str
    officer_id: UUID
    officer: str
    second: str
    female_only: bool
    interpreter: bool
    booking_id: UUID | None
    booking: (
        str  # how the interpreter's booking stands: booked, confirmed, came, failed; "" when there is none
    )
    state: str
    state_label: str
    back_by: datetime | None
    late: bool
    help: bool
    over: bool
    asked_at: datetime | None = None  # when they asked for another time, and what they wrote
    asked: str = ""


def visits_of(viewer: Viewer, case_id: UUID, *, now: datetime) -> tuple[VisitLine, ...]:
    """The visits of a case, those to come first; part of the case page's own read. Nothing for a case that may not be seen."""
    with viewing(viewer):
        rows = PlannedVisit.objects.filter(case_id=case_id).select_related("case", "booking").order_by("at")
        lines = _lines(rows, now)
    return tuple(sorted(lines, key=lambda line: line.over))


def my_visits(viewer: Viewer, *, now: datetime) -> tuple[VisitLine, ...]:
    """Visits that this person goes on, alone or with another, in order: what is under way, and the week to come."""
    if viewer.staff_id is None:
        return ()
    with viewing(viewer):
        mine = PlannedVisit.objects.filter(officer_id=viewer.staff_id) | PlannedVisit.objects.filter(
            second_id=viewer.staff_id
        )
        rows = mine.filter(
            state__in=[VisitState.PLANNED, VisitState.UNDER_WAY], at__lt=now + timedelta(days=7)
        )
        return tuple(_lines(rows.select_related("case", "booking").order_by("at"), now))


def _lines(rows: Iterable[PlannedVisit], now: datetime) -> list[VisitLine]:
    found = list(rows)
    if not found:
        return []
    vault.warm({row.case_id for row in found})
    staff = staff_cards({each for row in found for each in (row.officer_id, row.second_id) if each})
    names = survivor_names({row.case_id for row in found})
    return [_line(row, names.get(row.case_id, ""), staff, now) for row in found]


def _line(row: PlannedVisit, survivor: str, staff: dict[UUID, StaffCard], now: datetime) -> VisitLine:
    return VisitLine(
        id=row.id,
        case_id=row.case_id,
        case_reference=row.case.reference,
        survivor=survivor,
        at=row.at,
        minutes=row.minutes,
        where=PLACES.get(row.where, row.where),
        at_home=row.where == "home",
        place=vault.unseal(row, "place"),
        notes=vault.unseal(row, "notes"),
        officer_id=row.officer_id,
        officer=staff[row.officer_id].name if row.officer_id in staff else "",
        second=staff[row.second_id].name if row.second_id in staff else "",
        female_only=row.female_only,
        interpreter=row.interpreter,
        booking_id=row.booking_id,
        booking=row.booking.state if row.booking else "",
        state=row.state,
        state_label=row.get_state_display(),
        back_by=row.back_by,
        late=row.state == VisitState.UNDER_WAY and row.back_by is not None and row.back_by < now,
        help=row.help_at is not None and row.state == VisitState.UNDER_WAY,
        over=row.state in (VisitState.ENDED, VisitState.CANCELLED),
        asked_at=row.asked_at,
        asked=vault.unseal(row, "asked"),
    )
