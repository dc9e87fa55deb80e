"""Mail that was kept: looked at, made a report after all, or put aside and deleted a month later."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, QuerySet

from upstander.cases.api import standard_now
from upstander.confidentiality.api import (
    Erased,
    Permission,
    Viewer,
    acting,
    audit,
    destroy_keys,
    elevated,
    fetch,
    fetch_one,
    vault,
    viewing,
)
from upstander.intake.actions.arrivals import report_of_mail
from upstander.intake.actions.receive import receive
from upstander.intake.channels.danger import sounds_dangerous
from upstander.intake.channels.email import read_mail
from upstander.intake.errors import NoSuchReport
from upstander.intake.models import KeptMail

_SHOWN = 2_000
_GONE_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A kept email in words alone. `cut`: there are more of them."""

    id: UUID
    because: str
    received_at: datetime
    sender: str
    subject: str
    excerpt: str
    cut: bool
    due_at: datetime


def kept_mail(viewer: Viewer, *, now: datetime) -> list[KeptLine]:
    """What nobody has looked at, the oldest first; at most 100. Audited. Raises Refused without `report.triage`."""
    viewer.check(Permission.REPORT_TRIAGE).enforce()
    with viewing(viewer):
        rows = list(KeptMail.objects.filter(settled_at=None).defer("original").order_by("received_at")[:100])
        vault.warm(row.id for row in rows)
        if rows:
            audit.record(by=viewer, now=now, action="mail.kept_read", shown=len(rows))
        return [_line(row) for row in rows]


def kept_count(viewer: Viewer) -> int:
    """How many emails wait to be looked at; none for those who may not."""
    if not viewer.may(Permission.REPORT_TRIAGE):
        return 0
    with viewing(viewer):
        counted = fetch_one(
            lambda: (
                KeptMail.objects.filter(settled_at=None)
                .order_by()
                .values_list("settled_at")
                .annotate(Count("pk"))
            )
        )
    return counted[1] if counted else 0


def _unlooked_at() -> QuerySet[KeptMail, datetime]:
    waiting = KeptMail.objects.filter(settled_at=None).order_by("received_at")
    return waiting.values_list("received_at", flat=True)[:500]


@dataclass(frozen=True, slots=True)
class KeptWaiting:
    """How much kept mail nobody has looked at, and by when somebody must. `mine`: this viewer may read it; otherwise they see to it
    that somebody does."""

    count: int
    late: int
    due_at: datetime
    mine: bool


def kept_waiting(viewer: Viewer, *, now: datetime) -> KeptWaiting | None:
    """For those who triage, whatever waits; for managers, once it has waited longer than the standard. No content, for neither."""
    mine = viewer.may(Permission.REPORT_TRIAGE)
    if not mine and not viewer.may(Permission.TEAM_BOARD):
        return None
    with viewing(viewer), nullcontext() if mine else elevated("intake.kept"):
        came = fetch(_unlooked_at)
    dues = [_due(at) for at in came]
    late = sum(due_at < now for due_at in dues)
    return KeptWaiting(len(dues), late, dues[0], mine) if late or (mine and dues) else None


def settle_kept_mail(*, kept_id: UUID, report: bool, by: Viewer, now: datetime) -> str:
    """It is a report, received when it came; or it is none. The reference of the report, or "". Again: no change.

    Raises Refused, NoSuchReport.
    """
    by.check(Permission.REPORT_TRIAGE).enforce()
    with acting(by, now, "mail.settle", subject_id=kept_id) as act:
        row = KeptMail.objects.select_for_update().filter(pk=kept_id).first()
        if row is None:
            raise NoSuchReport
        if row.settled_at is not None:
            return ""
        row.settled_at, row.settled_by_id, row.became = now, by.staff_id, "report" if report else "aside"
        row.save(update_fields=["settled_at", "settled_by_id", "became"])
        act.detail.update(became=row.became)
        if not report:
            return ""
        with elevated("intake.kept"):
            raw = vault.unseal_bytes(row, "original")
        mail = read_mail(raw, own=str(settings.DEFAULT_FROM_EMAIL))
        danger = sounds_dangerous(f"{mail.subject}\n{mail.text}")
        told = report_of_mail(mail, raw, b"kept:" + row.id.bytes, danger, row.received_at)
        return receive(report=told, by=by, now=now).reference


def sweep_kept_mail(*, by: Viewer, now: datetime) -> int:
    """Destroy what was looked at a month ago, with its keys. Returns how many."""
    with viewing(by):
        gone = list(
            KeptMail.objects.filter(settled_at__lt=now - _GONE_AFTER).values_list("pk", flat=True)[:500]
        )
        if gone:
            KeptMail.objects.filter(pk__in=gone).delete()
            destroy_keys(gone, Erased(), now=now)
            audit.record(by=by, now=now, action="mail.sweep", gone=len(gone))
    return len(gone)


def _due(received_at: datetime) -> datetime:
    return standard_now("kept-mail", received_at, otherwise="1 working day")


def _line(row: KeptMail) -> KeptLine:
    text = vault.unseal(row, "text")
    return KeptLine(
        row.id,
        row.because,
        row.received_at,
        vault.unseal(row, "sender"),
        vault.unseal(row, "subject"),
        text[:_SHOWN],
        len(text) > _SHOWN,
        _due(row.received_at),
    )
