"""Reading the audit: who read and who changed what. The database decides what each viewer may see of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from upstander.confidentiality import audit
from upstander.confidentiality.fetching import fetch
from upstander.confidentiality.models import AuditEntry, Staff
from upstander.confidentiality.permissions import Permission
from upstander.confidentiality.staffing import StaffCard, staff_cards
from upstander.confidentiality.viewer import Viewer, viewing

READS = ("case.read", "attachment.read")  # content of a case was shown


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One read or change. `by` is a person, a job's name, or empty for the public."""

    id: int
    at: datetime
    kind: str  # staff, public, system
    by: str
    post: str
    action: str
    case_id: UUID | None
    subject_id: UUID | None
    detail: dict[str, str | int | bool | None]


@dataclass(frozen=True, slots=True)
class AuditSelection:
    """Which entries: all that are given must hold. `since` and `before_time` bound the time, the second not included."""

    case_id: UUID | None = None
    actor_id: UUID | None = None
    action: str = ""
    since: datetime | None = None
    before_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A page of entries, newest first. `older` continues it: give it as `before`; None at the end."""

    lines: tuple[AuditLine, ...]
    older: int | None


def audit_entries(
    viewer: Viewer,
    selection: AuditSelection,
    *,
    now: datetime,
    before: int | None = None,
    limit: int = 50,
) -> AuditPage:
    """Entries that the viewer may see, newest first. Reading them is itself an entry.

    Auditors see all but those of sealed cases and of cases they are in conflict with; others those of cases they may see.
    Raises Refused when somebody who is no auditor asks beyond one case.
    """
    if selection.case_id is None:
        viewer.check(Permission.AUDIT_READ).enforce()
    with viewing(viewer):
        entries = AuditEntry.objects.order_by("-id")
        if selection.case_id is not None:
            entries = entries.filter(case_id=selection.case_id)
        if selection.actor_id is not None:
            entries = entries.filter(actor_id=selection.actor_id)
        if selection.action:
            entries = entries.filter(action=selection.action)
        if selection.since is not None:
            entries = entries.filter(at__gte=selection.since)
        if selection.before_time is not None:
            entries = entries.filter(at__lt=selection.before_time)
        if before is not None:
            entries = entries.filter(id__lt=before)
        rows = list(entries[: limit + 1])
        audit.record(
            by=viewer, now=now, action="audit.read", case_id=selection.case_id, shown=min(len(rows), limit)
        )
        return AuditPage(_lines(rows[:limit]), rows[limit - 1].id if len(rows) > limit else None)


def readers_of_case(viewer: Viewer, case_id: UUID, *, limit: int = 5) -> tuple[AuditLine, ...]:
    """Who last looked at the content of this case: each person's last look, newest first. Part of the case page's own read."""
    with viewing(viewer):
        rows = sorted(fetch(_last_looks, case_id), key=lambda row: -row.id)[:limit]
        return _lines(rows)


def _last_looks(case_id: UUID) -> QuerySet[AuditEntry]:
    looks = AuditEntry.objects.filter(case_id=case_id, action__in=READS, actor_id__isnull=False)
    return looks.order_by("actor_id", "-id").distinct("actor_id")


def audited_people(viewer: Viewer) -> list[StaffCard]:
    """Everybody who works or worked here, by name, to filter the audit by. Raises Refused without `audit.read`."""
    viewer.check(Permission.AUDIT_READ).enforce()
    return [StaffCard(s.id, s.name, s.post) for s in Staff.objects.order_by("name")]


def _lines(rows: list[AuditEntry]) -> tuple[AuditLine, ...]:
    people = staff_cards({row.actor_id for row in rows if row.actor_id})
    return tuple(
        AuditLine(
            id=row.id,
            at=row.at,
            kind=row.actor_kind,
            by=people[row.actor_id].name if row.actor_id in people else row.actor_name,
            post=people[row.actor_id].post if row.actor_id in people else "",
            action=row.action,
            case_id=row.case_id,
            subject_id=row.subject_id,
            detail=row.detail,
        )
        for row in rows
    )
