"""Which cases a list or a search keeps: codes and ids alone, so that a filter may stand in an address and be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from upstander.cases.links import home_token
from upstander.cases.models import (
    Case,
    CaseReport,
    CaseState,
    Closure,
    Duty,
    DutyState,
    Paper,
    PlannedVisit,
    Referral,
    VisitState,
)
from upstander.confidentiality.api import Viewer, blind_index, covered_by
from upstander.people.api import homes_in

_Row = TypeVar("_Row", bound=Model)

DAYS = {"7": 7, "30": 30, "90": 90, "365": 365}
WAITS = ("body", "manager", "reader", "visit")
"""What a case can be waiting on: another body's answer, a manager's word on closing, a second reader, a visit that is planned."""
_LONGEST = 60
_KNOWN: dict[str, tuple[str, ...]] = {
    "state": (CaseState.RECEIVED, CaseState.OPEN, CaseState.CLOSED, CaseState.ROUTED),
    "risk": ("high", "medium", "standard", "none"),
    "since": tuple(DAYS),
    "danger": ("yes",),
    "late": ("yes",),
    "waits": WAITS,
}


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases to keep, in codes; empty: whatever it is. `whose`: mine (with those I cover), nobody, or an officer's id. `since`:
    days since it was received. `strand`: of the edition, as anybody felt it. `team`: its slug. `area`: a neighbourhood by its name."""

    state: str = ""
    risk: str = ""
    whose: str = ""
    since: str = ""
    danger: str = ""
    late: str = ""
    strand: str = ""
    team: str = ""
    area: str = ""
    waits: str = ""

    def __bool__(self) -> bool:
        return any(asdict(self).values())

    def codes(self) -> dict[str, str]:
        """What is set, as a saved search keeps it and an address carries it."""
        return {name: code for name, code in asdict(self).items() if code}


EVERY_CASE = CaseFilter()


def filter_from(codes: Mapping[str, object]) -> CaseFilter:
    """From what was sent or kept; what is not known is left out."""
    chosen = {each.name: str(codes.get(each.name) or "")[:_LONGEST] for each in fields(CaseFilter)}
    return CaseFilter(**{name: code if _sound(name, code) else "" for name, code in chosen.items()})


def kept(rows: QuerySet[Case], only: CaseFilter, viewer: Viewer, now: datetime) -> QuerySet[Case]:
    """Those of the rows that the filter keeps. Inside `viewing`: it narrows what the viewer sees and adds nothing."""
    if only.state:
        rows = rows.filter(state=only.state)
    if only.risk:
        rows = rows.filter(risk_level="" if only.risk == "none" else only.risk)
    if only.whose:
        rows = rows.filter(_whose(only.whose, viewer, now))
    if only.since:
        rows = rows.filter(received_at__gte=now - timedelta(days=DAYS[only.since]))
    if only.danger:
        rows = rows.filter(danger=True)
    if only.late:
        rows = rows.filter(_has(Duty.objects.filter(state=DutyState.OPEN, due_at__lt=now)))
    if only.strand:
        rows = rows.filter(_has(CaseReport.objects.filter(motivations__contains=[only.strand])))
    if only.team:
        rows = rows.filter(team__slug=only.team)
    if only.area:
        homes = {home_token(each) for each in homes_in(only.area)}
        rows = rows.filter(index_tokens__overlap=blind_index.typed(homes)) if homes else rows.none()
    if only.waits:
        rows = rows.filter(_waiting_on(only.waits, now))
    return rows


def _sound(name: str, code: str) -> bool:
    if name in _KNOWN:
        return code in _KNOWN[name]
    return (
        name in ("strand", "team", "area") or (name == "whose" and code in ("mine", "nobody")) or _is_id(code)
    )


def _is_id(code: str) -> bool:
    try:
        return str(UUID(code)) == code
    except ValueError:
        return False


def _whose(code: str, viewer: Viewer, now: datetime) -> Q:
    if code == "mine":
        covered = covered_by(viewer.staff_id, now=now) if viewer.staff_id else []
        return Q(officer_id__in=[viewer.staff_id, *covered])
    return Q(officer_id=None if code == "nobody" else code)


def _waiting_on(code: str, now: datetime) -> Exists:
    if code == "body":
        return _has(Referral.objects.filter(answer="", closed_at=None))
    if code == "manager":
        return _has(Closure.objects.filter(decided_at=None))
    if code == "reader":
        return _has(Paper.objects.filter(read_at=None, measure__ended_at=None))
    return _has(PlannedVisit.objects.filter(state=VisitState.PLANNED, at__gte=now))


def _has(rows: QuerySet[_Row]) -> Exists:
    return Exists(rows.filter(case=OuterRef("pk")))
