"""Reading the register of bodies: for every member of staff, and for nobody else. It holds no case data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from upstander.confidentiality.api import Permission, Viewer, fetch, viewing
from upstander.lib.days import london_day
from upstander.partners.errors import NoSuchAgency
from upstander.partners.kinds import BODIES
from upstander.partners.models import Agency, Agreement, ApiToken, PartnerPerson
from upstander.partners.rules import ENDS_SOON, is_old, old_before
from upstander.partners.told import AgencyCard, AgreementCard


def agencies(viewer: Viewer, *, now: datetime, retired: bool = False) -> list[AgencyCard]:
    """Bodies in the order of their kinds, then by name; those retired as well when asked for."""
    with viewing(viewer):
        rows = Agency.objects.prefetch_related("agreements")
        if not retired:
            rows = rows.filter(retired_at=None)
        order = {kind: number for number, kind in enumerate(BODIES)}
        found = sorted(rows, key=lambda row: (order.get(row.kind, 99), row.name.casefold(), row.area))
        return [_card(row, now) for row in found]


def agency(viewer: Viewer, agency_id: UUID, *, now: datetime) -> AgencyCard:
    """One body with its agreements. Raises NoSuchAgency."""
    with viewing(viewer):
        row = Agency.objects.prefetch_related("agreements").filter(pk=agency_id).first()
        if row is None:
            raise NoSuchAgency
        return _card(row, now)


def agency_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """What these bodies are called, retired ones too. Needs a `viewing` block."""
    rows = fetch(lambda pks: Agency.objects.filter(pk__in=pks).values_list("id", "name", "area"), set(ids))
    return {id: f"{name} ({area})" if area else name for id, name, area in rows}


def in_use(agency_id: UUID) -> bool:
    """True while it is not retired. Needs a `viewing` block."""
    return Agency.objects.filter(pk=agency_id, retired_at=None).exists()


def mailbox_of(agency_id: UUID) -> str:
    """The shared mailbox of a body. Needs a `viewing` block."""
    return str(Agency.objects.values_list("mailbox", flat=True).get(pk=agency_id))


@dataclass(frozen=True, slots=True)
class RegisterGaps:
    """What whoever keeps the register has to look at again: details of bodies, people who sign in, agreements.

    Of agreements: every one whose review has passed or that ends soon, and every body whose agreements have all ended: it is told
    nothing any more.
    """

    bodies: int
    people: int
    agreements: int

    def __bool__(self) -> bool:
        return bool(self.bodies or self.people or self.agreements)


def register_gaps(viewer: Viewer, *, now: datetime) -> RegisterGaps | None:
    """What waits for them; None for everybody who does not keep the register."""
    if not viewer.may(Permission.PARTNERS_EDIT):
        return None
    today = london_day(now)
    old, still = old_before(today), Q(ends_on=None) | Q(ends_on__gte=today)
    with viewing(viewer):
        return RegisterGaps(
            Agency.objects.filter(retired_at=None, checked_on__lte=old).count(),
            PartnerPerson.objects.filter(ended_at=None, agency__retired_at=None, checked_on__lte=old).count(),
            Agreement.objects.filter(still, agency__retired_at=None)
            .filter(Q(review_on__lt=today) | Q(ends_on__lt=today + ENDS_SOON))
            .count()
            + Agency.objects.filter(retired_at=None, agreements__ends_on__lt=today)
            .exclude(id__in=Agreement.objects.filter(still).values("agency_id"))
            .distinct()
            .count(),
        )


@dataclass(frozen=True, slots=True)
class TokenCard:
    """A token as shown: everything but itself."""

    id: UUID
    label: str
    scopes: tuple[str, ...]
    per_minute: int
    made_at: datetime
    ends_on: date
    revoked_at: datetime | None
    used_on: date | None
    live: bool


def tokens_of(viewer: Viewer, agency_id: UUID, *, now: datetime) -> list[TokenCard]:
    """The tokens of one body, the newest first. Raises Refused without `partners.edit`."""
    viewer.check(Permission.PARTNERS_EDIT).enforce()
    today = london_day(now)
    with viewing(viewer):
        return [
            TokenCard(
                row.id,
                row.label,
                tuple(row.scopes),
                row.per_minute,
                row.made_at,
                row.ends_on,
                row.revoked_at,
                row.used_on,
                row.revoked_at is None and today <= row.ends_on,
            )
            for row in ApiToken.objects.filter(agency_id=agency_id).order_by("-made_at")
        ]


def _card(row: Agency, now: datetime) -> AgencyCard:
    return AgencyCard(
        id=row.id,
        kind=row.kind,
        kind_label=BODIES.get(row.kind, row.kind),
        name=row.name,
        area=row.area,
        services=row.services,
        reach=row.reach,
        out_of_hours=row.out_of_hours,
        duties=tuple(row.duties),
        checked_on=row.checked_on,
        check_again=is_old(row.checked_on, london_day(now)),
        retired_at=row.retired_at,
        version=row.version,
        mailbox=row.mailbox,
        agreements=tuple(
            _agreement(each) for each in sorted(row.agreements.all(), key=lambda a: a.starts_on, reverse=True)
        ),
    )


def _agreement(row: Agreement) -> AgreementCard:
    return AgreementCard(
        row.id,
        row.title,
        row.purposes,
        tuple(row.kinds),
        row.starts_on,
        row.ends_on,
        row.review_on,
        tuple(row.uses),
    )
