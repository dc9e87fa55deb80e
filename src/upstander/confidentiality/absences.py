"""Who is away, from when until when, and who covers for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import Q, QuerySet

from upstander.confidentiality.acting import acting
from upstander.confidentiality.fetching import fetch
from upstander.confidentiality.models import Absence, Staff
from upstander.confidentiality.permissions import Permission, permissions_of
from upstander.confidentiality.viewer import Viewer, once, viewing
from upstander.lib.decision import refuse


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """One absence that is not over. `now` is true while it lasts; `mine` when the viewer may call it off."""

    id: UUID
    staff_id: UUID
    staff: str
    cover: str
    starts_at: datetime
    ends_at: datetime
    now: bool
    mine: bool


def record_absence(
    *, staff_id: UUID, cover_id: UUID, starts_at: datetime, ends_at: datetime, by: Viewer, now: datetime
) -> None:
    """From `starts_at` until before `ends_at` the cover sees this officer's cases and is told of their duties.

    Officers say so for themselves, managers of a board for anybody. Raises Refused.
    """
    if staff_id != by.staff_id:
        by.check(Permission.TEAM_BOARD).enforce()
    if ends_at <= starts_at or ends_at <= now:
        refuse("The last day must not be before the first, nor over already.").enforce()
    with acting(by, now, "staff.absence", subject_id=staff_id):
        people = {row.id: row for row in Staff.objects.filter(id__in=[staff_id, cover_id], is_active=True)}
        cover = people.get(cover_id)
        if staff_id not in people or cover is None or staff_id == cover_id:
            refuse("Choose somebody else who works here to cover.").enforce()
        if cover and Permission.CASE_WORK not in permissions_of(cover.roles):
            refuse("Choose somebody who works on cases.").enforce()
        overlap = Absence.objects.filter(ended_at=None, starts_at__lt=ends_at, ends_at__gt=starts_at)
        if overlap.filter(staff_id=staff_id).exists():
            refuse("There is an absence in these days already. Call that one off first.").enforce()
        if overlap.filter(staff_id=cover_id).exists():
            refuse("They are away themselves in these days. Choose somebody else.").enforce()
        Absence.objects.bulk_create(
            [Absence(id=uuid4(), staff_id=staff_id, cover_id=cover_id, starts_at=starts_at, ends_at=ends_at)]
        )


def end_absence(*, absence_id: UUID, by: Viewer, now: datetime) -> None:
    """Back early, or never away. The cover sees the cases no longer. Raises Refused."""
    with acting(by, now, "staff.absence_ended") as act:
        row = Absence.objects.filter(pk=absence_id, ended_at=None).first()
        if row is None:
            refuse("This absence is over already.").enforce()
            return
        if row.staff_id != by.staff_id:
            by.check(Permission.TEAM_BOARD).enforce()
        act.subject_id = row.staff_id
        row.ended_at = now
        row.save(update_fields=["ended_at"])


def absences(viewer: Viewer, *, now: datetime) -> list[AbsenceLine]:
    """Absences that last or are to come, the next first: the viewer's own and those they cover; for managers everybody's."""
    with viewing(viewer):
        rows = Absence.objects.filter(ended_at=None, ends_at__gt=now).select_related("staff", "cover")
        manages = viewer.may(Permission.TEAM_BOARD)
        if not manages:
            rows = rows.filter(Q(staff_id=viewer.staff_id) | Q(cover_id=viewer.staff_id))
        return [
            AbsenceLine(
                id=row.id,
                staff_id=row.staff_id,
                staff=row.staff.name,
                cover=row.cover.name,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                now=row.starts_at <= now,
                mine=manages or row.staff_id == viewer.staff_id,
            )
            for row in rows.order_by("starts_at")
        ]


def cover_of(staff_id: UUID, *, now: datetime) -> UUID | None:
    """Who covers for this person at this moment, if they are away. Inside a `viewing` block."""
    now_away = Absence.objects.filter(
        staff_id=staff_id, ended_at=None, starts_at__lte=now, ends_at__gt=now, cover__is_active=True
    )
    return now_away.values_list("cover_id", flat=True).first()


def covers_now(*, now: datetime) -> dict[UUID, UUID]:
    """Everybody who is away at this moment, with who covers. Inside a `viewing` block."""
    return dict(fetch(_away_now, now))


def _away_now(now: datetime) -> QuerySet[Absence, tuple[UUID, UUID]]:
    away = Absence.objects.filter(ended_at=None, starts_at__lte=now, ends_at__gt=now, cover__is_active=True)
    return away.values_list("staff_id", "cover_id")


def covered_by(staff_id: UUID, *, now: datetime) -> list[UUID]:
    """For whom this person covers at this moment. Inside a `viewing` block."""
    return once(("covered by", staff_id, now), lambda: fetch(_away, staff_id, now))


def _away(cover: UUID, now: datetime) -> QuerySet[Absence, UUID]:
    away = Absence.objects.filter(cover_id=cover, ended_at=None, starts_at__lte=now, ends_at__gt=now)
    return away.values_list("staff_id", flat=True)
