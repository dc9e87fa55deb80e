"""The register of what other bodies were told, for the data-protection officer: codes and times, no content, no sealed case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from upstander.cases.models import Case, Disclosure
from upstander.cases.queries.references import case_references
from upstander.cases.queries.sharing import review_state
from upstander.confidentiality.api import Permission, Viewer, reading, staff_cards
from upstander.partners.api import agency_names

_PAGE = 50
_MOST = 20_000  # rows of one export


@dataclass(frozen=True, slots=True)
class RegisterAsked:
    """What the reader looks for. `review`: waiting, late, upheld or not_upheld; `before_time` is not included."""

    since: datetime | None = None
    before_time: datetime | None = None
    agency_id: UUID | None = None
    ground: str = ""
    review: str = ""


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One disclosure in codes. `review` as in `review_state`; `agency` is empty for a body that is not on the register."""

    at: datetime
    recorded_at: datetime
    reference: str
    agency: str
    kinds: tuple[str, ...]
    purpose: str
    ground: str
    emergency: str
    lawful: str
    basis: str
    condition: str
    criminal_allegation: bool
    outside_agreement: bool
    method: str
    asked_by: str
    informed: str
    by: str
    review_due_at: datetime | None
    reviewed_at: datetime | None
    review: str


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """One page of the register, newest first. `total`: how many there are in all; `pages`: of `_PAGE` lines."""

    lines: tuple[RegisterLine, ...]
    total: int
    number: int
    pages: int


def disclosure_register(
    viewer: Viewer, asked: RegisterAsked, *, now: datetime, number: int = 1
) -> RegisterPage:
    """A page of the register; audited. Cases that are sealed, or that the reader is in conflict with, are not in it.

    Raises Refused without the permission.
    """
    viewer.check(Permission.DISCLOSURE_REGISTER).enforce()
    with reading(viewer, now, "disclosure.read"):
        rows = _found(asked, now)
        total = rows.count()
        pages = max(1, -(-total // _PAGE))
        number = min(max(1, number), pages)
        return RegisterPage(
            _lines(viewer, rows[(number - 1) * _PAGE : number * _PAGE], now), total, number, pages
        )


def exported_register(viewer: Viewer, asked: RegisterAsked, *, now: datetime) -> tuple[RegisterLine, ...]:
    """Everything that was asked for, at most the newest 20,000; audited as an export. Raises Refused."""
    viewer.check(Permission.DISCLOSURE_REGISTER).enforce()
    with reading(viewer, now, "disclosure.export"):
        return _lines(viewer, _found(asked, now)[:_MOST], now)


def _found(asked: RegisterAsked, now: datetime) -> QuerySet[Disclosure]:
    """The database leaves out what the reader may not know of; sealed cases are left out also for whoever was named to one."""
    rows = Disclosure.objects.exclude(case_id__in=Case.objects.filter(sealed=True).values("id"))
    if asked.since is not None:
        rows = rows.filter(at__gte=asked.since)
    if asked.before_time is not None:
        rows = rows.filter(at__lt=asked.before_time)
    if asked.agency_id is not None:
        rows = rows.filter(agency_id=asked.agency_id)
    if asked.ground:
        rows = rows.filter(ground=asked.ground)
    match asked.review:
        case "waiting":
            rows = rows.filter(review_due_at__gte=now, reviewed_at=None)
        case "late":
            rows = rows.filter(review_due_at__lt=now, reviewed_at=None)
        case "upheld" | "not_upheld":
            rows = rows.filter(upheld=asked.review == "upheld")
    return rows.order_by("-at", "-id")


def _lines(viewer: Viewer, found: Iterable[Disclosure], now: datetime) -> tuple[RegisterLine, ...]:
    rows = list(found)
    references = case_references(viewer, {row.case_id for row in rows})
    bodies = agency_names(row.agency_id for row in rows if row.agency_id is not None)
    staff = staff_cards({row.by_id for row in rows if row.by_id is not None})
    return tuple(
        RegisterLine(
            at=row.at,
            recorded_at=row.recorded_at,
            reference=references.get(row.case_id, ""),
            agency=bodies.get(row.agency_id, "") if row.agency_id else "",
            kinds=tuple(row.kinds),
            purpose=row.purpose,
            ground=row.ground,
            emergency=row.emergency,
            lawful=row.lawful,
            basis=row.basis,
            condition=row.condition,
            criminal_allegation=row.criminal_allegation,
            outside_agreement=row.outside_agreement,
            method=row.method,
            asked_by=row.asked_by,
            informed=row.informed,
            by=staff[row.by_id].name if row.by_id in staff else "",
            review_due_at=row.review_due_at,
            reviewed_at=row.reviewed_at,
            review=review_state(row, now),
        )
        for row in rows
    )
