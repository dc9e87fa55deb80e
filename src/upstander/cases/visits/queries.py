"""Planned visits: of a case, and of one person in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from upstander.cases.models import Party, PartyRole, PlannedVisit, VisitState
from upstander.cases.planned_visits import misfit
from upstander.cases.queries.heads import names_on
from upstander.cases.visit_watch import alarmed
from upstander.cases.visits.actions import PLACES
from upstander.confidentiality.api import StaffCard, Viewer, covered_by, fetch, staff_cards, vault, viewing
from upstander.messages.api import safe_contacts_of


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
    second_id: UUID | None
    second: str
    ring: str  # their number, for whoever looks for them
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
    silent: bool  # nobody said that they went in, and somebody was asked or looks for them
    over: bool
    asked_at: datetime | None = None  # when they asked for another time, and what they wrote
    asked: str = ""
    unfit: str = ""  # what speaks against it as things stand now
    covered: str = ""  # whose visit it is, for whoever covers for them


def visits_of(viewer: Viewer, case_id: UUID, *, now: datetime) -> tuple[VisitLine, ...]:
    """The visits of a case, those to come first; part of the case page's own read. Nothing for a case that may not be seen."""
    with viewing(viewer):
        lines = _lines(fetch(_of_case, case_id), now)
    return tuple(sorted(lines, key=lambda line: line.over))


def my_visits(viewer: Viewer, *, now: datetime) -> tuple[VisitLine, ...]:
    """Visits that this person goes on, alone or with another, in order: what is under way, and the week to come. While they cover for
    somebody, that person's visits of these hours too: who is away does not go."""
    if viewer.staff_id is None:
        return ()
    with viewing(viewer):
        me, covered = viewer.staff_id, covered_by(viewer.staff_id, now=now)
        rows = fetch(_to_come, me, covered, now + timedelta(days=7))
        own = {row.id for row in rows if me in (row.officer_id, row.second_id)}
        return tuple(
            line if line.id in own else replace(line, covered=line.officer) for line in _lines(rows, now)
        )


def looked_for(viewer: Viewer, case_ids: Iterable[UUID], *, now: datetime) -> tuple[VisitLine, ...]:
    """Visits of these cases after which somebody looks, who was longest silent first."""
    with viewing(viewer):
        return tuple(_lines(fetch(_silent, set(case_ids)), now))


def _of_case(case_id: UUID) -> QuerySet[PlannedVisit]:
    return PlannedVisit.objects.filter(case_id=case_id).select_related("case", "booking").order_by("at")


def _to_come(me: UUID, covered: list[UUID], until: datetime) -> QuerySet[PlannedVisit]:
    mine = Q(officer_id=me) | Q(second_id=me) | Q(officer_id__in=covered, state=VisitState.PLANNED)
    going_on = PlannedVisit.objects.filter(
        mine, state__in=[VisitState.PLANNED, VisitState.UNDER_WAY], at__lt=until
    )
    return going_on.select_related("case", "booking").order_by("at")


def _survivors(cases: set[UUID]) -> QuerySet[Party]:
    return vault.with_key(Party.objects.filter(case_id__in=cases, role=PartyRole.SURVIVOR), "case_id")


def _silent(cases: set[UUID]) -> QuerySet[PlannedVisit]:
    rows = PlannedVisit.objects.filter(alarmed(), case_id__in=cases)
    return rows.select_related("case", "booking").order_by("at")


def _lines(found: list[PlannedVisit], now: datetime) -> list[VisitLine]:
    if not found:
        return []
    cases = {row.case_id for row in found}
    staff = staff_cards({each for row in found for each in (row.officer_id, row.second_id) if each})
    survivors = fetch(_survivors, cases)
    names = names_on(row for row in survivors if row.name)
    vault.warm(cases)  # what no survivor brought
    to_come = {row.case_id for row in found if row.state == VisitState.PLANNED}
    people = {row.case_id: row for row in survivors if row.case_id in to_come}
    cards = safe_contacts_of(row.id for row in people.values()) if people else {}
    lines = []
    for row in found:
        who = people.get(row.case_id)
        unfit = misfit(row, who, cards.get(who.id)) if who else ""
        lines.append(_line(row, names.get(row.case_id, ""), staff, now, unfit))
    return lines


def _line(
    row: PlannedVisit, survivor: str, staff: dict[UUID, StaffCard], now: datetime, unfit: str
) -> VisitLine:
    return VisitLine(
        unfit=unfit,
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
        second_id=row.second_id,
        second=staff[row.second_id].name if row.second_id in staff else "",
        ring=vault.unseal(row, "ring"),
        female_only=row.female_only,
        interpreter=row.interpreter,
        booking_id=row.booking_id,
        booking=row.booking.state if row.booking else "",
        state=row.state,
        state_label=row.get_state_display(),
        back_by=row.back_by,
        late=row.state == VisitState.UNDER_WAY and row.back_by is not None and row.back_by < now,
        help=row.help_at is not None and row.state == VisitState.UNDER_WAY,
        silent=row.state == VisitState.PLANNED and row.alarm_at is not None,
        over=row.state in (VisitState.ENDED, VisitState.CANCELLED),
        asked_at=row.asked_at,
        asked=vault.unseal(row, "asked"),
    )
