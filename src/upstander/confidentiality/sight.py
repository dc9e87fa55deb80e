"""What one colleague can see: roles, teams and covers. No case stands here, nor whether there is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from upstander.confidentiality.acting import reading
from upstander.confidentiality.models import Absence, Staff
from upstander.confidentiality.permissions import Permission, permissions_of
from upstander.confidentiality.viewer import Viewer

MAY_ASK = (Permission.STAFF_ADMINISTER, Permission.GRANTS_REVIEW)


@dataclass(frozen=True, slots=True)
class CoverLine:
    """A colleague, and when the cover ends."""

    name: str
    until: datetime


@dataclass(frozen=True, slots=True)
class ColleagueSight:
    """One colleague. `permissions` are what their roles allow together; `covers`: whose cases they see besides, `away`: who sees
    theirs."""

    id: UUID
    name: str
    post: str
    roles: tuple[str, ...]
    teams: tuple[str, ...]
    manager: str
    permissions: frozenset[Permission]
    covers: tuple[CoverLine, ...]
    away: tuple[CoverLine, ...]


def colleague_sight(viewer: Viewer, staff_id: UUID, *, now: datetime) -> ColleagueSight | None:
    """What this colleague can see; None when nobody of that id works here now. Raises Refused without one of `MAY_ASK`."""
    viewer.check(*MAY_ASK).enforce()
    with reading(viewer, now, "staff.sight", subject_id=staff_id):
        row = Staff.objects.filter(pk=staff_id, is_active=True).select_related("manager").first()
        if row is None:
            return None
        theirs = Q(cover_id=staff_id) | Q(staff_id=staff_id)
        rows = Absence.objects.filter(theirs, ended_at=None, starts_at__lte=now, ends_at__gt=now)
        running = list(rows.select_related("staff", "cover").order_by("ends_at"))

        def lines(of: Callable[[Absence], Staff]) -> tuple[CoverLine, ...]:
            return tuple(CoverLine(of(a).name, a.ends_at) for a in running if of(a).id != staff_id)

        return ColleagueSight(
            id=row.id,
            name=row.name,
            post=row.post,
            roles=tuple(row.roles),
            teams=tuple(row.teams.order_by("name").values_list("name", flat=True)),
            manager=row.manager.name if row.manager else "",
            permissions=permissions_of(row.roles),
            covers=lines(lambda absence: absence.staff),
            away=lines(lambda absence: absence.cover),
        )
