"""How long a closed case is kept, worked out from the facts each time it is asked: nothing stored can be out of date."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from upstander.cases.api import EndedCase, NoSuchCase, ended_case, reference_of
from upstander.cases.queries.api import cases_naming, conflicts_of
from upstander.confidentiality.api import (
    Permission,
    StaffCard,
    Viewer,
    elevated,
    staff_cards,
    system,
    vault,
    viewing,
)
from upstander.lib.marks import mark_of
from upstander.policy.api import Keeping, RetentionFacts, StartEvent, longest
from upstander.records.models import AccessCase, AccessRequest, LegalHold, RetentionDay

EVENTS = {
    StartEvent.CHILD_18: "Birth date of the youngest child",
    StartEvent.ORDER_ENDS: "The day the court's order ends",
    StartEvent.EMPLOYMENT_ENDS: "The day the employment ended",
}


@dataclass(frozen=True, slots=True)
class HoldCard:
    """A legal hold that is in force."""

    id: UUID
    reason: str
    placed_by: str
    placed_at: datetime
    review_on: date
    overdue: bool

    @property
    def mark(self) -> str:
        """Changes with its day."""
        return mark_of(self.review_on)


@dataclass(frozen=True, slots=True)
class RetentionCard:
    """For the case's page. `keeping` is None while work goes on."""

    keeping: Keeping | None
    hold: HoldCard | None
    may_hold: bool
    asks: tuple[StartEvent, ...]


def keeping_of(case: EndedCase) -> Keeping:
    """The class that keeps it longest. Inside a `viewing` block that sees the case."""
    recorded = recorded_days(case.id)
    days = {**case.days, **recorded}
    if born := [each[StartEvent.CHILD_18] for each in (case.days, recorded) if StartEvent.CHILD_18 in each]:
        days[StartEvent.CHILD_18] = max(born)  # the youngest child counts, whoever knows of them
    known = RetentionFacts(
        closed_on=case.ended_on,
        taken=case.taken,
        child=case.child or StartEvent.CHILD_18 in days,
        days=days,
    )
    return longest(case.facts, known, case.editions)


def recorded_days(case_id: UUID) -> dict[StartEvent, date]:
    """The dates that somebody recorded, the latest of each kind."""
    rows = RetentionDay.objects.filter(case_id=case_id).order_by("recorded_at")
    return {StartEvent(row.event): date.fromisoformat(vault.unseal(row, "day")) for row in rows}


def is_held(case_ids: list[UUID], asked: Set[UUID]) -> bool:
    """True while one of these cases is on hold, or among those that somebody `asked_for`. As the system."""
    if not asked.isdisjoint(case_ids):
        return True
    return LegalHold.objects.filter(case_id__in=case_ids, released_at=None).exists()


def asked_for() -> frozenset[UUID]:
    """Cases that may be about somebody who has asked for their data and has no answer yet, whether or not a searcher has looked.

    To destroy what was asked for is an offence (Data Protection Act 2018, section 173). As the system.
    """
    found: set[UUID] = set()
    open_requests = list(AccessRequest.objects.filter(ended_on=None))
    vault.warm(row.id for row in open_requests)
    for row in open_requests:
        name, contact = vault.unseal(row, "name"), vault.unseal(row, "contact")
        like = cases_naming(system("disposal"), name=name, contact=contact, people=[])
        settled = dict(AccessCase.objects.filter(request=row).values_list("case_id", "part"))
        found |= {case.id for case in like if settled.get(case.id) != "other"}
        found |= {case_id for case_id, part in settled.items() if part != "other"}
    return frozenset(found)


def retention_of(viewer: Viewer, case_id: UUID, *, now: datetime, today: date) -> RetentionCard:
    """Until when the case is kept and why, and its hold. For whoever sees the case; nothing for anybody else."""
    with viewing(viewer):
        row = LegalHold.objects.filter(case_id=case_id, released_at=None).first()
        staff = staff_cards({row.placed_by_id} if row and row.placed_by_id else set())
        card = hold_card(row, staff, today) if row else None
        keeping = None
        if ended_case(case_id, now=now) is not None:
            with elevated("retention of a case"):
                case = ended_case(case_id, now=now)
                keeping = keeping_of(case) if case else None
        asks = (StartEvent.CHILD_18, StartEvent.ORDER_ENDS, StartEvent.EMPLOYMENT_ENDS) if keeping else ()
        return RetentionCard(keeping, card, viewer.may(Permission.CASE_HOLD), asks)


@dataclass(frozen=True, slots=True)
class HoldPage:
    """For the form. `reason` of the hold is shown to those who see the case and to whoever placed it, else empty."""

    case_id: UUID
    reference: str
    sees_case: bool
    hold: HoldCard | None


def hold_page(viewer: Viewer, case_id: UUID, *, today: date) -> HoldPage:
    """The hold of one case, for those who may hold it: its managers, and whoever prepares disposal. Raises Refused, NoSuchCase."""
    viewer.check(Permission.CASE_HOLD).enforce()
    with viewing(viewer):
        reference = reference_of(case_id)
        if reference is not None:
            return _hold_page(case_id, reference[0], True, viewer, today)
        if not viewer.may(Permission.DISPOSAL_PREPARE) or case_id in conflicts_of(viewer):
            raise NoSuchCase
        with elevated("hold by whoever prepares disposal"):
            reference = reference_of(case_id)
            if reference is None or reference[1]:
                raise NoSuchCase
            return _hold_page(case_id, reference[0], False, viewer, today)


def _hold_page(case_id: UUID, reference: str, sees: bool, viewer: Viewer, today: date) -> HoldPage:
    row = LegalHold.objects.filter(case_id=case_id, released_at=None).first()
    staff = staff_cards({row.placed_by_id} if row and row.placed_by_id else set())
    card = hold_card(row, staff, today) if row else None
    if row and card and not sees and row.placed_by_id != viewer.staff_id:
        card = replace(card, reason="")
    return HoldPage(case_id, reference, sees, card)


def hold_card(row: LegalHold, staff: dict[UUID, StaffCard], today: date) -> HoldCard:
    """A hold from its row, with the names of those who placed holds."""
    name = staff[row.placed_by_id].name if row.placed_by_id in staff else ""
    return HoldCard(
        row.id, vault.unseal(row, "reason"), name, row.placed_at, row.review_on, row.review_on < today
    )
