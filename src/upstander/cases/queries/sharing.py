"""What people on a case agreed to, what other bodies were told, and what is still to be passed on or looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from upstander.cases.errors import NoSuchCase
from upstander.cases.merged import merged_into
from upstander.cases.models import Case, Consent, Disclosure, Party, WithdrawalTask
from upstander.cases.rows import case_row, parties_of
from upstander.confidentiality.api import StaffCard, Viewer, fetch, staff_cards, vault, viewing
from upstander.partners.api import agency_names


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """What one person said about one body."""

    id: UUID
    said_id: UUID
    party_id: UUID
    party: str
    agency: str
    agency_id: UUID
    given: bool
    kinds: tuple[str, ...]
    purposes: tuple[str, ...]
    how: str
    capacity: str
    words: str
    at: datetime
    expires_at: datetime | None
    withdrawn_at: datetime | None
    by: str
    live: bool


@dataclass(frozen=True, slots=True)
class DisclosureLine:
    """One act of telling one body. `review`: "" when none is needed, else waiting, late, upheld or not_upheld.

    `case_id` is the case on which it was told: this one, or one that became part of it (`before`, its reference).
    """

    id: UUID
    case_id: UUID
    before: str
    at: datetime
    agency: str
    recipient: str
    items: str
    reasons: str
    about: tuple[str, ...]
    kinds: tuple[str, ...]
    purpose: str
    ground: str
    emergency: str
    lawful: str
    basis: str
    condition: str
    method: str
    informed: str
    outside_agreement: bool
    by: str
    by_id: UUID | None
    review_due_at: datetime | None
    review: str
    review_reason: str
    reviewed_by: str


@dataclass(frozen=True, slots=True)
class WithdrawalLine:
    """One body that is to be told, or was, that consent was taken back."""

    id: UUID
    agency: str
    opened_at: datetime
    due_at: datetime
    acknowledged_at: datetime | None
    answer: str
    late: bool


@dataclass(frozen=True, slots=True)
class SharingPage:
    """Sharing and consent on one case, newest first."""

    consents: tuple[ConsentLine, ...]
    disclosures: tuple[DisclosureLine, ...]
    withdrawals: tuple[WithdrawalLine, ...]

    @property
    def live(self) -> tuple[ConsentLine, ...]:
        """Consents in force."""
        return tuple(each for each in self.consents if each.live)

    @property
    def to_pass_on(self) -> tuple[WithdrawalLine, ...]:
        """Bodies that have not acknowledged yet."""
        return tuple(each for each in self.withdrawals if each.acknowledged_at is None)

    @property
    def to_review(self) -> tuple[DisclosureLine, ...]:
        """Emergencies that no manager has looked at yet."""
        return tuple(each for each in self.disclosures if each.review in ("waiting", "late"))


def review_state(row: Disclosure, now: datetime) -> str:
    """Where the look at an emergency stands."""
    if row.review_due_at is None:
        return ""
    if row.reviewed_at is not None:
        return "upheld" if row.upheld else "not_upheld"
    return "late" if row.review_due_at < now else "waiting"


def sharing_of_case(viewer: Viewer, case_id: UUID, *, now: datetime) -> SharingPage:
    """Sharing and consent on a case that the viewer may see; part of the case page's own read. Raises NoSuchCase."""
    with viewing(viewer):
        case = case_row(case_id)
        if case is None:
            raise NoSuchCase
        vault.warm([case.id])
        consents = fetch(
            lambda case: Consent.objects.filter(case=case).order_by("-at", "-recorded_at"), case.id
        )
        # Of these, what the viewer may see.
        parts = {
            each.id: each
            for each in fetch(lambda cases: Case.objects.filter(pk__in=cases), merged_into(case))
        }
        vault.warm(parts)
        told = fetch(
            lambda cases: Disclosure.objects.filter(case__in=cases).order_by("-at", "-recorded_at"),
            [case.id, *parts],
        )
        tasks = fetch(lambda case: WithdrawalTask.objects.filter(case=case).order_by("-opened_at"), case.id)
        bodies = agency_names(
            {row.agency_id for row in consents}
            | {row.agency_id for row in told if row.agency_id is not None}
            | {row.agency_id for row in tasks}
        )
        staff = staff_cards(
            {
                each
                for each in (
                    *(row.recorded_by_id for row in consents),
                    *(row.by_id for row in told),
                    *(row.reviewed_by_id for row in told),
                )
                if each is not None
            }
        )
        theirs = [
            *parties_of(case.id),
            *fetch(lambda cases: Party.objects.filter(case__in=cases), list(parts)),
        ]
        people = {row.id: vault.unseal(row, "name") or row.get_role_display() for row in theirs}
        return SharingPage(
            tuple(_consent(row, people, bodies, staff, now) for row in consents),
            tuple(_disclosure(row, parts.get(row.case_id), people, bodies, staff, now) for row in told),
            tuple(
                WithdrawalLine(
                    row.id,
                    bodies[row.agency_id],
                    row.opened_at,
                    row.due_at,
                    row.acknowledged_at,
                    vault.unseal(row, "answer"),
                    row.acknowledged_at is None and row.due_at < now,
                )
                for row in tasks
            ),
        )


def _consent(
    row: Consent,
    people: dict[UUID, str],
    bodies: dict[UUID, str],
    staff: dict[UUID, StaffCard],
    now: datetime,
) -> ConsentLine:
    in_force = row.given and row.at <= now and (row.expires_at is None or now < row.expires_at)
    return ConsentLine(
        id=row.id,
        said_id=row.said_id,
        party_id=row.party_id,
        party=people[row.party_id],
        agency=bodies[row.agency_id],
        agency_id=row.agency_id,
        given=row.given,
        kinds=tuple(row.kinds),
        purposes=tuple(row.purposes),
        how=row.how,
        capacity=row.capacity,
        words=vault.unseal(row, "words"),
        at=row.at,
        expires_at=row.expires_at,
        withdrawn_at=row.withdrawn_at,
        by=_name(staff, row.recorded_by_id),
        live=in_force and row.withdrawn_at is None,
    )


def _disclosure(
    row: Disclosure,
    part: Case | None,
    people: dict[UUID, str],
    bodies: dict[UUID, str],
    staff: dict[UUID, StaffCard],
    now: datetime,
) -> DisclosureLine:
    return DisclosureLine(
        id=row.id,
        case_id=row.case_id,
        before=part.reference if part else "",
        at=row.at,
        agency=bodies[row.agency_id] if row.agency_id else "Not on the register",
        recipient=vault.unseal(row, "recipient"),
        items=vault.unseal(row, "items"),
        reasons=vault.unseal(row, "reasons"),
        about=tuple(people[each] for each in row.about if each in people),
        kinds=tuple(row.kinds),
        purpose=row.purpose,
        ground=row.ground,
        emergency=row.emergency,
        lawful=row.lawful,
        basis=row.basis,
        condition=row.condition,
        method=row.method,
        informed=row.informed,
        outside_agreement=row.outside_agreement,
        by=_name(staff, row.by_id),
        by_id=row.by_id,
        review_due_at=row.review_due_at,
        review=review_state(row, now),
        review_reason=vault.unseal(row, "review_reason"),
        reviewed_by=_name(staff, row.reviewed_by_id),
    )


def _name(staff: dict[UUID, StaffCard], staff_id: UUID | None) -> str:
    return staff[staff_id].name if staff_id in staff else ""
